#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# stalls.sh: what hangs or is given up, on real sockets, against what the peers know.
exec python3 "${top_srcdir:?}/tests/live/stalls.py"
