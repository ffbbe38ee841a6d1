# SPDX-License-Identifier: GPL-2.0-or-later
"""
manuals.py TOP_BUILDDIR: halfclose(1) has the options that --help has, halfclose-findings(7) all ids, and
what other texts name there is.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

BUILD = Path(sys.argv[1])
SOURCE = Path(os.environ['top_srcdir'])
HALFCLOSE = str(BUILD / 'halfclose')
SHARED = 'several commands'
DOCUMENTS = 'demos', 'guide', 'recipes', 'recording', 'scenarios', 'usage'
failed = 0


def check(what, ok):
    global failed
    if not ok:
        failed += 1
        print(what)


def said(*words):
    return subprocess.run([HALFCLOSE, *words], check=True, text=True, stdout=subprocess.PIPE,
                          timeout=60).stdout


def helped_options(command):
    """As (letter, name, value): of "  -i, --interface NAME     capture ..."."""
    return set(re.findall(r'^  (?:-(\w),|   ) --([a-z0-9-]+)(?: (\w+))?', said(command, '--help'), re.M))


def manual_options(page):
    """By section "Of ..."."""
    options, section = {}, None
    for line in page.splitlines():
        if line.startswith(('.Ss ', '.Sh ')):
            found = re.match(r'\.Ss Of (.*)', line)
            section = found and found.group(1)
        found = re.match(r'\.It (?:Fl (\w) , )?Fl -([a-z0-9-]+)(?: Ar (\w+))?$', line)
        if found and section:
            options.setdefault(section, set()).add(tuple(part or '' for part in found.groups()))
    return options


def spelled(option):
    letter, name, value = option
    return (f'-{letter}, ' if letter else '') + f'--{name} {value}'.rstrip()


def check_options(commands, page):
    manual = manual_options(page)
    shared = manual.pop(SHARED)
    for command in commands:
        helped, own = helped_options(command), manual.pop(command, set())
        check(f'{command} --help has no options', helped)
        for option in helped - own - shared:
            check(f'halfclose.1 lacks {spelled(option)} of {command}', False)
        for option in own - helped:
            check(f'halfclose.1 has {spelled(option)}, which {command} does not take', False)
        shared_names = {name for _, name, _ in shared if name != 'netns'}
        for option in own:
            check(f'halfclose.1 has {spelled(option)} twice', option[1] not in shared_names)
    check(f'halfclose.1 has options of {sorted(manual)}, which there are not', not manual)
    taken = set().union(*map(helped_options, commands))
    for option in shared - taken:
        check(f'halfclose.1 has {spelled(option)}, which no command takes', False)


def check_commands(commands, page):
    listed = re.findall(r'^\.It Cm ([a-z]+)$', page, re.M)
    check(f'halfclose.1 has the commands {listed}, not {commands}', sorted(listed) == sorted(commands))
    synopsis = page[page.index('.Sh SYNOPSIS'):page.index('.Sh DESCRIPTION')]
    for command in commands:
        check(f'the synopsis lacks {command}', re.search(rf'Cm {command}$', synopsis, re.M))


def check_findings():
    page = BUILD / 'doc' / 'halfclose-findings.7'
    listed = said('explain', '--list')
    ids = re.findall(r'^  ([a-z0-9-]+) ', listed[listed.index('findings:'):
                                                listed.index('socket options:')], re.M)
    told = re.findall(r'^\.Ss (.*)$', page.read_text(), re.M)
    check(f'halfclose-findings.7 has {told}, not {ids}', sorted(told) == sorted(ids) and ids)


def check_commands_in(path, commands):
    """Of all that stands as "halfclose COMMAND ..." in code."""
    text = (SOURCE / path).read_text()
    lines = re.findall(r'^    (?:\$ )?(?:sudo )?(?:\./)?halfclose +([a-z].*)$', text, re.M)
    lines += re.findall(r'`(?:sudo )?(?:\./)?halfclose +([a-z][^`]*)`', text)
    for line in lines:
        words = re.split(r' -- | #|\||>', line)[0].split()
        check(f'{path} has the command {words[0]}', words[0] in commands)
        taken = {name for _, name, _ in helped_options(words[0])} if words[0] in commands else set()
        for word in re.findall(r'(?<= )--([a-z0-9-]+)', line if words[0] != 'run' else ' '.join(words)):
            check(f'{path}: {words[0]} takes no --{word}', word in taken)
    check(f'{path} has no commands', lines)


def anchors(path):
    """What GitHub makes of its headings."""
    headings = re.findall(r'^#+ (.*)$', path.read_text(), re.M)
    return {re.sub(r'[^\w -]', '', heading).lower().replace(' ', '-') for heading in headings}


def check_links(path):
    for file, anchor in re.findall(r'\]\((?!https?:)([^)#]*)#?([^)]*)\)', (SOURCE / path).read_text()):
        target = (SOURCE / path).parent / file if file else SOURCE / path
        check(f'{path} leads to {file}, which there is not', target.exists())
        check(f'{path} leads to {file}#{anchor}, which there is not',
              not anchor or target.exists() and anchor in anchors(target))


def check_guide():
    """What stands in it in the place of findings, demos and causes of resets."""
    text = (SOURCE / 'doc' / 'guide.md').read_text()
    causes = {'unread-data', 'linger-zero', 'data-after-close', 'no-listener', 'no-socket',
              'not-accepted', 'accept-overflow', 'timeout', 'destroyed', 'forged'}
    known = set(re.findall(r'^  ([a-z0-9-]+) ', said('explain', '--list'), re.M)) | causes
    told = set(re.findall(r'`([a-z0-9]+(?:-[a-z0-9]+)+)`', text))
    told |= set(re.findall(r'^ +(?:error|warning|note) ([a-z0-9-]+)', text, re.M))
    for word in told - known:
        check(f'guide.md has {word}, which there is not', False)
    check('guide.md has no findings', len(told) > 10)


def main():
    page = (SOURCE / 'doc' / 'halfclose.1').read_text()
    commands = re.findall(r'^  halfclose (\w+)', said('--help'), re.M)
    check_commands(commands, page)
    check_options(commands, page)
    check_findings()
    for path in 'README.md', *(f'doc/{name}.md' for name in DOCUMENTS):
        check_commands_in(path, commands)
    check_guide()
    for path in 'README.md', *(file.relative_to(SOURCE) for file in SOURCE.glob('doc/*.md')):
        check_links(path)
    print(f'{len(commands)} commands, {failed} failures')
    sys.exit(failed > 0)


main()
