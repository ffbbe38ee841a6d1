# SPDX-License-Identifier: GPL-2.0-or-later
"""load.py SEED CONNECTIONS LONG_ONES: traffic on loopback for `scripts/bench`.

Short connections, one after the other, of request and reply: half of them closed by the client
first, half by the server, a few ended by a reset (unread data, a late write). Beside them the long
ones carry a message now and then.
"""
import random
import socket
import sys

ADDRESSES = 100
PORT = 8000


def listen(address):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, PORT))
    listener.listen(16)
    return listener


def connect(listener):
    client = socket.create_connection(listener.getsockname())
    return client, listener.accept()[0]


def end(client, server, how):
    if how < 49:
        client.close()
        server.close()
    elif how < 98:
        server.close()
        client.recv(1)
        client.close()
    elif how < 99:
        server.send(b'unread')
        client.close()
        server.close()
    else:
        server.close()
        client.send(b'late')
        client.close()


def main():
    seed, connections, long_ones = (int(word) for word in sys.argv[1:])
    chance = random.Random(seed)
    listeners = [listen('127.0.0.%d' % (1 + i)) for i in range(ADDRESSES)]
    lasting = [connect(listeners[i % ADDRESSES]) for i in range(long_ones)]
    request, reply = b'q' * 500, b'r' * 4000
    for i in range(connections):
        client, server = connect(listeners[i % ADDRESSES])
        client.send(request[:chance.randrange(50, 500)])
        server.recv(500)
        server.send(reply[:chance.randrange(100, 4000)])
        client.recv(4000)
        end(client, server, chance.randrange(100))
        client, server = lasting[i % long_ones]
        for _ in range(chance.randrange(3)):
            client.send(request[:100])
            server.recv(500)
    for client, server in lasting:
        client.close()
        server.close()


main()
