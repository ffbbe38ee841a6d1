# SPDX-License-Identifier: GPL-2.0-or-later
"""live.py: the numbers of `scripts/bench live`: what it costs to watch, against others that do.

Each run has a network namespace of its own. The load is nginx with one worker and wrk with one
thread, which is what two processors hold; whoever watches takes what is left, or takes from them.
"""
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from measured import BENCH, BUILD, HALFCLOSE, Measured, ratio, run_quietly, say, verdict

SECONDS = 3		# of each load
PORT = 8080
LIMIT_S = 120
SETTLE_S = 15
STALL_S = 6		# after that a socket that its program left is told of

NGINX = '''
daemon off;
master_process off;
worker_processes 1;
error_log %(dir)s/error.log crit;
pid %(dir)s/nginx.pid;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 100000000;
    server { listen 8080 backlog=4096; location / { return 200 "a small reply\\n"; } }
}
'''

# Arguments: directory, what wrk sends, and who watches.
LOAD = '''
ip link set lo up
sysctl -qw net.ipv4.ip_local_port_range="1024 65535" net.ipv4.tcp_tw_reuse=1 net.core.somaxconn=4096
dir=$1 header=$2
shift 2
mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
nginx -c "$dir/nginx.conf" -e "$dir/error.log" &
nginx=$!
until ss -Hltn | grep -q ":8080 "; do sleep 0.05; done
"$@" >"$dir/out" 2>"$dir/err" &
watcher=$!
sleep 1
wrk -t1 -c50 -d%(seconds)ds -H "$header" http://127.0.0.1:8080/
kill -INT $watcher
wait $watcher
kill $nginx
wait $nginx
''' % {'seconds': SECONDS}

TCPDUMP = ['tcpdump', '-i', 'lo', '-s', '96', '-w', '/dev/null', '-Z', 'root']
REPORT = [HALFCLOSE, 'report', '--for', '%ds' % LIMIT_S, '--format', 'json']
WATCH = [HALFCLOSE, 'watch', '--format', 'json']
# It writes to a terminal, as it does for who looks at it; a pipe would hold its lines back.
NOBODY = ['python3', '-c', 'import signal; signal.signal(2, signal.SIG_DFL); signal.pause()']
TCPSTATES = ['script', '-qefc', 'exec tcpstates', '/dev/null']


class Load:
    """Requests per second beside a watcher, run after run, and the packets the kernel dropped."""

    def __init__(self, name, command):
        self.name, self.command = name, command
        self.rates, self.dropped = [], 0

    def once(self, header):
        with tempfile.TemporaryDirectory() as directory:
            with open(directory + '/nginx.conf', 'w') as conf:
                conf.write(NGINX % {'dir': directory})
            os.chmod(directory, 0o755)
            out = run_quietly('unshare', '-n', '-m', 'bash', '-c', LOAD, 'bash', directory, header,
                              *self.command)
            self.rates.append(float(re.search(r'Requests/sec:\s+([\d.]+)', out)[1]))
            with open(directory + '/out') as out, open(directory + '/err') as err:
                self.dropped += drops(out.read(), err.read())

    def print(self):
        print('%-34s %9.0f requests/s  (%.0f to %.0f)  %d packets dropped' %
              (self.name, statistics.median(self.rates), min(self.rates), max(self.rates),
               self.dropped))


def drops(out, err):
    """As tcpdump says it, or the summary of a report, or the evidence-gap of a watch."""
    told = re.search(r'(\d+) packets dropped by kernel', err) or \
        re.search(r'"packets_dropped":(\d+)', out) or \
        re.search(r'"(\d+) packets? dropped by the kernel', out)
    return int(told[1]) if told else 0


def tcpstates_works():
    """Says why not, where it does not: it needs eBPF and tracefs."""
    script = 'mount -t tracefs tracefs /sys/kernel/tracing; timeout 5 tcpstates; exit $?'
    done = subprocess.run(['unshare', '-n', '-m', 'bash', '-c', script], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True)
    if done.returncode == 124:
        return True
    say('tcpstates does not run here: ' + (done.stderr.strip().splitlines() or ['?'])[-1])
    return False


def load(what, header, rounds, with_tcpstates):
    say('load, %s: %d rounds of %d s each' % (what, rounds, SECONDS))
    tcpdump, report = Load('tcpdump -s 96 -w /dev/null', TCPDUMP), Load('halfclose report', REPORT)
    watch, tcpstates = Load('halfclose watch > file', WATCH), Load('tcpstates', TCPSTATES)
    nobody = Load('nobody watches', NOBODY)
    runs = [report, tcpdump, watch] + [tcpstates, nobody] * with_tcpstates
    for _ in range(rounds):
        for run in runs:
            run.once(header)
    for run in runs:
        run.print()
    kept = [verdict(what + ': report, requests against tcpdump',
                    ratio(report.rates, tcpdump.rates), 0.9, False),
            verdict(what + ': watch, requests against tcpdump',
                    ratio(watch.rates, tcpdump.rates), 0.75, False),
            verdict(what + ': packets dropped beyond tcpdump\'s',
                    max(report.dropped, watch.dropped) - tcpdump.dropped, 0, True)]
    if with_tcpstates:
        print('%s: nobody, requests against tcpstates: %.2f, and no watcher can do better' %
              (what, ratio(nobody.rates, tcpstates.rates)))
        kept.append(verdict(what + ': report, requests against tcpstates',
                            ratio(report.rates, tcpstates.rates), 3, False))
    return kept


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


def in_turns(many, rounds, *commands):
    """The seconds of each, run after run."""
    runs = [Measured(name, many.inside + command) for name, command in commands]
    for _ in range(rounds):
        for run in runs:
            run.once()
    for run in runs:
        run.print_seconds()
    return [run.seconds for run in runs]


def sockets(connections, rounds):
    loop, tanp = BUILD + '/tests/bench/diag_loop', ('ss -tanp', ['ss', '-tanp'])
    report = ('halfclose report', [HALFCLOSE, 'report'])
    with Many(connections) as many:
        say('%d idle sockets' % (2 * connections))
        tan, bare, few, links, others, everything = in_turns(
            many, rounds, ('ss -tan', ['ss', '-tan']), ('bare libmnl loop, with tcp_info', [loop]),
            report, ('bare loop, all links', [loop, 'links']), tanp,
            ('halfclose report --all, JSON', [HALFCLOSE, 'report', '--all', '--format', 'json']))
        say('of one connection in a hundred only the server is left')
        many.leave()
        left_others, left = in_turns(many, rounds, tanp, report)
    print('all owners: against ss -tanp %.2f, and the bare loop %.2f' %
          (ratio(everything, others), ratio(links, others)))
    return [verdict('report without owners: time against ss -tan', ratio(few, tan), 0.5, True),
            verdict('report without owners: time against the bare loop', ratio(few, bare), 1.5,
                    True),
            verdict('report, with owners: time against ss -tanp', ratio(left, left_others), 0.2,
                    True)]


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
    print('%-34s %9.1f MB, at most %.1f MB; with 100 connections %.1f MB' %
          ('halfclose report --for, ' + what, many / 1024, most / 1024, few / 1024))
    return [verdict('octets for each connection ' + what, (many - few) * 1024 / connections, 400,
                    True),
            verdict('memory in all, in MiB, ' + what, most / 1024, 64, True)]


def memory(connections):
    say('memory for %d connections' % connections)
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


def latency(connections):
    say('from a FIN to the line that watch prints, %d times' % connections)
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
    delays.sort()
    print('%-34s %9.2f ms in the middle, %.2f ms at most, %d lines' %
          ('halfclose watch', delays[len(delays) // 2], delays[-1], len(delays)))
    return [verdict('FIN to line, 99th percentile, ms', delays[len(delays) * 99 // 100], 5, True)]


def live(options):
    rounds = options.rounds
    kept = []
    if 'load' in options.parts:
        kept += load('one connection a request', 'Connection: close', rounds, tcpstates_works())
        kept += load('keep-alive', 'Connection: keep-alive', rounds, False)
    if 'sockets' in options.parts:
        kept += sockets(options.connections // 2, rounds)
    if 'latency' in options.parts:
        kept += latency(300)
    if 'memory' in options.parts:
        kept += memory(options.connections)
    return 0 if all(kept) else 1
