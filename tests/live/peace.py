# SPDX-License-Identifier: GPL-2.0-or-later
"""peace.py: programs that people run, doing what they do every day, where nothing goes wrong: no
error and no warning may be told, but for the reply that a client which had gone refused.

Each scenario has a namespace's loopback to itself and ends as it does in life; the limit for hangs
and leaks is short, and what idles does so for longer than that.
"""
import contextlib
import glob
import http.client
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

from watched import Failed, Watched, wait_for

STALL_S = 0.5
IDLE_S = 3 * STALL_S
LIMIT_S = 60

SCENARIOS = []

NGINX = '''
worker_processes 2;
daemon off;
pid {dir}/pid;
error_log {dir}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    keepalive_requests 1000000;
    client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir};
    uwsgi_temp_path {dir}; scgi_temp_path {dir};
    root {dir}/www;
    upstream pool {{ server 127.0.0.1:8080; keepalive 8; keepalive_timeout 2s; }}
    server {{ listen 127.0.0.1:8080 backlog=4096; keepalive_timeout 60s; }}
    server {{ listen 127.0.0.1:8081 backlog=4096; keepalive_timeout 1s; }}
    server {{ listen 127.0.0.1:8082; location / {{ proxy_pass http://pool;
              proxy_http_version 1.1; proxy_set_header Connection ""; }} }}
    server {{ listen 127.0.0.1:8443 ssl; ssl_certificate {dir}/cert; ssl_certificate_key {dir}/key;
              ssl_protocols TLSv1.2 TLSv1.3; keepalive_timeout 1s; }}
}}
'''

HAPROXY = '''
global
    maxconn 512
defaults
    mode http
    timeout connect 5s
    timeout client 5s
    timeout server 5s
    timeout http-keep-alive 1s
frontend web
    bind 127.0.0.1:8090
    default_backend nginx
backend nginx
    option httpchk GET /
    server one 127.0.0.1:8081 check inter 200ms
    server two 127.0.0.1:8081 check inter 200ms
frontend tcp
    mode tcp
    bind 127.0.0.1:8091
    default_backend redis
backend redis
    mode tcp
    server redis 127.0.0.1:6379 check inter 200ms
'''


def scenario(*programs):
    def add(function):
        SCENARIOS.append((function, programs))
        return function
    return add


def listening(port):
    out = subprocess.run(['ss', '-tlnH', 'sport = :%d' % port], capture_output=True, text=True)
    return out.stdout.strip() != ''


def run(*command, **options):
    return subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=True, **options)


def quiet():
    """True if no connection is left but those in TIME_WAIT."""
    return not run('ss', '-tnH', 'state', 'connected', 'exclude', 'time-wait').stdout


@contextlib.contextmanager
def server(port, *command, **options):
    """A program that listens on the port, until SIGTERM."""
    options = {'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL,
               'stdin': subprocess.DEVNULL, **options}
    process = subprocess.Popen(command, **options)
    try:
        wait_for(command[0], lambda: listening(port))
        yield process
    finally:
        process.terminate()
        process.wait()


def make_site(directory):
    os.chmod(directory, 0o755)
    os.mkdir(directory + '/www')
    with open(directory + '/www/big', 'wb') as file:
        file.write(os.urandom(4 << 20))
    with open(directory + '/www/index.html', 'w') as file:
        file.write('hello\n' * 20)
    run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout',
        directory + '/key', '-out', directory + '/cert', '-days', '2', '-subj', '/CN=localhost')
    with open(directory + '/nginx.conf', 'w') as file:
        file.write(NGINX.format(dir=directory))
    with open(directory + '/haproxy.cfg', 'w') as file:
        file.write(HAPROXY)


def nginx(site):
    return server(8443, 'nginx', '-c', site + '/nginx.conf')


def get(connection, path='/'):
    connection.request('GET', path)
    return len(connection.getresponse().read())


# What is watched begins in each scenario where its servers are ready, and ends when all is quiet.

@scenario('nginx', 'wrk')
def load_with_keep_alive(site, watch):
    """100,000 requests, then an abrupt end: wrk leaves what it had asked for."""
    with nginx(site), watch():
        requests = 0
        while requests < 100000:
            out = run('wrk', '-t2', '-c50', '-d3s', 'http://127.0.0.1:8080/', text=True).stdout
            requests += int(out.split(' requests in')[0].split()[-1])


@scenario('nginx', 'wrk')
def load_with_a_connection_each(site, watch):
    with nginx(site), watch():
        run('wrk', '-t2', '-c50', '-d2s', '-H', 'Connection: close', 'http://127.0.0.1:8080/')


@scenario('nginx', 'wrk')
def load_that_is_interrupted(site, watch):
    with nginx(site), watch():
        with subprocess.Popen(['wrk', '-t2', '-c50', '-d30s', 'http://127.0.0.1:8080/big'],
                              stdout=subprocess.DEVNULL) as load:
            wait_for('the load', lambda: len(run('ss', '-tnH', 'dport', '=', ':8080').stdout
                                             .splitlines()) >= 50)
            time.sleep(0.5)
            load.send_signal(signal.SIGINT)


@scenario('nginx', 'curl')
def curl_closes_first(site, watch):
    with nginx(site), watch():
        for _ in range(20):
            run('curl', '-sf', 'http://127.0.0.1:8080/', 'http://127.0.0.1:8080/big')
        for version in ('1.2', '1.3') * 10:
            run('curl', '-sfk', '--tlsv' + version, '--tls-max', version,
                'https://127.0.0.1:8443/', 'https://127.0.0.1:8443/big')


@scenario('nginx')
def nginx_closes_first(site, watch):
    """An idle keep-alive connection that the server ends, and a client that then closes."""
    with nginx(site), watch():
        clients = [http.client.HTTPConnection('127.0.0.1', 8081) for _ in range(5)]
        context = ssl._create_unverified_context()
        clients += [http.client.HTTPSConnection('127.0.0.1', 8443, context=context)
                    for _ in range(5)]
        for client in clients:
            get(client)
        poll = [client.sock for client in clients]
        for sock in poll:
            sock.settimeout(LIMIT_S)
            assert sock.recv(1) == b''
        for client in clients:
            client.close()


@scenario('nginx')
def slow_download(site, watch):
    """The server has long closed when its client has read all."""
    with nginx(site), watch(), socket.create_connection(('127.0.0.1', 8080)) as sock:
        sock.sendall(b'GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        while sock.recv(100000):
            time.sleep(3 * STALL_S / 42)


@scenario('nginx')
def idle_pool(site, watch):
    """Connections that wait in a pool for longer than the limit, are used again, and closed."""
    with nginx(site), watch():
        context = ssl._create_unverified_context()
        clients = [http.client.HTTPConnection('127.0.0.1', 8080) for _ in range(5)]
        clients += [http.client.HTTPConnection('127.0.0.1', 8082) for _ in range(5)]
        for _ in range(2):
            for client in clients:
                get(client)
            time.sleep(IDLE_S)
        for client in clients:
            client.close()
        # Opened ahead of need, and never used.
        spare = [socket.create_connection(('127.0.0.1', 8080)) for _ in range(3)]
        time.sleep(IDLE_S)
        for sock in spare:
            sock.close()
        tls = context.wrap_socket(socket.create_connection(('127.0.0.1', 8443)))
        tls.close()


@scenario('nginx', 'curl')
def reader_that_has_enough(site, watch):
    with nginx(site), watch():
        for _ in range(5):
            run('bash', '-c', 'curl -s http://127.0.0.1:8080/big | head -c 1')
            run('bash', '-c', 'curl -sk https://127.0.0.1:8443/big | head -c 1')


@scenario('nginx', 'haproxy', 'redis-server', 'redis-cli', 'curl', 'wrk')
def proxy_with_health_checks(site, watch):
    with nginx(site), server(6379, 'redis-server', '--port', '6379', '--save', ''), \
            server(8091, 'haproxy', '-f', site + '/haproxy.cfg'), watch():
        for _ in range(5):
            run('curl', '-sf', 'http://127.0.0.1:8090/', 'http://127.0.0.1:8090/big')
        run('wrk', '-t1', '-c10', '-d1s', 'http://127.0.0.1:8090/')
        run('redis-cli', '-p', '8091', 'ping')
        client = http.client.HTTPConnection('127.0.0.1', 8090)
        get(client)
        # The proxy ends it.
        assert client.sock.recv(1) == b''
        client.close()
        time.sleep(IDLE_S)


@scenario('redis-server', 'redis-cli')
def database_session(site, watch):
    with server(6379, 'redis-server', '--port', '6379', '--save', ''), watch():
        run('redis-cli', 'set', 'a', '1')
        run('redis-cli', 'get', 'a')
        # A worker that waits for work, and gets it.
        with subprocess.Popen(['redis-cli', 'blpop', 'queue', '0'],
                              stdout=subprocess.PIPE) as worker:
            time.sleep(STALL_S / 2)
            run('redis-cli', 'rpush', 'queue', 'job')
            worker.communicate(timeout=LIMIT_S)
        # Idle between two commands.
        with subprocess.Popen(['redis-cli'], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as session:
            for command in ('ping\n', 'info\n'):
                session.stdin.write(command)
                session.stdin.flush()
                time.sleep(IDLE_S)
            session.communicate('quit\n', timeout=LIMIT_S)
        with subprocess.Popen(['redis-cli', 'subscribe', 'news'],
                              stdout=subprocess.PIPE) as reader:
            time.sleep(IDLE_S)
            run('redis-cli', 'publish', 'news', 'x')
            reader.send_signal(signal.SIGINT)
            reader.communicate(timeout=LIMIT_S)


@scenario('initdb', 'postgres', 'psql', 'pgbench', 'setpriv')
def postgres_session(site, watch):
    """psql, an idle session in a transaction, a pool, and a load test with its end."""
    # It will not run as root.
    nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    data = site + '/pg'
    os.mkdir(data)
    os.chown(data, 65534, 65534)
    run(*nobody, 'initdb', '-D', data, '-A', 'trust', '-U', 'me', cwd='/')
    psql = ['psql', '-h', '127.0.0.1', '-U', 'me', '-d', 'postgres', '-q']
    bench = ['pgbench', '-h', '127.0.0.1', '-U', 'me', '-n']
    with server(5432, *nobody, 'postgres', '-D', data, '-h', '127.0.0.1', '-k', '', cwd='/'), \
            watch():
        wait_for('postgres', lambda: subprocess.run([*psql, '-c', 'select 1'],
                                                    capture_output=True).returncode == 0)
        with subprocess.Popen(psql, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                              text=True) as session:
            for command in ('begin;\n', 'select generate_series(1, 10000);\n', 'commit;\n'):
                session.stdin.write(command)
                session.stdin.flush()
                time.sleep(IDLE_S / 2)
            session.communicate('\\q\n', timeout=LIMIT_S)
        with subprocess.Popen([*psql, '-c', 'select pg_sleep(60)'], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as query:
            time.sleep(STALL_S / 2)
            query.send_signal(signal.SIGINT)
        run(*bench, '-i', 'postgres')
        run(*bench, '-S', '-c', '10', '-T', '2', 'postgres')
        run(*bench, '-S', '-C', '-c', '4', '-T', '1', 'postgres')


@scenario('sshd', 'ssh', 'ssh-keygen')
def ssh_session(site, watch):
    key, host = site + '/id', site + '/host'
    for path in (key, host):
        run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path)
    shutil.copy(key + '.pub', site + '/authorized')
    os.makedirs('/run/sshd', exist_ok=True)
    ssh = ['ssh', '-F', 'none', '-i', key, '-p', '2222', '-o', 'StrictHostKeyChecking=no', '-o',
           'UserKnownHostsFile=/dev/null', pwd.getpwuid(os.getuid()).pw_name + '@127.0.0.1']
    with server(2222, shutil.which('sshd'), '-D', '-p', '2222', '-h', host, '-o',
                'AuthorizedKeysFile=' + site + '/authorized', '-o', 'StrictModes=no', '-o',
                'PidFile=none', '-f', '/dev/null', '-o', 'ListenAddress=127.0.0.1'), watch():
        run(*ssh, 'true')
        run(*ssh, 'head -c 3000000 /dev/zero')
        run(*ssh, 'cat >/dev/null', input=b'x' * 3000000)
        with subprocess.Popen([*ssh, 'sh'], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as shell:
            shell.stdin.write(b'echo ready\n')
            shell.stdin.flush()
            shell.stdout.readline()
            time.sleep(IDLE_S)
            shell.communicate(b'exit\n', timeout=LIMIT_S)


@scenario('socat')
def forking_server(site, watch):
    with server(7001, 'socat', 'TCP-LISTEN:7001,fork,reuseaddr,bind=127.0.0.1', 'EXEC:cat'), \
            server(7002, 'socat', 'TCP-LISTEN:7002,fork,reuseaddr,bind=127.0.0.1',
                   'SYSTEM:echo hello; sleep 0'), watch():
        for _ in range(5):
            run('socat', '-t5', '-', 'TCP:127.0.0.1:7001', input=b'x' * 20000)
            run('socat', '-t5', '-u', 'TCP:127.0.0.1:7002', '-')
        sock = socket.create_connection(('127.0.0.1', 7001))
        for _ in range(2):
            sock.send(b'hello')
            assert sock.recv(5) == b'hello'
            time.sleep(IDLE_S)
        sock.shutdown(socket.SHUT_WR)
        assert sock.recv(1) == b''
        sock.close()


FORKING = '''
import socketserver, sys
class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.upper())
class Server(socketserver.ForkingTCPServer):
    allow_reuse_address = True
Server(("127.0.0.1", 7003), Handler).serve_forever()
'''


@scenario()
def python_forks(site, watch):
    with server(7003, sys.executable, '-c', FORKING), watch():
        for _ in range(5):
            with socket.create_connection(('127.0.0.1', 7003)) as sock:
                sock.send(b'hello\n')
                assert sock.recv(100) == b'HELLO\n'
                time.sleep(IDLE_S / 2)


@scenario('curl')
def python_serves_files(site, watch):
    with server(7004, sys.executable, '-m', 'http.server', '7004', '--bind', '127.0.0.1',
                cwd=site + '/www'), watch():
        for _ in range(5):
            run('curl', '-sf', 'http://127.0.0.1:7004/', 'http://127.0.0.1:7004/big')


NODE = '''
const http = require("http");
const server = http.createServer((req, res) => {
    if (req.url === "/events") {
        res.writeHead(200, {"Content-Type": "text/event-stream"});
        let n = 0;
        const timer = setInterval(() => res.write("data: " + n++ + "\\n\\n"), 100);
        req.on("close", () => clearInterval(timer));
    } else {
        req.resume();
        req.on("end", () => res.end("hello"));
    }
});
server.listen(7005, "127.0.0.1");
const agent = new http.Agent({keepAlive: true});
'''

NODE_CLIENT = '''
const http = require("http");
const agent = new http.Agent({keepAlive: true});
let left = 20;
function next() {
    if (left-- == 0) { setTimeout(() => agent.destroy(), 1500); return; }
    const req = http.request({port: 7005, host: "127.0.0.1", agent, method: "POST"}, (res) => {
        res.resume();
        res.on("end", next);
    });
    req.end("x".repeat(5000));
}
next();
'''


@scenario('node', 'curl')
def node_serves(site, watch):
    with server(7005, 'node', '-e', NODE), watch():
        run('node', '-e', NODE_CLIENT)
        run('curl', '-sf', 'http://127.0.0.1:7005/')
        # Server push, which its reader ends.
        subprocess.run(['curl', '-sN', '--max-time', '2', 'http://127.0.0.1:7005/events'],
                       stdout=subprocess.DEVNULL, timeout=LIMIT_S)


@scenario('nc')
def netcat(site, watch):
    with watch():
        for _ in range(3):
            with server(9000, 'nc', '-l', '-N', '127.0.0.1', '9000'):
                run('nc', '-N', '127.0.0.1', '9000', input=b'x' * 100000)
                wait_for('nc to end', lambda: not listening(9000) and quiet())
        with server(9001, 'nc', '-lk', '127.0.0.1', '9001'):
            for _ in range(5):
                run('nc', '-z', '127.0.0.1', '9001')
                time.sleep(0.05)


def trickle(port, seconds):
    """A log stream: one end writes now and then, nobody answers."""
    listener = socket.create_server(('127.0.0.1', port))

    def read():
        sock = listener.accept()[0]
        while sock.recv(1000):
            pass
        sock.close()

    reader = threading.Thread(target=read)
    reader.start()
    with socket.create_connection(('127.0.0.1', port)) as sock:
        for _ in range(int(seconds / 0.3)):
            sock.send(b'a line\n')
            time.sleep(0.3)
    reader.join()
    listener.close()


@scenario()
def log_stream(site, watch):
    with watch():
        trickle(9002, 2 * IDLE_S)


@scenario()
def half_closed_client(site, watch):
    """shutdown(SHUT_WR), then an answer that takes longer than the limit."""
    listener = socket.create_server(('127.0.0.1', 9003))

    def answer():
        sock = listener.accept()[0]
        while sock.recv(1000):
            pass
        time.sleep(STALL_S / 2)
        sock.sendall(b'y' * 100000)
        sock.close()

    with watch():
        thread = threading.Thread(target=answer)
        thread.start()
        with socket.create_connection(('127.0.0.1', 9003)) as sock:
            sock.sendall(b'x' * 1000)
            sock.shutdown(socket.SHUT_WR)
            while sock.recv(65536):
                pass
        thread.join()
    listener.close()


def alarms(watched):
    """What was told that should not have been."""
    told = []
    for finding in watched.of_type('finding'):
        # What a server still wrote when its client had gone is lost, and said to be.
        refused = finding['id'] == 'write-after-close' and finding['end'] == 'server'
        if finding['severity'] != 'note' and not refused:
            told.append('%s %s: %s' % (finding['severity'], finding['id'], finding['explain']))
    return told


def gaps(watched):
    """A busy machine may drop packets: no alarm, but worth knowing who reads the log."""
    return ['    noted: ' + finding['explain'] for finding in watched.of_type('finding')
            if finding['id'] == 'evidence-gap']


def play(function, site):
    """Returns the alarms, and how many connections there were."""
    watches = []

    @contextlib.contextmanager
    def watch():
        with Watched('--stall-after', '%gs' % STALL_S) as watched:
            yield
            wait_for('the connections to end', quiet)
        watches.append(watched)

    function(site, watch)
    for text in sum((gaps(w) for w in watches), []):
        print(text)
    return (sum((alarms(w) for w in watches), []),
            sum(len(w.of_type('connection')) for w in watches))


def main():
    failed = skipped = 0
    # Debian keeps the servers of each version apart.
    os.environ['PATH'] += ''.join(':' + path for path in glob.glob('/usr/lib/postgresql/*/bin'))
    with tempfile.TemporaryDirectory() as site:
        make_site(site)
        for function, programs in SCENARIOS:
            if len(sys.argv) > 1 and function.__name__ not in sys.argv[1:]:
                continue
            missing = [p for p in programs if not shutil.which(p)]
            if missing:
                print('%s: skipped: no %s' % (function.__name__, ', '.join(missing)))
                skipped += 1
                continue
            try:
                told, count = play(function, site)
            except Failed as error:
                told, count = [str(error)], 0
            if count == 0:
                told.append('no connection was seen')
            print('%s: %d connections, %d false alarms' % (function.__name__, count, len(told)))
            for text in sorted(set(told)):
                print('    %d times %s' % (told.count(text), text))
            failed += bool(told)
    print('%d scenarios, %d failed, %d skipped' % (len(SCENARIOS), failed, skipped))
    return 1 if failed else 77 if skipped else 0


if __name__ == '__main__':
    sys.exit(main())
