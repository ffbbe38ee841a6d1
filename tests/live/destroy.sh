#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# destroy.sh: sockets are destroyed by who may, in this namespace at least, and both ends are told.
test=${top_builddir:?}/tests/observe/test_destroy
if [ ! -x "$test" ]; then
	echo "skipped: built without cmocka"
	exit 77
fi
exec "$test"
