# SPDX-License-Identifier: GPL-2.0-or-later
"""many.py CONNECTIONS PORT: holds open that many connections, for `scripts/bench live`.

Servers and clients, as few processes as may have that many descriptors; two sockets each connection,
all idle, spread over the addresses of loopback. Prints "ready" when they are there. At a line on its
standard input the clients close one connection in a hundred, which the servers do not notice, and it
prints "left". It ends with its standard input.
"""
import os
import resource
import signal
import socket
import sys

SPARE = 50
AT_ONCE = 1000
LEFT = 100


def be_client(address, count, turn, done):
    kept = []
    while len(kept) < count:
        kept += [socket.create_connection(address)
                 for _ in range(min(AT_ONCE, count - len(kept)))]
        os.read(turn, 1)
    signal.sigwait([signal.SIGUSR1])
    del kept[::LEFT]
    os.write(done, b'.')
    signal.pause()


def be_server(listener, count, turn, done):
    kept = []
    while len(kept) < count:
        kept += [listener.accept()[0] for _ in range(min(AT_ONCE, count - len(kept)))]
        os.write(turn, b'.')
    os.write(done, b'.')
    signal.pause()


def hold(first, count, port):
    """Pids of a client and its server, and the reading end of a pipe in which both say "done"."""
    address = '127.0.%d.1' % (1 + first % 250), port
    listener = socket.create_server(address, backlog=2 * AT_ONCE)
    turn_read, turn_write = os.pipe()
    done_read, done_write = os.pipe()
    client = os.fork()
    if client == 0:
        be_client(address, count, turn_read, done_write)
    server = os.fork()
    if server == 0:
        be_server(listener, count, turn_write, done_write)
    listener.close()
    os.close(turn_read)
    os.close(turn_write)
    os.close(done_write)
    return client, server, done_read


def expect(pipes, word):
    for pipe in pipes:
        if not os.read(pipe, 1):
            sys.exit('many.py: not all could be opened')
    print(word, flush=True)


def main():
    count, port = int(sys.argv[1]), int(sys.argv[2])
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    each = min(limit - SPARE, 50000)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    clients, servers, pipes = zip(*(hold(i, min(each, count - at), port)
                                    for i, at in enumerate(range(0, count, each))))
    expect(pipes, 'ready')
    if sys.stdin.readline():
        for client in clients:
            os.kill(client, signal.SIGUSR1)
        expect(pipes, 'left')
        sys.stdin.read()
    for pid in clients + servers:
        os.kill(pid, signal.SIGKILL)


main()
