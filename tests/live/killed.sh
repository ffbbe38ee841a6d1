#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# killed.sh: ended at any moment, kill -9 included, halfclose leaves everything as it was.
exec python3 "${top_srcdir:?}/tests/live/killed.py"
