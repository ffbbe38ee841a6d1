# SPDX-License-Identifier: GPL-2.0-or-later
"""tmux.py: a terminal with a shell in it, whose keys are typed and whose screen is read.

    with Terminal(80, 24) as terminal:
        terminal.run('halfclose')
        terminal.wait('its screen', 'halfclose lo')
        terminal.keys('q')
"""
import os
import re
import subprocess
import tempfile

from watched import wait_for

PROMPT = 'ready> '


class Terminal:
    """tmux keeps the screen; nobody has to look on."""

    def __init__(self, columns, rows, **env):
        self.size = columns, rows
        self.term = env.pop('TERM', 'screen')
        self.env = {**os.environ, 'LC_ALL': 'C.UTF-8', **env}
        for name in ('TMUX', 'NO_COLOR', 'COLUMNS', 'LINES'):
            if name not in env:
                self.env.pop(name, None)

    def tmux(self, *words):
        return subprocess.run(['tmux', '-S', self.directory.name + '/tmux', '-f', '/dev/null',
                               *words], capture_output=True, text=True, check=True,
                              env=self.env).stdout

    def __enter__(self):
        self.directory = tempfile.TemporaryDirectory()
        self.tmux('new-session', '-d', '-x', str(self.size[0]), '-y', str(self.size[1]),
                  'sh')
        # tmux sets its own TERM; what runs in it gets the one that was asked for.
        self.type("TERM='%s' PS1='%s'\n" % (self.term, PROMPT))
        self.wait('the prompt', PROMPT.strip() + r'\s*$')
        return self

    def __exit__(self, *_):
        self.tmux('kill-server')
        self.directory.cleanup()

    def keys(self, *names):
        """As send-keys(tmux) calls them: 'Enter', 'C-l', 'F1'."""
        self.tmux('send-keys', *names)

    def type(self, text):
        self.tmux('send-keys', '-l', text)

    def run(self, command):
        """In the shell; the line with its exit status ends it."""
        self.type("clear; %s; echo status=$?\n" % command)

    def screen(self, *options):
        """Its lines; with '-e' colours and weights as escape sequences."""
        return self.tmux('capture-pane', '-p', *options)

    def wait(self, what, pattern, limit_s=30):
        """Until the screen has that; returns it."""
        def there():
            screen = self.screen()
            return screen if re.search(pattern, screen, re.M) else None
        try:
            return wait_for(what, there, limit_s)
        except Exception:
            print(self.screen())
            raise

    def wait_gone(self, what, pattern):
        return wait_for(what, lambda: not re.search(pattern, self.screen(), re.M))

    def ask(self, variable):
        """tmux's FORMATS: 'alternate_on', 'cursor_flag'."""
        return self.tmux('display-message', '-p', '#{%s}' % variable).strip()

    def resize(self, columns, rows):
        self.tmux('resize-window', '-x', str(columns), '-y', str(rows))

    def child(self):
        """What runs in the shell."""
        return int(subprocess.run(['ps', '--ppid', self.ask('pane_pid'), '-o', 'pid='],
                                  capture_output=True, text=True, check=True).stdout.split()[0])
