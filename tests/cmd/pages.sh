#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# pages.sh: pages are well-formed, and work in a browser: no complaints, no requests, nothing cut.
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit
python3 -B "${top_srcdir:?}/tests/cmd/pages.py" "${top_builddir:?}" "$top_srcdir"
