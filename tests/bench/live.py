# SPDX-License-Identifier: GPL-2.0-or-later
"""live.py: the numbers of `scripts/bench sockets latency memory`: many sockets, and how soon it tells.

Each has a network namespace of its own.
"""
import json
import os
import re
import signal
import subprocess
import sys
import time

from measured import BENCH, BUILD, HALFCLOSE, Measured, at_most, in_turns, say, tell

SOCKETS = 100000
CLOSINGS = 300
SETTLE_S = 15
STALL_S = 6		# after that a socket that its program left is told of


class Many:
    """A namespace with so many connections, all idle; commands run in it."""

    def __init__(self, connections, before=None):
        self.before = before
        self.unshare = subprocess.Popen(
            ['unshare', '-n', '-p', '-f', '--mount-proc', '--kill-child', 'bash', '-c',
             'ip link set lo up; sysctl -qw net.ipv4.ip_local_port_range="1024 65535" '
             'net.core.somaxconn=4096; echo up; read go; python3 "$0" "$1" 9000',
             os.path.join(BENCH, 'many.py'), str(connections)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        self.expect('up')
        children = '/proc/%d/task/%d/children' % (self.unshare.pid, self.unshare.pid)
        with open(children) as file:
            self.inside = ['nsenter', '-t', file.read().split()[0], '-n', '-p', '-m']
        if self.before:
            self.before(self)
        self.unshare.stdin.write('go\n')
        self.unshare.stdin.flush()
        self.expect('ready')
        return self

    def leave(self):
        """One connection in a hundred is closed by its client, and its server does not notice."""
        self.unshare.stdin.write('leave\n')
        self.unshare.stdin.flush()
        self.expect('left')
        time.sleep(STALL_S)

    def expect(self, word):
        line = self.unshare.stdout.readline().strip()
        if line != word:
            sys.exit('bench: many.py says "%s"' % line)

    def __exit__(self, *_):
        self.unshare.kill()
        self.unshare.wait()


def sockets(options):
    connections, rounds = (options.connections or SOCKETS) // 2, options.rounds
    loop = BUILD + '/tests/bench/diag_loop'
    with Many(connections) as many:
        def inside(name, *command):
            return Measured(name, [*many.inside, *command])

        say('%d idle sockets' % (2 * connections))
        tan, bare = inside('ss -tan', 'ss', '-tan'), inside('bare libmnl loop, with tcp_info', loop)
        few, links = inside('halfclose report', HALFCLOSE, 'report'), \
            inside('bare loop, all links', loop, 'links')
        everything = inside('halfclose report --all, JSON', HALFCLOSE, 'report', '--all',
                            '--format', 'json')
        tell('\n%d idle sockets' % (2 * connections))
        in_turns(rounds, tan, bare, few, links, everything)
        say('of one connection in a hundred only the server is left')
        many.leave()
        tanp, left = inside('ss -tanp', 'ss', '-tanp'), inside(few.name, HALFCLOSE, 'report')
        tell('\nof one connection in a hundred only the server is left')
        in_turns(rounds, tanp, left)
    return [at_most(0.5, 'report, no owners: time against ss -tan', few.fastest() / tan.fastest()),
            at_most(1.5, 'report, no owners: time against a bare libmnl loop',
                    few.fastest() / bare.fastest()),
            at_most(0.2, 'report, with owners: time against ss -tanp',
                    left.fastest() / tanp.fastest())]


def status(pid, name):
    with open('/proc/%d/status' % pid) as file:
        return int(re.search(name + r':\s+(\d+) kB', file.read())[1])


def resident(connections, seen_to_come):
    """Of `halfclose report --for` when it has asked for all owners: kilobytes at last, and at most."""
    watcher = []

    def begin(many):
        child = subprocess.Popen(many.inside + [HALFCLOSE, 'report', '-v', '--for', '60s'],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        child.stderr.readline()
        watcher.append(child)

    with Many(connections, begin if seen_to_come else None) as many:
        if not seen_to_come:
            begin(many)
        time.sleep(SETTLE_S)
        with open('/proc/%d/task/%d/children' % (watcher[0].pid, watcher[0].pid)) as file:
            pid = int((file.read().split() or [watcher[0].pid])[0])
        figures = status(pid, 'VmRSS'), status(pid, 'VmHWM')
        os.kill(pid, signal.SIGKILL)
        watcher[0].wait()
    return figures


def memory_of(what, connections, seen_to_come):
    few, _ = resident(100, seen_to_come)
    many, most = resident(connections, seen_to_come)
    tell('%-43s %8.1f MiB, at most %.1f MiB; with 100 connections %.1f MiB' %
         ('report --for, connections ' + what, many / 1024, most / 1024, few / 1024))
    return [at_most(400, 'octets for each connection ' + what,
                    (many - few) * 1024 / connections),
            at_most(64, 'MiB in all, connections ' + what, most / 1024)]


def memory(options):
    connections = options.connections or SOCKETS
    say('memory for %d connections' % connections)
    tell('\n%d connections' % connections)
    return memory_of('seen to come', connections, True) + \
        memory_of('that were there', connections, False)


CLOSER = '''
import socket, sys, time
listener = socket.create_server(('127.0.0.1', 9))
for _ in range(int(sys.argv[1])):
    client = socket.create_connection(('127.0.0.1', 9))
    server = listener.accept()[0]
    client.close()
    time.sleep(0.01)
    server.close()
'''


def nanoseconds(stamp):
    whole, fraction = stamp.rstrip('Z').split('.')
    return int(time.mktime(time.strptime(whole, '%Y-%m-%dT%H:%M:%S')) - time.timezone) * 10**9 + \
        int(fraction)


def delays_of(connections):
    """From each FIN to its line, in milliseconds, the shortest first."""
    watcher = subprocess.Popen(
        ['unshare', '-n', '-p', '-f', '--mount-proc', '--kill-child', 'bash', '-c',
         'ip link set lo up; "$2" watch --format json & w=$!; sleep 1; python3 -c "$0" "$1"; '
         'sleep 0.5; kill -INT $w; wait $w', CLOSER, str(connections), HALFCLOSE],
        stdout=subprocess.PIPE, text=True)
    delays = []
    for line in watcher.stdout:
        now_ns = time.clock_gettime_ns(time.CLOCK_REALTIME)
        record = json.loads(line)
        if record['type'] == 'transition' and record['trigger'] == 'fin-sent':
            delays.append((now_ns - nanoseconds(record['time'])) / 1e6)
    watcher.wait()
    return sorted(delays)


def latency(_):
    say('from a FIN to the line that watch prints, %d times' % CLOSINGS)
    delays = delays_of(CLOSINGS)
    tell('\n%-34s %8.2f ms in the middle, %.2f ms at most, %d lines' %
         ('halfclose watch, FIN to line', delays[len(delays) // 2], delays[-1], len(delays)))
    return [at_most(5, 'watch: FIN to line, 99th percentile, ms',
                    delays[len(delays) * 99 // 100])]
