#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# unused.sh: frames of TCP that told nothing are counted in the report's summary, by the reason.
dir=$(mktemp -d)
trap 'rm -r "$dir"' EXIT
python3 -B "${top_srcdir:?}/tests/cmd/unused.py" "${top_builddir:?}/halfclose" "$dir"
