#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh: the report of each story and of each capture (make-captures), in each format, is what
# it was. UPDATE_GOLDEN=1 rewrites them; the diff is the review.
here=${top_srcdir:?}/tests/golden
halfclose=${top_builddir:?}/halfclose
export LC_ALL=C TZ=UTC COLUMNS=100
failed=0
count=0

report()	# FILE FORMAT
{
	case $1 in
	*.story) "${top_builddir:?}"/tests/golden/replay "$1" "$2" ;;
	*) "$halfclose" report -r "$1" --all --format "$2" ;;
	esac
}

# Of a page what it says: its style and its script have tests of their own.
bare()	# FORMAT
{
	case $1 in
	html) sed -e '/^<style>/,/^<\/style>/d' -e '/^<script>/,/^<\/script>/d' \
		-e "s/'sha256-[^']*'/'sha256-'/g" ;;
	*) cat ;;
	esac
}

for input in "$here"/*.{story,pcap,pcapng}; do
	for format in text json zeek mermaid markdown html; do
		# A capture and a story of the same name each have their own.
		golden=${input%.story}.$format
		# A few pages show all that is on one.
		[ $format != html ] || [ -e "$golden" ] || continue
		count=$((count + 1))
		if ! got=$(set -o pipefail; report "$input" $format | bare $format); then
			failed=$((failed + 1))
		elif [ -n "$UPDATE_GOLDEN" ]; then
			printf '%s\n' "$got" > "$golden"
		elif ! diff -u "$golden" - <<< "$got"; then
			failed=$((failed + 1))
		fi
	done
done

# Whatever packets alone can show happens in some capture.
ids=0
for id in $("$halfclose" explain --list |
		sed -n '/^findings:/,/^$/s/^  \([a-z0-9][a-z0-9-]*\) .*/\1/p'); do
	"$halfclose" explain "$id" | grep -q '^Shown by: packets' || continue
	ids=$((ids + 1))
	grep -q "\"id\":\"$id\"" "$here"/*.pcap*.json && continue
	echo "no capture shows $id: add one to make-captures"
	failed=$((failed + 1))
done

echo "$count reports, $ids findings that packets can show, $failed failures"
[ $count -gt 0 ] && [ $ids -gt 0 ] && [ $failed -eq 0 ]
