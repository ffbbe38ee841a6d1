#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# installed.sh: installs the given Debian package, gives each answer that its setup takes, and purges it.
# It is debian.sh's, for a root directory that is thrown away.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
here=$(cd "$(dirname "$0")/../.." && pwd)
deb=$1
program=/usr/bin/halfclose
readonly lent="$program cap_dac_read_search,cap_net_raw,cap_sys_ptrace=ep"
failed=0

# is WHEN OWNER MODE CAPABILITIES
is()
{
	local got want="$2 $3 $4"

	got="$(stat -c '%U:%G %a' $program) $(getcap $program)"
	[ "$got" = "$want" ] && return 0
	echo "$1: $got, not $want"
	failed=1
}

answer()	# QUESTION TYPE ANSWER
{
	echo "halfclose halfclose/$1 $2 $3" | debconf-set-selections
}

# As a user who is a member of that group, or of none. The shell between has lost root's capabilities.
as_user()	# GROUP COMMAND...
{
	local groups=--clear-groups

	[ "$1" = none ] || groups=--groups=$1
	shift
	setpriv --reuid=nobody --regid=nogroup "$groups" sh -c '"$@"' sh "$@"
}

dpkg --install "$deb"
is "unasked" root:root 755 ""
as_user none halfclose --version >/dev/null || failed=1
sh "$here/debian/tests/installed" || failed=1
dpkg --listfiles halfclose >files

answer setcap boolean true
dpkg-reconfigure halfclose
is "lent" root:halfclose 750 "$lent"
as_user halfclose halfclose --version >/dev/null || { echo "a member cannot run it"; failed=1; }
if as_user none halfclose --version 2>/dev/null; then
	echo "everybody can run it"
	failed=1
fi
# Packets are for members, now.
as_user halfclose halfclose report --for 100ms 2>&1 | tee said
if grep -q setcap said; then
	echo "a member has not what it takes"
	failed=1
fi

dpkg --install "$deb"
is "upgraded" root:halfclose 750 "$lent"

answer group string watchers
dpkg-reconfigure halfclose
is "of another group" root:watchers 750 "$lent"

# No name of a group: nothing is lent, and it can be used all the same.
answer group string 'no such:name'
dpkg-reconfigure halfclose 2>said
is "of no group" root:root 755 ""
grep -q 'no capabilities' said || failed=1

answer setcap boolean false
dpkg-reconfigure halfclose
is "not lent" root:root 755 ""

dpkg-statoverride --update --add root adm 0710 $program
answer group string halfclose
answer setcap boolean true
dpkg-reconfigure halfclose
is "decided otherwise" root:adm 710 ""
dpkg-statoverride --remove $program

dpkg --purge halfclose
while read -r file; do
	[ ! -f "$file" ] || { echo "$file is still there"; failed=1; }
done <files
if compgen -G '/var/lib/dpkg/info/halfclose.*' || [ -n "$(debconf-show halfclose)" ]; then
	echo "something of it is left"
	failed=1
fi
exit $failed
