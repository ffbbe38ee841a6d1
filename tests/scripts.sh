#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# scripts.sh: shellcheck finds nothing to say about any script.
set -euo pipefail
cd "${top_srcdir:-.}"

if ! command -v shellcheck >/dev/null; then
	echo "skipped: no shellcheck"
	exit 77
fi
mapfile -t scripts < <(grep -rlsE '^#!/bin/(ba)?sh' bootstrap .ci debian scripts tests)
scripts+=(completion/bash/halfclose)
echo "checking ${scripts[*]}"
shellcheck --external-sources "${scripts[@]}"
