/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_accept.c: connections that nobody accepts, and the places that findings are about. */
#include "core/tracker.h"
#include "support/rows.h"
#include "support/told.h"

#define LISTEN "s listen inode 9 cookie 5 rq 1 sq 8 |"
#define BEFORE LISTEN "+1ms |"
#define OPEN LISTEN "c S | s S. | c . | c probe ESTABLISHED inode 11 cookie 1 |"
/* In the queue, as a probe right after the handshake says. */
#define QUEUED OPEN "s probe ESTABLISHED inode 0 cookie 2 |"

/* The end of its handshake was not heard. */
#define REQUEST LISTEN "c S | c probe ESTABLISHED inode 11 cookie 1 | s S. | s probe SYN_RECV cookie 2 |"

static const struct told_row rows[] = {
	/* not-accepted */
	{ "nobody accepts it, and it says nothing",
	  QUEUED "+5s |" LISTEN "s probe ESTABLISHED inode 0 cookie 2 | +2s",
	  NULL, "open - - - - 0 0", "not-accepted server 0" },
	{ "it sends",
	  QUEUED "c P. 5 | s . | +5s |" LISTEN "s probe ESTABLISHED inode 0 cookie 2 rq 5 | +2s",
	  NULL, "open - - - - 0 0", "not-accepted server 5" },
	{ "it sends and gives up: that it waits goes before the FIN in its queue",
	  QUEUED "c P. 5 | c F. | s . | c probe FIN_WAIT2 inode 0 cookie 1 timer 3 | +5s |" LISTEN
	  "s poll CLOSE_WAIT inode 0 cookie 2 rq 6 | +2s",
	  NULL, NULL, "not-accepted server 5" },
	{ "the same, and not for the limit yet: nobody has a descriptor, and could write",
	  QUEUED "c P. 5 | c F. | s . | c probe FIN_WAIT2 inode 0 cookie 1 timer 3 | +1s |" LISTEN
	  "s poll CLOSE_WAIT inode 0 cookie 2 rq 6 | +100ms", NULL, NULL, "" },
	{ "the same, and accepted at last: then it may write",
	  QUEUED "c P. 5 | c F. | s . | c probe FIN_WAIT2 inode 0 cookie 1 timer 3 | +1s |" LISTEN
	  "s poll CLOSE_WAIT inode 22 cookie 2 rq 6 | +100ms", NULL, NULL, "doomed-half-close server 0" },
	{ "not yet for as long as the limit",
	  QUEUED "+4s |" LISTEN "s probe ESTABLISHED inode 0 cookie 2 | +100ms", NULL, NULL, "" },
	{ "nobody has looked since the limit was over",
	  QUEUED "+20s", NULL, NULL, "" },
	{ "accepted within the limit",
	  QUEUED "+3s | s poll ESTABLISHED inode 22 cookie 2 | +20s |" LISTEN
	  "s poll ESTABLISHED inode 22 cookie 2", NULL, NULL, "" },
	{ "accepted at last",
	  QUEUED "c P. 5 | s . | +6s |" LISTEN "s probe ESTABLISHED inode 0 cookie 2 rq 5 | +1s |"
	  "s poll ESTABLISHED inode 22 cookie 2 rq 5 | +1100ms | s poll ESTABLISHED inode 22 cookie 2 |"
	  "+1s", NULL, NULL, "not-accepted server 5" },
	{ "there is no listener: no queue that anybody knows of",
	  "c S | s S. | c . | s probe ESTABLISHED inode 0 cookie 2 | +6s |"
	  "s probe ESTABLISHED inode 0 cookie 2 | +2s", NULL, NULL, "" },
	{ "it had a descriptor before",
	  OPEN "s probe ESTABLISHED inode 22 cookie 2 | +6s |" LISTEN
	  "s probe ESTABLISHED inode 0 cookie 2 | +2s", NULL, NULL, "" },
	{ "TCP_DEFER_ACCEPT: the client says nothing, so the server's kernel waits",
	  OPEN "s probe SYN_RECV cookie 2 | +6s |" LISTEN "s poll SYN_RECV cookie 2 | +2s",
	  NULL, "open - - - - 0 0", "" },
	{ "it said something after a while, and was made a connection, and seen before accept()",
	  OPEN "s probe SYN_RECV cookie 2 | +20s | c P. 5 | s . |" LISTEN
	  "s poll ESTABLISHED inode 0 cookie 2 rq 5 | +100ms", NULL, NULL, "" },
	{ "sockets alone: from its making on, it waited for longer than we are here",
	  LISTEN "s probe ESTABLISHED inode 0 cookie 2 rq 5 sent 7000 got 3000 heard 3000 | +200ms",
	  NULL, NULL, "not-accepted server 5" },
	{ "sockets alone: it was made lately",
	  LISTEN "s probe ESTABLISHED inode 0 cookie 2 rq 5 sent 3000 got 3000 heard 3000 | +200ms",
	  NULL, NULL, "" },

	/* accept-queue-reset */
	{ "g: the listener is closed, and what waits is reset",
	  QUEUED "c P. 5 | s . | s probe ESTABLISHED inode 0 cookie 2 rq 5 | s R. |"
	  "s destroy disconnected rq 5 cookie 2 | s destroy cookie 5 | c destroy cookie 1 | +1s",
	  NULL, "reset server peer-reset not-accepted not-accepted 5 0",
	  "accept-queue-reset client 5" },
	{ "it had sent nothing: it was cut off all the same",
	  QUEUED "s R. | s destroy disconnected cookie 2 | s destroy cookie 5 |"
	  "c destroy cookie 1 | +1s",
	  NULL, "reset server peer-reset not-accepted not-accepted 0 0",
	  "accept-queue-reset client 0" },
	{ "it had asked whether the port answers, and left",
	  QUEUED "c F. | s . | c probe FIN_WAIT2 inode 0 cookie 1 timer 3 | +10ms | s R. |"
	  "s destroy disconnected rq 1 cookie 2 | s destroy cookie 5 | +1s",
	  NULL, "reset client - not-accepted not-accepted 0 0", "reset-after-done server 0" },
	{ "the listener lives on: SO_LINGER {1,0}, perhaps; that nothing was seen of it is no proof",
	  QUEUED "c P. 5 | s . | s R. | s destroy disconnected rq 5 cookie 2 | +1s",
	  NULL, NULL, "reset-unexplained server 5+" },
	{ "and is closed, but much later",
	  QUEUED "c P. 5 | s . | s R. | s destroy disconnected rq 5 cookie 2 | +1s | s destroy cookie 5 |"
	  "+1s", NULL, NULL, "reset-unexplained server 5+" },
	{ "it takes SYNs when the RST is out: what it reset was accepted, and so had been read",
	  BEFORE OPEN "c P. 5 | s . | s R. | s probe gone listener 5 | s destroy disconnected rq 5 cookie 2 |"
	  "+1s | s destroy cookie 5 | +1s",
	  NULL, "reset server peer-reset linger-zero linger-zero 0 0", "reset-after-done server 0" },
	{ "the look was from before the RST",
	  BEFORE OPEN "c P. 5 | s . | s probe gone listener 5 | s R. | s destroy disconnected rq 5 cookie 2 |"
	  "+1s", NULL, NULL, "reset-unexplained server 5+" },
	{ "the look was begun before the RST, and answered behind it",
	  BEFORE OPEN "c P. 5 | s . | s R. | +20ms | s probe gone listener 5 asked 40 |"
	  "s destroy disconnected rq 5 cookie 2 | +1s", NULL, NULL, "reset-unexplained server 5+" },
	{ "two share the port: the other one answers, and may be the one that is left",
	  "s listen inode 8 cookie 6 rq 0 sq 8 |" BEFORE OPEN "c P. 5 | s . | s R. | s probe gone listener 6 |"
	  "s destroy disconnected rq 5 cookie 2 | +1s", NULL, NULL, "reset-unexplained server 5+" },

	{ "g2: it was but a request when the listener was closed, and meets no socket when it sends",
	  REQUEST "c . | +30ms | c P. 5 | s R |"
	  "s probe gone unheard | c destroy cookie 1 sq 5 | +1s",
	  NULL, "reset server peer-reset not-accepted no-socket 5 0", "accept-queue-reset client 5" },
	{ "it meets the listener that followed, which knows nothing of it: no overflow",
	  REQUEST "c . | s listen inode 10 cookie 6 rq 0 sq 8 | c P. 5 | s R | s probe gone |"
	  "c destroy cookie 1 sq 5 | +900ms | s destroy cookie 5 | +1s",
	  NULL, "reset server peer-reset not-accepted no-socket 5 0", "accept-queue-reset client 5" },
	{ "it had asked whether the port answers, and left",
	  REQUEST "c . | c F. | c probe FIN_WAIT1 inode 0 cookie 1 | s R | s probe gone unheard |"
	  "c destroy cookie 1 | +1s",
	  NULL, "reset client - not-accepted no-socket 0 0", "reset-after-done server 0" },
	{ "the listener was closed long after the RST, which is unexplained",
	  REQUEST "c . | c P. 5 | +1s | s S. ack 0 | s R | s probe gone | +1s |" LISTEN
	  "+900ms | s destroy cookie 5 | +1s",
	  NULL, NULL, "reset-unexplained server 5+" },
	{ "it was seen before the RST, though we had no time to read that for long",
	  REQUEST "c . | c P. 5 | +1s | s S. ack 0 | s R | s probe gone | +600ms |"
	  "s listen inode 9 cookie 5 rq 0 sq 8 asked 700 | s destroy cookie 5 | +1s",
	  NULL, "reset server peer-reset not-accepted no-socket 5+ 0", "accept-queue-reset client 5+" },
	{ "another listener was closed",
	  "server 127.0.0.1 80 | s listen cookie 7 | server 127.0.0.1 5555 |" REQUEST
	  "c . | c P. 5 | +1s | s S. ack 0 | s destroy cookie 7 | s R | s probe gone | +1s",
	  NULL, NULL, "reset-unexplained server 5+" },
	{ "it was accepted before the listener was closed",
	  REQUEST "c . | s probe ESTABLISHED inode 22 cookie 2 | s destroy cookie 5 | c P. 5 | s R |"
	  "s probe gone unheard | +1s", NULL, NULL, "reset-unexplained server 5+" },

	{ "nc -l: it accepts one, closes the listener, reads and leaves; no look has met it since",
	  REQUEST "c . | s destroy cookie 5 | c P. 5 | s . | s F. | c . | c P. 3 | s R |"
	  "s probe gone unheard | +1s", NULL, "reset server peer-reset - data-after-close 3+ 0",
	  "write-after-close client 3+" },
	{ "no more was seen of it than that it took what was sent: a request does not",
	  REQUEST "c . | s destroy cookie 5 | c P. 5 | s . | +1s | c P. 3 | s R | s probe gone unheard | +1s",
	  NULL, NULL, "reset-unexplained server 3+" },

	/* accept-overflow */
	{ "n8: the queue was full, and tcp_abort_on_overflow answers",
	  LISTEN "c S | s S. | s probe SYN_RECV cookie 2 | c . | s R | s probe gone | +1s",
	  NULL, "reset server peer-reset - accept-overflow 0 0", "accept-queue-full server 0" },
	{ "the client had sent something already",
	  LISTEN "c S | s S. | s probe SYN_RECV cookie 2 | c . | c P. 5 | s R | s probe gone | +1s",
	  NULL, "reset server peer-reset - accept-overflow 5+ 0", "accept-queue-full server 0" },
	{ "it was more than a request",
	  LISTEN "c S | s S. | c . | s probe ESTABLISHED inode 22 cookie 2 | +1s | c P. 5 | s R | +1s",
	  NULL, NULL, "reset-unexplained server 5+" },
	{ "it had been asked for its data again (TCP_DEFER_ACCEPT), and came too late",
	  LISTEN "c S | s S. | s probe SYN_RECV cookie 2 | c . | +1s | s S. | +9s | c P. 5 | s R | +1s",
	  NULL, NULL, "reset-unexplained server 5+" },
	{ "there is no listener",
	  "c S | s S. | s probe SYN_RECV cookie 2 | c . | s R | s probe gone | +1s",
	  NULL, NULL, "reset-after-done server 0" },

	/* Before its consequence: accept-queue-full to no-answer. */
	{ "its SYNs came to a listener that was full",
	  "c S | s listen cookie 5 rq 2 sq 1 | +1s | c S | s listen cookie 5 rq 2 sq 1 | +2s | c S |"
	  "+4s | c S | +1s", NULL, "attempt - - - - 0 0", "" },
	{ "it was full before, and is no longer",
	  "s listen cookie 5 rq 2 sq 1 | s listen cookie 5 rq 2 sq 1 | +1s | s listen cookie 5 sq 1 |"
	  "c S | s probe gone | +1s | c S | +2s | c S | +4s | c S | +1s", NULL, NULL,
	  "no-answer client 0" },
	{ "no look found it full, but the kernel counted",
	  "s listen cookie 5 rq 1 sq 1 | c S | s probe gone | counted ListenOverflows 1 | +1s | c S |"
	  "+2s | c S | +4s | c S | +1s", NULL, NULL, "" },
	{ "the kernel had counted before",
	  "s listen cookie 5 rq 1 sq 1 | counted ListenOverflows 1 | +1s | c S | s probe gone | +1s |"
	  "c S | +2s | c S | +4s | c S | +1s", NULL, NULL, "no-answer client 0" },
	{ "n7: the end of its handshake is dropped, and its first data",
	  LISTEN "c S | s S. | s probe SYN_RECV cookie 2 | c . | c P. 5 | counted ListenOverflows 2 |"
	  "+200ms | c P. 5 seq 0 | +400ms | c P. 5 seq 0 | +800ms | c P. 5 seq 0", NULL,
	  "open - - - - 0 0", "" },
	{ "another one is full",
	  "server 127.0.0.1 80 | s listen cookie 5 rq 2 sq 1 | s listen cookie 5 rq 2 sq 1 |"
	  "server 127.0.0.1 5555 | s listen cookie 6 sq 1 | c S | s probe gone | +1s | c S | +2s |"
	  "c S | +4s | c S | +1s", NULL, NULL, "no-answer client 0" },
};

static void connections(void **state)
{
	(void)state;
	told_check(rows, ARRAY_LEN(rows));
}

static const struct told_text_row hangs[] = {
	{ "it lasts", QUEUED "+7s |" LISTEN "s probe ESTABLISHED inode 0 cookie 2 | +2s",
	  "not-accepted at 5003, for 7000, observed" },
	{ "accepted at last", QUEUED "+7s |" LISTEN "s probe ESTABLISHED inode 0 cookie 2 | +1100ms |"
	  "s probe ESTABLISHED inode 22 cookie 2 | +1100ms |", "not-accepted at 5003, for 9200, ended, observed" },
};

static void how_long(void **state)
{
	(void)state;
	told_check_text(hangs, ARRAY_LEN(hangs), offsetof(struct told, hangs));
}

static const struct told_text_row places[] = {
	{ "as many wait as the backlog says: one more is let in",
	  "s listen cookie 5 rq 8 sq 8 | +1s | s listen cookie 5 rq 8 sq 8", "" },
	{ "full at two looks",
	  "s listen cookie 5 rq 9 sq 8 | +1s | s listen cookie 5 rq 9 sq 8",
	  "accept-queue-full 5555 9/8 at 0, for 1000" },
	{ "a burst: the next look finds room",
	  "s listen cookie 5 rq 9 sq 8 | +1s | s listen cookie 5 sq 8 | +1s |"
	  "s listen cookie 5 rq 9 sq 8 | +1s | s listen cookie 5 sq 8", "" },
	{ "it heals",
	  "s listen cookie 5 rq 9 sq 8 | +1s | s listen cookie 5 rq 9 sq 8 | +1s |"
	  "s listen cookie 5 rq 3 sq 8",
	  "accept-queue-full 5555 9/8 at 0, for 2000, ended" },
	{ "and is full again",
	  "s listen cookie 5 rq 9 sq 8 | +1s | s listen cookie 5 rq 9 sq 8 | +1s |"
	  "s listen cookie 5 rq 3 sq 8 | +1s | s listen cookie 5 rq 9 sq 8 | +1s |"
	  "s listen cookie 5 rq 9 sq 8",
	  "accept-queue-full 5555 9/8 at 3000, for 1000" },
	{ "it is closed",
	  "s listen cookie 5 rq 9 sq 8 | +1s | s listen cookie 5 rq 9 sq 8 | +1s |"
	  "s destroy cookie 5",
	  "accept-queue-full 5555 9/8 at 0, for 2000, ended" },
	{ "it is gone, and nobody told of it",
	  "s listen cookie 5 rq 9 sq 8 | +1s | s listen cookie 5 rq 9 sq 8 | +20s |"
	  "server 127.0.0.1 80 | s listen cookie 6 sq 8",
	  "accept-queue-full 5555 9/8 at 0, for 1000, ended" },
	{ "no look finds it full, but what comes gets no answer, and the kernel counts",
	  "s listen cookie 5 rq 1 sq 1 | c S | s probe gone | counted ListenOverflows 1 | +1s | c S |"
	  "+100ms |", "accept-queue-full 5555 1/1 at 0, for 1102" },
	{ "and the listener, which no look found since, is gone",
	  "s listen cookie 5 rq 1 sq 1 | +1s | c S | s probe gone | counted ListenOverflows 1 |"
	  "+300ms | c S | +3s | server 127.0.0.1 80 | s listen cookie 6 sq 8",
	  "accept-queue-full 5555 1/1 at 1000, for 0, ended" },
	{ "and then it is calm",
	  "s listen cookie 5 rq 1 sq 1 | c S | s probe gone | counted ListenOverflows 1 | +1s | c S |"
	  "+100ms | s listen cookie 5 sq 1 | +2s | c S | s S. | c . | +4s | s listen cookie 5 sq 1",
	  "accept-queue-full 5555 0/1 at 0, for 7105, ended" },
	{ "it was let in when it tried again: the kernel counted meanwhile",
	  "counted ListenOverflows 0 | s listen cookie 5 sq 1 | c S | s probe gone | +500ms |"
	  "counted ListenOverflows 1 | +500ms | c S | s S. | c . | +100ms",
	  "accept-queue-full 5555 0/1 at 0, for 1104" },
	{ "the kernel's count comes after that",
	  "counted ListenOverflows 0 | s listen cookie 5 sq 1 | c S | s probe gone | +1s | c S |"
	  "s S. | c . | +500ms | counted ListenOverflows 1 | +500ms | +1s",
	  "accept-queue-full 5555 0/1 at 0, for 2004" },
	{ "the same, and it was over by then",
	  "counted ListenOverflows 0 | s listen cookie 5 sq 1 | c S | s probe gone | +1s | c S |"
	  "s S. | c . | c F. | s F. | c . | +500ms | counted ListenOverflows 1 | +500ms",
	  "accept-queue-full 5555 0/1 at 0, for 2007" },
	{ "and then it is calm, whatever the kernel counts elsewhere",
	  "counted ListenOverflows 0 | s listen cookie 5 sq 1 | c S | s probe gone | +500ms |"
	  "counted ListenOverflows 1 | +500ms | c S | s S. | c . | +100ms | +6s |"
	  "s listen cookie 5 sq 1 | counted ListenOverflows 1 | c F. | s F. | c . | +100ms",
	  "accept-queue-full 5555 0/1 at 0, for 7104, ended" },
	{ "it was let in when it tried again: the kernel counted before, and after, but not meanwhile",
	  "s listen cookie 5 sq 1 | counted ListenOverflows 1 | +1s | c S | s probe gone | +1s | c S |"
	  "s S. | c . | counted ListenOverflows 0 | +500ms | counted ListenOverflows 1 | +6s", "" },
	{ "its SYN was let in at once, and its data was sent again",
	  "counted ListenOverflows 0 | s listen cookie 5 sq 1 | c S | s S. | c . |"
	  "s probe ESTABLISHED inode 22 cookie 2 | c P. 5 | +500ms | c P. 5 seq 0 | s . |"
	  "counted ListenOverflows 1 | +6s", "" },
	{ "looks had found it full: they tell until when",
	  "counted ListenOverflows 0 | s listen cookie 5 rq 2 sq 1 | c S | s probe gone | +500ms |"
	  "s listen cookie 5 rq 2 sq 1 | counted ListenOverflows 1 | +100ms | s listen cookie 5 sq 1 |"
	  "+400ms | c S | s S. | c . | +1s",
	  "accept-queue-full 5555 2/1 at 0, for 601, ended" },
	{ "what comes gets no answer, and the kernel counts nothing",
	  "s listen cookie 5 rq 1 sq 1 | c S | s probe gone | counted ListenOverflows 0 | +1s | c S |"
	  "+7s", "" },
	{ "it counts what comes to another one",
	  "s listen cookie 5 sq 1 | c S | s S. | c . | counted ListenOverflows 1 | +7s", "" },
	{ "n7: the first data gets no answer",
	  "s listen cookie 5 rq 1 sq 1 | c S | s S. | s probe SYN_RECV cookie 2 | c . | c P. 5 |"
	  "+200ms | c P. 5 seq 0 | counted ListenOverflows 2 | +100ms",
	  "accept-queue-full 5555 1/1 at 0, for 305" },
	{ "TCP_DEFER_ACCEPT: the client says nothing, whatever the kernel counts elsewhere",
	  "s listen cookie 5 sq 1 | c S | s S. | s probe SYN_RECV cookie 2 | c . | +1s | s S. | c . |"
	  "counted ListenOverflows 2 | +7s", "" },
	{ "data gets no answer, of a connection that was accepted",
	  "s listen cookie 5 sq 1 | c S | s S. | c . | s probe ESTABLISHED inode 22 cookie 2 | c P. 5 |"
	  "counted ListenOverflows 2 | +200ms | c P. 5 seq 0 | +7s", "" },
	{ "two share the port, one of them is full: each has a queue of its own",
	  "s listen cookie 5 rq 9 sq 8 | s listen cookie 6 sq 8 | +1s | s listen cookie 5 rq 9 sq 8 |"
	  "s listen cookie 6 sq 8",
	  "accept-queue-full 5555 9/8 at 0, for 1000" },
	{ "both are",
	  "s listen cookie 5 rq 9 sq 8 | s listen cookie 6 rq 2 sq 1 | +1s |"
	  "s listen cookie 5 rq 9 sq 8 | s listen cookie 6 rq 2 sq 1",
	  "accept-queue-full 5555 9/8 at 0, for 1000; accept-queue-full 5555 2/1 at 0, for 1000" },
};

static void full_listeners(void **state)
{
	(void)state;
	told_check_text(places, ARRAY_LEN(places), offsetof(struct told, places));
}

static const struct told_text_row pileups[] = {
	{ "80 %", "waiting 80 of 100 | waiting end", "" },
	{ "over 80 %", "waiting 81 of 100 | waiting end | +5s | waiting 82 of 100 | waiting end",
	  "time-wait-pileup 5555 82/100 at 0, for 5000" },
	{ "they are over", "waiting 81 of 100 | waiting end | +5s | waiting 60 of 100 | waiting end",
	  "time-wait-pileup 5555 81/100 at 0, for 5000, ended" },
	{ "nobody waits any more", "waiting 81 of 100 | waiting end | +5s | waiting end",
	  "time-wait-pileup 5555 81/100 at 0, for 5000, ended" },
	{ "from two addresses of ours, to the second of which fewer go",
	  "waiting 81 of 100 | waiting 60 of 100 | waiting end",
	  "time-wait-pileup 5555 81/100 at 0, for 0" },
	{ "to two destinations, of which one is over",
	  "waiting 90 of 100 | server 127.0.0.1 80 | waiting 95 of 100 | waiting end | +5s |"
	  "waiting 95 of 100 | waiting end",
	  "time-wait-pileup 5555 90/100 at 0, for 5000, ended; time-wait-pileup 80 95/100 at 0, for 5000" },
};

static void destinations(void **state)
{
	(void)state;
	told_check_text(pileups, ARRAY_LEN(pileups), offsetof(struct told, places));
}

struct told_of {
	unsigned int places, gaps, final;
	uint16_t first_port;		/* of the first one that was final */
};

static void on_finding(void *arg, const struct connection *connection,
		       const struct finding *finding)
{
	struct told_of *told = arg;

	(void)connection;
	told->places += finding->id == FINDING_TIME_WAIT_PILEUP;
	told->gaps += finding->id == FINDING_EVIDENCE_GAP;
}

static void on_placed(void *arg, const struct finding *finding)
{
	struct told_of *told = arg;

	told->final++;
	if (told->final == 1)
		told->first_port = finding->place->endpoint.port;
}

/*
 * Of more destinations than are kept the rest is not told of; that it is not, is, and once. What is over
 * makes room.
 */
static void too_many(void **state)
{
	struct told_of told = { 0 };
	const struct sink sink = { .finding = on_finding, .placed = on_placed, .arg = &told };
	const struct tracker_options options = { 0 };
	struct event event = { .kind = EVENT_TIME_WAITS,
			       .time_waits = { .count = 100, .ports = 100 } };
	struct tracker tracker;

	(void)state;
	assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
	for (int i = 0; i < 2 * (PLACES_MAX + 6); i++) {
		event.time_ns = 1 + (uint64_t)i;
		event.time_waits.destination.port = (uint16_t)(1 + i % (PLACES_MAX + 6));
		tracker_event(&tracker, &event);
		if (i + 1 == PLACES_MAX)
			assert_int_equal(told.gaps, 0);
	}
	assert_int_equal(told.places, PLACES_MAX);
	assert_int_equal(told.gaps, 1);
	event.time_waits = (struct time_waits_fact){ .end = true, .begun_ns = ++event.time_ns };
	tracker_event(&tracker, &event);
	event.time_waits = (struct time_waits_fact){ .count = 100, .ports = 100 };
	event.time_waits.destination.port = 60000;
	tracker_event(&tracker, &event);
	assert_int_equal(told.places, PLACES_MAX + 1);
	assert_int_equal(told.final, 1);
	assert_int_equal(told.first_port, 1);
	tracker_finish(&tracker, 0);
	assert_int_equal(told.final, PLACES_MAX + 1);
	tracker_free(&tracker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(connections),
		cmocka_unit_test(how_long),
		cmocka_unit_test(full_listeners),
		cmocka_unit_test(destinations),
		cmocka_unit_test(too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
