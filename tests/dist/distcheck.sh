#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# distcheck.sh: `make distcheck`: builds from a tarball that cannot be written to, runs the tests that
# need no other program, installs, removes, and leaves nothing behind.
set -euo pipefail
"${top:?}/configure" --quiet
# The machine's other tests are scripts/test's; nothing here is about speed.
make distcheck DISTCHECK_CONFIGURE_FLAGS="CFLAGS=-O0" \
	TESTS="${DIST_TESTS-\$(UNIT_TESTS) \$(FUZZ_TESTS) \$(GOLDEN_TESTS)}"
