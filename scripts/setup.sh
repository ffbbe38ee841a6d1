# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-or-later
# setup.sh: what quickstart and test share: packages, configuring, building. To be sourced.

set -euo pipefail
exec </dev/null

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034 # for the scripts that source this
build_packages=(autoconf automake gcc libc6-dev libcap-ng-dev libmnl-dev libncurses-dev libpcap-dev
	libseccomp-dev make pkg-config)

say()
{
	echo "${0##*/}: $*"
}

die()
{
	echo "${0##*/}: $*" >&2
	exit 2
}

# With sudo, what we make in a user's tree is to be the user's, however we end.
give_back()
{
	local owner

	owner=$(stat -c %u:%g "$top")
	[ "$(id -u)" -ne 0 ] || [ "${owner%:*}" -eq 0 ] ||
		chown --no-dereference --recursive --from=0 "$owner" "$top"
}
trap give_back EXIT

installed()
{
	[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# run_quietly WHAT COMMAND...: shows what the command printed only if it fails.
run_quietly()
{
	local what=$1 output
	shift

	say "$what"
	output=$("$@" 2>&1) && return 0
	printf '%s\n' "$output"
	say "failed: $what"
	return 1
}

# Installs those that are missing.
need_packages()
{
	local package missing=()

	if ! command -v dpkg-query >/dev/null; then
		say "not a Debian system: install the likes of: $*"
		return 0
	fi
	for package; do
		installed "$package" || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	[ "$(id -u)" -eq 0 ] || die "missing: ${missing[*]}; run: sudo $0"
	export DEBIAN_FRONTEND=noninteractive
	# One dead source among several is no reason to give up.
	run_quietly "reading the package lists" apt-get -q update || true
	run_quietly "installing ${missing[*]}" \
		apt-get -q -y --no-install-recommends install "${missing[@]}" || exit 2
	stop_servers "${missing[@]}"
}

# The packages of servers start them; we only want the programs.
stop_servers()
{
	local package service

	for package; do
		case $package in
		nginx-light) service=nginx ;;
		openssh-server) service=ssh ;;
		haproxy | postgresql | redis-server) service=$package ;;
		*) continue ;;
		esac
		{ invoke-rc.d "$service" stop && update-rc.d "$service" disable; } \
			>/dev/null 2>&1 || true
	done
}

# configured NAME CONFIGURE_ARGUMENT...: build/NAME, where make can be called.
configured()
{
	local name=$1 dir=$top/build/$1
	shift

	# Objects in the tree itself would be taken for those of each build directory.
	[ ! -e "$top/config.status" ] || die "the tree was configured in place; run: make distclean"
	if [ ! -e "$top/configure" ]; then
		run_quietly "making configure" "$top/bootstrap" || return
	fi
	mkdir -p "$dir"
	[ -e "$dir/Makefile" ] ||
		run_quietly "configuring build/$name" configure_in "$dir" "$@"
}

# build NAME TARGETS CONFIGURE_ARGUMENT...: builds the make targets in build/NAME.
build()
{
	local name=$1 targets=$2
	shift 2

	configured "$name" "$@" || return
	# shellcheck disable=SC2086 # several targets
	make -C "$top/build/$name" --question $targets >/dev/null 2>&1 ||
		run_quietly "building build/$name" \
			make -C "$top/build/$name" --silent --jobs="$(nproc)" $targets
}

configure_in()
(
	cd "$1"
	shift
	"$top/configure" --quiet "$@"
)
