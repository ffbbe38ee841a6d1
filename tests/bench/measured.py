# SPDX-License-Identifier: GPL-2.0-or-later
"""measured.py: what all of `scripts/bench` shares: programs run and timed, ratios, verdicts."""
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
    print('bench: ' + text, flush=True)


def run_quietly(*command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **options)
    if done.returncode:
        sys.exit('bench: %s failed:\n%s' % (' '.join(command), done.stdout))
    return done.stdout


def build(packages):
    say('building in build/bench')
    setup = '. scripts/setup.sh && need_packages "${build_packages[@]}" %s && build bench ' \
            '"all tests/bench/pcap_loop tests/bench/diag_loop"' % packages
    run_quietly('bash', '-c', setup, cwd=TOP)


class Measured:
    def __init__(self, name, command):
        self.name, self.command = name, command
        self.seconds, self.kilobytes = [], []

    def once(self):
        start = time.monotonic()
        child = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        self.seconds.append(time.monotonic() - start)
        self.kilobytes.append(usage.ru_maxrss)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit('bench: %s ended with %d' % (' '.join(self.command), child.returncode))

    def print_seconds(self, end='\n'):
        print('%-34s %8.3f s  (%.3f to %.3f)' %
              (self.name, statistics.median(self.seconds), min(self.seconds), max(self.seconds)),
              end=end)

    def print(self):
        self.print_seconds(end='')
        print('  %7.1f MB' % (statistics.median(self.kilobytes) / 1024))


def ratio(a, b):
    """The median of the ratios of neighbouring figures, which had the same neighbours."""
    return statistics.median(x / y for x, y in zip(a, b))


def verdict(what, value, limit, at_most):
    holds = value <= limit if at_most else value >= limit
    print('%-60s %7.2f  (%s %g) %s' % (what, value, 'at most' if at_most else 'at least', limit,
                                       'holds' if holds else 'DOES NOT HOLD'), flush=True)
    return holds
