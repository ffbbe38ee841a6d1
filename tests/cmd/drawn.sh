#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# drawn.sh: reports that others draw are in their language, within what they take.
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
python3 -B "${top_srcdir:?}/tests/cmd/drawn.py" "${top_builddir:?}/halfclose" \
	"$top_builddir/tests/golden/replay" "$top_srcdir/tests/golden" "$dir"
