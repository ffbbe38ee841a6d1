/* SPDX-License-Identifier: GPL-2.0-or-later */
/* catalog_leak.c: the findings of the category "leak": sockets that stay though nobody needs them. */
#include "core/catalog.h"

const struct finding_info catalog_leak[FINDING_COUNT] = {
	[FINDING_ORPHANED_DATA] = {
		.id = "orphaned-data",
		.category = CATEGORY_LEAK,
		.severity = SEVERITY_WARNING,
		.summary = "a closed socket holds data that its peer does not take",
		.fix = "let the peer read or close; on this side, wait for the peer's answer before "
		       "close(), or bound the wait with TCP_USER_TIMEOUT",
		.manual =
"The program has closed its socket, or an SO_LINGER time-out ran out, and the kernel "
"goes on alone: an ownerless socket in FIN_WAIT1, CLOSING or LAST_ACK still holds "
"bytes, and they have not shrunk for the limit (--stall-after), or it died with them. "
"A slow reader that goes on reading is no finding.\n"
"\n"
"On Linux close() does not wait, and a positive SO_LINGER only bounds how long "
"close() blocks: at its end close() returns 0, no RST is sent, and the data stays "
"queued. If the peer's window is zero the orphan is in persist and may stay for long; "
"net.ipv4.tcp_orphan_retries bounds the retries when nothing answers. The program "
"that wrote the data learns of none of this.\n"
"\n"
"The orphans are the sockets without a process, with a Send-Q (the FIN counts as one) "
"and a timer:\n"
"\n"
"  ss -tanpo state fin-wait-1\n"
"  ss -tanpo state last-ack\n"
"\n"
"Provoke it: let a server write some megabytes and close, to a client that does not "
"read.\n"
"\n"
"The cure is at the reader: read, or close. At the writer: do not take close() for "
"delivery; ask for an answer in the protocol, or shutdown(SHUT_WR) and read to "
"end-of-file with a time limit.",
		.reference = "tcp(7), tcp_orphan_retries; RFC 9293, 3.8.6.1; net/ipv4/tcp.c, "
			     "__tcp_close()",
	},
	[FINDING_EOF_IGNORED] = {
		.id = "eof-ignored",
		.category = CATEGORY_LEAK,
		.severity = SEVERITY_WARNING,
		.summary = "the peer has closed, everything is consumed, and the program does not close: "
			   "a leaked descriptor",
		.fix = "close the descriptor when read() returns 0",
		.manual =
"An end has been in CLOSE_WAIT for longer than the limit (--stall-after); nothing is "
"left in its receive queue, it has sent nothing since the peer's FIN, and its program "
"still holds the descriptor. The peer is not seen to be still reading.\n"
"\n"
"CLOSE_WAIT ends only when the program closes: no timer of TCP applies, so it lasts "
"as long as the process. The program has consumed all there was. Mostly read() has "
"returned 0 and nobody acted on it: a descriptor lost on an error path, a pool that "
"does not watch its idle connections. Recv-Q 0 does not prove that the program saw "
"the end-of-file: a FIN that arrived together with data is consumed with that data.\n"
"\n"
"If the peer is on another host it cannot be seen whether it still reads; the "
"certainty is then \"inferred\".\n"
"\n"
"  ss -tanp state close-wait\n"
"  ls -l /proc/PID/fd\n"
"\n"
"Provoke it: connect, let the server close, read the end-of-file, and sleep.\n"
"\n"
"The cure: treat a read() of 0 as the end of the connection and close the descriptor "
"on every path; a program that wants to go on sending does so and closes then.",
		.reference = "RFC 9293, 3.6 (case 2); net/ipv4/tcp_input.c, tcp_fin()",
	},
	[FINDING_EOF_UNREAD] = {
		.id = "eof-unread",
		.category = CATEGORY_LEAK,
		.severity = SEVERITY_WARNING,
		.summary = "the peer has closed, and the program has not called read() since",
		.fix = "keep reading, or watch idle connections with poll() and POLLRDHUP, and close at "
		       "end-of-file",
		.manual =
"An end has been in CLOSE_WAIT for longer than the limit (--stall-after) with Recv-Q "
"1: only the FIN waits there. All data before it was read, and the program has not "
"called read() since the FIN came.\n"
"\n"
"So the program does not know that its peer has closed. It may be blocked elsewhere "
"(a lock, another socket, a long computation), or the connection sits idle in a pool "
"that nobody watches. Like eof-ignored it lasts until the program closes; unlike "
"there, the program has had no sign yet.\n"
"\n"
"A Recv-Q of 1 in CLOSE-WAIT is the FIN, not a byte of data:\n"
"\n"
"  ss -tanp state close-wait\n"
"\n"
"Provoke it: connect, let the server close, and never read.\n"
"\n"
"The cure: wait for readability on every open connection, also on one from which no "
"data is expected, and close it when read() returns 0. If the process is stuck, its "
"kernel stack says where (as root):\n"
"\n"
"  cat /proc/PID/stack",
		.reference = "RFC 9293, 3.6 (case 2); net/ipv4/tcp_input.c, tcp_fin()",
	},
};
