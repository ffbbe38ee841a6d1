# SPDX-License-Identifier: GPL-2.0-or-later
"""recipes.py: takes the files out of doc/recipes.md and tries them: pytest, automake, systemd's own check,
YAML; and a process in namespaces of its own in place of a container."""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from watched import wait_for

SOURCE = Path(os.environ.get('top_srcdir', '.')).resolve()
HALFCLOSE = str(Path(os.environ.get('top_builddir', '.')).resolve() / 'halfclose')
RECIPES = (SOURCE / 'doc/recipes.md').read_text('utf-8')
CAPABILITIES = 'net_raw', 'sys_ptrace', 'dac_read_search'
DOCKER = ('-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,'
          '+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap')
AS_NOBODY = 'setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'
LIMIT_S = 100
failed = 0

# A server that answers when the client is done; or, in haste, closes after the first words. By then
# whoever watches has asked for their sockets, which are soon gone.
PEERS = f'''
import socket, sys, threading
sys.path.append({str(SOURCE / 'tests/live')!r})
from watched import all_sleep, wait_for
def talk(hasty):
    listener = socket.create_server(('127.0.0.1', 0))
    def serve():
        end, _ = listener.accept()
        wait_for('halfclose to have asked', all_sleep)
        end.recv(100)
        while not hasty and end.recv(100):
            pass
        end.close()
    server = threading.Thread(target=serve)
    server.start()
    end = socket.create_connection(listener.getsockname())
    end.sendall(b'first words')
    if hasty:
        server.join()
    try:
        end.sendall(b'last words')
        end.shutdown(socket.SHUT_WR)
        end.recv(1)
    except OSError:
        pass
    end.close()
    server.join()
'''

# A connection that stays, so that nobody has to be quick to see whose it is.
PAIR = '''
import socket
listener = socket.create_server(('127.0.0.1', 0))
client = socket.create_connection(listener.getsockname())
server, _ = listener.accept()
print('ready', flush=True)
input()
'''


def check(what, found, expected=True):
    global failed
    if found != expected:
        failed += 1
        print(f'{what}: {found}, not {expected}')
    else:
        print(f'{what:60} agrees')


def recipe(name):
    """The file of that name, as the recipe has it."""
    return re.search(rf'<!-- file: {re.escape(name)} -->\n```[a-z]+\n(.*?)^```$', RECIPES,
                     re.M | re.S)[1]


def run(*command, cwd=None, **environment):
    """What the make that runs this test was told is not for the makes that it starts."""
    inherited = {name: value for name, value in os.environ.items() if name not in ('MAKEFLAGS', 'TESTS')}
    return subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=LIMIT_S, env={**inherited, **environment})


def python_with(module):
    """An interpreter that has it, or None: Debian's packages are not for every python3 in PATH."""
    for python in 'python3', '/usr/bin/python3':
        if run(python, '-c', f'import {module}').returncode == 0:
            return python
    print(f'not tried: no {module}')
    return None


def knows_by_cgroup():
    """Without, `run` may miss what lives as shortly as these connections do."""
    known = 'by its cgroup' in run(HALFCLOSE, 'run', '-v', '--', 'true').stdout
    if not known:
        print('not tried: no cgroup can be made here')
    return known


def check_pytest(where):
    python = python_with('pytest')
    if not python:
        return
    (where / 'peers.py').write_text(PEERS)
    (where / 'conftest.py').write_text(recipe('conftest.py'))
    (where / 'test_peers.py').write_text(
        'from peers import talk\n'
        'def test_patient(tcp): talk(False)\n'
        'def test_hasty(tcp): talk(True)\n'
        'def test_unwatched(): talk(True)\n')
    done = run(python, '-B', '-m', 'pytest', '-p', 'no:cacheprovider', cwd=where, HALFCLOSE=HALFCLOSE)
    check('pytest: who loses something', re.findall(r'^ERROR (\S+)', done.stdout, re.M),
          ['test_peers.py::test_hasty'])
    check('pytest: the others', '3 passed, 1 error' in done.stdout)
    check('pytest: the ladder', '10 bytes' in done.stdout and 'FIN_WAIT1' in done.stdout)
    done = run(python, '-B', '-m', 'pytest', '-p', 'no:cacheprovider', cwd=where, HALFCLOSE='/bin/false')
    check('pytest: without halfclose', 'halfclose does not watch' in done.stdout)
    whole = run(HALFCLOSE, 'run', '--fail-on', 'error', '-o', 'report', '--format', 'markdown', '--', python,
                '-B', 'peers.py', cwd=where)
    check('a run without connections', whole.returncode, 0)


def check_automake(where):
    if not shutil.which('automake'):
        print('not tried: no automake')
        return
    (where / 'configure.ac').write_text('AC_INIT([tried], [1])\nAM_INIT_AUTOMAKE([foreign])\n'
                                        'AC_CONFIG_FILES([Makefile])\nAC_OUTPUT\n')
    (where / 'Makefile.am').write_text(recipe('Makefile.am'))
    (where / 'peers.py').write_text(PEERS + 'import sys\ntalk("hasty" in sys.argv)\n')
    (where / 'reply.sh').write_text('python3 -B peers.py\n')
    (where / 'leak.sh').write_text('python3 -B peers.py hasty\n')
    done = run('sh', '-c', 'autoreconf -i && ./configure', cwd=where)
    check('automake takes the Makefile.am', done.returncode, 0)

    def results(**words):
        run('make', 'check', *(f'{name}={value}' for name, value in words.items()), cwd=where)
        return [re.search(':test-result: (.*)', (where / f'{test}.trs').read_text('utf-8'))[1]
                for test in ('reply', 'leak')]

    check('make check, unwatched', results(), ['PASS', 'PASS'])
    if not knows_by_cgroup():
        return
    check('make check, watched', results(WATCH=f'{HALFCLOSE} run --fail-on error --'), ['PASS', 'FAIL'])
    check('the ladder is in the log', 'write-after-close, 10 bytes' in (where / 'leak.log').read_text('utf-8'))
    results(WATCH=f'{HALFCLOSE} run -w $@.pcapng --format html -o $@.html --fail-on error --')
    check('a page and the evidence beside each log',
          [(where / f'{test}.log.html').read_text('utf-8').startswith('<!') and
           report_of(where / f'{test}.log.pcapng') for test in ('reply', 'leak')], [[], [10]])
    (where / 'reply.sh').write_text('exit 77\n')
    (where / 'leak.sh').write_text('exit 99\n')
    check('a test that is skipped, one that is broken', results(WATCH=f'{HALFCLOSE} run --fail-on error --'),
          ['SKIP', 'ERROR'])


def check_yaml(where):
    python = python_with('yaml')
    for name in 'github.yml', 'gitlab.yml', 'capabilities.yml', 'pod.yml':
        text = recipe(name)
        (where / name).write_text(text)
        if python:
            done = run(python, '-c', 'import sys, yaml; assert yaml.safe_load(open(sys.argv[1]))',
                       str(where / name))
            check(name, done.returncode, 0)


def check_options(_):
    """Of every command in the text: there are such options."""
    commands = re.findall(r'halfclose (run|record|watch|report)((?: -{1,2}[a-z-]+(?: [^-\s][^\s]*)?)+)', RECIPES)
    for command, words in sorted(set(commands)):
        takes = run(HALFCLOSE, command, '--help').stdout
        unknown = [option for option in re.findall(r' (-{1,2}[a-z-]+)', words.partition(' -- ')[0])
                   if not re.search(rf'^ +.*{option}\b', takes, re.M)]
        check(f'{command}{words}', unknown, [])


def check_systemd(where):
    if not shutil.which('systemd-analyze'):
        print('not tried: no systemd-analyze')
        return
    (where / 'my-server.service').write_text('[Service]\nExecStart=/bin/true\n')
    (where / 'my-job.service').write_text('[Service]\nType=oneshot\nExecStart=/bin/true\n')
    for name in ('halfclose-record.service', 'halfclose-watch.service', 'my-server.service.d/halfclose.conf',
                 'my-job.service.d/halfclose.conf'):
        unit = where / name
        unit.parent.mkdir(exist_ok=True)
        unit.write_text(recipe(name).replace('/usr/local/bin/halfclose', HALFCLOSE)
                        .replace('/usr/local/bin/my-job', '/bin/true'))
    done = run('systemd-analyze', 'verify', '--man=no', *map(str, where.glob('*.service')),
               SYSTEMD_UNIT_PATH=f'{where}:')
    told = [line for line in done.stdout.splitlines() if str(where) in line or 'halfclose' in line]
    check('systemd: the units', (done.returncode, told), (0, []))


def command_of(unit):
    """What ExecStart= would start, without the directory that systemd makes."""
    return re.search('^ExecStart=(/usr.*)$', recipe(unit), re.M)[1].split()[1:]


def as_service(*command):
    """As an ordinary user with ambient capabilities, as systemd starts it."""
    plus = ','.join('+' + name for name in CAPABILITIES)
    return (*AS_NOBODY, '--inh-caps=-all,' + plus, '--ambient-caps=' + plus, '--bounding-set=-all,' + plus,
            '--no-new-privs', HALFCLOSE, *command)


def talk(hasty):
    run('python3', '-c', PEERS + f'talk({hasty})')


def owners(*command):
    """Of the ends of all connections, as a look at the sockets finds them."""
    told = run(*command, '--all', '--format', 'json', '--quiet').stdout.splitlines()
    return {end['comm'] for record in map(json.loads, told) if record['type'] == 'connection'
            for end in (record['client'], record['server'])}


def lossy(records):
    return [finding['bytes'] for finding in map(json.loads, records.splitlines())
            if finding.get('id') == 'write-after-close']


def report_of(path):
    return lossy(run(HALFCLOSE, 'report', '-r', str(path), '--format', 'json').stdout)


def check_services(where):
    """Both units' commands, but for the port, and the directory."""
    with subprocess.Popen(['python3', '-c', PAIR], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as pair:
        pair.stdout.readline()
        check("a service sees root's processes", owners(*as_service('report')), {'python3'})
        pair.stdin.write(b'\n')
    where.chmod(0o777)
    file = where / 'record.pcapng'
    record = [str(file) if word.startswith('/var') else word for word in command_of('halfclose-record.service')]
    for command in record[:-2], command_of('halfclose-watch.service')[:-2]:
        with tempfile.TemporaryFile('w+') as out:
            service = subprocess.Popen([*as_service(*command), '-v'], stdout=out, stderr=subprocess.PIPE,
                                       text=True)
            check(f'{command[0]} as a service', 'watching packets and sockets' in service.stderr.readline())
            talk(True)
            service.send_signal(signal.SIGINT)
            service.communicate(timeout=LIMIT_S)
            out.seek(0)
            told = out.read()
        check(f'{command[0]}: its end', service.returncode, 0)
        if command[0] == 'record':
            told = ''.join(run(HALFCLOSE, 'report', '-r', str(path), '--format', 'json').stdout
                           for path in where.glob('record*'))
        check(f'{command[0]}: what it found', lossy(told), [10])


def check_setcap(where):
    """As an ordinary user, whose command can do nothing more for that."""
    program = shutil.copy(HALFCLOSE, where / 'halfclose')
    given = re.search(r'setcap (cap_[a-z_,=]+)', RECIPES)[1]
    if not shutil.which('setcap') or run('setcap', given, program).returncode:
        print('not tried: no setcap')
        return
    where.chmod(0o755)
    done = run(*AS_NOBODY, program, 'run', '-v', '--', 'grep', 'CapEff', '/proc/self/status')
    check('setcap: it may do all', 'watching packets and sockets' in done.stdout and
          'no permission' not in done.stdout)
    check('setcap: its command may not', 'CapEff:\t0000000000000000' in done.stdout)


def check_github(where):
    """The step's command, up to the one that becomes a user again."""
    if not knows_by_cgroup():
        return
    command = re.search(r'sudo \.halfclose/halfclose (run .*? --) ', recipe('github.yml'))[1].split()
    python = shutil.which('python3', path='/usr/bin:/bin')
    done = run(HALFCLOSE, *command[:-1], '-v', '--', *AS_NOBODY, python, '-c', PEERS + 'talk(True)', cwd=where,
               LC_ALL='C')
    report = (where / 'tcp.md').read_text('utf-8')
    check('GitHub: the evidence', report_of(where / 'tcp.pcapng'), [10])
    check('GitHub: status, and the ladder, whatever the locale',
          (done.returncode, 'write-after-close, 10 bytes: ' in report and '├─' in report), (1, True))


def check_gitlab(where):
    """The job's script, in a container's place."""
    (where / '.halfclose').mkdir()
    (where / '.halfclose/halfclose').symlink_to(HALFCLOSE)
    script = re.search(r'^    - \|\n((?:      .*\n)+)', recipe('gitlab.yml'), re.M)[1]
    (where / 'peers.py').write_text(PEERS + 'import sys\ntalk("hasty" in sys.argv)\n')
    for test, status in ('python3 peers.py', 0), ('python3 peers.py hasty', 1), ('exit 3', 3):
        words = script.replace('make check', f'sh -c "{test}"')
        done = run('setpriv', '--bounding-set=' + DOCKER, 'bash', '-eo', 'pipefail', '-c', words, cwd=where)
        check(f'GitLab: {test}', done.returncode, status)
        page = (where / 'tcp.html').read_text('utf-8')
        check(f'GitLab: {test}: the page', ('write-after-close, 10 bytes' in page), status == 1)


def check_container():
    """From outside by a PID; from within, with these capabilities alone."""
    inside = subprocess.Popen(['unshare', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c',
                               'ip link set lo up && exec python3 -c "$1"', 'sh', PAIR],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    check('a container', inside.stdout.readline(), 'ready\n')
    shell = wait_for('its first process', lambda: Path(
        f'/proc/{inside.pid}/task/{inside.pid}/children').read_text('utf-8').split())[0]
    enter = ('nsenter', '--target', shell, '--net', '--pid', '--mount')
    bounds = ','.join(['-all', *('+' + name for name in CAPABILITIES)])
    watchers = {'from outside': ((HALFCLOSE, 'report'), ('--netns', shell)),
                'from within': ((*enter, 'setpriv', '--bounding-set=' + bounds, HALFCLOSE, 'report'), ())}
    for name, (command, options) in watchers.items():
        check(f'{name}: whose sockets', owners(*command, *options), {'python3'})
        with tempfile.TemporaryFile('w+') as out:
            watcher = subprocess.Popen([*command, *(options or ('-i', 'any')), '--for', '60s', '-v', '--format',
                                        'json'], stdout=out, stderr=subprocess.PIPE, text=True)
            check(f'{name}: watches', 'watching packets and sockets' in watcher.stderr.readline())
            run(*enter, 'python3', '-c', PEERS + 'talk(True)')
            interrupt(watcher)
            watcher.communicate(timeout=LIMIT_S)
            out.seek(0)
            check(f'{name}: what it found', lossy(out.read()), [10])
    inside.communicate('end\n', timeout=LIMIT_S)


def interrupt(process):
    """nsenter waits for what it started in another PID namespace, which is to get the signal."""
    children = Path(f'/proc/{process.pid}/task/{process.pid}/children').read_text('utf-8').split()
    os.kill(int(children[0]) if process.args[0] == 'nsenter' and children else process.pid, signal.SIGINT)


for attempt in (check_pytest, check_automake, check_yaml, check_options, check_systemd, check_setcap, check_github,
                check_gitlab, check_services):
    with tempfile.TemporaryDirectory() as directory:
        attempt(Path(directory))
check_container()
sys.exit(failed > 0)
