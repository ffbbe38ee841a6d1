#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# debian.sh: the Debian package builds from the tarball, twice to the same octets; lintian finds no fault;
# it is installed, set up and removed (tests/dist/installed.sh) over this machine's files, which stay.
set -euo pipefail
top=${top:?}
name=$(basename "${DIST_TARBALL:?}" .tar.gz)
version=${name#halfclose-}

# build DIR ARGUMENT...: of dpkg-buildpackage.
build()
{
	mkdir "$1"
	cp "$DIST_TARBALL" "$1/halfclose_$version.orig.tar.gz"
	tar -xf "$DIST_TARBALL" -C "$1"
	cp -R "$top/debian" "$1/$name/"
	(cd "$1/$name" && shift && dpkg-buildpackage --no-sign "$@")
}

[ -e "$top/debian" ] || { echo "skipped: no debian/, which is not in the tarball"; exit 77; }
grep -q "^halfclose ($version-" "$top/debian/changelog" ||
	{ echo "debian/changelog does not begin with $version"; exit 1; }

build first
# The number of the bug that an upload closes is known to whoever uploads.
lintian --allow-root --info --display-info --tag-display-limit 0 --fail-on warning,error \
	--suppress-tags initial-upload-closes-no-bugs first/*.dsc first/*.deb

DEB_BUILD_OPTIONS="nocheck ${DEB_BUILD_OPTIONS-}" build second --build=binary
for deb in first/*.deb; do
	cmp "$deb" "second/${deb#*/}"
done

# What is mounted and made below goes with the namespace, and with this directory.
over_this_machine()
{
	mkdir upper work merged
	unshare --mount --pid --fork --kill-child sh -ec '
		mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work merged
		mount -t proc proc merged/proc
		mount --rbind /dev merged/dev
		mount --rbind /sys merged/sys
		exec chroot merged "$@"' sh "$@"
}

[ "$(id -u)" -eq 0 ] || { echo "skipped: only root can try to install it"; exit 77; }
over_this_machine bash "$PWD/first/$name/tests/dist/installed.sh" "$PWD"/first/halfclose_*.deb
