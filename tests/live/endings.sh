#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# endings.sh: every way a connection ends, on real sockets, against what the peers know.
exec python3 "${top_srcdir:?}/tests/live/endings.py"
