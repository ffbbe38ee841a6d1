# SPDX-License-Identifier: GPL-2.0-or-later
"""unused.py HALFCLOSE DIR: captures with fragments, copies, cut and lying packets, and their summary."""
import json
import struct
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))
import captures as c

HALFCLOSE, DIR = sys.argv[1:]
CLIENT, SERVER = '10.0.0.1', '10.0.0.2'
MORE = 0x2000
failed = 0


def check(name, got, want):
    global failed
    if got != want:
        failed += 1
        print(f'{name}: {got}, not {want}')


def write(frames, link_type=c.RAW):
    """Frames, or pairs of what was captured and the length on the wire."""
    octets = c.pcap([], link_type)
    for i, frame in enumerate(frames):
        captured, length = frame if isinstance(frame, tuple) else (frame, len(frame))
        octets += struct.pack('<IIII', 1767323045, i, len(captured), length) + captured
    path = f'{DIR}/capture'
    Path(path).write_bytes(octets)
    return path


def report(path, *options):
    out = subprocess.run([HALFCLOSE, 'report', '-r', path, *options], check=True,
                         stdout=subprocess.PIPE, timeout=60).stdout.decode()
    return out if '--format' not in options else [json.loads(line) for line in out.splitlines()]


def unused(records):
    return {why: count for why, count in records[-1]['packets_unused'].items() if count}


def fragments(packet, size):
    """An IPv4 packet of 20 octets of header in fragments of that size."""
    data = packet[20:]
    for at in range(0, len(data), size):
        more = MORE if at + size < len(data) else 0
        yield c.ipv4(CLIENT, SERVER, data[at:at + size], fragment=more | at // 8)


talk = list(c.conversation(('c S', 's S.', 'c .', 'c FP. 3000', 's .', 's F.', 'c .'),
                           (CLIENT, 40000), (SERVER, 80)))
for size in 40, 1480:
    cut = list(fragments(talk[3], size))
    records = report(write(talk[:3] + cut + talk[4:]), '--all', '--format', 'json')
    check('fragments', unused(records), {'fragments': len(cut) - 1})
    check('packets', records[-1]['packets'], 7)
    connection = [r for r in records if r['type'] == 'connection'][0]
    for key, want in {'outcome': 'closed', 'missed_bytes': 0, 'history': 'ShAFaf',
                      'first_closer': 'client'}.items():
        check(f'fragments of {size}: {key}', connection[key], want)
    check('bytes sent', connection['client']['bytes_sent'], 3000)

lying = c.ipv4(CLIENT, SERVER, bytes(20), total=999)
records = report(write(talk[:3] + [lying]), '--format', 'json')
check('malformed', unused(records), {'malformed': 1})

# captures.py leaves checksums empty: with verification no header is good.
records = report(write(talk), '--format', 'json', '--check-checksums')
check('IPv4 header checksums', unused(records), {'malformed': 7})
check('packets of them', records[-1]['packets'], 0)
six = list(c.conversation(('c S', 's S.'), ('fe80::1', 40000), ('fe80::2', 80)))
records = report(write(six), '--format', 'json', '--check-checksums')
check('TCP checksums', unused(records), {'corrupt': 2})

path = write(talk[:3] + [(talk[3][:38], len(talk[3]))])
records = report(path, '--format', 'json')
check('cut', unused(records), {'cut': 1})
gaps = [r for r in records if r['type'] == 'finding' and r['id'] == 'evidence-gap']
check('evidence-gap', len(gaps), 1)
check('notes', records[-1]['findings']['note'], 1)
text = report(path)
check('text', 'unused   1 cut within the headers\n' in text and 'evidence-gap' in text, True)
check('nothing to tell', 'unused' in report(write(talk)), False)


def cooked(packet, index, kind):
    return struct.pack('>HHIHBB8s', 0x0800, 0, index, 1, kind, 6, bytes(8)) + packet


twice = [cooked(packet, index, kind) for packet in talk for index, kind in ((3, 0), (4, 4))]
records = report(write(twice, c.SLL2), '--all', '--format', 'json')
once = report(write(talk), '--all', '--format', 'json')
check('copies', unused(records), {'copies': 7})
for record in records + once:
    for key in 'start', 'end', 'time', 'packets_unused':
        record.pop(key, None)
check('the report of copies', records, once)

print(f'{failed} failures')
sys.exit(failed > 0)
