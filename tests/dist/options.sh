#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# options.sh: each optional library can be left out, and is then not asked for; what is there still works.
set -euo pipefail
name=$(basename "${DIST_TARBALL:?}" .tar.gz)
failed=0
tar -xf "$DIST_TARBALL"
capture=$PWD/$name/tests/golden/write-after-close.pcap

# build DIR CONFIGURE_ARGUMENT...
build()
{
	mkdir "$1"
	(cd "$1" && shift && "../$name/configure" --quiet CFLAGS=-O0 "$@" &&
		make --silent halfclose)
}

# needs DIR LIBRARY YES_OR_NO
needs()
{
	local got=no

	readelf --dynamic "$1/halfclose" | grep -q "NEEDED.*\[$2\.so" && got=yes
	[ "$got" = "$3" ] || { echo "$1 needs $2: $got, not $3"; failed=1; }
}

works()
{
	"$1/halfclose" report -r "$capture" | grep -q write-after-close && return 0
	echo "$1 does not find what it should"
	failed=1
}

# refused TEXT CONFIGURE_ARGUMENT...: where pkg-config knows of no library that the text names.
refused()
{
	local text=$1 output
	shift

	mkdir -p without
	if output=$(cd without && "../$name/configure" --quiet "$@" 2>&1); then
		echo "configure took $*"
		failed=1
	elif ! grep -qF -e "$text" <<<"$output"; then
		printf '%s\nconfigure %s did not say "%s"\n' "$output" "$*" "$text"
		failed=1
	fi
}

build bare --without-tui --without-libseccomp --without-libcap-ng
works bare
for library in libncursesw libtinfo libseccomp libcap-ng; do
	needs bare $library no
done
status=0
output=$(bare/halfclose tui 2>&1) || status=$?
if [ "$status" -ne 2 ] || ! grep -q -e --without-tui <<<"$output"; then
	echo "tui: $status, $output"
	failed=1
fi

# One at a time: what one leaves out does not lean upon the others.
for library in libseccomp libcap-ng; do
	build "no-$library" "--without-$library"
	works "no-$library"
	needs "no-$library" $library no
	needs "no-$library" libncursesw yes
done
needs no-libseccomp libcap-ng yes
needs no-libcap-ng libseccomp yes

# Found by pkg-config, where a variable of the user does not say where they are.
export PKG_CONFIG_LIBDIR=/nonexistent PKG_CONFIG_PATH=
refused libpcap
export PCAP_CFLAGS=' ' PCAP_LIBS=-lpcap MNL_CFLAGS=' ' MNL_LIBS=-lmnl
refused --without-tui
refused 'libseccomp was asked for' --without-tui --with-libseccomp
refused 'libcap-ng was asked for' --without-tui --with-libcap-ng
exit $failed
