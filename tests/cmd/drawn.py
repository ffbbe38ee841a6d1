# SPDX-License-Identifier: GPL-2.0-or-later
"""drawn.py HALFCLOSE REPLAY GOLDEN DIR: every diagram is one by Mermaid's grammar, and not too long for it.

The grammar is that part of Mermaid's which halfclose writes. If MERMAID is set, to the path of a mermaid.min.js,
Mermaid itself draws them, too."""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))
import browser
import captures as c

HALFCLOSE, REPLAY, GOLDEN, DIR = sys.argv[1:]
# Of processes; each would end a text, begin a comment, or be more than text.
NAMES = 'end', 'style:a;b', '%%{init:{}}%%', '<b>x</b>', '&lt;&amp;"\'\\n', 'wrap:', '`*x*`$$', '"]-->>c:x'
TEXT = r"(?:[A-Za-z0-9 ._,()\[\]/=+!?'-]|:(?= )|#[0-9]+;|<br/>)+"
STATEMENT = re.compile(rf'    (?:participant [cs] as {TEXT}|Note (?:left of c|right of s|over c,s): {TEXT}|'
                       rf'(?:c->>s|s->>c|c-xs|s-xc): {TEXT}|%% [ -~]*|end|rect rgba\(128, 128, 128, 0\.1\))')
failed = 0


def fail(text):
    global failed
    failed += 1
    print(text)


def check_diagram(name, text):
    first, *lines = text.splitlines()
    if first != 'sequenceDiagram':
        fail(f'{name}: begins with {first}')
    if len(text) >= 50000:
        fail(f'{name}: {len(text)} characters, more than Mermaid takes')
    depth = 0
    for line in lines:
        depth += {'rect': 1, 'end': -1}.get(line.split()[0], 0)
        if not STATEMENT.fullmatch(line) or not 0 <= depth <= 1:
            fail(f'{name}: {line}')
    if depth or sum('participant' in line for line in lines) != 2:
        fail(f'{name}: not whole')


def report(path, *options):
    return subprocess.run([HALFCLOSE, 'report', '-r', path, *options], check=True,
                          stdout=subprocess.PIPE, timeout=60).stdout.decode()


def named():
    """A diagram for each name, in which it is the client's."""
    story = Path(f'{GOLDEN}/write-after-close.story').read_text()
    for name in NAMES:
        path = Path(f'{DIR}/story')
        path.write_text(story.replace(' peer ', f' {name} '))
        yield name, subprocess.run([REPLAY, str(path), 'mermaid'], check=True, stdout=subprocess.PIPE,
                                   timeout=60).stdout.decode()


def draw(page, name, text, wanted=''):
    """Wanted is a text of the picture, which is one of an error where Mermaid did not understand."""
    try:
        found = page.eval('mermaid.render("drawn", %s).then(drawn => { document.body.innerHTML = drawn.svg;'
                          ' return document.body.textContent; })' % json.dumps(text))
    except RuntimeError as error:
        fail(f'{name}: {error}')
        return
    if 'Syntax error' in found or wanted not in found:
        fail(f'{name}: not drawn, or not with {wanted}: {found}')


def draw_all(diagrams):
    Path(f'{DIR}/page.html').write_text('<!DOCTYPE html><meta charset="utf-8"><body></body><script src="file://'
                                        f'{os.environ["MERMAID"]}"></script>')
    with browser.Browser(browser.find()) as page:
        page.open(f'{DIR}/page.html')
        for diagram in diagrams:
            draw(page, diagram.name, diagram.read_text())
        for name, text in named():
            draw(page, name, text, f'#1 client 127.0.0.1:6882 {name}[812] → server')
    print('drawn by Mermaid itself')


def refused(ports, times):
    """A capture in which each port refuses so many times: as many cases as ports."""
    path = f'{DIR}/refused'
    frames = [frame for port in range(1, 1 + ports) for client in range(times) for frame in
              c.conversation(c.REFUSED, ('127.0.0.1', 40000 + client), ('127.0.0.1', port))]
    Path(path).write_bytes(c.pcap(frames, c.RAW))
    return path


def check_room():
    few, many = (report(refused(*case), '--format', 'mermaid') for case in ((3, 2), (900, 1)))
    check_diagram('three cases', few)
    check_diagram('900 cases', many)
    shown = many.count('    rect ')
    if few.count('x2 like this') != 3 or 'more case' in few:
        fail('not all of three cases are drawn')
    if f'{900 - shown} more cases found no room here' not in many or len(many) < 40000:
        fail(f'of 900 cases {shown} are drawn, in {len(many)} characters')


def check_nothing():
    Path(f'{DIR}/empty').write_bytes(c.pcap([], c.RAW))
    for options in (), ('--quiet',):
        text = report(f'{DIR}/empty', '--format', 'mermaid', *options)
        check_diagram('no connection', text)
        if 'Note over c,s: no finding' not in text or ('%%' in text) == bool(options):
            fail(f'an empty capture, {options}: {text}')


diagrams = list(Path(GOLDEN).glob('*.mermaid'))
for diagram in diagrams:
    check_diagram(diagram.name, diagram.read_text())
for name, text in named():
    check_diagram(name, text)
check_room()
check_nothing()
if 'MERMAID' in os.environ:
    draw_all(diagrams)
print(f'{len(diagrams)} diagrams, {failed} failures')
sys.exit(failed > 0 or not diagrams)
