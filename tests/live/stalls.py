# SPDX-License-Identifier: GPL-2.0-or-later
"""stalls.py: what hangs in vain, and what is given up, on real sockets: some of them deaf."""
import errno
import socket
import sys
import time

import stories
from endings import Pair, queues
from meddle import deafen, hear
from stories import LIMIT_S, Story


def talk(pair):
    """There and back, so that all is acknowledged."""
    pair.client.send(b'ping')
    pair.server.recv_all(4)
    pair.server.send(b'pong')
    pair.client.recv_all(4)
    pair.client.wait_acked()
    pair.server.wait_acked()


def failed_with(sock, number):
    return sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == number


class NoAnswer(Story):
    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        deafen(self.listener)
        self.port = self.listener.getsockname()[1]
        self.client = socket.socket()
        self.client.setblocking(False)
        self.began = time.monotonic()
        self.client.connect_ex(('127.0.0.1', self.port))

    def waits(self):
        return time.monotonic() < self.began + LIMIT_S + 1.2

    def expected(self):
        return {'outcome': 'attempt', 'findings': ['no-answer'], 'no-answer.end': 'client',
                'no-answer.until': None, 'no-answer.bytes': 0,
                'no-answer.certainty': 'observed'}


class AnsweredLate(NoAnswer):
    """The SYN that comes after the limit is heard."""

    def __init__(self):
        super().__init__()
        self.healed = False
        self.server = None

    def act(self):
        if not self.healed and time.monotonic() > self.began + LIMIT_S + 0.3:
            hear(self.listener)
            self.healed = True

    def waits(self):
        try:
            self.client.getpeername()
        except OSError:
            return True
        self.server = self.server or self.listener.accept()[0]
        return False

    def expected(self):
        return {'outcome': 'open', 'findings': ['no-answer'], 'no-answer.until': bool,
                'no-answer.certainty': 'observed'}


class TimedOut(Story):
    """m1: TCP_USER_TIMEOUT. The dead socket keeps its descriptor, so no notification comes."""

    def __init__(self):
        self.pair = Pair()
        self.port = self.pair.port
        talk(self.pair)
        deafen(self.pair.server.sock)
        self.pair.client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1000)
        self.pair.client.send(b'lost')
        self.over = False

    def act(self):
        self.over = self.over or failed_with(self.pair.client.sock, errno.ETIMEDOUT)

    def waits(self):
        return not self.over

    def expected(self):
        return {'outcome': 'timed-out', 'findings': ['peer-gone', 'timed-out'],
                'timed-out.bytes': 4, 'timed-out.end': 'client', 'peer-gone.end': 'server',
                'client.closed_by': 'timeout', 'lost_bytes.client_to_server': 4}


class TimedOutAndClosed(TimedOut):
    def act(self):
        super().act()
        if self.over:
            self.pair.client.close()
            self.act = lambda: None

    def expected(self):
        return {**super().expected(), 'timed-out.certainty': 'observed'}


class OrphanTimedOut(Story):
    """m4, m6: the one that closed gives up on its FIN and on what comes before it."""

    def __init__(self):
        with open('/proc/sys/net/ipv4/tcp_orphan_retries', 'w', encoding='ascii') as file:
            file.write('1')
        self.pair = Pair()
        self.port = self.pair.port
        talk(self.pair)
        deafen(self.pair.client.sock)
        self.pair.server.send(b'lost')
        self.pair.server.close()

    def waits(self):
        with open('/proc/net/tcp', encoding='ascii') as file:
            return any(':%04X 0100007F' % self.port in line and ' 04 ' in line
                       for line in file)

    def expected(self):
        return {'outcome': 'timed-out', 'timed-out.bytes': 4, 'timed-out.end': 'server',
                'timed-out.certainty': 'observed', 'server.closed_by': 'close',
                'lost_bytes.server_to_client': 4}


class KeepAlive(Story):
    """m2"""

    def __init__(self):
        self.pair = Pair()
        self.port = self.pair.port
        talk(self.pair)
        deafen(self.pair.server.sock)
        sock = self.pair.client.sock
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 1)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self.over = False

    def act(self):
        self.over = self.over or failed_with(self.pair.client.sock, errno.ETIMEDOUT)

    def waits(self):
        return not self.over

    def expected(self):
        return {'outcome': 'reset', 'reset': {'by': 'client', 'cause': 'timeout'},
                'findings': ['peer-gone', 'timed-out'], 'timed-out.bytes': 0,
                'peer-gone.end': 'server', 'server.state': 'ESTABLISHED',
                'server.closed_by': None, 'client.closed_by': 'timeout'}


class ZeroWindow(Story):
    def __init__(self):
        self.pair = Pair(rcvbuf=4096, sndbuf=16384)
        self.port = self.pair.port
        self.pair.client.fill()
        self.began = time.monotonic()

    def waits(self):
        return time.monotonic() < self.began + LIMIT_S + 2.5

    def expected(self):
        return {'outcome': 'open', 'findings': ['unread-backlog', 'zero-window'],
                'unread-backlog.end': 'server', 'zero-window.end': 'client',
                'zero-window.bytes': queues(self.pair.client.sock)[1], 'zero-window.until': None,
                'zero-window.certainty': 'observed'}


class WindowOpens(ZeroWindow):
    def __init__(self):
        super().__init__()
        self.read = False

    def act(self):
        if not self.read and time.monotonic() > self.began + LIMIT_S + 2:
            self.unsent = queues(self.pair.client.sock)[1]
            self.pair.server.recv_all(self.pair.client.written)
            self.read = True

    def waits(self):
        return not self.read

    def expected(self):
        return {'outcome': 'open', 'findings': ['unread-backlog', 'zero-window'],
                'unread-backlog.until': bool, 'zero-window.until': bool,
                'zero-window.bytes': self.unsent, 'lost_bytes.client_to_server': 0}


class Patient(Story):
    """Nothing moves, and nobody waits: no finding."""

    def __init__(self):
        self.pair = Pair(rcvbuf=4096, sndbuf=16384)
        self.port = self.pair.port
        talk(self.pair)

    def expected(self):
        return {'outcome': 'open', 'findings': []}


KINDS = (NoAnswer, AnsweredLate, TimedOut, TimedOutAndClosed, OrphanTimedOut, KeepAlive,
         ZeroWindow, WindowOpens, Patient)


if __name__ == '__main__':
    sys.exit(stories.tell(KINDS)[1] > 0)
