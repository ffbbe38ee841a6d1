#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# older.sh: where a kernel leaves out what netlink need not say, less is said of the stories, and
# nothing else.
exec python3 "${top_srcdir:?}/tests/golden/older.py"
