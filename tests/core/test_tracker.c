/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_tracker.c: one row, one conversation: both ends' states, the outcome, what was lost. */
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
#define OPEN_DATA OPEN "c P. 4 | s . |"
/* Both sockets seen while open, with their owners. */
#define SEEN OPEN "c probe ESTABLISHED inode 11 cookie 1 | c owner 812 peer fd 3 |" \
	     "s probe ESTABLISHED inode 22 cookie 2 | s owner 99 serv fd 7 |"
#define S_ORPHAN "s probe FIN_WAIT2 inode 0 cookie 2 timer 3 | s holder closed |"

static const struct told_row rows[] = {
	{ "orderly close, client first",
	  OPEN_DATA "c F. | s F. | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED",
	  "closed client - - - 0 0", "" },
	{ "orderly close, server first, a separate ACK",
	  OPEN "s F. | c . | c F. | s .",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT",
	  "closed server - - - 0 0", "" },
	{ "simultaneous close",
	  OPEN "c F. ack 0 | s F. ack 0 | c . | s .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT",
	  "closed client - - - 0 0", "simultaneous-close client 0" },
	{ "an ACK of the data before the FIN is no ACK of the FIN",
	  OPEN "c P. 5 | c F. | s . ack 5",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 / SYN_RECV ESTABLISHED CLOSE_WAIT",
	  "half-closed client - - - 0 0", "" },
	{ "data of the half-closed side's peer does not acknowledge the FIN",
	  OPEN "c F. | s P. 3 ack 0 | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 / SYN_RECV ESTABLISHED CLOSE_WAIT",
	  "half-closed client - - - 0 0", "half-closed client 0" },
	{ "a retransmitted FIN with a newer ACK does not become the second close",
	  OPEN "c F. ack 0 | s F. ack 0 | c F. seq 0 ack 1 | s . ack 1 | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT",
	  "closed client - - - 0 0", "simultaneous-close client 0" },
	{ "a FIN that was lost in front of the other's close, as the kernel says (i1)",
	  OPEN "c F. | +20ms | s F. ack 0 | s probe FIN_WAIT1 inode 22 shut 2 |"
	       "c . | s probe FIN_WAIT2 inode 22 shut 2 | +200ms | c F. seq 0 | s .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT",
	  "closed client - shutdown - 0 0", "" },
	{ "sequence numbers wrap within the data",
	  "isn c 4294967290 | isn s 4294967295 |" OPEN
	  "c P. 20 | s . | s P. 9 | c . | c F. | s F. | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED",
	  "closed client - - - 0 0", "" },
	{ "port reuse: the second life is a connection of its own",
	  OPEN "c F. | s F. | c . | isn c 77 | isn s 99 |" OPEN_DATA "s R.",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED",
	  "reset server peer-reset - - - 0", "reset-unexplained server 0" },
	{ "a RST after both FINs leaves it closed",
	  OPEN "c F. | s F. | c . | s R.",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT CLOSED / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED",
	  "closed client - - - 0 0", "reset-after-done server 0" },
	{ "the second FIN is captured before the first",
	  OPEN "c F. ack 1 | s F. ack 0 | s .",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT",
	  "closed client - - - 0 0", "" },
	{ "a RST, in whose name the socket lives on, was all that was captured of the beginning",
	  "s R | +20ms | s poll ESTABLISHED inode 22 cookie 2",
	  "CLOSED / ESTABLISHED", NULL, NULL },
	{ "the ends' FINs cross behind data in flight: that is no half-close",
	  OPEN "s P. 5 ack 0 | s F. ack 0 | c F. ack 0 | c . ack 6 | s .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT",
	  "closed server - - - 0 0", "simultaneous-close server 0" },
	{ "a file's time at the end of 64 bits: waits end all the same",
	  OPEN "+16679421028s | +700ms | c F. | s F. | c .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT / "
	  "SYN_RECV ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED",
	  "closed client - - - 0 0", "" },
	{ "a capture that begins in the middle",
	  "c P. 5 seq 700 ack 900 | s . seq 900 ack 705 | c F. seq 705 ack 900",
	  "ESTABLISHED FIN_WAIT1 / ESTABLISHED CLOSE_WAIT",
	  "half-closed client - - - 0 0", "" },
	{ "still open in the middle: partial",
	  "c P. 5 seq 700 ack 900 | s . seq 900 ack 705",
	  "ESTABLISHED / ESTABLISHED", "partial - - - - 0 0", "" },
	{ "a connection to itself",
	  "client 127.0.0.1 5555 | c S | c S. ack 0 | c . ack 0 | c P. 3 ack 0 | c . ack 3 |"
	  "c F. ack 3 | c . ack 4",
	  "SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT / ",
	  "closed client - - - 0 0", "" },
	{ "a v4-mapped end is the IPv4 end",
	  OPEN "server ::ffff:127.0.0.1 5555 | s poll ESTABLISHED inode 22 rq 0",
	  "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED", "open - - - - 0 0", "" },
	{ "both open at once",
	  "c S | s S | c S. | s S. | c . | s . ",
	  "SYN_SENT SYN_RECV ESTABLISHED / SYN_SENT SYN_RECV ESTABLISHED",
	  "open - - - - 0 0", "" },
	{ "no answer to the SYN", "c S | +1s | c S seq -1",
	  "SYN_SENT / ", "attempt - - - - 0 0", "" },
	{ "refused",
	  "c S | s R. seq -1 ack 0",
	  "SYN_SENT CLOSED / CLOSED", "refused server peer-reset - no-listener 0 0",
	  "refused client 0" },
	{ "a SYN-ACK of another life does not make a refusal of a RST",
	  OPEN "s R. seq 0", "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED",
	  "reset server peer-reset - - 0 0", "reset-unexplained server 0" },

	/* write-after-close */
	{ "one write after close(), seen closed",
	  SEEN "c P. 4 | s . | s F. |" S_ORPHAN "c . | +62ms | c P. 1 | s R seq 1 |"
	  "c destroy rq 0 sq 1 cookie 1",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 CLOSED",
	  "reset server peer-reset close data-after-close 1 0",
	  "write-after-close client 1, doomed-half-close client 0" },
	{ "several writes after close(), one still queued at the end",
	  SEEN "s F. |" S_ORPHAN "c . | c P. 1 | c P. 2 | s R seq 1 | c holder held |"
	  "c destroy rq 1 sq 10 cookie 1",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 CLOSED",
	  "reset server peer-reset close data-after-close 10 0",
	  "write-after-close client 10" },
	{ "the same, but it may have closed meanwhile, and its FIN be one of those ten",
	  SEEN "s F. |" S_ORPHAN "c . | c P. 1 | c P. 2 | s R seq 1 | c destroy rq 1 sq 10 cookie 1",
	  NULL, "reset server peer-reset close data-after-close 9+ 0", "write-after-close client 9+" },
	{ "a write that crossed the FIN",
	  SEEN "s F. |" S_ORPHAN "c P. 7 ack 0 | s R seq 0",
	  NULL, "reset server peer-reset close data-after-close 7+ 0",
	  "write-after-close client 7+" },
	{ "from packets alone: inferred; how the server closed is unknown, but not why it reset",
	  OPEN_DATA "s F. | c . | c P. 3 | s R seq 1",
	  NULL, "reset server peer-reset - data-after-close 3+ 0", "write-after-close client 3+" },
	{ "close_notify after the FIN is no data",
	  SEEN "c P. 4 | s P. 9 | c . | s F. |" S_ORPHAN "c P. 24 notify | s R seq 10 |"
	  "c destroy rq 0 sq 24 cookie 1",
	  NULL, "reset server peer-reset close no-socket 0 0", "reset-after-done server 0" },
	{ "the same from packets alone: the RST came before the FIN",
	  OPEN_DATA "s P. 9 | s F. | c . | c P. 24 notify | s R seq 10", NULL,
	  "reset server peer-reset - - 0 0", "reset-after-done server 0" },
	{ "but the words before it were data",
	  OPEN_DATA "s P. 9 | c . | c P. 3 | c P. 24 notify | s R seq 9", NULL, NULL,
	  "reset-unexplained server 3+" },
	{ "the client's close_notify after the reply, then its RST: the server's data was last",
	  OPEN_DATA "s P. 9 | c . | c P. 24 notify | s . | c R.", NULL,
	  "reset client - peer-reset - 0 -", "reset-after-done client 0" },
	{ "the clock was set back, so that no time tells whose data was last: the server's",
	  OPEN "+-9s | c P. 5 | s P. 9 | c R.", NULL, "reset client - peer-reset - 0 -",
	  "reset-after-done client 0" },
	{ "the server's close_notify says all is said, though the client spoke after the reply",
	  OPEN_DATA "s P. 9 | c P. 31 | s . | s P. 24 notify | s F. | c . | c R.", NULL,
	  "reset server - - - 0 -", "reset-after-done client 0" },
	{ "from packets alone: a RST that answers a close_notify alone cost nothing",
	  OPEN_DATA "s P. 9 | c . | s P. 24 notify | s F. | c . | c P. 24 notify | s R seq 34", NULL,
	  "reset server peer-reset - - 0 0", "reset-after-done server 0" },
	{ "the client closed first, and the server's close_notify meets nobody",
	  OPEN_DATA "s P. 9 | c P. 24 notify | c F. | s . | s P. 24 notify | c R seq 28", NULL,
	  "reset client - peer-reset - 0 0", "reset-after-done client 0" },
	{ "captured without its payload, at a port of TLS: its length tells",
	  "server 127.0.0.1 443 |" OPEN_DATA "s P. 9 | s F. | c . | c P. 31 cut | s R seq 10", NULL,
	  "reset server peer-reset - - 0 0", "reset-after-done server 0" },
	{ "at another port it may be anything",
	  OPEN_DATA "s P. 9 | s F. | c . | c P. 31 cut | s R seq 10", NULL, NULL,
	  "write-after-close client 31+" },
	{ "so it may with another length",
	  "server 127.0.0.1 443 |" OPEN_DATA "s P. 9 | s F. | c . | c P. 32 cut | s R seq 10", NULL,
	  NULL, "write-after-close client 32+" },
	{ "a frame is whole, and holds no record",
	  "server 127.0.0.1 443 |" OPEN_DATA "s P. 9 | s F. | c . | c P. 31 | s R seq 10", NULL,
	  NULL, "write-after-close client 31+" },
	{ "it is repeated, since the RST was lost",
	  OPEN_DATA "s P. 9 | c F. | s . | s P. 24 notify | +300ms | s P. 24 notify seq 9 | c R seq 4",
	  NULL, "reset client - peer-reset - 0 0", "reset-after-done client 0" },
	{ "data before the close_notify was refused with it",
	  OPEN_DATA "s P. 9 | c F. | s . | s P. 50 | s P. 24 notify | c R seq 4", NULL,
	  "reset client - peer-reset data-after-close 0 50+", "write-after-close server 50+" },
	{ "data that no FIN had come before, then a close_notify: who knows what was read",
	  OPEN_DATA "s P. 9 | c . | c P. 50 | c P. 24 notify | s R", NULL,
	  "reset server peer-reset - - 50+ 0", "reset-unexplained server 50+" },
	{ "the server aborts with the client's close_notify unread, behind its own",
	  OPEN_DATA "s P. 9 | c . | s P. 24 notify | c . | c P. 24 notify | c F. | s R.", NULL,
	  "reset client - - - - 0", "reset-after-done server 0" },
	{ "the same before it had answered: a request may be unread",
	  OPEN_DATA "s P. 24 notify | c P. 9 | c P. 24 notify | s R.", NULL,
	  "reset server peer-reset - - - 0", "reset-unexplained server 0" },
	{ "the client says goodbye and aborts: it had its answer",
	  OPEN_DATA "s P. 900 | c P. 38 | s . | c R.", NULL,
	  "reset client - peer-reset - 0 -", "reset-after-done client 0" },
	{ "the same after a while: it may have waited for an answer",
	  OPEN_DATA "s P. 900 | c P. 38 | s . | +20ms | c R.", NULL,
	  "reset client - peer-reset - 0 -", "reset-unexplained client 0" },
	{ "at some length it was a request",
	  OPEN_DATA "s P. 900 | c P. 90 | s . | c R.", NULL,
	  "reset client - peer-reset - 0 -", "reset-unexplained client 0" },
	{ "a check of a TLS server: its handshake ends, unacknowledged, and it aborts",
	  OPEN "c P. 517 | s P. 1337 | c P. 80 finished | c R.", NULL,
	  "reset client - peer-reset - - -", "reset-after-done client 0" },
	{ "the same with data behind it",
	  OPEN "c P. 517 | s P. 1337 | c P. 80 finished | c P. 60 | c R.", NULL, NULL,
	  "reset-unexplained client 0" },
	{ "the same after it had waited: for an answer, perhaps",
	  OPEN "c P. 517 | s P. 1337 | c P. 80 finished | +1s | c R.", NULL, NULL,
	  "reset-unexplained client 0" },
	{ "a server that answers the end of the handshake with a RST",
	  OPEN "c P. 517 | s P. 1337 | c P. 80 finished | s R", NULL, NULL,
	  "reset-unexplained server 0" },
	{ "from packets alone: a download is cancelled, and more of it is on its way",
	  OPEN_DATA "s P. 900 | c . | s P. 900 | c P. 24 notify ack 900 | s P. 70 | c R. ack 900", NULL,
	  "reset client - peer-reset - 0 970+", "reply-abandoned client 970+" },
	{ "a FIN in the SYN-ACK, and a socket that is ahead of it: the ACK tells of it",
	  "c S | c probe ESTABLISHED inode 11 cookie 1 | s S.F | s probe ESTABLISHED inode 22 cookie 2 | c . ack 0",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT / SYN_RECV ESTABLISHED FIN_WAIT1", NULL, NULL },
	{ "what it had sent itself is not acknowledged",
	  OPEN_DATA "s P. 900 | c P. 500 | s P. 90 ack 4 | c R. ack 900", NULL, NULL,
	  "reset-unexplained client 90+" },
	{ "it asked for more, and that is what is on its way",
	  OPEN_DATA "s P. 900 | c P. 500 ack 400 | s . | c R. ack 400", NULL, NULL,
	  "reset-unexplained client 500+" },
	{ "the server sends again what does not arrive",
	  OPEN_DATA "s P. 900 | c . | s P. 900 | +300ms | s P. 900 seq 900 | +600ms |"
	  "s P. 900 seq 900 | +500ms | c R. ack 900", NULL, NULL, "reset-unexplained client 900+" },
	{ "no abort, but nobody there any more",
	  OPEN_DATA "s P. 900 | c . | s P. 900 | c R seq 4", NULL, NULL,
	  "reset-unexplained client 900+" },
	{ "the server aborts amid a request",
	  OPEN "c P. 500 | s . | c P. 500 | s R. ack 500", NULL, NULL,
	  "reset-unexplained server 500+" },
	{ "and nothing was answered before",
	  OPEN "c P. 3 | s . | c R.", NULL,
	  "reset client - peer-reset - 0 0", "reset-unexplained client 0" },

	{ "connect() to AF_UNSPEC: the descriptor is open, and what was unread a moment ago is in no count",
	  SEEN "s P. 9 | c . | c poll ESTABLISHED inode 11 cookie 1 rq 9 | c R. | c holder held |"
	  "c destroy rq 0 sq 65537 cookie 1 disconnected | s destroy rq 0 sq 0 cookie 2", NULL,
	  "reset client linger-zero peer-reset linger-zero 0 -", "reset-unexplained client 0" },
	{ "the same with data that came after the latest look",
	  SEEN "s P. 9 | c . | c poll ESTABLISHED inode 11 cookie 1 | +1ms | s P. 5 | c . | c R. | c holder held |"
	  "c destroy rq 0 sq 65537 cookie 1 disconnected | s destroy rq 0 sq 0 cookie 2", NULL,
	  "reset client linger-zero peer-reset linger-zero 0 -", NULL },
	{ "the same with nothing unread",
	  SEEN "s P. 9 | c . | c poll ESTABLISHED inode 11 cookie 1 | c R. | c holder held |"
	  "c destroy rq 0 sq 65537 cookie 1 disconnected | s destroy rq 0 sq 0 cookie 2", NULL,
	  "reset client linger-zero peer-reset linger-zero 0 0", "reset-after-done client 0" },
	{ "a close() with SO_LINGER {1,0} has read what a look had seen unread",
	  SEEN "s P. 9 | c . | c poll ESTABLISHED inode 11 cookie 1 rq 9 | c R. | c holder closed |"
	  "c destroy rq 0 sq 65537 cookie 1 disconnected | s destroy rq 0 sq 0 cookie 2", NULL,
	  "reset client linger-zero peer-reset linger-zero 0 0", "reset-after-done client 0" },
	{ "connect() to AF_UNSPEC behind the other's RST: what it had not read is unknown",
	  SEEN "s P. 9 | c . | c P. 5 | s . | s R. | s destroy rq 5 sq 0 cookie 2 |"
	  "c destroy rq 0 sq 65537 cookie 1 disconnected", NULL,
	  "reset server peer-reset unread-data unread-data 5 -", NULL },

	/* data that meets an end whose FIN waits behind its own */
	{ "a server closed with its queue full, and the client writes on: data after close, and all the rest",
	  SEEN "s P. 50 | c . win 0 | s poll FIN_WAIT1 inode 0 sq 31 cookie 2 | c P. 9 | s R |"
	  "s destroy rq 0 sq 31 cookie 2 | c destroy rq 50 sq 0 cookie 1",
	  NULL, "reset server peer-reset close data-after-close 9 80",
	  "write-after-close client 9, reply-unread client 50, orphaned-data server 30" },
	{ "the same, and nobody looked in between: the queue of the dead counts the FIN",
	  SEEN "s P. 50 | c . win 0 | c P. 9 | s R | s destroy rq 0 sq 31 cookie 2 |"
	  "c destroy rq 0 sq 0 cookie 1", NULL, "reset server peer-reset - data-after-close 9 30",
	  "write-after-close client 9" },
	{ "a socket that was gone before, with its queue, had no FIN in it",
	  SEEN "s P. 50 | c . win 0 | s destroy rq 0 sq 31 cookie 2 | c P. 9 | s R |"
	  "c destroy rq 0 sq 0 cookie 1", NULL, "reset server peer-reset - no-socket 9 31", NULL },
	{ "nor has one that answers no data: that it would have read",
	  SEEN "s P. 50 | c . win 0 | c P. 9 | c . | s R | s destroy rq 0 sq 31 cookie 2 |"
	  "c destroy rq 0 sq 0 cookie 1", NULL, "reset server peer-reset - no-socket 9 31", NULL },
	{ "one with nothing in its queue has sent the FIN that it had, and it was not captured",
	  SEEN "s P. 50 | c . win 0 | c P. 9 | s R | s destroy rq 0 sq 0 cookie 2 |"
	  "c destroy rq 0 sq 0 cookie 1", NULL, "reset server peer-reset - no-socket 9 0", NULL },

	/* aborts */
	{ "close with unread data by the server, nothing unsent",
	  SEEN "c P. 100 | s . | s R. | s destroy rq 100 sq 0 cookie 2",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED",
	  "reset server peer-reset unread-data unread-data 100+ 0",
	  "unread-at-close server 100" },
	{ "close with unread data and an unsent rest",
	  SEEN "c P. 100 | s . | s P. 50 | c . ack 50 win 0 | s R. |"
	  "s destroy rq 60 sq 30 cookie 2 | c destroy rq 0 sq 0 cookie 1",
	  NULL, "reset server peer-reset unread-data unread-data 60 30",
	  "unread-at-close server 90" },
	{ "a FIN in the queue is no unread byte",
	  SEEN "c P. 100 | c F. | s . | s R. | s destroy rq 101 sq 0 cookie 2",
	  NULL, "reset client - unread-data unread-data 100 0", "unread-at-close server 100" },
	{ "a client gives up the rest of a reply, and its close_notify is thrown away unsent",
	  "server 10.0.0.2 443 |" SEEN "c P. 10 | s . | s P. 500 | c . | c R. |"
	  "c destroy rq 200 sq 24 cookie 1", NULL,
	  "reset client unread-data peer-reset unread-data 0 200+", "reply-abandoned client 200" },
	{ "the same at a port that is none of TLS: who knows what was lost",
	  SEEN "c P. 10 | s . | s P. 500 | c . | c R. | c destroy rq 200 sq 24 cookie 1", NULL,
	  "reset client unread-data peer-reset unread-data 24 200+", "unread-at-close client 224" },
	{ "a client gives up the rest of a reply",
	  SEEN "c P. 10 | s . | s P. 500 | c . | c R. | c destroy rq 200 sq 0 cookie 1",
	  NULL, "reset client unread-data peer-reset unread-data 0 200+",
	  "reply-abandoned client 200" },
	{ "only the close_notify was unread: it cost nothing",
	  SEEN "c P. 10 | s . | s P. 500 | s P. 24 notify | s F. | c . | c R. |"
	  "c destroy rq 25 sq 0 cookie 1",
	  NULL, "reset server unread-data - unread-data 0 0", "reset-after-done client 0" },
	{ "SO_LINGER {1,0} with a full send queue: window and 2 are taken off (c2)",
	  "c S win 65535 | s S. win 4096 | c . |"
	  "c probe ESTABLISHED inode 11 cookie 1 | c P. 4096 | s . win 0 |"
	  "c R. seq 4096 | c destroy rq 0 sq 28674 cookie 1 disconnected |"
	  "s destroy rq 0 sq 0 cookie 2",
	  NULL, "reset client linger-zero peer-reset linger-zero 24576 0",
	  "linger-discard client 24576" },
	{ "SO_LINGER {1,0} with nothing queued",
	  SEEN "c R. | c destroy rq 0 sq 65537 cookie 1 disconnected",
	  NULL, "reset client linger-zero peer-reset linger-zero 0 0",
	  "reset-after-done client 0" },
	{ "the cookie was never seen: the local port and the RST tell",
	  OPEN "c R. | c poll ESTABLISHED inode 11 | c destroy rq 0 sq 65537 cookie 8 disconnected",
	  NULL, "reset client linger-zero peer-reset linger-zero 0 0",
	  "reset-after-done client 0" },
	{ "shutdown: its full socket was still there when the other's FIN came",
	  SEEN "c F. | s . | s F. | c . | c destroy rq 0 sq 0 cookie 1 received 1", NULL,
	  "closed client shutdown - - 0 0", "" },
	{ "close: its socket was gone before the other's FIN came",
	  SEEN "c F. | s . | c destroy rq 0 sq 0 cookie 1 received 0 | s F. | c .", NULL,
	  "closed client close - - 0 0", "" },
	{ "close: the other's FIN acknowledged its own, and an orphan takes both",
	  SEEN "c F. | s F. | c . | c destroy rq 0 sq 0 cookie 1 received 1", NULL,
	  "closed client close - - 0 0", "" },
	{ "a holder that is found gone after the other's FIN may have read it first",
	  SEEN "c F. | s . | s F. | c . | c holder closed", NULL, "closed client - - - 0 0", "" },
	{ "SO_LINGER {1,0}, before the ACK of its data had found time: nothing was thrown away",
	  SEEN "c P. 9 | s . | c R. | c destroy rq 0 sq 65546 notsent 65537 cookie 1 disconnected |"
	  "s destroy rq 0 sq 0 cookie 2", NULL, "reset client linger-zero peer-reset linger-zero 0 0",
	  "reset-after-done client 0" },
	{ "the same, and three bytes were still to be sent",
	  SEEN "c P. 9 | s . | c R. | c destroy rq 0 sq 65549 notsent 65540 cookie 1 disconnected |"
	  "s destroy rq 0 sq 0 cookie 2", NULL, "reset client linger-zero peer-reset linger-zero 3 0",
	  "linger-discard client 3" },
	{ "destroyed from outside: its process still holds the descriptor",
	  SEEN "c R. | c holder held | c destroy rq 0 sq 0 cookie 1", NULL,
	  "reset client destroyed peer-reset destroyed 0 0", "destroyed client 0" },
	{ "a forged RST: its claimed sender lives on",
	  SEEN "c P. 5 | s R seq 0 | +30ms | s poll ESTABLISHED inode 22 cookie 2",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED",
	  "reset server peer-reset - forged 5+ 0", "reset-forged server 5+" },
	{ "a check whether the port answers, by RST in place of data: it cost nothing",
	  OPEN "c R.", NULL, "reset client - peer-reset - 0 0", "reset-after-done client 0" },
	{ "the same where the capture begins in the middle: who knows",
	  "c . seq 700 ack 900 | s . seq 900 ack 700 | c R. seq 700 ack 900", NULL, NULL,
	  "reset-unexplained client 0" },
	{ "keep-alive probes without an answer, then RST",
	  OPEN_DATA "c . seq 3 | +1s | c . seq 3 | +1s | c R. | "
	  "c probe ESTABLISHED inode 0", NULL, "reset client timeout peer-reset timeout 0 0",
	  "timed-out client 0" },

	/* half-closes */
	{ "shutdown(SHUT_WR), then data is read to the end",
	  SEEN "s F. | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | s holder held | c . |"
	  "+60ms | c P. 6 | s . | c F. | s . | s destroy rq 0 sq 0 cookie 2",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT LAST_ACK CLOSED / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT",
	  "closed server - shutdown - 0 0", "half-closed server 0" },
	{ "from packets alone: acknowledged data after the FIN shows a reader",
	  OPEN "s F. | c . | c P. 6 | s . | c F. | s .",
	  NULL, "closed server - - - 0 0", "half-closed server 0" },
	{ "CLOSE_WAIT for longer than the limit, all read: eof-ignored",
	  SEEN "s F. |" S_ORPHAN "c . | +6s | c poll CLOSE_WAIT inode 11 rq 0 cookie 1 | +1s",
	  NULL, "half-closed server - close - 0 0",
	  "doomed-half-close client 0, eof-ignored client 0" },
	{ "CLOSE_WAIT with nothing but the FIN unread: eof-unread",
	  SEEN "s F. |" S_ORPHAN "c . | +6s | c poll CLOSE_WAIT inode 11 rq 1 cookie 1 | +1s",
	  NULL, NULL, "doomed-half-close client 0, eof-unread client 0" },
	{ "a close_notify beside the FIN is no unread data",
	  SEEN "s P. 24 notify | s F. |" S_ORPHAN "c . | +6s |"
	  "c poll CLOSE_WAIT inode 11 rq 25 cookie 1 | +1s",
	  NULL, NULL, "doomed-half-close client 0, eof-unread client 0" },
	{ "a peer that is seen to read on: CLOSE_WAIT is no leak",
	  SEEN "s F. | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | c . | +6s |"
	  "c poll CLOSE_WAIT inode 11 rq 0 cookie 1 | +1s",
	  NULL, NULL, "half-closed server 0" },
	{ "the doomed end closed in time: the report drops the warning",
	  SEEN "s F. |" S_ORPHAN "c . | +200ms | c F. | s .",
	  NULL, "closed server - close - 0 0", "" },
	{ "CLOSE_WAIT that ended is still told",
	  SEEN "s F. |" S_ORPHAN "c . | +6s | c poll CLOSE_WAIT inode 11 rq 0 cookie 1 | +1s | c F. | s R seq 1",
	  NULL, NULL, "doomed-half-close client 0, eof-ignored client 0, reset-after-done server 0" },
	{ "an orphan's queue that does not shrink",
	  SEEN "s P. 100 | c . win 0 | s poll FIN_WAIT1 inode 0 sq 901 cookie 2 timer 4 | +6s |"
	  "s poll FIN_WAIT1 inode 0 sq 901 cookie 2 timer 4 | +1s",
	  NULL, NULL, "orphaned-data server 900" },
	{ "an orphan's queue that waits while the reader takes from its own is a slow reader",
	  SEEN "s P. 100 | c . win 0 | s poll FIN_WAIT1 inode 0 sq 901 cookie 2 timer 4 |"
	  "c poll ESTABLISHED inode 11 cookie 1 rq 100 received 100 | +3s |"
	  "c poll ESTABLISHED inode 11 cookie 1 rq 80 received 100 | +3s |"
	  "c poll ESTABLISHED inode 11 cookie 1 rq 60 received 100 |"
	  "s poll FIN_WAIT1 inode 0 sq 901 cookie 2 timer 4 | +1s",
	  NULL, NULL, "" },
	{ "what waits unread at the first look may have waited for long",
	  "s poll FIN_WAIT1 inode 0 sq 901 cookie 2 timer 4 got 9000 sent 9000 |"
	  "c poll ESTABLISHED inode 11 cookie 1 rq 100 received 100 | +250ms |"
	  "s poll FIN_WAIT1 inode 0 sq 901 cookie 2 timer 4 got 9250 sent 9250",
	  NULL, NULL, "orphaned-data server 900" },
	{ "an orphan's queue that shrinks is a slow reader",
	  SEEN "s P. 100 | c . win 0 | s poll FIN_WAIT1 inode 0 sq 901 cookie 2 timer 4 | +6s |"
	  "s poll FIN_WAIT1 inode 0 sq 801 cookie 2 timer 4 | +1s",
	  NULL, NULL, "" },

	/* what a review and 64 experiments on a kernel found */
	{ "a disconnected socket from before the capture: no scale, so no queue",
	  "c P. 3 seq 10 ack 20 | s . seq 20 ack 13 | c poll ESTABLISHED inode 11 cookie 1 |"
	  "c R. seq 13 ack 20 | c destroy rq 0 sq 65474 cookie 1 disconnected", NULL,
	  "reset client linger-zero peer-reset linger-zero 0 0", "reset-after-done client 0" },
	{ "never accepted, its listener closed: nobody read a byte",
	  "s listen inode 5 cookie 50 | " OPEN "s probe ESTABLISHED inode 0 cookie 2 | c P. 33 | s . |"
	  "s R. | s destroy rq 0 sq 65537 cookie 2 disconnected | s destroy rq 0 sq 0 cookie 50",
	  NULL, "reset server peer-reset not-accepted not-accepted 33+ 0",
	  "accept-queue-reset client 33+" },
	{ "the old life answers the SYN of the new one, and is reset (RFC 9293, figure 10)",
	  OPEN_DATA "isn c 77 | isn s 99000 | c S | isn s 500000 | s . seq 0 ack 9999 | isn s 99000 |"
	  "c R seq 5000 | c S | s S. | c . | c P. 5 | s .", NULL, "open - - - - 0 0", "" },
	{ "a FIN that waits behind unsent data, never seen, is no lost byte",
	  SEEN "c P. 100 | s . win 0 | s R. | c holder closed | c destroy rq 0 sq 901 cookie 1 |"
	  "s destroy rq 100 sq 0 cookie 2", NULL,
	  "reset server peer-reset unread-data unread-data 1000+ 0",
	  NULL },
	{ "it died behind the sender of the RST: it had not closed before",
	  SEEN "c P. 100 | s . win 0 | s R. | s destroy rq 100 sq 0 cookie 2 | +1ms |"
	  "c destroy rq 0 sq 901 cookie 1", NULL,
	  "reset server peer-reset unread-data unread-data 1001 0",
	  NULL },
	{ "an orphan that was reset had closed before",
	  SEEN "c P. 100 | s . win 0 | c poll FIN_WAIT1 inode 0 sq 901 cookie 1 timer 4 | s R. |"
	  "c destroy rq 0 sq 901 cookie 1 | s destroy rq 100 sq 0 cookie 2", NULL,
	  "reset server close unread-data unread-data 1000 0",
	  "unread-at-close server 100, orphaned-data client 900" },
	{ "a late notification belongs to the life that is over",
	  OPEN_DATA "s F. | c F. | s . | isn c 77 | isn s 99 |" OPEN "s destroy cookie 7 | c P. 3 | s .",
	  "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED", "open - - - - 0 0", NULL },
	{ "both FINs sent, one not acknowledged: not open",
	  OPEN_DATA "c F. | s F.", NULL, "half-closed client - - - 0 0", "" },
	{ "given up on: no packet of either end says why",
	  SEEN "c P. 5 | +2s | c P. 5 seq 0 | c destroy rq 0 sq 5 cookie 1", NULL,
	  "timed-out - timeout - - 5 0", "timed-out client 5" },
	{ "a SYN that nobody answered is no byte, and no time-out of a connection",
	  "c S | c probe SYN_SENT inode 11 cookie 1 sq 1 | +1s | c destroy rq 0 sq 1 cookie 1", NULL,
	  "attempt - - - - 0 0", "" },
	{ "the RST answers a FIN, not the data that was read before it",
	  SEEN "s F. | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | c . | c P. 6 | s . | +60ms |"
	  "s destroy rq 0 sq 0 cookie 2 | c F. | s R seq 1", NULL,
	  "reset server - shutdown no-socket 0 0", NULL },
	{ "who closes by a RST of its own in time is not doomed",
	  SEEN "s P. 9 | s F. |" S_ORPHAN "c . ack 10 | +200ms | c R. | c destroy rq 10 sq 0 cookie 1",
	  NULL, NULL, "reply-abandoned client 9" },
	{ "a close() some time after shutdown() is noticed",
	  SEEN "s F. | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | c . | +300ms |"
	  "s poll FIN_WAIT2 inode 0 timer 3 cookie 2 | +300ms | c P. 10 | s R seq 1 |"
	  "c destroy rq 0 sq 10 cookie 1", NULL,
	  "reset server peer-reset shutdown data-after-close 10 0",
	  "write-after-close client 10, doomed-half-close client 0, half-closed server 0" },
	{ "a FIN that is first seen as a repetition, with a newer ACK (i1)",
	  SEEN "c poll FIN_WAIT1 inode 11 shut 2 sq 1 cookie 1 | s F. ack 0 | c . | +200ms |"
	  "c F. | s .", "SYN_SENT ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 TIME_WAIT", NULL, "" },
	{ "the claimed sender of a RST sends on",
	  SEEN "c P. 5 | s R seq 0 | +30ms | s P. 3 ack 0", NULL,
	  "reset server peer-reset - forged 5+ 3+", "reset-forged server 8+" },
	{ "a writer that aborted with a closed window: what it had queued is unknown",
	  OPEN "c P. 100 | s . win 0 | c R.", NULL, "reset client - peer-reset - - 0", NULL },
	{ "reset behind a closed window: its FIN may have been waiting, packets do not tell",
	  OPEN "c P. 100 | s . win 0 | s R.", NULL, "reset server - - - - 0", NULL },
	{ "the same, but its socket was seen open to the end",
	  SEEN "c P. 100 | s . win 0 | s R. | c holder held | c destroy rq 0 sq 900 cookie 1", NULL,
	  "reset server peer-reset - - 900+ 0", NULL },
	{ "refused is pardoned for the same host alone",
	  "client 10.0.0.1 4000 | server 10.0.0.9 80 | c S | s R. seq -1 ack 0 | +2s", NULL, NULL,
	  "refused client 0" },

	/* sockets alone */
	{ "a doomed half-close, as the sockets alone show it",
	  "s listen inode 5 | c poll FIN_WAIT2 inode 0 timer 3 | s poll CLOSE_WAIT inode 22 rq 0 heard 900 |"
	  "+10ms", NULL, NULL, "doomed-half-close server 0" },
	{ "found in CLOSE_WAIT by a dump: how long, tcp_info tells",
	  "s listen inode 5 | s poll CLOSE_WAIT inode 22 rq 1 heard 60000 | +10ms",
	  " / CLOSE_WAIT", "half-closed client - - - 0 0", "eof-unread server 0" },
};

/* Bytes sent by the client and the server ("-": unknown), and how many of them were missed. */
static const struct told_text_row missing[] = {
	{ "where nobody listens, no socket is found, and nothing was sent",
	  "c S | c probe SYN_SENT inode 11 | s probe gone | s R. seq -1 ack 0",
	  "0, 0 missed; 0, 0 missed" },
	{ "a socket is there, and no packet of it was captured",
	  "c S | s probe ESTABLISHED inode 22", "0, 0 missed; -, 0 missed" },
};

/* What is noted of the packets that are missing, over all connections. */
static const struct told_text_row gaps[] = {
	{ "all was captured", OPEN_DATA "c F. | s F. | c .", "0 begun before, 0 missed" },
	{ "two connections from before, one of which misses a segment",
	  "c P. 5 seq 10 ack 20 | s . seq 20 ack 15 | client 127.0.0.1 40000 |"
	  "c P. 5 seq 10 ack 20 | s . seq 20 ack 25", "2 begun before, 10 missed" },
	{ "both ends of one miss a segment",
	  OPEN "s . ack 5 | c . ack 1", "0 begun before, 6 missed" },
	{ "with sockets it is no news that connections were there before",
	  "c poll ESTABLISHED inode 11 | c P. 5 seq 10 ack 20 | s . seq 20 ack 15",
	  "0 begun before, 0 missed" },
};

static void conversations(void **state)
{
	(void)state;
	told_check(rows, ARRAY_LEN(rows));
}

static void octets_missed(void **state)
{
	(void)state;
	told_check_text(missing, ARRAY_LEN(missing), offsetof(struct told, sent));
}

static void packets_missed(void **state)
{
	(void)state;
	told_check_text(gaps, ARRAY_LEN(gaps), offsetof(struct told, gaps));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations),
		cmocka_unit_test(octets_missed),
		cmocka_unit_test(packets_missed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
