#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# privileges.sh: what is given up once all is open, and what works without each privilege.
if ! setpriv --reuid=65534 --regid=65534 --clear-groups true 2> /dev/null; then
	echo "skipped: no permission to become another user"
	exit 77
fi
case $("${top_builddir:?}/halfclose" report -v 2>&1 > /dev/null) in
*"; capabilities"*) ;;
*)
	echo "skipped: built without libcap-ng"
	exit 77
	;;
esac
exec python3 "${top_srcdir:?}/tests/live/privileges.py"
