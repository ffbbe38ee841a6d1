#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# chosen.sh: -p and --children let through the connections of some processes.
exec python3 "${top_srcdir:?}/tests/live/chosen.py"
