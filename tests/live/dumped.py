# SPDX-License-Identifier: GPL-2.0-or-later
"""dumped.py: runs tcpdump beside what a test does.

    with Dumped(path):
        ...                             # peers talk
    pcap = Pcap(path)                   # all that they sent is in it

Leaving the block waits until the file has everything: a datagram sent last marks the end.
"""
import os
import signal
import socket
import struct
import subprocess

from watched import LIMIT_S, Failed, wait_for

END_MARK = b'that is all that was sent'
MARK_PORT = 9


class Dumped:
    """Options and the expression are tcpdump's; it must see what is sent to the mark's address."""

    def __init__(self, path, expression='tcp', *options, interface='lo', mark='127.0.0.1'):
        self.path = path
        self.mark = mark
        # In its immediate mode each packet has room for the longest one: of 2 MB 30 would be waiting.
        self.command = ['tcpdump', '-i', interface, '-n', '-U', '-B', '65536', '--immediate-mode',
                        '-w', path, *options, '(%s) or udp port %d' % (expression, MARK_PORT)]

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE)
        line = b'?'
        # Of `any` it has a warning first.
        while b'listening on' not in line:
            line = self.process.stderr.readline()
            if not line:
                raise Failed('tcpdump does not listen')
        return self

    def __exit__(self, kind, *_):
        if not kind:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.sendto(END_MARK, (self.mark, MARK_PORT))
            wait_for('the end of the capture', self.is_whole)
        self.process.send_signal(signal.SIGINT)
        err = self.process.communicate(timeout=LIMIT_S)[1].decode()
        if not kind and '0 packets dropped by kernel' not in err:
            raise Failed('tcpdump lost packets: ' + err)

    def is_whole(self):
        """The mark is the last thing in the file, which is written packet by packet."""
        with open(self.path, 'rb') as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - len(END_MARK)))
            return file.read() == END_MARK


class Pcap:
    """What tcpdump wrote, but for the mark: header, packets as (time in ns, length, octets)."""

    def __init__(self, path):
        with open(path, 'rb') as file:
            octets = file.read()
        self.header = octets[:24]
        magic, self.link_type = struct.unpack('=I16xI', self.header)
        self.unit_ns = {0xa1b2c3d4: 1000, 0xa1b23c4d: 1}[magic]
        self.packets = []
        at = 24
        while at < len(octets):
            seconds, fraction, captured, length = struct.unpack_from('=IIII', octets, at)
            frame = octets[at + 16:at + 16 + captured]
            at += 16 + captured
            if not frame.endswith(END_MARK):
                self.packets.append((seconds * 10**9 + fraction * self.unit_ns, length, frame))
