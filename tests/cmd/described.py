#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""described.py BUILD SOURCE: each block of ours in the stories' recordings, decoded by protoc, has no
field but those that doc/recording.proto names, and is written by protoc as it was."""
import pathlib
import re
import struct
import subprocess
import sys

BUILD, SOURCE = map(pathlib.Path, sys.argv[1:3])
KINDS = {1: 'Begin', 2: 'Event', 3: 'Choice', 4: 'Settle', 5: 'End'}
EVENTS = 11
OWN, HEAD = 0x80686366, b'halfclose\0'


def messages(octets):
    at = 0
    while at < len(octets):
        kind, length = struct.unpack_from('<II', octets, at)
        if kind == OWN:
            head, own, size = struct.unpack_from('>10sHI', octets, at + 8)
            assert head == HEAD, head
            yield KINDS[own], octets[at + 24:at + 24 + size]
        at += length


def protoc(what, name, octets):
    done = subprocess.run(['protoc', f'-I{SOURCE}/doc', f'--{what}=halfclose.{name}',
                           'recording.proto'], input=octets, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 and not done.stderr else None


def recordings():
    for story in sorted((SOURCE / 'tests/golden').glob('*.story')):
        if ' cut' not in story.read_text():
            yield subprocess.run([BUILD / 'tests/golden/recorder', story], capture_output=True,
                                 check=True).stdout
    # What stories hardly tell of.
    for seed in sorted((SOURCE / 'fuzz/corpus/recording').iterdir()):
        octets = seed.read_bytes()
        if seed.name != 'unknown' and not seed.name.startswith('found'):
            size = len(octets) - 1
            body = HEAD + struct.pack('>HI', octets[0], size) + octets[1:] + bytes(-size % 4)
            yield struct.pack('<II', OWN, len(body) + 12) + body + bytes(4)


def main():
    seen, failed = set(), 0
    for name, octets in {message for recording in recordings() for message in messages(recording)}:
        text = protoc('decode', name, octets)
        unknown = text is None or re.search(rb'^\s*[0-9]+[:{ ]', text, re.M)
        if unknown or protoc('encode', name, text) != octets:
            failed += 1
            print('FAILED:', name, octets.hex(), text)
        seen |= set(re.findall(rb'^([a-z_]+) \{', text or b'', re.M)) | {name.encode()}
    print(len(seen), 'kinds of messages and events,', failed, 'failures')
    return failed > 0 or len(seen) < len(KINDS) + EVENTS


sys.exit(main())
