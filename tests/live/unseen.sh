#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# unseen.sh: how connections end that no packet showed, as the deaths of their sockets tell.
exec python3 "${top_srcdir:?}/tests/live/unseen.py"
