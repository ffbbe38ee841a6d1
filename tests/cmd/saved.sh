#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# saved.sh: what is written of kept packets is what came, to halfclose and to others who read it.
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
cd "$dir" || exit
python3 -B "${top_srcdir:?}/tests/cmd/saved.py" "${top_builddir:?}" "$top_srcdir"
