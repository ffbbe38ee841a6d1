# SPDX-License-Identifier: GPL-2.0-or-later
"""explore.py: halfclose explore finds what it should, again and again, and refuses what is no scenario."""
import json
import math
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HALFCLOSE = os.environ['top_builddir'] + '/halfclose'
SOURCE = Path(os.environ['top_srcdir'])
LIMIT_S = 120
failed = 0


def check(what, ok, said=''):
    global failed
    if not ok:
        failed += 1
        print(f'FAILED: {what}', said, sep='\n' if said else '')


def run(*words, prefix=(), text_in=''):
    return subprocess.run([*prefix, HALFCLOSE, 'explore', *words], input=text_in, text=True,
                          capture_output=True, timeout=LIMIT_S, check=False)


def explored(*words, status=None, **how):
    """The JSON of one exploration."""
    done = run(*words, '--format', 'json', **how)
    check(f'{words}: stderr', not done.stderr, done.stderr)
    if status is not None:
        check(f'{words}: status {done.returncode}', done.returncode == status, done.stdout)
    return json.loads(done.stdout)


def check_all():
    """Each built-in one finds what it should, twice the same to the octet, with IPv6 as well."""
    done = run('--all', '--color', 'never')
    check('--all', done.returncode == 0, done.stdout + done.stderr)
    check('--all: a speed', re.search(r' \d+ schedules a second\n$', done.stdout), done.stdout)
    listed = run('--list', '--color', 'never').stdout.splitlines()
    rows = [line for line in done.stdout.splitlines() if line.endswith('  ok')]
    check('--all has what --list has', len(rows) == len(listed),
          f'{len(rows)} of {len(listed)}')


def check_story_4():
    """A bug in a few percent of the schedules; the string repeats it; the fixed one has none."""
    broken = explored('close-vs-accept', '--variant', 'broken', status=1)
    share = broken['failed'] / broken['schedules']
    check(f'story 4: {share:.1%} fail', broken['whole'] and 0.002 < share < 0.1)
    replay = broken['schedule']['replay']
    first = None
    for _ in range(10):
        again = explored('close-vs-accept', '--variant', 'broken', '--replay', replay, status=1)
        first = first or again
        check('story 4: a replay is another one', again == first)
    check('story 4: the replay is what was found', first['schedule'] == broken['schedule'])
    check('story 4: only of its variant',
          explored('close-vs-accept', '--replay', replay, status=1) == first)
    fixed = explored('close-vs-accept', '--variant', 'fixed', status=0)
    check('story 4: the fix', fixed['whole'] and fixed['failed'] == 0 and fixed['schedule'] is None)


def without_ladder(text):
    """Up to it: ports and times are others each time."""
    return text[:text.index('\nreplay: ')]


def check_seeds():
    for strategy in 'random', 'pct':
        words = ['check-before-write', '--variant', 'zero-length', '--strategy', strategy,
                 '--iterations', '60']
        one, same, other = (run(*words, '-v', '--seed', seed) for seed in '112')
        check(f'{strategy}: same seed, same schedules',
              without_ladder(one.stdout) == without_ladder(same.stdout), one.stdout)
        check(f'{strategy}: another seed, others',
              without_ladder(one.stdout) != without_ladder(other.stdout), one.stdout)
        check(f'{strategy}: says its seed', f'by {strategy} with --seed 1' in one.stdout, one.stdout)
        check(f'{strategy}: finds it', one.returncode == 1, one.stdout)


def check_ladder():
    """The shortest schedule that fails is watched, too: of each variant, if nobody says -q."""
    if os.getuid() != 0:
        print('not tried: the ladder (no root here)')
        return
    words = ['check-before-write', '--color', 'never']
    text = run(*words)
    ladders = re.findall(r'^ +[\d.]+ .* \[S\] ', text.stdout, re.M)
    replays = re.findall(r'^replay: ', text.stdout, re.M)
    check('a ladder of each variant that fails', len(ladders) == len(replays) > 1 and
          text.returncode == 1 and not text.stderr, text.stdout + text.stderr)
    check('a finding below it', re.search(r'^ +(error|warning) [a-z-]+', text.stdout, re.M),
          text.stdout)
    check('one empty line between variants', '\n\n\n' not in text.stdout, text.stdout)
    check('a connect() stands behind its SYN', ' connect() = 0 ' in text.stdout and
          not re.search(r' connect\(\) = 0 .*\n.* \[S\] ', text.stdout), text.stdout)
    check('-q has none', ' [S] ' not in run(*words, '-q').stdout)
    check('--no-packets', ' [S] ' not in run(*words, '--no-packets').stdout)


def check_each_schedule():
    """What -v lists are as many schedules as are counted, no two the same, and each repeats."""
    whole = run('close-vs-shutdown', '--variant', 'close', '-v', '--color', 'never')
    lines = [line.split() for line in whole.stdout.splitlines() if line.startswith('x1-')]
    counted = int(re.search(r'explored +(\d+) schedules, all there are', whole.stdout).group(1))
    check('-v: a line for each', len(lines) == len({line[0] for line in lines}) == counted > 2,
          whole.stdout)
    for schedule, *came in lines:
        again = explored('close-vs-shutdown', '--replay', schedule)
        lost = again['schedule']['lost']
        check(f'{schedule}: lost {lost}', (f'lost={lost}' in came) == (lost > 0), str(came))
        check(f'{schedule}: failed', ('failed' in came) == (lost > 0), str(came))


INDEPENDENT = """\
peer one
	set a 1
	set a 2
	set a 3
peer two
	set b 1
	set b 2
expect a == 3
"""
SHARED = INDEPENDENT.replace('set b', 'set a')
HANGS = """\
peer server
	accept
	read 5
	write 1
	close
peer client
	connect
	write 4
	read 1
	set done 1
peer watcher
	wait done == 1
expect hung == 3
"""
HURRIED = """\
var done 0
peer server
	listen
	accept
	close
peer client
	connect
	write 3
	when done == 1 write 4
	close
expect refused == 0
"""


def check_counts(directory):
    """Schedules and what they stand for, where both are known: C(5, 2)."""
    path = directory / 'mine.scenario'
    path.write_text(INDEPENDENT)
    found = explored(str(path), status=0)
    check('independent steps', found['schedules'] == 1 and
          found['equivalent'] == math.comb(5, 2) - 1, str(found))
    path.write_text(SHARED)
    found = explored(str(path), status=1)
    check('dependent steps', found['schedules'] == math.comb(5, 2) and found['equivalent'] == 0,
          str(found))
    check('points', found['points'] == {'min': 5, 'max': 5, 'total': 50}, str(found['points']))
    check('stdin', explored('-', text_in=SHARED)['failed'] == found['failed'])


def check_texts(directory):
    path = directory / 'hangs.scenario'
    path.write_text(HANGS)
    found = explored(str(path), status=0)
    check('both wait for ever', found['hung'] == found['schedules'] > 0, str(found))
    path.write_text(HANGS.replace('hung == 3', 'hung == 0'))
    check('who hangs, for programs', explored(str(path))['schedule']['hanging'] == [
        {'thread': 'server', 'line': 3, 'step': 'read 5 conn', 'call': 'read(5)', 'never_begun': 2},
        {'thread': 'client', 'line': 9, 'step': 'read 1 conn', 'call': 'read(1)', 'never_begun': 1},
        {'thread': 'watcher', 'line': 12, 'step': 'wait done == 1', 'call': None, 'never_begun': 0}])
    text = run(str(path), '--color', 'never')
    check('who hangs, and where', """
hangs: server is blocked in read(5), line 3; never begun: write 1 conn and 1 more
hangs: client is blocked in read(1), line 9; never begun: set done 1
hangs: watcher is blocked in wait done == 1, line 12
broken: expect hung == 0, and it is 3
""" in text.stdout, text.stdout)
    check('a hang is told',
          re.search(r'^ +server +client$', text.stdout, re.M), text.stdout)
    check('how to repeat it', re.search(rf'^replay: halfclose explore {path} --replay x1-\w+-\w+$',
                                        text.stdout, re.M), text.stdout)
    text = run('last-reference', '--variant', 'close', '-q', '--color', 'never')
    replay = re.search(r'--replay (\S+)', text.stdout).group(1)
    text = run('last-reference', '--replay', replay, '--color', 'never', '--no-packets')
    check('who hangs in a built-in one', re.search(
        r'^hangs: \w+ is blocked in .*, line \d+ of last-reference\.close\.scenario', text.stdout, re.M),
        text.stdout)
    path.write_text('peer alone\n\taccept\n')
    text = run(str(path), '--color', 'never')
    check('nobody begins', '\n     no thread can begin\n\nhangs: alone is blocked in accept(), line 2\n'
          in text.stdout, text.stdout)
    path.write_text(HURRIED)
    text = run(str(path), '--color', 'never')
    check('refused, and a step that was not due', 'connect() = -1 ECONNREFUSED' in text.stdout and
          'when done == 1 write 4 conn: no' in text.stdout and text.returncode == 1, text.stdout)
    path.write_text('peer first\n\tset a 1\n' + HURRIED)
    narrow = run(str(path), '--color', 'never', prefix=['env', 'COLUMNS=72'])
    lines = [line for line in narrow.stdout.splitlines() if line.endswith('write 4 conn: no')]
    check('nothing of the last column is cut', len(lines) == 1 and len(lines[0]) == 72,
          narrow.stdout)
    path.write_text(HURRIED)
    quiet = run(str(path), '-q', '--color', 'never')
    check('-q', 'the shortest' not in quiet.stdout and 'replay: ' in quiet.stdout, quiet.stdout)


def check_ladders(directory):
    """A replay is watched: what is found on its connections is what the scenario's peers lost."""
    words = ['close-vs-shutdown', '--variant', 'close']
    replay = explored(*words, status=1)['schedule']['replay']
    told = run(*words, '--replay', replay, '--color', 'never')
    found = re.search(r'^ +error (?:write-after-close|unread-at-close), 5 bytes$', told.stdout, re.M)
    check('a ladder: status', told.returncode == 1, told.stderr)
    if 'no packets' in told.stderr:
        print('not tried: what is found in a ladder (no packets may be seen)')
    else:
        check('a ladder: what is found', found, told.stdout + told.stderr)
    check('a ladder: the calls', all(f' {call} ' in told.stdout for call in (
        'accept() = 0', 'recv(64) = 5', 'close() = 0', 'write(5) = 5')), told.stdout)
    quiet = run(*words, '--replay', replay, '-q', '--color', 'never')
    check('no ladder with -q', 'accept()' not in quiet.stdout, quiet.stdout)
    path = directory / 'hangs.scenario'
    path.write_text(re.sub(r'hung == \d', 'hung == 0', HANGS))
    replay = explored(str(path), status=1)['schedule']['replay']
    told = run(str(path), '--replay', replay, '--color', 'never')
    check('a ladder: who hangs', 'read(5) blocks' in told.stdout and
          'read(1) blocks' in told.stdout, told.stdout + told.stderr)


def check_refusals(directory):
    path = directory / 'wrong.scenario'
    path.write_text('peer one\n\tset a 1\n\tjump\n')
    other = explored('pool-order', '--variant', 'broken')['schedule']['replay']
    mine = directory / 'right.scenario'
    mine.write_text(SHARED)
    right = explored(str(mine))['schedule']['replay']
    rows = [
        ([], 'which scenario'),
        (['no-such'], 'neither a scenario nor a file "no-such"'),
        (['./no-such'], 'cannot open ./no-such'),
        ([str(directory)], 'cannot read'),
        ([str(path)], f'{path}:3:2: '),
        (['pool-order', 'fixed'], 'what is "fixed" for'),
        (['pool-order', '--variant', 'no'], 'no variant "no"'),
        ([str(mine), '--variant', 'fixed'], 'only built-in scenarios have variants'),
        (['--all', 'pool-order'], 'what is "pool-order" for'),
        (['--all', '--replay', other], '--replay goes without --all'),
        (['pool-order', '--strategy', 'luck'], 'exhaustive, random or pct, not "luck"'),
        (['pool-order', '--seed', 'x'], '--seed takes a number'),
        (['pool-order', '--strategy', 'exhaustive', '--seed', '1'], '--seed is of --strategy random and pct'),
        (['pool-order', '--strategy', 'random', '--depth', '2'], '--depth is of --strategy pct, not of random'),
        (['--list', 'pool-order'], 'what is "pool-order" for'),
        (['pool-order', '--iterations', '0'], '--iterations takes a number'),
        (['pool-order', '--depth', '17'], 'from 1 to 16, not "17"'),
        (['pool-order', '--format', 'html'], 'text or json'),
        (['pool-order', '--replay', 'abc'], 'x1-..., not "abc"'),
        (['pool-order', '--replay', other.replace('x1', 'x9')], 'another version'),
        (['close-vs-shutdown', '--replay', other], 'of another scenario than close-vs-shutdown,'),
        (['pool-order', '--variant', 'fixed', '--replay', other], 'of another scenario'),
        (['pool-order', '--replay', other + 'a9999'], 'more than 1024 steps'),
        ([str(mine), '--replay', right + 'a'], 'it is over'),
        ([str(mine), '--replay', right[:12] + 'a3'], 'after 3 steps it is not over: there may go two'),
        ([str(mine), '--replay', right[:12] + 'a4'], 'after 3 steps one may not go: those that may are two'),
        ([str(mine), '--replay', right[:12] + 'az'], 'a thread that there is not may not go'),
    ]
    for words, reason in rows:
        done = run(*words)
        check(f'{words}: status {done.returncode}', done.returncode == 2)
        check(f'{words}: output', not done.stdout, done.stdout)
        check(f'{words}: one line', done.stderr.startswith('halfclose: ') and
              done.stderr.count('\n') == 1 and reason in done.stderr, done.stderr)


# Six peers with two steps each on one variable: 12! / 2 ** 6 orders, too many to wait for.
ENDLESS = ''.join(f'peer p{i}\n\tadd a 1\n\tadd a 1\n' for i in range(6)) + 'expect a == 12\n'


def check_interrupted(directory):
    """Ctrl-C: what was found so far is told; and that nothing was is no proof that nothing is wrong."""
    path = directory / 'endless.scenario'
    for text, status in (ENDLESS, -signal.SIGINT), (ENDLESS.replace('12', '11'), 1):
        path.write_text(text)
        with subprocess.Popen([HALFCLOSE, 'explore', str(path), '--strategy', 'exhaustive', '-v'],
                              stdout=subprocess.PIPE, text=True) as running:
            first = running.stdout.readline()
            running.send_signal(signal.SIGINT)
            rest = running.stdout.read()
        check(f'interrupted: {running.returncode}, not {status}', running.returncode == status)
        check('interrupted', first.startswith('x1-') and
              re.search(r'explored +[\d,]+ schedules?; there are more; interrupted', rest), rest[-400:])
    path.write_text(ENDLESS)


def check_limit(directory):
    """Beyond the limit it goes on with pct, and says so."""
    path = directory / 'endless.scenario'
    found = explored(str(path), '--strategy', 'exhaustive', '--iterations', '50', status=0)
    check('a limit', found['schedules'] + found['given_up'] == 50 and not found['whole'] and
          found['seed'] is None, str(found))


def check_ordinary_user():
    if os.getuid() != 0 or not shutil.which('setpriv'):
        print('not tried: as an ordinary user (no root here)')
        return
    nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all',
              '--bounding-set=-all', '--no-new-privs']
    words = ['close-vs-shutdown', '--variant', 'close']
    if subprocess.run([*nobody, 'test', '-x', HALFCLOSE], check=False).returncode != 0:
        print('not tried: as an ordinary user (who cannot reach the build)')
        return
    check('as an ordinary user', explored(*words, status=1, prefix=nobody) == explored(*words))
    text = run(*words, prefix=nobody)
    check('as an ordinary user: why there are no packets', text.returncode == 1 and
          text.stderr.count('\n') == 1 and 'no permission to capture' in text.stderr, text.stderr)


def check_families():
    for variant, status in ('broken', 1), ('fixed', 0):
        words = ['pool-order', '--variant', variant]
        four, six = explored(*words, status=status), explored(*words, '-6', status=status)
        check('family', four.pop('family') == 'ipv4' and six.pop('family') == 'ipv6')
        check(f'pool-order {variant}: the same over IPv6', four == six, f'{four}\n{six}')


def check_no_loopback():
    """What is missing is said: the interface, or IPv6."""
    if os.getuid() != 0 or not shutil.which('ip'):
        print('not tried: without a loopback interface (no root here)')
        return
    down = run('pool-order', prefix=['unshare', '-n'])
    check('lo is down', down.returncode == 2 and '(is it up?)' in down.stderr, down.stderr)
    off = run('pool-order', '-6', prefix=['unshare', '-n', 'sh', '-c', 'ip link set lo up && '
              'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6 && exec "$@"', '-'])
    check('no IPv6', off.returncode == 2 and '(is there IPv6 here?)' in off.stderr, off.stderr)


def main():
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        check_counts(directory)
        check_texts(directory)
        check_ladders(directory)
        check_refusals(directory)
        check_interrupted(directory)
        check_limit(directory)
    check_each_schedule()
    check_seeds()
    check_ladder()
    check_no_loopback()
    check_families()
    check_ordinary_user()
    check_story_4()
    check_all()
    print(f'{failed} failures')
    sys.exit(failed > 0)


main()
