#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# screens.sh: the screens that stories and keys lead to are what they were, at 80x24 and 160x50.
# UPDATE_GOLDEN=1 rewrites them; the diff is the review.
here=${top_srcdir:?}/tests/tui/screens
screen=${top_builddir:?}/tests/tui/screen
export LC_ALL=C TZ=UTC
failed=0
count=0

# NAME STORY[+STORY...] [STEP...]: what stage.h knows as a step; "ascii" as the first: no UTF-8.
screen()
{
	local name=$1 charset=utf8 size golden got stories
	IFS=+ read -ra stories <<< "$2"
	stories=("${stories[@]/#/$here/}")
	shift 2
	if [ "$1" = ascii ]; then
		charset=ascii
		shift
	fi
	for size in 80x24 160x50; do
		golden=$here/$name.$size
		count=$((count + 1))
		if ! got=$({ cat "${stories[@]/%/.story}"; printf '%s\n' "$@"; } | "$screen" $size $charset); then
			failed=$((failed + 1))
		elif [ -n "$UPDATE_GOLDEN" ]; then
			printf '%s\n' "$got" > "$golden"
		elif ! diff -u "$golden" - <<< "$got"; then
			failed=$((failed + 1))
		fi
	done
}

screen table mixed
screen table-ascii mixed ascii
screen table-inverted mixed "key s a I j j"
screen table-open-only mixed "key t"
screen table-paused mixed "key p"
screen filter mixed "key /" "type java state:close_wait"
screen filter-nothing mixed "key /" "type state:closing" "key Enter"
screen sort mixed "key s"
screen write mixed "key w"
screen destroy mixed "key j j j j K"
screen destroy-gone mixed "key K"
screen answer mixed "key j j j j K b" "said both sockets destroyed"
screen detail mixed "key Enter"
screen detail-end mixed "key Enter G"
screen detail-ascii mixed ascii "key Enter"
screen detail-long mixed "key j j j Enter"
screen findings mixed "key Tab"
screen findings-chosen mixed "key Tab j j"
screen findings-connections mixed "key Tab j j j j j Enter"
screen listeners mixed "key Tab Tab j"
screen help mixed "key ?"
screen help-end mixed "key ? G"
screen explain mixed "key e"
screen copy mixed "key y"
screen copy-case mixed "key Tab y"
screen nothing-yet nothing
screen nothing-found nothing "key Tab"
screen nobody-listens nothing "key Tab Tab"
screen many many
screen many-end many "key G"
screen story-open open
screen story-shut open+shut
screen story-closed open+closed
screen story-lost open+closed+lost
screen story-lost-detail open+closed+lost "key Enter"

echo "$count screens, $failed failures"
[ $count -gt 0 ] && [ $failed -eq 0 ]
