#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# recorded.sh: the report of each story's recording is the one of the story itself, as run.sh has it;
# from a file and from a pipe.
here=${top_srcdir:?}/tests/golden
halfclose=${top_builddir:?}/halfclose
export LC_ALL=C.UTF-8 TZ=UTC COLUMNS=100
failed=0
count=0
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT

for story in "$here"/*.story; do
	# What was captured by ourselves is not cut, as far as a report is concerned.
	grep -q ' cut' "$story" && continue
	if ! "$top_builddir"/tests/golden/recorder "$story" > "$dir/recording"; then
		failed=$((failed + 1))
		continue
	fi
	for format in text json zeek mermaid markdown; do
		count=$((count + 1))
		golden=${story%.story}.$format
		"$halfclose" report -r "$dir/recording" --all --format $format > "$dir/file" &&
			"$halfclose" report -r - --all --format $format < <(cat "$dir/recording") \
				> "$dir/pipe" &&
			diff -u "$golden" "$dir/file" && cmp "$dir/file" "$dir/pipe" ||
			failed=$((failed + 1))
	done
done
echo "$count reports, $failed failures"
[ $count -gt 0 ] && [ $failed -eq 0 ]
