# SPDX-License-Identifier: GPL-2.0-or-later
"""hangs.py: programs that do not do their part, on real sockets and with real programs, and those
that only look so.
"""
import contextlib
import errno
import json
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

from endings import End, Pair, destroy, queues
from meddle import deafen
from peace import listening
from stalls import talk
from stories import LIMIT_S, Story, act_until, tell
from watched import HALFCLOSE, wait_for

LONG_S = LIMIT_S + 2.5
TOLD_HERE = 'unread-backlog', 'silent-after-read', 'reply-unread', 'destroyed'

NGINX = '''
daemon off; master_process off; pid {dir}/pid; error_log {dir}/error.log;
events {{ worker_connections 64; }}
http {{ access_log off; lingering_close off; client_body_temp_path {dir}; proxy_temp_path {dir};
    fastcgi_temp_path {dir}; uwsgi_temp_path {dir}; scgi_temp_path {dir};
    server {{ listen 127.0.0.1:{port}; return 413; }} }}
'''


def connect_when_ready(port):
    wait_for('port %d' % port, lambda: listening(port))
    return socket.create_connection(('127.0.0.1', port))


class Hang(Story):
    """Goes on for longer than the limit and two looks."""

    def __init__(self):
        self.pair = Pair()
        self.port = self.pair.port
        self.began = time.monotonic()
        self.begin()

    def begin(self):
        pass

    def waits(self):
        return time.monotonic() < self.began + LONG_S

    def seen_now(self):
        """What a report of one moment has to say: {finding: bytes}."""
        return {}

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

    def seen_now(self):
        return {'unread-backlog': queues(self.pair.server.sock)[0]}


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

    def seen_now(self):
        return {'unread-backlog': 2000}


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
        # It still listens, and so is known for the server.
        self.listener = socket.create_server(('127.0.0.1', self.port))
        self.pair.client.send(b'x' * 300)
        self.pair.server.recv_all(300)

    def expected(self):
        return {'findings': ['silent-after-read'], 'silent-after-read.end': 'server',
                'silent-after-read.bytes': 0, 'silent-after-read.until': None,
                'silent-after-read.certainty': 'observed'}

    def seen_now(self):
        return {'silent-after-read': 0}


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
        self.pair.server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 500)
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


class Program(Hang):
    """Python that is one end of the connection, in a process of its own; this one is the server."""
    code = ''

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, '-c', 'import socket, time\n'
             's = socket.create_connection(("127.0.0.1", %d))\n' % self.port + self.code])
        self.sock = self.listener.accept()[0]
        self.began = time.monotonic()
        self.begin()

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.sock.close()


class BlockedReader(Program):
    """It had an answer, asks again some time later (tcp_info counts in ms), and waits in recv()."""
    code = 's.send(b"ping"); s.recv(4); time.sleep(0.1); s.send(b"again"); s.recv(1)'

    def begin(self):
        self.sock.recv(4)
        self.sock.send(b'pong')
        self.sock.recv(5)

    def expected(self):
        return {'findings': ['silent-after-read'], 'silent-after-read.end': 'server',
                'silent-after-read.certainty': 'observed', 'silent-after-read.bytes': 0,
                'silent-after-read.explain': '(9 bytes in 2 segments)'}

    def seen_now(self):
        return {'silent-after-read': 0}


class HalfClosedReader(Program):
    """It has half-closed, and waits for a server that works slowly."""
    code = 's.send(b"ping"); s.shutdown(socket.SHUT_WR); s.recv(1)'

    def begin(self):
        while self.sock.recv(100):
            pass

    def expected(self):
        return {'findings': ['half-closed', 'silent-after-read'],
                'silent-after-read.end': 'server', 'outcome': 'half-closed',
                'silent-after-read.explain': '(4 bytes in 1 segment)'}

    def seen_now(self):
        return {'silent-after-read': 0}


class Logger(Program):
    """It says something now and then, and does not listen."""
    code = 'while True: s.send(b"line"); time.sleep(%g)' % (LIMIT_S + 1)

    def begin(self):
        self.sock.setblocking(False)

    def act(self):
        with contextlib.suppress(BlockingIOError):
            self.sock.recv(100)

    def expected(self):
        return {'findings': []}

    def seen_now(self):
        """What it said before this look is not known: whether its pause is one depends on when."""
        return None


class Polling(Program):
    """It had its answer, sends a last word that has none, and waits for events as idle ones do."""
    code = ('s.send(b"ping"); s.recv(4); s.send(b"WINDOW_UPDATE")\n'
            'import select; select.select([s], [], [])')

    def begin(self):
        self.sock.recv(4)
        self.sock.send(b'pong')
        self.sock.recv(100)

    def expected(self):
        return {'findings': []}


class RedisClientThatDoesNotRead(Hang):
    """The answers wait in the queue of a client that has stopped reading."""

    def __init__(self):
        self.port = 6399
        self.redis = subprocess.Popen(['redis-server', '--port', str(self.port), '--save', ''],
                                      stdout=subprocess.DEVNULL)
        self.sock = connect_when_ready(self.port)
        self.sock.send(b'SET a %s\r\n' % (b'x' * 30000) + b'GET a\r\n')
        wait_for('the answers', lambda: queues(self.sock)[0] > 30000)
        self.began = time.monotonic()

    def expected(self):
        return {'findings': ['unread-backlog'], 'unread-backlog.end': 'client',
                'unread-backlog.bytes': queues(self.sock)[0], 'server.comm': 'redis-server'}

    def seen_now(self):
        return {'unread-backlog': queues(self.sock)[0]}

    def stop(self):
        self.redis.terminate()
        self.redis.wait()


class NginxSaysTooLarge(Hang):
    """413, and nginx does not read the body; the client gives up without having read it."""

    def __init__(self):
        self.port = 8413
        self.directory = tempfile.mkdtemp()
        path = self.directory + '/nginx.conf'
        with open(path, 'w', encoding='ascii') as file:
            file.write(NGINX.format(dir=self.directory, port=self.port))
        self.nginx = subprocess.Popen(['nginx', '-c', path], stderr=subprocess.DEVNULL)
        sock = connect_when_ready(self.port)
        self.written = 0
        try:
            self.written += sock.send(b'PUT / HTTP/1.1\r\nHost: x\r\n'
                                      b'Content-Length: 100000000\r\n\r\n')
            while True:
                self.written += sock.send(b'x' * 10000)
        except OSError:
            pass
        self.unread = queues(sock)[0]
        # Seen open after the RST, it had not closed before: none of what waits to be sent is a FIN.
        End.watched.catch_up()
        sock.close()
        self.began = time.monotonic()

    def waits(self):
        return False

    def expected(self):
        return {'findings': ['reply-unread', 'unread-at-close'], 'reply-unread.end': 'client',
                'reply-unread.bytes': self.unread, 'lost_bytes.server_to_client': self.unread,
                'server.bytes_sent': self.unread, 'server.comm': 'nginx',
                'server.closed_by': 'unread-data', 'lost_bytes_at_least.client_to_server': False}

    def stop(self):
        self.nginx.terminate()
        self.nginx.wait()
        shutil.rmtree(self.directory)


KINDS = [Backlog, BacklogIsRead, BacklogOfTheClosed, SlowReader, Silent, SilentThenAnswers, Pool,
         Push, Spare, PeerGone, PeerGoneUnheard, FinWait2Expires, FinWait2ExpiresThenData,
         BlockedReader, HalfClosedReader, Logger, Polling]
PROGRAMS = [('redis-server', RedisClientThatDoesNotRead), ('nginx', NginxSaysTooLarge)]


def report_now(hangs):
    """{port: {finding: bytes}}, by a look at the sockets alone, and another a moment later."""
    with tempfile.TemporaryFile('w+') as out:
        with subprocess.Popen([HALFCLOSE, 'report', '--stall-after', '%ds' % LIMIT_S, '--format',
                               'json'], stdout=out) as report:
            act_until(hangs, 'the report', lambda: report.poll() is not None)
        out.seek(0)
        records = [json.loads(line) for line in out]
    ports = {r['id']: r['server']['port'] for r in records if r['type'] == 'connection'}
    found = {}
    for record in records:
        if record['type'] == 'finding' and record['connection']:
            found.setdefault(ports[record['connection']], {})[record['id']] = record['bytes']
    return found


def check_now(hangs):
    found, wrong = report_now(hangs), 0
    for hang in hangs:
        got, want = found.get(hang.port, {}), hang.seen_now()
        got = {name: n for name, n in got.items() if name in TOLD_HERE}
        if want is not None and got != want:
            print('%s, now: %r, not %r' % (type(hang).__name__, got, want))
            wrong += 1
    return wrong


def chosen():
    kinds = KINDS + [kind for program, kind in PROGRAMS if shutil.which(program)]
    for program, _ in PROGRAMS:
        if not shutil.which(program):
            print('skipped: no ' + program)
    return [kind for kind in kinds if not sys.argv[1:] or kind.__name__ in sys.argv[1:]]


def main():
    reads, _writes = socket.socketpair()
    # Somebody in this process polls, as in most.
    threading.Thread(target=lambda: select.select([reads], [], []), daemon=True).start()
    # A look comes after the poll.
    return tell(chosen(), meanwhile=check_now, settle_s=2.2)[1] > 0


if __name__ == '__main__':
    sys.exit(main())
