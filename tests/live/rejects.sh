#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# rejects.sh: a RST that a firewall sends is not taken for a port where nobody listens, nor the reverse.
command -v nft > /dev/null || { echo "skipped: no nft"; exit 77; }
if ! ip link add probe0 type veth peer name probe1 2> /dev/null; then
	echo "skipped: no veth interfaces"
	exit 77
fi
ip link del probe0
exec python3 "${top_srcdir:?}/tests/live/rejects.py"
