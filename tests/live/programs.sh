#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# programs.sh: nginx, curl (also over TLS) and netcat, watched.
for program in nginx curl nc openssl ss; do
	command -v $program > /dev/null || { echo "skipped: no $program"; exit 77; }
done
exec python3 "${top_srcdir:?}/tests/live/programs.py"
