#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# interfaces.sh: a capture of `any` says what one of a single interface says.
command -v tcpdump > /dev/null || { echo "skipped: no tcpdump"; exit 77; }
if ! ip link add probe0 type veth peer name probe1 2> /dev/null; then
	echo "skipped: no veth interfaces"
	exit 77
fi
ip link del probe0
exec python3 "${top_srcdir:?}/tests/live/interfaces.py"
