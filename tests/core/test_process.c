/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_process.c: what the end of a process means to its connections. */
#include "core/sharing.h"
#include "core/units.h"
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
/* Both sockets seen while open, with their owners. */
#define SEEN OPEN "c probe ESTABLISHED inode 11 cookie 1 | c owner 812 peer fd 3 |" \
	     "s probe ESTABLISHED inode 22 cookie 2 | s owner 99 serv fd 7 |"
#define S_DEAD "s destroy rq 0 sq 0 cookie 2"
/* Another connection of the same server. */
#define AND_ANOTHER "client 127.0.0.1 6883 |" OPEN "s probe ESTABLISHED inode 23 cookie 3 |" \
		    "s owner 99 serv fd 8 |"

#define LISTENS "s listen inode 5 | s poll LISTEN inode 5 | s owner 99 serv fd 3 |"
/* Too short to be seen accepted. */
#define SHORT OPEN "s F. | s probe FIN_WAIT2 cookie 2 timer 3 | c . | c F. | s . |"

static const struct told_row rows[] = {
	{ "a server is killed: its FIN is its end",
	  SEEN "c P. 4 | s . | s F. | s ended signal 9 | c . | c F. | s .", NULL,
	  "closed server - exit - 0 0", "closed-without-reply server 0, process-ended server 0" },
	{ "a server called close(), and was killed long after that",
	  SEEN "s F. | c . | c F. | s . | +300ms | s ended signal 9", NULL, "closed server - - - 0 0",
	  "" },
	{ "killed a moment after it, but in between it lived, and closed another connection",
	  AND_ANOTHER "client 127.0.0.1 6882 |" SEEN "s F. | c . | c F. | s . | +2ms |"
	  "client 127.0.0.1 6883 | s F. | s holder closed | +10ms | client 127.0.0.1 6882 |"
	  "s ended signal 15", NULL, "closed server - - - 0 0", "" },
	{ "it was killed while the other one was closed",
	  AND_ANOTHER "client 127.0.0.1 6882 |" SEEN "s F. | c . | c F. | s . | +2ms |"
	  "client 127.0.0.1 6883 | s F. | s holder exited | +10ms | client 127.0.0.1 6882 |"
	  "s ended signal 15", NULL, "closed server - exit - 0 0", "process-ended server 0" },
	{ "it was seen to live without the descriptor, and killed a moment later",
	  SEEN "s F. | s holder closed | s ended signal 15 | c . | c F. | s .", NULL,
	  "closed server - close - 0 0", "" },
	{ "it was seen to live right after both FINs, be it that it had shut down, and killed a moment later",
	  SEEN "s F. | c F. | s . | +-3ms | +100us | s holder closed | +3ms | s ended signal 15", NULL,
	  "closed server - - - 0 0", "" },
	{ "the same, but that look was begun before",
	  SEEN "s F. | c F. | s . | +-3ms | +100us | s holder closed asked 1 | +3ms | s ended signal 15",
	  NULL, "closed server - exit - 0 0", "process-ended server 0" },
	{ "a shutdown(), and then it was killed: the FIN was its own",
	  SEEN "s F. | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | s ended signal 9 | c . | c F. | s .",
	  NULL, "closed server - shutdown - 0 0", "" },
	{ "a server is killed after the client had closed",
	  SEEN "c F. | s . | s ended signal 9 | s F. | c .", NULL, "closed client - exit - 0 0", "" },
	{ "a server that calls exit(1)",
	  SEEN "s ended status 1 | s F. | c . | c F. | s .", NULL, "closed server - exit - 0 0",
	  "process-ended server 0" },
	{ "exit(0) closes as well as close() does",
	  SEEN "s ended status 0 | s F. | c . | c F. | s .", NULL, "closed server - exit - 0 0", "" },
	{ "exit(1) some time after the FIN: that may have been a close()",
	  SEEN "s F. | +3ms | s ended status 1 | c . | c F. | s .", NULL, NULL, "" },
	{ "nor does it tell that its socket had no descriptor by then",
	  SEEN "s F. | s probe FIN_WAIT2 cookie 2 timer 3 | +3ms | s ended status 1 | c . | c F. | s .", NULL,
	  "closed server - - - 0 0", "" },
	{ "a client that had enough of its answer: curl | head ends with 23",
	  SEEN "c P. 4 | s . | s P. 900 | c . | c ended status 23 | c R. | c destroy rq 900 sq 0 cookie 1 | s destroy cookie 2",
	  NULL, NULL, "reply-abandoned client 900" },
	{ "long after it: that was a close()",
	  SEEN "s F. | s probe FIN_WAIT2 cookie 2 timer 3 | +3s | s ended status 1 | c . | c F. | s .", NULL,
	  "closed server - close - 0 0", NULL },
	{ "it lives on", SEEN "s F. | s probe FIN_WAIT2 cookie 2 timer 3 | +3s | c . | c F. | s .", NULL,
	  "closed server - close - 0 0", NULL },
	{ "whose socket it was nobody found in time: it may have ended",
	  OPEN "s F. | s probe FIN_WAIT2 cookie 2 timer 3 | +3s | c . | c F. | s .", NULL,
	  "closed server - - - 0 0", NULL },
	{ "the same, with a descriptor, in which process nobody knows",
	  OPEN "s probe ESTABLISHED inode 22 cookie 2 | s F. | s probe FIN_WAIT2 cookie 2 timer 3 | +3s | c . |"
	  "c F. | s .", NULL, "closed server - - - 0 0", NULL },
	{ "the end of its process would not be told",
	  SEEN "s unwatched | s F. | s probe FIN_WAIT2 cookie 2 timer 3 | +3s | c . | c F. | s .", NULL,
	  "closed server - - - 0 0", NULL },
	{ "nor would it, but the process was seen to live behind the FIN, for another socket",
	  AND_ANOTHER "client 127.0.0.1 6882 |" SEEN "s unwatched | s F. | s probe FIN_WAIT2 cookie 2 timer 3 |"
	  "+3s | c . | c F. | s . | client 127.0.0.1 6883 |"
	  "s probe ESTABLISHED inode 23 cookie 3 | s holder held", NULL,
	  "closed server - close - 0 0", NULL },
	{ "too short to be seen accepted: who listens closed it, and lives", LISTENS SHORT "+300ms", NULL,
	  "closed server - close - 0 0", NULL },
	{ "who listens may have ended with it", LISTENS SHORT "+100ms", NULL, "closed server - - - 0 0", NULL },
	{ "he has", LISTENS SHORT "+100ms | s ended status 1 | +300ms", NULL, "closed server - - - 0 0", NULL },
	{ "so may he, and nobody would tell", LISTENS SHORT "s unwatched | +300ms", NULL,
	  "closed server - - - 0 0", NULL },
	{ "who listens leaves connections to processes that end with them",
	  LISTENS "client 127.0.0.1 6883 |" OPEN "s probe ESTABLISHED inode 23 cookie 3 |"
	  "s owner 100 serv fd 8 | s F. | s ended status 0 | client 127.0.0.1 6882 |" SHORT "+300ms", NULL,
	  "closed server - - - 0 0", NULL },
	{ "it was seen accepted, but too late to be found in who did: SO_LINGER keeps it in close()",
	  LISTENS OPEN "s probe FIN_WAIT1 inode 22 sq 5 cookie 2 | s F. | s probe FIN_WAIT2 cookie 2 timer 3 |"
	  "c . | c F. | s . | +300ms", NULL, "closed server - close - 0 0", NULL },
	{ "the FINs of all it had take some time: one was seen to be its end",
	  AND_ANOTHER "s F. | +-1ms | s holder exited | client 127.0.0.1 6882 |" SEEN
	  "s F. | +3ms | s ended status 1 | c . | c F. | s .", NULL, "closed server - exit - 0 0",
	  "process-ended server 0" },
	{ "the same, and one that had been closed before is no matter",
	  "client 127.0.0.1 6884 |" OPEN "s probe ESTABLISHED inode 24 cookie 4 | s owner 99 serv fd 9 |"
	  "s F. | s holder closed | +5ms |" AND_ANOTHER "s F. | +-1ms | s holder exited |"
	  "client 127.0.0.1 6882 |" SEEN "s F. | +3ms | s ended status 1 | c . | c F. | s .", NULL,
	  "closed server - exit - 0 0", "process-ended server 0" },
	{ "a look after another's FIN had found it exiting, however late, and then came this FIN",
	  AND_ANOTHER "client 127.0.0.1 6882 |" SEEN "client 127.0.0.1 6883 | s F. | +3ms |"
	  "s holder exited | client 127.0.0.1 6882 | s F. | +3ms | s ended status 1 | c . | c F. | s .",
	  NULL, "closed server - exit - 0 0", "process-ended server 0" },
	{ "the same, but one was closed before",
	  AND_ANOTHER "s F. | +-1ms | s holder closed | client 127.0.0.1 6882 |" SEEN
	  "s F. | +3ms | s ended status 1 | c . | c F. | s .", NULL, "closed server - - - 0 0", "" },
	{ "exit(0) with a request unread",
	  SEEN "c P. 9 | s . | s ended status 0 | s R. | s destroy rq 9 sq 0 cookie 2", NULL,
	  "reset server peer-reset unread-data unread-data 9+ 0",
	  "unread-at-close server 9, process-ended server 9" },
	{ "killed with a request unread, and a reply on its way",
	  SEEN "c P. 9 | s . | s P. 5 | s R. | s ended signal 11 | s destroy rq 9 sq 5 cookie 2", NULL,
	  NULL, "unread-at-close server 14, process-ended server 14" },
	{ "killed with a reply that is still to be sent: the kernel goes on, and delivers it",
	  SEEN "c P. 9 | s . | s P. 5 | s ended signal 9 | s probe FIN_WAIT1 inode 0 sq 6 cookie 2 |"
	  "c . | s F. | c . |" S_DEAD " | c F. | s .", NULL, "closed server - exit - 0 0",
	  "process-ended server 0" },
	{ "the same, and the client resets it: that is the client's loss",
	  SEEN "c P. 9 | s . | s P. 5 | s ended status 0 | s probe FIN_WAIT1 inode 0 sq 6 cookie 2 |"
	  "c R. ack 0 | s destroy rq 0 sq 6 cookie 2", NULL, NULL,
	  "reset-unexplained client 5+, orphaned-data server 5" },
	{ "a client that a user ends (SIGINT)",
	  SEEN "c P. 4 | s . | c F. | c ended signal 2 | s F. | c .", NULL, "closed client exit - - 0 0",
	  "" },
	{ "a client that is ended with a reply unread gives up the rest of it",
	  SEEN "c P. 4 | s P. 9 | c . | c R. | c ended signal 15 | c destroy rq 9 sq 0 cookie 1", NULL,
	  NULL, "reply-abandoned client 9" },
	{ "a client that calls exit(0) with a reply unread",
	  SEEN "c P. 4 | s P. 9 | c . | c ended status 0 | c R. | c destroy rq 9 sq 0 cookie 1", NULL,
	  NULL, "reply-abandoned client 9" },
	{ "a client that crashes",
	  SEEN "c P. 4 | s . | c F. | c ended signal 11 | s F. | c .", NULL, "closed client exit - - 0 0",
	  "process-ended client 0" },
	{ "a client has its answer, and ends with a status of its own (curl -f)",
	  SEEN "c P. 4 | s . | s P. 9 | c . | c ended status 22 | c F. | s F. | c .", NULL,
	  "closed client exit - - 0 0", "" },
	{ "a client that asked for nothing (a check whether the port answers)",
	  SEEN "c ended status 1 | c F. | s F. | c .", NULL, NULL, "" },
	{ "a client that only sends: all of it was read, and the server closes too",
	  SEEN "c P. 900 | s . | c ended status 1 | c F. | s . | +200ms | s F. | c .", NULL, NULL, "" },
	{ "a client ends with its request unanswered, and the answer meets nobody",
	  SEEN "c P. 4 | s . | c ended status 1 | c F. | s . | +200ms | s P. 9 | c R seq 5 |"
	  "s destroy rq 1 sq 9 cookie 2", NULL, "reset client exit peer-reset data-after-close 0 9",
	  "write-after-close server 9, doomed-half-close server 0, process-ended client 0" },
	{ "nobody closes in return: what it asked stays without an answer",
	  SEEN "c P. 4 | s . | c ended status 1 | c F. | s . | +6s |"
	  "s poll CLOSE_WAIT inode 22 rq 1 cookie 2 | +100ms", NULL, NULL,
	  "doomed-half-close server 0, eof-unread server 0, process-ended client 0" },
	{ "a crash is a crash, whatever had been answered",
	  SEEN "c P. 4 | s . | s P. 9 | c . | c ended signal 11 | c F. | s F. | c .", NULL, NULL,
	  "process-ended client 0" },
	{ "a server that does not listen has answered, and ends with a status",
	  SEEN "c P. 4 | s . | s P. 9 | c . | s ended status 1 | s F. | c . | c F. | s .", NULL, NULL, "" },
	{ "it has not answered",
	  SEEN "c P. 4 | s . | s ended status 1 | s F. | c . | c F. | s .", NULL, NULL,
	  "closed-without-reply server 0, process-ended server 0" },
	{ "it has answered, and its listener goes too: who comes next is not served",
	  LISTENS SEEN
	  "c P. 4 | s . | s P. 9 | c . | s ended status 1 | s F. | c . | c F. | s .", NULL, NULL,
	  "process-ended server 0" },
	{ "a test with both ends in it fails",
	  "s listen inode 5 | s poll LISTEN inode 5 | s owner 99 test fd 3 |" OPEN
	  "c probe ESTABLISHED inode 11 cookie 1 | c owner 99 test fd 4 |"
	  "s probe ESTABLISHED inode 22 cookie 2 | s owner 99 test fd 5 |"
	  "c P. 4 | s . | s P. 9 | c . | s ended status 1 | s F. | c F. | s . | c .", NULL, NULL, "" },
	{ "a server that a user ends is missed by its clients",
	  SEEN "s F. | s ended signal 2 | c . | c F. | s .", NULL, NULL, "process-ended server 0" },
	{ "nobody knows how it ended, and nothing else went with it",
	  SEEN "s F. | s ended | c . | c F. | s .", NULL, NULL, "" },
	{ "how it ended is not known, but its listener went too",
	  LISTENS SEEN
	  "s ended | s F. | c . | c F. | s .", NULL, "closed server - exit - 0 0",
	  "process-ended server 0" },
	{ "how it ended is not known, but another connection ended too",
	  SEEN AND_ANOTHER "s ended | s F. | c . | c F. | s .", NULL, "closed server - exit - 0 0",
	  "process-ended server 0" },
	{ "a process of its own served it, and its status says how that went (sshd)",
	  "s listen inode 5 | s poll LISTEN inode 5 | s owner 80 serv fd 3 |" SEEN
	  "c P. 4 | s . | s P. 9 | s ended status 255 | s F. | c . | c F. | s .", NULL,
	  "closed server - exit - 0 0", "" },
	{ "the same, but it was killed",
	  "s listen inode 5 | s poll LISTEN inode 5 | s owner 80 serv fd 3 |" SEEN
	  "c P. 4 | s . | s P. 9 | s ended signal 11 | s F. | c . | c F. | s .", NULL,
	  "closed server - exit - 0 0", "process-ended server 0" },
	{ "nobody watched it", SEEN "s unwatched | s F. | c . | c F. | s .", NULL, NULL, "" },
	{ "its pid is another's by now",
	  SEEN "s ended signal 9 | s F. | c . | c F. | s . |" AND_ANOTHER "s F. | c . | c F. | s .", NULL,
	  "closed server - - - 0 0", "" },
};

/* The server sent data, and was seen to hold its socket after that, two seconds after the start. */
#define USED SEEN "c P. 4 | s . | s P. 9 | c . | +2s | s holder held | +1s |"
#define ALIVE "+6s | s poll ESTABLISHED inode 22 cookie 2 | +100ms"
#define HELD_ELSEWHERE "held-elsewhere server 0"

static const struct told_row shared[] = {
	{ "a server closes, and a helper that it started holds the socket on",
	  USED "s holder closed | s owner 120 sleep fd 7 | s holders 120 sleep fd 7 |" ALIVE, NULL,
	  "open - - - - 0 0", HELD_ELSEWHERE },
	{ "a server dies, and its child holds the socket on",
	  USED "s ended signal 9 | s owner 120 sleep fd 7 |" ALIVE, NULL, NULL, HELD_ELSEWHERE },
	{ "a copy within the same process",
	  USED "s holder closed | s owner 99 serv fd 8 |" ALIVE, NULL, NULL, HELD_ELSEWHERE },
	{ "not for the limit yet",
	  USED "s holder closed | s owner 120 sleep fd 7 | +4s | s poll ESTABLISHED inode 22 cookie 2 |"
	  "+100ms", NULL, NULL, "" },
	{ "the other holder sends: it is the one who uses it now",
	  USED "s holder closed | s owner 120 sleep fd 7 | +1s | s P. 5 | c . |" ALIVE, NULL, NULL, "" },
	{ "it may have been the other holder that sent before the first one was missed",
	  USED "s P. 5 | c . | s holder closed | s owner 120 sleep fd 7 |" ALIVE, NULL, NULL, "" },
	{ "nothing was sent yet: a fresh connection goes to a child",
	  SEEN "+2s | s holder held | s holder closed | s owner 120 serv fd 7 |" ALIVE,
	  NULL, NULL, "" },
	{ "a child answered before its parent let go, in the first second",
	  SEEN "c P. 4 | s . | s P. 9 | c . | s holder held | s holder closed |"
	  "s owner 120 serv fd 7 |" ALIVE, NULL, NULL, "" },
	{ "so soon, but what holds it now is another program, with the same number",
	  SEEN "c P. 4 | s . | s P. 9 | c . | s holder held | s holder closed |"
	  "s owner 120 sleep fd 7 |" ALIVE, NULL, NULL, HELD_ELSEWHERE },
	{ "another program, on its standard input (inetd)",
	  SEEN "c P. 4 | s . | s P. 9 | c . | s holder held | s holder closed |"
	  "s owner 120 cat fd 0 |" ALIVE, NULL, NULL, "" },
	{ "it went on in the background (ssh -f)",
	  USED "s ended status 0 | s owner 120 serv fd 7 |" ALIVE, NULL, NULL, "" },
	{ "the same, but it failed", USED "s ended status 1 | s owner 120 serv fd 7 |" ALIVE, NULL, NULL,
	  HELD_ELSEWHERE },
	{ "a second holder lets go: the first one's leave is what counts",
	  USED "s holder closed | s owner 120 sleep fd 7 | +1s | s holder held | +1s | s holder closed |"
	  "s owner 121 sleep fd 7 |" ALIVE, NULL, NULL, HELD_ELSEWHERE },
	{ "a child lets go that was taken for the owner, and then who made it",
	  USED "s ended status 0 | s owner 80 serv fd 7 | +1s | s holder held | s holder closed |"
	  "s owner 120 sleep fd 7 | s holders 120 sleep fd 7 |" ALIVE, NULL, NULL, HELD_ELSEWHERE },
	{ "the last holder let go at last: it ended",
	  USED "s holder closed | s owner 120 sleep fd 7 |" ALIVE " | s F. | c . | c F. | s .", NULL,
	  NULL, HELD_ELSEWHERE },
	{ "the FIN came before the limit",
	  USED "s holder closed | s owner 120 sleep fd 7 | +1s | s F. | c . | c F. | s .", NULL,
	  NULL, "" },
	{ "it let go, and nobody else was found: the FIN is on its way",
	  USED "s holder closed | s F. | c . | c F. | s .", NULL, "closed server - - - 0 0", "" },
};

/* A lasting finding, with its times. */
static const struct told_text_row times[] = {
	{ "it counts from when the one let go, and ends when the other sends",
	  USED "s holder closed | s owner 120 sleep fd 7 |" ALIVE " | +2s | s P. 5 | c . | +1s",
	  "held-elsewhere at 8007, for 9102, ended, observed" },
};

static void conversations(void **state)
{
	(void)state;
	told_check(rows, ARRAY_LEN(rows));
}

static void holders(void **state)
{
	(void)state;
	told_check(shared, ARRAY_LEN(shared));
	told_check_text(times, ARRAY_LEN(times), offsetof(struct told, hangs));
}

/* Whose leave would be told as that of who had used it: a demo waits for that. */
static void settled_owners(void **state)
{
	static const struct {
		const char *name;
		uint64_t used_ns;
		bool settled;
	} table[] = {
		{ "nobody was seen with it", 0, false },
		{ "the owner was, in its first second: he may hand it on", 10 * S_NS - 1, false },
		{ "he was, later", 10 * S_NS, true },
	};
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct half_socket socket = { .used_ns = table[i].used_ns };
		const struct half half = { .socket = &socket };

		rows_next(&check, table[i].name);
		CHECK_INT(&check, sharing_is_settled(&half, 9 * S_NS), table[i].settled);
	}
	rows_next(&check, "no socket was seen");
	CHECK(&check, !sharing_is_settled(&(struct half){ 0 }, 9 * S_NS));
	rows_end(&check);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations),
		cmocka_unit_test(holders),
		cmocka_unit_test(settled_owners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
