# SPDX-License-Identifier: GPL-2.0-or-later
"""rejects.py: who answers a SYN with RST: a firewall, though somebody listens, or a kernel in which
nobody does; each port is a story.

    this namespace, with 0.0.0.0 as well --- v0 [veth] v1 --- a server's host
"""
import contextlib
import os
import socket
import subprocess
import sys

from interfaces import Namespace, ip, new_namespace
from watched import Failed, Watched

OURS, THEIRS, LOOPBACK = '10.9.1.1', '10.9.1.2', '127.0.0.1'
REJECTED, FREE = range(8001, 8011), range(8011, 8031)
SO_BINDTODEVICE = 25


def reject(ports):
    rules = '''table inet t {
        chain in { type filter hook input priority 0;
            tcp dport %d-%d reject with tcp reset
        }
    }''' % (ports[0], ports[-1])
    subprocess.run(['nft', '-f', '-'], input=rules, text=True, check=True)


def listen(host, port, v6only=None, device=None):
    listener = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if v6only is not None:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
    if device:
        listener.setsockopt(socket.SOL_SOCKET, SO_BINDTODEVICE, device.encode())
    listener.bind((host, port))
    listener.listen(8)
    return listener


def ask(host, port):
    """True if it was refused."""
    with contextlib.suppress(ConnectionRefusedError):
        socket.create_connection((host, port), timeout=30).close()
        return False
    return True


class Stories:
    """What is there before halfclose; then who asks, and whether another answered than who listens."""

    def __init__(self):
        self.rejected, self.free = iter(REJECTED), iter(FREE)
        self.listeners, self.told = [], []

    def story(self, name, host, forged, *listeners, told=False):
        """The listeners, as (host, options), are there first. told: whether it is said that nothing
        listens; None: as timing has it."""
        port = next(self.rejected if forged else self.free)
        self.listeners += [listen(address, port, **options) for address, options in listeners]
        self.told.append((name, host, port, forged, told))

    def late(self, host, port):
        """A server that comes up when its client has been refused, as the client tries again."""
        with listen(host, port) as listener:
            if ask(host, port):
                raise Failed('refused again')
            listener.accept()[0].close()

    def begin(self):
        self.story('a firewall', LOOPBACK, True, ('127.0.0.1', {}))
        self.story('a firewall, and who listens on every address', LOOPBACK, True, ('0.0.0.0', {}))
        self.story('a firewall, and a dual stack', LOOPBACK, True, ('::', {'v6only': 0}))
        self.story('a firewall, IPv6', '::1', True, ('::', {'v6only': 1}))
        self.story('a firewall, at an address of an interface', OURS, True, ('0.0.0.0', {}))
        self.story('nobody', LOOPBACK, False, told=True)
        self.story('IPv6 alone', LOOPBACK, False, ('::', {'v6only': 1}))
        self.story('another address', LOOPBACK, False, ('127.0.0.2', {}), told=True)
        self.story('another interface', LOOPBACK, False, ('0.0.0.0', {'device': 'v0'}))
        self.story('another host, which does not listen', THEIRS, False, ('0.0.0.0', {}))
        self.story('too late', LOOPBACK, False, told=None)
        self.story('restarted', LOOPBACK, False, ('127.0.0.1', {}), told=None)

    def happen(self):
        for name, host, port, *_ in self.told:
            if name == 'restarted':
                self.listeners.pop().close()
            if not ask(host, port):
                raise Failed('%s: not refused' % name)
            if name in ('too late', 'restarted'):
                self.late(host, port)


def check(watched, name, port, forged, told):
    """The first one to that port was refused; who came later, was not."""
    connection, *later = watched.connections(port)
    findings = watched.findings(connection)
    wanted = 'reset-forged' if forged else 'refused'
    finding = findings.get(wanted, {'explain': '', 'bytes': None, 'certainty': None})
    problems = []
    if list(findings) != [wanted]:
        problems.append('findings are %s' % list(findings))
    if connection['outcome'] != 'refused' or \
       connection['reset'] != {'by': 'server', 'cause': 'forged' if forged else 'no-listener'}:
        problems.append('%(outcome)s, %(reset)r' % connection)
    if finding['certainty'] != 'observed' or finding['bytes'] != 0:
        problems.append(repr(finding))
    if forged and connection['server']['pid'] != os.getpid():
        problems.append('who listens is %r' % connection['server']['pid'])
    if told is not None and ('nothing listens' in finding['explain']) != told:
        problems.append(finding['explain'])
    problems += [c['outcome'] for c in later if c['outcome'] == 'refused']
    print('%-48s %s' % (name, '; '.join(problems) or 'ok'))
    return bool(problems)


def main():
    pid, there = new_namespace()
    ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1', 'netns', str(pid))
    ip('addr', 'add', OURS + '/24', 'dev', 'v0')
    ip('link', 'set', 'v0', 'up')
    home = Namespace('/proc/self/ns/net')
    there.enter()
    for words in (('addr', 'add', THEIRS + '/24', 'dev', 'v1'), ('link', 'set', 'v1', 'up')):
        ip(*words)
    home.enter()
    reject(REJECTED)
    stories = Stories()
    stories.begin()
    with Watched('-i', 'any') as watched:
        stories.happen()
    wrong = sum(check(watched, name, port, forged, told)
                for name, _, port, forged, told in stories.told)
    print('%d refusals, %d wrong' % (len(stories.told), wrong))
    return wrong


if __name__ == '__main__':
    sys.exit(main() > 0)
