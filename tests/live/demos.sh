#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# demos.sh: each demo agrees with its peers, and says what it is there to say.
halfclose=${top_builddir:?}/halfclose
failed=0

fail()
{
	echo "FAILED: $1"
	failed=$((failed + 1))
}

all=$(mktemp)
trap 'rm -f "$all"' EXIT
"$halfclose" demo all --color never > "$all" || fail "all: $(tail -n 40 "$all")"

# says NAME VARIANT WORDS...: between its title and the next one, wherever lines end.
says()
{
	title="$1 $2: "
	section=$(awk -v title="$title" '/^[a-z0-9-]+ [a-z0-9-]+: / { on = index($0, title) == 1 } on' "$all")
	shift 2
	for words in "$@"; do
		tr -s ' \n' ' ' <<< "$section" | grep -qF -e "$words" ||
			fail "${title}no \"$words\" in: $section"
	done
}

says close-vs-shutdown close 'error write-after-close, 5 bytes' 'close() = 0' \
	'write(5) = -1 EPIPE' 'lost: 5 bytes from client to server'
says close-vs-shutdown shutdown 'note half-closed' 'shutdown(SHUT_WR) = 0' 'clean:'
says linger-default background 'kernel: no descriptor' 'clean:'
says linger-default broken 'error unread-at-close' 'warning orphaned-data' \
	'lost: 15,384 bytes from client to server'
says linger-default answer '"uploaded"' 'note half-closed' 'clean:'
for variant in blocking nonblocking; do
	says linger-timeout $variant 'close() = 0 after 1.' 'warning orphaned-data' 'ended since' \
		'FIN_WAIT1' 'read(65536) = 0 (EOF)' 'closed, first by the server (close)'
done
says linger-timeout fixed 'clean:'
says last-reference child 'warning held-elsewhere' 'still held by demo-child[' 'child: close() = 0'
says last-reference dup 'warning held-elsewhere' 'closed fd 4' 'fd 5'
says last-reference shutdown 'note half-closed' 'clean:'
says check-before-write empty 'note reply-abandoned, 8 bytes' 'recv(0, MSG_DONTWAIT) = 0'
says check-before-write peek 'error write-after-close, 5 bytes' \
	'recv(1, MSG_PEEK | MSG_DONTWAIT) = -1 EAGAIN'
says check-before-write half-close 'note half-closed' 'clean:'
says linger-zero unsent 'error linger-discard' 'reset by the server (linger-zero)'
says linger-zero idle 'note reset-after-done'
says unread-at-close broken 'error unread-at-close' 'reset by the server (unread-data)'
says unread-at-close fixed 'clean:'
says two-readers broken 'warning silent-after-read' '(28 bytes in 2 segments)' \
	'read(4096) blocks' 'a thread of each is blocked in reading' '22 bytes left in it'
says two-readers fixed 'read(4096) = 28' 'clean:'
says early-catch-up broken 'reader: has 3 replies to 3 blocks, not done(): reads on' \
	'reader: fails: end-of-file' 'sender: done()' 'clean:'
says early-catch-up wait 'not done(): waits' 'reader: ends well' 'clean:'
says early-catch-up half-close 'sender: shutdown(SHUT_WR) = 0' 'note half-closed' 'clean:'
says close-vs-accept broken 'ended (signal 15) with 2 connections open: 1 closed by FIN, 1 by RST' \
	'error accept-queue-reset, 15 bytes' 'error unread-at-close, 15 bytes' \
	'warning process-ended, 15 bytes' 'warning closed-without-reply' 'warning refused' \
	'closer: snapshot of handlers to wait for: 1'
says close-vs-accept fixed 'closer: snapshot of handlers to wait for: 4' 'warning refused' \
	'4 like this' 'clean:'
says pool-order broken 'ended (signal 6) with 3 connections open: 1 closed by FIN, 2 by RST, 30 bytes' \
	'acceptor: takes it, accepts the next, finds no buffer' 'warning process-ended, 15 bytes' \
	'2 like this, 30 bytes in all'
says pool-order fixed 'handler 1: gives back its buffer' '4 like this' 'clean:'

# The table; the other protocol; one demo by itself, with a table of none, and of one kind.
"$halfclose" demo --list | awk 'length > 100 { exit 1 }' || fail "--list: lines too long"
"$halfclose" demo all -q -6 || fail "all on ::1"
out=$("$halfclose" demo linger-zero --variant broken --color never) || fail "linger-zero: $out"
grep -qF 'full send queue' <<< "$out" || fail "linger-zero, broken: $out"
grep -qF 'with nothing queued' <<< "$out" && fail "linger-zero, broken: $out"

# What cannot be is said in a line, with status 2.
refuses()	# WORDS ARGUMENTS...
{
	words=$1
	shift
	said=$("$halfclose" demo "$@" 2>&1 > /dev/null; echo "status $?")
	[ "$said" = "halfclose: $words"$'\n'"status 2" ] || fail "demo $*: $said"
}
refuses 'the demo linger-zero has no variant "x": "halfclose demo --list" names them' \
	linger-zero --variant x
refuses 'no demo has a variant "x": "halfclose demo --list" names them' all --variant x
refuses '--role needs the name of a demo' all --role server
refuses '-w records one variant: name a demo, and give --variant' all -w file
refuses '--list names each demo: what is "linger-zero" for?' --list linger-zero
refuses '--delay takes a duration up to 5s, not "6s"' all --delay 6s
refuses '--delay takes a duration up to 5s, not "x"' all --pause x

# In the midst of a story, too, and of which one that is.
nc -l 127.0.0.1 7001 > /dev/null &
other=$!
for _ in {1..100}; do
	[ -n "$(ss -Htln 'sport = :7001')" ] && break
	sleep 0.1
done
in_use='port 7001 is in use: give another --port, or none for a free one'
refuses "linger-zero, idle: $in_use" linger-zero --variant idle --port 7001
refuses "$in_use" linger-zero --variant idle --role server --port 7001
kill $other

# Sockets and calls alone, as without permission to capture.
says_of_sockets=$("$halfclose" demo close-vs-shutdown --variant shutdown --no-packets 2>&1)
grep -qF 'CLOSE_WAIT' <<< "$says_of_sockets" || fail "--no-packets: $says_of_sockets"

# One role against another program.
coproc server { "$halfclose" demo close-vs-shutdown --variant shutdown --role server --port 7000; }
# shellcheck disable=SC2154 # server is the coprocess
while read -r -t 10 line <&"${server[0]}"; do
	case $line in *listen*) break ;; esac
done
nc -N 127.0.0.1 7000 <<< 'data of netcat' > /dev/null || fail "netcat: no server"

[ $failed -eq 0 ] && echo "all demos agree with their peers"
exit $((failed > 0))
