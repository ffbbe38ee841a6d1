#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# damaged.sh: any file, cut anywhere or with octets changed, ends in a report or a clear error.
dir=$(mktemp -d)
python3 -B "${top_srcdir:?}/tests/cmd/damaged.py" "${top_builddir:?}/halfclose" "$dir"
status=$?
# What failed stays, to be looked at.
[ $status -ne 0 ] || rm -r "$dir"
exit $status
