#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# screen.sh: `report` of thousands of bad sockets takes one screen, and says what is true.
for program in nginx ss; do
	command -v $program > /dev/null || { echo "skipped: no $program"; exit 77; }
done
exec python3 "${top_srcdir:?}/tests/live/screen.py"
