#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# run.sh: a command's own connections, its statuses and signals, what hangs, and runs again and again.
exec python3 "${top_srcdir:?}/tests/live/run.py"
