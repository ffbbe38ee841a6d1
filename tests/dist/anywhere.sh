#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# anywhere.sh: the tarball builds where there are no Autotools, makes the same octets in two places, of
# which the program tells neither, and is installed and removed again, with all that belongs to it.
set -euo pipefail
name=$(basename "${DIST_TARBALL:?}" .tar.gz)
failed=0

# All programs that there are, but those which a builder of a tarball does not need.
without_autotools()
{
	local dir program

	mkdir bin
	for dir in /usr/local/bin /usr/bin /bin /usr/sbin /sbin; do
		for program in "$dir"/*; do
			[ -x "$program" ] || continue
			case ${program##*/} in
			auto* | aclocal* | ifnames | m4 | libtool* | gettext* | git) continue ;;
			esac
			[ -e "bin/${program##*/}" ] || ln -s "$program" bin/
		done
	done
	PATH=$PWD/bin
	hash -r
	! command -v autoconf automake aclocal m4 || exit 1
}

# build DIR: out of the tree, as distributions do.
build()
{
	mkdir -p "$1"
	tar -xf "$DIST_TARBALL" -C "$1"
	mkdir "$1/$name/out"
	(cd "$1/$name/out" && ../configure --quiet --prefix=/usr CFLAGS="-O0 -g" && make --silent)
}

# One of each kind.
readonly files='bin/halfclose
share/bash-completion/completions/halfclose
share/doc/halfclose/README.md
share/doc/halfclose/doc/guide.md
share/fish/vendor_completions.d/halfclose.fish
share/halfclose/scenarios/two-readers.broken.scenario
share/man/man1/halfclose.1
share/man/man5/halfclose-scenario.5
share/man/man7/halfclose-findings.7
share/zsh/site-functions/_halfclose'

installed()
{
	local file root=$PWD/root

	make --silent -C "one/$name/out" install DESTDIR="$root"
	for file in $files; do
		[ -s "root/usr/$file" ] || { echo "$file was not installed"; failed=1; }
	done
	# A link in a document that is installed leads to another, or to what is for builders alone.
	(cd root/usr/share/doc/halfclose && grep -roE '\]\([^):#]+' . | sed 's/:.*\](/ /') |
		while read -r from to; do
			case $to in
			http* | *HACKING.md | *COPYING | *tests/* | *scenarios) continue ;;
			esac
			[ -e "root/usr/share/doc/halfclose/$(dirname "$from")/$to" ] || echo "$from: no $to"
		done >links
	[ ! -s links ] || { cat links; failed=1; }
	root/usr/bin/halfclose --version | grep -qx "halfclose ${name#halfclose-}" || failed=1
	root/usr/bin/halfclose report -r "one/$name/tests/golden/clean.pcap" >/dev/null || failed=1
	make --silent -C "one/$name/out" uninstall DESTDIR="$root"
	if find root -type f | grep .; then
		echo "that was not removed"
		failed=1
	fi
}

without_autotools
build one
build another/place
for file in halfclose doc/halfclose-findings.7; do
	cmp "one/$name/out/$file" "another/place/$name/out/$file" || failed=1
done
# Debug information may be compressed, but not by us.
if strings --all "one/$name/out/halfclose" | grep -F "$PWD"; then
	echo "the program tells where it was built"
	failed=1
fi
installed
exit $failed
