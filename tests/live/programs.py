# SPDX-License-Identifier: GPL-2.0-or-later
"""programs.py: one record for each connection of programs that people run, with owners, and no
false alarm where nothing went wrong."""
import fcntl
import os
import subprocess
import sys
import tempfile

from watched import Failed, Watched, wait_for

NGINX = '''
worker_processes 2;
daemon off;
pid {dir}/pid;
error_log stderr;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir};
    uwsgi_temp_path {dir}; scgi_temp_path {dir};
    root {dir}/www;
    server {{ listen 127.0.0.1:8080; }}
    server {{ listen 127.0.0.1:8081; keepalive_timeout 0; }}
    server {{ listen 127.0.0.1:8443 ssl; ssl_certificate {dir}/cert; ssl_certificate_key {dir}/key;
              ssl_protocols TLSv1.2 TLSv1.3; }}
}}
'''


def listening(port):
    out = subprocess.run(['ss', '-tlnH', 'sport = :%d' % port], capture_output=True, text=True)
    return out.stdout.strip() != ''


def run(*command, **options):
    return subprocess.run(command, capture_output=True, timeout=30, check=True, **options)


def make_site(directory):
    os.mkdir(directory + '/www')
    with open(directory + '/www/big', 'wb') as file:
        file.write(os.urandom(4 << 20))
    with open(directory + '/www/index.html', 'w') as file:
        file.write('hello\n')
    run('openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout',
        directory + '/key', '-out', directory + '/cert', '-days', '2', '-subj', '/CN=localhost')
    with open(directory + '/nginx.conf', 'w') as file:
        file.write(NGINX.format(dir=directory))
    os.chmod(directory, 0o755)


def full_pipe():
    """One that has no room left; returns its two ends, and what fills it."""
    reader, writer = os.pipe()
    room = fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    return reader, writer, os.write(writer, b'-' * room)


def fetch(watched, *arguments, octets=-1):
    """
    What curl writes, or the first of it. It can write, and go on, only when halfclose knows whose the
    connection is.
    """
    reader, writer, filled = full_pipe()
    with subprocess.Popen(['curl', '-sfN', *arguments], stdout=writer) as curl, \
            open(reader, 'rb') as output:
        os.close(writer)
        watched.wait_known(curl)
        output.read(filled)
        got = output.read(octets)
    if octets < 0 and curl.returncode != 0:
        raise Failed('curl %s ended with %d' % (' '.join(arguments), curl.returncode))
    return len(got)


def use_nginx(watched):
    """Returns how many connections there were to each port."""
    small, big = len('hello\n'), 4 << 20
    got = [fetch(watched, 'http://127.0.0.1:8080/'),
           fetch(watched, 'http://127.0.0.1:8080/', 'http://127.0.0.1:8080/big'),
           fetch(watched, 'http://127.0.0.1:8081/')]
    for version in ('1.2', '1.3'):
        tls = '-k', '--tlsv' + version, '--tls-max', version
        got += [fetch(watched, *tls, 'https://127.0.0.1:8443/'),
                fetch(watched, *tls, 'https://127.0.0.1:8443/big')]
    # As `curl | head`.
    got.append(fetch(watched, 'http://127.0.0.1:8080/big', octets=1))
    if got != [small, small + big, small, small, big, small, big, 1]:
        raise Failed('curl got %r bytes' % got)
    return {8080: 3, 8081: 1, 8443: 4}


def use_netcat(watched):
    """The one that listens has nothing to say, the other sends a file and ends its side."""
    with subprocess.Popen(['nc', '-l', '-N', '127.0.0.1', '9000'], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE) as server:
        wait_for('nc', lambda: listening(9000))
        with subprocess.Popen(['nc', '-N', '127.0.0.1', '9000'],
                              stdin=subprocess.PIPE) as client:
            client.stdin.write(b'x' * 100000)
            for process in (server, client):
                watched.wait_known(process)
        return len(server.communicate(timeout=30)[0])


def main():
    problems = []
    with tempfile.TemporaryDirectory() as directory:
        make_site(directory)
        nginx = subprocess.Popen(['nginx', '-c', directory + '/nginx.conf'],
                                 stderr=subprocess.DEVNULL)
        try:
            wait_for('nginx', lambda: listening(8443) and listening(8080))
            with Watched() as watched:
                counts = use_nginx(watched)
                got = use_netcat(watched)
                wait_for('the connections to end',
                         lambda: not run('ss', '-tnH', 'state', 'connected', 'exclude',
                                         'time-wait').stdout)
        finally:
            nginx.terminate()
            nginx.wait()

    for port, count in counts.items():
        if len(watched.connections(port)) != count:
            problems.append('%d connections to port %d, not %d' %
                            (len(watched.connections(port)), port, count))
    if got != 100000:
        raise Failed('nc got %d bytes' % got)
    nc = watched.connection(9000)
    if nc['lost_bytes'] != {'client_to_server': 0, 'server_to_client': 0}:
        problems.append('nc: %r' % nc['lost_bytes'])
    if nc['client']['bytes_sent'] != 100000:
        problems.append('nc sent %r' % nc['client']['bytes_sent'])
    for c in watched.of_type('connection'):
        names = c['client']['comm'], c['server']['comm']
        port = c['server']['port']
        want = ('nc', 'nc') if port == 9000 else ('curl', 'nginx')
        if names != want:
            problems.append('#%d to %d: owners %r' % (c['id'], port, names))
        if c['server']['states'][:2] != ['SYN_RECV', 'ESTABLISHED']:
            problems.append('#%d: server states %r' % (c['id'], c['server']['states']))
    for f in watched.of_type('finding'):
        # What a server still wrote when `curl | head` had gone is lost, and said to be.
        refused = f['id'] == 'write-after-close' and f['end'] == 'server'
        if f['severity'] != 'note' and not refused:
            problems.append('false alarm: %s: %s' % (f['id'], f['explain']))
    print('%d connections' % len(watched.of_type('connection')))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
