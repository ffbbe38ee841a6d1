/* SPDX-License-Identifier: GPL-2.0-or-later */
/* catalog_reset.c: the findings of the category "reset": connections that ended by a RST, or by force. */
#include "core/catalog.h"

const struct finding_info catalog_reset[FINDING_COUNT] = {
	[FINDING_PROCESS_ENDED] = {
		.id = "process-ended",
		.category = CATEGORY_RESET,
		.severity = SEVERITY_WARNING,
		.summary = "the process that owned the connection ended, and the kernel closed it",
		.fix = "find out what ended it: its own log, `journalctl`, `coredumpctl`, `dmesg` (out of "
		       "memory); and let it close its connections before it exits",
		.manual =
"When a process ends, by a signal, a crash or exit(), the kernel closes its descriptors: "
"a connection gets a FIN, as if the program had called close(), or, if something was "
"unread, a RST. The other end cannot tell that from a program that was done. With many "
"connections that is as many riddles with one answer, which this finding gives.\n"
"\n"
"It is said where the process ended before either end had closed: by a signal (a client: "
"other than HUP, INT, PIPE or TERM, by which users, pipes and timeout(1) end clients), "
"with a status other than 0 that cut a dialogue, or with bytes that it had not read, or had written "
"and the kernel could not deliver (a client that gives up a reply: none). A client that had its "
"answer, or whose server closed in return, and a server without a listener that had the last word, "
"may end with any status: `curl -f` says \"404\" so, grep \"not found\", a test \"failed\". Whose status is unknown "
"is told of if a listener of it, or another connection, ended with it. Any other exit() "
"closes connections as well as close() does, and is no finding; nor is the status of a process "
"that another one started for that connection alone (sshd's is 255 at each goodbye).\n"
"\n"
"What was lost by it, the findings beside it say. The status is known once the parent has "
"waited for the process, on Linux 6.15 and later; before that, to who may see its /proc.\n"
"\n"
"The cure is what ended it: a crash has its core (coredumpctl), an exit() its last line in the "
"log, and who ran out of memory is named by `dmesg`. A server that is to end lets its "
"connections finish first: stop listening, answer, close, exit.\n"
"\n"
"Provoke it:\n"
"\n"
"  nc -l 8080 & sleep 0.2; nc 127.0.0.1 8080 & sleep 0.2; kill -9 %1",
		.reference = "_exit(2), pidfd_open(2); do_exit() in kernel/exit.c",
	},
	[FINDING_REFUSED] = {
		.id = "refused",
		.category = CATEGORY_RESET,
		.severity = SEVERITY_WARNING,
		.summary = "the SYN was answered with RST: most likely nothing listens there",
		.fix = "start the server, or correct the address and port",
		.manual =
"A SYN was answered with RST, as a kernel does where no socket listens on that address and "
"port. connect() fails with ECONNREFUSED. That nothing listens is said only where the server's "
"kernel was asked, and had no listener for it.\n"
"\n"
"It is a note, not a warning, where the same opener reached that port at another "
"address within a second: \"localhost\" is tried as ::1 first and then as 127.0.0.1, "
"and a server that listens on only one of them refuses the other.\n"
"\n"
"A firewall that rejects with a TCP reset looks the same from the client; where the "
"listener is in view, and was there before, that is told as reset-forged. A listener "
"that is overloaded does not refuse (its SYNs go unanswered). What listens, and on which "
"addresses:\n"
"\n"
"  ss -tlnp\n"
"\n"
"Provoke it, on a port where nothing listens:\n"
"\n"
"  nc -v 127.0.0.1 1\n"
"\n"
"The cure: start the server before its clients or let them try again, and compare the "
"address that the server has bound (0.0.0.0, 127.0.0.1, ::, a namespace of its own) "
"with the one that was asked for.",
		.reference = "RFC 9293, 3.5.2 (group 1); net/ipv4/tcp_ipv4.c, tcp_v4_send_reset()",
	},
	[FINDING_DESTROYED] = {
		.id = "destroyed",
		.category = CATEGORY_RESET,
		.severity = SEVERITY_WARNING,
		.summary = "the socket was destroyed from outside: neither program closed it",
		.fix = "ask who runs `ss -K`, or a program that destroys sockets (a VPN client, a change "
		       "of addresses); the programs did nothing wrong",
		.manual =
"The kernel sent RST in the name of an end whose program still holds the descriptor and "
"had not closed it: the socket was destroyed from outside, by `ss -K` or another user of "
"SOCK_DESTROY. Some systems do that to all connections of an address that goes away.\n"
"\n"
"The program that held it gets ECONNABORTED, its peer ECONNRESET. What was in the send "
"queue is thrown away; what waited in the receive queue can still be read, and is "
"counted until it is.\n"
"\n"
"A program that disconnects a socket which it keeps, by connect() with AF_UNSPEC, "
"looks the same until it closes the descriptor.\n"
"\n"
"Provoke it (as root, in a network namespace of your own):\n"
"\n"
"  ss -K dport = 8080\n"
"\n"
"The cure: find who does it. If it is meant, the programs must reconnect.",
		.reference = "net/ipv4/tcp.c, tcp_abort(); sock_diag(7)",
	},
	[FINDING_RESET_FORGED] = {
		.id = "reset-forged",
		.category = CATEGORY_RESET,
		.severity = SEVERITY_ERROR,
		.summary = "a RST in the name of an end that did not send it: somebody on the way did",
		.fix = "look for what stands between the two: a firewall's rule that rejects, a load "
		       "balancer or NAT whose entry timed out, a filter",
		.manual =
"A RST was sent in the name of one end, and that end knows nothing of it: its socket "
"lives on unchanged, or (from packets alone, \"inferred\") it went on well after the "
"RST with data or acknowledgements that were new. A socket that has sent a RST is "
"gone, and has no more of either.\n"
"\n"
"So a third party made the RST: a firewall that rejects with a reset, a middlebox that "
"lost or dropped its entry for a connection that was idle for too long, a system that "
"cuts what it does not like. The end that got it is told that its peer had reset it, "
"and drops what it had not sent; the other still believes in the connection, and is "
"reset in its turn when it next sends. Where both ends go on, the RST was not what "
"was due in the window: it is answered by a challenge, and counts for nothing.\n"
"\n"
"A SYN may be answered so too: the client is refused, though the server listens. That is "
"told where the kernel, asked after the RST, names a listener for that SYN which had been "
"seen before it. One that came up since may have been too late, and makes it refused. "
"Where a port of this host is a container's (DNAT, with a proxy that listens here too), it "
"is the container that refuses: its program does not listen yet.\n"
"\n"
"The claimed sender is still ESTABLISHED; what rejects, the rules and their counters "
"tell:\n"
"\n"
"  ss -tanpo state established\n"
"  nft list ruleset\n"
"\n"
"Provoke it, on an open connection to port 8080:\n"
"\n"
"  nft add table inet t\n"
"  nft add chain inet t in '{ type filter hook input priority 0; }'\n"
"  nft add rule inet t in tcp dport 8080 reject with tcp reset\n"
"\n"
"The cure is where the RST was made. Against entries that time out, keep idle "
"connections alive (SO_KEEPALIVE, TCP_KEEPIDLE) more often than they do.",
		.reference = "RFC 5961, 3; RFC 9293, 3.5.2; net/netfilter/nft_reject_inet.c",
	},
	[FINDING_RESET_UNEXPLAINED] = {
		.id = "reset-unexplained",
		.category = CATEGORY_RESET,
		.severity = SEVERITY_ERROR,
		.summary = "a RST for which the evidence shows no cause",
		.fix = "watch with both sources, as root, where both ends live, and look again",
		.manual =
"The connection was reset, no other finding explains it, and the evidence does not "
"show that it cost nothing. The finding lists what is known.\n"
"\n"
"Two forms help to read it. A RST with ACK ([R.]) whose sequence number is the "
"sender's next is an abort by the sender's own socket: close() with unread data, "
"SO_LINGER {1,0}, a listener closed with connections not yet accepted, keep-alive "
"given up, `ss -K`. A RST without ACK ([R]) is an answer to the segment just before "
"it: there is no socket, or one that is closed, or a firewall speaks in its place. "
"From packets alone the first kind cannot be told apart; the sockets tell.\n"
"\n"
"The kernel's counters narrow it down:\n"
"\n"
"  nstat -az TcpExtTCPAbortOnClose TcpExtTCPAbortOnData TcpOutRsts\n"
"\n"
"Provoke it: capture a close() with unread data by tcpdump(8) alone, and report on "
"that file with -r.\n"
"\n"
"The cure is more evidence: run live, with the privileges that show sockets and their "
"owners, where both ends live.",
		.reference = "RFC 9293, 3.5.2 and 3.5.3; net/ipv4/tcp_ipv4.c, tcp_v4_send_reset(); "
			     "net/ipv4/tcp_output.c, tcp_send_active_reset()",
	},
};
