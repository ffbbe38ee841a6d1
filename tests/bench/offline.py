# SPDX-License-Identifier: GPL-2.0-or-later
"""offline.py: the numbers of `scripts/bench offline`: what reading a large capture takes."""
import os
import tempfile

from measured import (BENCH, BUILD, HALFCLOSE, Measured, at_least, at_most, in_turns, run_quietly,
                      say, tell)

CONNECTIONS = 250000
SEED = 7
LONG_ONES = 200

CAPTURE = '''
ip link set lo up
sysctl -qw net.ipv4.ip_local_port_range="1024 65535"
tcpdump -i lo -s 128 -B 262144 -Z root -w "$1" tcp 2> "$1.log" &
dumper=$!
until grep -qs 'listening on' "$1.log"; do sleep 0.05; done
python3 "$2" "$3" "$4" "$5"
sleep 1
kill -INT $dumper
wait $dumper
grep -E 'captured|dropped' "$1.log"
rm "$1.log"
'''


def make_capture(path, connections):
    say('capturing %d connections on loopback' % connections)
    load = os.path.join(BENCH, 'load.py')
    out = run_quietly('unshare', '-n', 'bash', '-c', CAPTURE, 'bash', path, load, str(SEED),
                      str(connections), str(LONG_ONES))
    for line in out.splitlines():
        say(line)


def against_tshark(name, measured, tshark):
    return [at_least(40, name + ': tshark takes so many times its time',
                     tshark.fastest() / measured.fastest()),
            at_least(10, name + ': tshark takes so many times its memory',
                     tshark.mebibytes() / measured.mebibytes())]


def offline(options):
    with tempfile.TemporaryDirectory() as directory:
        capture = options.keep or os.path.join(directory, 'bench.pcap')
        if not os.path.exists(capture):
            make_capture(capture, options.connections or CONNECTIONS)
        say('reading it')
        loop = Measured('empty libpcap loop', [BUILD + '/tests/bench/pcap_loop', capture])
        text = Measured('halfclose report -r', [HALFCLOSE, 'report', '-r', capture])
        json = Measured('halfclose report -r --format json',
                        [HALFCLOSE, 'report', '-r', capture, '--format', 'json'])
        tshark = Measured('tshark -q -z conv,tcp',
                          ['tshark', '-r', capture, '-q', '-z', 'conv,tcp'])
        tell('\na capture of %.1f MB' % (os.path.getsize(capture) / 1e6))
        in_turns(options.rounds, loop, text, json)
        in_turns(1, tshark)
    for run in (text, json, tshark):
        tell('%-34s %8.1f MiB at most' % (run.name, run.mebibytes()))
    return [at_most(2, 'report -r: time against an empty libpcap loop',
                    text.fastest() / loop.fastest()),
            at_most(2, 'report -r, JSON: the same', json.fastest() / loop.fastest())] + \
        against_tshark('report -r', text, tshark) + against_tshark('report -r, JSON', json, tshark)
