# SPDX-License-Identifier: GPL-2.0-or-later
"""agree.py: what `report -r` makes of a plain capture is what the live report says, as far as
packets can show it: over all scenarios of endings.py, captured by tcpdump beside halfclose.

What only sockets can tell is null or weaker in the report of the file, never something else. Where
the two may differ, there is a name and a reason for it here.
"""
import json
import os
import re
import subprocess
import sys
import tempfile

from dumped import Dumped
from endings import happen
from watched import HALFCLOSE, Failed, Watched, nanoseconds

# Each capture stamps a segment when it takes it: the kernel has one stamp for both only where no
# socket sent it (net/packet/af_packet.c, tpacket_get_timestamp(): TCP's own are of another clock).
STAMPS_APART_NS = 20 * 10**6

ENDS = 'client', 'server'
SAME = ('family', 'guessed_roles', 'outcome', 'first_closer', 'conn_state', 'packets',
        'missed_bytes')
SAME_OF_END = 'addr', 'port', 'state', 'bytes_sent', 'bytes_acked'
SOCKETS_ONLY = 'pid', 'comm', 'bytes_unread', 'bytes_unsent'

# A RST from packets alone, and what the sockets may make of it.
RESETS = {
    # Its queues are not on the wire: what was in them is. Nor is who still waited for an answer.
    'reset-unexplained': {'reset-unexplained', 'unread-at-close', 'linger-discard',
                          'half-close-cut', 'reset-after-done', 'destroyed'},
    # All was acknowledged, but not all of it read.
    'reset-after-done': {'reset-after-done', 'reply-abandoned', 'destroyed'},
    # Whether it left any of the reply unread, too, or had set SO_LINGER {1,0}.
    'reply-abandoned': {'reply-abandoned', 'reset-after-done', 'reset-unexplained'},
}


class Report:
    """The records of one report, by what they are about."""

    def __init__(self, records):
        self.summary = records[-1]
        self.connections = {}
        self.parts = {}
        for record in records:
            if record['type'] == 'connection':
                self.connections.setdefault(self.key(record), []).append(record)
            elif record['type'] in ('finding', 'transition'):
                key = record['type'], record['connection']
                self.parts.setdefault(key, []).append(record)

    @staticmethod
    def key(connection):
        """The ends; who is the client is for the comparison."""
        return tuple(sorted((connection[e]['addr'], connection[e]['port']) for e in ENDS))

    def findings(self, connection):
        return self.parts.get(('finding', connection['id']), [])

    def transitions(self, connection, end):
        return [t for t in self.parts.get(('transition', connection['id']), [])
                if t['end'] == end]


class Comparison:
    """Of one connection: complain() gathers what is wrong."""

    def __init__(self, file, live, in_file, in_live):
        self.file, self.live = in_file, in_live
        self.file_report, self.live_report = file, live
        self.problems = []

    def complain(self, what, file, live):
        self.problems.append('%s: %r in the file, %r live' % (what, file, live))

    def same(self, what, file, live):
        if file != live:
            self.complain(what, file, live)

    def left_unread(self, end):
        """What had arrived before a RST, or without one, might have been read: no packet tells."""
        ids = ['reply-unread'] if self.live['reset'] else ['unread-at-close', 'reply-abandoned']
        return sum(f['bytes'] for f in self.live_report.findings(self.live)
                   if f['id'] in ids and f['end'] == end)

    def null_or_same(self, what, file, live):
        if file is not None and file != live:
            self.complain(what, file, live)

    def same_time(self, what, file, live):
        if (file is None) != (live is None) or \
           file and abs(nanoseconds(file) - nanoseconds(live)) > STAMPS_APART_NS:
            self.complain(what, file, live)

    def at_most(self, what, file, live):
        """Pairs of bytes, which may be null, and whether they are a lower bound."""
        if file[0] is None or (file[0], file[1]) == (live[0], live[1]):
            return
        if live[0] is None or not file[1] or file[0] > live[0]:
            self.complain(what, file, live)

    def run(self):
        for name in SAME:
            self.same(name, self.file[name], self.live[name])
        for name in 'start', 'end':
            self.same_time(name, self.file[name], self.live[name])
        for end in ENDS:
            self.compare_end(end)
        self.compare_history()
        self.compare_reset()
        for way in self.file['lost_bytes']:
            in_file, in_live = (c['lost_bytes'][way] for c in (self.file, self.live))
            if in_live:
                in_live -= self.left_unread(way.split('_')[-1])
            self.at_most('lost ' + way, (in_file, self.file['lost_bytes_at_least'][way]),
                         (in_live, self.live['lost_bytes_at_least'][way]))
        self.compare_findings()
        return self.problems

    def compare_end(self, end):
        file, live = self.file[end], self.live[end]
        for name in SAME_OF_END:
            self.same('%s.%s' % (end, name), file[name], live[name])
        for name in SOCKETS_ONLY:
            self.same('%s.%s' % (end, name), file[name], None)
        self.null_or_same(end + '.closed_by', file['closed_by'], live['closed_by'])
        self.compare_states(end)

    def compare_states(self, end):
        in_file, in_live = (report.transitions(connection, end) for report, connection in
                            ((self.file_report, self.file), (self.live_report, self.live)))
        # A FIN that waits behind unsent data is in the state of its socket, not on the wire.
        waiting = [t for t in in_live if t['to'] == 'FIN_WAIT1' and t['trigger'] == 'fin-sent' and
                   t['evidence'] == ['socket'] and
                   'FIN_WAIT1' not in self.file[end]['states']]
        states = [s for s in self.live[end]['states'] if s not in [t['to'] for t in waiting]]
        self.same(end + '.states', self.file[end]['states'], states)
        in_live = [t for t in in_live if t not in waiting]
        self.same(end + ' transitions', *([t['to'] for t in ts] for ts in (in_file, in_live)))
        for file, live in zip(in_file, in_live):
            what = '%s to %s: ' % (end, file['to'])
            if live['evidence'] == ['packet']:
                self.same(what + 'trigger', file['trigger'], live['trigger'])
            # That a RST was not its own a living socket shows sooner than what it says next.
            if file['from'] != 'CLOSED' or live['evidence'] == ['packet']:
                self.same_time(what + 'time', file['time'], live['time'])
            self.not_surer(what, file, live)

    def not_surer(self, what, file, live):
        if file['certainty'] == 'observed' and live['certainty'] != 'observed':
            self.complain(what + 'certainty', file['certainty'], live['certainty'])

    def compare_history(self):
        # Payload that the snapshot length cut off is a gap to Zeek; a live capture, cut by
        # halfclose itself, has none (doc/design.md).
        self.same('history', re.sub('[Gg]', '', self.file['history']), self.live['history'])

    def compare_reset(self):
        file, live = self.file['reset'], self.live['reset']
        if file is None or live is None:
            self.same('reset', file, live)
            return
        self.same('reset.by', file['by'], live['by'])
        self.null_or_same('reset.cause', file['cause'], live['cause'])

    def compare_findings(self):
        """Each of the live ones that packets show is in the file, and no other is."""
        left = self.live_report.findings(self.live)
        for file in self.file_report.findings(self.file):
            ids = RESETS.get(file['id'], {file['id']})
            match = [f for f in left if f['id'] in ids and f['end'] == file['end']]
            if len(match) != 1:
                self.complain('%s of the %s' % (file['id'], file['end']), file,
                              [f['id'] for f in left])
                continue
            left.remove(match[0])
            self.compare_finding(file, match[0])
        for live in left:
            if shown_by_packets(live):
                self.complain('%s of the %s' % (live['id'], live['end']), None, live)

    def compare_finding(self, file, live):
        what = live['id'] + ': '
        self.same_time(what + 'time', file['time'], live['time'])
        self.not_surer(what, file, live)
        # What was acknowledged and not read is no byte that packets miss.
        if live['id'] != 'reply-abandoned':
            self.at_most(what + 'bytes', *((f['bytes'], f['at_least']) for f in (file, live)))
        if file['id'] != live['id']:
            return
        self.same_time(what + 'until', file['until'], live['until'])
        for name in 'severity', 'offset', 'carried_bytes':
            self.same(what + name, file.get(name), live.get(name))


def shown_by_packets(finding):
    # That its program held on to it tells a reader who got nothing from a close.
    if finding['id'] == 'half-closed' and finding['carried_bytes'] == 0:
        return False
    # Nor does a capture know of a client that had nothing of its answer that it was waiting.
    if finding['id'] == 'half-close-cut' and finding['severity'] == 'warning':
        return False
    manual = subprocess.run([HALFCLOSE, 'explain', finding['id']], capture_output=True, text=True,
                            check=True).stdout
    return 'Shown by: packets' in manual


def report_file(path):
    done = subprocess.run([HALFCLOSE, 'report', '-r', path, '--all', '--format', 'json'],
                          capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed('report -r ended with %d: %s' % (done.returncode, done.stderr))
    return Report([json.loads(line) for line in done.stdout.splitlines()])


def watch_both():
    """What happened, and both reports of it."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'plain.pcap')
        with Dumped(path, 'tcp', '-s', '96', '--time-stamp-precision=nano'):
            with Watched(by_line=True) as watched:
                # Two processors may hand their segments to the two captures in different orders.
                os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
                # On one processor, which closes do not meet; and of a FIN behind data no packet tells.
                told = happen(watched, but_for=('simultaneous_close', 'orphan_meets_data'))
        return told, report_file(path), Report(watched.records)


def compare(file, live, names):
    wrong = 0
    for key in sorted({*file.connections, *live.connections}):
        lives = [report.connections.get(key, []) for report in (file, live)]
        name = names.get(key[0][1], names.get(key[1][1], '?'))
        problems = []
        if len(lives[0]) != len(lives[1]):
            problems.append('%d connections in the file, %d live' % tuple(map(len, lives)))
        for in_file, in_live in zip(*lives):
            problems += Comparison(file, live, in_file, in_live).run()
        print('%-32s %s' % (name, 'agree' if not problems else '\n    '.join(['', *problems])))
        wrong += bool(problems)
    return wrong


def main():
    told, file, live = watch_both()
    names = {pair.port: name for name, pair, _ in told if pair}
    wrong = compare(file, live, names)
    for name in 'connections', 'packets':
        if file.summary[name] != live.summary[name]:
            print('%s: %d in the file, %d live' % (name, file.summary[name], live.summary[name]))
            wrong += 1
    missing = [name for name, pair, _ in told if not pair]
    count = len(file.connections)
    print('%d connections of %d scenarios, %d differ' % (count, len(told), wrong))
    return 1 if wrong or missing or count < len(told) else 0


if __name__ == '__main__':
    sys.exit(main())
