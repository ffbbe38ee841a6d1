# SPDX-License-Identifier: GPL-2.0-or-later
"""listeners.py: servers that do not accept, on real sockets.

What is told of a listener has no connection; of each connection that it cost there may be more.
"""
import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import stories
from endings import End
from meddle import hear, hear_no_ack
from stories import LIMIT_S
from watched import HALFCLOSE, Watched, nanoseconds, wait_for

HOST = '127.0.0.1'


def pick_port(ports=itertools.count(8001)):
    """One for each story: the kernel would give out again what is free again."""
    return next(ports)


def listen(backlog=8, port=None, options=()):
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for level, name, value in options:
        listener.setsockopt(level, name, value)
    listener.bind((HOST, port or pick_port()))
    listener.listen(backlog)
    return listener


def begin_connect(port):
    """Without waiting for the answer, which may never come."""
    sock = socket.socket()
    sock.setblocking(False)
    sock.connect_ex((HOST, port))
    return sock


def abort_on_overflow(value):
    with open('/proc/sys/net/ipv4/tcp_abort_on_overflow', 'w', encoding='ascii') as file:
        file.write(str(value))


def port_of(listener):
    return listener.getsockname()[1]


def listen_queue(port):
    """Connections that wait for accept(), by /proc/net/tcp."""
    with open('/proc/net/tcp', encoding='ascii') as file:
        for line in file:
            words = line.split()
            if words[1].endswith(':%04X' % port) and words[3] == '0A':
                return int(words[4].partition(':')[2], 16)
    return None


def retries(port):
    """How often the latest SYN that waits for an answer from there was sent again, by /proc/net/tcp."""
    with open('/proc/net/tcp', encoding='ascii') as file:
        for line in file:
            words = line.split()
            if words[2].endswith(':%04X' % port) and words[3] == '02':
                return int(words[6], 16)
    return 0


def serve(server, client):
    """A word of each, so that neither waits for the other."""
    server.recv(5)
    server.send(b'hello')
    client.setblocking(True)
    client.recv(5)


class Story(stories.Story):
    def __init__(self):
        self.began = time.monotonic()

    def waits(self):
        return time.monotonic() < self.began + LIMIT_S + 2.5

    def expected_of_listener(self):
        return {}


class NotAccepted(Story):
    """Three wait: one says nothing, one sends, one sends and closes its half."""

    def __init__(self):
        super().__init__()
        self.listener = listen()
        self.port = port_of(self.listener)
        self.clients = [socket.create_connection((HOST, self.port)) for _ in range(3)]
        self.sent = [0, self.clients[1].send(b'hello'), self.clients[2].send(b'x' * 1000)]
        self.clients[2].shutdown(socket.SHUT_WR)

    def expected(self):
        return [{'findings': findings, 'outcome': outcome, 'not-accepted.end': 'server',
                 'not-accepted.bytes': sent, 'not-accepted.until': None,
                 'not-accepted.certainty': 'observed',
                 'not-accepted.explain': 'python3[%d]' % os.getpid(),
                 'not-accepted.explain ': 'queue: 3, backlog: 8'}
                for sent, outcome, findings in
                zip(self.sent, ('open', 'open', 'half-closed'),
                    ({'not-accepted'}, {'not-accepted'}, {'not-accepted', 'half-closed'}))]


class AcceptedLate(Story):
    """Over the limit, but at last: the finding has its end."""

    def __init__(self):
        super().__init__()
        self.listener = listen()
        self.port = port_of(self.listener)
        self.client = socket.create_connection((HOST, self.port))
        self.client.send(b'hello')
        self.server = None

    def act(self):
        if not self.server and time.monotonic() > self.began + LIMIT_S + 1.2:
            # It was polled, since that was due.
            End.watched.catch_up()
            self.server = self.listener.accept()[0]
            serve(self.server, self.client)

    def expected(self):
        return [{'not-accepted.until': bool, 'not-accepted.bytes': 5, 'outcome': 'open',
                 'findings': {'not-accepted'}}]


class Busy(AcceptedLate):
    """Within the limit: none."""

    def act(self):
        if not self.server and time.monotonic() > self.began + LIMIT_S - 0.8:
            self.server = self.listener.accept()[0]
            serve(self.server, self.client)

    def expected(self):
        return [{'findings': set(), 'outcome': 'open'}]


class ReusePort(Story):
    """Two processes share the port; neither accepts, and both are named."""

    def __init__(self):
        super().__init__()
        reuse = (socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self.port = pick_port()
        code = ('import socket, sys\n'
                's = socket.socket()\n'
                's.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)\n'
                's.bind((%r, %d))\n'
                's.listen(8)\n'
                'print("ready", flush=True)\n'
                'sys.stdin.read()\n' % (HOST, self.port))
        self.other = subprocess.Popen([sys.executable, '-c', code], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)
        self.other.stdout.readline()
        self.listener = listen(port=self.port, options=[reuse])
        self.client = socket.create_connection((HOST, self.port))

    def expected(self):
        return [{'findings': {'not-accepted'}, 'not-accepted.bytes': 0,
                 'not-accepted.explain': '[%d]' % os.getpid(),
                 'not-accepted.explain ': '[%d]' % self.other.pid}]


class Closed(NotAccepted):
    """g: the listener is closed before the limit, and what waits is reset."""

    def __init__(self):
        super().__init__()
        # Half-closed for as long as that is told of, and a look at each: what lives for less has no owner.
        time.sleep(0.1)
        End.watched.catch_up()
        self.listener.close()

    def end(self):
        for client in self.clients:
            client.close()

    def expected(self):
        return [{'findings': findings, 'outcome': 'reset',
                 'reset': {'by': 'server', 'cause': 'not-accepted'},
                 'server.closed_by': 'not-accepted',
                 'accept-queue-reset.bytes': sent, 'accept-queue-reset.end': 'client',
                 'accept-queue-reset.certainty': 'observed',
                 'lost_bytes.client_to_server': sent} for sent, findings in
                zip(self.sent, ({'accept-queue-reset'}, {'accept-queue-reset'},
                                {'accept-queue-reset', 'half-closed'}))]


class ClosedOnRequests(Story):
    """
    g2: the listener is closed while of no handshake the end has come; what the clients send, or had
    sent and send again, meets no socket. One had only asked whether the port answers.
    """

    def __init__(self):
        super().__init__()
        self.listener = listen()
        self.port = port_of(self.listener)
        hear_no_ack(self.listener)
        self.clients = [socket.create_connection((HOST, self.port)) for _ in range(3)]
        self.sent = [self.clients[0].send(b'x' * 1000), 0, 0]
        self.clients[2].close()
        End.watched.catch_up()
        self.listener.close()
        self.sent[1] = self.clients[1].send(b'hello')

    def end(self):
        for client in self.clients:
            client.close()

    def expected(self):
        reset = {'outcome': 'reset', 'reset': {'by': 'server', 'cause': 'no-socket'},
                 'server.closed_by': 'not-accepted'}
        return [{'findings': {'accept-queue-reset'}, 'accept-queue-reset.bytes': sent,
                 'accept-queue-reset.end': 'client', 'accept-queue-reset.certainty': 'observed',
                 'lost_bytes.client_to_server': sent, **reset}
                for sent in self.sent[:2]] + [{'findings': {'reset-after-done'}, **reset}]


class OnlyChecked(Story):
    """Whoever only asked whether the port answers has lost nothing by that."""

    def __init__(self):
        super().__init__()
        self.listener = listen()
        self.port = port_of(self.listener)
        socket.create_connection((HOST, self.port)).close()
        End.watched.catch_up()
        self.listener.close()

    def expected(self):
        return [{'findings': {'reset-after-done'}}]


class Full(Story):
    """n1: a backlog of 0 lets one in; the SYNs of others go unanswered."""

    def __init__(self):
        super().__init__()
        self.listener = listen(backlog=0)
        self.port = port_of(self.listener)
        self.clients = [begin_connect(self.port) for _ in range(3)]

    def expected(self):
        return [{'findings': {'not-accepted'}}, {'findings': set(), 'outcome': 'attempt'},
                {'findings': set(), 'outcome': 'attempt'}]

    def expected_of_listener(self):
        return {'id': 'accept-queue-full', 'connection': None, 'end': None, 'until': None,
                'listener.addr': HOST, 'listener.port': self.port, 'listener.queue': 1,
                'listener.backlog': 0, 'listener.pid': os.getpid(), 'severity': 'warning',
                'certainty': 'observed', 'bytes': 0}


class FullHeals(Full):
    def __init__(self):
        super().__init__()
        self.servers = []

    def act(self):
        if not self.servers and time.monotonic() > self.began + LIMIT_S:
            self.servers.append(self.listener.accept()[0])

    def waits(self):
        return super().waits() or (self.servers and listen_queue(self.port) > 0 and
                                   not self.servers.append(self.listener.accept()[0]))

    def expected(self):
        return [{}, {}, {}]

    def expected_of_listener(self):
        return {'id': 'accept-queue-full', 'until': bool, 'listener.port': self.port}


class Overflow(Story):
    """n7: two SYNs are let in while the end of no handshake comes; then there is room for one."""

    def __init__(self):
        super().__init__()
        self.listener = listen(backlog=1)
        self.port = port_of(self.listener)
        self.clients = [socket.create_connection((HOST, self.port))]
        hear_no_ack(self.listener)
        self.clients += [socket.create_connection((HOST, self.port)) for _ in range(2)]
        hear(self.listener)
        for client in self.clients[1:]:
            client.send(b'hello')

    def expected(self):
        return [{'findings': {'not-accepted'}, 'not-accepted.bytes': 0},
                {'findings': {'not-accepted'}, 'not-accepted.bytes': 5, 'outcome': 'open'},
                {'findings': set(), 'outcome': 'open', 'lost_bytes.client_to_server': 0}]

    def expected_of_listener(self):
        return {'id': 'accept-queue-full', 'connection': None, 'until': None,
                'certainty': 'observed', 'listener.queue': 2, 'listener.backlog': 1}


class OverflowReset(Overflow):
    """n8: with tcp_abort_on_overflow."""

    def __init__(self):
        abort_on_overflow(1)
        super().__init__()
        abort_on_overflow(0)

    def end(self):
        self.clients[2].close()

    def expected(self):
        return [{'findings': {'not-accepted'}, 'not-accepted.bytes': 0},
                {'findings': {'not-accepted'}, 'not-accepted.bytes': 5},
                {'findings': {'accept-queue-full'}, 'outcome': 'reset',
                 'reset': {'by': 'server', 'cause': 'accept-overflow'},
                 'accept-queue-full.end': 'server', 'accept-queue-full.bytes': 0,
                 'client.closed_by': 'peer-reset', 'lost_bytes.client_to_server': 5}]


class Bursts(Story):
    """
    Accepts, but not as fast as they come: no look need find it full, but SYNs are dropped; those of all
    who come while two wait.
    """

    def __init__(self):
        super().__init__()
        self.listener = listen(backlog=1)
        self.port = port_of(self.listener)
        self.clients = [socket.create_connection((HOST, self.port)) for _ in range(2)]
        for client in self.clients:
            client.setblocking(False)
        self.clients += [begin_connect(self.port) for _ in range(4)]
        self.silent = list(self.clients)
        self.servers = []

    def act(self):
        for client in list(self.silent):
            with contextlib.suppress(OSError):
                client.send(b'hello')
                self.silent.remove(client)
        if listen_queue(self.port):
            self.servers.append(self.listener.accept()[0])
            serve(self.servers[-1], self.client_of(self.servers[-1]))

    def client_of(self, server):
        return next(c for c in self.clients if c.getsockname() == server.getpeername())

    def waits(self):
        return len(self.servers) < len(self.clients)

    def expected(self):
        return [{'findings': set(), 'outcome': 'open'} for _ in self.clients]

    def expected_of_listener(self):
        return {'id': 'accept-queue-full', 'listener.backlog': 1}


class DeferAccept(Story):
    """Its clients say nothing yet, and its kernel keeps them waiting: no finding."""

    def __init__(self):
        super().__init__()
        self.listener = listen(options=[(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)])
        self.port = port_of(self.listener)
        self.clients = [socket.create_connection((HOST, self.port)) for _ in range(2)]

    def end(self):
        self.clients[1].send(b'now')
        self.server = self.listener.accept()[0]
        self.server.recv(3)

    def expected(self):
        return [{'findings': set()}, {'findings': set()}]


class Stopped(Story):
    """A server that was stopped (kill -STOP), whichever it is."""
    command = None

    def __init__(self):
        super().__init__()
        self.port = pick_port()
        self.server = self.start()
        wait_for('the server to listen', lambda: listen_queue(self.port) is not None)
        os.kill(self.server.pid, signal.SIGSTOP)
        self.client = socket.create_connection((HOST, self.port))
        self.client.send(b'GET / HTTP/1.0\r\n\r\n')

    def start(self):
        return subprocess.Popen([sys.executable, '-m', 'http.server', '--bind', HOST,
                                 str(self.port)], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def expected(self):
        return [{'findings': {'not-accepted'}, 'not-accepted.bytes': 18,
                 'not-accepted.explain': '[%d]' % self.server.pid}]


class StoppedNginx(Stopped):
    def start(self):
        self.dir = tempfile.TemporaryDirectory()
        path = os.path.join(self.dir.name, 'nginx.conf')
        with open(path, 'w', encoding='ascii') as file:
            file.write('daemon off; master_process off; pid %s/pid; error_log stderr;\n'
                       'events {}\n'
                       'http { access_log off; server { listen %s:%d; } }\n' %
                       (self.dir.name, HOST, self.port))
        return subprocess.Popen(['nginx', '-p', self.dir.name, '-c', path],
                                stderr=subprocess.DEVNULL)

    def expected(self):
        return [{**super().expected()[0], 'not-accepted.explain ': 'nginx['}]


# First those that start a process: it has our descriptors for a moment.
KINDS = (Stopped, *([StoppedNginx] if shutil.which('nginx') else []), ReusePort, NotAccepted,
         AcceptedLate, Busy, Closed, ClosedOnRequests, OnlyChecked, Full, FullHeals, OverflowReset,
         Overflow, Bursts, DeferAccept)


def time_waits():
    """
    time-wait-pileup: of the ephemeral ports, by which all else would be short of them, but few are
    left. Both while it is watched, and by the one-shot report afterwards.
    """
    path = '/proc/sys/net/ipv4/ip_local_port_range'
    with open(path, encoding='ascii') as file:
        usual = file.read()
    with open(path, 'w', encoding='ascii') as file:
        file.write('40000 40099')
    listener = listen(port=7000)
    with Watched() as watched:
        for count in range(81):
            client = socket.create_connection((HOST, 7000))
            server = listener.accept()[0]
            client.close()
            server.recv(1)
            server.close()
            if count == 79:
                before = one_shot()
        time.sleep(1.2)
    after = one_shot()
    with open(path, 'w', encoding='ascii') as file:
        file.write(usual)
    return [pileups(before), pileups(after), pileups(watched.records)]


def one_shot(*options):
    out = subprocess.run([HALFCLOSE, 'report', '--format', 'json', *options],
                         stdout=subprocess.PIPE, check=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def pileups(records):
    return [(f['destination']['addr'], f['destination']['port'], f['destination']['time_wait'],
             f['destination']['ephemeral_ports'], f['connection'], f['severity'])
            for f in records if f.get('id') == 'time-wait-pileup']


def check_time_waits():
    told = time_waits()
    want = [(HOST, 7000, 81, 100, None, 'warning')]
    ok = told == [[], want, want]
    print('%-24s %s' % ('time-wait-pileup', 'ok' if ok else told))
    return ok


def check_now():
    """The one-shot report, which sees sockets alone; also of one process, and of another."""
    other = subprocess.Popen(['sleep', '60'])
    listener = listen(backlog=0)
    clients = [begin_connect(port_of(listener)) for _ in range(2)]
    wait_for('the SYN that was dropped to be sent again', lambda: retries(port_of(listener)))
    told = [sorted(f['id'] for f in one_shot('--stall-after', '1s', *options, 'port %d' %
                                             port_of(listener)) if f['type'] == 'finding')
            for options in ((), ('-p', str(os.getpid())), ('-p', str(other.pid)))]
    for sock in clients:
        sock.close()
    other.kill()
    other.wait()
    ok = told == [['accept-queue-full', 'not-accepted']] * 2 + [[]]
    print('%-24s %s' % ('now', 'ok' if ok else told))
    return ok and check_time()


def check_time():
    """What it took is not less than its polls did."""
    summary = one_shot()[-1]
    took = nanoseconds(summary['end']) - nanoseconds(summary['start'])
    ok = took >= summary['socket_polls_ns'] > 0
    print('%-24s %s' % ('watched', 'ok' if ok else (took, summary)))
    return ok


def problems(story, watched):
    found = stories.problems_of_connections(story, watched)
    places = [f for f in watched.of_type('finding')
              if f.get('listener', {}).get('port') == story.port]
    want = story.expected_of_listener()
    if len(places) != bool(want):
        found.append('of its listener: %r' % places)
    elif want:
        found += stories.problems_of(places[0], {}, want)
    return found


def check_summary(watched):
    """The kernel's own counters agree: those of this namespace, which began with none."""
    summary = watched.of_type('summary')[0]
    causes, kernel = summary['reset_causes'], summary['kernel_counters']
    ok = (causes['not-accepted'] == 4 and kernel['OutRsts'] == sum(causes.values()) and
          kernel['ListenOverflows'] > 0 and kernel['TCPAbortOnClose'] == 0)
    print('%-24s %s' % ('summary', 'ok' if ok else summary))
    return ok


def main():
    watched, wrong = stories.tell(KINDS, problems=problems)
    wrong += not check_summary(watched)
    wrong += not check_time_waits()
    wrong += not check_now()
    return wrong > 0


if __name__ == '__main__':
    sys.exit(main())
