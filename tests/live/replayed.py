# SPDX-License-Identifier: GPL-2.0-or-later
"""replayed.py: a live run is reported and recorded at once (both.c), over all scenarios of endings.py;
the report of the recording has to be the same octets, and has to stay so once it is annotated."""
import difflib
import os
import re
import socket
import subprocess
import sys

import hangs
import stalls
import stories
from chosen import Client, Server
from endings import End, happen
from stories import act_for, act_until
from watched import HALFCLOSE, LIMIT_S, Failed, Watched, play

BOTH = os.path.join(os.environ.get('top_builddir', '.'), 'tests/live/both')


class Both(Watched):
    """Leaving the block ends it; then out has its report."""

    def __init__(self, path, *options):
        super().__init__()
        self.command = [BOTH, path, *options]
        self.out = None

    def read(self, out):
        self.out = out


def report(path, options):
    done = subprocess.run([HALFCLOSE, 'report', '-r', path, *options], capture_output=True,
                          text=True, timeout=LIMIT_S, check=False)
    if done.returncode != 0 or done.stderr:
        raise Failed('report -r: %d: %s' % (done.returncode, done.stderr))
    return done.stdout


def compare(what, live, replayed):
    if live == replayed:
        return
    differences = difflib.unified_diff(live.splitlines(), replayed.splitlines(), 'live', what,
                                       n=0, lineterm='')
    raise Failed('%s differs:\n%s' % (what, '\n'.join(list(differences)[:20])))


def check(name, story, options=(), sources=()):
    """sources: options that say what is watched, which a file does not take."""
    path, annotated = name + '.pcapng', name + '-annotated.pcapng'
    with Both(path, *options, *sources) as both:
        story(both)
    if not both.out:
        raise Failed('nothing was reported')
    compare('the recording', both.out, report(path, options))
    subprocess.run([HALFCLOSE, 'annotate', path, '-o', annotated], check=True, timeout=LIMIT_S)
    compare('what was annotated', both.out, report(annotated, options))
    return both.out


def endings(both):
    # That one waits for a record of a state.
    for name, pair, _ in happen(both, but_for=('orphan_reset_by_unread_close',)):
        if not pair:
            raise Failed(name + ' did not happen')


def whole_text():
    check('text', endings, ['--all'])


def whole_records():
    check('records', endings, ['--all', '--format', 'json'])


def findings_alone():
    check('findings', endings, ['--stall-after', '1s'])


def conn_log():
    check('zeek', endings, ['--format', 'zeek'])


def without_packets():
    check('sockets', endings, ['--all', '--format', 'json'], ['--no-packets'])


def without_sockets():
    check('packets', endings, ['--all'], ['--no-sockets'])


def verified():
    check('verified', endings, ['--all'], ['--check-checksums'])


def lasting(both):
    """What takes longer than --stall-after: ticks, threads and looks tell of it."""
    End.watched = both
    told = [kind() for kind in (*hangs.KINDS, *stalls.KINDS)]
    act_until(told, 'the stories to last', lambda: not any([story.waits() for story in told]))
    for story in told:
        story.end()
    act_for(told, 2.2)
    for story in told:
        story.stop()


def what_lasts():
    out = check('lasting', lasting, ['--all', '--format', 'json', '--stall-after',
                                     '%ds' % stories.LIMIT_S])
    for finding in 'silent-after-read', 'unread-backlog', 'zero-window':
        if finding not in out:
            raise Failed('no ' + finding)


def what_rests():
    """
    Connections that are put to rest, and told of by polls all the while: so many that polls do not ask
    for more than queues. Some wake to be closed.
    """
    holder = subprocess.Popen([sys.executable, '-c', HOLDER], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    if holder.stdout.readline() != 'open\n':
        print('too few descriptors: what_rests is left out')
        return

    def idle(both):
        act_for([], 4)
        holder.stdin.write('close\n')
        holder.stdin.flush()
        holder.stdout.readline()
        both.catch_up()

    check('idle', idle, ['--format', 'json'])
    check('idle-sockets', idle, ['--format', 'json'], ['--no-packets'])
    holder.communicate(timeout=LIMIT_S)


HOLDER = r'''
import resource, socket, sys
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
if hard < 5000:
    sys.exit()
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
pairs = []
with socket.create_server(("127.0.0.1", 0)) as listener:
    for _ in range(2100):
        client = socket.create_connection(listener.getsockname())
        pairs.append((client, listener.accept()[0]))
print("open", flush=True)
for _ in sys.stdin:
    for end in pairs.pop():
        end.close()
    print("closed", flush=True)
'''


def chosen():
    """Of two clients and the child of a third, the first and the last."""
    server = Server()
    for name, options in ('chosen', ['--all', '--format', 'json']), ('chosen-text', ['--all']):
        clients = [Client(server.port), Client(server.port), Client(server.port, 'child')]

        def story(both, clients=tuple(clients)):
            for client in clients:
                client.open()
            both.catch_up()
            for client in clients:
                client.close()
            both.catch_up()

        out = check(name, story, options, [f'-p{clients[0].pid}', f'-p{clients[2].pid}',
                                           '--children'])
        ports = [re.search(r':%d\b' % client.port, out) is not None for client in clients]
        if ports != [True, False, True]:
            raise Failed('who was chosen: %s' % ports)


def two_namespaces():
    """With the same addresses and ports in both."""
    other = subprocess.Popen(['unshare', '-n', sys.executable, '-c', ELSEWHERE],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    other.stdout.readline()

    def story(both):
        with socket.create_server(('127.0.0.1', 7999)) as listener:
            client = socket.create_connection(listener.getsockname())
            server = listener.accept()[0]
            other.stdin.write('go\n')
            other.stdin.flush()
            other.stdout.readline()
            client.sendall(b'hello')
            both.catch_up()
            server.close()
            client.close()
        both.catch_up()

    out = check('namespaces', story, ['--all', '--format', 'json'],
                ['--netns', str(os.getpid()), '--netns', str(other.pid)])
    other.communicate(timeout=LIMIT_S)
    for netns in 1, 2:
        if '"netns":%d' % netns not in out:
            raise Failed('nothing of namespace %d' % netns)


ELSEWHERE = r'''
import socket, subprocess, sys
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
print("ready", flush=True)
sys.stdin.readline()
with socket.create_server(("127.0.0.1", 7999)) as listener:
    client = socket.create_connection(listener.getsockname())
    server = listener.accept()[0]
    client.sendall(b"hello")
    server.close()
    client.close()
print("done", flush=True)
sys.stdin.read()
'''


def filtered():
    """A file takes a filter, too, for sockets as for packets."""
    with socket.create_server(('127.0.0.1', 0)) as one, \
            socket.create_server(('127.0.0.1', 0)) as two:
        ports = [listener.getsockname()[1] for listener in (one, two)]
        with Both('filtered.pcapng', '--all') as both:
            for listener in one, two:
                client = socket.create_connection(listener.getsockname())
                server = listener.accept()[0]
                both.catch_up()
                client.close()
                server.close()
            both.catch_up()
    text = report('filtered.pcapng', ['--all', 'port', str(ports[1])])
    if f':{ports[1]}' not in text or f':{ports[0]}' in text:
        raise Failed('port %d: %s' % (ports[1], text))


def main():
    os.environ['COLUMNS'] = '100'
    cases = (whole_text, whole_records, findings_alone, conn_log, without_packets,
             without_sockets, verified, what_lasts, what_rests, chosen, two_namespaces, filtered)
    return play(cases) > 0


sys.exit(main())
