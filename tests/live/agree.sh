#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# agree.sh: a plain capture and the live report of the same traffic say the same.
command -v tcpdump > /dev/null || { echo "skipped: no tcpdump"; exit 77; }
exec python3 "${top_srcdir:?}/tests/live/agree.py"
