#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# hangs.sh: programs that do not do their part, on real sockets, and those that only look so.
exec python3 "${top_srcdir:?}/tests/live/hangs.py"
