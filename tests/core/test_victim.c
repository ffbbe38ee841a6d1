/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_victim.c: what a RST costs the end that it comes to, and sockets that were destroyed. */
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
#define SEEN OPEN "c probe ESTABLISHED inode 11 cookie 1 | c owner 812 peer fd 3 |" \
	"s probe ESTABLISHED inode 22 cookie 2 | s owner 99 serv fd 7 |"
/* The server answers with 20 bytes while 100 of the request are unread, and closes. */
#define REFUSED_EARLY SEEN "c P. 100 | s . | s P. 20 | c . | s R. | s destroy rq 100 sq 0 cookie 2 |"

static const struct told_row rows[] = {
	{ "the reply lies in the client's kernel, and nobody reads it",
	  REFUSED_EARLY "+1s | c destroy rq 20 sq 0 cookie 1", NULL,
	  "reset server peer-reset unread-data unread-data 100 20",
	  "unread-at-close server 100, reply-unread client 20" },
	{ "some of it",
	  REFUSED_EARLY "+1s | c destroy rq 5 sq 0 cookie 1", NULL, NULL,
	  "unread-at-close server 100, reply-unread client 5" },
	{ "the client read it after the RST",
	  REFUSED_EARLY "+1s | c destroy rq 0 sq 0 cookie 1", NULL,
	  "reset server peer-reset unread-data unread-data 100 0", "unread-at-close server 100" },
	{ "the client may still read it",
	  REFUSED_EARLY "c poll ESTABLISHED inode 11 cookie 1 rq 20 | c probe gone | +1s", NULL, NULL,
	  "unread-at-close server 100" },
	{ "what never arrived is the closer's loss, and counts once",
	  SEEN "c P. 100 | s . | s P. 20 | c . win 0 | s R. | s destroy rq 100 sq 30 cookie 2 |"
	  "c destroy rq 20 sq 0 cookie 1", NULL,
	  "reset server peer-reset unread-data unread-data 100 50",
	  "unread-at-close server 130, reply-unread client 20" },
	{ "the client wrote after the close, and did not read the reply",
	  SEEN "c P. 4 | s . | s P. 20 | s F. | s probe FIN_WAIT2 inode 0 cookie 2 timer 3 |"
	  "s holder closed | c . | c P. 6 | s R seq 21 | c destroy rq 21 sq 6 cookie 1", NULL, NULL,
	  "write-after-close client 6, reply-unread client 20" },
	{ "a close_notify is no reply",
	  SEEN "c P. 4 | s . | s P. 24 notify | s F. | s probe FIN_WAIT2 inode 0 cookie 2 timer 3 |"
	  "s holder closed | c . | c P. 6 | s R seq 25 | c destroy rq 25 sq 6 cookie 1", NULL, NULL,
	  "write-after-close client 6" },
	{ "the client gave up the rest: what it had said besides is not missed",
	  SEEN "c P. 4 | s . | s P. 20 | c . | c P. 9 | s . | c R. | c destroy rq 20 sq 0 cookie 1 |"
	  "s destroy rq 9 sq 0 cookie 2", NULL, NULL, "reply-abandoned client 20" },
	{ "a goodbye that the server did not read before it wrote on",
	  SEEN "c P. 9 | s . | c F. | c probe FIN_WAIT2 inode 0 cookie 1 timer 3 | c holder closed |"
	  "s . | s P. 6 | c R seq 10 | s destroy rq 10 sq 6 cookie 2", NULL, NULL,
	  "write-after-close server 6" },
	{ "a request that the client aborted with SO_LINGER {1,0}",
	  SEEN "c P. 9 | s . | c R. | c destroy rq 0 sq 65537 cookie 1 disconnected |"
	  "s destroy rq 9 sq 0 cookie 2", NULL, NULL, "reply-unread server 9" },
	{ "a RST that somebody else sent",
	  SEEN "s P. 20 | c . | s R. | +50ms | s probe ESTABLISHED inode 22 cookie 2 |"
	  "c destroy rq 20 sq 0 cookie 1 | +1s", NULL, NULL, "reset-forged server 20+" },

	{ "ss -K: the descriptor is still held",
	  SEEN "c P. 4 | s . | s R. | s holder held | s probe gone | +1s", NULL,
	  "reset server peer-reset destroyed destroyed - 0", "destroyed server 0" },
	{ "with bytes that were neither read nor sent",
	  SEEN "c P. 4 | s . | s P. 20 | c . win 0 | s R. | s holder held | s probe gone | +1s |"
	  "s destroy rq 4 sq 30 cookie 2", NULL, NULL, "destroyed server 34" },
	{ "the client's",
	  SEEN "c P. 4 | s . | c R. | c holder held | c probe gone | +1s", NULL, NULL,
	  "destroyed client 0" },
};

static void what_holds(void **state)
{
	(void)state;
	told_check(rows, ARRAY_LEN(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_holds) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
