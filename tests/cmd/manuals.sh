#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# manuals.sh: the manuals have each command, option and finding, and nothing else; mandoc finds no fault.
python3 -B "${top_srcdir:?}/tests/cmd/manuals.py" "${top_builddir:?}" || exit
command -v mandoc > /dev/null || { echo "SKIPPED: there is no mandoc"; exit 77; }
failed=0
for page in "$top_srcdir"/doc/*.[157] "$top_builddir"/doc/*.[157]; do
	[ -e "$page" ] || continue
	# Which other manuals are installed here is no matter of the page.
	mandoc -T lint -W style "$page" 2>&1 |
		grep -v -e 'referenced manual not found' -e 'outdated mandoc.db' && failed=1
done
exit $failed
