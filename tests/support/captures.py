# SPDX-License-Identifier: GPL-2.0-or-later
"""captures.py: packets of conversations, in frames of every link type, in pcap and pcapng files."""
import ipaddress
import struct

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
NULL, ETHERNET, RAW, LOOP, SLL, IPV4, IPV6, SLL2 = 0, 1, 101, 108, 113, 228, 229, 276
START_NS = 1767323045 * 10**9


def tcp(sport, dport, seq, ack, flags, payload=b'', options=b'', window=512):
    offset = (20 + len(options)) // 4
    return struct.pack('>HHIIBBHHH', sport, dport, seq & 0xffffffff, ack & 0xffffffff,
                       offset << 4, flags, window, 0, 0) + options + payload


def ipv4(src, dst, segment, protocol=6, fragment=0, options=b'', total=None):
    length = 20 + len(options) + len(segment)
    return struct.pack('>BBHHHBBH4s4s', 0x45 + len(options) // 4, 0,
                       length if total is None else total, 1, fragment, 64, protocol, 0,
                       ipaddress.ip_address(src).packed,
                       ipaddress.ip_address(dst).packed) + options + segment


def ipv6(src, dst, segment, protocol=6, length=None):
    return struct.pack('>IHBB16s16s', 6 << 28, len(segment) if length is None else length,
                       protocol, 64, ipaddress.ip_address(src).packed,
                       ipaddress.ip_address(dst).packed) + segment


def framed(link_type, packet, tags=()):
    """The packet behind the header of that link type; tags: Ethernet types of VLAN tags."""
    six = packet[0] >> 4 == 6
    types = [*tags, 0x86dd if six else 0x0800]
    typed = struct.pack('>H', types[0]) + b''.join(struct.pack('>HH', 5, t) for t in types[1:])
    if link_type == ETHERNET:
        return bytes(12) + typed + packet
    if link_type == SLL:
        return struct.pack('>HHH8s', 0, 772, 6, bytes(8)) + typed + packet
    if link_type == SLL2:
        header = struct.pack('>HHIHBB8s', types[0], 0, 1, 772, 0, 6, bytes(8))
        return header + typed[2:] + packet
    if link_type == NULL:
        return struct.pack('<I', 30 if six else 2) + packet
    if link_type == LOOP:
        return struct.pack('>I', 24 if six else 2) + packet
    return packet


def conversation(flags_and_lengths, client=('127.0.0.1', 40000), server=('127.0.0.1', 80)):
    """Packets from words like 'c S', 's S.', 'c P. 5': who, flags as tcpdump has them, length."""
    ends = {'c': [client, 1000], 's': [server, 5000]}
    letters = {'F': FIN, 'S': SYN, 'R': RST, 'P': PSH, '.': ACK}
    for step in flags_and_lengths:
        who, flags, *length = step.split()
        me, peer = ends[who], ends['s' if who == 'c' else 'c']
        bits = sum(letters[letter] for letter in flags)
        size = int(length[0]) if length else 0
        segment = tcp(me[0][1], peer[0][1], me[1], peer[1] if bits & ACK else 0, bits,
                      bytes(size), b'\x02\x04\x05\xb4\x01\x03\x03\x07' if bits & SYN else b'')
        me[1] += size + bool(bits & SYN) + bool(bits & FIN)
        make = ipv6 if ':' in client[0] else ipv4
        yield make(me[0][0], peer[0][0], segment)


WHOLE = ('c S', 's S.', 'c .', 'c P. 5', 's .', 's P. 7', 'c .', 's F.', 'c .', 'c F.', 's .')
LATE_WRITE = ('c S', 's S.', 'c .', 'c P. 5', 's .', 's F.', 'c .', 'c P. 1', 's R')
ABORTED = ('c S', 's S.', 'c .', 's P. 9', 'c R.')
REFUSED = ('c S', 's R.')


def pcap(frames, link_type, order='<', nano=False, start_ns=START_NS):
    """Frames a millisecond apart; order '<' or '>'."""
    unit = 1 if nano else 1000
    octets = struct.pack(order + 'IHHiIII', 0xa1b23c4d if nano else 0xa1b2c3d4, 2, 4, 0, 0,
                         65535, link_type)
    for i, frame in enumerate(frames):
        now = start_ns + i * 10**6
        octets += struct.pack(order + 'IIII', now // 10**9 & 0xffffffff,
                              now % 10**9 // unit, len(frame), len(frame)) + frame
    return octets


def block(order, kind, body):
    body += bytes(-len(body) % 4)
    length = struct.pack(order + 'I', len(body) + 12)
    return struct.pack(order + 'I', kind) + length + body + length


def section(order='<'):
    return block(order, 0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1))


def interface(link_type, order='<', resolution=None):
    options = b''
    if resolution is not None:
        options = struct.pack(order + 'HHBxxxHH', 9, 1, resolution, 0, 0)
    return block(order, 1, struct.pack(order + 'HHI', link_type, 0, 0) + options)


def enhanced(frame, stamp, which=0, order='<', length=None):
    """length: on the wire, where the frame was cut."""
    return block(order, 6, struct.pack(order + 'IIIII', which, stamp >> 32 & 0xffffffff,
                                       stamp & 0xffffffff, len(frame), length or len(frame)) +
                 frame)


def pcapng(frames, link_type, order='<', start_ns=START_NS):
    """One interface with nanoseconds; a custom block and statistics around the packets."""
    octets = section(order) + interface(link_type, order, 9)
    octets += block(order, 0xbad, struct.pack(order + 'I', 32473) + b'nothing to see')
    for i, frame in enumerate(frames):
        octets += enhanced(frame, start_ns + i * 10**6, 0, order)
    return octets + block(order, 5, struct.pack(order + 'III', 0, 0, 0))


def varint(value):
    octets = b''
    while value > 0x7f:
        octets += bytes([value & 0x7f | 0x80])
        value >>= 7
    return octets + bytes([value])


def message(**fields):
    """doc/recording.proto's: _3=7 is field 3, a number; bytes are what is behind a length; t1: a time."""
    octets = b''
    for name, value in fields.items():
        number = int(name[1:])
        if isinstance(value, bytes):
            octets += varint(number << 3 | 2) + varint(len(value)) + value
        elif name[0] == 't':
            octets += varint(number << 3 | 1) + struct.pack('<Q', value)
        else:
            octets += varint(number << 3) + varint(value)
    return octets


def own(kind, data=b''):
    head = b'halfclose\0' + struct.pack('>HI', kind, len(data))
    return block('<', 0x80686366, head + data)


def recording(packets, start_ns=START_NS):
    """
    What `record` would have written of packets from 127.0.0.1:40000 to port 80, raw IP: the client's
    process is found between the second and the third, and its socket dies at the end.
    """
    client = message(_1=bytes((127, 0, 0, 1)), _2=40000)
    server = message(_1=bytes((127, 0, 0, 1)), _2=80)
    times = [start_ns + i * 10**6 for i in range(len(packets) + 1)]
    blocks = [enhanced(packet, time) for packet, time in zip(packets, times)]
    fact = message(_1=client, _2=server, _3=1, _4=4, _10=1, _15=9, _19=7, t20=times[1])
    owner = message(_1=9, _2=1, _3=812, _4=3, _5=1, _6=1, _7=b'peer')
    died = message(_1=client, _2=server, _3=2, _4=11, _10=1, _19=7, _18=1)
    blocks[2:2] = [own(2, message(t1=times[1], _2=fact)), own(3, message(_1=812, _2=1)),
                   own(2, message(t1=times[1], _3=owner)), own(4)]
    return b''.join([
        section(), own(1, message(_1=1, t3=start_ns, _7=1, _8=1, _10=1, _13=1)),
        interface(RAW, resolution=9), *blocks, own(2, message(t1=times[-1], _2=died)),
        own(2, message(t1=times[-1], _7=b'')), own(5, message(t1=times[-1], _2=3))])
