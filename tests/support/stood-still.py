# SPDX-License-Identifier: GPL-2.0-or-later
"""stood-still.py: runs a command; where it failed while the machine stood still, once more, and says so.

    stood-still.py LIMIT_MS COMMAND [ARGUMENT...]

What lives for milliseconds can be looked up for as long only: tests wait for that wherever they can.
On each processor somebody wakes every 10 ms here, and notes how long that took at the longest. If it
was no more than LIMIT_MS, a failure stands. If it was, the command's second try decides, whatever it
is. Exit status: the command's; 77 (skip, to automake) is no failure.
"""
import os
import subprocess
import sys
import threading
import time

PERIOD_S = 0.01
SKIPPED = 77


def stolen_ms():
    """Of all processors, by the machine that this one is a guest of, since the boot."""
    with open('/proc/stat', encoding='ascii') as file:
        words = file.readline().split()
    return int(words[8]) * 1000 // os.sysconf('SC_CLK_TCK')


class Watch:
    """Of one processor: the longest time for which it did not wake who was to be woken."""

    def __init__(self, processor):
        self.longest_ms = 0
        self.over = False
        self.thread = threading.Thread(target=self.run, args=(processor,))
        self.thread.start()

    def run(self, processor):
        # 0: the thread that asks.
        os.sched_setaffinity(0, {processor})
        before = time.monotonic()
        while not self.over:
            time.sleep(PERIOD_S)
            now = time.monotonic()
            self.longest_ms = max(self.longest_ms, int((now - before - PERIOD_S) * 1000))
            before = now

    def end(self):
        self.over = True
        self.thread.join()
        return self.longest_ms


def attempt(command):
    """Its status, how long the machine stood still meanwhile, and what was stolen of it, in ms."""
    watches = [Watch(processor) for processor in os.sched_getaffinity(0)]
    stolen_before = stolen_ms()
    status = subprocess.run(command, check=False).returncode
    stolen = stolen_ms() - stolen_before
    return status, max(watch.end() for watch in watches), stolen


def main():
    limit_ms, command = int(sys.argv[1]), sys.argv[2:]
    for last in (False, True):
        status, still_ms, stolen = attempt(command)
        if status in (0, SKIPPED):
            break
        again = still_ms > limit_ms and not last
        print('stood still for %d ms%s (%d ms stolen by the host)' %
              (still_ms, ': once more' if again else '', stolen), flush=True)
        if not again:
            break
    # Of a signal, as a shell has it.
    return status if status >= 0 else 128 - status


if __name__ == '__main__':
    sys.exit(main())
