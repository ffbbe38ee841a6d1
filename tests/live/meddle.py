# SPDX-License-Identifier: GPL-2.0-or-later
"""meddle.py: what ends of a connection do not do by themselves: a RST that somebody else sends in
the name of one, segments that are lost, and closes that meet on their way."""
import contextlib
import ctypes
import os
import socket
import struct

TCP_REPAIR, TCP_REPAIR_QUEUE, TCP_QUEUE_SEQ = 19, 20, 21
SEND_QUEUE, OFF_WITHOUT_PROBE = 2, -1
RST, ACK = 0x04, 0x10
SO_ATTACH_FILTER, SO_DETACH_FILTER = 26, 27


def next_sequence(sock, queue):
    """What its kernel would send next, or expects next: as checkpointing reads it."""
    sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR_QUEUE, queue)
        return sock.getsockopt(socket.IPPROTO_TCP, TCP_QUEUE_SEQ) & 0xffffffff
    finally:
        sock.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, OFF_WITHOUT_PROBE)


def checksum(octets):
    total = sum(struct.unpack('!%dH' % (len(octets) // 2), octets))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def forge_reset(claimed, ahead=0):
    """To the peer of that IPv4 socket, in its name; ahead of what is due by so many octets."""
    (source, source_port), (dest, dest_port) = claimed.getsockname(), claimed.getpeername()
    addresses = socket.inet_aton(source) + socket.inet_aton(dest)
    sequence = (next_sequence(claimed, SEND_QUEUE) + ahead) & 0xffffffff
    tcp = struct.pack('!HHIIBBHHH', source_port, dest_port, sequence, 0, 5 << 4, RST, 0, 0, 0)
    total = checksum(addresses + struct.pack('!HH', socket.IPPROTO_TCP, len(tcp)) + tcp)
    tcp = tcp[:16] + struct.pack('!H', total) + tcp[18:]
    # The kernel fills in what is 0.
    ip = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(tcp), 0, 0, 64, socket.IPPROTO_TCP, 0)
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        raw.sendto(ip + addresses + tcp, (dest, 0))


def filter_with(sock, *instructions):
    """BPF: what it returns 0 for was on the wire, and is lost."""
    program = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *i) for i in instructions))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                    struct.pack('HL', len(instructions), ctypes.addressof(program)))


def deafen(sock):
    filter_with(sock, (6, 0, 0, 0))


def hear_no_ack(listener):
    """A SYN comes through."""
    filter_with(listener, (0x30, 0, 0, 13), (0x45, 0, 1, ACK), (6, 0, 0, 0), (6, 0, 0, 0xffffffff))


def hear(sock):
    sock.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)


def close_together(p):
    """From two processors, each as soon as it knows that the other is ready."""
    first, second = os.pipe(), os.pipe()
    child = os.fork()
    ours, theirs = (p.client, p.server) if child else (p.server, p.client)
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(allowed)[0 if child else -1]})
    theirs.close()
    (write, read) = (first[1], second[0]) if child else (second[1], first[0])
    os.set_blocking(read, False)
    os.write(write, b'.')
    while True:
        with contextlib.suppress(BlockingIOError):
            if os.read(read, 1):
                break
    ours.close()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    os.sched_setaffinity(0, allowed)
    for fd in first + second:
        os.close(fd)
