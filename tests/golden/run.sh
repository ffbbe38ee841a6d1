#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh: each story's report, as text, as JSON and as conn.log, is what it was. UPDATE_GOLDEN=1 rewrites them;
# the diff is the review.
here=${top_srcdir:?}/tests/golden
failed=0
count=0

for story in "$here"/*.story; do
	for format in text json zeek; do
		golden=${story%.story}.$format
		count=$((count + 1))
		if ! got=$("${top_builddir:?}"/tests/golden/replay "$story" $format); then
			failed=$((failed + 1))
		elif [ -n "$UPDATE_GOLDEN" ]; then
			printf '%s\n' "$got" > "$golden"
		elif ! diff -u "$golden" - <<< "$got"; then
			failed=$((failed + 1))
		fi
	done
done
echo "$count reports, $failed differ"
[ $count -gt 0 ] && [ $failed -eq 0 ]
