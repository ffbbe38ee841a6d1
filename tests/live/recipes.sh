#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# recipes.sh: what doc/recipes.md says to write is tried, as far as it can be without the sites it is for.
exec python3 -B "${top_srcdir:?}/tests/live/recipes.py"
