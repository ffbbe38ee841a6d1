#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# record.sh: what `record` writes, as tcpdump, tshark and capinfos read it.
for program in tcpdump tshark capinfos; do
	command -v "$program" > /dev/null || { echo "skipped: no $program"; exit 77; }
done
exec python3 "${top_srcdir:?}/tests/live/record.py"
