/* SPDX-License-Identifier: GPL-2.0-or-later */
/* catalog_hang.c: the findings of the category "hang": connections that wait in vain. */
#include "core/catalog.h"

const struct finding_info catalog_hang[FINDING_COUNT] = {
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
"Where a thread of the server, too, is seen blocked in reading this descriptor, it waits "
"for more: it takes the request for incomplete, or asks for bytes that an earlier read() "
"took along, into another buffer (a second buffered reader on the same socket). Or that "
"thread reads, and another one has the request.\n"
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
"Provoke it: a server that reads a request and sleeps; or halfclose demo two-readers.\n"
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
	[FINDING_ACCEPT_QUEUE_FULL] = {
		.id = "accept-queue-full",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_WARNING,
		.summary = "the listener's accept queue is full: further connections get no answer",
		.fix = "find out why the server does not call accept() (stopped, blocked, out of descriptors), "
		       "or let it do so faster; a larger backlog (listen(), net.core.somaxconn) helps only "
		       "against short bursts",
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
	[FINDING_PEER_GONE] = {
		.id = "peer-gone",
		.category = CATEGORY_HANG,
		.severity = SEVERITY_ERROR,
		.summary = "the peer's socket is gone, and this end was never told: half-open",
		.fix = "do not wait for ever: SO_KEEPALIVE, TCP_USER_TIMEOUT, or a timeout of its own; and find "
		       "what kept the FIN or RST away: a firewall that drops, or a peer that timed out, which "
		       "sends none",
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
};
