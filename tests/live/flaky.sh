#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# flaky.sh: a test that loses a reply one time in fifty is caught in the act, and the file tells why; the
# same test without its fault passes each time.
if [ "$1" != alone ]; then
	exec "${top_srcdir:?}/scripts/netns-run" bash "$0" alone
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

again()
{
	"${top_builddir:-.}/halfclose" run --repeat 500 --until-finding --fail-on lost \
		-w "$work/$1.pcapng" -- python3 "$top_srcdir/tests/live/flaky.py" "$1" \
		>"$work/said" 2>"$work/told"
}

fail()
{
	echo "FAIL: $*"
	tail -40 "$work/told"
	exit 1
}

# Of an earlier time: what it tells is not of these runs.
echo earlier >"$work/fixed.pcapng"
again fixed || fail "the fixed test ended with $?"
grep "^500 runs, nothing found" "$work/told" || fail "500 runs were not told of"
[ ! -e "$work/fixed.pcapng" ] || fail "a file of runs in which nothing went wrong"

again broken
[ $? -eq 1 ] || fail "the broken test was not caught"
grep -E "^run [0-9]+ of 500" "$work/told" || fail "which run it was"
"${top_builddir:-.}/halfclose" report -r "$work/broken.pcapng" >"$work/read" || fail "no report"
grep -q "error write-after-close, 8 bytes" "$work/read" || fail "$(cat "$work/read")"
grep -q "python3\[.*wrote 8 bytes .* after the FIN of" "$work/read" || fail "$(cat "$work/read")"
tshark -r "$work/broken.pcapng" -Y frame.comment -T fields -e frame.comment 2>"$work/warned" |
	grep -o "error write-after-close: client python3\[[0-9]*\] wrote 8 bytes" ||
	fail "tshark shows no comment: $(cat "$work/warned")"
