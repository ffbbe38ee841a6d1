# SPDX-License-Identifier: GPL-2.0-or-later
"""flaky.py broken|fixed: a test as people have them, which loses a reply one time in fifty or so.

A server closes connections on which nothing was asked for 60 ms. A client, in a process of its own,
asks twice on one connection and thinks for a while in between: seldom for as long as that. Then its
second question is written without an error to a connection that nobody reads any more.

broken   the server calls close()
fixed    it calls shutdown(SHUT_WR) and reads to end-of-file, and so the client, who gets
         end-of-file for an answer, knows that nobody has done anything, and asks again
"""
import os
import random
import signal
import socket
import sys
import time

LIMIT_S = 0.060
THINK_S = 0.070
ONE_IN = 50


def converse(connection, fixed):
    connection.settimeout(LIMIT_S)
    try:
        while connection.recv(100):
            connection.sendall(b'reply')
    except TimeoutError:
        if fixed:
            connection.settimeout(None)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(100):
                pass


def serve(listener, fixed):
    while True:
        with listener.accept()[0] as connection:
            converse(connection, fixed)


class Client:
    def __init__(self, address, fixed):
        self.address = address
        self.fixed = fixed
        self.connection = socket.create_connection(address)

    def ask(self):
        self.connection.sendall(b'question')
        reply = self.connection.recv(100)
        if reply or not self.fixed:
            return reply
        self.connection.close()
        self.connection = socket.create_connection(self.address)
        return self.ask()


def test(address, fixed):
    client = Client(address, fixed)
    client.ask()
    time.sleep(THINK_S if random.randrange(ONE_IN) == 0 else 0.001)
    try:
        reply = client.ask()
    except ConnectionError as error:
        reply = error
    client.connection.close()
    if reply != b'reply':
        sys.exit('FAIL: in place of the second reply: %r' % reply)
    print('ok')


def main():
    fixed = sys.argv[1] == 'fixed'
    listener = socket.create_server(('127.0.0.1', 0))
    server = os.fork()
    if server == 0:
        serve(listener, fixed)
    try:
        test(listener.getsockname(), fixed)
    finally:
        os.kill(server, signal.SIGTERM)
        os.waitpid(server, 0)


main()
