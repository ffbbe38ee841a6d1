#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# busy.sh: thousands of connections a second, and what is told of those beside and after them.
exec python3 "${top_srcdir:?}/tests/live/busy.py"
