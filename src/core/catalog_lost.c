/* SPDX-License-Identifier: GPL-2.0-or-later */
/* catalog_lost.c: findings of the category "lost": data that was written, and never read. */
#include "core/catalog.h"

const struct finding_info catalog_lost[FINDING_COUNT] = {
	[FINDING_WRITE_AFTER_CLOSE] = {
		.id = "write-after-close",
		.category = CATEGORY_LOST,
		.severity = SEVERITY_ERROR,
		.summary = "data was sent to a program that had closed: send() took it, nobody read it",
		.fix = "the side that closes: shutdown(SHUT_WR), read to end-of-file, then close(); "
		       "the side that writes: take data for delivered only when the peer's program "
		       "has said so",
		.manual =
"One end sent data after the FIN of the other, and the other's program would read no "
"more: it had called close() or shutdown(SHUT_RDWR), or its process had ended. Its "
"kernel answered the data with RST.\n"
"\n"
"A FIN says only \"I send no more\"; close() and shutdown(SHUT_WR) send the same one. "
"So the writer's kernel, in CLOSE_WAIT, accepts the next send() and it succeeds. The "
"peer's kernel has no one to give the data to and sends a RST without ACK. Only the "
"write after that one fails, with EPIPE (and SIGPIPE); reading gives end-of-file, "
"never an error. The bytes are gone and no call ever says so.\n"
"\n"
"Where the write crossed the FIN on its way (its ACK does not cover the FIN), the "
"writer could not have known: the classic race of a request on a kept-alive "
"connection with the server's idle time-out. The request was not processed and is "
"safe to retry on a new connection.\n"
"\n"
"Just before the write, the writer is in CLOSE_WAIT and the closed end is a "
"FIN-WAIT-2 without a process:\n"
"\n"
"  ss -tanpo state close-wait\n"
"  ss -tanpo state fin-wait-2\n"
"\n"
"Provoke it, and see the same peers lose nothing with shutdown(SHUT_WR):\n"
"\n"
"  halfclose demo close-vs-shutdown\n"
"\n"
"Looking before each write whether the peer has closed does not cure it, because the "
"peer may close between the look and the write. What cures it: an acknowledgement in "
"the application's protocol, or a closing side that half-closes with "
"shutdown(SHUT_WR), reads until end-of-file, and closes then.",
		.reference = "RFC 9293, 3.6.1 (SHLD-3); net/ipv4/tcp_minisocks.c, "
			     "tcp_timewait_state_process()",
	},
	[FINDING_UNREAD_AT_CLOSE] = {
		.id = "unread-at-close",
		.category = CATEGORY_LOST,
		.severity = SEVERITY_ERROR,
		.summary = "an end closed with data unread: its kernel sent RST, and what it had "
			   "not sent yet is lost too",
		.fix = "before close(): shutdown(SHUT_WR), then read and discard to end-of-file",
		.manual =
"A program closed its socket, or ended, with data in the receive queue that it never "
"read.\n"
"\n"
"Linux then sends RST (with ACK) instead of a FIN, or after the FIN if one had gone "
"out. Two things are lost: the bytes that were not read, and whatever the closing end "
"had written and its kernel had not sent yet. The peer gets ECONNRESET, or EPIPE if "
"it had the FIN already; what had reached it before the RST can still be read. A FIN "
"that waits in the receive queue does not count as data, and this goes before "
"SO_LINGER.\n"
"\n"
"Where both FINs had been acknowledged (this end had called shutdown(SHUT_WR)), no RST is "
"sent, and nothing tells the peer that what it wrote was not read.\n"
"\n"
"The usual story: a server answers a request early (413, 401), closes with the rest "
"of the request unread, and the client sees a reset in place of the end of the "
"answer.\n"
"\n"
"Before the close, Recv-Q shows the unread bytes (a received FIN counts as one); "
"after it, the kernel's counter has grown:\n"
"\n"
"  ss -tanp\n"
"  nstat -az TcpExtTCPAbortOnClose\n"
"\n"
"Provoke it, and its cure:\n"
"\n"
"  halfclose demo unread-at-close\n"
"\n"
"The cure is a lingering close: shutdown(SHUT_WR), read until end-of-file (with a "
"limit in bytes and time, since the peer may never stop), then close().",
		.reference = "RFC 9293, 3.6.1 (SHLD-3); RFC 2525, 2.17; net/ipv4/tcp.c, __tcp_close()",
	},
	[FINDING_LINGER_DISCARD] = {
		.id = "linger-discard",
		.category = CATEGORY_LOST,
		.severity = SEVERITY_ERROR,
		.summary = "SO_LINGER {1,0} made close() throw unsent data away",
		.fix = "remove SO_LINGER {1,0}; a plain close() goes on sending in the background",
		.manual =
"A program set SO_LINGER with l_onoff 1 and l_linger 0 and closed the socket while "
"data that it had written was not yet sent, or not yet acknowledged. connect() to "
"AF_UNSPEC does the same.\n"
"\n"
"With this option close() is an abort: the kernel sends RST (with ACK) at once, drops "
"the send queue, and leaves no TIME_WAIT. Every write had succeeded. The peer can "
"still read what had arrived, and gets ECONNRESET after that. People set the option "
"to be rid of TIME_WAIT; the price is this.\n"
"\n"
"There is nothing to see afterwards: the socket is gone at once. Before, Send-Q shows "
"what is at stake:\n"
"\n"
"  ss -tanp\n"
"  nstat -az TcpExtTCPAbortOnData\n"
"\n"
"Provoke it, with a full send queue and with an empty one:\n"
"\n"
"  halfclose demo linger-zero\n"
"\n"
"The cure is to leave the option off: close() then returns at once and the kernel "
"delivers what is queued. Where a program must know that it was delivered: "
"shutdown(SHUT_WR) and read to end-of-file.",
		.reference = "socket(7), SO_LINGER; RFC 9293, 3.10.5 (ABORT); net/ipv4/tcp.c, "
			     "__tcp_close()",
	},
	[FINDING_REPLY_UNREAD] = {
		.id = "reply-unread",
		.category = CATEGORY_LOST,
		.severity = SEVERITY_ERROR,
		.summary = "an end was reset with bytes in its receive queue, and its program never read "
			   "them",
		.fix = "when send() fails with EPIPE or ECONNRESET, read what is there before close(): "
		       "mostly it says why",
		.manual =
"The peer sent RST while bytes that had come before waited in this end's receive queue. "
"A RST does not erase them: Linux lets the program read on. It did not, and closed: "
"they are lost.\n"
"\n"
"The everyday case: a client sends a large request, the server answers early (413, 401, "
"a redirect) and closes without reading the rest. Its kernel sends RST for what was "
"left unread (unread-at-close); the client's send() fails with EPIPE or ECONNRESET, and "
"the client gives up without looking for the answer, which lies in its own kernel.\n"
"\n"
"Bytes that never reached this end's kernel are not counted here, but in the finding "
"about the peer. Nor is it said of a server whose client gave up the rest of a reply "
"(reply-abandoned).\n"
"\n"
"Provoke it: nginx with `lingering_close off;` and `return 413;`, and a client that "
"closes at the first error of send() (bash gives its socket up like that):\n"
"\n"
"  bash -c 'exec 3<>/dev/tcp/127.0.0.1/8080\n"
"    printf \"PUT / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 9999999\\r\\n\\r\\n\" >&3\n"
"    head -c 9999999 /dev/zero >&3'\n"
"\n"
"The cure in the client: after a failed send(), read until recv() returns 0 or an "
"error. The cure in the server: after the answer call shutdown(SHUT_WR), then read and "
"discard what still comes, for a while, before close() (nginx: lingering_close).",
		.reference = "RFC 9293, 3.6.1; RFC 9112, 9.6; net/ipv4/tcp_input.c, tcp_reset()",
	},
	[FINDING_DOOMED_HALF_CLOSE] = {
		.id = "doomed-half-close",
		.category = CATEGORY_LOST,
		.severity = SEVERITY_WARNING,
		.summary = "an end may still write, but its peer has closed: the next write will be lost",
		.fix = "read to end-of-file and close; do not write on this connection any more",
		.manual =
"One end is seen closed for good: its FIN went out and its socket has no descriptor "
"(an orphan FIN_WAIT2), or is gone. The other has been in CLOSE_WAIT for more than 50 "
"ms and still holds its socket.\n"
"\n"
"CLOSE_WAIT looks like a half-closed connection on which one may write. Here nobody "
"reads: the next write succeeds and is lost, and only the one after it fails "
"(write-after-close). The finding is said before that happens. A report leaves it out "
"where the end then closed in time and sent nothing. Who still reads what came before "
"the FIN, like a download with a limit, is not counted before it has read all.\n"
"\n"
"One end in CLOSE-WAIT, the other in FIN-WAIT-2 with no process and the timer "
"\"timewait\", or no longer there:\n"
"\n"
"  ss -tanpo state close-wait\n"
"  ss -tanpo state fin-wait-2\n"
"\n"
"Provoke it: the moments between the server's FIN and the client's write in\n"
"\n"
"  halfclose demo close-vs-shutdown\n"
"\n"
"The cure: whoever pools or keeps connections must watch them for reading (poll() "
"with POLLRDHUP) even while idle, and drop one when end-of-file comes.",
		.reference = "RFC 9293, 3.6.1; tcp(7), tcp_fin_timeout; net/ipv4/tcp.c, "
			     "__tcp_close()",
	},
	[FINDING_HALF_CLOSE_CUT] = {
		.id = "half-close-cut",
		.category = CATEGORY_LOST,
		.severity = SEVERITY_WARNING,
		.summary = "the client had half-closed and waited for the answer; the server closed instead",
		.fix = "answer after end-of-file too: it says only that the client sends no more; a proxy "
		       "must pass a half-close on",
		.manual =
"The client sent its request and called shutdown(SHUT_WR): \"no more from me, and I am "
"listening\". The server, or a proxy in between, took that end-of-file for the end of "
"all: it closed with nothing sent since, or sent RST (then it is an error) and threw "
"away what it still had to say. The client gets an end where it expected an answer.\n"
"\n"
"On the wire a half-close looks just like close(), and many programs end both "
"directions when one has ended: the answer that was still being made is lost. It "
"depends on who is faster, so it comes and goes.\n"
"\n"
"A close() that cuts nothing off looks the same in a capture: that the client still "
"read is known only from its socket, or from its kernel's acknowledging what came after "
"its FIN. So packets alone show it only where a RST came into an answer that had begun. "
"A server whose process ends within 50 ms of the FIN is taken for a sink that had "
"nothing to say (`nc -l > file`), and is no finding.\n"
"\n"
"While the client waits, it is in FIN-WAIT-2 and has a process:\n"
"\n"
"  ss -tanp state fin-wait-2\n"
"\n"
"Provoke it: socat ends both directions half a second after the first has ended (-t), "
"here in front of a server that needs longer to answer:\n"
"\n"
"  socat TCP-LISTEN:8081,fork TCP:127.0.0.1:8080\n"
"  echo request | nc -N 127.0.0.1 8081\n"
"\n"
"The cure is in the server or proxy: keep writing until the answer is complete, then "
"close. Where that cannot be had, let the client not half-close, and mark the end of "
"its request in the protocol (a length, a blank line).",
		.reference = "RFC 9293, 3.6.1 and 3.6 (case 2); shutdown(2)",
	},
	[FINDING_ACCEPT_QUEUE_RESET] = {
		.id = "accept-queue-reset",
		.category = CATEGORY_LOST,
		.severity = SEVERITY_ERROR,
		.summary = "the listener was closed with the connection not yet accepted, which was reset",
		.fix = "before a server ends, let it accept() and serve what waits in its queue, or hand the "
		       "listening socket on to its successor",
		.manual =
"The client was connected, as far as its kernel knew, and waited in the accept queue. Then "
"the listening socket was closed, or its process ended: the kernel resets each connection "
"that was never accepted. What the client had sent was acknowledged, and no program ever "
"saw it. The client gets ECONNRESET, or EPIPE if it had half-closed. Where the end of the "
"handshake had not reached the server yet, the client learns it by what it sends next.\n"
"\n"
"This is what makes a restart of a server lose requests, however short it is. The bytes "
"of the finding are those that the client had sent; since nobody read them, the request "
"may be sent again.\n"
"\n"
"Nothing remains to be seen in ss, and no counter of the kernel counts these aborts, but "
"for the RST itself:\n"
"\n"
"  nstat -az TcpOutRsts\n"
"\n"
"Provoke it: stop a server, connect to it, send something, and kill the server.\n"
"\n"
"The cure: keep the listening socket open across a restart (socket activation, "
"SO_REUSEPORT with the new process started first, or a descriptor that is handed on), take "
"the server out of the load balancer first, and accept() until the queue is empty before "
"closing. Clients should try again what was reset before any answer, if it may be "
"repeated.",
		.reference = "RFC 9293, 3.5.2; net/ipv4/inet_connection_sock.c, inet_csk_listen_stop()",
	},
	[FINDING_TIMED_OUT] = {
		.id = "timed-out",
		.category = CATEGORY_LOST,
		.severity = SEVERITY_ERROR,
		.summary = "an end tried again and again, heard nothing, and gave up on the other",
		.fix = "find out where the other host or the way to it went (a crash, a firewall or NAT that "
		       "forgot the connection); send again what was not confirmed, on a new connection",
		.manual =
"Retransmissions of data or of a FIN, keep-alive probes, or probes of a window that stayed "
"shut were not answered, or did not help, until the kernel gave up. What had not been "
"acknowledged is lost.\n"
"\n"
"The program gets ETIMEDOUT from its next call, if it still has the socket. The other end "
"is told only after keep-alive probes, by a RST; otherwise nothing is sent, and it "
"believes in the connection until it sends something itself and is answered RST. The "
"limits: tcp_retries2 (15 tries, some 15 minutes), TCP_USER_TIMEOUT, TCP_KEEPCNT times "
"TCP_KEEPINTVL, and for a socket without a process tcp_orphan_retries.\n"
"\n"
"That bytes were not acknowledged does not prove that they did not arrive: the ACKs may "
"have been lost. From packets alone the end is known to have given up when its next try "
"is long overdue, or when its host answers RST later (certainty \"inferred\").\n"
"\n"
"While it lasts, Send-Q does not shrink, and the timer is \"on\" with a growing count of "
"retransmissions; afterwards the kernel's counter has grown:\n"
"\n"
"  ss -tanpoi\n"
"  nstat -az TcpExtTCPAbortOnTimeout TcpExtTCPTimeouts\n"
"\n"
"Provoke it, in a network namespace of its own (unshare -n): with a connection open, drop "
"all packets, write, and wait.\n"
"\n"
"  tc qdisc add dev lo root netem loss 100%\n"
"\n"
"The cure is in the network, or in what became of the other host. A protocol that "
"confirms what was processed, and a client that repeats what was not, make it harmless; "
"keep-alive or TCP_USER_TIMEOUT make it known in seconds, not minutes.",
		.reference = "RFC 9293, 3.8.3 and 3.8.4; RFC 6298, 5; tcp(7), TCP_USER_TIMEOUT; "
			     "net/ipv4/tcp_timer.c, tcp_write_timeout(), tcp_keepalive_timer()",
	},
};
