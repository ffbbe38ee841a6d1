# SPDX-License-Identifier: GPL-2.0-or-later
"""netns.py: connections between two network namespaces, a and b, and within each, both in view."""
import json
import os
import socket
import subprocess
import sys

import endings
from deaths import Deaths
from interfaces import Namespace
from meddle import deafen
from watched import HALFCLOSE, LIMIT_S, Failed, Watched, wait_for

NAMES = ('a', 'b')
ADDRESS = {'a': '10.9.0.1', 'b': '10.9.0.2'}
NAMESPACE = {name: Namespace('/run/netns/' + name) for name in NAMES}
HOME = Namespace('/proc/self/ns/net')
BOTH = '--netns', 'a', '--netns', 'b'

# These take one host: its loopback, two closes that meet on their way, or `ss -K` at either end.
ONE_HOST = {'connection_to_itself', 'destroyed', 'destroyed_with_data', 'ipv6',
            'simultaneous_close', 'v4_mapped'}


class Apart(endings.Pair):
    """The client in a, the server in b."""
    host = ADDRESS['b']

    def enter(self, end):
        NAMESPACE[{'client': 'a', 'server': 'b'}[end]].enter()

    @staticmethod
    def deaths():
        return [deaths_in(name) for name in NAMES]


class Checks:
    def __init__(self):
        self.failed = 0

    def __call__(self, what, found, expected):
        if found != expected:
            self.failed += 1
            print('%s: %s, not %s' % (what, found, expected))
        else:
            print('%-60s agrees' % what)


def deaths_in(name):
    NAMESPACE[name].enter()
    deaths = Deaths()
    HOME.enter()
    return deaths


class Settled:
    """
    Leaving the block waits until the sockets, each by its namespace and a port, are dead, and
    halfclose knows.
    """

    def __init__(self, watched, *sockets):
        self.watched, self.sockets = watched, sockets
        self.deaths = {name: deaths_in(name) for name, _ in sockets}

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        HOME.enter()
        if kind:
            return
        for name, port in self.sockets:
            self.deaths[name].wait(port, 1)
        self.watched.catch_up()


def talk(watched, name, port, client_port, ending):
    """A connection within the loopback of that namespace; its ends."""
    NAMESPACE[name].enter()
    with socket.create_server(('127.0.0.1', port)) as listener:
        client = socket.create_connection(('127.0.0.1', port), 30, ('127.0.0.1', client_port))
        server = listener.accept()[0]
    watched.catch_up()
    client.sendall(b'q' * 100)
    ending(client, server)


def orderly(client, server):
    server.recv(100)
    client.close()
    server.recv(1)
    server.close()


def unread(client, server):
    wait_for('the request', lambda: endings.queues(server)[0] == 100)
    server.close()
    wait_for('the reset', lambda: client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))
    client.close()


def agrees(name, watched, pair, expected):
    try:
        return endings.check(name, watched, pair, expected)
    except (Failed, KeyError) as error:
        print(name, error)
        return False


def check_endings(checks):
    """All that can happen to a connection, with its ends apart."""
    endings.Pair = Apart
    with Watched(*BOTH, by_line=True) as watched:
        told = endings.happen(watched, but_for=ONE_HOST)
        HOME.enter()
    wrong = {name for name, pair, expected in told
             if pair is None or not agrees(name, watched, pair, expected)}
    checks('endings between namespaces, those wrong', wrong, set())
    checks('where the ends are', {(c['client']['netns'], c['server']['netns'])
                                      for c in watched.of_type('connection')
                                      if c['server']['addr'] == ADDRESS['b']}, {(1, 2)})
    checks('the names of the numbers', watched.records[-1]['netns'], list(NAMES))


def check_loopbacks(checks):
    """The same addresses and ports in both, at the same time."""
    with Watched(*BOTH) as watched:
        for name, ending in (('a', orderly), ('b', unread)):
            with Settled(watched, (name, 9100), (name, 9100)):
                talk(watched, name, 9100, 40000, ending)
    found = {c['client']['netns']: c for c in watched.connections(9100)}
    checks('loopback of both', sorted(found), [1, 2])
    checks('the addresses are the same', {c['client']['port'] for c in found.values()}, {40000})
    checks('one was closed', (found[1]['outcome'], found[1]['findings']), ('closed', []))
    checks('one was reset', (found[2]['outcome'], found[2]['findings'], found[2]['lost_bytes']),
           ('reset', ['unread-at-close'], {'client_to_server': 100, 'server_to_client': 0}))
    checks('the owners', {end['pid'] for c in found.values() for end in (c['client'], c['server'])},
           {os.getpid()})


def serve_http(port):
    """python3 -m http.server in b, with something to read for a third of a second."""
    with open('/run/page', 'wb') as page:
        page.write(b'p' * 300000)
    server = subprocess.Popen(['ip', 'netns', 'exec', 'b', sys.executable, '-m', 'http.server',
                               str(port), '-d', '/run'], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    wait_for('the server', lambda: subprocess.run(
        ['ip', 'netns', 'exec', 'b', 'ss', '-Htln', 'sport = :%d' % port],
        capture_output=True).stdout)
    return server


def fetch(url):
    subprocess.run(['ip', 'netns', 'exec', 'a', 'curl', '-s', '-o', '/dev/null', '-m', '30',
                    '--limit-rate', '900k', url], check=True)


def check_programs(checks):
    """curl and a server, by IPv4 and by link-local addresses; named in each of the three ways."""
    server = serve_http(9200)
    path = '/proc/%d/ns/net' % server.pid
    with Watched('--netns', 'a', '--netns', str(server.pid), '--netns', path) as watched:
        with Settled(watched, ('a', 9200), ('b', 9200)):
            fetch('http://10.9.0.2:9200/page')
    connection = watched.connection(9200)
    checks('each packet shows at both ends', watched.records[-1]['packets_unused']['copies'],
           watched.records[-1]['packets'])
    checks('named by PID and path, one namespace', watched.records[-1]['netns'],
           ['a', str(server.pid)])
    checks('owners', (connection['client']['comm'], connection['server']['pid']),
           ('curl', server.pid))
    server.terminate()
    server.wait()


def check_router(checks):
    """Four interfaces show each packet."""
    server = serve_http(9500)
    with Watched(*BOTH, '--netns', 'r') as watched:
        with Settled(watched, ('a', 9500), ('b', 9500)):
            fetch('http://10.8.2.1:9500/page')
    connection = watched.connection(9500)
    checks('by a router: the ends', [connection[end]['netns'] for end in ('client', 'server')],
           [1, 2])
    checks('by a router: copies', watched.records[-1]['packets_unused']['copies'],
           3 * watched.records[-1]['packets'])
    server.terminate()
    server.wait()


def check_link_local(checks):
    NAMESPACE['b'].enter()
    listener = socket.create_server(('fe80::2', 9300, 0, socket.if_nametoindex('vb')),
                                    family=socket.AF_INET6)
    NAMESPACE['a'].enter()
    with Watched(*BOTH) as watched, Settled(watched, ('a', 9300), ('b', 9300)):
        # After the poll with which all begins: a lookup of this one socket finds it.
        NAMESPACE['a'].enter()
        client = socket.create_connection(('fe80::2%va', 9300), 30)
        server = listener.accept()[0]
        watched.catch_up()
        client.sendall(b'q' * 100)
        unread(client, server)
    listener.close()
    connection = watched.connection(9300)
    checks('link-local: the owners', [connection[end]['pid'] for end in ('client', 'server')],
           [os.getpid()] * 2)
    checks('link-local: what was lost', connection['lost_bytes'],
           {'client_to_server': 100, 'server_to_client': 0})
    checks('link-local: findings', connection['findings'], ['unread-at-close'])


class Lasting:
    """
    `halfclose watch`, to say what lasts. When it says of a connection that began later that its peer
    is gone, what was there before was looked at for as long.
    """

    def __init__(self, *options):
        command = [HALFCLOSE, 'watch', '-v', '--for', '%ds' % LIMIT_S, '--format', 'json', *options]
        self.watch = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      text=True)
        if 'watching' not in self.watch.stderr.readline():
            raise Failed('halfclose does not watch')
        self.records = map(json.loads, self.watch.stdout)
        self.connections = set()
        self.found = []

    def until(self, what, is_told):
        for record in self.records:
            self.connections.add(record['connection'])
            if is_told(record):
                return
            if record['type'] == 'finding':
                self.found.append(record)
        raise Failed('it does not say ' + what)

    def found_of(self, connections):
        """What is found of so many of them."""
        self.until('that they began', lambda _: len(self.connections) == connections)
        before = set(self.connections)
        later = Apart()
        deafen(later.client.sock)
        NAMESPACE['b'].enter()
        endings.destroy(later.port)
        self.until('that one is gone', lambda record: record.get('id') == 'peer-gone')
        self.watch.kill()
        self.watch.wait()
        return [record['id'] for record in self.found if record['connection'] in before]


def check_dnat(checks):
    """Whom the client talks to, nobody is: that end is not in view, and not gone."""
    rules = '''table ip nat {
        chain prerouting {
            type nat hook prerouting priority dstnat
            tcp dport 9400 dnat to 10.9.0.2:9401
        }
    }'''
    done = subprocess.run(['ip', 'netns', 'exec', 'b', 'nft', '-f', '-'], input=rules,
                          capture_output=True, text=True)
    if done.returncode != 0:
        print('left out: DNAT: ' + done.stderr.splitlines()[0])
        return
    NAMESPACE['b'].enter()
    listener = socket.create_server((ADDRESS['b'], 9401))
    options = *BOTH, '--stall-after', '300ms'
    lasting = Lasting(*options)
    with Watched(*options, by_line=True) as watched, Settled(watched, ('a', 9400), ('b', 9401)):
        NAMESPACE['a'].enter()
        client = socket.create_connection((ADDRESS['b'], 9400), 30)
        server = listener.accept()[0]
        client.sendall(b'q' * 100)
        server.recv(100)
        server.sendall(b'r' * 50)
        client.recv(50)
        endings.End.watched = watched
        checks('DNAT: nothing lasts', lasting.found_of(2), [])
        # No packet shows what is behind it: that takes a poll of all sockets.
        wait_for('all three', lambda: 3 == len({r['connection'] for r in watched.said_so_far()}))
        client.close()
        server.recv(1)
        server.close()
    listener.close()
    seen, behind = watched.connection(9400), watched.connection(9401)
    checks('DNAT: owners', (seen['client']['pid'], seen['server']['pid']), (os.getpid(), None))
    checks('DNAT: nothing is wrong', (seen['outcome'], seen['findings']), ('closed', []))
    checks('DNAT: nor behind it', behind['findings'], [])


def refused(checks, words, *options):
    done = subprocess.run([HALFCLOSE, 'report', *options], capture_output=True, text=True, timeout=60)
    checks('refused: ' + ' '.join(options),
           (done.returncode, done.stdout, words in done.stderr, done.stderr.count('\n')),
           (2, '', True, 1))
    if words not in done.stderr:
        print('   ' + done.stderr)


def check_refusals(checks):
    refused(checks, 'no network namespace c in /run/netns (there: ', '--netns', 'c')
    refused(checks, 'no process 999999', '--netns', '999999')
    refused(checks, 'no network namespace', '--netns', '/etc/passwd')
    refused(checks, 'No such file', '--netns', '/nowhere/at/all')
    refused(checks, 'no network namespace', '--netns', '')
    os.mkfifo('/run/fifo')
    refused(checks, '/run/fifo is no network namespace', '--netns', '/run/fifo')
    refused(checks, 'no interface eth9', '--netns', 'a', '-i', 'eth9', '--for', '1s')
    asleep = subprocess.Popen(['ip', 'netns', 'exec', 'b', 'sleep', '60'])
    wait_for('the namespace of sleep', lambda: os.stat('/proc/%d/ns/net' % asleep.pid).st_ino ==
             os.stat('/run/netns/b').st_ino)
    refused(checks, 'add --netns %d' % asleep.pid, '-p', str(asleep.pid))
    asleep.terminate()
    asleep.wait()


def main():
    checks = Checks()
    for check in (check_endings, check_loopbacks, check_programs, check_router, check_link_local,
                  check_dnat, check_refusals):
        try:
            check(checks)
        except Failed as error:
            checks(check.__name__, error, 'well')
    return checks.failed > 0


if __name__ == '__main__':
    sys.exit(main())
