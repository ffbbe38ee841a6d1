#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# listed.sh: Makefile.am names every file by hand; none is forgotten, so a tarball is whole.
set -euo pipefail
cd "${top_srcdir:-.}"

failed=0
for file in {src,include}/*/*.[ch] src/show/html/* tests/*/*.[ch] tests/*.sh tests/{cmd,dist,live,golden,support}/* completion/*/* fuzz/* scripts/* doc/* scenarios/*; do
	[ -f "$file" ] || continue
	# Automake knows a test program's source by itself; data may be listed by its directory.
	names="${file//./\\.}|${file%.c}|${file%/*}"
	grep -qE "(^|[[:space:]])($names)([[:space:]]|\$)" Makefile.am && continue
	echo "$file is not in Makefile.am"
	failed=1
done
exit "$failed"
