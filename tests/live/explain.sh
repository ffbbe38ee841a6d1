#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# explain.sh: the manual has this namespace's settings, or those of another; what it leads to is there.
halfclose=${top_builddir:?}/halfclose
failed=0

fail()
{
	echo "FAILED: $1"
	failed=$((failed + 1))
}

sysctl -qw net.ipv4.tcp_fin_timeout=17 net.ipv4.tcp_keepalive_time=1717
unshare --net sh -c 'sysctl -qw net.ipv4.tcp_fin_timeout=23; exec sleep 60' &
pid=$!
for ((i = 0; i < 500; i++)); do
	[ "$(< "/proc/$pid/comm")" = sleep ] && break
	sleep 0.01
done

"$halfclose" explain fin-wait-2 | grep -qF 'net.ipv4.tcp_fin_timeout = 17' ||
	fail "not the fin_timeout of this namespace"
"$halfclose" explain FIN_WAIT2 --netns "$pid" | grep -qF 'net.ipv4.tcp_fin_timeout = 23' ||
	fail "not the fin_timeout of the other namespace"
"$halfclose" explain keepidle | grep -qF 'net.ipv4.tcp_keepalive_time = 1717' ||
	fail "not the keepalive_time of this namespace"
"$halfclose" explain FIN_WAIT2 --netns no-such-namespace 2>&1 | grep -q '^halfclose: .*no-such' ||
	fail "no word on a namespace that is not there"
kill "$pid"

# Every name that stands in "See also" has a page, which leads back.
pages=0
for topic in $("$halfclose" explain --list | sed -n 's/^  \([A-Za-z][A-Za-z0-9_-]*\) .*/\1/p'); do
	pages=$((pages + 1))
	page=$("$halfclose" explain "$topic") || fail "$topic has no page"
	[ "$(wc -L <<< "$page")" -le 100 ] || fail "$topic is wider than 100 columns"
	for other in $(sed -n '/^See also:/,/^$/s/^  *\(states:\|findings:\|socket options:\|demos:\|\)//p' \
			<<< "$page" | tr -d ,); do
		"$halfclose" explain "$other" | sed -n '/^See also:/,/^$/p' | grep -qw -e "$topic" ||
			fail "$topic leads to $other, which does not lead back"
	done
done
[ "$pages" -gt 50 ] || fail "only $pages pages"

"$halfclose" explain clos-wait 2>&1 | grep -qF 'CLOSE_WAIT' || fail "no word on what was meant"
"$halfclose" explain clos-wait > /dev/null 2>&1
[ $? -eq 2 ] || fail "an unknown topic is no error"

echo "$pages pages, $failed failures"
exit $((failed > 0))
