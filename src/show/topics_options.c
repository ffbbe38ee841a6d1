/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topics_options.c: the pages of the socket options that decide how a connection ends. */
#include "show/topic.h"

/* Each was seen on Linux 6.18, loopback; what is cited is where the kernel has it. */
const struct topic topics_options[] = {
	{
		.kind = TOPIC_OPTION,
		.name = "SO_LINGER",
		.summary = "whether close() waits, returns at once, or throws away and resets",
		.manual =
"Off, as it is unless somebody sets it: close() returns at once, and the kernel delivers what was "
"written, then the FIN, without the program. Nothing tells the program whether that worked.\n"
"\n"
"{1, 0}: close() sends RST in place of FIN, in CLOSE_WAIT and FIN_WAIT2, too, and what was not sent, or not acknowledged, "
"is thrown away. The other end can read what its kernel has, then gets ECONNRESET. The end that did "
"so has no TIME_WAIT, for which it is recommended: it costs bytes.\n"
"\n"
"{1, n}: close() waits until everything is acknowledged, the FIN included, n seconds at most. What "
"books say of the rest is not so on Linux: it waits on a non-blocking socket just the same, not "
"failing with EWOULDBLOCK; when the time is over it returns 0, sends no RST, and the data stays "
"queued in an ownerless FIN_WAIT1, from which a reader who comes late still gets all, if within "
"minutes. A process that ends does not wait at all.\n"
"\n"
"With unread data close() sends RST whatever SO_LINGER says. A connection inherits it from its "
"listener. Acknowledged is not read: only an answer of the other program tells that.\n"
"\n"
"  halfclose demo linger-zero\n"
"  halfclose demo linger-timeout\n"
"  ss -tanpo state fin-wait-1",
		.reference = "socket(7); net/ipv4/tcp.c, __tcp_close(); net/ipv4/af_inet.c, inet_release()",
		.see = { "FIN_WAIT1", "CLOSED", "linger-discard", "orphaned-data", "reset-after-done",
			 "unread-at-close", "TCP_LINGER2" },
		.settings = { "net.ipv4.tcp_orphan_retries" },
	},
	{
		.kind = TOPIC_OPTION,
		.name = "TCP_LINGER2",
		.summary = "how long a closed socket of its own waits in FIN_WAIT2 for the other end",
		.manual =
"It has nothing to do with SO_LINGER: close() returns as ever. It is net.ipv4.tcp_fin_timeout for one "
"socket, in seconds; 120 at most. Negative: none. Then the socket is gone as soon as its FIN is "
"acknowledged, and the other end gets a RST; close() of one that is in FIN_WAIT2 already sends RST, "
"too.\n"
"\n"
"It does not limit a half-close: after shutdown(SHUT_WR), FIN_WAIT2 lasts for as long as the program "
"holds the socket. A connection inherits it from its listener.\n"
"\n"
"  ss -tano state fin-wait-2",
		.reference = "tcp(7); net/ipv4/tcp.c, __tcp_close() and do_tcp_setsockopt()",
		.see = { "FIN_WAIT2", "fin-wait2-expired", "SO_LINGER" },
		.settings = { "net.ipv4.tcp_fin_timeout" },
	},
	{
		.kind = TOPIC_OPTION,
		.name = "TCP_USER_TIMEOUT",
		.summary = "how long data may stay unacknowledged before the connection is given up",
		.manual =
"In milliseconds; 0, the default, leaves it to net.ipv4.tcp_retries2. When the time is over the "
"program gets ETIMEDOUT, and what was not acknowledged is lost. No RST is sent: the other end, if it "
"lives, stays as it is until it sends something, and is then answered with RST. With 1500 and all "
"packets dropped it took less than 3 s: it is looked at when a segment is sent again.\n"
"\n"
"It bounds more than silence. An end that answers, but whose window is zero because its program does "
"not read, is given up as well. So is a closed socket that nobody owns: with 2000, an orphan with "
"data was gone after 2 s, be it for silence or for a zero window, where else it stays for minutes. "
"And it takes the place of TCP_KEEPCNT: ten probes a second apart were to go out, and with 3000 the "
"end came after 3 s.\n"
"\n"
"A connection inherits it from its listener.\n"
"\n"
"  ss -tano state established\n"
"  nstat -az TcpExtTCPAbortOnTimeout",
		.reference = "tcp(7); RFC 5482; net/ipv4/tcp_timer.c, tcp_write_timeout(), "
			     "tcp_probe_timer(), tcp_keepalive_timer()",
		.see = { "ESTABLISHED", "FIN_WAIT1", "timed-out", "peer-gone", "zero-window",
			 "orphaned-data", "SO_KEEPALIVE" },
		.settings = { "net.ipv4.tcp_retries2" },
	},
	{
		.kind = TOPIC_OPTION,
		.name = "SO_KEEPALIVE",
		.aliases = "keep-alive TCP_KEEPIDLE TCP_KEEPINTVL TCP_KEEPCNT",
		.summary = "probes on an idle connection, which notice that the other end is gone",
		.manual =
"Off unless the program turns it on. After TCP_KEEPIDLE seconds without anything heard, a probe "
"goes out, then one each TCP_KEEPINTVL; after TCP_KEEPCNT without an answer the connection is given "
"up: ETIMEDOUT for the program, and a RST to the other end, in case. The three stand for the "
"settings below, for one socket; setting one of them does not turn keep-alive on.\n"
"\n"
"Where the other machine lives, but not the connection, the first probe is answered with RST: "
"ECONNRESET. So an end that was never told (half-open) finds out without sending data.\n"
"\n"
"What it does not notice: a program that hangs, since its kernel answers; that the other end has "
"closed, in CLOSE_WAIT, for as long as its kernel keeps FIN_WAIT2. And it waits while data of this end "
"is unacknowledged: that has its own limit, net.ipv4.tcp_retries2 or TCP_USER_TIMEOUT.\n"
"\n"
"A connection inherits all four from its listener.\n"
"\n"
"  ss -tano state established | grep keepalive",
		.reference = "tcp(7); RFC 9293, 3.8.4; net/ipv4/tcp_timer.c, tcp_keepalive_timer()",
		.see = { "ESTABLISHED", "CLOSE_WAIT", "peer-gone", "timed-out", "TCP_USER_TIMEOUT" },
		.settings = { "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_keepalive_intvl",
			      "net.ipv4.tcp_keepalive_probes" },
	},
	{
		.kind = TOPIC_OPTION,
		.name = "SO_REUSEADDR",
		.summary = "bind() to a port although connections of an earlier server are left on it",
		.manual =
"Without it, bind() fails with EADDRINUSE for as long as any connection of that port is left: one "
"that is ESTABLISHED, in CLOSE_WAIT or FIN_WAIT2, or in TIME_WAIT, the commonest, for 60 s. So "
"every server sets it before bind().\n"
"\n"
"It takes both: the sockets that are left must have had it, too. Accepted connections have it from "
"their listener. After a server that lacked it, the next one fails with EADDRINUSE though it sets "
"it.\n"
"\n"
"On Linux it does not let a second listener in beside one that listens: bind() fails. That is "
"SO_REUSEPORT.\n"
"\n"
"  ss -tanp 'sport = :8080'",
		.reference = "socket(7); net/ipv4/inet_connection_sock.c, inet_csk_get_port()",
		.see = { "TIME_WAIT", "LISTEN", "SO_REUSEPORT" },
	},
	{
		.kind = TOPIC_OPTION,
		.name = "SO_REUSEPORT",
		.summary = "several listeners on one port, each with an accept queue of its own",
		.manual =
"All of them must have it, before bind(). The kernel gives each new connection to one of them, by its "
"addresses and ports, whether that one accepts or not: where one stands still its share of the "
"clients waits, and the others know nothing of it. In ss each is a line, with its own Recv-Q.\n"
"\n"
"A listener that is closed resets what waits in its queue, while the others go on: of 10 "
"connections with two listeners, closing one reset 4. A server that restarts its workers one by one "
"loses requests so. With net.ipv4.tcp_migrate_req = 1 they go to another listener of the group, and "
"none was reset.\n"
"\n"
"  ss -tlnp",
		.reference = "socket(7); net/core/sock_reuseport.c; net/ipv4/inet_connection_sock.c, "
			     "inet_csk_listen_stop()",
		.see = { "LISTEN", "accept-queue-reset", "accept-queue-full", "not-accepted",
			 "SO_REUSEADDR" },
		.settings = { "net.ipv4.tcp_migrate_req" },
	},
	{
		.kind = TOPIC_OPTION,
		.name = "TCP_DEFER_ACCEPT",
		.summary = "accept() returns a connection only when its first data is there",
		.manual =
"The server's end stays in SYN_RECV after the handshake, without a socket, until the client sends "
"data, while the client is ESTABLISHED. That looks like a full accept queue and is none: the client "
"has sent nothing.\n"
"\n"
"The value is in seconds, and the kernel makes it a number of SYN-ACKs; when they have gone out, the "
"connection is accepted without data: with 3, after 3 s. A client that waits for the server to speak "
"first waits that long. A FIN, too, makes accept() return at once.\n"
"\n"
"Apache sets it.\n"
"\n"
"  ss -tano state syn-recv",
		.reference = "tcp(7); net/ipv4/tcp_minisocks.c, tcp_check_req(); "
			     "net/ipv4/inet_connection_sock.c, syn_ack_recalc()",
		.see = { "SYN_RECV", "LISTEN", "accept-queue-full" },
		.settings = { "net.ipv4.tcp_synack_retries" },
	},
};

const size_t topics_options_count = sizeof(topics_options) / sizeof(topics_options[0]);
