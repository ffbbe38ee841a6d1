# SPDX-License-Identifier: GPL-2.0-or-later
"""pasted.py HALFCLOSE REPLAY GOLDEN DIR: reports in Markdown, parsed as GitHub does it."""
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))
import captures as c

HALFCLOSE, REPLAY, GOLDEN, DIR = sys.argv[1:]
EXPECTED = {'h2', 'h3', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'pre', 'code', 'ul', 'li', 'strong', 'p',
            'details', 'summary'}
NAMES = '```', '[a](b)', '<b>', '*x*_y_', 'www.a.de', '@you', '&lt;~~'
failed = 0


def fail(text):
    global failed
    failed += 1
    print(text)


class Page(HTMLParser):
    """The tags of a page, its code and its other text."""

    def __init__(self, markdown):
        super().__init__()
        self.tags, self.code, self.text, self.in_code = [], '', '', False
        html = run('cmark-gfm', '--unsafe', '-e', 'table', '-e', 'strikethrough', '-e', 'autolink', '-e',
                   'tasklist', '-e', 'footnotes', text=markdown)
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.in_code |= tag == 'pre'

    def handle_endtag(self, tag):
        self.in_code &= tag != 'pre'

    def handle_data(self, data):
        if self.in_code:
            self.code += data
        else:
            self.text += data


def run(*command, text=''):
    return subprocess.run(command, input=text.encode(), check=True, stdout=subprocess.PIPE,
                          timeout=60).stdout.decode()


def check_page(name, markdown):
    page = Page(markdown)
    if set(page.tags) - EXPECTED:
        fail(f'{name}: has {set(page.tags) - EXPECTED}')
    if re.search('^```', page.text, re.M) or re.search('^ *(watched|[0-9.]+ +.* [│┤├])', page.text, re.M):
        fail(f'{name}: code is text')
    if re.search(r'\*\*|^\| |<!--', page.text, re.M):
        fail(f'{name}: Markdown is text')
    if page.tags.count('h2') != 1 or page.tags[0] != 'h2':
        fail(f'{name}: no heading')
    if len(markdown) > 65536:
        fail(f'{name}: {len(markdown)} characters')
    return page


def check_names():
    """Each in the place of a process name, in the head and ladder, which are code, and in sentences."""
    story = Path(f'{GOLDEN}/write-after-close.story').read_text()
    for name in NAMES:
        path = Path(f'{DIR}/story')
        path.write_text(story.replace(' peer ', f' {name} '))
        page = check_page(name, run(REPLAY, str(path), 'markdown'))
        if f'{name}[812]' not in page.text or page.code.count(f'{name}[812]') != 2:
            fail(f'{name} is not itself any more:\n{page.text}')


def check_room():
    """A port that refuses is a case."""
    frames = [frame for port in range(1, 901)
              for frame in c.conversation(c.REFUSED, ('127.0.0.1', 40000), ('127.0.0.1', port))]
    Path(f'{DIR}/refused').write_bytes(c.pcap(frames, c.RAW))
    markdown = run(HALFCLOSE, 'report', '-r', f'{DIR}/refused', '--format', 'markdown')
    page = check_page('900 cases', markdown)
    shown = page.tags.count('h3')
    if f'{900 - shown} more cases found no room' not in page.text or len(markdown.encode()) < 50000:
        fail(f'of 900 cases {shown} are shown, in {len(markdown)} characters')
    if 'refused900' not in re.sub(r'\s', '', page.text) or 'watched' not in page.code:
        fail('900 cases: the table or the summary lacks')


reports = list(Path(GOLDEN).glob('*.markdown'))
for report in reports:
    check_page(report.name, report.read_text())
check_names()
check_room()
print(f'{len(reports)} reports, {failed} failures')
sys.exit(failed > 0 or not reports)
