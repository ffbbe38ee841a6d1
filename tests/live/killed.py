# SPDX-License-Identifier: GPL-2.0-or-later
"""killed.py: halfclose is killed at moments of its beginning and its work.

Then the network namespace is as it was: interfaces, settings, packet and netlink sockets; so are the
files where it ran, and a connection that it watched still carries what is sent.
"""
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time

from watched import HALFCLOSE, Failed, wait_for

MOMENTS_MS = (0, 1, 2, 3, 5, 8, 13, 20, 30, 50, 80, 130, 200)
COMMANDS = (['watch'], ['report', '--for', '60s'], ['report', '--for', '60s', '-i', 'any'])


def text(path):
    with open(path) as file:
        return file.read()


def lines(path):
    """How many: addresses and inodes in them change by themselves."""
    return len(text(path).splitlines())


def interfaces():
    return subprocess.run(['ip', '-o', 'link'], capture_output=True, text=True,
                          check=True).stdout


def settings():
    found = {}
    for directory, _, names in os.walk('/proc/sys/net'):
        for name in names:
            try:
                found[os.path.join(directory, name)] = text(os.path.join(directory, name))
            except (OSError, UnicodeDecodeError):
                pass
    return {path: value for path, value in found.items() if not path.endswith('_count')}


def picture(directory):
    return {'interfaces': interfaces(), 'settings': settings(), 'files': os.listdir(directory),
            'packet sockets': lines('/proc/net/packet'),
            'netlink sockets': lines('/proc/net/netlink')}


def kill(command, after_ms, with_signal, directory):
    child = subprocess.Popen([os.path.abspath(HALFCLOSE), *command], cwd=directory,
                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             env=dict(os.environ, TMPDIR=directory))
    time.sleep(after_ms / 1000)
    child.send_signal(with_signal)
    child.wait()


def check_connection(client, server):
    client.send(b'still there?')
    if server.recv(100) != b'still there?':
        raise Failed('the connection has changed')


def main():
    listener = socket.create_server(('127.0.0.1', 0))
    client = socket.create_connection(listener.getsockname())
    server = listener.accept()[0]
    kills = 0
    with tempfile.TemporaryDirectory() as directory:
        before = picture(directory)
        for command in COMMANDS:
            for after_ms in MOMENTS_MS:
                kill(command, after_ms, signal.SIGKILL, directory)
                kills += 1
            check_connection(client, server)
        # Sockets of the dead are freed by the kernel a moment later.
        wait_for('all to be as before: ' + ', '.join(before),
                 lambda: picture(directory) == before, 10)
    print('ok: killed %d times, and everything is as before' % kills)


try:
    main()
except Failed as failure:
    print('FAILED: %s' % failure)
    sys.exit(1)
