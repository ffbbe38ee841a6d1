#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# pages.sh: the page of each demo, live and of a capture, in a browser. PICTURES=DIR keeps pictures.
command -v tcpdump > /dev/null || { echo "skipped: no tcpdump"; exit 77; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit
python3 -B "${top_srcdir:?}/tests/live/pages.py" "$top_srcdir"
