#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# peace.sh: programs that people run, where nothing goes wrong: no alarm.
for program in openssl ss; do
	command -v $program > /dev/null || { echo "skipped: no $program"; exit 77; }
done
exec python3 "${top_srcdir:?}/tests/live/peace.py"
