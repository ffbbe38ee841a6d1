# SPDX-License-Identifier: GPL-2.0-or-later
"""completed.py DIR: lines that are being written, and how each shell would complete them."""
import os
import pty
import re
import select
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DIR = sys.argv[1]
LIMIT_S = 30
failed = 0


def said(*words):
    return subprocess.run(['halfclose', *words], check=True, text=True, stdout=subprocess.PIPE,
                          timeout=LIMIT_S).stdout


COMMANDS = set(re.findall(r'^  halfclose (\w+)', said('--help'), re.M))
LISTED = said('explain', '--list')


def topics(section):
    below = LISTED[LISTED.index(section + ':'):]
    return set(re.findall(r'^  ([A-Za-z][\w-]*) ', below[:(below + '\n\n').index('\n\n')], re.M))


def options(command):
    return set(re.findall(r'^  (?:-\w,|   ) (--[a-z0-9-]+)', said(command, '--help'), re.M))


FORMATS = {'text', 'json', 'zeek', 'html', 'mermaid', 'markdown'}
ROWS = [    # the line, and all that is offered; of a list that is not ours, what has to be among it
    ('halfclose ', COMMANDS),
    ('halfclose re', {'report', 'record'}),
    *((f'halfclose {command} --', options(command)) for command in sorted(COMMANDS)),
    ('halfclose --keep', {'--keep-closed'}),
    ('halfclose report --format ', FORMATS),
    ('halfclose report --all --format m', {'mermaid', 'markdown'}),
    ('halfclose watch --format ', {'text', 'json'}),
    ('halfclose report --color ', {'auto', 'always', 'never'}),
    ('halfclose report --fail-on eof', {'eof-ignored', 'eof-unread'}),
    ('halfclose report --fail-on le', {'leak'}),
    ('halfclose report --fail-on lost,half-c', {'half-close-cut', 'half-closed'}),
    ('halfclose report -i l', {'lo'}),
    ('halfclose run --netns ', {'new'}),
    ('halfclose explain CLOS', {'CLOSED', 'CLOSE_WAIT', 'CLOSING'}),
    ('halfclose explain SO_L', {'SO_LINGER'}),
    ('halfclose demo ', topics('demos') | {'all'}),
    ('halfclose demo close-vs-shutdown --variant ', {'broken', 'fixed', 'close', 'shutdown'}),
    ('halfclose demo close-vs-shutdown --role ', {'server', 'client'}),
    ('halfclose explore close-vs', {'close-vs-shutdown', 'close-vs-accept'}),
    ('halfclose explore two-readers --variant ', {'broken', 'fixed'}),
    ('halfclose explore check-before-write --variant ze', {'zero-length'}),
    ('halfclose explore two-readers --strategy ', {'exhaustive', 'random', 'pct'}),
    ('halfclose explore /etc/passw', ['passwd']),
    ('halfclose report -r /etc/passw', ['passwd']),
    ('halfclose annotate /etc/passw', ['passwd']),
    ('halfclose run halfclos', ['halfclose']),
    ('halfclose run --netns new -- halfclos', ['halfclose']),
    ('halfclose run cat /etc/passw', ['passwd']),
]

BASH = '''
compopt() { :; }
. "$1/bash/halfclose"
COMP_WORDS=("${@:2}") COMP_CWORD=$(($# - 2))
_halfclose halfclose "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
'''


def bash(line):
    words = shlex.split(line) + ([''] if line.endswith(' ') else [])
    return subprocess.run(['bash', '-c', BASH, 'bash', DIR, *words], check=True, text=True,
                          stdout=subprocess.PIPE, timeout=LIMIT_S).stdout.split()


def fish(line):
    script = 'source $argv[1]/fish/halfclose.fish; complete -C $argv[2]'
    out = subprocess.run(['fish', '--no-config', '-c', script, DIR, line], check=True, text=True,
                         stdout=subprocess.PIPE, timeout=LIMIT_S).stdout
    return [row.split('\t')[0] for row in out.splitlines()]


class Zsh:
    """One that runs on a terminal, and lists what it would offer at Ctrl-X."""
    RC = """
        PS1='READY> ' LISTMAX=10000
        unsetopt prompt_sp prompt_cr always_last_prompt beep
        fpath=('%s/zsh' $fpath)
        autoload -U compinit
        compinit -u -D
        zstyle ':completion:*' verbose no
        bindkey '^X' list-choices
        stty -echo rows 200 cols 200
    """

    def __init__(self):
        with tempfile.TemporaryDirectory() as home:
            Path(home, '.zshrc').write_text(self.RC % DIR, encoding='utf-8')
            self.pid, self.terminal = pty.fork()
            if self.pid == 0:
                os.environ.update(TERM='dumb', LC_ALL='C', ZDOTDIR=home)
                os.execvp('zsh', ['zsh', '--no-globalrcs', '-i'])
            self.read_to('READY> ')

    def read_to(self, pattern):
        """What came before it."""
        text, end = '', time.monotonic() + LIMIT_S
        while not (found := re.search(pattern, text)):
            if not select.select([self.terminal], [], [], max(end - time.monotonic(), 0))[0]:
                raise TimeoutError(f'zsh has not written {pattern}, but {text!r}')
            text += os.read(self.terminal, 65536).decode().replace('\r', '')
        return text[:found.start()]

    def __call__(self, line):
        os.write(self.terminal, line.encode() + b'\x18')
        text = self.read_to(f'READY> {re.escape(line.rstrip())}')
        text = re.sub(r'\x1b\[[?0-9]*[a-z]', '', text)
        os.write(self.terminal, b'\x07')  # send-break
        self.read_to('READY> ')
        return text.removeprefix(line).removeprefix(line.rstrip()).split()

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def check(shell, line, want, got):
    global failed
    # Of a path or a list, some offer the last part alone.
    last = {word.rpartition('/')[2].rpartition(',')[2] for word in got}
    if last == want if isinstance(want, set) else last.issuperset(want):
        return
    failed += 1
    print(f'{shell}: {line!r}: {sorted(last)}, not {sorted(want)}')


def main():
    zsh = Zsh()
    for line, want in ROWS:
        for name, complete in ('bash', bash), ('fish', fish), ('zsh', zsh):
            check(name, line, want, complete(line))
    zsh.end()
    print(f'{len(ROWS)} lines, {failed} failures')
    sys.exit(failed > 0)


main()
