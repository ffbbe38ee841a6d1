# SPDX-License-Identifier: GPL-2.0-or-later
"""deaths.py: the kernel's notifications of sockets that died, which halfclose gets at the same time.

They come some time after the death, when the kernel has time for them (net/core/sock_diag.c,
sock_diag_broadcast_destroy()).
"""
import socket
import struct

NETLINK_SOCK_DIAG = 4
TCP_DESTROY, TCP6_DESTROY = 1, 4	# SKNLGRP_INET_TCP_DESTROY, SKNLGRP_INET6_TCP_DESTROY: masks
PORTS_AT = 20		# in an inet_diag_msg behind its nlmsghdr


class Deaths:
    """In the network namespace that was entered last."""

    def __init__(self):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_SOCK_DIAG)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.sock.settimeout(30)
        self.sock.bind((0, TCP_DESTROY | TCP6_DESTROY))

    def wait(self, port, count=2):
        """Until so many sockets to or at that port are told dead."""
        while count > 0:
            count -= port in struct.unpack_from('>HH', self.sock.recv(4096), PORTS_AT)
