#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# netns.sh: two network namespaces in view at once, with their names in a /run of the test's own.
mount -t tmpfs none /run 2> /dev/null || { echo "skipped: no permission to mount"; exit 77; }
if ! { ip netns add a && ip netns add b; } 2> /dev/null; then
	echo "skipped: no named network namespaces"
	exit 77
fi
if ! ip link add va netns a type veth peer name vb netns b 2> /dev/null; then
	echo "skipped: no veth interfaces"
	exit 77
fi
for end in a1 b2; do
	name=${end%?} number=${end#?}
	ip -n "$name" addr add "10.9.0.$number/24" dev "v$name"
	ip -n "$name" addr add "fe80::$number/64" dev "v$name" nodad
	# The other address of that kind comes with the interface.
	ip -n "$name" link set dev "v$name" addrgenmode none 2> /dev/null
	ip -n "$name" link set dev lo up
	ip -n "$name" link set dev "v$name" up
done
# A way by a router: where it takes packets in, its interface has the number that b's has.
ip netns add r
ip link add ra index 7 netns r type veth peer name ar index 8 netns a
ip link add rb index 9 netns r type veth peer name br index 7 netns b
ip -n a addr add 10.8.1.1/24 dev ar
ip -n r addr add 10.8.1.254/24 dev ra
ip -n r addr add 10.8.2.254/24 dev rb
ip -n b addr add 10.8.2.1/24 dev br
for link in a:ar r:ra r:rb b:br; do
	ip -n "${link%:*}" link set dev "${link#*:}" up
done
ip -n a route add 10.8.2.0/24 via 10.8.1.254
ip -n b route add 10.8.1.0/24 via 10.8.2.254
ip netns exec r sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'
exec python3 "${top_srcdir:?}/tests/live/netns.py"
