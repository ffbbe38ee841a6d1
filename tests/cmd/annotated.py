#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""annotated.py BUILD SOURCE: what `annotate` makes of captures and recordings, as tshark, tcpdump,
capinfos and halfclose read it. UPDATE_GOLDEN=1 rewrites tests/golden/*.comments."""
import os
import pathlib
import struct
import subprocess
import sys

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
HALFCLOSE = BUILD / 'halfclose'
GOLDEN = SOURCE / 'tests' / 'golden'
sys.path.insert(0, str(SOURCE / 'tests' / 'support'))
import captures as c  # noqa: E402

MARK = b'halfclose: '
failures = []


def check(good, *words):
    if not good:
        failures.append(words)
        print('FAILED:', *words)


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, check=False,
                          timeout=60, **options)


def annotate(source, target, status=0):
    done = run(HALFCLOSE, 'annotate', source, '-o', target)
    check(done.returncode == status, source, target, done)
    return done


def report(path, form):
    return run(HALFCLOSE, 'report', '-r', path, '--all', '--format', form).stdout


def comments(path):
    """A line for each packet that has any, and what tshark complains of."""
    done = run('tshark', '-r', path, '-Y', 'frame.comment', '-T', 'fields', '-E', 'aggregator=|',
               '-e', 'frame.number', '-e', 'frame.comment')
    # It does not like to be root.
    complaints = [line for line in done.stderr.decode().splitlines() if 'Running as user' not in line]
    check(done.returncode == 0 and not complaints, path, 'tshark:', complaints)
    return done.stdout.decode().replace('|', '\n\t')


def dump(path):
    return run('tcpdump', '-nnttxxr', path).stdout


def compare(golden, got):
    if os.environ.get('UPDATE_GOLDEN') and golden.exists():
        golden.write_text(got)
    elif golden.exists():
        check(golden.read_text() == got, golden.name, 'is now\n' + got)


def inputs():
    """Captures, and the recordings of the stories of which there can be one."""
    yield from sorted([*GOLDEN.glob('*.pcap'), *GOLDEN.glob('*.pcapng')])
    for story in sorted(GOLDEN.glob('*.story')):
        if ' cut' in story.read_text():
            continue
        path = pathlib.Path(story.stem)
        with path.open('wb') as out:
            subprocess.run([BUILD / 'tests/golden/recorder', story], stdout=out, check=True)
        yield path


def test_all_inputs():
    count = 0
    for path in inputs():
        once, twice = pathlib.Path('once.pcapng'), pathlib.Path('twice.pcapng')
        annotate(path, once)
        annotate(once, twice)
        check(once.read_bytes() == twice.read_bytes(), path.name, 'annotated twice is another')
        for form in 'text', 'json':
            check(report(path, form) == report(once, form), path.name, form, 'another report')
        check(dump(path) == dump(once), path.name, 'other packets')
        check(run('capinfos', once).returncode == 0, path.name, 'capinfos')
        told = comments(once)
        check(bool(told) == bool(dump(path)), path.name, 'no comments')
        compare(GOLDEN / (path.name + '.comments'), told)
        count += 1
    check(count > 20, 'only', count, 'inputs')


# Blocks.

def option(order, code, value):
    return struct.pack(order + 'HH', code, len(value)) + value + bytes(-len(value) % 4)


def split(octets, order):
    """The blocks of a file, as (type, body)."""
    at, blocks = 0, []
    while at < len(octets):
        kind, length = struct.unpack_from(order + 'II', octets, at)
        check(struct.unpack_from(order + 'I', octets, at + length - 4)[0] == length, 'lengths', at)
        blocks.append((kind, octets[at + 8:at + length - 4]))
        at += length
    return blocks


def options(body, at, order):
    while at < len(body):
        code, length = struct.unpack_from(order + 'HH', body, at)
        if code == 0:
            return
        yield code, body[at + 4:at + 4 + length]
        at += 4 + length + -length % 4


def strange_file(order):
    """All that pcapng may have, and that other programs may have put there."""
    packets = list(c.conversation(c.LATE_WRITE))
    end = option(order, 0, b'')
    length = struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, 4096)
    blocks = [c.block(order, 0x0a0d0d0a, length), c.interface(c.RAW, order, resolution=9)]
    for i, packet in enumerate(packets):
        fixed = struct.pack(order + 'IIIII', 0, *divmod(c.START_NS + i * 10**6, 1 << 32),
                            len(packet), len(packet))
        mine = option(order, 1, f'mine {i}'.encode()) + option(order, 1, MARK + b'old') + \
            option(order, 2, b'\1\0\0\0') + option(order, 0x8123, b'odd') + end
        blocks.append(c.block(order, 6, fixed + packet + bytes(-len(packet) % 4) + mine))
    # Of an obsolete type, which has options where the others have them.
    fixed = struct.pack(order + 'HHIIII', 0, 0, *divmod(c.START_NS + 10**8, 1 << 32), 20, 20)
    blocks.append(c.block(order, 2, fixed + bytes(20) + option(order, 1, MARK + b'old') + end))
    blocks.append(c.block(order, 3, struct.pack(order + 'I', 8) + bytes(8)))
    blocks.append(c.block(order, 0x80000042, b'whatever'))
    blocks.append(c.block(order, 4, struct.pack(order + 'HH', 0, 0)))
    return b''.join(blocks)


def test_strange_files():
    for order in '<>':
        path, out = pathlib.Path('strange.pcapng'), pathlib.Path('strange-out.pcapng')
        path.write_bytes(strange_file(order))
        annotate(path, out)
        before, after = split(path.read_bytes(), order), split(out.read_bytes(), order)
        check([kind for kind, _ in before] == [kind for kind, _ in after], order, 'other blocks')
        check(after[0][1][8:] == b'\xff' * 8, order, 'a section that knows its length', after[0])
        for i, ((kind, old), (_, new)) in enumerate(zip(before, after)):
            if kind == 6:
                at = 20 + struct.unpack_from(order + 'I', old, 12)[0] + 3 & ~3
                had, has = list(options(old, at, order)), list(options(new, at, order))
                check(old[:at] == new[:at], order, 'packet', i)
                check([o for o in had if not o[1].startswith(MARK)] ==
                      [o for o in has if not o[1].startswith(MARK)], order, 'options of', i, has)
                check((1, MARK + b'old') not in has, order, 'an old comment stays', i)
            elif kind == 2:
                check(new == old[:40], order, 'an obsolete packet', new)
            elif i > 0:
                check(old == new, order, 'block', i)
        told = comments(out)
        check('mine 7\n\t' + MARK.decode() + 'error write-after-close' in told, order, told)
        check(len(told.split('mine')) == 10, order, told)


def test_behind_the_last():
    """What sockets tell behind the last packet is on that one."""
    packets = list(c.conversation(['c S']))
    octets = bytearray(c.recording(packets))
    at = octets.rindex(c.own(5)[:4])
    ends = [c.message(_1=bytes((127, 0, 0, 1)), _2=port) for port in (40000, 80)]
    facts = b''
    for i, state in enumerate([2, 4, 5, 7, 10, 11]):
        facts += c.own(2, c.message(t1=c.START_NS + 10**9 * (i + 1),
                                    _2=c.message(_1=ends[0], _2=ends[1], _3=0, _4=state, _19=7)))
    octets[at:at] = facts
    pathlib.Path('behind').write_bytes(octets)
    annotate('behind', 'behind.pcapng')
    told = comments('behind.pcapng')
    check(told.count(MARK.decode()) >= 4 and 'seen in the kernel' in told, told)


def test_damaged():
    good = c.recording(list(c.conversation(c.LATE_WRITE)))
    for what, octets in ('cut', good[:-70]), ('endless', good[:good.rindex(c.own(5)[:4])]):
        path = pathlib.Path(what)
        path.write_bytes(octets)
        done = annotate(path, 'damaged.pcapng', 2)
        check(done.stderr.count(b'\n') == 1 and b'what comes before is annotated' in done.stderr,
              what, done)
        check('write-after-close' in comments('damaged.pcapng'), what)
        pathlib.Path('damaged.pcapng').unlink()
    capture = c.pcap(list(c.conversation(c.LATE_WRITE)), c.RAW)[:-7]
    pathlib.Path('cut.pcap').write_bytes(capture)
    annotate('cut.pcap', 'damaged.pcapng', 2)
    check('FIN sent' in comments('damaged.pcapng'), 'a pcap file that is cut')
    annotate('damaged.pcapng', 'healed.pcapng')


def test_where_to():
    here = set(os.listdir())
    source = GOLDEN / 'write-after-close.pcap'
    copy = pathlib.Path('copy.pcap')
    copy.write_bytes(source.read_bytes())
    os.symlink('copy.pcap', 'link.pcap')
    pathlib.Path('no-capture').write_text('nothing of the kind\n')
    os.mkfifo('pipe')
    refused = {
        'no input': ([], 'annotate what?'),
        'no output': ([source], 'where to?'),
        'two inputs': ([source, source, '-o', 'x'], 'one word is enough'),
        'itself': (['copy.pcap', '-o', 'copy.pcap'], 'is the file that is read'),
        'itself by a link': (['copy.pcap', '-o', 'link.pcap'], 'is the file that is read'),
        'itself by another path': (['copy.pcap', '-o', './copy.pcap'], 'is the file that is read'),
        'no such file': (['none', '-o', 'x'], 'cannot open none'),
        'a directory': (['.', '-o', 'x'], 'cannot read .'),
        'standard input': (['-', '-o', 'x'], 'it is read twice'),
        'no capture': (['no-capture', '-o', 'x'], 'no pcap or pcapng file'),
        'no such directory': (['copy.pcap', '-o', 'none/x'], 'cannot write into none'),
        'into a directory': (['copy.pcap', '-o', '..'], ''),
        'no name': (['copy.pcap', '-o', './'], "give a file's name"),
        'a full disk': (['copy.pcap', '-o', '/dev/full'], 'No space left'),
    }
    left = set(os.listdir())
    for what, (words, text) in refused.items():
        done = run(HALFCLOSE, 'annotate', *words, stdin=subprocess.PIPE)
        check(done.returncode == 2 and text in done.stderr.decode() and not done.stdout and
              done.stderr.count(b'\n') == 1, what, done)
        check(set(os.listdir()) == left, what, 'leaves', set(os.listdir()) - left)
    check(copy.read_bytes() == source.read_bytes(), 'the input is another')
    check(os.path.exists('/dev/full') and not os.path.isfile('/dev/full'), '/dev/full')

    annotate(copy, '100%d.pcapng')
    annotate(copy, '100%d.pcapng')
    annotate(copy, '.hidden')
    wanted = pathlib.Path('100%d.pcapng').read_bytes()
    check(pathlib.Path('.hidden').read_bytes() == wanted, 'hidden')
    check(set(os.listdir()) == left | {'100%d.pcapng', '.hidden'}, os.listdir())
    check(annotate(copy, '-').stdout == wanted, 'to the standard output')
    reader = subprocess.Popen(['cat', 'pipe'], stdout=subprocess.PIPE)
    annotate(copy, 'pipe')
    check(reader.communicate(timeout=60)[0] == wanted, 'to a pipe')
    annotate(copy, '/dev/null')
    check(here < set(os.listdir()), 'the directory')


for test in (test_all_inputs, test_strange_files, test_behind_the_last, test_damaged, test_where_to):
    test()
print(len(failures), 'failures')
sys.exit(len(failures) > 0)
