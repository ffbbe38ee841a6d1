#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tui.sh: the interface in a terminal (tmux), beside connections that change: what is seen, and what
# keys do.
for program in tmux ps setpriv; do
	command -v $program > /dev/null || { echo "skipped: no $program"; exit 77; }
done
exec python3 "${top_srcdir:?}/tests/live/tui.py"
