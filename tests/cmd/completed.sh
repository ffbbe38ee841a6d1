#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# completed.sh: what bash, zsh and fish offer behind "halfclose ...", asked of the shells themselves.
for shell in zsh fish; do
	command -v $shell > /dev/null || { echo "SKIPPED: there is no $shell"; exit 77; }
done
PATH=$(cd "${top_builddir:?}" && pwd):$PATH python3 -B "${top_srcdir:?}/tests/cmd/completed.py" \
	"$top_srcdir/completion"
