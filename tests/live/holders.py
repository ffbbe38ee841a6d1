# SPDX-License-Identifier: GPL-2.0-or-later
"""holders.py: sockets that several processes hold: left to another they are told, handed on they are not."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from watched import Failed, Watched, wait_for

LIMIT_S = 2
USED_S = 4

# Each takes its port as its argument, and has the connection as `conn`, data being sent, for longer
# than a new one takes to be handed to a child.
USED = r'''
import os, signal, socket, subprocess, sys, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
conn = listener.accept()[0]
conn.sendall(b"data")
time.sleep(%d)
''' % USED_S
HELD = {
    'a copy in the same process': USED + 'copy = os.dup(conn.fileno()); conn.close(); time.sleep(60)',
    'a child': USED + '''
if os.fork() == 0:
    time.sleep(60)
conn.close()
time.sleep(60)''',
    'a helper that outlives its killed parent': USED + '''
os.set_inheritable(conn.fileno(), True)
subprocess.Popen(["sleep", "60"], close_fds=False)
time.sleep(0.5)
os.kill(os.getpid(), signal.SIGKILL)''',
}
INNOCENT = {
    'a helper for a moment': USED + '''
os.set_inheritable(conn.fileno(), True)
subprocess.Popen(["sleep", "1"], close_fds=False)
time.sleep(60)''',
    'workers': USED + '''
for _ in range(3):
    if os.fork() == 0:
        time.sleep(1)
        os._exit(0)
time.sleep(60)''',
    'on in the background': USED + '''
if os.fork() == 0:
    time.sleep(60)
os._exit(0)''',
    'handed on, and used': USED + '''
if os.fork() == 0:
    time.sleep(1)
    conn.sendall(b"more")
    time.sleep(60)
conn.close()
time.sleep(60)''',
    'a server that forks': '''
import socketserver, sys, time
class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"data")
        time.sleep(60)
class Server(socketserver.ForkingMixIn, socketserver.TCPServer):
    pass
Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()''',
    'inetd': '''
import os, socket, sys
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    conn = listener.accept()[0]
    if os.fork() == 0:
        for fd in range(3):
            os.dup2(conn.fileno(), fd)
        os.execlp("sh", "sh", "-c", "echo data; exec sleep 60")
    conn.close()''',
}


def listening(port):
    out = subprocess.run(['ss', '-tlnH', 'sport = :%d' % port], capture_output=True, text=True)
    return out.stdout.strip() != ''


class Talk:
    """A server, and a client that gets what it says and waits for more."""
    next_port = 7601

    def __init__(self, *command):
        self.port = Talk.next_port
        Talk.next_port += 1
        self.process = subprocess.Popen([word.format(port=self.port) for word in command],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, start_new_session=True)
        wait_for('the server', lambda: listening(self.port))
        self.client = socket.create_connection(('127.0.0.1', self.port))
        self.client.settimeout(30)
        if not self.client.recv(4):
            raise Failed('the server says nothing')
        # Whatever it says later is read.
        threading.Thread(target=self.read_on, daemon=True).start()

    def read_on(self):
        while True:
            try:
                if not self.client.recv(100):
                    return
            except OSError:
                return

    def end(self):
        self.client.shutdown(socket.SHUT_RDWR)
        self.client.close()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def shell_client(port):
    """A shell whose child inherits the connection: the client end is held elsewhere."""
    listener = socket.create_server(('127.0.0.1', port))
    shell = subprocess.Popen(['bash', '-c', 'exec 7<>/dev/tcp/127.0.0.1/%d; echo hello >&7; '
                              'read -r line <&7; sleep %d; sleep 60 & sleep 0.5; exec 7>&-; '
                              'sleep 60' % (port, USED_S)],
                             start_new_session=True)
    conn = listener.accept()[0]
    listener.close()
    conn.recv(6)
    conn.send(b'hi\n')
    return conn, shell


def sshd(directory, port):
    """Root's own ssh to itself, which does nothing; None where that cannot be had."""
    if not shutil.which('sshd') or not shutil.which('ssh-keygen'):
        return None
    for name in ('host', 'user'):
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', directory + '/' + name],
                       check=True)
    os.makedirs('/run/sshd', exist_ok=True)
    server = subprocess.Popen(
        [shutil.which('sshd'), '-D', '-e', '-f', '/dev/null', '-p', str(port),
         '-o', 'ListenAddress=127.0.0.1', '-h', directory + '/host', '-o', 'StrictModes=no',
         '-o', 'PermitRootLogin=yes', '-o', 'AuthorizedKeysFile=' + directory + '/user.pub'],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True)
    wait_for('sshd', lambda: listening(port))
    client = subprocess.Popen(
        ['ssh', '-F', '/dev/null', '-p', str(port), '-i', directory + '/user', '-o', 'BatchMode=yes',
         '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '127.0.0.1',
         'sleep 60'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True)
    return server, client


def problems_of(name, watched, port, held):
    problems = []
    findings = watched.findings(watched.connection(port))
    worse = [f for f in findings if findings[f]['severity'] != 'note' and f != 'process-ended']
    if worse != (['held-elsewhere'] if held else []):
        problems.append('%s: %r' % (name, findings))
    elif held:
        said = findings['held-elsewhere']
        if said['end'] != held[0] or not all(word in said['explain'] for word in held[1]):
            problems.append('%s: %s: %s' % (name, said['end'], said['explain']))
    print('%-44s %s' % (name, problems or 'ok'))
    return problems


def main():
    talks, problems = {}, []
    with tempfile.TemporaryDirectory() as directory:
        with Watched('--stall-after', '%ds' % LIMIT_S) as watched:
            for name, code in {**HELD, **INNOCENT}.items():
                talks[name] = Talk(sys.executable, '-c', code, '{port}')
            if shutil.which('socat'):
                talks['socat'] = Talk('socat', 'TCP-LISTEN:{port},bind=127.0.0.1,fork',
                                      'SYSTEM:"echo data; sleep 60"')
            conn, shell = shell_client(7701)
            ssh = sshd(directory, 7702)
            # A second or two until it is missed, and then the limit.
            time.sleep(USED_S + 2 + LIMIT_S + 3)
            for talk in talks.values():
                talk.end()
            conn.close()
            for process in (shell, *(ssh or ())):
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            time.sleep(0.3)

    for name, talk in talks.items():
        words = {'a copy in the same process': ('] closed fd ', 'held by python'),
                 'a child': ('] closed fd ', 'held by python'),
                 'a helper that outlives its killed parent': ('] ended', 'held by sleep')}.get(name)
        problems += problems_of(name, watched, talk.port, words and ('server', words))
    problems += problems_of('a shell', watched, 7701,
                            ('client', ('client bash[', 'closed fd 7', 'held by sleep[')))
    if ssh:
        problems += problems_of('sshd', watched, 7702, None)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
