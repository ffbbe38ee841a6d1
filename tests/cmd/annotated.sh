#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# annotated.sh: comments are on the packets that caused what they tell, and all else is as it was.
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
cd "$dir" || exit
python3 -B "${top_srcdir:?}/tests/cmd/annotated.py" "${top_builddir:?}" "$top_srcdir"
