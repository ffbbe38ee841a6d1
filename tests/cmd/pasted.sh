#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# pasted.sh: what GitHub's own parser makes of reports in Markdown: tables, lists and code as they are
# meant, no link, nothing more than an issue takes.
if ! command -v cmark-gfm >/dev/null; then
	echo "cmark-gfm is not installed"
	exit 77
fi
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
python3 -B "${top_srcdir:?}/tests/cmd/pasted.py" "${top_builddir:?}/halfclose" \
	"$top_builddir/tests/golden/replay" "$top_srcdir/tests/golden" "$dir"
