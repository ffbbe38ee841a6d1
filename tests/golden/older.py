# SPDX-License-Identifier: GPL-2.0-or-later
"""older.py: the stories once more, without the attributes that a kernel may leave out (diag.h): each
finding that is left was there before, and is no more certain; what is known of an end is the same,
or unknown."""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.join(os.environ['top_srcdir'], 'tests/golden')
REPLAY = os.path.join(os.environ['top_builddir'], 'tests/golden/replay')
# As the words of support/story.h have them.
ATTRIBUTES = {
    'INET_DIAG_SHUTDOWN': ('shut',),
    'INET_DIAG_INFO': ('acked', 'received', 'notsent', 'heard', 'sent'),
}
# What rests on an attribute, and is a guess without it.
GUESSED = {('half-closed', 'INET_DIAG_SHUTDOWN')}
ATTRIBUTES['both'] = sum(ATTRIBUTES.values(), ())


def without(story, words):
    """Facts of sockets alone: a packet's `ack` is its own."""
    return '\n'.join(re.sub(r' (%s) \d+' % '|'.join(words), '', line)
                     if re.search(r'\b(poll|probe|destroy)\b', line) else line
                     for line in story.split('\n'))


def report(path):
    out = subprocess.run([REPLAY, path, 'json'], capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def findings(records):
    return {(f['id'], f['connection'], f['end']): f for f in records if f['type'] == 'finding'}


def connections(records):
    return {c['id']: c for c in records if c['type'] == 'connection'}


def more(full, less):
    """What is said with less that was not said with all."""
    before = findings(full)
    for key, finding in findings(less).items():
        if key not in before:
            # What nothing else explains is then worth a note, if it did no harm.
            if finding['severity'] != 'note':
                yield '%s of #%s was not found' % key[:2]
        elif finding['certainty'] == 'observed' != before[key]['certainty']:
            yield '%s of #%s is observed' % key[:2]
    for number, connection in connections(less).items():
        with_all = connections(full)[number]
        for end in ('client', 'server'):
            if connection[end]['closed_by'] not in (None, with_all[end]['closed_by']):
                yield '#%d: %s closed by %s' % (number, end, connection[end]['closed_by'])
        for way, count in connection['lost_bytes'].items():
            known = with_all['lost_bytes'][way]
            if count is not None and known is not None and \
               (count > known or (count < known and not connection['lost_bytes_at_least'][way])):
                yield '#%d: %d lost from %s, not %d' % (number, count, way, known)


def guessed(name, less):
    """What should be a guess now, and is told as seen."""
    for finding in findings(less).values():
        if (finding['id'], name) in GUESSED and finding['certainty'] == 'observed':
            yield finding['id'] + ' is observed'


def main():
    tried = failed = 0
    with tempfile.TemporaryDirectory() as directory:
        for path in sorted(glob.glob(HERE + '/*.story')):
            with open(path) as file:
                story = file.read()
            full = report(path)
            for name, words in ATTRIBUTES.items():
                shorter = without(story, words)
                if shorter == story:
                    continue
                tried += 1
                changed = os.path.join(directory, 'story')
                with open(changed, 'w') as file:
                    file.write(shorter)
                less = report(changed)
                for problem in (*more(full, less), *guessed(name, less)):
                    failed += 1
                    print('%s without %s: %s' % (os.path.basename(path), name, problem))
    print('%d stories, %d failures' % (tried, failed))
    return failed > 0 or tried < 7


if __name__ == '__main__':
    sys.exit(main())
