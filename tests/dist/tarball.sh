#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# tarball.sh: the tarball is the same from another directory, after tests were built there; it has all
# that is in the repository but the packaging, what Autotools made, and nothing else.
set -euo pipefail
name=$(basename "${DIST_TARBALL:?}" .tar.gz)

# Of an earlier umask, another time, and with objects among the files.
mkdir second
cd second
umask 077
"${top:?}/configure" --quiet CFLAGS=-O0
make --silent tests/golden/replay >/dev/null
touch tests/golden/replay.log
make --silent dist
cmp "$name.tar.gz" "$DIST_TARBALL"
cd ..

# The version is said once, by configure.ac.
version=${name#halfclose-}
[ "$(sed -n 's/^AC_INIT(.*\[\([0-9.]*\)\])/\1/p' "$top/configure.ac")" = "$version" ]
head -n 1 "$top/NEWS" | grep -F "halfclose $version"
if grep -rnF "$version" "$top"/{src,include,completion} "$top"/doc/*.[157] "$top/Makefile.am"; then
	echo "these have the version, too"
	exit 1
fi

# Root, too, may look into a user's.
repository=(git -C "$top" -c safe.directory="$top")
if ! "${repository[@]}" rev-parse --git-dir >/dev/null 2>&1; then
	echo "not in a repository: what is in the tarball was not compared"
	exit 0
fi
tar -tf "$DIST_TARBALL" | sed -e "s|^$name/||" -e '/\/$/d' -e '/^$/d' | sort >got
{
	"${repository[@]}" ls-files | grep -vx -e '\.gitignore' -e 'debian/.*'
	printf '%s\n' Makefile.in aclocal.m4 configure \
		build-aux/{ar-lib,compile,config.guess,config.sub,depcomp,install-sh,missing,test-driver}
} | sort >want
diff -u want got
