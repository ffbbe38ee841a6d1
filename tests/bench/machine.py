# SPDX-License-Identifier: GPL-2.0-or-later
"""machine.py: where `scripts/bench` ran, and the versions of what halfclose is compared with."""
import os
import re
import subprocess

from measured import HALFCLOSE, TOP, run_quietly, tell


def first_match(path, pattern):
    with open(path) as file:
        match = re.search(pattern, file.read(), re.MULTILINE)
    return match[1] if match else '?'


def version(package):
    done = subprocess.run(['dpkg-query', '-W', '-f', '${Version}', package], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return '%s %s' % (package, done.stdout or '?')


def commit():
    done = subprocess.run(['git', '-C', TOP, '-c', 'safe.directory=' + TOP, 'describe', '--always',
                           '--dirty'],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.strip() or 'no repository'


def tell_machine(packages):
    gigabytes = int(first_match('/proc/meminfo', r'^MemTotal:\s+(\d+)')) / 1024 / 1024
    tell('machine   %s, %d processors, %.1f GiB' %
         (first_match('/proc/cpuinfo', r'^model name\s*: (.*)'), os.cpu_count(), gigabytes))
    tell('kernel    %s %s' % (os.uname().sysname, os.uname().release))
    tell('load      %.2f, when it began' % os.getloadavg()[0])
    tell('%s (%s)' % (run_quietly(HALFCLOSE, '--version').split('\n')[0], commit()))
    for i in range(0, len(packages), 3):
        tell(('          ' if i else 'against   ') +
             ', '.join(version(package) for package in packages[i:i + 3]))
