# SPDX-License-Identifier: GPL-2.0-or-later
"""hangs.py: programs that do not do their part, on real sockets and with real programs, and those
that only look so; all at once, since each takes longer than the limit.
"""
import errno
import select
import socket
import sys
import threading
import time

from endings import Pair, destroy, queues
from stalls import LIMIT_S, TCP_USER_TIMEOUT, Stall, check, deafen, talk
from watched import Failed, Watched, wait_for

LONG_S = LIMIT_S + 2.5


class Hang(Stall):
    """Goes on for longer than the limit and two looks; then end()."""

    def __init__(self):
        self.pair = Pair()
        self.port = self.pair.port
        self.began = time.monotonic()
        self.begin()

    def begin(self):
        pass

    def waits(self):
        return time.monotonic() < self.began + LONG_S

    def end(self):
        """When all have lasted for long enough."""

    def read_late(self, end, n):
        """What was said to hang was all there, and can be read."""
        before = end.read
        end.recv_all(n)
        assert end.read == before + n


class Backlog(Hang):
    def begin(self):
        self.pair.client.send(b'x' * 3000)
        self.pair.server.recv_all(1000)
        self.pair.server.wait_unread(2000)

    def expected(self):
        return {'findings': ['unread-backlog'], 'unread-backlog.end': 'server',
                'unread-backlog.bytes': queues(self.pair.server.sock)[0],
                'unread-backlog.certainty': 'observed', 'unread-backlog.until': None,
                'lost_bytes.client_to_server': 0}


class BacklogIsRead(Backlog):
    def end(self):
        self.read_late(self.pair.server, 2000)
        self.pair.server.send(b'x')
        self.pair.client.recv_all(1)

    def expected(self):
        return {'findings': ['unread-backlog'], 'unread-backlog.bytes': 2000,
                'unread-backlog.until': bool}


class BacklogOfTheClosed(Backlog):
    """CLOSE_WAIT, with bytes in front of the FIN."""

    def begin(self):
        super().begin()
        self.pair.client.shutdown()
        self.pair.server.wait_end()

    def expected(self):
        return {**super().expected(), 'outcome': 'half-closed', 'server.state': 'CLOSE_WAIT',
                'findings': ['half-closed', 'unread-backlog'], 'unread-backlog.bytes': 2000}


class SlowReader(Hang):
    """A byte now and then, of a queue that is kept full."""

    def begin(self):
        self.pair.client.send(b'x' * 2000)

    def act(self):
        self.pair.server.recv_all(1)
        self.pair.client.send(b'x')
        time.sleep(0.05)

    def expected(self):
        return {'findings': []}


class Silent(Hang):
    """The server has read the first request; this process has a thread that waits for the answer."""

    def begin(self):
        self.pair.client.send(b'x' * 300)
        self.pair.server.recv_all(300)

    def expected(self):
        return {'findings': ['silent-after-read'], 'silent-after-read.end': 'server',
                'silent-after-read.bytes': 0, 'silent-after-read.until': None,
                'silent-after-read.certainty': 'observed'}


class SilentThenAnswers(Silent):
    def end(self):
        self.pair.server.send(b'x')
        self.pair.client.recv_all(1)

    def expected(self):
        return {**super().expected(), 'silent-after-read.until': bool}


class Pool(Hang):
    """Idle, and the server spoke last."""

    def begin(self):
        talk(self.pair)

    def expected(self):
        return {'findings': []}


class Push(Hang):
    """The client asked once, and the server says something now and then."""

    def begin(self):
        self.pair.client.send(b'subscribe')
        self.pair.server.recv_all(9)
        self.pair.server.send(b'ok')
        self.pair.client.recv_all(2)
        self.said = 0

    def act(self):
        if time.monotonic() > self.began + self.said:
            self.pair.server.send(b'x')
            self.pair.client.recv_all(1)
            self.said += 1

    def expected(self):
        return {'findings': []}


class Spare(Hang):
    """Opened ahead of need."""

    def expected(self):
        return {'findings': []}


class PeerGone(Hang):
    """The RST of a server's socket that is destroyed is lost on its way."""

    def begin(self):
        talk(self.pair)
        deafen(self.pair.client.sock)
        destroy(self.port)
        self.pair.client.send(b'x' * 7)
        assert self.pair.server.error() == errno.ECONNABORTED

    def expected(self):
        return {'findings': ['destroyed', 'peer-gone'], 'peer-gone.end': 'client',
                'peer-gone.bytes': queues(self.pair.client.sock)[1], 'peer-gone.until': None,
                'peer-gone.certainty': 'observed', 'client.state': 'ESTABLISHED',
                'server.state': 'CLOSED'}


class PeerGoneUnheard(Hang):
    """The peer gave up, and cannot say so: TCP_USER_TIMEOUT. The survivor has nothing to send."""

    def begin(self):
        talk(self.pair)
        deafen(self.pair.server.sock)
        self.pair.server.sock.setsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT, 500)
        deafen(self.pair.client.sock)
        self.pair.server.send(b'lost')
        self.over = False

    def act(self):
        if not self.over and self.pair.server.error() == errno.ETIMEDOUT:
            self.over = True
            self.began = time.monotonic()

    def waits(self):
        return super().waits() or not self.over

    def expected(self):
        return {'findings': ['peer-gone', 'timed-out'], 'peer-gone.end': 'client',
                'peer-gone.bytes': 0, 'timed-out.end': 'server', 'timed-out.bytes': 4,
                'outcome': 'timed-out'}


class FinWait2Expires(Hang):
    """l1: TCP_LINGER2"""

    def begin(self):
        talk(self.pair)
        self.pair.server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_LINGER2, 1)
        self.pair.server.close()
        self.pair.client.drain()

    def expected(self):
        return {'outcome': 'half-closed', 'server.closed_by': 'close',
                'findings': ['doomed-half-close', 'eof-ignored', 'fin-wait2-expired'],
                'fin-wait2-expired.end': 'server', 'fin-wait2-expired.bytes': 0,
                'server.state': 'CLOSED'}


class FinWait2ExpiresThenData(FinWait2Expires):
    """k1: no socket answers."""

    def end(self):
        self.pair.client.send(b'late')
        self.pair.client.wait_reset()

    def expected(self):
        return {'findings': ['doomed-half-close', 'eof-ignored', 'fin-wait2-expired',
                             'write-after-close'], 'write-after-close.bytes': 4,
                'lost_bytes.client_to_server': 4, 'outcome': 'reset'}


KINDS = [Backlog, BacklogIsRead, BacklogOfTheClosed, SlowReader, Silent, SilentThenAnswers, Pool,
         Push, Spare, PeerGone, PeerGoneUnheard, FinWait2Expires, FinWait2ExpiresThenData]


def hang_all(hangs):
    def over():
        for hang in hangs:
            hang.act()
        return not any(hang.waits() for hang in hangs)
    wait_for('the hangs to last', over)
    for hang in hangs:
        hang.end()


def main():
    reads, writes = socket.socketpair()
    # Somebody in this process polls, as in most.
    threading.Thread(target=lambda: select.select([reads], [], []),
                     daemon=True).start()
    chosen = [kind for kind in KINDS if not sys.argv[1:] or kind.__name__ in sys.argv[1:]]
    with Watched('--stall-after', '%ds' % LIMIT_S) as watched:
        hangs = [kind() for kind in chosen]
        hang_all(hangs)
        # The notification of the last socket's death, a poll, and a look.
        time.sleep(2.2)
    writes.close()
    failed = 0
    for hang in hangs:
        try:
            ok = check(hang, watched)
        except Failed as error:
            print('%-16s %s' % (type(hang).__name__, error))
            ok = False
        failed += not ok
    print('%d hangs, %d wrong' % (len(hangs), failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
