#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# processes.sh: processes that end with connections open.
exec python3 "${top_srcdir:?}/tests/live/processes.py"
