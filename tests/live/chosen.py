# SPDX-License-Identifier: GPL-2.0-or-later
"""chosen.py: what -p and --children let through of connections whose owners are known."""
import json
import os
import socket
import subprocess
import sys
import threading
import time

from watched import HALFCLOSE, LIMIT_S, Failed, Watched

# Opens a connection when told to, says its port, and closes it when told to; "child" has a child do so.
CLIENT = r'''
import os, socket, sys
def talk(lines):
    next(lines)
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as one:
        one.sendall(b"hello")
        one.recv(5)
        print(one.getsockname()[1], flush=True)
        next(lines)
print("ready", flush=True)
if sys.argv[2] == "child" and os.fork() > 0:
    os.wait()
else:
    talk(iter(sys.stdin.readline, ""))
'''


class Server:
    """Echoes."""

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            one = self.listener.accept()[0]
            threading.Thread(target=self.echo, args=(one,), daemon=True).start()

    @staticmethod
    def echo(one):
        with one:
            while data := one.recv(100):
                one.sendall(data)


class Client:
    def __init__(self, port, kind='self'):
        self.process = subprocess.Popen([sys.executable, '-c', CLIENT, str(port), kind],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.pid = self.process.pid
        self.port = None
        self.line()

    def line(self):
        return self.process.stdout.readline().strip()

    def tell(self):
        self.process.stdin.write('go\n')
        self.process.stdin.flush()

    def open(self):
        self.tell()
        self.port = int(self.line())

    def close(self):
        self.tell()
        self.process.wait(LIMIT_S)


def ports(watched):
    return sorted(c['client']['port'] for c in watched.of_type('connection'))


def check(what, found, expected):
    if found != expected:
        raise Failed('%s: %s, not %s' % (what, found, expected))
    print('%-40s agrees' % what)


def check_report(server):
    """A connection from before, one that comes while it is watched, and a child's."""
    before, chosen, parent = Client(server.port), Client(server.port), Client(server.port, 'child')
    other = Client(server.port)
    before.open()
    with Watched('-p', str(before.pid), '-p', str(chosen.pid)) as two, \
         Watched('-p', str(parent.pid)) as alone, \
         Watched('-p', str(parent.pid), '--children') as family, \
         Watched('-p', str(os.getpid())) as owner:
        for one in (chosen, parent, other):
            one.open()
        for watched in (two, alone, family, owner):
            watched.find_owners()
        for one in (before, chosen, parent, other):
            one.close()
    everybody = sorted(one.port for one in (before, chosen, parent, other))
    check('two processes', ports(two), sorted((before.port, chosen.port)))
    check('a parent without its child', ports(alone), [])
    check('a parent and its child', ports(family), [parent.port])
    check('the server', ports(owner), everybody)
    check('only these are counted', two.records[-1]['connections'], 2)
    check('and not their transitions', {t['connection'] for t in two.of_type('transition')},
          {c['id'] for c in two.of_type('connection')})


def check_watch(server):
    """The beginning of a connection is told, though its process was not known then."""
    chosen, other = Client(server.port), Client(server.port)
    watch = subprocess.Popen([HALFCLOSE, 'watch', '--format', 'json', '-v', '-p', str(chosen.pid)],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watch.stderr.readline()
    other.open()
    chosen.open()
    opened = [json.loads(watch.stdout.readline()) for _ in range(4)]
    other.close()
    chosen.close()
    closing = json.loads(watch.stdout.readline())
    watch.terminate()
    watch.communicate(timeout=LIMIT_S)
    check('watch: the handshake', [(t['end'], t['to']) for t in opened],
          [('client', 'SYN_SENT'), ('server', 'SYN_RECV'), ('client', 'ESTABLISHED'),
           ('server', 'ESTABLISHED')])
    check('watch: of one connection', {t['connection'] for t in opened + [closing]},
          {opened[0]['connection']})


HOLDER = r'''
import os, socket, subprocess, sys, time
one = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
os.set_inheritable(one.fileno(), True)
children = [subprocess.Popen(["sleep", "60"], close_fds=False) for _ in range(2)]
print(children[0].pid, one.getsockname()[1], flush=True)
sys.stdin.readline()
for child in children:
    child.kill()
'''


def check_holders(server):
    """A descriptor that was inherited is one as well, be its holder neither the first nor the latest."""
    with subprocess.Popen([sys.executable, '-c', HOLDER, str(server.port)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as parent:
        child, port = map(int, parent.stdout.readline().split())
        with Watched('-p', str(child)) as held:
            time.sleep(0.5)
            held.find_owners()
        check('who holds it too', ports(held), [port])
        parent.stdin.close()


def check_listener(server):
    """A finding about a listener is its process's."""
    other = Client(server.port)
    listener = socket.create_server(('127.0.0.1', 0), backlog=0)
    clients = [socket.socket() for _ in range(3)]
    limit = '--stall-after', '200ms'
    with Watched('-p', str(os.getpid()), *limit) as mine, \
         Watched('-p', str(other.pid), *limit) as others:
        for client in clients:
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
        # Polls of listeners are a second apart.
        time.sleep(2.5)
        mine.catch_up()
    check('a full queue of ours', 'accept-queue-full' in {f['id'] for f in mine.of_type('finding')},
          True)
    check('is not told of another', [f['id'] for f in others.of_type('finding')], [])
    check('nor counted', others.records[-1]['findings'], {'error': 0, 'warning': 0, 'note': 0})
    other.open()
    other.close()


def main():
    server = Server()
    check_report(server)
    check_watch(server)
    check_holders(server)
    check_listener(server)
    return 0


if __name__ == '__main__':
    sys.exit(main())
