#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# scenarios.sh: what the manual and doc/scenarios.md show of scenarios comes to what they say of it.
set -euo pipefail

halfclose=${top_builddir:?}/halfclose
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
failed=0

# explored FILE STATUS: 1, some schedule breaks an expect; 0, none does.
explored()
{
	local status=0

	"$halfclose" explore "$1" >out 2>&1 || status=$?
	[ "$status" -eq "$2" ] && return 0
	echo "explore $1 ended with $status, not $2:"
	cat "$1" out
	failed=1
}

# Those of the manual, one file each.
awk '/^\.Bd/ { n++ } /^\.Ed/ { inside = 0 }
	inside { print > ("manual." n) } /^\.Bd/ { inside = 1 }' "${top_srcdir:?}/doc/halfclose-scenario.5"
explored manual.1 1
explored manual.2 0
explored manual.3 0
grep -v 'when' manual.3 | sed 's/first = recv 64/&\n\tread 20/' >manual.3.without
explored manual.3.without 1
grep -q 'hung == 0' out || { echo "the second reader does not hang"; failed=1; }

awk '/^```/ { inside = !inside; next } inside' "$top_srcdir/doc/scenarios.md" >twice.scenario
explored twice.scenario 1
sed '/server/,/client/s/^\tclose$/\tshutdown wr\n\tread eof\n\tclose/' twice.scenario >shut.scenario
explored shut.scenario 0
grep -q 'shutdown wr' shut.scenario || failed=1

# The error that both show.
sed 's/recv 64/recv all/' twice.scenario >wrong
mv wrong twice.scenario
explored twice.scenario 2
for page in "$top_srcdir/doc/scenarios.md" "$top_srcdir/doc/halfclose-scenario.5"; do
	grep -qF "$(sed 's/^halfclose: //' out)" "$page" ||
		{ echo "${page##*/} does not show: $(cat out)"; failed=1; }
done
exit "$failed"
