# SPDX-License-Identifier: GPL-2.0-or-later
"""watched.py: runs `halfclose report --all --format json` beside what a test does.

    with Watched() as watched:
        ...                             # peers talk
        watched.catch_up()              # it has seen all this
        ...
    connection = watched.connection(port)

Leaving the block ends halfclose with SIGINT, as Ctrl-C does, and reads its report.
"""
import contextlib
import datetime
import json
import os
import select
import signal
import subprocess
import tempfile
import time
import traceback

HALFCLOSE = os.path.join(os.environ.get('top_builddir', '.'), 'halfclose')
LIMIT_S = 60


class Failed(Exception):
    pass


def wait_for(what, condition, limit_s=LIMIT_S):
    """Waits until condition() is true; its value is returned."""
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.005)
    raise Failed('waited in vain for ' + what)


def play(cases):
    """Calls each function in a directory that they have to themselves, and returns how many failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        for function in cases:
            try:
                function()
            except Exception as error:  # pylint: disable=broad-except
                failed += 1
                if not isinstance(error, Failed):
                    traceback.print_exc()
                print('%s: %s' % (function.__name__, error))
            else:
                print('%-30s agrees' % function.__name__)
    return failed


def state_of(pid):
    """As /proc has it; it is not there: None. Behind its name, which may have anything in it."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError), \
            open('/proc/%d/stat' % pid, encoding='ascii', errors='replace') as file:
        return file.read().rpartition(')')[2].split()[0]
    return None


def all_sleep():
    """
    Whatever halfclose has running in this namespace waits: a SYN wakes who asks for its socket before
    the connection that it asks for can be there. Not where packets come thick (see sleeps()).
    """
    def is_ours(pid):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError), \
                open('/proc/%d/comm' % pid, encoding='ascii', errors='replace') as file:
            return file.read() == 'halfclose\n'
        return False

    pids = [int(name) for name in os.listdir('/proc') if name.isdigit()]
    return all(state_of(pid) in ('S', 'Z', None) for pid in pids if is_ours(pid))


def nanoseconds(stamp):
    """Of a time in a record, since the Epoch."""
    whole, fraction = stamp.rstrip('Z').split('.')
    since = datetime.datetime.fromisoformat(whole + '+00:00').timestamp()
    return int(since) * 10**9 + int(fraction)


class Watched:
    def __init__(self, *options, by_line=False):
        self.command = [HALFCLOSE, 'report', '--for', '%ds' % LIMIT_S, '--all', '-v',
                        '--format', 'json', *options]
        if by_line:
            self.command = ['stdbuf', '-oL', *self.command]
        self.records = []

    def __enter__(self):
        # No pipe, which would fill up, since nobody reads before the end.
        self.output = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen(self.command, stdout=self.output,
                                        stderr=subprocess.PIPE, text=True)
        if not select.select([self.process.stderr], [], [], LIMIT_S)[0]:
            raise Failed('halfclose does not begin')
        line = self.process.stderr.readline()
        if 'watching' not in line:
            raise Failed('halfclose does not watch: ' + line)
        return self

    def __exit__(self, kind, *_):
        self.process.send_signal(signal.SIGINT)
        err = self.process.communicate(timeout=LIMIT_S)[1]
        with self.output:
            self.output.seek(0)
            out = self.output.read()
        if kind:
            return
        if self.process.returncode != 0:
            raise Failed('halfclose ended with %d: %s' % (self.process.returncode, err))
        self.read(out)

    def read(self, out):
        """What it printed; of another format somebody else knows how."""
        self.records = [json.loads(line) for line in out.splitlines()]
        if not self.records or self.records[-1]['type'] != 'summary':
            raise Failed('the last line is no summary')

    def sleeps(self):
        """
        It waits for events, of which there are none: packets were taken in, and what there was to
        ask of them was asked. Only where they come thick it may sleep a little in front of them.
        """
        return state_of(self.process.pid) == 'S'

    def times_slept(self):
        with open('/proc/%d/status' % self.process.pid, encoding='ascii') as file:
            return next(int(line.split()[1]) for line in file
                        if line.startswith('voluntary_ctxt_switches'))

    def catch_up(self):
        """Until it has taken in what has happened so far, however thick; some 40 ms, by its clock."""
        before = self.times_slept()
        wait_for('halfclose to catch up',
                 lambda: self.times_slept() >= before + 2 and self.sleeps())

    def knows(self, pid):
        """It has found out that this process has a socket: from then on it holds it, by a pidfd."""
        folder = '/proc/%d/fdinfo' % self.process.pid
        for name in os.listdir(folder):
            with contextlib.suppress(FileNotFoundError), \
                    open(os.path.join(folder, name), encoding='ascii') as file:
                if 'Pid:\t%d\n' % pid in file:
                    return True
        return False

    def wait_known(self, process):
        """Who lives for less may be gone before it could be looked up, however soon that is tried."""
        wait_for('halfclose to know %s' % process.args[0],
                 lambda: self.knows(process.pid) or process.poll() is not None)

    def find_owners(self):
        """
        Until it has had time to find out whose the sockets are that there are: that may take a pass
        over /proc, after what led to it.
        """
        for _ in range(2):
            self.catch_up()

    def said_so_far(self):
        """Those of transitions come while it watches; by_line, at once."""
        # Not by the offset, which it writes at.
        octets = os.pread(self.output.fileno(), os.fstat(self.output.fileno()).st_size, 0)
        whole = octets[:octets.rfind(b'\n') + 1]
        return [json.loads(line) for line in whole.splitlines()]

    def wait_state(self, end, state):
        """Until it has said that this end of the newest connection is in that state (by_line)."""
        def is_said():
            said = [r for r in self.said_so_far() if r['type'] == 'transition']
            newest = max(r['connection'] for r in said)
            return any((r['connection'], r['end'], r['to']) == (newest, end, state) for r in said)
        self.catch_up()
        wait_for('%s of the %s' % (state, end), is_said)

    def of_type(self, kind):
        return [record for record in self.records if record['type'] == kind]

    def connections(self, port):
        return [c for c in self.of_type('connection') if c['server']['port'] == port]

    def connection(self, port):
        """The only one whose server has that port."""
        found = self.connections(port)
        if len(found) != 1:
            raise Failed('%d connections to port %d, not 1' % (len(found), port))
        return found[0]

    def findings(self, connection):
        return {f['id']: f for f in self.of_type('finding')
                if f['connection'] == connection['id']}
