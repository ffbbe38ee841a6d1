# SPDX-License-Identifier: GPL-2.0-or-later
"""pages.py: the page of each demo, made live and of a capture: quiet, whole, and tells the story."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], 'tests', 'support'))

import browser                                      # noqa: E402
import page_checks                                  # noqa: E402
from dumped import Dumped                           # noqa: E402
from watched import HALFCLOSE, LIMIT_S, Watched     # noqa: E402

# What is to be read on the live page of each demo, which has all its variants, and of a recording.
SAYS = {
    'close-vs-shutdown': ('write-after-close, 5 bytes', 'half-closed', 'demo-client', 'clean'),
    'linger-default': ('unread-at-close', 'orphaned-data', 'half-closed', 'clean'),
    'linger-timeout': ('half-closed', 'clean', 'demo-server'),
    'last-reference': ('half-closed', 'clean', 'demo-child'),
    'check-before-write': ('reply-abandoned', 'write-after-close, 5 bytes', 'half-closed', 'clean'),
    'linger-zero': ('linger-discard', 'reset-after-done', 'demo-server'),
    'unread-at-close': ('unread-at-close', 'reset by the server (unread-data)', 'clean'),
    'two-readers': ('clean', 'demo-client', 'demo-server'),
    'early-catch-up': ('half-closed', 'clean'),
    'close-vs-accept': ('closed-without-reply', 'accept-queue-reset', 'refused', 'demo-server'),
    'pool-order': ('process-ended', 'unread-at-close', 'demo-server', 'clean'),
    'recorded': ('write-after-close, 5 bytes', 'write(5) = -1 EPIPE', 'close() = 0',
                 'kernel: no descriptor', 'CLOSE_WAIT', 'demo-client'),
}


class Page(Watched):
    """The live report, as a page."""

    def __init__(self, path):
        super().__init__('--format', 'html')
        self.path = path

    def read(self, text):
        with open(self.path, 'w', encoding='utf-8') as out:
            out.write(text)


def demos():
    listed = subprocess.run([HALFCLOSE, 'demo', '--list'], stdout=subprocess.PIPE, check=True,
                            text=True).stdout
    return [line.split()[0] for line in listed.splitlines()[1:]]


def make_pages(name):
    live, pcap, offline = name + '-live.html', name + '.pcap', name + '.html'
    with Dumped(pcap), Page(live) as watched:
        subprocess.run([HALFCLOSE, 'demo', name, '-q'], stdout=subprocess.DEVNULL, check=True,
                       timeout=LIMIT_S)
        watched.catch_up()
    with open(offline, 'wb') as out:
        subprocess.run([HALFCLOSE, 'report', '-r', pcap, '--all', '--format', 'html'], stdout=out,
                       check=True)
    return live, offline


def make_page_of_run(path):
    """The page of a command, which is all that it is about."""
    subprocess.run([HALFCLOSE, 'run', '--all', '--format', 'html', '-o', path, '--', HALFCLOSE, 'demo',
                    'close-vs-shutdown', '-q'], stdout=subprocess.DEVNULL, check=True,
                   timeout=LIMIT_S)
    return path


def make_page_of_recording(path):
    """The page of what one demo recorded, its calls as well."""
    recording = path.replace('.html', '.pcapng')
    subprocess.run([HALFCLOSE, 'demo', 'close-vs-shutdown', '--variant', 'close', '-q', '-w',
                    recording], stdout=subprocess.DEVNULL, check=True, timeout=LIMIT_S)
    with open(path, 'wb') as out:
        subprocess.run([HALFCLOSE, 'report', '-r', recording, '--all', '--format', 'html'],
                       stdout=out, check=True)
    return path


def missing(path, name):
    """What is not to be read on it, and whether a ladder is."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    problems = page_checks.problems_of(text)
    if 'figure class="ladder"' not in text:
        problems.append('no ladder')
    if path.endswith('-live.html'):
        shown = re.sub('<[^>]*>', '', text)
        problems += ['"%s" is missing' % words for words in SAYS[name] if words not in shown]
    return problems


def look(page, path):
    problems = []
    for width, dark in (1280, False), (400, True):
        problems += page_checks.look(page, path, width=width, dark=dark)
        if os.environ.get('PICTURES'):
            page.picture(os.path.join(os.environ['PICTURES'],
                                      '%s-%d.png' % (path[:-len('.html')], width)))
    return problems


def main():
    program = browser.find()
    failed = 0
    if not program:
        print('skipped: no chromium')
        return 77
    with browser.Browser(program) as page:
        made = [(name, path) for name in demos() for path in make_pages(name)]
        made.append(('close-vs-shutdown', make_page_of_run('run-live.html')))
        made.append(('recorded', make_page_of_recording('recorded-live.html')))
        for name, path in made:
            problems = missing(path, name) + look(page, path)
            failed += bool(problems)
            print('%s: %s' % (path, problems or 'ok'))
    return 1 if failed else 0


sys.exit(main())
