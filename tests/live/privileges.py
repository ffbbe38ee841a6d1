# SPDX-License-Identifier: GPL-2.0-or-later
"""privileges.py: what /proc says of halfclose once all is open, and what it finds without each
capability, as in containers, and as an ordinary user."""
import ctypes
import errno
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

import watched
from watched import Failed, wait_for

NOBODY = 65534
AS_NOBODY = ('setpriv', '--reuid=%d' % NOBODY, '--regid=%d' % NOBODY, '--clear-groups')
# include/uapi/linux/capability.h
DAC_OVERRIDE, DAC_READ_SEARCH, SYS_PTRACE = 1 << 1, 1 << 2, 1 << 19

failed = 0


def check(what, found, expected):
    global failed
    if found != expected:
        failed += 1
        print('%s: %s, not %s' % (what, found, expected))
    else:
        print('%-60s agrees' % what)


def status(pid):
    with open('/proc/%d/status' % pid) as lines:
        return dict(line.rstrip('\n').split(':\t', 1) for line in lines)


def capabilities(pid):
    """Effective, permitted, inheritable, bounding, ambient."""
    told = status(pid)
    return [int(told['Cap' + kind], 16) for kind in ('Eff', 'Prm', 'Inh', 'Bnd', 'Amb')]


def without(*names):
    """Root without these capabilities, as in a container."""
    return ('setpriv', '--bounding-set', ','.join('-' + name for name in names))


def connect():
    with socket.create_server(('127.0.0.1', 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        return client, listener.accept()[0]


def watch(what, before, *options, program=None, older=False):
    """
    Runs it beside a connection, which is older than that if there are no packets to show a new one.
    Its status, its capabilities, the connection's record, stderr, all records.
    """
    client, server = connect() if older else (None, None)
    command = [*before, program or watched.HALFCLOSE, 'report', '--for', '60s', '--all', '-v',
               '--format', 'json', *options]
    with tempfile.TemporaryFile('w+') as output, tempfile.TemporaryFile('w+') as errors:
        process = subprocess.Popen(command, stdout=output, stderr=errors, text=True)
        wait_for(what, lambda: process.poll() is not None or 'watching' in said(errors))
        if process.poll() is not None:
            raise Failed('%s: %s' % (what, said(errors)))
        if not older:
            client, server = connect()
        port = server.getsockname()[1]
        # Who closes within microseconds may be gone before anybody has looked who it was.
        time.sleep(0.5)
        client.close()
        server.recv(1)
        server.close()
        time.sleep(0.3)
        told = status(process.pid), capabilities(process.pid)
        process.send_signal(signal.SIGINT)
        check(what + ': ends well', process.wait(30), 0)
        output.seek(0)
        records = [json.loads(line) for line in output]
        # Without packets, which end is the server is a guess, by the lower port.
        mine = [c for c in records if c['type'] == 'connection' and
                port in (c['server']['port'], c['client']['port'])]
        return told, mine[0] if mine else None, said(errors), records


def said(errors):
    errors.seek(0)
    return errors.read()


def gaps(records):
    return [f['explain'] for f in records if f['type'] == 'finding' and f['id'] == 'evidence-gap']


def owners(connection):
    return [connection[end]['pid'] for end in ('client', 'server')]


def check_root():
    (told, caps), connection, errors, records = watch('root', ())
    check('root: capabilities', caps, [SYS_PTRACE | DAC_READ_SEARCH] * 2 + [0, 0, 0])
    check('root: no new privileges', told['NoNewPrivs'], '1')
    check('root: a filter of system calls', told['Seccomp'],
          '2' if 'system calls given up' in errors else '0')
    check('root: owners', owners(connection), [os.getpid()] * 2)
    check('root: nothing lacks', 'permission' in errors, False)
    (_, caps), _, _, _ = watch('packets alone', (), '--no-sockets')
    check('packets alone: capabilities', caps, [0] * 5)


def check_user():
    (told, caps), connection, _, _ = watch('-Z nobody', (), '-Z', 'nobody')
    check('-Z nobody: user', told['Uid'].split(), [str(NOBODY)] * 4)
    check('-Z nobody: group', told['Gid'].split(), [str(NOBODY)] * 4)
    check('-Z nobody: groups', set(told['Groups'].split()) <= {str(NOBODY)}, True)
    check('-Z nobody: capabilities', caps, [SYS_PTRACE | DAC_READ_SEARCH] * 2 + [0, 0, 0])
    check('-Z nobody: owners', owners(connection), [os.getpid()] * 2)


def check_each_alone():
    (_, caps), connection, errors, records = watch('without net_raw', without('net_raw'),
                                                     older=True)
    check('without net_raw: says so', 'capture packets: root lacks cap_net_raw' in errors, True)
    check('without net_raw: owners', owners(connection), [os.getpid()] * 2)
    check('without net_raw: no packets', (records[-1]['packets'], len(gaps(records))), (None, 1))

    (_, caps), connection, errors, records = watch('without sys_ptrace', without('sys_ptrace'))
    check('without sys_ptrace: says so', "other users' processes: root lacks" in errors, True)
    check('without sys_ptrace: packets', connection['packets']['client_to_server'] > 2, True)
    check('without sys_ptrace: owners', owners(connection), [None] * 2)
    check('without sys_ptrace: capabilities', caps[0], DAC_READ_SEARCH)
    check('without sys_ptrace: a gap', len(gaps(records)), 1)

    (_, caps), connection, errors, _ = watch('without dac_read_search',
                                             without('dac_read_search'))
    check('without dac_read_search: the other one', caps[0], SYS_PTRACE | DAC_OVERRIDE)
    check('without dac_read_search: owners', owners(connection), [os.getpid()] * 2)

    (_, caps), connection, errors, _ = watch('without setpcap', without('setpcap'))
    check('without setpcap: capabilities', caps[:2], [SYS_PTRACE | DAC_READ_SEARCH] * 2)

    for name in ('net_admin', 'sys_admin', 'sys_nice', 'setuid'):
        _, connection, errors, _ = watch('without ' + name, without(name))
        check('without %s: nothing lacks' % name, (owners(connection), 'permission' in errors),
              ([os.getpid()] * 2, False))

    refused('sys_admin', 'root lacks cap_sys_admin', '--netns', '/proc/self/ns/net')
    refused('setuid', 'only root may become', '-Z', 'nobody')


def without_routes(command):
    """Runs it where no rtnetlink socket can be had, as in some sandboxes."""
    number = {'x86_64': 41, 'aarch64': 198}[os.uname().machine]
    load, equal, give = 0x20, 0x15, 0x06
    allow, refuse = 0x7fff0000, 0x00050000 | errno.EACCES
    # struct seccomp_data: which call, the family, the protocol (NETLINK_ROUTE is 0).
    steps = [(load, 0, 0, 0), (equal, 0, 5, number), (load, 0, 0, 16),
             (equal, 0, 3, socket.AF_NETLINK), (load, 0, 0, 32), (equal, 0, 1, 0),
             (give, 0, 0, refuse), (give, 0, 0, allow)]
    program = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *step) for step in steps))
    header = ctypes.create_string_buffer(struct.pack('HL', len(steps), ctypes.addressof(program)))
    libc = ctypes.CDLL(None, use_errno=True)
    # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
    if libc.prctl(22, ctypes.c_ulong(2), header, ctypes.c_ulong(0), ctypes.c_ulong(0)) != 0:
        raise Failed('prctl: ' + os.strerror(ctypes.get_errno()))
    os.execv(command[0], command)


def check_no_routes():
    """The addresses of the interfaces are not known: it costs what they are for, and no more."""
    if os.uname().machine not in ('x86_64', 'aarch64'):
        print('left out: without rtnetlink')
        return
    before = (sys.executable, __file__)
    _, connection, errors, records = watch('without rtnetlink', before)
    check('without rtnetlink: owners', owners(connection), [os.getpid()] * 2)
    check('without rtnetlink: packets', connection['packets']['client_to_server'] > 2, True)
    check('without rtnetlink: says so, once',
          [gap for gap in gaps(records) if '1 network namespace whose' not in gap], [])
    check('without rtnetlink: a gap', len(gaps(records)), 1)


def refused(lacks, words, *options):
    done = subprocess.run([*without(lacks), watched.HALFCLOSE, 'report', *options],
                          capture_output=True, text=True)
    check('without %s: %s' % (lacks, options[0]),
          (done.returncode, done.stdout, words in done.stderr), (2, '', True))


def check_nobody(directory):
    """First with nothing, then after the very command that halfclose names."""
    program = shutil.copy(watched.HALFCLOSE, directory)
    os.chmod(directory, 0o755)
    (told, caps), connection, errors, records = watch('nobody', AS_NOBODY, program=program,
                                                        older=True)
    check('nobody: capabilities', caps[:3], [0] * 3)
    check('nobody: no new privileges', told['NoNewPrivs'], '1')
    check('nobody: a connection, without packets', (records[-1]['packets'], owners(connection)),
          (None, [None, None]))
    check('nobody: gaps', len(gaps(records)), 2)
    lines = [line for line in errors.splitlines() if 'permission' in line]
    check('nobody: one line says what lacks', len(lines), 1)
    command = re.search(r'sudo (setcap \S+ \S+);', lines[0]).group(1).split()
    if subprocess.run(command, capture_output=True).returncode != 0:
        print('left out: capabilities of a file')
        return
    (told, caps), connection, errors, records = watch('setcap', AS_NOBODY, program=program)
    check('setcap: user', told['Uid'].split()[0], str(NOBODY))
    check('setcap: capabilities', caps[:3], [SYS_PTRACE | DAC_READ_SEARCH] * 2 + [0])
    check('setcap: packets and owners', (connection['packets']['client_to_server'] > 2,
                                         owners(connection)), (True, [os.getpid()] * 2))
    check('setcap: nothing lacks', ('permission' in errors, gaps(records)), (False, []))
    check_lent(directory, program)
    check_set_user_id(directory, program)


def check_lent(directory, program):
    """What the program's file lends its user is for watching, not for what he may not read or execute."""
    secret, hidden = os.path.join(directory, 'secret'), os.path.join(directory, 'hidden')
    copy, public = os.path.join(directory, 'public', 'copy'), os.path.join(directory, 'public')
    subprocess.run([watched.HALFCLOSE, 'record', '-q', '-w', secret, '--for', '100ms'], check=True)
    os.chmod(secret, 0o600)
    os.mkdir(hidden)
    shutil.copy('/bin/true', hidden)
    os.makedirs(os.path.join(hidden, 'public'))
    os.chmod(os.path.join(hidden, 'public'), 0o777)
    os.chmod(hidden, 0o700)
    os.mkdir(public)
    os.chmod(public, 0o777)
    no = 'Permission denied\n'
    for what, status, *command in (
            ('report -r', 2, 'report', '-r', secret),
            ('annotate', 2, 'annotate', secret, '-o', copy),
            ('record', 2, 'record', '-w', os.path.join(hidden, 'public', 'a')),
            ('run', 126, 'run', '-q', os.path.join(hidden, 'true'))):
        done = subprocess.run([*AS_NOBODY, program, *command], capture_output=True, text=True)
        check('setcap: %s of what is not his' % what, (done.returncode, done.stderr.endswith(no)),
              (status, True))
    check('setcap: no copy', os.listdir(public), [])
    done = subprocess.run([*AS_NOBODY, program, 'run', '-q', 'grep', 'CapPrm', '/proc/self/status'],
                          capture_output=True, text=True)
    check('setcap: the command has none', done.stdout.split()[1:], ['0' * 16])
    plain = shutil.copy(program, os.path.join(directory, 'plain'))
    own = [subprocess.run([*AS_NOBODY, name, 'run', '-q', '--netns', 'new', 'true'],
                          capture_output=True).returncode for name in (plain, program)]
    check('setcap: a namespace of his own, where he may', own[1], own[0])


def check_set_user_id(directory, program):
    other = shutil.copy(program, os.path.join(directory, 'set-user-id'))
    os.chmod(other, 0o4755)
    if os.statvfs(directory).f_flag & os.ST_NOSUID:
        print('left out: a set-user-ID file')
        return
    for status, command in (125, ('run', 'id')), (2, ('record', '-w', os.path.join(directory, 'x'))):
        done = subprocess.run([*AS_NOBODY, other, *command], capture_output=True, text=True)
        check('set-user-ID: %s' % command[0], (done.returncode, done.stdout, 'chmod' in done.stderr),
              (status, '', True))


def check_file():
    """While it waits for more of a capture."""
    process = subprocess.Popen([watched.HALFCLOSE, 'report', '-r', '-', '-v'], text=False,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    header = bytes.fromhex('d4c3b2a1020004000000000000000000ffff000001000000')
    process.stdin.write(header)
    process.stdin.flush()
    wait_for('privileges to be given up', lambda: status(process.pid)['NoNewPrivs'] == '1')
    check('-r: capabilities', capabilities(process.pid), [0] * 5)
    out, errors = process.communicate()
    check('-r: says that it needs none', b'-r needs no privilege' in errors, True)
    check('-r: ends well', process.returncode, 0)


def check_demo():
    process = subprocess.Popen([watched.HALFCLOSE, 'demo', 'close-vs-shutdown', '--variant',
                                'close'], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wait_for('privileges to be given up', lambda: status(process.pid)['NoNewPrivs'] == '1')
    check('demo: capabilities', capabilities(process.pid)[:2],
          [SYS_PTRACE | DAC_READ_SEARCH] * 2)
    errors = process.communicate()[1]
    check('demo: agrees', (process.returncode, errors), (0, b''))


def main():
    if len(sys.argv) > 1:
        without_routes(sys.argv[1:])
    with tempfile.TemporaryDirectory() as directory:
        check_root()
        check_user()
        check_each_alone()
        check_no_routes()
        check_nobody(directory)
        check_file()
        check_demo()
    return failed > 0


if __name__ == '__main__':
    sys.exit(main())
