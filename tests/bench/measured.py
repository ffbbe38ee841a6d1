# SPDX-License-Identifier: GPL-2.0-or-later
"""measured.py: what all of `scripts/bench` shares: programs run and timed, ratios, rows."""
import os
import statistics
import subprocess
import sys
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(TOP, 'build', 'bench')
BENCH = os.path.join(TOP, 'tests', 'bench')
HALFCLOSE = os.path.join(BUILD, 'halfclose')


def say(text):
    """What goes on, which is no result."""
    print('bench: ' + text, file=sys.stderr, flush=True)


def tell(text=''):
    print(text, flush=True)


def run_quietly(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **options)
    if done.returncode:
        sys.exit('bench: %s failed:\n%s' % (' '.join(command), done.stdout))
    return done.stdout


def build(packages):
    say('building in build/bench')
    setup = '. scripts/setup.sh && need_packages "${build_packages[@]}" %s && build bench ' \
            '"all tests/bench/pcap_loop tests/bench/diag_loop"' % ' '.join(packages)
    run_quietly('bash', '-c', setup, cwd=TOP)


class Measured:
    """A program's times and memory, run after run."""

    def __init__(self, name, command):
        self.name, self.command = name, command
        self.seconds, self.processor, self.kilobytes = [], [], []

    def once(self):
        start = time.monotonic()
        child = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        self.seconds.append(time.monotonic() - start)
        self.processor.append(usage.ru_utime + usage.ru_stime)
        self.kilobytes.append(usage.ru_maxrss)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit('bench: %s ended with %d' % (' '.join(self.command), child.returncode))

    def fastest(self):
        """What else runs makes a run slower, and none faster: the fastest has least of it."""
        return min(self.seconds)

    def mebibytes(self):
        """At most: up to its exec() a child has this program's memory, and that is counted."""
        return statistics.median(self.kilobytes) / 1024

    def tell(self):
        tell('%-34s %8.3f s  (up to %.3f; %.3f of a processor)' %
             (self.name, self.fastest(), max(self.seconds), min(self.processor)))


def in_turns(rounds, *runs):
    """So that what else the machine does is the same for all."""
    for _ in range(rounds):
        for run in runs:
            run.once()
    for run in runs:
        run.tell()


def ratio(a, b):
    """The median of the ratios of neighbouring figures, which had the same neighbours."""
    return statistics.median(x / y for x, y in zip(a, b))


class Row:
    """A number to hold, of the table in doc/benchmarks.md; value None: it could not be measured."""

    def __init__(self, what, value, limit, at_most):
        self.what, self.value, self.limit, self.at_most = what, value, limit, at_most

    def holds(self):
        return self.value is not None and \
            (self.value <= self.limit if self.at_most else self.value >= self.limit)

    def tell(self):
        tell('%-66s %7s  %s %-4g  %s' %
             (self.what, '-' if self.value is None else '%.2f' % self.value,
              'at most ' if self.at_most else 'at least', self.limit,
              'holds' if self.holds() else
              'not measured' if self.value is None else 'DOES NOT HOLD'))


def at_most(limit, what, value):
    return Row(what, value, limit, True)


def at_least(limit, what, value):
    return Row(what, value, limit, False)
