#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# explore.sh: scenarios on real sockets: what is found, that it repeats, and what is no scenario.
exec python3 -B "${top_srcdir:?}/tests/live/explore.py"
