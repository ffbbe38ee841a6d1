# SPDX-License-Identifier: GPL-2.0-or-later
"""unseen.py: what `--no-packets` tells of ways in which connections end, against what the peers know,
and against what packets show besides: no finding that is not told with them, no byte more or less.

All connections are there before halfclose is, which looks at the sockets when it begins; then all ends
come at once.
"""
import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import traceback

import endings
from endings import End, Pair, discard
from meddle import deafen
from stalls import failed_with
from stories import LIMIT_S, lookup
from watched import Failed, Watched, wait_for

POLL_S = 1		# all sockets are looked at that often
# Scenarios of endings.py, with what packets alone show of them.
AS_WITH_PACKETS = {
    'client_closes_first': (), 'second_closer_shuts_down': (), 'large_transfer': (),
    'write_after_close': (), 'write_after_close_at_once': (), 'close_unread_server': (),
    'close_unread_one_byte_of_many': (), 'close_unread_behind_fin': (),
    'close_unread_and_unsent': (), 'reply_unread': (), 'reply_unread_behind_a_late_write': (),
    'client_abandons_reply': (), 'unread_wins_over_linger_zero': (), 'ipv6': (), 'v4_mapped': (),
    'shutdown_then_read': ('half-closed',), 'shutdown_then_close_unread': ('half-closed',),
    'half_close_cut': ('half-close-cut', 'half-closed'),
    'closed_without_reply': ('closed-without-reply',),
    'linger_zero_idle': ('reset-after-done',), 'linger_zero_in_close_wait': ('reset-after-done',),
}
# No counter has what SO_LINGER {1,0} threw away: null.
UNKNOWN = 'linger_zero_idle', 'linger_zero_in_close_wait'

STORIES = []


def story(function):
    STORIES.append(function)
    return function


class Server:
    """A process that reads so much, and no more."""

    def __init__(self, octets):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.client = socket.create_connection(('127.0.0.1', self.port))
        code = ('import socket,time\ns=socket.socket(fileno=%%d).accept()[0]\n'
                's.recv(%d)\nprint("read",flush=True)\ntime.sleep(60)' % octets)
        self.process = subprocess.Popen([sys.executable, '-c', code % self.listener.fileno()],
                                        stdout=subprocess.PIPE, text=True,
                                        pass_fds=[self.listener.fileno()])
        self.listener.close()

    def kill(self):
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@story
def killed_with_data_unread(begin):
    server = Server(40)
    server.client.send(b'q' * 40)
    server.process.stdout.readline()
    begin()
    server.client.send(b'q' * 60)
    wait_for('all to be acknowledged', lambda: endings.queues(server.client)[1] == 0)
    server.kill()
    server.client.close()
    return server.port, {'outcome': 'reset', 'findings': ['process-ended', 'unread-at-close'],
                         'unread-at-close.bytes': 60, 'unread-at-close.end': 'server'}


@story
def killed_with_all_read(begin):
    server = Server(100)
    server.client.send(b'q' * 100)
    server.process.stdout.readline()
    begin()
    server.kill()
    server.client.recv(1)
    server.client.close()
    return server.port, {'outcome': 'closed', 'findings': ['process-ended'],
                         'process-ended.bytes': 0}


@story
def closed_in_front_of_an_unread_end(begin):
    """A pool drops what the server has closed: nothing is there but the FIN."""
    pair = Pair()
    begin()
    pair.server.close()
    pair.client.wait_end()
    pair.client.close()
    return pair.port, {'outcome': 'closed', 'findings': []}


@story
def an_orphan_that_delivers(begin):
    pair = Pair(rcvbuf=4096, sndbuf=65536)
    begin()
    pair.client.fill()
    pair.client.close()
    pair.server.drain()
    pair.server.close()
    return pair.port, {'outcome': 'closed', 'findings': [],
                       'lost_bytes.client_to_server': pair.client.written - pair.server.read}


@story
def thrown_away(begin):
    """A look found the queue, and as much of it was never received."""
    pair = Pair(rcvbuf=4096, sndbuf=16384)
    pair.client.fill()
    begin()
    pair.client.linger(0)
    pair.client.close()
    pair.server.drain()
    pair.server.close()
    return pair.port, {'outcome': 'reset', 'reset.cause': 'linger-zero',
                       'findings': ['linger-discard'], 'linger-discard.at_least': True,
                       'linger-discard.bytes': pair.client.written - pair.server.read}


@story
def thrown_away_unseen(begin):
    """No look found it: how much it was is in no counter."""
    pair = Pair(rcvbuf=4096, sndbuf=16384)
    begin()
    discard(pair.client, pair.server)
    return pair.port, {'outcome': 'reset', 'reset.cause': 'linger-zero', 'findings': [],
                       'lost_bytes.client_to_server': None}


@story
def timed_out(begin):
    pair = Pair()
    pair.client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 4000)
    begin()
    deafen(pair.server.sock)
    pair.client.send(b'lost')
    wait_for('the time-out', lambda: failed_with(pair.client.sock, errno.ETIMEDOUT))
    pair.client.close()
    time.sleep(2 * POLL_S)
    return pair.port, {'outcome': 'timed-out', 'findings': ['timed-out'], 'timed-out.bytes': 4,
                       'timed-out.end': 'client', 'client.closed_by': 'timeout'}


class Told:
    """Runs each story in a thread of its own up to begin(), then all of them on."""

    def __init__(self):
        self.functions = STORIES + [f for f in endings.SCENARIOS if f.__name__ in AS_WITH_PACKETS]
        self.ready = threading.Barrier(len(self.functions) + 1, timeout=60)
        self.go = threading.Event()
        self.ports, self.expected, self.pairs = {}, {}, {}
        self.threads = [threading.Thread(target=self.run, args=[f]) for f in self.functions]

    def begin(self):
        self.ready.wait()
        self.go.wait()

    def prepare(self):
        """One after the other, since they count ports."""
        for count, thread in enumerate(self.threads):
            thread.start()
            wait_for('a connection', lambda n=count: self.ready.n_waiting > n or self.ready.broken)
        self.ready.wait()

    def run(self, function):
        name = function.__name__
        try:
            if function in STORIES:
                self.ports[name], self.expected[name] = function(self.begin)
            else:
                self.pairs[name], self.expected[name] = function()
                self.ports[name] = self.pairs[name].port
        except Exception:
            traceback.print_exc()
            self.ready.abort()


def problems_of(watched, told, name):
    record = watched.connection(told.ports[name])
    findings = watched.findings(record)
    got = sorted(f for f in findings if f not in ('doomed-half-close', 'peer-gone'))
    expected = told.expected[name]
    want = [f for f in expected.get('findings', ()) if f not in AS_WITH_PACKETS.get(name, ())]
    problems = []
    if got != want:
        problems.append('findings are %s, not %s' % (got, want))
    for key, value in expected.items():
        if key == 'findings' or (name in AS_WITH_PACKETS and not key.endswith('.bytes')) or \
           key.split('.')[0] in AS_WITH_PACKETS.get(name, ()):
            continue
        if lookup(record, findings, key) != value:
            problems.append('%s is %r, not %r' % (key, lookup(record, findings, key), value))
    pair = told.pairs.get(name)
    if pair and pair.client and pair.server and name not in UNKNOWN:
        endings.check_lost(pair, record, problems.append)
    return problems


def main():
    told = Told()

    class Waiting(Pair):
        """For endings.py: connected before halfclose begins."""

        def __init__(self, **options):
            Pair.__init__(self, **options)
            told.begin()

    endings.Pair = Waiting
    told.prepare()
    with Watched('--no-packets', '--stall-after', '%ds' % LIMIT_S) as watched:
        End.watched = watched
        told.go.set()
        for thread in told.threads:
            thread.join()
    wrong = 0
    for name in told.ports:
        problems = problems_of(watched, told, name)
        print('%-36s %s' % (name, '; '.join(problems) or 'ok'))
        wrong += bool(problems)
    print('%d ends that no packet showed, %d wrong' % (len(told.ports), wrong))
    return 1 if wrong or len(told.ports) < len(told.functions) else 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except Failed as failure:
        print('FAILED: %s' % failure)
        sys.exit(1)
