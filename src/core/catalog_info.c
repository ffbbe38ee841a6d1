/* SPDX-License-Identifier: GPL-2.0-or-later */
/* catalog_info.c: findings of the category "info": worth knowing, and no fault by themselves. */
#include "core/catalog.h"

const struct finding_info catalog_info[FINDING_COUNT] = {
	[FINDING_REPLY_ABANDONED] = {
		.id = "reply-abandoned",
		.category = CATEGORY_INFO,
		.severity = SEVERITY_NOTE,
		.summary = "the client closed before it had read all of the reply: it gave up the rest",
		.fix = "nothing, if the client meant to stop; otherwise let it read to end-of-file "
		       "before it closes",
		.manual =
"The client closed with data of the server unread, and all that the client itself had "
"sent was acknowledged. Its kernel sends RST as in unread-at-close, but nothing is "
"lost that the client still wanted. Where only packets tell (certainty \"inferred\"), the "
"client's RST met more of the reply on its way.\n"
"\n"
"It is what a cancelled download looks like, the end of a load test, a health check "
"that reads only the first line, or a TLS 1.3 client that leaves the session tickets "
"unread. The server's next write, or its read, fails with ECONNRESET; a server that "
"logs this as an error logs noise.\n"
"\n"
"The kernel counts it as TCPAbortOnClose on the client's side:\n"
"\n"
"  nstat -az TcpExtTCPAbortOnClose\n"
"\n"
"Provoke it, with any server of a large file:\n"
"\n"
"  curl -s http://127.0.0.1:8080/large | head -c 1\n"
"\n"
"The cure, if the client did want the rest: read until end-of-file, or until the "
"length that the protocol announced.",
		.reference = "RFC 9293, 3.6.1 (SHLD-3); net/ipv4/tcp.c, __tcp_close()",
	},
	[FINDING_CLOSED_WITHOUT_REPLY] = {
		.id = "closed-without-reply",
		.category = CATEGORY_INFO,
		.severity = SEVERITY_WARNING,
		.summary = "the server read what the client sent, and closed without an answer",
		.fix = "answer before closing, if only with an error; its log tells what ended it at "
		       "that moment (an exception, a time-out, a shutdown)",
		.manual =
"The server's kernel acknowledged all that the client had sent, its program read it, "
"and then it closed first, in good order, and had sent nothing since the client's last "
"bytes. The client sees end-of-file where it expected an answer: \"empty reply from "
"server\" (curl), \"upstream prematurely closed connection\" (nginx).\n"
"\n"
"TCP did its work: no byte was lost on the way. Whether the request was carried out "
"only the server knows, so a client may repeat it only where twice does no harm. "
"Servers do this when a worker fails or is stopped between reading and answering, when "
"a limit of time or size strikes, or because they are told to.\n"
"\n"
"Not every last word wants an answer: a goodbye, an acknowledgement in the "
"application's protocol, a line of a log. So it is said only where the client was the "
"first to speak or spoke up after a second of silence (and then with more than the few "
"bytes of a goodbye), took less than two seconds to say it, and did not write on after "
"the server's FIN. If the sockets were not seen, the certainty is \"inferred\".\n"
"\n"
"What the server did at that moment:\n"
"\n"
"  journalctl --since -5min -u SERVICE\n"
"\n"
"Provoke it: nginx with \"return 444;\" in a location closes without an answer:\n"
"\n"
"  curl http://127.0.0.1:8080/\n"
"\n"
"The cure is in the server: every path that ends a request must answer it; one that is "
"shut down finishes what it has read before it closes.",
		.reference = "RFC 9293, 3.6 (case 2); RFC 9110, 9.2.2 (when to repeat a request)",
	},
	[FINDING_FIN_WAIT2_EXPIRED] = {
		.id = "fin-wait2-expired",
		.category = CATEGORY_INFO,
		.severity = SEVERITY_WARNING,
		.summary = "the peer did not close in time: the kernel has forgotten a closed socket "
			   "in FIN_WAIT2",
		.fix = "close the other end when read() returns 0; what it sends from now on is answered RST",
		.manual =
"One end closed, its FIN was acknowledged, and its kernel waited for the peer's FIN: in "
"FIN_WAIT2, without an owner. It waits for tcp_fin_timeout (60 seconds, or what "
"TCP_LINGER2 says), then it forgets the socket, without a packet.\n"
"\n"
"The peer, in CLOSE_WAIT, does not notice. As soon as it sends anything, data or its own "
"FIN, there is no socket for it, and the answer is RST. Data is lost then "
"(write-after-close); a FIN costs nothing.\n"
"\n"
"An end that called shutdown(SHUT_WR) and still has its descriptor waits without a limit "
"and is none.\n"
"\n"
"  sysctl net.ipv4.tcp_fin_timeout\n"
"  ss -tano state fin-wait-2\n"
"\n"
"Provoke it: close one end, let the other sleep for longer than a minute.\n"
"\n"
"The cure is in the end that does not close (eof-ignored, eof-unread).",
		.reference = "RFC 9293, 3.6 (case 1); tcp(7), tcp_fin_timeout; "
			     "net/ipv4/tcp_minisocks.c, tcp_time_wait()",
	},
	[FINDING_HALF_CLOSED] = {
		.id = "half-closed",
		.category = CATEGORY_INFO,
		.severity = SEVERITY_NOTE,
		.summary = "a half-close in proper use: FIN sent, still reading",
		.fix = "nothing: this is how a program says \"no more from me\" and still hears the "
		       "answer",
		.manual =
"One end has sent its FIN with shutdown(SHUT_WR), its program still holds the "
"descriptor and reads, for more than 50 ms or with bytes received since.\n"
"\n"
"That end is in FIN_WAIT2, the other in CLOSE_WAIT, and data flows one way. On Linux "
"this may last without limit: tcp_fin_timeout concerns only sockets whose descriptor "
"was closed. In ss such a FIN-WAIT-2 has a process and an inode; a closed one has "
"neither:\n"
"\n"
"  ss -tanpe state fin-wait-2\n"
"\n"
"Provoke it (second part), beside close(), which looks the same on the wire:\n"
"\n"
"  halfclose demo close-vs-shutdown\n"
"\n"
"Nothing needs a cure. But some proxies and servers take a half-close for a close and "
"drop the answer: where both ends are yours, make sure they agree.",
		.reference = "RFC 9293, 3.6.1; shutdown(2)",
	},
	[FINDING_RESET_AFTER_DONE] = {
		.id = "reset-after-done",
		.category = CATEGORY_INFO,
		.severity = SEVERITY_NOTE,
		.summary = "a RST that cost nothing: all data had been read",
		.fix = "nothing, for the data; to be rid of the reset, close without SO_LINGER {1,0} "
		       "and after reading to end-of-file",
		.manual =
"The connection was reset, but by then both programs had read all that the other had "
"written. Where only packets tell (certainty \"inferred\"), all data was acknowledged "
"and the reset has a harmless form: both FINs had been sent, or it answered a segment "
"without data, or a TLS close_notify; or it was the client's own after the server's last "
"data, or within 5 ms of a brief goodbye or of the end of the TLS handshake, or where "
"neither end had sent any, as in a check whether a port answers; or both ends had said "
"close_notify, after the server's answer.\n"
"\n"
"Clients that set SO_LINGER {1,0} to avoid TIME_WAIT do this, and so do TLS peers: "
"one closes, the other's close_notify meets a closed socket and is answered with RST. "
"A close_notify is no data of the application, so nothing was lost.\n"
"\n"
"Nothing remains to be seen in ss. The kernel counts the resets it sends:\n"
"\n"
"  nstat -az TcpOutRsts\n"
"\n"
"Provoke it (the variant with nothing queued):\n"
"\n"
"  halfclose demo linger-zero\n"
"\n"
"Nothing needs a cure. Where resets make alarms elsewhere, close in order: "
"shutdown(SHUT_WR), read to end-of-file, close().",
		.reference = "RFC 9293, 3.5.2 and 3.5.3; RFC 8446, 6.1",
	},
	[FINDING_SIMULTANEOUS_CLOSE] = {
		.id = "simultaneous-close",
		.category = CATEGORY_INFO,
		.severity = SEVERITY_NOTE,
		.summary = "both ends closed at once: their FINs crossed",
		.fix = "nothing: TCP is made for it, and each FIN came behind all the data of its end",
		.manual =
"Each end sent its FIN before the other's had come. Neither was first: both went "
"through FIN_WAIT1 and CLOSING, and both wait in TIME_WAIT.\n"
"\n"
"TCP was made for this, and nothing is lost by it: a FIN comes behind all the data of "
"its end. It only looks odd, since no end is ever in CLOSE_WAIT or LAST_ACK. On one "
"host it needs two programs that close within microseconds of each other, on two "
"processors; over a long way, within a round trip. Where two FINs seem to cross but "
"one of them was lost and sent again, one end alone went through CLOSING, and the "
"packets cannot show which it was: then nothing is said.\n"
"\n"
"Both ends are left in TIME-WAIT, for a minute:\n"
"\n"
"  ss -tano state time-wait\n"
"\n"
"Provoke it: delay what runs over loopback, and close both ends of a connection within "
"that time:\n"
"\n"
"  tc qdisc add dev lo root netem delay 50ms\n"
"\n"
"Nothing needs a cure. A program that has to know which end closed first must be told "
"so by its protocol: TCP's states do not say it here.",
		.reference = "RFC 9293, 3.6 (case 3) and figure 13; net/ipv4/tcp_input.c, tcp_fin()",
	},
	[FINDING_TIME_WAIT_PILEUP] = {
		.id = "time-wait-pileup",
		.category = CATEGORY_INFO,
		.severity = SEVERITY_WARNING,
		.summary = "TIME_WAIT sockets take up most of the ports for one destination",
		.fix = "keep connections open and use them again (keep-alive, a pool), or let the other end "
		       "close first; a wider ip_local_port_range gives time",
		.manual =
"Whoever closes first waits in TIME_WAIT for a minute, so that late segments do not meet the "
"next connection of the same ports. A client that opens and closes many connections to one "
"address and port takes up an ephemeral port for each: more than 80 % of them "
"(ip_local_port_range) now wait. When all do, connect() fails with EADDRNOTAVAIL.\n"
"\n"
"These sockets cost little memory, and nothing is wrong with any of them: it is the rate "
"that matters, some 470 connections a second to one destination with the usual range of "
"28,232 ports. Where tcp_tw_reuse allows it (for loopback addresses by default, with 1 for "
"all), a connect() takes such a port after a second, and the limit is some 28,000 a second; "
"but finding a port takes longer and longer.\n"
"\n"
"How many wait, for whom, and the range:\n"
"\n"
"  ss -s\n"
"  ss -tanH state time-wait | awk '{print $4}' | sort | uniq -c | sort -rn | head\n"
"  sysctl net.ipv4.ip_local_port_range net.ipv4.tcp_tw_reuse\n"
"\n"
"Provoke it, in a network namespace of its own (unshare -n), with a server on port 8080 that "
"lets its clients close first:\n"
"\n"
"  sysctl net.ipv4.ip_local_port_range='40000 40099'\n"
"  for i in $(seq 90); do nc -z 127.0.0.1 8080; done\n"
"\n"
"The cure is to open fewer connections: keep-alive, a pool, HTTP/2. Else a second address on "
"either side, a wider range, or tcp_tw_reuse=1. SO_LINGER {1,0} would avoid TIME_WAIT too, "
"and throw data away: linger-discard.",
		.reference = "RFC 9293, 3.6.1; RFC 6191; ip(7), ip_local_port_range; "
			     "net/ipv4/inet_hashtables.c, __inet_hash_connect()",
	},
	[FINDING_EVIDENCE_GAP] = {
		.id = "evidence-gap",
		.category = CATEGORY_INFO,
		.severity = SEVERITY_NOTE,
		.summary = "part of the evidence is missing",
		.fix = "give halfclose the privileges it lacks, or less to watch (a filter, one "
		       "interface)",
		.manual =
"halfclose did not see everything: the kernel dropped packets or notifications before "
"they could be read, a short snapshot length cut their headers, the capture began in "
"the middle of a connection or lacks packets whose bytes were acknowledged, a dump of the "
"sockets was interrupted, memory ran out, or permission lacks for packets or for other "
"users' processes.\n"
"\n"
"What rests on the missing part is told as \"inferred\" or \"at least\", or as null "
"in JSON; it is never guessed silently. Findings about other connections are not "
"touched by it.\n"
"\n"
"What an ordinary user may see without privileges, for comparison:\n"
"\n"
"  ss -tanp\n"
"\n"
"Provoke it: run halfclose as an ordinary user.\n"
"\n"
"The cure, once for the installed program (packets, and the owners of other users' "
"sockets):\n"
"\n"
"  sudo setcap cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep /path/to/halfclose\n"
"\n"
"Against dropped packets: a narrower filter, since it is applied in the kernel.",
		.reference = "packet(7), PACKET_STATISTICS; pcap_stats(3PCAP); capabilities(7); "
			     "netlink(7), ENOBUFS",
	},
};
