# SPDX-License-Identifier: GPL-2.0-or-later
"""screen.py: a sick machine of thousands of sockets, told on one screen.

A pool of keep-alive connections that nginx has long closed, a program that reads end-of-file and
does not close, workers of one name that each leak some, replies that nobody takes, and idle
connections with which nothing is wrong. Each process says what it has.
"""
import fcntl
import http.client
import json
import os
import pty
import re
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time

from watched import HALFCLOSE, Failed, wait_for

LINES, COLUMNS = 40, 80
PORTS = 40
POOL, LEAKY, WORKERS, PER_WORKER, ORPHANS, IDLE, LINGERING = 60, 1500, 8, 50, 20, 100, 30
LIMIT_S = 1		# --stall-after
NOBODY = 65534
NGINX = '''
worker_processes 1;
daemon off;
pid {dir}/pid;
error_log stderr;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir};
    uwsgi_temp_path {dir}; scgi_temp_path {dir};
    root {dir};
    server {{ listen 127.0.0.1:8080; listen 127.0.0.1:8081; keepalive_timeout 1s; }}
}}
'''


def process(name, act):
    """Runs act() in a child of that name, which says when it is ready, and stays."""
    readable, writable = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            with open('/proc/self/comm', 'w') as comm:
                comm.write(name)
            kept = act()
            os.write(writable, b'.')
            while kept is not None:
                time.sleep(60)
        finally:
            os._exit(1)
    os.close(writable)
    if os.read(readable, 1) != b'.':
        raise Failed(name + ' failed')
    os.close(readable)
    return pid


class Servers:
    """Ports to be asked, in this process; what is to be done with a connection is asked for."""

    def __init__(self):
        self.listeners = [socket.create_server(('127.0.0.1', 0), backlog=4096)
                          for _ in range(PORTS)]
        self.ports = [listener.getsockname()[1] for listener in self.listeners]

    def connect(self, count):
        socks = []
        for i in range(count):
            socks.append(socket.create_connection(('127.0.0.1', self.ports[i % PORTS])))
            socks[-1].send(b'?')
        return socks

    def accept(self, count):
        socks = [self.listeners[i % PORTS].accept()[0] for i in range(count)]
        for sock in socks:
            sock.recv(1)
        return socks


def forget(servers, count, read_end):
    """A client that the server has left: it has read the end-of-file, or not."""
    def act():
        socks = servers.connect(count)
        if read_end:
            for sock in socks:
                sock.recv(1)
        return socks
    return act


def pool():
    """Keep-alive connections, used once."""
    connections = []
    for i in range(POOL):
        connection = http.client.HTTPConnection('127.0.0.1', 8080 + i % 2)
        connection.request('GET', '/nginx.conf')
        connection.getresponse().read()
        connections.append(connection)
    return connections


def leave(servers, name, count, read_end):
    """One server's close() makes the leak."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(readable)
            for sock in servers.accept(count):
                sock.close()
        finally:
            os._exit(0)
    os.close(writable)
    pid = process(name, forget(servers, count, read_end))
    os.waitpid(child, 0)
    return pid


def talk(servers):
    """Connections of which the server spoke last: nothing is wrong with them."""
    clients = servers.connect(IDLE)
    accepted = servers.accept(IDLE)
    for client, server in zip(clients, accepted):
        server.send(b'!')
        client.recv(1)
    return clients + accepted


def end_well(listener):
    """Connections that both ends closed: one end lingers in TIME_WAIT."""
    for _ in range(LINGERING):
        client = socket.create_connection(listener.getsockname())
        server = listener.accept()[0]
        client.close()
        server.recv(1)
        server.close()


def orphan(listener):
    """Clients that do not read, and a server that leaves 100,000 bytes to each and closes."""
    clients = []
    for _ in range(ORPHANS):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.connect(listener.getsockname())
        sock.send(b'?')
        server = listener.accept()[0]
        server.setblocking(False)
        server.recv(1)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 200000)
        server.send(b'x' * 100000)
        server.close()
        clients.append(sock)
    return clients


def queued():
    """What the kernel still has to send for sockets without an owner: (count, bytes)."""
    out = subprocess.run(['ss', '-tnHO', 'state', 'fin-wait-1'], capture_output=True, text=True,
                         check=True).stdout.splitlines()
    return len(out), sum(int(line.split()[1]) - 1 for line in out)


def states():
    out = subprocess.run(['ss', '-tanHO'], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in out.splitlines()]


def report(*options, **how):
    return subprocess.run([HALFCLOSE, 'report', '--stall-after', '%ds' % LIMIT_S, *options],
                          capture_output=True, text=True, check=True,
                          env={**os.environ, 'LC_ALL': 'C.UTF-8', 'COLUMNS': str(COLUMNS)}, **how).stdout


def paragraphs(text):
    """{"eof-unread java": its lines}: of findings that are told in full."""
    found = {}
    for part in text.split('\n\n'):
        head = re.match(r'(?:error|warning|note) (\S+)(?: ×([\d,]+))? ?(.*)', part)
        if head:
            found[head[1], head[3].split(', inferred')[0]] = part.splitlines(), \
                int((head[2] or '1').replace(',', ''))
    return found


def check_screen(problems, what, text):
    lines = text.splitlines()
    if len(lines) > LINES:
        problems.append('%s: %d lines' % (what, len(lines)))
    problems += ['%s: %d columns: %s' % (what, len(line), line)
                 for line in lines if len(line) > COLUMNS]


def check_examples(problems, pid, lines):
    """Three, and each descriptor is that socket of the process."""
    examples = [re.search(r'fd (\d+) (\S+) → (\S+), ', line) for line in lines]
    examples = [example for example in examples if example]
    if len(examples) != 3:
        problems.append('%d examples: %r' % (len(examples), lines))
    for example in examples:
        link = os.readlink('/proc/%d/fd/%s' % (pid, example[1]))
        inode = re.match(r'socket:\[(\d+)\]', link)
        port = int(example[2].rsplit(':', 1)[1])
        with open('/proc/net/tcp') as table:
            rows = [row.split() for row in table]
        if not any(row[9] == inode[1] and int(row[1].split(':')[1], 16) == port
                   for row in rows[1:]):
            problems.append('descriptor %s of %d is not %s' % (example[1], pid, example[2]))


def check_case(problems, found, key, count):
    if key not in found:
        problems.append('no %r in %r' % (key, list(found)))
        return []
    if found[key][1] != count:
        problems.append('%r: ×%d, not %d' % (key, found[key][1], count))
    return found[key][0]


def seconds(text):
    number, unit = re.match(r'([\d.]+) (ms|s|min)', text).groups()
    return float(number) * {'ms': 0.001, 's': 1, 'min': 60}[unit]


def check_all(problems, pids):
    """The worst first: bytes that are stuck."""
    count, left = queued()
    text = report()
    check_screen(problems, 'report', text)
    lines = check_case(problems, paragraphs(text),
                       ('orphaned-data', 'server on port %d, no owner' % pids['orphan port']),
                       ORPHANS)
    if count != ORPHANS or not any('%s bytes in all' % format(left, ',') in line for line in lines):
        problems.append('%d orphans have %d bytes: %r' % (count, left, lines))
    leaking = 2 * LEAKY + WORKERS * PER_WORKER + POOL + ORPHANS
    for number, group in ((leaking, 'leaking'), (IDLE, 'established'), (LINGERING, 'lingering')):
        if not re.search(r'^ *%s  %s ' % (format(number, ','), group), text, re.M):
            problems.append('not %d %s' % (number, group))
    for line in ('eof-unread ×%s client java[%d]' % (format(LEAKY, ','), pids['java']),
                 'eof-ignored ×%s client php[%d]' % (format(LEAKY, ','), pids['php']),
                 'eof-unread ×%d client worker, %d processes' % (WORKERS * PER_WORKER, WORKERS),
                 'eof-unread ×%d client pool[%d]' % (POOL, pids['pool'])):
        if line not in text:
            problems.append('no line "%s"' % line)
    if problems:
        print(text)


def check_leaks(problems, pids, began):
    """The others' paragraphs."""
    text = report('not', 'port', str(pids['orphan port']))
    took = time.monotonic() - began
    check_screen(problems, 'leaks', text)
    found = paragraphs(text)
    check_case(problems, found, ('eof-ignored', 'client php[%d]' % pids['php']), LEAKY)
    lines = check_case(problems, found, ('eof-unread', 'client java[%d]' % pids['java']), LEAKY)
    check_examples(problems, pids['java'], lines)
    ages = lines and (re.search(r'oldest (\d+\S* \w+), youngest (\d+\S* \w+)', lines[1]) or
                      re.search(r'age ((\d+\S* \w+))', lines[1]))
    if not ages or not LIMIT_S <= seconds(ages[2]) <= seconds(ages[1]) <= took + 0.5:
        problems.append('after %.1f s: %r' % (took, lines))
    if problems:
        print(text)


def check_json(problems):
    """It folds nothing."""
    records = [json.loads(line) for line in report('--format', 'json').splitlines()]
    count = {}
    for record in records:
        key = record['type'], record.get('id') if record['type'] == 'finding' else None
        count[key] = count.get(key, 0) + 1
    want = {('finding', 'unread-backlog'): ORPHANS,
            ('finding', 'eof-unread'): LEAKY + WORKERS * PER_WORKER + POOL,
            ('finding', 'eof-ignored'): LEAKY, ('finding', 'orphaned-data'): ORPHANS,
            ('connection', None): 2 * LEAKY + WORKERS * PER_WORKER + POOL + ORPHANS,
            ('summary', None): 1}
    for key, number in want.items():
        if count.get(key) != number:
            problems.append('JSON: %r %r, not %d' % (key, count.get(key), number))
    if records[-1]['type'] != 'summary':
        problems.append('JSON: the last line is %r' % records[-1])


def check_of_nobody(problems, pids):
    """Another user may not see whose sockets they are: one statement, and no process's."""
    def drop():
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    text = report('not', 'port', str(pids['orphan port']), preexec_fn=drop)
    check_screen(problems, 'nobody', text)
    lines = check_case(problems, paragraphs(text),
                       ('eof-unread', 'client, owner hidden (no permission), uid 0'),
                       LEAKY + WORKERS * PER_WORKER + POOL)
    if any('fd ' in line for line in lines) or 'java' in text:
        problems.append('nobody sees whose it is: %r' % lines)
    if 'evidence-gap' not in text:
        problems.append('nobody is not told what is hidden')


def on_terminal(lines, *command):
    """What halfclose writes to a terminal of so many lines, and COLUMNS."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('HHHH', lines, COLUMNS, 0, 0))
    env = {**os.environ, 'LC_ALL': 'C.UTF-8', 'NO_COLOR': '1'}
    env.pop('COLUMNS', None)
    with subprocess.Popen([HALFCLOSE, *command], stdout=theirs, stderr=subprocess.DEVNULL,
                          env=env):
        os.close(theirs)
        text = b''
        try:
            while chunk := os.read(ours, 65536):
                text += chunk
        except OSError:
            pass  # EIO: its end is closed
    os.close(ours)
    return text.decode().replace('\r\n', '\n')


def check_terminal(problems):
    """The small ones have 24 lines, of which the prompt needs one."""
    text = on_terminal(24, 'report', '--stall-after', '%ds' % LIMIT_S)
    lines = text.splitlines()
    if len(lines) > 23 or not any('fix: ' in line for line in lines) or \
            not any(re.match('warning eof-unread .*java', line) for line in lines):
        problems.append('%d lines on a terminal of 24:\n%s' % (len(lines), text))
    text = on_terminal(24, 'watch', '--for', '1s', '--stall-after', '%ds' % LIMIT_S)
    lines = text.splitlines()
    wide = [line for line in lines if len(line) > COLUMNS]
    if wide or not any('eof-unread' in line for line in lines):
        problems.append('watch on a terminal: %d lines, wide: %r' % (len(lines), wide[:3]))


def main():
    problems = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        with open(directory + '/nginx.conf', 'w') as file:
            file.write(NGINX.format(dir=directory))
        nginx = subprocess.Popen(['nginx', '-c', directory + '/nginx.conf'],
                                 stderr=subprocess.DEVNULL)
        try:
            wait_for('nginx', lambda: states().count('LISTEN') == 2)
            servers = Servers()
            orphans = socket.create_server(('127.0.0.1', 0))
            pids = {'pool': process('pool', pool), 'orphan port': orphans.getsockname()[1],
                    'java': leave(servers, 'java', LEAKY, False),
                    'php': leave(servers, 'php', LEAKY, True)}
            for _ in range(WORKERS):
                leave(servers, 'worker', PER_WORKER, False)
            end_well(orphans)
            kept = orphan(orphans)
            idle = talk(servers)
            wait_for('all to be closed', lambda: states().count('CLOSE-WAIT') ==
                     2 * LEAKY + WORKERS * PER_WORKER + POOL)
            closed = time.monotonic()
            wait_for('the limit', lambda: time.monotonic() > closed + LIMIT_S + 0.5)
            check_all(problems, pids)
            check_leaks(problems, pids, began)
            check_json(problems)
            check_terminal(problems)
            check_of_nobody(problems, pids)
            print('%d sockets, %d of which are kept by this process' %
                  (len(states()), len(kept) + len(idle)))
        finally:
            nginx.terminate()
            nginx.wait()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
