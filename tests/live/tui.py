# SPDX-License-Identifier: GPL-2.0-or-later
"""tui.py: what somebody sees and does who sits before `halfclose` while connections change."""
import errno
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import tempfile

from tmux import Terminal
from watched import HALFCLOSE, Failed, wait_for

NOBODY = 'setpriv --reuid=65534 --regid=65534 --clear-groups '
BEGUN = r'^halfclose '
OVER = r'^status=%d\b'
STEP = '1s'		# of a demo: each is seen
COLOR = re.compile(r'\x1b\[(\d+;)*([34][0-8]|9[0-7])(;\d+)*m')
PICTURES = os.environ.get('PICTURES')	# where to put the screens that doc/ shows


def both(left, right):
    """A row of the table: the states of client and server."""
    return r'%s\b.* %s\b' % (left, right)


class Started:
    """halfclose in a terminal, from its first screen to its end."""

    def __init__(self, options='', columns=80, rows=24, before='', **env):
        self.terminal = Terminal(columns, rows, **env)
        self.command = '%s%s %s' % (before, os.path.abspath(HALFCLOSE), options)

    def __enter__(self):
        self.terminal.__enter__()
        self.terminal.run(self.command)
        self.terminal.wait('the first screen', BEGUN)
        return self.terminal

    def __exit__(self, kind, *_):
        try:
            if not kind:
                self.terminal.keys('q')
                self.terminal.wait('its end', OVER % 0)
        finally:
            self.terminal.__exit__(kind)


class Pair:
    """A connection of this process with itself."""

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.client = socket.create_connection(self.listener.getsockname())
        self.server = self.listener.accept()[0]
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for sock in self.listener, self.client, self.server:
            sock.close()


def expect(what, holds):
    if not holds:
        raise Failed(what)


def picture(name, screen):
    if PICTURES:
        with open('%s/%s.txt' % (PICTURES, name), 'w') as file:
            file.write('\n'.join(line.rstrip() for line in screen.splitlines()) + '\n')


def demo(variant):
    return subprocess.Popen([HALFCLOSE, 'demo', 'close-vs-shutdown', '--variant', variant,
                             '--pause', STEP], stdout=subprocess.DEVNULL)


def the_story():
    """Both ends, each change as it happens; then the ladder of it."""
    with Started() as terminal, demo('close') as playing:
        steps = (('open', both('ESTABLISHED', 'ESTABLISHED')),
                 ('closed', both('CLOSE_WAIT', 'FIN_WAIT2')),
                 ('reset', both('CLOSED', 'CLOSED') + r'.* 5\+? X lost'),
                 ('lost', both('CLOSED', 'CLOSED') + r'.* 5 X lost'))
        for name, row in steps:
            picture(name, terminal.wait(name, row))
        terminal.wait('the panel', 'error write-after-close')
        terminal.keys('Tab')
        picture('findings', terminal.wait('findings', '^  *fix: '))
        terminal.keys('Tab', 'Tab')
        terminal.wait('the table', both('CLOSED', 'CLOSED'))
        terminal.keys('Enter')
        terminal.wait('the details', '^Connection #1')
        terminal.wait('what happened', r'wrote 5 bytes [\d.]+ \w+ after the FIN')
        terminal.keys('G')
        terminal.keys('PPage')
        ladder = terminal.wait('the RST in the ladder', r'CLOSED │◀━+ \[R\] ━+┤ CLOSED')
        picture('ladder', ladder)
        terminal.keys('Escape')
        terminal.wait('the table again', BEGUN)
        expect('the demo agrees', playing.wait(30) == 0)


def the_cure():
    """Half-closed, both ends told apart, and nothing is lost."""
    with Started() as terminal, demo('shutdown'):
        terminal.wait('half-closed', both('CLOSE_WAIT', 'FIN_WAIT2'))
        terminal.wait('a note', r'^.*half-closed|i info')
        screen = terminal.wait('the end', both('CLOSED', 'TIME_WAIT'))
        expect('nothing lost', 'X lost' not in screen)


def views():
    with Started() as terminal, Pair() as pair:
        terminal.wait('both ends', both('ESTABLISHED', 'ESTABLISHED'))
        terminal.keys('Tab')
        terminal.wait('findings', '^halfclose lo: findings')
        terminal.keys('Tab')
        terminal.wait('listeners', r'127\.0\.0\.1:%d .*python3' % pair.port)
        terminal.keys('Tab')
        terminal.wait('connections', both('ESTABLISHED', 'ESTABLISHED'))
        for open_, close in ('?', 'Escape'), ('F1', 'F1'), ('h', '?'):
            terminal.keys(open_)
            terminal.wait('help by ' + open_, '^Help')
            terminal.keys(close)
            terminal.wait('no help', BEGUN)


def filters():
    with Started() as terminal, Pair() as one, Pair() as other:
        terminal.wait('two', '^halfclose lo: 2 connections')
        terminal.type('/port:%d' % one.port)
        terminal.keys('Enter')
        terminal.wait('one of them', r'1 match: port:%d' % one.port)
        expect('one row', len(re.findall(both('ESTABLISHED', 'ESTABLISHED'),
                                         terminal.screen())) == 1)
        terminal.keys('Escape')
        terminal.wait('no filter', r'by finding$')
        terminal.type('/ümlaut')
        terminal.wait('what is typed', 'ümlaut')
        terminal.keys('BSpace', 'BSpace', 'BSpace', 'BSpace', 'BSpace', 'BSpace')
        terminal.type('state:time_wait')
        terminal.keys('Enter')
        terminal.wait_gone('rows', both('ESTABLISHED', 'ESTABLISHED'))
        expect('the other is open', other.client.fileno() >= 0)


def paused():
    """Nothing is lost meanwhile."""
    with Started() as terminal:
        terminal.keys('p')
        terminal.wait('the pause', 'PAUSED')
        with Pair():
            terminal.keys('Space')
            terminal.wait('what came meanwhile', both('ESTABLISHED', 'ESTABLISHED'))
            expect('no pause', 'PAUSED' not in terminal.screen())


def sizes():
    with Started() as terminal, Pair():
        for columns, rows in (160, 50), (80, 24), (200, 60):
            terminal.resize(columns, rows)
            # One line more is where capture-pane ends.
            wait_for('%d rows' % rows,
                     lambda: terminal.screen().splitlines()[rows - 1:] and
                     'help' in terminal.screen().splitlines()[rows - 1])
            terminal.wait('both ends', both('ESTABLISHED', 'ESTABLISHED'))
        terminal.resize(60, 10)
        terminal.wait('what it needs', '80')
        terminal.resize(80, 24)
        terminal.wait('both ends again', both('ESTABLISHED', 'ESTABLISHED'))


def mouse(terminal, button, column, row):
    """Pressed, and let go, as xterm sends it: from 1, and 32 more."""
    for number in button, 3:
        terminal.keys('-H', '1b', '5b', '4d',
                      *('%02x' % (32 + n) for n in (number, column, row)))


def by_mouse():
    with Started(TERM='screen') as terminal, Pair(), Pair():
        screen = terminal.wait('two', '^halfclose lo: 2 connections').splitlines()
        rows = [i for i, line in enumerate(screen, 1)
                if re.search(both('ESTABLISHED', 'ESTABLISHED'), line)]
        mouse(terminal, 0, 20, rows[1])
        wait_for('the second row', lambda: terminal.screen().splitlines()[rows[1] - 1][0] == '>')
        mouse(terminal, 64, 20, rows[1])
        wait_for('the first row', lambda: terminal.screen().splitlines()[rows[0] - 1][0] == '>')
        mouse(terminal, 0, 20, rows[0])
        mouse(terminal, 0, 20, rows[0])
        terminal.wait('details', '^Connection #')


def unknown_keys():
    """Those that mean nothing, and sequences that terminfo knows nothing of."""
    with Started() as terminal:
        before = terminal.wait('keys', 'q quit').splitlines()[-1]
        for keys in (('F5',), ('C-x',), ('z',), ('-H', '1b', '5b', '31', '3b', '39', '71'),
                     ('-H', '1b', '71'), ('-H', '1b', '4f', '71'), ('-H', 'ff'), ('C-@',)):
            terminal.keys(*keys)
        terminal.keys('C-l')
        terminal.keys('?')
        terminal.wait('help', '^Help')
        terminal.keys('?')
        terminal.wait('keys', re.escape(before))


def copies():
    """A screen that the terminal's own selection copies: no borders, no mouse."""
    with Started() as terminal, demo('close'):
        terminal.wait('the loss', r'5 X lost')
        expect('the mouse is reported', terminal.ask('mouse_standard_flag') == '1')
        terminal.keys('y')
        terminal.wait('the ladder', '^To copy')
        terminal.keys('G')
        screen = terminal.wait('the finding', r'^ *error write-after-close, .*5 bytes')
        expect('no mouse', terminal.ask('mouse_standard_flag') == '0')
        expect('no borders', not re.search('[│┃]$', screen.split('error write')[1], re.M))
        terminal.keys('Escape')
        wait_for('the mouse', lambda: terminal.ask('mouse_standard_flag') == '1')


def writes():
    with tempfile.TemporaryDirectory() as directory:
        with Started(before='cd %s; ' % directory) as terminal, demo('close'):
            terminal.wait('the loss', r'5 X lost')
            terminal.keys('w')
            terminal.wait('a question', r'\.pcapng')
            terminal.keys('C-u')
            terminal.type('talk.pcapng')
            terminal.keys('Enter')
            terminal.wait('an answer', r'^13 packets written to talk\.pcapng')
            terminal.keys('w')
            terminal.wait('a question', r'\.pcapng')
            terminal.keys('C-u')
            terminal.type('talk.pcapng')
            terminal.keys('Enter')
            terminal.wait('never over another file', 'talk.pcapng.*exist')
        out = subprocess.run([HALFCLOSE, 'report', '-r', directory + '/talk.pcapng', '--all',
                              '--format', 'json'], check=True, capture_output=True, text=True)
        records = [json.loads(line) for line in out.stdout.splitlines()]
        connection = [record for record in records if record['type'] == 'connection'][0]
        expect('the report of it: ' + out.stdout,
               (connection['outcome'], connection['first_closer'], records[-1]['packets']) ==
               ('reset', 'server', 13))
        with Started('-r %s/talk.pcapng' % directory) as terminal:
            terminal.wait('its rows', both('CLOSED', 'CLOSED'))
            terminal.keys('Enter')
            terminal.wait('its ladder', '^Connection #1')


def recorded():
    """A recording's rows have the processes of back then, and its packets can be written again."""
    with tempfile.TemporaryDirectory() as directory:
        subprocess.run([os.path.abspath(HALFCLOSE), 'demo', 'close-vs-shutdown', '--variant', 'close',
                        '-w', 'recording'], cwd=directory, check=True, capture_output=True)
        with Started('-r recording', before='cd %s; ' % directory) as terminal:
            terminal.wait('both ends', both('CLOSED', 'CLOSED'))
            terminal.wait('the loss', r'^>demo-c.*5 X lost')
            terminal.keys('w')
            terminal.wait('a question', r'\.pcapng')
            terminal.keys('C-u')
            terminal.type('talk.pcapng')
            terminal.keys('Enter')
            terminal.wait('an answer', r'^13 packets written to talk\.pcapng')


def destroys():
    with Started() as terminal, Pair() as pair:
        terminal.wait('both ends', both('ESTABLISHED', 'ESTABLISHED'))
        terminal.keys('K')
        terminal.wait('a question', r'\?')
        terminal.keys('n')
        terminal.keys('K')
        terminal.wait('a question', r'\?')
        terminal.keys('b')
        screen = terminal.wait('an answer', r'destroyed|permi|support')
        if 'support' in screen:
            print('this kernel cannot destroy sockets')
            return
        expect('ECONNABORTED', pair.client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) ==
               errno.ECONNABORTED)
        terminal.wait('the end', both('CLOSED', 'CLOSED'))


def kept():
    """Closed connections for a second; those with findings for good."""
    with Started('--keep-closed 1s --keep-closed findings') as terminal, demo('close') as playing:
        with Pair():
            terminal.wait('two', '^halfclose lo: 2 connections')
        terminal.wait('the first loss', r'5\+? X lost')
        playing.wait(30)
        # Under a second's worth of the other's own time it has long been over.
        terminal.wait('one', '^halfclose lo: 1 connection ')
        expect('the finding stays', 'X lost' in terminal.screen())


def chosen():
    """Only a process's connections: ours are not the demo's."""
    with Pair(), Started('-p %d' % os.getpid()) as terminal, demo('close') as playing:
        terminal.wait('ours', both('ESTABLISHED', 'ESTABLISHED'))
        playing.wait(30)
        expect('no other', 'demo-c' not in terminal.screen())


def without_permission():
    """It goes on with sockets, and says so."""
    with Pair():
        with Started(before=NOBODY) as terminal:
            terminal.wait('what lacks', 'no permission to capture packets')
            terminal.wait('sockets', both('ESTABLISHED', 'ESTABLISHED'))
            terminal.keys('q')
            # Else the next key would stand in the line that says so.
            terminal.wait('its end', OVER % 0)
            terminal.wait('how to get it', r'^halfclose: no permission to capture packets, nor')


def stops():
    """Ctrl-Z, fg; and a stop that nobody asked the program about."""
    with Started(before='set -m; ') as terminal:
        terminal.keys('C-z')
        terminal.wait('the shell', r'Stopped')
        expect('the screen before', terminal.ask('alternate_on') == '0')
        terminal.type('fg; echo status=$?\n')
        terminal.wait('the picture', BEGUN)
        expect('the other screen', terminal.ask('alternate_on') == '1')
        terminal.keys('?')
        terminal.wait('help', '^Help')
        terminal.keys('?')


def gone():
    """A terminal that is no more, and no SIGHUP: nothing to read for ever is an end, too."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([HALFCLOSE], stdin=theirs, stdout=theirs, start_new_session=True,
                          env={**os.environ, 'TERM': 'screen'}) as process:
        os.close(theirs)
        text = b''
        while b'halfclose' not in text:
            text += os.read(ours, 65536)
        os.close(ours)
        try:
            expect('an end', process.wait(30) == 0)
        finally:
            process.kill()


def settings(terminal, file):
    terminal.type('stty -a > %s\n' % file)
    wait_for(file, lambda: os.path.exists(file) and os.path.getsize(file))
    with open(file) as lines:
        return lines.read()


def state(terminal):
    return [terminal.ask(flag) for flag in ('alternate_on', 'cursor_flag', 'keypad_flag',
                                            'mouse_standard_flag', 'mouse_sgr_flag')]


def restores(term):
    """However it ends, the terminal is as it was."""
    ends = (('q', None, 0), ('F10', None, 0), ('TERM', signal.SIGTERM, 0),
            ('HUP', signal.SIGHUP, 0), ('INT', signal.SIGINT, 0),
            ('SEGV', signal.SIGSEGV, 139), ('ABRT', signal.SIGABRT, 134),
            ('QUIT', signal.SIGQUIT, 131))
    if term == 'vt100':
        ends = [end for end in ends if end[0] != 'F10']     # it has another one than tmux sends
    with tempfile.TemporaryDirectory() as directory, Terminal(80, 24, TERM=term) as terminal:
        terminal.type('ulimit -c 0\n')
        before = settings(terminal, directory + '/before'), state(terminal)
        for name, number, status in ends:
            terminal.run(os.path.abspath(HALFCLOSE))
            terminal.wait('the picture', BEGUN)
            if number:
                os.kill(terminal.child(), number)
            else:
                terminal.keys(name)
            terminal.wait('the end by ' + name, OVER % status)
            after = settings(terminal, directory + '/' + name), state(terminal)
            expect('%s, %s: %r, not %r' % (term, name, after, before), after == before)


def colors():
    with Pair():
        for how, wanted in (({'TERM': 'tmux-256color'}, True), ({'TERM': 'screen'}, True),
                            ({'TERM': 'vt100'}, False),
                            ({'TERM': 'tmux-256color', 'NO_COLOR': '1'}, False)):
            with Started('-i lo', **how) as terminal, demo('close'):
                terminal.wait('the loss', r'5 X lost')
                terminal.keys('Tab')
                terminal.wait('findings', '^halfclose lo: findings')
                expect('%r has %scolours' % (how, 'no ' if wanted else ''),
                       bool(COLOR.search(terminal.screen('-e'))) == wanted)


def ascii_alone():
    with Started(LC_ALL='C') as terminal, demo('close'):
        screen = terminal.wait('the loss', r'5 X lost')
        terminal.keys('Enter')
        screen += terminal.wait('details', 'Connection #1')
        expect('ASCII: ' + screen, screen.isascii())


def refuses():
    for command, words in (('TERM=dumb %s', 'TERM=dumb: a terminal that cannot move'),
                           ('TERM=none-such %s', 'TERM=none-such: terminfo knows no such'),
                           ('TERM= %s', 'TERM is not set'),
                           ('%s < /dev/null', 'the interface needs a terminal'),
                           ('%s tui --bad', 'there is no option --bad')):
        with Terminal(200, 24, TERM='screen') as terminal:
            terminal.run(command % os.path.abspath(HALFCLOSE))
            screen = terminal.wait('a refusal', OVER % 2)
            expect('%s: %s' % (command, screen), len(screen.strip().splitlines()) == 3 and
                   'halfclose: ' + words in screen)


TESTS = [the_story, the_cure, views, filters, paused, sizes, by_mouse, unknown_keys, copies, writes,
         recorded, destroys, kept, chosen, without_permission, stops, gone, colors, ascii_alone, refuses]
TERMS = ['xterm', 'linux', 'screen', 'tmux-256color', 'vt100']


def main():
    failed = 0
    chosen_ones = sys.argv[1:]
    cases = [(test.__name__, test) for test in TESTS]
    cases += [('restores ' + term, lambda term=term: restores(term)) for term in TERMS]
    for name, case in cases:
        if chosen_ones and name.split()[0] not in chosen_ones:
            continue
        try:
            case()
            print('%-30s agrees' % name)
        except (Failed, LookupError, subprocess.SubprocessError, OSError) as failure:
            failed += 1
            print('FAILED: %s: %s' % (name, failure))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
