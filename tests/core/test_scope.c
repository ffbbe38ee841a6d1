/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_scope.c: several network namespaces, whose addresses may be the same. */
#include "support/told.h"

#define IN(n) "client 127.0.0.1 6882 in " n " | server 127.0.0.1 5555 in " n " |"
#define OPEN "c S | s S. | c . |"
#define BOTH_OPEN "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED"

/* As the two ends of a veth pair show it, each in a namespace of its own. */
#define APART "client 10.0.0.1 6882 in 1 | server 10.0.0.2 5555 in 2 |"
#define OPEN_APART APART "c S on 1 | c S seq -1 on 2 | s S. on 2 | s S. seq -1 ack 0 on 1 |" \
		   "c . on 1 | c . on 2 | c probe ESTABLISHED inode 11 cookie 1 |" \
		   "s probe ESTABLISHED inode 22 cookie 2 |"

static const struct told_sent_row rows[] = {
	{ "the loopback of one namespace is not that of another: what is open stays open",
	  IN("1") OPEN "c P. 5 | s . |" IN("2") OPEN IN("1") "s R seq 0 ack 5 | c R seq 5 ack 0", BOTH_OPEN,
	  "open - - - - 0 0", "", "0, 0 missed; 0, 0 missed", "2/1, 2 connections" },
	{ "what was refused in one was not in the other",
	  IN("1") OPEN IN("2") "isn c 7777 | c S | s R. seq -1 ack 0", "SYN_SENT CLOSED / CLOSED",
	  "refused server peer-reset - no-listener 0 0", "refused client 0", NULL,
	  "1/1, 2 connections" },
	{ "sockets of the same ends in two namespaces are of two connections",
	  IN("1") "c poll ESTABLISHED inode 11 cookie 1 | s poll ESTABLISHED inode 12 cookie 2 |"
	  IN("2") "c poll ESTABLISHED inode 21 cookie 3 | s poll CLOSE_WAIT inode 22 cookie 4",
	  NULL, NULL, NULL, NULL, "0/0, 2 connections" },
	{ "two namespaces that talk to each other: one connection, each packet once",
	  OPEN_APART "c P. 5 on 1 | c P. 5 seq 0 on 2 | s . on 2 | s . on 1 | s F. on 2 |"
	  "s F. seq 0 on 1 | s probe FIN_WAIT1 inode 0 cookie 2 | c . on 1 | c . on 2 |"
	  "c P. 7 on 1 | c P. 7 seq 5 on 2 | s R seq 1 on 2 | s R seq 1 on 1 |"
	  "c destroy rq 1 sq 7 cookie 1",
	  "SYN_SENT ESTABLISHED CLOSE_WAIT CLOSED / SYN_RECV ESTABLISHED FIN_WAIT1 FIN_WAIT2 CLOSED",
	  NULL, "write-after-close client 7", NULL, "5/4, 9 copies" },
	{ "who listens everywhere in one namespace is no server of another's connection",
	  "server 0.0.0.0 5555 in 2 | s listen inode 5 | client 127.0.0.1 80 in 1 |"
	  "server 127.0.0.1 5555 in 1 | c poll FIN_WAIT2 inode 11 | s poll CLOSE_WAIT inode 12",
	  "CLOSE_WAIT / FIN_WAIT2", NULL, NULL, NULL, NULL },
	{ "but of its own",
	  "server 0.0.0.0 5555 in 1 | s listen inode 5 | client 127.0.0.1 80 in 1 |"
	  "server 127.0.0.1 5555 in 1 | c poll FIN_WAIT2 inode 11 | s poll CLOSE_WAIT inode 12",
	  "FIN_WAIT2 / CLOSE_WAIT", NULL, NULL, NULL, NULL },
	{ "a socket that lost its address died in its own namespace",
	  IN("1") OPEN "s P. 3 | c . | s R. |" IN("2") OPEN "s P. 3 | c . | s R. |" IN("1")
	  "s destroy disconnected rq 0 sq 9 cookie 7",
	  NULL, "reset server peer-reset - - 0 0", NULL, NULL, NULL },
	{ "one in the namespace of the latest reset",
	  IN("1") OPEN "s P. 3 | c . | s R. |" IN("2") OPEN
	  "s P. 3 | c . | s R. | s destroy disconnected rq 0 sq 9 cookie 7",
	  NULL, "reset server peer-reset linger-zero linger-zero 0 0", NULL, NULL, NULL },
	{ "a tuple that no namespace in view has is not gone",
	  APART "c S | s S. | c . | c probe ESTABLISHED inode 11 cookie 1 | s probe gone | c P. 5 | s . |"
	  "s probe gone | +10s | s probe gone | c poll ESTABLISHED inode 11 cookie 1", BOTH_OPEN,
	  "open - - - - 0 0", "", NULL, NULL },
};

static void conversations(void **state)
{
	(void)state;
	told_check_sent(rows, ARRAY_LEN(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
