# SPDX-License-Identifier: GPL-2.0-or-later
"""processes.py: processes that end with connections open, against what both ends count."""
import signal
import socket
import subprocess
import sys
import time

from endings import End
from watched import Failed, Watched, wait_for

# A server that takes `count` connections, reads `read` bytes of each, writes `write`, says so, and
# then does as it is told on its standard input.
SERVER = r'''
import os, signal, socket, sys
port, count, read, write = map(int, sys.argv[1:])
listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
listener.bind(("127.0.0.1", port))
listener.listen(64)
print("listens", flush=True)
held = []
for _ in range(count):
    held.append(listener.accept()[0])
for one in held:
    left = read
    while left > 0:
        left -= len(one.recv(left))
    if write:
        one.setblocking(False)
        print(one.send(b"w" * write), flush=True)
print("ready", flush=True)
word = sys.stdin.readline().strip()
if word == "close":
    for one in held:
        one.close()
    sys.stdin.readline()
elif word == "abort":
    os.abort()
elif word.startswith("exit"):
    os._exit(int(word.split()[1]))
'''

TRIES, ROUNDS = 5, 6


class Server:
    next_port = 7501

    def __init__(self, count=1, read=0, write=0):
        self.port = Server.next_port
        Server.next_port += 1
        self.process = subprocess.Popen([sys.executable, '-c', SERVER] +
                                        [str(n) for n in (self.port, count, read, write)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.expect('listens')
        self.clients = []
        self.written = 0
        self.read = count * read

    def line(self):
        return self.process.stdout.readline().strip()

    def expect(self, word):
        if self.line() != word:
            raise Failed('the server is not ' + word)

    def connect(self, count=1, data=b'', rcvbuf=None):
        for _ in range(count):
            sock = socket.socket()
            if rcvbuf:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
            sock.connect(('127.0.0.1', self.port))
            self.clients.append(End(sock))
            if data:
                self.clients[-1].send(data)
        # Who is to be found must be there for as long as that takes.
        End.watched.find_owners()

    def ready(self):
        for line in iter(self.line, 'ready'):
            self.written += int(line)

    def say(self, word):
        self.process.stdin.write(word + '\n')
        self.process.stdin.flush()

    def ended(self):
        self.process.wait(30)
        for client in self.clients:
            client.drain()
            client.close()
        self.process.stdin.close()
        self.process.stdout.close()

    def lost(self):
        """What the clients wrote and it did not read, and the other way round."""
        return (sum(c.written for c in self.clients) - self.read,
                self.written - sum(c.read for c in self.clients))


def killed(count=1, data=b'', **options):
    server = Server(count, **options)
    server.connect(count, data, rcvbuf=4096 if 'write' in options else None)
    server.ready()
    server.process.kill()
    server.ended()
    return server


def told(word, count=1, **options):
    server = Server(count, **options)
    server.connect(count)
    server.ready()
    server.say(word)
    if word != 'close':
        server.ended()
    return server


def client_ends(how):
    """A client that is ended, and what its server finds: nothing that is worth a word."""
    port = Server.next_port
    Server.next_port += 1
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', port))
        listener.listen(1)
        client = subprocess.Popen([sys.executable, '-c', 'import signal,socket,sys\n'
                                   'signal.signal(signal.SIGINT, signal.SIG_DFL)\n'
                                   's=socket.create_connection(("127.0.0.1",%d))\n'
                                   's.send(b"hello")\nprint(flush=True)\ns.recv(1)' % port],
                                  stdout=subprocess.PIPE)
        server = End(listener.accept()[0])
        server.recv_all(5)
        client.stdout.readline()
        End.watched.wait_known(client)
        client.send_signal(how)
        client.wait(30)
        client.stdout.close()
        server.drain()
        server.close()
    return port, client.pid


def client_fails(answered):
    """A client that ends with a status of its own, with its answer or, too early, without one."""
    port = Server.next_port
    Server.next_port += 1
    with socket.create_server(('127.0.0.1', port)) as listener:
        client = subprocess.Popen([sys.executable, '-c', 'import os,socket,sys\n'
                                   's=socket.create_connection(("127.0.0.1",%d))\n'
                                   's.send(b"hello")\ns.recv(%d)\nprint(flush=True)\n'
                                   'sys.stdin.readline()\nos._exit(22)' % (port, 5 * answered)],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        server = End(listener.accept()[0])
    server.recv_all(5)
    if answered:
        server.send(b'404 x')
    client.stdout.readline()
    End.watched.wait_known(client)
    client.communicate(b'\n', timeout=30)
    server.drain()
    if not answered:
        server.send(b'too late')
        server.wait_reset()
    server.close()
    return port


class Watch:
    """What is to be found on a port: ids of findings beyond notes, on each of its connections."""

    def __init__(self):
        self.problems = []

    def check(self, name, watched, port, want, lost=None, closed_by=None, end='server', status=None):
        problems = []
        connections = watched.connections(port)
        if not connections:
            problems.append('not seen')
        for c in connections:
            findings = watched.findings(c)
            got = sorted(f for f in findings if findings[f]['severity'] != 'note' and
                         f != 'doomed-half-close')
            if got != sorted(want):
                problems.append('%r, not %r' % (got, want))
            if c[end]['closed_by'] != closed_by:
                problems.append('closed by %r, not %r' % (c[end]['closed_by'], closed_by))
            if 'unread-at-close' in want and \
                    ' ended with ' not in findings.get('unread-at-close', {}).get('explain', ''):
                problems.append('closed, not ended')
            if status and status not in findings.get('process-ended', {}).get('explain', ''):
                problems.append('no word of %s: %r' % (status, findings.get('process-ended')))
        if lost:
            sums = tuple(sum(c['lost_bytes'][way] for c in connections)
                         for way in ('client_to_server', 'server_to_client'))
            if sums != lost:
                problems.append('lost %r, in truth %r' % (sums, lost))
        print('%-32s %s' % (name, '; '.join(problems) or 'ok'))
        self.problems += problems


def check_kills(watch):
    with Watched() as End.watched:
        idle = killed(count=5)
        unread = killed(count=3, data=b'q' * 100, read=40)
        unsent = killed(count=1, write=400000)
        abort = told('abort')
        closing = told('close')
        wait_for('the close', lambda: closing.clients[0].drain())
        # Its FIN is looked at while it lives.
        End.watched.catch_up()
        closing.process.kill()
        closing.ended()
        interrupted = client_ends(signal.SIGINT)
        terminated = client_ends(signal.SIGTERM)
        crashed = client_ends(signal.SIGSEGV)
        settle()

    watched, ended = End.watched, ['process-ended']
    watch.check('killed, idle', watched, idle.port, ended, idle.lost(), 'exit', status='5 connections')
    watch.check('killed, unread', watched, unread.port, ended + ['unread-at-close'], unread.lost(),
                'unread-data', status='signal 9')
    watch.check('killed, unsent', watched, unsent.port, ended, unsent.lost(), 'exit')
    watch.check('abort()', watched, abort.port, ended, abort.lost(), 'exit', status='signal 6')
    watch.check('close(), then killed', watched, closing.port, [], closing.lost(), 'close')
    watch.check('client: SIGINT', watched, interrupted[0], [], None, 'exit', 'client')
    watch.check('client: SIGTERM', watched, terminated[0], [], None, 'exit', 'client')
    watch.check('client: SIGSEGV', watched, crashed[0], ended, None, 'exit', 'client', 'signal 11')


def settle():
    """What follows the last connection's end has been told, and looked at."""
    time.sleep(0.5)
    End.watched.catch_up()


ENDED = ['process-ended']
# How a server or a client ends, and what is to be found of it.
EXITS = {
    'exit(1)': ('server', lambda: told('exit 1'), ENDED),
    'exit(0)': ('server', lambda: told('exit 0'), []),
    'exit(1), 100 connections': ('server', lambda: told('exit 1', count=100), ENDED),
    'client: exit(22), answered': ('client', lambda: client_fails(True), []),
    'client: exit(22), no answer': ('client', lambda: client_fails(False),
                                    ['write-after-close'] + ENDED),
}


def check_exit(watch, name, one):
    """True if it was seen; late, nothing but its loss may be said of a server."""
    end, _, want = EXITS[name]
    server = isinstance(one, Server)
    port, lost = (one.port, one.lost()) if server else (one, None)
    seen = End.watched.connections(port)[0][end]['closed_by'] == 'exit'
    status = 'status 1' if server and seen and want else None
    if seen or server:
        watch.check(name, End.watched, port, want if seen else [], lost,
                    'exit' if seen else None, end, status)
    return seen


def check_exits(watch):
    """
    Looked at a quarter of a millisecond late, an exit() looks like close() and exit(): each is tried
    again until one was looked at in time.
    """
    left = list(EXITS)
    for _ in range(ROUNDS):
        with Watched() as End.watched:
            tried = {name: [EXITS[name][1]() for _ in range(TRIES)] for name in left}
            settle()
        left = [name for name in left
                if not any([check_exit(watch, name, one) for one in tried[name]])]
        if not left:
            return
    watch.problems += left
    print(*left, 'never seen')


def main():
    watch = Watch()
    check_kills(watch)
    check_exits(watch)
    return 1 if watch.problems else 0


if __name__ == '__main__':
    sys.exit(main())
