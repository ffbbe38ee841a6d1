# SPDX-License-Identifier: GPL-2.0-or-later
"""beside.py: the numbers of `scripts/bench load`: what a load keeps beside those who watch it.

Each run has a network namespace of its own. The load is nginx with one worker and wrk with one
thread, which is what two processors hold; whoever watches takes what is left, or takes from them.
"""
import os
import re
import statistics
import subprocess
import tempfile

from measured import HALFCLOSE, at_least, at_most, ratio, run_quietly, say, tell

SECONDS = 3		# of each load
LIMIT_S = 120

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

    def tell(self):
        tell('%-34s %8.0f requests/s  (%.0f to %.0f)  %d packets dropped' %
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


def beside(what, header, rounds, runs):
    """The same load beside each of them, in turns."""
    say('load, %s: %d rounds of %d s beside each of %d' % (what, rounds, SECONDS, len(runs)))
    for _ in range(rounds):
        for run in runs:
            run.once(header)
    tell('\nHTTP on loopback, %s, 50 at a time' % what)
    for run in runs:
        run.tell()


def load(what, header, rounds, *others):
    """Rows, and report's figures, to be compared with the others'."""
    tcpdump, report = Load('tcpdump -s 96 -w /dev/null', TCPDUMP), Load('halfclose report', REPORT)
    watch = Load('halfclose watch > file', WATCH)
    beside(what, header, rounds, [report, tcpdump, watch, *others])
    return report, [
        at_least(0.9, what + ': requests beside report, against tcpdump',
                 ratio(report.rates, tcpdump.rates)),
        at_least(0.75, what + ': requests beside watch, against tcpdump',
                 ratio(watch.rates, tcpdump.rates)),
        at_most(0, what + ': packets dropped beyond tcpdump\'s',
                max(report.dropped, watch.dropped) - tcpdump.dropped)]


def one_a_request(rounds):
    """Nobody watching at all is the most that can be had against tcpstates."""
    what, header = 'a connection a request', 'Connection: close'
    told = what + ': requests beside report, against tcpstates'
    tcpstates, nobody = Load('tcpstates', TCPSTATES), Load('nobody watches', NOBODY)
    if not tcpstates_works():
        return load(what, header, rounds)[1] + [at_least(3, told, None)]
    report, rows = load(what, header, rounds, tcpstates, nobody)
    tell('requests with nobody watching, against tcpstates: %.2f, which no watcher can exceed' %
         ratio(nobody.rates, tcpstates.rates))
    return rows + [at_least(3, told, ratio(report.rates, tcpstates.rates))]


def loads(options):
    rows = one_a_request(options.rounds)
    # In the order of the table: what both are held against, first.
    return rows[:-1] + load('keep-alive', 'Connection: keep-alive', options.rounds)[1] + rows[-1:]
