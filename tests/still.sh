#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# still.sh: a live test that failed is run once more where the machine stood still meanwhile, and
# nowhere else. Who stops the one that looks at the clock is, to him, a machine that stands still.
command -v python3 > /dev/null || { echo "skipped: no python3"; exit 77; }

runner=${top_srcdir:?}/tests/support/stood-still.py
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0

# Counts how often it runs, stands still if $3 says so, and ends with the status in its turn.
cat > "$work/test" <<'END'
read -r count < "$1"
echo $((count + 1)) > "$1"
if [ "$3" = still ]; then
	kill -STOP "$PPID"
	sleep 0.3
	kill -CONT "$PPID"
fi
shift "$((count + 3))"
exit "$1"
END

# row WHAT LIMIT still|moves "STATUS OF EACH RUN" RUNS STATUS
row()
{
	local status words

	echo 0 > "$work/count"
	# shellcheck disable=SC2086 # several statuses
	python3 "$runner" "$2" sh "$work/test" "$work/count" - "$3" $4 > "$work/said"
	status=$?
	words=$(grep -c '^stood still for [0-9]* ms: once more' "$work/said")
	set -- "$1" "$5 $6 $(($5 - 1))" "$(cat "$work/count") $status $words"
	[ "$2" = "$3" ] && return
	echo "$1: runs, status, words: $3, not $2"
	cat "$work/said"
	failed=1
}

hour=3600000
row "it passes" 100 moves "0" 1 0
row "it passes on a machine that stood still" 100 still "0" 1 0
row "it fails on a machine that moved" $hour moves "1 0" 1 1
row "it stood still for less than the limit" $hour still "1 0" 1 1
row "it stood still: the second run passes" 100 still "1 0" 2 0
row "it stood still: the second run fails as well" 100 still "1 3 0" 2 3
row "it stood still, and was skipped" 100 still "77" 1 77
row "it stood still: the second run is skipped" 100 still "1 77" 2 77
exit $failed
