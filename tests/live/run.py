# SPDX-License-Identifier: GPL-2.0-or-later
"""run.py: halfclose run: which connections are a command's, its statuses and signals, what hangs when
its time is over, and the run of many that goes wrong."""
import collections
import http.server
import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from watched import HALFCLOSE, LIMIT_S, Failed, all_sleep, wait_for

NOBODY = 65534
AS_NOBODY = ('setpriv', '--reuid=%d' % NOBODY, '--regid=%d' % NOBODY, '--clear-groups')
PYTHON = sys.executable
CURLS = 100

# Two peers. "lose": the server closes with the request unread; "keep": it answers; "hang": it reads, and
# is silent; "daemon": "keep", in a process that has left its parent, its session and its directory.
PEERS = r'''
import os, socket, sys, time
what = sys.argv[1]
if what == "daemon":
    if os.fork():
        os.wait()
        sys.exit()
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")
listener = socket.create_server(("127.0.0.1", 0))
if os.fork() == 0:
    server = listener.accept()[0]
    if what == "lose":
        server.recv(1, socket.MSG_PEEK)
    else:
        server.recv(100)
    if what == "hang":
        server.recv(100)
    if what in ("keep", "daemon"):
        server.sendall(b"answer")
    server.close()
    os._exit(0)
client = socket.create_connection(listener.getsockname())
client.sendall(b"request")
try:
    client.recv(100)
except ConnectionResetError:
    pass
client.close()
os.wait()
if what == "daemon":
    open(sys.argv[2], "w").close()
'''

# Counts its runs in a file; in one of them the peers do something else.
COUNTED = r'''
import os, sys
name, bad, what = sys.argv[1], int(sys.argv[2]), sys.argv[3]
number = int(open(name).read()) + 1
open(name, "w").write(str(number))
if number == bad and what.isdigit():
    sys.exit(int(what))
os.execv(sys.executable, [sys.executable, "-c", sys.argv[4], what if number == bad else "keep"])
'''

# Talks until the file does not grow any more, and then loses a reply.
FILLED = r'''
import os, socket, subprocess, sys
listener = socket.create_server(("127.0.0.1", 0))
size = -1
while size < os.stat(sys.argv[1]).st_size or size < 60000:
    size = os.stat(sys.argv[1]).st_size
    client = socket.create_connection(listener.getsockname())
    server = listener.accept()[0]
    for _ in range(20):
        client.sendall(b"x" * 20000)
        server.recv(20000, socket.MSG_WAITALL)
        server.sendall(b"x")
        client.recv(1)
    client.close()
    server.close()
subprocess.run([sys.executable, "-c", sys.argv[2], "lose"], check=True)
print("through")
'''

# One connects to itself until its accept queue is full, and is never answered.
FULL = r'''
import socket
listener = socket.create_server(("127.0.0.1", 0), backlog=0)
clients = [socket.create_connection(listener.getsockname()) for _ in range(4)]
'''

# Ten to a port where nobody is.
REFUSED = r'''
import socket
for _ in range(10):
    with socket.socket() as one:
        one.connect_ex(("127.0.0.1", 9))
'''

# Whatever is inherited, with the group and session.
INHERITED = r'''
grep -E "^(Sig(Blk|Ign)|Umask|Cap|NoNewPrivs|Seccomp)" /proc/self/status
ls /proc/self/fd
cut -d " " -f 5-6,18-19 /proc/self/stat
ulimit -a
env | cksum
'''

failed = 0


def check(what, found, expected):
    global failed
    if found != expected:
        failed += 1
        print('%s: %s, not %s' % (what, found, expected))
    else:
        print('%-60s agrees' % what)


def run(*words, before=(), **more):
    return subprocess.run([*before, HALFCLOSE, 'run', *words], capture_output=True, text=True,
                          timeout=LIMIT_S, **more)


def peers(what, python=PYTHON):
    return python, '-c', PEERS, what


def records(directory, *words, before=()):
    """Of a run whose report is JSON; its status, and stderr."""
    name = os.path.join(directory, 'report')
    done = run('--format', 'json', '-o', name, *words, before=before)
    with open(name) as file:
        return [json.loads(line) for line in file], done


def of_type(rows, kind):
    return [row for row in rows if row['type'] == kind]


def cgroups():
    """Those that were made in the one that we are in, where one can be made; None: none can."""
    with open('/proc/self/mountinfo') as mounts, open('/proc/self/cgroup') as own:
        points = [line.split()[4] for line in mounts if ' - cgroup2 ' in line]
        paths = [line.rstrip('\n')[3:] for line in own if line.startswith('0::')]
    if not points or not paths:
        return None
    path = points[0] + paths[0]
    if not os.access(path, os.W_OK):
        return None
    return {name for name in os.listdir(path) if name.startswith('halfclose-')}


# Statuses.

def check_statuses(directory):
    script = os.path.join(directory, 'not-executable')
    with open(script, 'w'):
        pass
    for what, status, words in (
            ('true', 0, ('true',)),
            ('its own status', 3, ('sh', '-c', 'exit 3')),
            ('its signal', -signal.SIGTERM, ('sh', '-c', 'kill -TERM $$')),
            ('its SIGKILL', -signal.SIGKILL, ('sh', '-c', 'kill -KILL $$')),
            ('not found', 127, ('no-such-program',)),
            ('not executable', 126, (script,)),
            ('no command', 125, ()),
            ('an unknown option', 125, ('--no-such-option', 'true')),
            ('--until-finding alone', 125, ('--until-finding', 'true')),
            ('an output that cannot be', 125, ('-o', '/no/such/file', 'true')),
            ('the report to its output', 125, ('-o', '-', 'true')),
            ('one file for both', 125, ('-w', '/dev/null', '-o', '/dev/null', 'true')),
            ('its options are its own', 0, ('sh', '-c', 'test "$1" = --all', 'sh', '--all'))):
        check('status: ' + what, run(*words).returncode, status)
    done = run('-o', '/dev/full', 'true')
    check('a report for which there is no room', (done.returncode, done.stderr),
          (125, 'halfclose: cannot write /dev/full: No space left on device\n'))
    done = run('--', 'sh', '-c', 'cat; echo "$0 $VARIABLE"; kill -l >/dev/null', 'word',
               input='input\n', env={**os.environ, 'VARIABLE': 'value'})
    check('its input and output', done.stdout, 'input\nword value\n')
    signals = 'grep', '-E', 'SigBlk|SigIgn', '/proc/self/status'
    check('its signals', run('--', *signals).stdout,
          subprocess.run(signals, capture_output=True, text=True).stdout)
    check('-q and nothing wrong', run('-q', '--', *peers('keep')).stderr, '')


def check_findings():
    done = run('--', *peers('lose'))
    check('lost: the status is the command\'s', done.returncode, 0)
    check('lost: is told', 'unread-at-close, 7 bytes' in done.stderr, True)
    check('lost: --fail-on', run('--fail-on', 'lost', *peers('lose')).returncode, 1)
    check('kept: --fail-on', run('--fail-on', 'lost', *peers('keep')).returncode, 0)
    check('its failure comes before',
          run('--fail-on', 'lost', 'sh', '-c', '"$@"; exit 4', 'sh', *peers('lose')).returncode, 4)


# Which connections.

# It keeps connections: so curl closes them, and a minisocket, which tells of no cgroup, is its last.
class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        # Whose it was can be asked only for as long as the connection lasts (doc/design.md).
        if self.path == '/watched':
            wait_for('halfclose to have asked', all_sleep)
        self.send_response(200)
        self.send_header('Content-Length', '5')
        self.end_headers()
        self.wfile.write(b'hello')

    def log_message(self, *_):
        pass


def curls(url):
    return 'sh', '-c', 'for i in $(seq %d); do curl -s -o /dev/null %s; done' % (CURLS, url)


def check_curls(directory, known_by):
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Quiet)
    # The noise is killed in the middle of a request.
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = 'http://127.0.0.1:%d/' % server.server_port
    noise = subprocess.Popen(['sh', '-c', 'while :; do curl -s -o /dev/null %s; done' % url],
                             start_new_session=True)
    rows, done = records(directory, '--all', '-v', '--', *curls(url + 'watched'))
    os.killpg(noise.pid, signal.SIGKILL)
    noise.wait()
    server.shutdown()
    found = of_type(rows, 'connection')
    check('known by ' + known_by, ('known by its ' + known_by) in done.stderr, True)
    check('a hundred curls', len(found), CURLS)
    check('all to the server', {c['server']['port'] for c in found}, {server.server_port})
    check('and the server\'s is its process',
          collections.Counter(c['server']['pid'] for c in found)[os.getpid()] > CURLS // 2, True)
    check('each closed', {c['outcome'] for c in found}, {'closed'})


def check_server(directory):
    """Of connections from elsewhere it is the listener that tells."""
    name = os.path.join(directory, 'report')
    process = start('--all', '--format', 'json', '-o', name, PYTHON, '-c', r"""
import socket, sys
listener = socket.create_server(("127.0.0.1", 0), backlog=100)
deferring = socket.create_server(("127.0.0.1", 0))
deferring.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 60)
print("ready", flush=True)
print(listener.getsockname()[1], deferring.getsockname()[1], flush=True)
for i in range(20):
    listener.accept()[0].close()
sys.stdin.readline()
""", stdin=subprocess.PIPE)
    port, deferring = map(int, process.stdout.readline().split())
    other = socket.create_server(('127.0.0.1', 0))
    for _ in range(20):
        with socket.create_connection(('127.0.0.1', port)) as client, \
             socket.create_connection(other.getsockname()):
            client.recv(1)
    waiting = [socket.create_connection(('127.0.0.1', to)) for to in (port, deferring)]
    # Whose a request is can be asked only for as long as its listener lasts.
    wait_for('halfclose to have asked', all_sleep)
    process.communicate('\n', timeout=LIMIT_S)
    for one in waiting:
        one.close()
    other.close()
    with open(name) as file:
        rows = [json.loads(line) for line in file]
    found = of_type(rows, 'connection')
    check('of a server', collections.Counter(c['server']['port'] for c in found),
          {port: 21, deferring: 1})
    check('one was never accepted', [c['reset']['cause'] for c in found if c['reset']],
          ['not-accepted'])


def check_privileges():
    names = 'CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp', 'Uid'
    lines = '^(%s):' % '|'.join(names)
    with open('/proc/self/status') as status:
        mine = [line for line in status if line.split(':')[0] in names]
    process = start('--', 'sh', '-c', 'echo ready; grep -E "$0" /proc/self/status; read x', lines,
                    stdin=subprocess.PIPE)
    its = [process.stdout.readline() for _ in mine]
    with open('/proc/%d/status' % process.pid) as status:
        ours = [line for line in status if line.startswith('NoNewPrivs')]
    process.communicate('\n', timeout=LIMIT_S)
    check('the command gives nothing up', sorted(its), sorted(mine))
    check('halfclose does', ours, ['NoNewPrivs:\t1\n'])


def check_background(directory):
    before = time.monotonic()
    rows, done = records(directory, '--all', PYTHON, '-c', r"""
import os, socket, sys, time
listener = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(listener.getsockname())
if os.fork() == 0:
    os.closerange(0, 3)
    time.sleep(20)
""")
    found = of_type(rows, 'connection')
    check('who lives on is not waited for', time.monotonic() - before < 15, True)
    check('its connection is open', [c['outcome'] for c in found], ['open'])


def check_daemon(directory):
    done = os.path.join(directory, 'done')
    rows, _ = records(directory, '--all', 'sh', '-c',
                      '"$@"; while ! [ -e "$0" ]; do sleep 0.02; done', done,
                      *peers('daemon'), done)
    os.unlink(done)
    check('a daemon\'s', [c['outcome'] for c in of_type(rows, 'connection')], ['closed'])


def check_refused():
    """Over before anybody can be asked whose it was; alone there is nobody else."""
    asks = PYTHON, '-c', r'''
import socket
held = socket.socket()
held.bind(("127.0.0.1", 0))
try:
    socket.create_connection(held.getsockname())
except ConnectionRefusedError:
    pass
'''
    done = run(*asks)
    check('refused: is told of', 'refused so soon' in done.stderr or
          'not shown' in done.stderr or 'warning refused' in done.stderr, True)
    check('refused: alone', 'warning refused' in run('--netns', 'new', *asks).stderr, True)


def check_own_netns(directory):
    rows, done = records(directory, '--all', '--netns', 'new', *peers('keep'))
    check('--netns new', (done.returncode, [c['outcome'] for c in of_type(rows, 'connection')]),
          (0, ['closed']))
    done = run('--netns', 'new', 'readlink', '/proc/self/ns/net')
    check('is another one', done.stdout.strip() != os.readlink('/proc/self/ns/net'), True)
    # Gone before anybody can have looked whose they are: there is nobody else's.
    name, said = os.path.join(directory, 'alone'), os.path.join(directory, 'said')
    run('--netns', 'new', '-w', name, '-o', said, '--', PYTHON, '-c', REFUSED)
    with open(said) as file:
        told = file.read()
    check('--netns new: what nobody has', 'findings 0 errors, 10 warnings' in told, True)
    check('--netns new: again from the recording', subprocess.run(
        [HALFCLOSE, 'report', '-r', name], capture_output=True, text=True).stdout, told)


# What hangs.

def check_hang(directory):
    rows, done = records(directory, '--timeout', '2s', '--stall-after', '500ms', *peers('hang'))
    hang, = of_type(rows, 'hang')
    check('--timeout: status', done.returncode, 124)
    for end in ('client', 'server'):
        check('--timeout: the %s' % end,
              (hang[end]['state'], hang[end]['bytes_unread'], hang[end]['bytes_unsent'],
               [(t['call'], t['fd'] == hang[end]['fd']) for t in hang[end]['threads']]),
              ('ESTABLISHED', 0, 0, [('recvfrom', True)]))
    check('--timeout: the finding', [f['id'] for f in of_type(rows, 'finding')],
          ['silent-after-read'])
    done = run('--timeout', '2500ms', PYTHON, '-c', FULL)
    check('--timeout: nobody accepts', [done.returncode, *(words in done.stderr for words in (
        'did not end within 2.5 s', 'it waits for accept() by python', 'server has not answered'))],
        [124, True, True, True])
    done = run('--timeout', '200ms', 'sleep', '60')
    check('--timeout: no connection', (done.returncode, 'sleep[' in done.stderr,
                                       'clock_nanosleep()' in done.stderr), (124, True, True))
    check('--timeout: in time', run('--timeout', '60s', 'sh', '-c', 'exit 5').returncode, 5)


def check_end():
    before = time.monotonic()
    done = run('-q', '--timeout', '200ms', 'sh', '-c',
               'trap "" TERM; (trap "" TERM; echo $$; sleep 300) & echo; sleep 300; sleep 300')
    took = time.monotonic() - before
    check('SIGTERM, then SIGKILL', (done.returncode, 2 < took < 30), (124, True))
    done = run('-q', '--timeout', '200ms', 'sh', '-c',
               'trap "echo told; exit 6" TERM; while :; do sleep 0.1; done')
    check('SIGTERM is enough', (done.returncode, done.stdout), (124, 'told\n'))


# Again and again.

def repeated(directory, count, bad, what, *options):
    name = os.path.join(directory, 'count')
    with open(name, 'w') as file:
        file.write('0')
    done = run('--repeat', str(count), *options, PYTHON, '-c', COUNTED, name, str(bad), what,
               PEERS)
    with open(name) as file:
        return done, int(file.read())


def check_repeat(directory):
    done, runs = repeated(directory, 20, 7, 'lose', '--until-finding', '--fail-on', 'lost')
    check('--until-finding: ends with it', (done.returncode, runs), (1, 7))
    check('--until-finding: says which', done.stderr.splitlines()[0], 'run 7 of 20')
    check('--until-finding: its report alone', (done.stderr.count('watched  '),
                                                'unread-at-close' in done.stderr), (1, True))
    done, runs = repeated(directory, 5, 2, 'lose', '--until-finding')
    check('without --fail-on', (done.returncode, runs), (1, 2))
    done, runs = repeated(directory, 5, 2, 'lose', '--until-finding', '--fail-on', 'leak')
    check('another finding', (done.returncode, runs, done.stderr),
          (0, 5, '5 runs, nothing found\n'))
    done, runs = repeated(directory, 5, 2, 'lose', '--fail-on', 'lost')
    check('--repeat alone goes on', (done.returncode, runs, done.stderr.count('run 2 of 5'),
                                     done.stderr.splitlines()[-1]),
          (1, 5, 1, '5 runs, 1 with findings'))
    done, runs = repeated(directory, 5, 3, '9', '--until-finding', '--fail-on', 'lost')
    check('but not after its own failure', (done.returncode, runs,
                                            done.stderr.splitlines()[0]), (9, 3, 'run 3 of 5'))
    done, runs = repeated(directory, 5, 9, 'lose', '-q', '--until-finding')
    check('-q', (done.returncode, runs, done.stderr), (0, 5, ''))


def check_recording(directory):
    name = os.path.join(directory, 'file.pcapng')
    form = '--format', 'json', '--all'
    for what in ('lose', 'daemon'):
        subprocess.run([HALFCLOSE, 'run', '-q', '-w', name, '-o', name + '.live', *form,
                        *peers(what), os.path.join(directory, 'done')], timeout=LIMIT_S)
        read = subprocess.run([HALFCLOSE, 'report', '-r', name, *form], capture_output=True,
                              text=True)
        with open(name + '.live') as live:
            check('-w: its report is that of the run (%s)' % what, read.stdout, live.read())
    wait_for('the daemon', lambda: os.path.exists(os.path.join(directory, 'done')))
    os.unlink(os.path.join(directory, 'done'))
    os.unlink(name)
    repeated(directory, 5, 3, 'lose', '-w', name, '--until-finding', '--fail-on', 'lost')
    read = subprocess.run([HALFCLOSE, 'report', '-r', name, '--fail-on', 'lost'],
                          capture_output=True, text=True)
    check('-w: of the run that lost it', (read.returncode, 'unread-at-close' in read.stdout),
          (1, True))
    os.unlink(name)
    repeated(directory, 3, 9, 'lose', '-w', name, '--until-finding', '--fail-on', 'lost')
    check('-w: of no other', os.path.exists(name), False)
    check('-w -', run('-w', '-', 'true').returncode, 125)


# Signals.

def check_full_disk(directory):
    """The file ends where the disk does, not the watching: the reply is lost after that."""
    small = os.path.join(directory, 'small')
    os.mkdir(small)
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=64k', 'none', small]).returncode != 0:
        print('no tmpfs: left out')
        return
    name = os.path.join(small, 'full.pcapng')
    done = run('-w', name, '--', PYTHON, '-c', FILLED, name, PEERS)
    check('a full disk', (done.returncode, 'unread-at-close' in done.stderr, done.stdout),
          (125, True, 'through\n'))
    check('a full disk: says so', done.stderr.splitlines()[-1],
          'halfclose: cannot write %s: No space left on device' % name)
    subprocess.run(['umount', small], check=True)


def start(*words, **more):
    """Of a command whose first line says that it has begun."""
    process = subprocess.Popen([HALFCLOSE, 'run', *words], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, **more)
    if process.stdout.readline() != 'ready\n':
        raise Failed('the command does not begin: ' + process.stderr.read())
    return process


LOOP = 'echo ready; while :; do sleep 0.05; done'


def check_signals():
    for name, number in (('TERM', signal.SIGTERM), ('HUP', signal.SIGHUP), ('INT', signal.SIGINT)):
        process = start('--', 'sh', '-c', 'trap "exit 8" %s; %s' % (name, LOOP))
        process.send_signal(number)
        err = process.communicate(timeout=LIMIT_S)[1]
        check('SIG%s is passed on' % name, (process.returncode, 'watched' in err), (8, True))
    process = start('--', 'sh', '-c', LOOP)
    process.terminate()
    check('and it dies of it', process.wait(LIMIT_S), -signal.SIGTERM)
    process = start('--repeat', '1000', '--', 'sh', '-c', 'trap "exit 0" TERM; ' + LOOP)
    process.terminate()
    check('no run comes after it', process.wait(LIMIT_S), 0)


def check_terminal():
    """Ctrl-C is for the command, and once; halfclose reports."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(HALFCLOSE, [HALFCLOSE, 'run', '--', 'sh', '-c',
                             'trap "echo caught; exit 7" INT; ' + LOOP])
    said = b''
    while b'ready' not in said:
        said += os.read(fd, 100)
    os.write(fd, b'\x03')
    try:
        while more := os.read(fd, 1000):
            said += more
    except OSError:
        pass
    check('Ctrl-C', (os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.count(b'caught'),
                     b'watched' in said), (7, 1, True))


def check_inherited(directory):
    """The command has what it would have without us: descriptors, signals, group, environment."""
    def ignore():
        for number in (signal.SIGPIPE, signal.SIGCHLD, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGUSR1,))

    recording = ('-w', os.path.join(directory, 'inherited'), '-o', os.path.join(directory, 'said'))
    command = ('sh', '-c', INHERITED)
    for what, before in ('nothing ignored', None), ('signals ignored', ignore):
        said = [subprocess.run([*words, *command], capture_output=True, text=True, preexec_fn=before,
                               restore_signals=not before, timeout=LIMIT_S).stdout
                for words in ((), (HALFCLOSE, 'run', '-q', *recording))]
        check('inherited, %s' % what, said[1], said[0])
        check('inherited, %s: SIGPIPE' % what, re.search('SigIgn:.*1...$', said[1], re.M) is not None,
              before is not None)


def check_killed():
    before = cgroups()
    process = start('--', 'sh', '-c', 'echo ready; echo $$; exec sleep 600')
    made = cgroups() - before if before is not None else set()
    child = int(process.stdout.readline())
    process.kill()
    process.wait()
    if before is not None:
        check('killed: it had a cgroup', len(made), 1)
        wait_for('its cgroup to go', lambda: not made & cgroups())
    os.kill(child, 0)
    check('killed: the command goes on', os.path.exists('/proc/%d' % child), True)
    os.kill(child, signal.SIGKILL)
    process.communicate()


# Without what it would like to have.

def check_nobody(directory):
    # setpriv has root's capabilities until it has started something.
    python = next((name for name in (PYTHON, '/usr/bin/python3') if subprocess.run(
        [*AS_NOBODY, 'sh', '-c', '"$0" -c ""', name], capture_output=True).returncode == 0), None)
    if not python:
        print('left out: another user')
        return
    os.chmod(directory, 0o777)
    os.unlink(os.path.join(directory, 'report'))
    rows, done = records(directory, '-v', '--all', '--timeout', '3s',
                         *peers('hang', python), before=AS_NOBODY)
    check('nobody: says what lacks', ('no permission to capture' in done.stderr, done.returncode),
          (True, 124))
    check('nobody: known by its processes', 'known by its processes' in done.stderr, True)
    found = of_type(rows, 'connection')
    check('nobody: its connection', [(c['client']['comm'], c['server']['comm']) for c in found],
          [('python3',) * 2])


def without_cgroups():
    """Itself once more, where none is mounted; False: that cannot be."""
    if cgroups() is None:
        print('left out: no cgroup can be made here')
        return 0
    script = "while read -r _ _ _ _ point rest; do case $rest in *' - cgroup2 '*) " \
             "umount -l \"$point\" || exit 77;; esac; done < /proc/self/mountinfo; exec \"$@\""
    done = subprocess.run(['unshare', '-m', 'sh', '-c', script, 'sh', PYTHON, __file__, 'tree'])
    if done.returncode == 77:
        print('left out: without cgroups')
        return 0
    return done.returncode


def main():
    tree = len(sys.argv) > 1
    if not shutil.which('curl'):
        print('skipped: no curl')
        return 77
    with tempfile.TemporaryDirectory() as directory:
        if tree:
            # What is over at once may be missed there.
            print('without cgroups:')
            check_background(directory)
            check_own_netns(directory)
            check_hang(directory)
            check_end()
            return failed > 0
        check_statuses(directory)
        check_findings()
        if cgroups() is not None:
            check_curls(directory, 'cgroup')
            check_server(directory)
            check_daemon(directory)
        check_background(directory)
        check_refused()
        check_own_netns(directory)
        check_privileges()
        check_hang(directory)
        check_end()
        check_repeat(directory)
        check_recording(directory)
        check_full_disk(directory)
        check_signals()
        check_terminal()
        check_inherited(directory)
        check_killed()
        check_nobody(directory)
    return failed > 0 or without_cgroups()


if __name__ == '__main__':
    sys.exit(main())
