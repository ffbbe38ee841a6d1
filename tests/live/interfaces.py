# SPDX-License-Identifier: GPL-2.0-or-later
"""interfaces.py: a bridge shows each segment several times to who captures on `any`: what comes of
that agrees in everything but the count of copies with a capture of one interface.

    namespace "client" --- c0 [bridge br0, with an address of its own] s0 --- namespace "server"
"""
import contextlib
import ctypes
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

from agree import Comparison, Report
from dumped import Dumped
from watched import HALFCLOSE, Failed, Watched, wait_for

CLONE_NEWNET = 0x40000000
CLIENT, SERVER, BRIDGE = '10.9.0.1', '10.9.0.2', '10.9.0.254'
LIBC = ctypes.CDLL(None, use_errno=True)


class Namespace:
    """A network namespace; sockets belong to the one that was entered last."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDONLY)

    def enter(self):
        if LIBC.setns(self.fd, CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), 'setns')


def new_namespace():
    """It lives as long as the process in it, which dies with the PID namespace of the test."""
    process = subprocess.Popen(['unshare', '--net', 'sleep', 'infinity'])
    path = '/proc/%d/ns/net' % process.pid
    wait_for('a network namespace',
             lambda: os.readlink(path) != os.readlink('/proc/self/ns/net'))
    return process.pid, Namespace(path)


def ip(*words):
    subprocess.run(['ip', *words], check=True)


def behind_bridge(port, address):
    """A namespace whose only interface is plugged into that port of the bridge."""
    pid, namespace = new_namespace()
    ip('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', str(pid))
    ip('link', 'set', port, 'master', 'br0', 'up')
    inside = 'nsenter', '-t', str(pid), '-n', 'ip'
    subprocess.run([*inside, 'addr', 'add', address + '/24', 'dev', 'eth0'], check=True)
    subprocess.run([*inside, 'link', 'set', 'eth0', 'up'], check=True)
    return namespace


class Talk:
    """Conversations of a client in one namespace with a server in another."""

    def __init__(self, client, server):
        self.client, self.server = client, server

    def listen(self, port):
        self.server.enter()
        listener = socket.create_server((SERVER, port))
        self.client.enter()
        return listener

    def open(self, port):
        with self.listen(port) as listener:
            client = socket.create_connection((SERVER, port), timeout=30)
            server = listener.accept()[0]
        server.settimeout(30)
        return client, server

    def all(self, port):
        for number, story in enumerate((self.orderly, self.download, self.half_close,
                                        self.late_write, self.abort, self.refuse,
                                        self.slow_reader)):
            story(port + number)

    def orderly(self, port):
        client, server = self.open(port)
        client.sendall(b'q' * 100)
        server.recv(100)
        server.sendall(b'r' * 500)
        client.recv(500)
        client.close()
        drain(server)
        server.close()

    def download(self, port):
        client, server = self.open(port)
        writer = sending(server, 3000000)
        drain(client)
        client.close()
        writer.join()

    def half_close(self, port):
        client, server = self.open(port)
        client.sendall(b'q' * 10)
        client.shutdown(socket.SHUT_WR)
        drain(server)
        writer = sending(server, 300000)
        drain(client)
        client.close()
        writer.join()

    def late_write(self, port):
        client, server = self.open(port)
        server.close()
        client.recv(1)
        client.sendall(b'late')
        wait_for('the RST', lambda: error_of(client))
        client.close()

    def abort(self, port):
        client, server = self.open(port)
        server.sendall(b'r' * 9000)
        client.recv(1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        client.close()
        wait_for('the RST', lambda: error_of(server))
        server.close()

    def refuse(self, port):
        self.client.enter()
        with contextlib.suppress(ConnectionRefusedError):
            socket.create_connection((SERVER, port), timeout=30)
            raise Failed('not refused')

    def slow_reader(self, port):
        client, server = self.open(port)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        writer = sending(server, 400000)
        # Until the window is closed and has been probed: what to wait for no call tells.
        time.sleep(0.5)
        drain(client)
        client.close()
        writer.join()


def error_of(sock):
    return sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)


def drain(sock):
    while sock.recv(65536):
        pass


def sending(sock, size):
    def send():
        sock.sendall(b'z' * size)
        sock.close()

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def report(path, host):
    done = subprocess.run([HALFCLOSE, 'report', '-r', path, '--all', '--format', 'json',
                           'host ' + host], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed('report -r ended with %d: %s' % (done.returncode, done.stderr))
    return [json.loads(line) for line in done.stdout.splitlines()]


def compared(records):
    """Without times, which differ by what a bridge takes, and the copies, which are what it is about."""
    return [{key: value for key, value in record.items()
             if key not in ('start', 'end', 'time', 'until', 'explain', 'packets_unused')}
            for record in records]


def copies(records):
    return records[-1]['packets_unused']['copies']


def check_file(what, several, single):
    wrong = 0
    for one, other in zip(compared(several), compared(single)):
        if one != other:
            wrong += 1
            print('   %s\n   %s' % (one, other))
    if len(several) != len(single):
        print('   %d records, not %d' % (len(several), len(single)))
        wrong += 1
    # Each segment passes two interfaces.
    if copies(several) != single[-1]['packets'] or copies(single):
        print('   %d copies of %d packets, and %d' %
              (copies(several), single[-1]['packets'], copies(single)))
        wrong += 1
    print('%-40s %s' % (what, 'differs' if wrong else 'agrees'))
    return wrong


def check_live(what, live, single):
    file, wrong = Report(single), 0
    for key, connections in file.connections.items():
        lives = live.connections.get(key, [])
        if len(lives) != len(connections):
            print('   %d connections, %d live' % (len(connections), len(lives)))
            wrong += 1
        for in_file, in_live in zip(connections, lives):
            problems = Comparison(file, live, in_file, in_live).run()
            print(*('   %s: %s' % (key, problem) for problem in problems), sep='\n', end='')
            wrong += bool(problems)
    print('%-40s %s' % (what, 'differs' if wrong else 'agrees'))
    return wrong


def main():
    home = Namespace('/proc/self/ns/net')
    ip('link', 'add', 'br0', 'type', 'bridge')
    ip('addr', 'add', BRIDGE + '/24', 'dev', 'br0')
    ip('link', 'set', 'br0', 'up')
    client, server = behind_bridge('c0', CLIENT), behind_bridge('s0', SERVER)
    # Two processors may hand a segment and the answer to it to a capture in the wrong order.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    with tempfile.TemporaryDirectory() as directory:
        def dumped(name, *options, interface='any'):
            return Dumped(os.path.join(directory, name), 'tcp', '-s', '128', '-p', *options,
                          interface=interface, mark=SERVER)

        def read(name, host):
            return report(os.path.join(directory, name), host)

        with Watched('-i', 'any') as watched, dumped('any'), \
             dumped('cooked', '-y', 'LINUX_SLL'), dumped('br0', interface='br0'):
            with dumped('c0', interface='c0'):
                Talk(client, server).all(8000)
            home.enter()
            Talk(home, server).all(9000)
        live = Report(watched.records)
        return sum((
            check_file('through the bridge, SLL2', read('any', CLIENT), read('c0', CLIENT)),
            check_file('through the bridge, SLL', read('cooked', CLIENT), read('c0', CLIENT)),
            check_file('from the bridge, SLL2', read('any', BRIDGE), read('br0', BRIDGE)),
            check_live('through the bridge, live', live, read('c0', CLIENT)),
            check_live('from the bridge, live', live, read('br0', BRIDGE)),
        ))


if __name__ == '__main__':
    sys.exit(main() > 0)
