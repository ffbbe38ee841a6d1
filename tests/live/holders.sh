#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# holders.sh: sockets that several processes hold.
command -v ss > /dev/null || { echo "skipped: no ss"; exit 77; }
exec python3 "${top_srcdir:?}/tests/live/holders.py"
