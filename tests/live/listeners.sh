#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# listeners.sh: servers that do not accept, on real sockets, against what the peers know.
exec python3 "${top_srcdir:?}/tests/live/listeners.py"
