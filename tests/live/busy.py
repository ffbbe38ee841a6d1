# SPDX-License-Identifier: GPL-2.0-or-later
"""busy.py: where thousands of sockets die each second, the kernel's notifications are left, and joined
again when it is calm.

What ends well in that time is told as before, by packets alone, and is no alarm. Why there was a reset,
and what was lost by it, only a notification tells: it is unknown then, and exact again later.
"""
import multiprocessing
import socket
import sys
import time

from watched import Failed, Watched, wait_for

FLOODERS = 3
UNREAD = b'nobody reads this'


def flood(name, stop):
    """Connections that end well, the client first and the server at once."""
    count = 0
    with socket.create_server(('127.0.0.1', 0)) as listener:
        name.put(listener.getsockname()[1])
        while not stop.is_set():
            client = socket.create_connection(listener.getsockname())
            server = listener.accept()[0]
            client.close()
            server.close()
            count += 1
    name.put(count)


def flooded(seconds):
    """Their ports, and how many connections they made."""
    stop = multiprocessing.Event()
    names = [multiprocessing.Queue() for _ in range(FLOODERS)]
    flooders = [multiprocessing.Process(target=flood, args=(name, stop)) for name in names]
    for flooder in flooders:
        flooder.start()
    ports = [name.get() for name in names]
    time.sleep(seconds)
    stop.set()
    counts = [name.get() for name in names]
    for flooder in flooders:
        flooder.join()
    return dict(zip(ports, counts))


def unread_at_close(listener):
    client = socket.create_connection(listener.getsockname())
    server = listener.accept()[0]
    client.send(UNREAD)
    wait_for('the data', lambda: len(server.recv(100, socket.MSG_PEEK)) == len(UNREAD))
    server.close()
    client.close()


def check(watched, counts, after):
    summary = watched.of_type('summary')[0]
    if not summary['notifications_left']:
        raise Failed('the notifications were not left: ' + str(summary))
    if summary['packets_dropped']:
        raise Failed('packets were dropped: ' + str(summary))
    for flooded_port, count in counts.items():
        if len(watched.connections(flooded_port)) != count:
            raise Failed('%d connections told, %d made' %
                         (len(watched.connections(flooded_port)), count))
    alarms = [f for f in watched.of_type('finding') if f['severity'] != 'note']
    exact = [f for f in alarms if f['id'] == 'unread-at-close' and f['bytes'] == len(UNREAD) and
             f['certainty'] == 'observed']
    unknown = [f for f in alarms if f['id'] == 'reset-unexplained' and
               f['certainty'] == 'inferred']
    if len(exact) + len(unknown) != len(alarms) or len(alarms) != after:
        raise Failed('%d resets, but: %s' % (after, alarms))
    if not exact:
        raise Failed('none of %d resets after it was explained' % after)
    print('ok: %d connections in a flood, notifications left %d times, then %d of %d resets exact' %
          (sum(counts.values()), summary['notifications_left'], len(exact), after))


def main():
    listener = socket.create_server(('127.0.0.1', 0))
    after = 0
    with Watched() as watched:
        counts = flooded(3)
        end = time.monotonic() + 8
        while time.monotonic() < end:
            unread_at_close(listener)
            after += 1
            time.sleep(0.5)
    check(watched, counts, after)


try:
    main()
except Failed as failure:
    print('FAILED: %s' % failure)
    sys.exit(1)
