# SPDX-License-Identifier: GPL-2.0-or-later
"""explored.py: the number of `scripts/bench explore`: how many schedules are run each second."""
import os
import re

from measured import HALFCLOSE, TOP, at_least, run_quietly, say, tell


def explored(_):
    say('exploring what is built in')
    out = run_quietly(os.path.join(TOP, 'scripts', 'netns-run'), HALFCLOSE, 'explore', '--all')
    summary = out.strip().split('\n')[-1]
    tell('\nhalfclose explore --all\n' + summary)
    speed = re.search(r'([\d,]+) schedules a second', summary)[1].replace(',', '')
    return [at_least(100, 'explore --all: schedules a second', float(speed))]
