/* SPDX-License-Identifier: GPL-2.0-or-later */
/* finding.c: the catalog: what each finding means, and what to do. */
#include "core/finding.h"

#include <string.h>

static const char *const categories[CATEGORY_COUNT] = {
	[CATEGORY_LOST] = "lost",
	[CATEGORY_LEAK] = "leak",
	[CATEGORY_HANG] = "hang",
	[CATEGORY_RESET] = "reset",
	[CATEGORY_INFO] = "info",
};

static const char *const severities[SEVERITY_COUNT] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

static const char *const evidences[EVIDENCE_COUNT] = {
	"packet", "socket", "destroy", "call",
};

/* In a manual, a line that begins with two spaces stands as it is. */
static const struct finding_info catalog[FINDING_COUNT] = {
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
"where the end then closed in time and sent nothing.\n"
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
	[FINDING_HELD_ELSEWHERE] = {
		.id = "held-elsewhere",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_WARNING,
		.summary = "the program closed its descriptor, but another one still holds the socket: no FIN",
		.fix = "open sockets with SOCK_CLOEXEC (accept4(), O_CLOEXEC for copies), close them in the "
		       "child; or call shutdown(), which acts at once, whoever holds it",
		.manual =
"A socket lives as long as any descriptor refers to it. close() gives up one: while a "
"copy (dup()), or a child that inherited it (fork(), without SOCK_CLOEXEC even across "
"exec()), has another, nothing is sent. The program believes the connection closed; the "
"other end waits for an end-of-file that does not come. So it is when the program dies, "
"and a helper that it had started lives on.\n"
"\n"
"It is said where the process that had used the socket closed its descriptor or ended, "
"the socket lives on with another holder, and nothing has been sent for the limit "
"(--stall-after). A server that hands a new connection to its child, and a program that "
"goes on in the background, are no finding; nor is a child that held it for a while, as "
"long as the one it had it from still does.\n"
"\n"
"ss shows all who hold it:\n"
"\n"
"  ss -tnp state established\n"
"\n"
"Provoke it: a shell's connection is inherited by its child, which outlives it:\n"
"\n"
"  nc -l 8080 > /dev/null & sleep 1\n"
"  bash -c 'exec 5<>/dev/tcp/127.0.0.1/8080; echo hello >&5; sleep 2; sleep 30 & exec 5>&-; "
"sleep 30'\n"
"\n"
"The cure is SOCK_CLOEXEC on every socket, and close() of all the others in a child that does not "
"exec(). Where the end must be told at once, call shutdown(SHUT_RDWR) before close().",
		.reference = "close(2), shutdown(2), fork(2); fput() in fs/file_table.c",
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
	[FINDING_UNREAD_BACKLOG] = {
		.id = "unread-backlog",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_WARNING,
		.summary = "bytes wait in a receive queue, and the program has stopped reading",
		.fix = "find out what it waits for instead: a lock, another connection, a full pipe, a "
		       "queue in front of its workers; `cat /proc/PID/stack` says where a thread is",
		.manual =
"There are unread bytes in an end's receive queue, and for longer than the limit "
"(--stall-after) its program has taken none out. TCP did its work: the bytes are on "
"the right host, in the right socket.\n"
"\n"
"That a queue is not empty, or stays full, proves nothing: new bytes come as fast as a "
"slow program reads. What is asked is whether it reads at all: all that the socket ever "
"received less what waits, from one look to the next. A program that reads a byte "
"a second is slow, and no finding.\n"
"\n"
"In ESTABLISHED the peer still sends, or waits for an answer; when the queue is full the "
"window shuts and the peer is stuck too (zero-window). In CLOSE_WAIT the peer has closed: "
"a close() now would send RST, for what was not read is lost (unread-at-close).\n"
"\n"
"A report that was just begun and ends before the limit says how long the bytes have "
"waited at least, by the age of the latest of them (\"inferred\").\n"
"\n"
"  ss -tinp                # Recv-Q; bytes_received\n"
"  cat /proc/PID/stack     # as root\n"
"\n"
"Provoke it: accept a connection, let the client write, and never call read().\n"
"\n"
"The cure is in the program that does not read. What it is blocked on is often a second "
"connection that is stuck in turn.",
		.reference = "RFC 9293, 3.8.6; net/ipv4/tcp.c, tcp_recvmsg()",
	},
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
"with a status other than 0, or with bytes that it had not read, or had written and the "
"kernel could not deliver (a client that gives up a reply: none). Whose status is unknown "
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
	[FINDING_ZERO_WINDOW] = {
		.id = "zero-window",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_WARNING,
		.summary = "the receiver's window is zero: its program does not read, and the sender waits",
		.fix = "look at the program that receives: why does it not read? (blocked elsewhere, stopped, "
		       "or waiting itself until its own data is taken)",
		.manual =
"The receiver has announced a window of zero for longer than the limit (--stall-after), "
"and the sender has more to send: its kernel is in persist and probes the window.\n"
"\n"
"A window closes when the receiving program does not read: first its own receive queue "
"fills, then the sender's send queue, then the sender's send() blocks or fails with "
"EAGAIN. TCP works as it should; the cause is in the program that does not read. The "
"probes go on, ever more rarely, as long as they are answered, so this may last without "
"limit; only TCP_USER_TIMEOUT ends it. A slow reader, which opens its window now and "
"then, is no finding. Two programs that both write and do not read wait for each other "
"for ever: each end then has this finding.\n"
"\n"
"From packets alone it is known by the probes, and how much waits is not known (null in "
"JSON). The sender's socket tells: Send-Q, and the timer \"persist\"; at the receiver "
"Recv-Q is large and does not shrink:\n"
"\n"
"  ss -tanpo\n"
"  nstat -az TcpExtTCPToZeroWindowAdv TcpExtTCPWantZeroWindowAdv\n"
"\n"
"Provoke it: let a server write some megabytes to a client that does not read.\n"
"\n"
"The cure is at the receiver: read, in a thread or event loop that nothing else can "
"block, or close. At the sender: bound the wait (SO_SNDTIMEO, a timer, "
"TCP_USER_TIMEOUT), and read while writing.",
		.reference = "RFC 9293, 3.8.6.1; RFC 1122, 4.2.2.17; tcp(7), TCP_USER_TIMEOUT; "
			     "net/ipv4/tcp_timer.c, tcp_probe_timer()",
	},
	[FINDING_SILENT_AFTER_READ] = {
		.id = "silent-after-read",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_WARNING,
		.summary = "the server has read all that the client said, and does not answer; TCP did "
			   "its work",
		.fix = "look inside the program that read last: a slow query, a lock, an exhausted pool, "
		       "a request that it takes for incomplete; a long poll looks just so",
		.manual =
"The client spoke last, the server's program has taken every byte out of its receive "
"queue, all queues are empty, and nothing has moved for longer than the limit "
"(--stall-after). Nothing is lost and nothing is under way: TCP is innocent. What is "
"missing is an answer of the program that read last.\n"
"\n"
"It is said only where an answer is due: the server has not yet sent anything on this "
"connection, or a thread of the client is seen blocked in reading this very descriptor "
"(/proc/PID/task/TID/syscall, which takes the right to trace the process). An idle "
"connection of a pool, on which the server spoke last, is none. Nor is a client that "
"goes on without an answer, burst after burst (a log stream).\n"
"\n"
"A server may be right to be silent: a long poll, a blocking command (BLPOP), a slow "
"query. Then the client should know how long it is willing to wait.\n"
"\n"
"If the client has half-closed, the server has the end-of-file as well, and no excuse "
"to wait for more.\n"
"\n"
"  ss -tinp                     # lastrcv, lastsnd\n"
"  cat /proc/PID/task/*/stack   # as root\n"
"\n"
"Provoke it: a server that reads a request and sleeps.\n"
"\n"
"The cure is in the server; the client's is a limit of its own (SO_RCVTIMEO, a timeout "
"of its library).",
		.reference = "RFC 9293, 3.9.1; proc_pid_syscall(5)",
	},
	[FINDING_NOT_ACCEPTED] = {
		.id = "not-accepted",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_WARNING,
		.summary = "the connection waits in the accept queue: the server has not called accept()",
		.fix = "find out what the server does instead of accept(): it is stopped, blocked, out of "
		       "descriptors (EMFILE), or has no worker free",
		.manual =
"The kernel shook hands and the client believes that it is connected; it may even have sent "
"its request, which was acknowledged. But the server's program has not called accept() for "
"longer than the limit (--stall-after), so nobody reads it. To the client it looks like a "
"server that is slow to answer; in CLOSE_WAIT the client has given up and closed meanwhile.\n"
"\n"
"Such a socket has no descriptor and no process yet (inode 0). It is the listener's: its "
"process has to act, and with SO_REUSEPORT it is one of several, each with a queue of its "
"own. In ss the listener has a Recv-Q, the number of connections that wait, and the "
"connections a Recv-Q of bytes but no process:\n"
"\n"
"  ss -tlnp\n"
"  ss -tanpe state established\n"
"\n"
"Provoke it: stop a server, then connect to it.\n"
"\n"
"  nc -lk 8080 & kill -STOP $!; nc -v 127.0.0.1 8080\n"
"\n"
"The cure is in the server: accept() in a loop of its own that no request can block, a "
"limit of descriptors that fits the load, more workers. A larger backlog only lets more "
"clients wait.",
		.reference = "RFC 9293, 3.9.1.1; listen(2); net/ipv4/inet_connection_sock.c, "
			     "inet_csk_accept()",
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
"saw it. The client gets ECONNRESET, or EPIPE if it had half-closed.\n"
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
	[FINDING_ACCEPT_QUEUE_FULL] = {
		.id = "accept-queue-full",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_WARNING,
		.summary = "the listener's accept queue is full: further connections get no answer",
		.fix = "let the server call accept() faster; a larger backlog (listen(), net.core.somaxconn) "
		       "helps only against short bursts",
		.manual =
"More connections wait for accept() than the backlog of listen() allows. The kernel drops "
"the SYNs that come then, without a word; clients repeat them after one second, then ever "
"more rarely, and give up with ETIMEDOUT after minutes. A connection whose SYN came in just "
"before may be open on the client's side while the server ignores its data. With "
"tcp_abort_on_overflow=1 such a one is answered by RST at once (reset.cause "
"\"accept-overflow\").\n"
"\n"
"It heals by itself as soon as the server accepts. A finding with \"until\" tells that it "
"did. Clients then were late by 1, 3, 7 ... seconds: the waits between their SYNs.\n"
"\n"
"A LISTEN socket's Recv-Q is what waits, its Send-Q the backlog; one more than the backlog "
"is let in. The counters have grown:\n"
"\n"
"  ss -tlnp\n"
"  nstat -az TcpExtListenOverflows TcpExtListenDrops\n"
"\n"
"Provoke it: a listener with a backlog of 0 that never accepts, and three clients.\n"
"\n"
"  python3 -c 'import socket, time; s = socket.create_server((\"\", 8080), backlog=0); "
"time.sleep(60)'\n"
"\n"
"The cure is a server that accepts at once, and leaves the work to others. The backlog is "
"the smaller one of what listen() asks and net.core.somaxconn (4096, but 128 before Linux "
"5.4).",
		.reference = "listen(2); tcp(7), tcp_abort_on_overflow; net/ipv4/tcp_input.c, "
			     "tcp_conn_request()",
	},
	[FINDING_REFUSED] = {
		.id = "refused",
		.category = CATEGORY_RESET,
		.severity = SEVERITY_WARNING,
		.summary = "nothing listens there: the SYN was answered with RST",
		.fix = "start the server, or correct the address and port",
		.manual =
"A SYN was answered with RST: no socket listens on that address and port. connect() "
"fails with ECONNREFUSED.\n"
"\n"
"It is a note, not a warning, where the same opener reached that port at another "
"address within a second: \"localhost\" is tried as ::1 first and then as 127.0.0.1, "
"and a server that listens on only one of them refuses the other.\n"
"\n"
"A firewall that rejects with a TCP reset looks the same from the client; a listener "
"that is overloaded does not (its SYNs go unanswered). What listens, and on which "
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
	[FINDING_NO_ANSWER] = {
		.id = "no-answer",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_WARNING,
		.summary = "the SYN was sent again and again, and nothing answered",
		.fix = "see with tcpdump on the other host whether the SYNs arrive there: if not, look for a "
		       "firewall or a wrong address; if so, for a full accept queue",
		.manual =
"A program asked for a connection, its kernel sent the SYN twice or more, and no answer "
"came for the limit (--stall-after), or until it gave up. connect() blocks meanwhile, "
"and fails with ETIMEDOUT at last.\n"
"\n"
"A host that is up and has no listener refuses at once, by RST. Silence means that the "
"SYN, or its answer, was dropped: by a firewall, because the address has no host or no "
"way back, or by the listener itself, when its accept queue is full. Linux repeats a SYN "
"after 1 second, then ever more rarely, tcp_syn_retries times: with the default of 6 it "
"gives up after one or two minutes. If an answer does come, after the limit, the finding "
"says until when it took.\n"
"\n"
"A program in connect() is in SYN-SENT; a listener whose Recv-Q is larger than its "
"Send-Q drops SYNs, and counts them:\n"
"\n"
"  ss -tanpo state syn-sent\n"
"  ss -tln\n"
"  nstat -az TcpExtListenOverflows TcpExtListenDrops\n"
"\n"
"Provoke it, with an address that nobody has (RFC 5737):\n"
"\n"
"  nc -v -w 10 192.0.2.1 80\n"
"\n"
"The cure: let what is not allowed be rejected, not dropped; correct the address or the "
"route; let the server accept() faster, or raise its backlog. A client should bound the "
"wait (SO_SNDTIMEO, a non-blocking connect() and poll(), TCP_SYNCNT).",
		.reference = "RFC 9293, 3.8.3; RFC 6298, 2.1 and 5; tcp(7), tcp_syn_retries; "
			     "net/ipv4/tcp_timer.c, tcp_write_timeout()",
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
	[FINDING_PEER_GONE] = {
		.id = "peer-gone",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_ERROR,
		.summary = "the peer's socket is gone, and this end was never told: half-open",
		.fix = "let it notice: SO_KEEPALIVE, TCP_USER_TIMEOUT, or a timeout of its own; and find what "
		       "kept the FIN or RST away (a firewall that drops, a host that went down)",
		.manual =
"The socket of one end was seen and is gone, and an exact lookup agrees; but no FIN and "
"no RST reached the other end, whose socket lives on and whose program still believes in "
"the connection. RFC 9293 calls that half-open. It will learn only when it sends: then "
"a RST answers, since there is no socket. If it only waits to read, it waits for ever.\n"
"\n"
"A RST is sent once and never again. If a firewall drops it, or the network fails just "
"then, nobody repeats it; nor does anybody send one when TCP_USER_TIMEOUT or the "
"retransmissions ran out (timed-out).\n"
"\n"
"It is said only where both sockets were in view: a peer that was never seen, on another "
"host or behind an address translation, may well be there.\n"
"\n"
"  ss -tan                 # one end without the other\n"
"\n"
"Provoke it (as root, in a network namespace of your own): let the client's port drop "
"all input, then destroy the server's socket:\n"
"\n"
"  nft 'add table ip t; add chain ip t in { type filter hook input priority 0; }'\n"
"  nft 'add rule ip t in tcp sport 8080 drop'\n"
"  ss -K sport = 8080\n"
"\n"
"The cure: who waits to read must not wait for ever. Keep-alive probes find a peer that "
"is gone (after two hours, unless TCP_KEEPIDLE says sooner).",
		.reference = "RFC 9293, 3.5.1; tcp(7)",
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

const struct finding_info *finding_info(enum finding_id id)
{
	return &catalog[id];
}

int finding_by_name(const char *name)
{
	for (int id = 0; id < FINDING_COUNT; id++) {
		if (strcmp(catalog[id].id, name) == 0)
			return id;
	}
	return -1;
}

const char *category_name(enum category category)
{
	return categories[category];
}

const char *severity_name(enum severity severity)
{
	return severities[severity];
}

const char *certainty_name(enum certainty certainty)
{
	return certainty == CERTAINTY_OBSERVED ? "observed" : "inferred";
}

const char *evidence_name(unsigned int bit)
{
	for (unsigned int i = 0; i < EVIDENCE_COUNT; i++) {
		if (bit == 1u << i)
			return evidences[i];
	}
	return NULL;
}
