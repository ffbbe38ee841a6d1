/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topics_states.c: the pages of the TCP states: what Linux does in each, and how to see it. */
#include "show/topic.h"

/* Each was seen on Linux 6.18, loopback; what is cited is where the kernel or RFC 9293 has it. */
const struct topic topics_states[] = {
	{
		.kind = TOPIC_STATE,
		.name = "LISTEN",
		.summary = "a server's socket: no connection, but the queue of those not accepted yet",
		.manual =
"The kernel makes connections by itself: each is ESTABLISHED, and takes data, before the "
"program calls accept(). Until then it waits in the accept queue, a socket without an inode. "
"In ss, a listener's Recv-Q is how many wait there, its Send-Q the limit: what listen() asked "
"for, or net.core.somaxconn if that is less.\n"
"\n"
"One more than the limit is let in. When the queue is full, a SYN is dropped without an answer, "
"and the client sends it again. A client whose SYN came in earlier believes that it is "
"ESTABLISHED, and its data is not acknowledged; with net.ipv4.tcp_abort_on_overflow = 1 it is "
"reset instead.\n"
"\n"
"A listener that is closed resets all that it has not accepted, whatever they had sent. What "
"was accepted lives on.\n"
"\n"
"  ss -tlnp\n"
"  nstat -az TcpExtListenOverflows TcpExtListenDrops\n"
"  halfclose report",
		.reference = "RFC 9293, 3.3.2; net/ipv4/tcp_ipv4.c, tcp_conn_request(); "
			     "net/ipv4/inet_connection_sock.c, inet_csk_listen_stop()",
		.see = { "SYN_RECV", "accept-queue-full", "not-accepted", "accept-queue-reset",
			 "refused", "TCP_DEFER_ACCEPT", "SO_REUSEPORT", "SO_REUSEADDR" },
		.settings = { "net.core.somaxconn", "net.ipv4.tcp_abort_on_overflow",
			      "net.ipv4.tcp_syncookies" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "SYN_SENT",
		.summary = "a client that has sent its SYN and has no answer yet",
		.manual =
"connect() waits here. A SYN-ACK leads to ESTABLISHED; a RST ends it with ECONNREFUSED, and "
"means that nothing listens there, or that a firewall says so. Where nothing comes back, the "
"SYN is sent again, net.ipv4.tcp_syn_retries times, and connect() fails with ETIMEDOUT: with 1, "
"after 3 s.\n"
"\n"
"A listener with a full accept queue looks like that from the client: no answer, and no RST, "
"even with tcp_abort_on_overflow.\n"
"\n"
"  ss -tanpo state syn-sent\n"
"  halfclose watch --for 10s",
		.reference = "RFC 9293, 3.10.7.3; net/ipv4/tcp_timer.c, tcp_write_timeout()",
		.see = { "LISTEN", "SYN_RECV", "ESTABLISHED", "refused", "no-answer",
			 "accept-queue-full" },
		.settings = { "net.ipv4.tcp_syn_retries" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "SYN_RECV",
		.aliases = "SYN_RECEIVED",
		.summary = "a server's end that has answered the SYN and waits for the last ACK",
		.manual =
"No socket yet, but a small request beside the listener; it has no inode. It lasts for a round "
"trip. One that stays, beside a client that is ESTABLISHED, is one of two. The accept queue was "
"full when the last ACK came: the ACK is ignored, and so is the client's data; the SYN-ACK is sent "
"again, and once accept() has run, it heals. Or the listener has TCP_DEFER_ACCEPT, and the client "
"has not said anything.\n"
"\n"
"Closing the listener leaves it behind; the client's data then meets no socket, and is "
"answered with RST. Where SYN cookies are sent, since more SYNs came than the queue holds, the "
"server has nothing at all.\n"
"\n"
"  ss -tano state syn-recv",
		.reference = "RFC 9293, 3.10.7.4; net/ipv4/tcp_minisocks.c, tcp_check_req()",
		.see = { "LISTEN", "ESTABLISHED", "accept-queue-full", "TCP_DEFER_ACCEPT" },
		.settings = { "net.ipv4.tcp_synack_retries", "net.ipv4.tcp_abort_on_overflow",
			      "net.ipv4.tcp_syncookies" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "ESTABLISHED",
		.aliases = "ESTAB",
		.summary = "both directions are open, as far as this end knows",
		.manual =
"An end stays here until it sends a FIN, hears one, or the connection breaks. It is this end's "
"view: the other may be gone. A machine that lost its power, a firewall that forgot the "
"connection, an end that gave up after TCP_USER_TIMEOUT send nothing, so this end learns of it "
"only when it sends: data, or keep-alive probes, which are off unless the program asks for "
"them. Data that nothing acknowledges is sent again net.ipv4.tcp_retries2 times, then the "
"program gets ETIMEDOUT; the other end is not told (no RST).\n"
"\n"
"Recv-Q is what the program has not read, Send-Q what the other end's kernel has not "
"acknowledged. Acknowledged does not mean read: it lies in the other end's Recv-Q. A timer "
"\"persist\" says that the other end's window is zero: its program does not read.\n"
"\n"
"  ss -tanpo state established\n"
"  halfclose report --for 10s\n"
"  halfclose demo last-reference",
		.reference = "RFC 9293, 3.3.2 and 3.8; net/ipv4/tcp_timer.c",
		.see = { "CLOSE_WAIT", "FIN_WAIT1", "CLOSED", "peer-gone", "timed-out", "zero-window",
			 "unread-backlog", "silent-after-read", "held-elsewhere", "not-accepted",
			 "SO_KEEPALIVE", "TCP_USER_TIMEOUT" },
		.settings = { "net.ipv4.tcp_retries2", "net.ipv4.tcp_keepalive_time" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "FIN_WAIT1",
		.summary = "this end has sent its FIN, or it waits behind data, and nobody acknowledged it yet",
		.manual =
"Begun by close(), shutdown(SHUT_WR), or the end of the process. All that was written before is "
"still delivered, and the FIN comes after it. On loopback this lasts microseconds. One that "
"stays has data in front of the FIN that the other end does not take (its window is zero, timer "
"\"persist\"), or that nobody acknowledges (timer \"on\").\n"
"\n"
"With an owner it is a shutdown(), or a close() that SO_LINGER lets wait. Without one it is an "
"orphan: close() has returned, the process may have ended, and the kernel goes on by itself. "
"Where nothing answers, it sends again net.ipv4.tcp_orphan_retries times; 0 stands for 8, which "
"took 107 s on loopback. Then it is gone without a RST, and the data with it. An end that answers, "
"but whose window stays zero, has more time: 341 s on loopback. TCP_USER_TIMEOUT limits both.\n"
"\n"
"Data that comes in for an orphan has no reader: the kernel answers with RST.\n"
"\n"
"Send-Q counts the FIN as one: 24577 are 24576 bytes and the FIN.\n"
"\n"
"  ss -tanpoe state fin-wait-1\n"
"  halfclose demo linger-default",
		.reference = "RFC 9293, 3.6; net/ipv4/tcp.c, __tcp_close(); net/ipv4/tcp_timer.c, "
			     "tcp_orphan_retries(), tcp_probe_timer()",
		.see = { "FIN_WAIT2", "CLOSING", "TIME_WAIT", "orphaned-data", "timed-out", "SO_LINGER",
			 "TCP_USER_TIMEOUT" },
		.settings = { "net.ipv4.tcp_orphan_retries", "net.ipv4.tcp_max_orphans" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "FIN_WAIT2",
		.summary = "this end's FIN was acknowledged, and the other end has not closed",
		.manual =
"Two things look alike on the wire here, and the socket tells them apart.\n"
"\n"
"With an owner (ss -e: an inode, and <--) it is a half-close: the program called "
"shutdown(SHUT_WR) and reads on. It has no time limit whatever.\n"
"\n"
"Without an owner it was closed, and nobody will read. What is left is a small socket with a "
"timer, net.ipv4.tcp_fin_timeout or the socket's TCP_LINGER2 (of more than 60 s it is a whole socket "
"until 60 are left). Data that comes in is answered with RST, and that ends it: the other "
"end's first write succeeds and is lost, its second fails with EPIPE. When the timer has run out, "
"the socket is gone without any packet; the other end stays in CLOSE_WAIT, and what it sends then "
"meets no socket: a RST again.\n"
"\n"
"  ss -tanoe state fin-wait-2\n"
"  halfclose demo close-vs-shutdown",
		.reference = "RFC 9293, 3.6; net/ipv4/tcp.c, __tcp_close(); "
			     "net/ipv4/tcp_minisocks.c, tcp_timewait_state_process()",
		.see = { "CLOSE_WAIT", "TIME_WAIT", "write-after-close", "doomed-half-close",
			 "fin-wait2-expired", "half-closed", "half-close-cut",
			 "TCP_LINGER2" },
		.settings = { "net.ipv4.tcp_fin_timeout" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "CLOSE_WAIT",
		.summary = "the other end has sent its FIN; this end's program has not closed",
		.manual =
"The name says who is waited for: this end's program, to close. No timer of TCP ends it. It lasts "
"until the program closes or ends, or a RST comes: many of them, and old ones, are a descriptor "
"leak in the process that ss shows here, not in its peer.\n"
"\n"
"Recv-Q says how far the program is. The FIN counts as one: 2 or more is data unread, and close() "
"would now send RST; 1 is nothing but the end-of-file, which the program has not read; 0 is all "
"consumed. 0 does not prove that the program knows: a FIN that came with data is consumed with "
"the data.\n"
"\n"
"Writing is allowed here, and reaches a reader if the other end only called shutdown(SHUT_WR). If it "
"called close(), the first write succeeds and is lost. Nothing on this end tells one from the "
"other; halfclose looks at the other end.\n"
"\n"
"Keep-alive does not end it while the other end's kernel answers, in FIN_WAIT2; after that the probe "
"is answered with RST, and the socket is gone.\n"
"\n"
"A RST in this state is EPIPE for the next write; reading gives end-of-file, never ECONNRESET.\n"
"\n"
"  ss -tanpoe state close-wait\n"
"  halfclose report\n"
"  halfclose demo check-before-write",
		.reference = "RFC 9293, 3.6 (case 2); net/ipv4/tcp_input.c, tcp_fin(), tcp_reset()",
		.see = { "LAST_ACK", "eof-ignored", "eof-unread", "unread-backlog", "not-accepted",
			 "write-after-close", "unread-at-close", "closed-without-reply", "SO_KEEPALIVE" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "CLOSING",
		.summary = "both ends have sent a FIN before they saw the other's",
		.manual =
"The FINs have crossed: this end had its own on the way, unacknowledged, when the other's came. The "
"ACK leads to TIME_WAIT, here on both ends. It lasts for a round trip and is not to be worried "
"about; on one machine two processors are enough to see it often.\n"
"\n"
"Where the ACK never comes, the FIN is sent again like any, net.ipv4.tcp_orphan_retries times if "
"nobody owns the socket.\n"
"\n"
"  ss -tanoe state closing",
		.reference = "RFC 9293, 3.6 (case 3); net/ipv4/tcp_input.c, tcp_fin()",
		.see = { "TIME_WAIT", "FIN_WAIT1", "simultaneous-close", "orphaned-data" },
		.settings = { "net.ipv4.tcp_orphan_retries" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "LAST_ACK",
		.summary = "the other end closed first, then this one: it waits for the ACK of its FIN",
		.manual =
"Data that was written before close() is in front of the FIN, and goes first. When the FIN is "
"acknowledged the socket is gone, without TIME_WAIT: that is for who closed first.\n"
"\n"
"One that stays has data that the other end does not take, or hears nothing: it sends again "
"net.ipv4.tcp_orphan_retries times and is gone then, without a RST. A RST that comes in here is "
"told to nobody.\n"
"\n"
"  ss -tanoe state last-ack",
		.reference = "RFC 9293, 3.6 (case 2); net/ipv4/tcp_input.c, tcp_rcv_state_process()",
		.see = { "CLOSED", "TIME_WAIT", "orphaned-data", "timed-out" },
		.settings = { "net.ipv4.tcp_orphan_retries" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "TIME_WAIT",
		.aliases = "TIMEWAIT",
		.summary = "both ends have closed; this one was first, and remembers the ports for 60 s",
		.manual =
"It answers a FIN that comes again, and keeps old segments out of a new connection. On Linux it "
"is always 60 s, whatever net.ipv4.tcp_fin_timeout says. It is a small socket without an owner, "
"and says nothing about the descriptor: after shutdown(SHUT_WR) and the other end's FIN, a "
"program may still hold it.\n"
"\n"
"It costs a server little: a new SYN from the same port replaces it. It costs a client ports: "
"connect() cannot take one that is in TIME_WAIT to the same destination, and fails with "
"EADDRNOTAVAIL when none is left. With net.ipv4.tcp_tw_reuse = 2 it can on loopback, after 1 s; "
"with 0 never. A server that is started again and gets EADDRINUSE lacks SO_REUSEADDR.\n"
"\n"
"SO_LINGER {1,0} avoids it by throwing data away: that is no cure. Let the other end close first, "
"or keep connections open.\n"
"\n"
"  ss -tan state time-wait | wc -l\n"
"  ss -Htan state time-wait | awk '{ print $4 }' | sort | uniq -c | sort -n | tail",
		.reference = "RFC 9293, 3.6.1; include/net/tcp.h, TCP_TIMEWAIT_LEN; "
			     "net/ipv4/tcp_ipv4.c, tcp_twsk_unique()",
		.see = { "FIN_WAIT2", "CLOSING", "time-wait-pileup", "SO_REUSEADDR", "SO_LINGER" },
		.settings = { "net.ipv4.tcp_tw_reuse", "net.ipv4.ip_local_port_range",
			      "net.ipv4.tcp_max_tw_buckets" },
	},
	{
		.kind = TOPIC_STATE,
		.name = "CLOSED",
		.aliases = "CLOSE UNCONN",
		.summary = "no connection: not yet, no more, or reset",
		.manual =
"The kernel's tables have nothing of it, though the program may still hold the descriptor: after a RST "
"or a time-out it does, until it closes. What it gets on the next call depends on where the RST met "
"it: SYN_SENT, ECONNREFUSED; CLOSE_WAIT, end-of-file when it reads and EPIPE when it writes; else "
"ECONNRESET once, then the same as there.\n"
"\n"
"What had arrived before the RST can still be read. What was not sent, or not acknowledged, is "
"gone.\n"
"\n"
"ss does not list them; how they ended is told once, when they end:\n"
"\n"
"  ss -tEn\n"
"  halfclose watch --for 10s",
		.reference = "RFC 9293, 3.10.7.1; net/ipv4/tcp_input.c, tcp_reset(); "
			     "net/ipv4/tcp.c, tcp_done()",
		.see = { "LAST_ACK", "TIME_WAIT", "reply-unread", "reply-abandoned", "reset-after-done", "destroyed",
			 "reset-forged", "reset-unexplained", "process-ended", "SO_LINGER" },
	},
};

const size_t topics_states_count = sizeof(topics_states) / sizeof(topics_states[0]);
