#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# layers.sh: who may include whom: observe -> core -> show, and no way back.
set -euo pipefail
cd "${top_srcdir:-.}"

declare -A may_include=(
	[core]="core"
	[observe]="core observe"
	[show]="core show"
	[tui]="core show tui"
	[peers]="peers"
	[cmd]="core observe show tui peers cmd"
)
failed=0

complain()
{
	echo "$1"
	failed=1
}

# The layer of an include line: the directory of a file of ours; system headers have none.
check_file()
{
	local file=$1 layer=$2 header

	while read -r header; do
		[ -f "include/$header" ] || complain "$file includes \"$header\": there is none"
		[[ " ${may_include[$layer]} " == *" ${header%%/*} "* ]] ||
			complain "$file includes \"$header\": $layer must not know ${header%%/*}"
	done < <(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$file")
}

# Each .c begins with its own header, which so proves to stand alone.
check_own_header()
{
	local file=$1 own=${1#src/}

	own=${own%.c}.h
	[ -f "include/$own" ] || return 0
	[ "$(sed -n 's/^#include //p' "$file" | head -n 1)" = "\"$own\"" ] ||
		complain "$file does not include \"$own\" first"
}

files=0
for layer in "${!may_include[@]}"; do
	for file in include/"$layer"/*.h src/"$layer"/*.c; do
		[ -f "$file" ] || continue
		files=$((files + 1))
		check_file "$file" "$layer"
		[[ $file == *.h ]] || check_own_header "$file"
	done
done

[ "$files" -gt 0 ] || complain "no sources found in $PWD"
exit "$failed"
