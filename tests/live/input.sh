#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# input.sh: bad input ends in one line on stderr that says what to do, exit status 2, and nothing
# half-written; good input in a report.
halfclose=${top_builddir:?}/halfclose
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0
count=0

fail()
{
	echo "FAILED: $1"
	failed=$((failed + 1))
}

refuses()	# WORDS COMMAND...: with these words on stderr
{
	words=$1
	shift
	count=$((count + 1))
	"$@" > "$dir/out" 2> "$dir/err" < /dev/null
	status=$?
	[ $status -eq 2 ] || fail "$*: status $status"
	[ -s "$dir/out" ] && fail "$*: wrote $(head -c 200 "$dir/out")"
	[ "$(wc -l < "$dir/err")" -eq 1 ] || fail "$*: not one line: $(cat "$dir/err")"
	grep -q '^halfclose: ' "$dir/err" || fail "$*: does not say who: $(cat "$dir/err")"
	grep -qi -e "$words" "$dir/err" || fail "$*: no \"$words\" in: $(cat "$dir/err")"
}

# A capture of our own: a short conversation on lo.
"$halfclose" report --for 60s -v > /dev/null 2> "$dir/ready" &
watcher=$!
tcpdump -i lo -U -w "$dir/good.pcap" tcp 2> "$dir/tcpdump" &
dumper=$!
until grep -q 'listening on' "$dir/tcpdump"; do sleep 0.01; done
python3 - <<- 'PYTHON'
	import socket
	listener = socket.create_server(('127.0.0.1', 7000))
	client = socket.create_connection(('127.0.0.1', 7000))
	server, _ = listener.accept()
	client.sendall(b'request')
	server.recv(7)
	client.close()
	server.recv(1)
	server.close()
PYTHON
until [ "$(tcpdump -r "$dir/good.pcap" 2> /dev/null | grep -c 'Flags \[F')" -ge 2 ]; do
	sleep 0.01
done
kill -INT $dumper $watcher
wait $dumper
wait $watcher || fail "SIGINT: the report does not end well"

"$halfclose" report -r "$dir/good.pcap" --all --format json > "$dir/out" || fail "a good file"
grep -q '"outcome":"closed"' "$dir/out" || fail "a good file: $(cat "$dir/out")"
"$halfclose" report -r - --all < "$dir/good.pcap" | grep -q 'clean:' || fail "a good pipe"

: > "$dir/empty"
head -c 10 "$dir/good.pcap" > "$dir/short"
head -c 60 "$dir/good.pcap" > "$dir/cut"
printf '\x00%.0s' {1..4096} > "$dir/zeroes"
python3 -c 'import random,sys; random.seed(7)
sys.stdout.buffer.write(random.randbytes(5000))' > "$dir/random"
refuses empty "$halfclose" report -r "$dir/empty"
refuses 'short\|cut\|truncated' "$halfclose" report -r "$dir/short"
refuses 'cut\|truncated' "$halfclose" report -r "$dir/cut" --format json
refuses 'not a capture\|unknown' "$halfclose" report -r "$dir/random"
refuses 'not a capture\|unknown' "$halfclose" report -r "$dir/zeroes"
refuses 'no such file' "$halfclose" report -r "$dir/none"
refuses directory "$halfclose" report -r "$dir"
refuses 'eth9' "$halfclose" watch -i eth9
refuses 'eth9' "$halfclose" report -i eth9 --for 1s
refuses 'syntax' "$halfclose" watch 'prot 80'
refuses 'syntax' "$halfclose" report -r "$dir/good.pcap" 'port'
refuses 'hide' "$halfclose" watch 'tcp[13] & 1 != 0'
refuses 'hide' "$halfclose" report 'greater 100'
refuses duration "$halfclose" report --for soon
refuses format "$halfclose" report --format xml
refuses fail-on "$halfclose" report --fail-on everything
refuses option "$halfclose" report --frobnicate
refuses value "$halfclose" report -r
refuses command "$halfclose" frobnicate
refuses demo "$halfclose" demo frobnicate
refuses known "$halfclose" explain frobnicate

# The end of a file is missing: what is there is reported, in full, and the status tells.
head -c -7 "$dir/good.pcap" > "$dir/tail"
"$halfclose" report -r "$dir/tail" --all --format json > "$dir/out" 2> "$dir/err"
[ $? -eq 2 ] || fail "a file without its end: status"
tail -n 1 "$dir/out" | grep -q '"type":"summary"' || fail "a file without its end: no summary"
[ "$(wc -l < "$dir/err")" -eq 1 ] || fail "a file without its end: $(cat "$dir/err")"

# time_of NAME: nanoseconds, of a time in the summary.
time_of()
{
	date -d "$(sed -n '/"summary"/s/.*"'"$1"'":"\([^"]*\)".*/\1/p' "$dir/out")" +%s%N
}

# As long as was asked for, and not a microsecond less.
for _ in 1 2 3 4 5; do
	"$halfclose" report --for 50ms --no-sockets --format json > "$dir/out" || fail "50 ms"
	took=$(($(time_of end) - $(time_of start)))
	[ "$took" -ge 50000000 ] || fail "--for 50ms: $took ns"
done

# No permission: an interface that was asked for is refused, else the sockets are left.
if [ "$(id -u)" -eq 0 ] && cp "$halfclose" "$dir/halfclose" && chmod 755 "$dir" "$dir/halfclose"; then
	nobody="setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs"
	# shellcheck disable=SC2086 # several words
	refuses 'permission.*setcap' $nobody "$dir/halfclose" watch -i lo --for 1s
	chmod 600 "$dir/good.pcap"
	# shellcheck disable=SC2086
	refuses 'permission' $nobody "$dir/halfclose" report -r "$dir/good.pcap"
	# shellcheck disable=SC2086
	$nobody "$dir/halfclose" report --for 200ms --format json > "$dir/out" 2> "$dir/err" ||
		fail "without permission: $(cat "$dir/err")"
	grep -q setcap "$dir/err" || fail "without permission: no setcap: $(cat "$dir/err")"
	grep -q evidence-gap "$dir/out" || fail "without permission: no evidence-gap"
fi

echo "$count refusals, $failed failures"
exit $((failed > 0))
