#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# replayed.sh: report -r of a recording is, to the byte, the report of the live run that recorded it.
exec python3 "${top_srcdir:?}/tests/live/replayed.py"
