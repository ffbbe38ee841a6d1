# SPDX-License-Identifier: GPL-2.0-or-later
"""saved.py BUILD SOURCE: captures, kept and written again, in a directory of the test's own."""
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

BUILD, SOURCE = sys.argv[1:]
sys.path.insert(0, SOURCE + '/tests/support')
import captures as c

HALFCLOSE, SAVER = BUILD + '/halfclose', BUILD + '/tests/cmd/saver'
MUCH = 1 << 20
CLIENT, SERVER = ('127.0.0.1', 40000), ('127.0.0.1', 80)
LINKS = c.NULL, c.ETHERNET, c.RAW, c.LOOP, c.SLL, c.SLL2, c.IPV4
failed = 0


def check(name, got, want):
    global failed
    if got != want:
        failed += 1
        print(f'{name}: {got}, not {want}')


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=60, **options)


def save(capture, name, octets=MUCH, ends=(), **options):
    """What it printed; stderr, if it failed."""
    words = [word for end in ends for word in end]
    done = run(SAVER, capture, name, octets, *words, **options)
    return done.stdout.strip() if done.returncode == 0 else done.stderr.strip()


def report(path, output):
    done = run(HALFCLOSE, 'report', '-r', path, '--all', '--format', output)
    return done.returncode, done.stdout, done.stderr


def complaints(command, path, usual):
    done = run(*command, path)
    return done.returncode, [line for line in done.stderr.splitlines() if usual not in line]


def check_readers(name, path, capture, frames):
    """Others read it without complaint, or with the same as the capture, and see as many packets."""
    if shutil.which('tshark'):
        check(f'{name}: tshark', complaints(('tshark', '-r'), path, 'Running as user'), (0, []))
        check(f'{name}: packets', len(run('tshark', '-r', path).stdout.splitlines()), frames)
        about = run('capinfos', path).stdout
        check(f'{name}: precision', re.findall(r'File timestamp precision: +(\w+)', about),
              ['nanoseconds'])
        check(f'{name}: resolution', re.findall(r'Time ticks per second = (\d+)', about),
              ['1000000000'])
    if shutil.which('tcpdump'):
        check(f'{name}: tcpdump', complaints(('tcpdump', '-nr'), path, 'reading from file'),
              complaints(('tcpdump', '-nr'), capture, 'reading from file'))


def check_same(capture):
    """All of a capture: the same report."""
    name = Path(capture).name
    path = f'all-{name}.pcapng'
    told = save(capture, path)
    check(f'{name}: told', told.split()[:1], [path])
    for output in 'json', 'text', 'zeek':
        check(f'{name}: {output}', report(path, output), report(capture, output))
    check_readers(name, path, capture, int(told.split()[1]))


def write(name, octets):
    Path(name).write_bytes(octets)
    return name


for capture in sorted(Path(SOURCE, 'tests', 'golden').glob('*.pcap*')):
    if capture.suffix in ('.pcap', '.pcapng'):
        check_same(capture)
for link in LINKS:
    check_same(write(f'link-{link}', c.pcap([c.framed(link, packet) for packet in c.conversation(
        c.LATE_WRITE, CLIENT, SERVER)], link, nano=True)))

# One of two connections that take turns.
SIX = ('::1', 40001), ('::1', 80)
talks = [list(c.conversation(c.WHOLE, *ends)) for ends in ((CLIENT, SERVER), SIX)]
both = write('both', c.pcap([frame for pair in zip(*talks) for frame in pair], c.RAW))
for ends, talk in zip(((SERVER, CLIENT), SIX), talks):
    name = f'one-{ends[1][1]}.pcapng'
    check('one of two', save(both, name, ends=ends), f'{name} {len(talk)}')
    check('report of one', report(name, 'json')[1].count('"type":"connection"'), 1)

# What only we read is passed over by others, and by `report -r`.
order = '<' if sys.byteorder == 'little' else '>'
own = c.block(order, 0x80686366, b'halfclose\0' + bytes(6))
name = f'one-{SIX[1][1]}.pcapng'
blocks = Path(name).read_bytes()
section = int.from_bytes(blocks[4:8], sys.byteorder)
write('own', blocks[:section] + own + blocks[section:] + own)
check_readers('a block of ours', 'own', name, len(talks[1]))
check('a block of ours: report', report('own', 'json'), report(name, 'json'))

# The oldest are forgotten: of an IPv6 connection the last three, which take 24 octets more each.
write('six', c.pcap(talks[1], c.RAW))
write('six-end', c.pcap(talks[1][-3:], c.RAW, start_ns=c.START_NS + (len(talks[1]) - 3) * 10**6))
check('the newest', save('six', 'newest.pcapng', 3 * (24 + 64)), 'newest.pcapng 3')
check('the newest: report', report('newest.pcapng', 'json'), report('six-end', 'json'))

# A name of its own, and no other's file.
one, two = (save(both, '').split()[0] for _ in range(2))
for name in one, two:
    check('a name', bool(re.fullmatch(r'halfclose-\d{8}-\d{6}(-\d)?\.pcapng', name)), True)
check('two names', len({one, two}), 2)
before = Path(one).read_bytes()
check('a file that is there', save(both, one), f'saver: cannot make {one}: File exists')
check('is left as it is', Path(one).read_bytes() == before, True)

# Nothing is left of what could not be written.
check('none', save(both, 'none.pcapng', ends=(CLIENT, ('127.0.0.1', 81))),
      'saver: no packets to write: none of them is kept')
check('none is left', os.path.exists('none.pcapng'), False)


def no_room():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


check('no room', save(both, 'large.pcapng', preexec_fn=no_room),
      'saver: cannot write large.pcapng: File too large')
check('nothing is left', os.path.exists('large.pcapng'), False)
sys.exit(failed > 0)
