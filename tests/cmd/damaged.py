#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""damaged.py HALFCLOSE DIR: a good pcap, pcapng and recording, cut at every offset and with octets
changed: report -r ends in time and memory with status 0 or 2, and every line of JSON is whole."""
import json
import os
import pathlib
import random
import resource
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'support'))
import captures as c  # noqa: E402

FLIPS = 400		# per file
FLIPS_SANITIZED = 100	# there each run takes four times as long
LIMIT_S = 5
MEMORY_MB = 256


def limit_address_space():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def is_sanitized(program):
    return b'__asan_init' in pathlib.Path(program).read_bytes()


def limits(sanitized):
    """
    What subprocess.run() takes to bound its memory. AddressSanitizer reserves terabytes of addresses
    for its shadow, so it is asked to watch what is used of them, and what is wanted at once.
    """
    if not sanitized:
        return {'preexec_fn': limit_address_space}
    options = f'hard_rss_limit_mb={MEMORY_MB}:max_allocation_size_mb={MEMORY_MB}'
    return {'env': {**os.environ, 'ASAN_OPTIONS': options}}


def files():
    steps = c.LATE_WRITE
    frames = [c.framed(c.ETHERNET, packet) for packet in c.conversation(steps)]
    yield 'pcap', c.pcap(frames, c.ETHERNET)
    yield 'pcapng', c.pcapng(frames, c.ETHERNET)
    yield 'recording', c.recording(list(c.conversation(steps)))


def damaged(octets, seed, flips):
    """Pairs of what was done and the result."""
    for length in range(len(octets) + 1):
        yield f'cut at {length}', octets[:length]
    dice = random.Random(seed)
    for _ in range(flips):
        changed = bytearray(octets)
        where = [dice.randrange(len(octets)) for _ in range(dice.choice((1, 1, 2, 8)))]
        for at in where:
            changed[at] = dice.choice((0, 1, 0x7f, 0x80, 0xff, changed[at] ^ 1 << dice.randrange(8)))
        yield f'changed at {where}', bytes(changed)


def complaint(program, bounds, octets, form):
    """What is wrong with the report of these octets, or None."""
    try:
        done = subprocess.run([program, 'report', '-r', '-', '--all', '--format', form],
                              input=octets, capture_output=True, timeout=LIMIT_S,
                              check=False, **bounds)
    except subprocess.TimeoutExpired:
        return 'it does not end'
    if done.returncode not in (0, 2):
        return f'status {done.returncode}: {done.stderr[-500:]}'
    if (done.returncode == 2) != bool(done.stderr):
        return f'status {done.returncode} with the message {done.stderr}'
    if done.stderr and (done.stderr.count(b'\n') != 1 or not done.stderr.endswith(b'\n')):
        return f'not one line of error: {done.stderr}'
    if form == 'json' and done.stdout:
        try:
            kinds = [json.loads(line)['type'] for line in done.stdout.decode().splitlines()]
        except ValueError as error:
            return f'{error} in {done.stdout[-200:]}'
        if kinds[-1] != 'summary' or not done.stdout.endswith(b'\n'):
            return f'the end is missing: {kinds}'
    return None


def main():
    program, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    sanitized = is_sanitized(program)
    flips = FLIPS_SANITIZED if sanitized else FLIPS
    bounds = limits(sanitized)
    count = failed = 0
    for name, octets in files():
        for i, (what, changed) in enumerate(damaged(octets, name, flips)):
            # Both formats in turn, to halve the time.
            form = ('json', 'text')[i % 2]
            wrong = complaint(program, bounds, changed, form)
            count += 1
            if wrong:
                failed += 1
                kept = directory / f'{name}-{i}'
                kept.write_bytes(changed)
                print(f'FAILED: {name} {what}, {form}: {wrong}: {kept}')
    print(f'{count} files, {failed} failures')
    return failed > 0 or count < 1000


sys.exit(main())
