# SPDX-License-Identifier: GPL-2.0-or-later
"""endings.py: every way a connection ends that halfclose tells, against what the peers know.

Each scenario makes a connection, ends it, and says what is to be found. Bytes are not written down
here: the ends count what send() took and recv() gave, and what is missing must be lost_bytes.
"""
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import traceback

from deaths import Deaths
from meddle import close_together, forge_reset
from watched import Failed, Watched, all_sleep, wait_for

SCENARIOS = []


def scenario(function):
    SCENARIOS.append(function)
    return function


def queues(sock):
    """(unread bytes, unacknowledged bytes) by SIOCINQ and SIOCOUTQ."""
    import array
    import fcntl
    value = array.array('i', [0])
    fcntl.ioctl(sock, 0x541B, value)
    unread = value[0]
    fcntl.ioctl(sock, 0x5411, value)
    return unread, value[0]


class End:
    """One end that counts its bytes."""
    watched = None	# by whom, at the moment

    def __init__(self, sock):
        self.sock = sock
        self.written = self.read = 0
        sock.settimeout(30)

    def send(self, data):
        n = self.sock.send(data)
        self.written += n
        return n

    def recv(self, n):
        data = self.sock.recv(n)
        self.read += len(data)
        return len(data)

    def recv_all(self, n):
        while n > 0:
            n -= self.recv(n)

    def drain(self):
        """Reads to end-of-file or error, whose name is returned."""
        try:
            while self.recv(65536):
                pass
        except OSError as error:
            return error.strerror
        return 'EOF'

    def fill(self):
        """Writes until the queue is full and stays so."""
        self.sock.setblocking(False)
        try:
            while True:
                self.send(b'z' * 65536)
        except BlockingIOError:
            pass
        self.sock.settimeout(30)

    def wait_unread(self, n):
        wait_for('%d unread bytes' % n, lambda: queues(self.sock)[0] >= n)

    def wait_acked(self):
        wait_for('all to be acknowledged', lambda: queues(self.sock)[1] == 0)

    def linger(self, seconds):
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                             struct.pack('ii', 1, seconds))

    def looked_at(self):
        """
        On a busy machine a FIN may be long past before halfclose has looked who sent it, and how. That
        is not what these scenarios are about.
        """
        if self.watched:
            wait_for('a look', self.watched.sleeps)

    def shutdown(self, how=socket.SHUT_WR):
        self.sock.shutdown(how)

    def close(self):
        self.sock.close()
        self.looked_at()

    def wait_end(self):
        """Until the other's FIN or RST has come, without reading."""
        import select
        poll = select.poll()
        poll.register(self.sock, select.POLLRDHUP)
        if not poll.poll(30000):
            raise Failed('no end of the stream')

    def error(self):
        return self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)

    def wait_reset(self):
        wait_for('the reset', lambda: self.error() != 0)


class Pair:
    """A connection on a port of its own, client and server in this process."""
    next_port = 7001
    host = '127.0.0.1'

    def enter(self, end):
        """Goes where the sockets of that end ('client', 'server') are to be opened."""

    @staticmethod
    def deaths():
        """For each namespace."""
        return [Deaths()]

    def __init__(self, family=socket.AF_INET, host=None, to=None, rcvbuf=None,
                 sndbuf=None):
        self.port = Pair.next_port
        Pair.next_port += 1
        host = host or self.host
        self.enter('server')
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if rcvbuf:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        if sndbuf:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, sndbuf)
        listener.bind((host, self.port))
        listener.listen(8)
        self.enter('client')
        client = socket.socket(socket.AF_INET if to else family)
        if rcvbuf:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        if sndbuf:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, sndbuf)
        client.connect((to or host, self.port))
        self.client = End(client)
        self.server = End(listener.accept()[0])
        listener.close()
        if End.watched:
            End.watched.find_owners()


def have_looked():
    """halfclose had a look at what is not there for long."""
    if End.watched:
        End.watched.catch_up()


OPEN = ['ESTABLISHED']
ACTIVE = ['SYN_SENT'] + OPEN
PASSIVE = ['SYN_RECV'] + OPEN
FIRST = ['FIN_WAIT1', 'FIN_WAIT2', 'TIME_WAIT']
SECOND = ['CLOSE_WAIT', 'LAST_ACK', 'CLOSED']


@scenario
def client_closes_first():
    p = Pair()
    p.client.send(b'request')
    p.server.recv_all(7)
    p.server.send(b'reply')
    p.client.recv_all(5)
    p.client.close()
    p.server.drain()
    p.server.close()
    return p, {'outcome': 'closed', 'first_closer': 'client', 'client.closed_by': 'close',
               'server.closed_by': 'close', 'client.states': ACTIVE + FIRST,
               'server.states': PASSIVE + SECOND, 'findings': []}


@scenario
def write_after_close():
    p = Pair()
    p.client.send(b'four')
    p.server.recv_all(4)
    p.server.close()
    p.client.wait_end()
    time.sleep(0.01)
    p.client.send(b'x')
    p.client.wait_reset()
    p.client.close()
    return p, {'outcome': 'reset', 'reset': {'by': 'server', 'cause': 'data-after-close'},
               'server.closed_by': 'close', 'client.closed_by': 'peer-reset',
               'client.states': ACTIVE + ['CLOSE_WAIT', 'CLOSED'],
               'server.states': PASSIVE + ['FIN_WAIT1', 'FIN_WAIT2', 'CLOSED'],
               'findings': ['write-after-close'], 'write-after-close.bytes': 1,
               'write-after-close.offset': 4, 'write-after-close.end': 'client'}


@scenario
def write_after_close_at_once():
    """a2: the write comes before the delayed ACK of the FIN."""
    p = Pair()
    p.server.close()
    p.client.wait_end()
    p.client.send(b'x' * 1000)
    p.client.wait_reset()
    p.client.close()
    return p, {'outcome': 'reset', 'reset': {'by': 'server', 'cause': 'data-after-close'},
               'findings': ['write-after-close'], 'write-after-close.bytes': 1000}


@scenario
def shutdown_then_read():
    p = Pair()
    p.server.shutdown()
    p.client.wait_end()
    time.sleep(0.1)
    have_looked()
    for _ in range(3):
        p.client.send(b'more')
    p.client.close()
    p.server.drain()
    p.server.close()
    return p, {'outcome': 'closed', 'first_closer': 'server', 'server.closed_by': 'shutdown',
               'client.closed_by': 'close', 'findings': ['half-closed'],
               'server.states': PASSIVE + FIRST, 'client.states': ACTIVE + SECOND,
               'half-closed.bytes': 0, 'half-closed.carried_bytes': 12, 'half-closed.end': 'server'}


@scenario
def unread_behind_both_fins():
    """The client closed with every ACK: no RST tells it that its last words were not read."""
    p = Pair()
    p.server.shutdown()
    p.client.wait_end()
    have_looked()
    p.client.send(b'last words')
    p.client.close()
    p.server.wait_unread(10)
    have_looked()
    p.server.close()
    return p, {'outcome': 'closed', 'reset': None, 'server.closed_by': 'shutdown',
               'findings': ['half-closed', 'unread-at-close'], 'unread-at-close.bytes': 10,
               'unread-at-close.end': 'server', 'unread-at-close.certainty': 'observed'}


@scenario
def second_closer_shuts_down():
    p = Pair()
    p.client.close()
    p.server.drain()
    p.server.shutdown()
    p.server.looked_at()
    p.server.close()
    return p, {'outcome': 'closed', 'client.closed_by': 'close', 'server.closed_by': 'shutdown',
               'findings': []}


@scenario
def close_unread_server():
    """b1"""
    p = Pair()
    p.client.send(b'q' * 100)
    p.server.wait_unread(100)
    p.server.close()
    p.client.drain()
    p.client.close()
    return p, {'outcome': 'reset', 'reset': {'by': 'server', 'cause': 'unread-data'},
               'server.closed_by': 'unread-data', 'client.closed_by': 'peer-reset',
               'client.states': ACTIVE + ['CLOSED'], 'server.states': PASSIVE + ['CLOSED'],
               'findings': ['unread-at-close'], 'unread-at-close.bytes': 100,
               'unread-at-close.end': 'server'}


@scenario
def close_unread_one_byte_of_many():
    """b3, with a reply that had arrived: the client still reads it (b2)."""
    p = Pair()
    p.server.send(b'response')
    p.client.send(b'q' * 100)
    p.server.recv_all(99)
    p.server.wait_unread(1)
    p.client.wait_unread(8)
    p.server.close()
    p.client.drain()
    p.client.close()
    return p, {'reset': {'by': 'server', 'cause': 'unread-data'},
               'findings': ['unread-at-close'], 'unread-at-close.bytes': 1}


@scenario
def close_unread_behind_fin():
    """b4: the FIN in the queue is no byte."""
    p = Pair()
    p.client.send(b'q' * 100)
    p.client.shutdown()
    p.server.wait_end()
    p.server.wait_unread(100)
    p.server.close()
    p.client.drain()
    p.client.close()
    return p, {'outcome': 'reset', 'reset': {'by': 'server', 'cause': 'unread-data'},
               'client.closed_by': ('shutdown', None), 'server.closed_by': 'unread-data',
               'findings': ['unread-at-close'], 'unread-at-close.bytes': 100}


@scenario
def close_unread_and_unsent():
    p = Pair(rcvbuf=4096, sndbuf=16384)
    p.client.send(b'q' * 1000)
    p.server.recv_all(100)
    p.server.fill()
    p.server.wait_unread(900)
    p.server.close()
    p.client.drain()
    p.client.close()
    lost = 900 + p.server.written - p.client.read
    return p, {'reset': {'by': 'server', 'cause': 'unread-data'},
               'findings': ['unread-at-close'], 'unread-at-close.bytes': lost}


@scenario
def reply_unread():
    """The server answers early, and the client does not look when its next send() fails."""
    p = Pair()
    p.client.send(b'q' * 100)
    p.server.recv_all(40)
    p.server.wait_unread(60)
    p.server.send(b'413 too large')
    p.client.wait_unread(13)
    p.client.recv_all(3)
    p.server.close()
    p.client.wait_reset()
    p.client.close()
    return p, {'reset': {'by': 'server', 'cause': 'unread-data'},
               'findings': ['reply-unread', 'unread-at-close'], 'unread-at-close.bytes': 60,
               'unread-at-close.offset': 40, 'reply-unread.bytes': 10, 'reply-unread.offset': 3,
               'reply-unread.end': 'client', 'reply-unread.certainty': 'observed'}


@scenario
def reply_unread_behind_a_late_write():
    p = Pair()
    p.server.send(b'408 timeout')
    p.client.wait_unread(11)
    p.server.close()
    p.client.wait_end()
    time.sleep(0.01)
    p.client.send(b'request')
    p.client.wait_reset()
    p.client.close()
    return p, {'reset': {'by': 'server', 'cause': 'data-after-close'},
               'findings': ['reply-unread', 'write-after-close'], 'reply-unread.bytes': 11,
               'write-after-close.bytes': 7}


def destroy(port):
    """The server's socket, from outside."""
    subprocess.run(['ss', '-K', 'sport', '=', ':%d' % port], check=True, capture_output=True)


@scenario
def destroyed():
    """o2"""
    p = Pair()
    p.client.send(b'ping')
    p.server.recv_all(4)
    p.server.send(b'pong')
    p.client.recv_all(4)
    destroy(p.port)
    p.client.drain()
    p.server.wait_reset()
    have_looked()
    for end in p.client, p.server:
        end.close()
    return p, {'reset': {'by': 'server', 'cause': 'destroyed'}, 'server.closed_by': 'destroyed',
               'client.closed_by': 'peer-reset', 'findings': ['destroyed'], 'destroyed.bytes': 0,
               'destroyed.end': 'server', 'destroyed.certainty': 'observed'}


@scenario
def destroyed_with_data():
    """Unread, and never sent."""
    p = Pair(rcvbuf=4096, sndbuf=16384)
    p.client.send(b'ping')
    p.server.wait_unread(4)
    p.server.fill()
    p.client.wait_unread(1)
    arrived = queues(p.client.sock)[0]
    destroy(p.port)
    p.client.drain()
    have_looked()
    p.server.close()
    p.client.close()
    assert p.client.read == arrived
    return p, {'reset': {'by': 'server', 'cause': 'destroyed'}, 'findings': ['destroyed'],
               'destroyed.bytes': 4 + p.server.written - arrived}


@scenario
def client_abandons_reply():
    p = Pair()
    p.client.send(b'GET')
    p.server.recv_all(3)
    p.server.send(b'r' * 5000)
    p.client.recv_all(1000)
    p.client.wait_unread(4000)
    p.server.wait_acked()
    p.client.close()
    p.server.wait_reset()
    p.server.close()
    return p, {'reset': {'by': 'client', 'cause': 'unread-data'},
               'client.closed_by': 'unread-data', 'findings': ['reply-abandoned'],
               'reply-abandoned.bytes': 4000}


@scenario
def linger_zero_idle():
    """c1"""
    p = Pair()
    p.client.send(b'x')
    p.server.recv_all(1)
    p.client.wait_acked()
    p.client.linger(0)
    p.client.close()
    p.server.drain()
    p.server.close()
    return p, {'outcome': 'reset', 'reset': {'by': 'client', 'cause': 'linger-zero'},
               'client.closed_by': 'linger-zero', 'server.closed_by': 'peer-reset',
               'findings': ['reset-after-done']}


def discard(end, other):
    end.fill()
    end.linger(0)
    end.close()
    other.drain()
    other.close()


@scenario
def linger_zero_full_client():
    """c2"""
    p = Pair(rcvbuf=4096, sndbuf=16384)
    discard(p.client, p.server)
    lost = p.client.written - p.server.read
    return p, {'reset': {'by': 'client', 'cause': 'linger-zero'},
               'findings': ['linger-discard'], 'linger-discard.bytes': lost,
               'linger-discard.certainty': 'observed'}


@scenario
def linger_zero_full_server():
    p = Pair(rcvbuf=4096, sndbuf=16384)
    discard(p.server, p.client)
    lost = p.server.written - p.client.read
    return p, {'reset': {'by': 'server', 'cause': 'linger-zero'},
               'server.closed_by': 'linger-zero', 'findings': ['linger-discard'],
               'linger-discard.bytes': lost}


@scenario
def linger_zero_default_buffers():
    p = Pair()
    discard(p.client, p.server)
    lost = p.client.written - p.server.read
    return p, {'reset': {'by': 'client', 'cause': 'linger-zero'},
               'findings': ['linger-discard'], 'linger-discard.bytes': lost}


@scenario
def linger_zero_in_close_wait():
    """c4"""
    p = Pair()
    p.server.shutdown()
    p.client.wait_end()
    p.client.linger(0)
    p.client.close()
    p.server.wait_reset()
    p.server.close()
    return p, {'reset': {'by': 'client', 'cause': 'linger-zero'},
               'client.states': ACTIVE + ['CLOSE_WAIT', 'CLOSED'],
               'client.closed_by': 'linger-zero', 'server.closed_by': ('shutdown', None),
               'findings': ['reset-after-done']}


@scenario
def linger_zero_in_fin_wait2():
    """c5"""
    p = Pair()
    p.client.shutdown()
    p.server.wait_end()
    p.client.wait_acked()
    p.client.linger(0)
    p.client.close()
    p.server.wait_reset()
    p.server.close()
    return p, {'reset': {'by': 'client', 'cause': 'linger-zero'},
               'client.states': ACTIVE + ['FIN_WAIT1', 'FIN_WAIT2', 'CLOSED'],
               'server.states': PASSIVE + ['CLOSE_WAIT', 'CLOSED']}


@scenario
def unread_wins_over_linger_zero():
    """c3"""
    p = Pair()
    p.server.send(b'u')
    p.client.wait_unread(1)
    p.server.wait_acked()
    p.client.linger(0)
    p.client.close()
    p.server.drain()
    p.server.close()
    return p, {'reset': {'by': 'client', 'cause': 'unread-data'},
               'findings': ['reply-abandoned'], 'reply-abandoned.bytes': 1}


@scenario
def shutdown_then_close_unread():
    """e2"""
    p = Pair()
    p.client.shutdown()
    p.server.wait_end()
    p.server.send(b'data')
    p.client.wait_unread(4)
    p.client.close()
    p.server.wait_reset()
    p.server.close()
    return p, {'reset': {'by': 'client', 'cause': 'unread-data'},
               'findings': ['half-closed', 'reply-abandoned'], 'reply-abandoned.bytes': 4}


@scenario
def shutdown_both_then_data():
    """b5: unread data and shutdown(SHUT_RDWR): no RST before the next byte."""
    p = Pair()
    p.client.send(b'q' * 100)
    p.server.wait_unread(100)
    p.server.shutdown(socket.SHUT_RDWR)
    p.client.wait_end()
    time.sleep(0.02)
    p.client.send(b'x')
    p.client.wait_reset()
    p.server.close()
    p.client.close()
    return p, {'outcome': 'reset', 'reset': {'by': 'server', 'cause': 'data-after-close'},
               'server.closed_by': 'shutdown', 'findings': ['write-after-close'],
               'write-after-close.bytes': 1}


@scenario
def orphan_reset_by_unread_close():
    """d5: an orphan's queue, thrown away by the reader's close()."""
    p = Pair(rcvbuf=4096, sndbuf=16384)
    p.client.fill()
    p.client.close()
    # No packet says so: a poll does.
    End.watched.wait_state('client', 'FIN_WAIT1')
    p.server.close()
    return p, {'reset': {'by': 'server', 'cause': 'unread-data'}}


@scenario
def orphan_meets_data():
    """a2, and its FIN is in no packet: it waits behind what the client has no room for."""
    p = Pair(rcvbuf=4096)
    p.server.fill()
    p.server.close()
    have_looked()
    p.client.send(b'more')
    p.client.wait_reset()
    p.client.drain()
    p.client.close()
    return p, {'outcome': 'reset', 'reset': {'by': 'server', 'cause': 'data-after-close'},
               'server.closed_by': ('close', None), 'client.closed_by': 'peer-reset',
               # That it was an orphan for a moment no packet says: a poll does, where one comes.
               'findings': (['orphaned-data', 'write-after-close'], ['write-after-close']),
               'write-after-close.bytes': 4,
               'write-after-close.end': 'client', 'write-after-close.certainty': 'observed'}


@scenario
def process_killed():
    """h1: SIGKILL is told from close() by the process."""
    port = Pair.next_port
    Pair.next_port += 1
    code = ('import socket,sys\n'
            'l=socket.socket(); l.bind(("127.0.0.1",%d)); l.listen(1)\n'
            'print("ready",flush=True); s,_=l.accept(); s.recv(1)\n'
            'print("read",flush=True); s.recv(1)' % port)
    child = subprocess.Popen([sys.executable, '-c', code], stdout=subprocess.PIPE, text=True)
    child.stdout.readline()
    p = Pair.__new__(Pair)
    p.port = port
    p.client = End(socket.create_connection(('127.0.0.1', port)))
    p.server = None
    p.client.send(b'x')
    child.stdout.readline()
    for _ in range(2):
        have_looked()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    p.client.drain()
    p.client.close()
    return p, {'outcome': 'closed', 'server.pid': child.pid,
               'server.closed_by': ('exit', None), 'client.closed_by': 'close'}


def half_close():
    p = Pair()
    p.client.send(b'request')
    p.client.shutdown()
    p.half_closed_s = time.monotonic()
    p.server.drain()
    # That its socket is open nobody sees who comes later than the other end closes.
    time.sleep(0.02)
    wait_for('halfclose to look', all_sleep)
    return p


def noted(p):
    """It was a half-close for as long as that is told of, if halfclose had no time to look at once."""
    return ['half-closed'] if time.monotonic() - p.half_closed_s >= 0.05 else []


@scenario
def half_close_cut():
    """The server takes the end of the request for the end of all."""
    p = half_close()
    lasted = noted(p)
    p.server.close()
    p.client.drain()
    p.client.close()
    return p, {'outcome': 'closed', 'client.closed_by': 'shutdown', 'server.closed_by': 'close',
               'findings': ['half-close-cut'] + lasted, 'half-close-cut.end': 'server',
               'half-close-cut.severity': 'warning', 'half-close-cut.certainty': 'observed'}


@scenario
def half_close_reset():
    p = half_close()
    p.server.linger(0)
    lasted = noted(p)
    p.server.close()
    p.client.wait_reset()
    p.client.close()
    return p, {'outcome': 'reset', 'reset': {'by': 'server', 'cause': 'linger-zero'},
               'findings': ['half-close-cut'] + lasted, 'half-close-cut.end': 'server',
               'half-close-cut.severity': 'error', 'half-close-cut.certainty': 'observed'}


@scenario
def closed_without_reply():
    p = Pair()
    p.client.send(b'request')
    p.server.recv_all(7)
    p.server.close()
    p.client.drain()
    p.client.close()
    return p, {'outcome': 'closed', 'first_closer': 'server',
               'findings': ['closed-without-reply'], 'closed-without-reply.end': 'server',
               'closed-without-reply.certainty': 'observed'}


@scenario
def simultaneous_close():
    """i3. Whoever closes second has no TIME_WAIT."""
    both = []
    for _ in range(50):
        if len(both) == 2:
            break
        p = Pair()
        close_together(p)
        both = subprocess.run(['ss', '-tnH', 'state', 'time-wait', '( sport = :%d or dport = :%d )' %
                               (p.port, p.port)], capture_output=True, text=True,
                              check=True).stdout.splitlines()
    if len(both) != 2:
        raise Failed('one always closed first')
    return p, {'outcome': 'closed', 'findings': ['simultaneous-close'],
               'client.states': ACTIVE + ['FIN_WAIT1', 'CLOSING', 'TIME_WAIT'],
               'server.states': PASSIVE + ['FIN_WAIT1', 'CLOSING', 'TIME_WAIT']}


@scenario
def reset_forged():
    """o3: the server knows of nothing, and writes on."""
    p = Pair()
    p.client.send(b'request')
    p.server.recv_all(7)
    p.client.wait_acked()
    forge_reset(p.server.sock)
    p.client.wait_reset()
    time.sleep(0.2)
    have_looked()
    p.server.send(b'reply')
    p.server.wait_reset()
    p.server.close()
    p.client.close()
    return p, {'outcome': 'reset', 'reset': {'by': 'server', 'cause': 'forged'},
               'client.closed_by': 'peer-reset', 'server.closed_by': 'peer-reset',
               'findings': ['reset-forged'], 'reset-forged.end': 'server', 'reset-forged.bytes': 5,
               'reset-forged.certainty': 'observed'}


@scenario
def reset_refused():
    """In the window, but not what is due: a challenge, and both go on (RFC 5961, 3.2)."""
    p = Pair()
    p.client.send(b'request')
    p.server.recv_all(7)
    forge_reset(p.server.sock, ahead=1000)
    time.sleep(0.1)
    p.server.send(b'reply')
    p.client.recv_all(5)
    p.client.close()
    p.server.drain()
    p.server.close()
    return p, {'outcome': 'closed', 'reset': None, 'client.states': ACTIVE + FIRST,
               'server.states': PASSIVE + SECOND, 'findings': []}


@scenario
def refused():
    port = Pair.next_port
    Pair.next_port += 1
    p = Pair.__new__(Pair)
    p.port = port
    p.client = p.server = None
    client = socket.socket()
    if client.connect_ex(('127.0.0.1', port)) == 0:
        raise Failed('someone listens there')
    client.close()
    return p, {'outcome': 'refused', 'reset': {'by': 'server', 'cause': 'no-listener'},
               'client.states': ['SYN_SENT', 'CLOSED'], 'findings': ['refused'],
               'refused.severity': 'warning'}


@scenario
def connection_to_itself():
    p = Pair.__new__(Pair)
    p.port = Pair.next_port
    Pair.next_port += 1
    sock = socket.socket()
    sock.bind(('127.0.0.1', p.port))
    sock.connect(('127.0.0.1', p.port))
    p.client = p.server = None
    sock.send(b'echo')
    sock.recv(4)
    sock.close()
    return p, {'outcome': 'closed', 'client.states':
               ['SYN_SENT', 'SYN_RECV', 'ESTABLISHED', 'FIN_WAIT1', 'CLOSING', 'TIME_WAIT'],
               'findings': [], 'lost_bytes': {'client_to_server': 0, 'server_to_client': 0}}


@scenario
def ipv6():
    p = Pair(family=socket.AF_INET6, host='::1')
    p.client.send(b'q' * 10)
    p.server.wait_unread(10)
    p.server.close()
    p.client.wait_reset()
    p.client.close()
    return p, {'family': 'ipv6', 'server.addr': '::1',
               'reset': {'by': 'server', 'cause': 'unread-data'},
               'findings': ['unread-at-close'], 'unread-at-close.bytes': 10}


@scenario
def v4_mapped():
    p = Pair(family=socket.AF_INET6, host='::', to='127.0.0.1')
    p.client.send(b'q' * 10)
    p.server.recv_all(10)
    p.server.close()
    p.client.wait_end()
    p.client.send(b'xyz')
    p.client.wait_reset()
    p.client.close()
    return p, {'family': 'ipv4', 'server.addr': '127.0.0.1',
               'reset': {'by': 'server', 'cause': 'data-after-close'},
               'findings': ['write-after-close'], 'write-after-close.bytes': 3}


@scenario
def large_transfer():
    """Super-segments, and more bytes than a window."""
    import threading
    p = Pair()
    reader = threading.Thread(target=p.server.drain)
    reader.start()
    left = 30 << 20
    while left > 0:
        left -= p.client.send(b'z' * min(left, 1 << 20))
    p.client.shutdown()
    reader.join()
    p.server.close()
    p.client.drain()
    # Not right behind it: that would race with the look at the FIN.
    End.watched.catch_up()
    p.client.close()
    return p, {'outcome': 'closed', 'client.bytes_sent': 30 << 20,
               'client.closed_by': 'shutdown'}


def lookup(record, findings, key):
    first, _, rest = key.partition('.')
    if first in findings and rest:
        return findings[first].get(rest)
    value = record[first]
    return value[rest] if rest else value


def check_lost(pair, record, complain):
    if not pair.client or not pair.server:
        return
    lost = record['lost_bytes']
    for name, writer, reader in (('client_to_server', pair.client, pair.server),
                                 ('server_to_client', pair.server, pair.client)):
        truth = writer.written - reader.read
        if lost[name] != truth:
            complain('%s: %r lost, in truth %d' % (name, lost[name], truth))
        if record['lost_bytes_at_least'][name]:
            complain('%s is a lower bound' % name)


def check(name, watched, pair, expected):
    problems = []
    record = watched.connection(pair.port)
    findings = watched.findings(record)
    check_lost(pair, record, problems.append)
    for key, want in expected.items():
        got = lookup(record, findings, key)
        if key == 'findings':
            # As timing has it, the warning comes before the loss.
            got = sorted(f for f in got if f != 'doomed-half-close')
        if got != want and not (isinstance(want, tuple) and got in want):
            problems.append('%s is %r, not %r' % (key, got, want))
    for end in ('client', 'server'):
        if pair.client and not record[end]['pid']:
            problems.append('the %s has no owner' % end)
    print('%-32s %s' % (name, 'ok' if not problems else '; '.join(problems)))
    if problems:
        print('    ', record)
    return not problems


def happen(watched, but_for=()):
    """All that happens: names, pairs, and what is to be found; None for what failed."""
    End.watched = watched
    deaths = Pair.deaths()
    told = []
    for function in SCENARIOS:
        if function.__name__ in but_for:
            continue
        try:
            told.append((function.__name__, *function()))
        except Exception:
            traceback.print_exc()
            told.append((function.__name__, None, None))
    last = told[-1][1]
    for namespace in deaths if last else []:
        # Both its ends are closed.
        namespace.wait(last.port, 2 // len(deaths))
    watched.catch_up()
    return told


def main():
    with Watched(by_line=True) as watched:
        # On one processor no two closes meet.
        one = len(os.sched_getaffinity(0)) == 1
        told = happen(watched, but_for=('simultaneous_close',) if one else ())
    failed = 0
    for name, pair, expected in told:
        try:
            ok = pair is not None and check(name, watched, pair, expected)
        except (Failed, KeyError) as error:
            print('%-32s %s' % (name, error))
            ok = False
        failed += not ok
    print('%d endings, %d wrong' % (len(told), failed))
    return 1 if failed or not told else 0


if __name__ == '__main__':
    sys.exit(main())
