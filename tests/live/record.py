# SPDX-License-Identifier: GPL-2.0-or-later
"""record.py: what `record` writes: read by others, complete, in one file or several, however it ends."""
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

from watched import HALFCLOSE, LIMIT_S, Failed, Watched, nanoseconds, play, wait_for

HALFCLOSE_PATH = os.path.abspath(HALFCLOSE)
NOBODY = 65534
CASES = []


def case(function):
    CASES.append(function)
    return function


def expect(what, found, expected):
    if found != expected:
        raise Failed('%s: %s, not %s' % (what, found, expected))


class Recording(Watched):
    """halfclose record, which leaving the block ends with SIGINT; then said holds its last words."""
    def __init__(self, path, *options, before=()):
        super().__init__()
        self.path = path
        self.command = [*before, HALFCLOSE_PATH, 'record', '-w', path, '-v', *options]
        self.said = ''

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.wait()
        if not kind:
            expect('exit status of ' + ' '.join(self.command), self.process.returncode, 0)

    def wait(self):
        self.said = self.process.communicate(timeout=LIMIT_S)[1]
        self.output.close()

    def kill(self):
        self.process.kill()
        self.wait()

    def size(self):
        return os.stat(self.path).st_size


def converse(octets=b'hello', host='127.0.0.1', meanwhile=lambda: None):
    """A connection from its beginning to its end, and what is done while it is open; its port."""
    family = socket.AF_INET6 if ':' in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as listener:
        client = socket.create_connection(listener.getsockname()[:2])
        server = listener.accept()[0]
        client.sendall(octets)
        meanwhile()
        client.close()
        while server.recv(1 << 20):
            pass
        server.close()
        return listener.getsockname()[1]


def run(*command, **options):
    return subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=False, **options)


def packets(path):
    """What tcpdump makes of each: time, headers and octets; it has nothing to complain of."""
    read = run('tcpdump', '-r', path, '-nn', '-tt', '-x', text=True)
    complaints = [line for line in read.stderr.splitlines()
                  # Of SLL2 it says so always: names are the reader's, by numbers.
                  if not line.startswith(('reading from file', 'dropped privs',
                                          'Warning: interface names might'))]
    expect('tcpdump of ' + path, (read.returncode, complaints), (0, []))
    return re.split(r'\n(?=\d)', read.stdout.rstrip('\n')) if read.stdout else []


def check_others(path, count):
    """tshark and capinfos read it without a word."""
    read = run('tshark', '-r', path, '-T', 'fields', '-e', 'frame.number', '-e', '_ws.malformed',
               text=True)
    complaints = [line for line in read.stderr.splitlines() if not line.startswith('Running as')]
    expect('tshark of ' + path, (read.returncode, complaints), (0, []))
    expect('packets by tshark', read.stdout.split(), [str(n + 1) for n in range(count)])
    read = run('capinfos', '-M', '-c', path, text=True)
    expect('capinfos', (read.returncode, read.stderr), (0, ''))
    expect('packets by capinfos', int(re.search(r'packets: *(\d+)', read.stdout)[1]), count)


@case
def as_tcpdump_sees_it():
    """Packet by packet and octet by octet, small ones and large ones; also what the line at the end says."""
    dump = subprocess.Popen(['tcpdump', '-i', 'lo', '-w', 'dump.pcap', '-U', '--immediate-mode',
                             '-B', '32768', '-Z', 'root', 'tcp'], stderr=subprocess.PIPE, text=True)
    line = dump.stderr.readline()
    if 'listening' not in line:
        raise Failed('tcpdump: ' + line)
    with Recording('seen.pcapng') as recording:
        for size in (0, 1, 5, 1000, 65483, 300000):
            converse(b'x' * size)
        converse(host='::1')
        recording.catch_up()
    seen = [packet.partition(' ')[2] for packet in packets('seen.pcapng')]

    def dumped():
        return len(packets('dump.pcap')) >= len(seen)
    wait_for('tcpdump to have them all', dumped)
    dump.terminate()
    dump.communicate(timeout=LIMIT_S)
    for number, (ours, theirs) in enumerate(zip(seen, packets('dump.pcap'))):
        theirs = theirs.partition(' ')[2]
        what = 'packet %d (%s)' % (number + 1, theirs.partition('\n')[0])
        expect('octets of ' + what, len(ours), len(theirs))
        expect(what, ours == theirs, True)
    expect('packets', len(seen), len(packets('dump.pcap')))
    expect('what it says', recording.said,
           'halfclose: %d packets in seen.pcapng, 0 dropped by the kernel; 0 findings: '
           'halfclose report -r seen.pcapng\n' % len(seen))
    check_others('seen.pcapng', len(seen))


@case
def headers_alone():
    with Recording('short.pcapng', '-s', '96') as recording:
        converse(b'x' * 5000)
        recording.catch_up()
    count = len(packets('short.pcapng'))
    check_others('short.pcapng', count)
    lengths = lengths_of('short.pcapng')
    expect('captured', max(length[0] for length in lengths), 96)
    expect('on the wire', max(length[1] for length in lengths) > 5000, True)


def lengths_of(path):
    """(captured, on the wire) of each packet."""
    read = run('tshark', '-r', path, '-T', 'fields', '-e', 'frame.cap_len', '-e', 'frame.len', text=True)
    return [tuple(map(int, line.split())) for line in read.stdout.splitlines()]


@case
def whole_packets():
    """Also those that are about as long as a slot of the capture's ring, and many that are far longer."""
    with Recording('whole.pcapng') as recording, socket.create_server(('127.0.0.1', 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server = listener.accept()[0]
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for size in range(1830, 1870):
            client.sendall(b'x' * size)
            while size:
                size -= len(server.recv(size))
        for size in range(0, 20 << 20, 1 << 20):
            client.sendall(bytes([size >> 20]) * 60000)
            server.recv(60000, socket.MSG_WAITALL)
        client.close()
        server.close()
        recording.catch_up()
    lengths = lengths_of('whole.pcapng')
    expect('cut', [pair for pair in lengths if pair[0] != pair[1]], [])
    expect('each size', {66 + size for size in range(1830, 1870)} - {pair[1] for pair in lengths}, set())
    read = run('tshark', '-r', 'whole.pcapng', '-z', 'follow,tcp,raw,0', '-q', text=True)
    octets = bytes.fromhex(''.join(re.findall(r'^[0-9a-f]{8,}$', read.stdout, re.M)))
    expect('the stream', octets, b'x' * sum(range(1830, 1870)) + b''.join(bytes([n]) * 60000
                                                                          for n in range(20)))


@case
def whole_packets_of_any():
    """Where libpcap passes over what lo shows twice, and the link header is its own."""
    with Recording('any.pcapng', '-i', 'any') as recording:
        for size in (60000, 300000, 61000, 5000, 300000):
            converse(b'x' * size)
        recording.catch_up()
    expect('cut', [pair for pair in lengths_of('any.pcapng') if pair[0] != pair[1]], [])
    check_others('any.pcapng', len(packets('any.pcapng')))


@case
def killed():
    """What was there a moment ago is there, and no block is torn."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'killed.pcapng')
        recording = Recording(path)
        recording.__enter__()
        for _ in range(5):
            converse(b'x' * 100000)
        wait_for('packets in the file', lambda: len(packets(path)) >= 5 * 8)
        recording.catch_up()
        recording.kill()
        check_others(path, len(packets(path)))
        expect('files', os.listdir(directory), ['killed.pcapng'])


@case
def so_many_packets():
    """-c: that many, and it ends by itself."""
    recording = Recording('few.pcapng', '-c', '7')
    recording.__enter__()
    converse()
    converse()
    recording.wait()
    expect('status', recording.process.returncode, 0)
    expect('packets', len(packets('few.pcapng')), 7)
    expect('what it says', '7 packets in few.pcapng' in recording.said, True)


@case
def so_long():
    began = time.monotonic()
    read = run(HALFCLOSE_PATH, 'record', '-w', 'long.pcapng', '--for', '300ms', '-q', text=True)
    expect('status and words', (read.returncode, read.stdout, read.stderr), (0, '', ''))
    expect('in time', time.monotonic() - began >= 0.3, True)
    expect('packets', packets('long.pcapng'), [])


@case
def through_a_pipe():
    """Each packet at once: another one that reads has it while this one runs."""
    recorder = subprocess.Popen([HALFCLOSE_PATH, 'record', '-w', '-', '-v'], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)
    recorder.stderr.readline()
    reader = subprocess.Popen(['tcpdump', '-r', '-', '-nn', '-l'], stdin=recorder.stdout,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    recorder.stdout.close()
    port = converse()
    expect('the first packet', '.%d: ' % port in reader.stdout.readline(), True)
    reader.kill()
    reader.communicate(timeout=LIMIT_S)

    def ended():
        converse()
        return recorder.poll() is not None
    wait_for('the end, when nobody reads', ended)
    said = recorder.communicate(timeout=LIMIT_S)[1].decode()
    expect('status', recorder.returncode, 0)
    expect('words', bool(re.fullmatch(r'halfclose: \d+ packets, 0 dropped by the kernel; \d findings?\n',
                                      said)), True)


@case
def no_terminal():
    ours, theirs = pty.openpty()
    read = subprocess.run([HALFCLOSE_PATH, 'record', '-w', '-'], stdout=theirs,
                          stderr=subprocess.PIPE, text=True, timeout=LIMIT_S, check=False)
    os.close(ours)
    os.close(theirs)
    expect('status', read.returncode, 2)
    expect('words', 'terminal' in read.stderr, True)


@case
def by_size():
    """-C: one behind the other, and each can be read; all packets are in one of them."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'part')
        with Recording(path, '-C', '20K') as recording:
            for _ in range(30):
                converse(b'x' * 2000)
            recording.catch_up()
        names = sorted(os.listdir(directory), key=lambda name: int(name[4:] or 0))
        expect('names', names, ['part'] + ['part%d' % n for n in range(1, len(names))])
        counts = [len(packets(os.path.join(directory, name))) for name in names]
        for name, count in zip(names, counts):
            check_others(os.path.join(directory, name), count)
        expect('several', len(names) > 2, True)
        said = re.match(r'halfclose: (\d+) packets in (\d+) files, the last is ', recording.said)
        expect('what it says', (int(said[1]), int(said[2])), (sum(counts), len(names)))


def times(path):
    """Of its packets, in nanoseconds."""
    read = run('tshark', '-r', path, '-T', 'fields', '-e', 'frame.time_epoch', text=True)
    return [int(line.replace('.', '')) for line in read.stdout.split()]


@case
def a_part_of_it():
    """A file that begins in the middle of a connection tells of that, and claims no more than it knows."""
    with tempfile.TemporaryDirectory() as directory, socket.create_server(('127.0.0.1', 0)) as listener:
        path = os.path.join(directory, 'part')
        with Recording(path, '-C', '8K') as recording:
            client = socket.create_connection(listener.getsockname())
            server = listener.accept()[0]
            recording.catch_up()
            while not os.path.exists(path + '2'):
                client.sendall(b'x' * 1000)
                server.recv(1000, socket.MSG_WAITALL)
                recording.catch_up()
            client.close()
            server.close()
        read = run(HALFCLOSE_PATH, 'report', '-r', path + '1', '--all', '--format', 'json', text=True)
        expect('status', (read.returncode, read.stderr), (0, ''))
        found = [json.loads(line) for line in read.stdout.splitlines()]
        expect('outcome', [r['outcome'] for r in found if r['type'] == 'connection'], ['partial'])
        expect('findings', [r['id'] for r in found if r['type'] == 'finding'], [])
        begun = nanoseconds(found[-1]['start'])
        expect('begun when it was', times(path)[-1] <= begun <= times(path + '1')[0], True)


@case
def by_size_round_and_round():
    """-C -W: no more than that many, with names that sort; the newest is among them."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'ring')
        with Recording(path, '-C', '10K', '-W', '11') as recording:
            wait_for('all of them, twice',
                     lambda: converse(b'x' * 3000) and len(os.listdir(directory)) >= 11)
            port = converse()
            recording.catch_up()
        names = sorted(os.listdir(directory))
        expect('names', names, ['ring%02d' % n for n in range(11)])
        found = [name for name in names
                 if any('.%d ' % port in packet or '.%d:' % port in packet
                        for packet in packets(os.path.join(directory, name)))]
        expect('the newest is there', bool(found), True)


@case
def by_time():
    """-G -W: so many, named by the time; then it ends."""
    with tempfile.TemporaryDirectory() as directory:
        recording = Recording(os.path.join(directory, 'at-%s'), '-G', '1', '-W', '2')
        recording.__enter__()
        recording.wait()
        expect('status', recording.process.returncode, 0)
        names = sorted(os.listdir(directory))
        expect('files', len(names), 2)
        expect('names', all(re.fullmatch(r'at-\d{10,}', name) for name in names), True)
        expect('a second later', int(names[1][3:]) - int(names[0][3:]) in (1, 2), True)


@case
def full_disk():
    """It says so, and what fits is there."""
    with tempfile.TemporaryDirectory() as directory:
        if run('mount', '-t', 'tmpfs', '-o', 'size=128k', 'none', directory).returncode != 0:
            print('no tmpfs: left out')
            return
        path = os.path.join(directory, 'full.pcapng')
        recording = Recording(path)
        recording.__enter__()
        wait_for('the end', lambda: converse(b'x' * 50000) and recording.process.poll() is not None)
        recording.wait()
        expect('status', recording.process.returncode, 2)
        expect('words', recording.said,
               'halfclose: cannot write %s: No space left on device\n' % path)
        if run('tcpdump', '-r', path, '-nn').stdout.count(b'\n') < 5:
            raise Failed('nothing is left of what had fitted')
        run('umount', directory)


@case
def in_place_of_another():
    with open('old.pcapng', 'w', encoding='ascii') as file:
        file.write('x' * 100000)
    run(HALFCLOSE_PATH, 'record', '-w', 'old.pcapng', '--for', '50ms')
    check_others('old.pcapng', 0)
    os.symlink('target', 'link.pcapng')
    read = run(HALFCLOSE_PATH, 'record', '-w', 'link.pcapng', '--for', '50ms', text=True)
    expect('a link', (read.returncode, read.stderr, os.path.exists('target')),
           (2, 'halfclose: cannot write link.pcapng: it is a link; name the file itself\n', False))
    read = run(HALFCLOSE_PATH, 'record', '-w', '/dev/null', '--for', '50ms', '-q', text=True)
    expect('a device', (read.returncode, read.stderr), (0, ''))


@case
def ordinary_user():
    """Without permission to capture it records what sockets say; where he may not write, it says so."""
    user = ('setpriv', '--reuid=%d' % NOBODY, '--regid=%d' % NOBODY, '--clear-groups')
    with tempfile.TemporaryDirectory() as directory:
        program = os.path.join(directory, 'halfclose')
        run('cp', HALFCLOSE_PATH, program)
        os.chmod(directory, 0o755)
        read = run(*user, program, 'record', '-w', directory + '/a', '--for', '50ms', text=True)
        expect('where he may not', (read.returncode, read.stderr.splitlines()[-1]),
               (2, 'halfclose: cannot write a: Permission denied'))
        os.chmod(directory, 0o777)
        read = run(*user, program, 'record', '-w', directory + '/a', '--for', '50ms', text=True)
        expect('status', read.returncode, 0)
        expect('what lacks', 'no permission to capture packets' in read.stderr, True)
        check_others(directory + '/a', 0)
        expect('whose', os.stat(directory + '/a').st_uid, NOBODY)
        if os.geteuid() == 0:
            run(HALFCLOSE_PATH, 'record', '-w', directory + '/b', '--for', '50ms', '-Z', 'nobody')
            expect('-Z', os.stat(directory + '/b').st_uid, NOBODY)


@case
def several_namespaces():
    """An interface for each, and the packets of both."""
    other = subprocess.Popen(['unshare', '--net', 'sh', '-c', 'ip link set lo up; echo; cat'],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    other.stdout.readline()
    inside = ('nsenter', '--net=/proc/%d/ns/net' % other.pid)
    with Recording('both.pcapng', '-i', 'lo', '--netns', str(os.getpid()), '--netns',
                   str(other.pid)) as recording:
        converse()
        run(*inside, sys.executable, sys.argv[0], 'converse')
        recording.catch_up()
    other.communicate(timeout=LIMIT_S)
    read = run('tshark', '-r', 'both.pcapng', '-T', 'fields', '-e', 'frame.interface_id', '-e',
               'frame.interface_name', '-e', 'frame.interface_description', text=True)
    seen = {line for line in read.stdout.splitlines()}
    expect('interfaces', seen, {'%d\tlo\t%d' % pair for pair in enumerate((os.getpid(), other.pid))})
    check_others('both.pcapng', len(read.stdout.splitlines()))


def comments(path):
    """Of all its packets, as tshark has them."""
    read = run('tshark', '-r', path, '-T', 'fields', '-e', 'frame.comment', text=True)
    return read.stdout


@case
def demos_told_again():
    """What a demo tells live, its recording tells, to the letter; and others see it in comments."""
    for name, variant in (('close-vs-shutdown', 'close'), ('close-vs-shutdown', 'shutdown'),
                          ('linger-zero', 'unsent'), ('unread-at-close', 'broken')):
        told = run(HALFCLOSE_PATH, 'demo', name, '--variant', variant, '-w', 'demo.pcapng', '-q',
                   text=True)
        again = run(HALFCLOSE_PATH, 'report', '-r', 'demo.pcapng', '--all', text=True)
        expect('statuses', (told.returncode, again.returncode), (0, 0))
        # Between its title and an empty line; before the summary.
        story = told.stdout.split('\n', 2)[2]
        expect('%s %s' % (name, variant), again.stdout.partition('\nwatched ')[0].strip(), story.strip())
        check_others('demo.pcapng', len(packets('demo.pcapng')))
        expect('comments', 'halfclose: server' in comments('demo.pcapng'), True)


@case
def comments_when_complete():
    """In place of the file, and nothing beside it; not where it was killed, which annotate makes good."""
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'a.pcapng')
        with Recording(path) as recording:
            converse()
            recording.catch_up()
        expect('comments', 'client ESTABLISHED → FIN_WAIT1' in comments(path), True)
        expect('files', os.listdir(directory), ['a.pcapng'])
        recording = Recording(path)
        recording.__enter__()
        converse()
        wait_for('packets in the file', lambda: len(packets(path)) >= 8)
        recording.catch_up()
        recording.kill()
        expect('comments of one that was killed', comments(path).strip(), '')
        read = run(HALFCLOSE_PATH, 'annotate', path, '-o', directory + '/b.pcapng', text=True)
        expect('annotate says', 'ends early' in read.stderr, True)
        expect('comments', 'client ESTABLISHED → FIN_WAIT1' in comments(directory + '/b.pcapng'), True)


@case
def of_a_process():
    """-p: all packets are in the file, and its report is about the chosen process."""
    other = subprocess.Popen([sys.executable, sys.argv[0], 'converse', 'again'], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)
    other.stdout.readline()
    with Recording('chosen.pcapng', '-p', str(other.pid)) as recording:
        converse()
        other.stdin.write('connect\n')
        other.stdin.flush()
        other.stdout.readline()
        # Whose it is may take a pass over /proc, after what led to it.
        recording.catch_up()
        recording.catch_up()
        other.communicate(timeout=LIMIT_S)
        recording.catch_up()
    read = run(HALFCLOSE_PATH, 'report', '-r', 'chosen.pcapng', '--all', '--format', 'json', text=True)
    found = [json.loads(line) for line in read.stdout.splitlines()]
    ends = [record[end]['pid'] for record in found if record['type'] == 'connection'
            for end in ('client', 'server')]
    expect('whose', ends, [other.pid] * 2)
    expect('connections', len({packet for packet in packets('chosen.pcapng') if '[S]' in packet}), 2)


WRONG = [
    (['record'], 'where is the recording to go? give -w FILE'),
    (['record', '-w', 'a', '-W', '3'], '-W of which files? give -C SIZE or -G TIME'),
    (['record', '-w', '-', '-C', '3'], '-w - is one stream: leave out -C and -G'),
    (['record', '-w', 'a', '-C', '3X'], '-C takes a number of millions of bytes, or such as 500K, '
     '64M, 2G, not "3X"'),
    (['record', '-w', 'a', '-C', '0'], '-C takes a number of millions of bytes, or such as 500K, '
     '64M, 2G, not "0"'),
    (['record', '-w', 'a', '-G', '100ms'], '-G takes a number of seconds, or such as 10m or 1h, '
     'not "100ms"'),
    (['record', '-w', 'a', '-s', '262145'], '-s takes a number of bytes up to 262144, not "262145"'),
    (['record', '-w', 'nowhere/a'], 'cannot write into nowhere/: No such file or directory'),
    (['record', '-w', './'], '-w takes the name of a file, not "./"'),
    (['record', '-w', 'a', '-i', 'none0'], 'no interface none0; there are: any, lo'),
    (['demo', 'linger-zero', '-w', 'a'], '-w records one variant: give --variant unsent, or another'),
    (['demo', 'linger-zero', '-w', '-'], '-w of a demo takes a file: its text goes to the standard '
     'output'),
]


@case
def mistakes():
    """Each in a line, and no file is left behind."""
    for options, words in WRONG:
        read = run(HALFCLOSE_PATH, *options, text=True)
        expect(' '.join(options), (read.returncode, read.stderr), (2, 'halfclose: %s\n' % words))
    expect('a file', os.path.exists('a'), False)


def main():
    if sys.argv[1:] == ['converse']:
        converse()
        return 0
    if sys.argv[1:] == ['converse', 'again']:
        print('here', flush=True)
        sys.stdin.readline()
        converse(meanwhile=lambda: print('open', flush=True) or sys.stdin.read())
        return 0
    sys.argv[0] = os.path.abspath(sys.argv[0])
    return play(CASES) > 0


sys.exit(main())
