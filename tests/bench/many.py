# SPDX-License-Identifier: GPL-2.0-or-later
"""many.py CONNECTIONS PORT: holds open that many connections, for `scripts/bench live`.

Servers and clients, as few processes as may have that many descriptors; two sockets each connection,
all idle, spread over the addresses of loopback. Prints "ready" when they are there, and ends with its
standard input.
"""
import os
import resource
import socket
import sys

SPARE = 50
AT_ONCE = 1000


def hold(first, count, port):
    """A client and its server; returns the reading end of a pipe that tells when they are ready."""
    address = '127.0.%d.1' % (1 + first % 250)
    listener = socket.create_server((address, port), backlog=2 * AT_ONCE)
    turn_read, turn_write = os.pipe()
    done_read, done_write = os.pipe()
    if os.fork() == 0:
        kept = []
        while len(kept) < count:
            kept += [socket.create_connection((address, port))
                     for _ in range(min(AT_ONCE, count - len(kept)))]
            os.read(turn_read, 1)
        sys.stdin.read()
        os._exit(0)
    if os.fork() == 0:
        kept = []
        while len(kept) < count:
            kept += [listener.accept()[0] for _ in range(min(AT_ONCE, count - len(kept)))]
            os.write(turn_write, b'.')
        os.write(done_write, b'.')
        sys.stdin.read()
        os._exit(0)
    listener.close()
    os.close(turn_read)
    os.close(turn_write)
    os.close(done_write)
    return done_read


def main():
    count, port = int(sys.argv[1]), int(sys.argv[2])
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    each = min(limit - SPARE, 50000)
    ready = [hold(i, min(each, count - at), port) for i, at in enumerate(range(0, count, each))]
    for pipe in ready:
        if not os.read(pipe, 1):
            sys.exit('many.py: not all could be opened')
    print('ready', flush=True)
    sys.stdin.read()


main()
