/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_sentence.c: what is said of each kind of case. */
#include "show/sentence.h"
#include "core/accept_queue.h"
#include "core/process.h"
#include "core/sharing.h"
#include "made.h"
#include "support/rows.h"

/* A finding about the story of made_write_after_close(), and what is said of it. */
static const struct {
	const char *name;
	struct finding finding;
	const char *explain, *fix;	/* fix NULL: as the catalog has it */
} table[] = {
	{ "write after close",
	  { .id = FINDING_WRITE_AFTER_CLOSE, .end = CLIENT, .bytes = 1, .eof_read = EOF_READ_NO,
	    .span_ns = 62 * MADE_MS },
	  "client peer[812] wrote 1 byte 62 ms after the FIN of server peer[811]; the server had "
	  "called close(), so its kernel answered RST: send() accepted the byte, and it is lost; "
	  "the program of the client had not read the end-of-file", NULL },
	{ "write that crossed the FIN",
	  { .id = FINDING_WRITE_AFTER_CLOSE, .end = CLIENT, .bytes = 2, .at_least = true,
	    .crossed_fin = true },
	  "client peer[812] wrote at least 2 bytes after the FIN of server peer[811]; the server "
	  "had called close(), so its kernel answered RST: send() accepted the bytes, and they "
	  "are lost; the write crossed the FIN on its way, so the client could not know",
	  "in client peer[812], send it again on a new connection: it was not processed" },
	{ "unread and unsent",
	  { .id = FINDING_UNREAD_AT_CLOSE, .end = CLIENT, .bytes = 100 },
	  "client peer[812] closed with 3 bytes unread in its receive queue and 97 bytes of its "
	  "own not delivered, so its kernel sent RST in place of a FIN: all that is lost",
	  "in client peer[812], before close(): shutdown(SHUT_WR), then read and discard to "
	  "end-of-file" },
	{ "unread alone",
	  { .id = FINDING_UNREAD_AT_CLOSE, .end = CLIENT, .bytes = 3 },
	  "client peer[812] closed with 3 bytes unread in its receive queue, so its kernel sent "
	  "RST in place of a FIN: that much of what server peer[811] had written is lost",
	  "in client peer[812], before close(): shutdown(SHUT_WR), then read and discard to "
	  "end-of-file" },
	{ "linger: braces are no placeholder",
	  { .id = FINDING_LINGER_DISCARD, .end = SERVER, .bytes = 24576 },
	  "server peer[811] closed with SO_LINGER {1,0}: its kernel sent RST at once and threw "
	  "away 24,576 bytes that it had accepted from send() and the client had not acknowledged",
	  "in server peer[811], remove SO_LINGER {1,0}; a plain close() goes on sending in the "
	  "background" },
	{ "leak",
	  { .id = FINDING_EOF_UNREAD, .end = CLIENT, .span_ns = 5200 * MADE_MS },
	  "client peer[812] has not called read() since the FIN of server peer[811] came: only "
	  "the end-of-file waits in its receive queue, in CLOSE_WAIT for 5.2 s",
	  "in client peer[812], keep reading, or watch idle connections with poll() and "
	  "POLLRDHUP, and close at end-of-file" },
	{ "a leak that ended",
	  { .id = FINDING_EOF_UNREAD, .end = CLIENT, .span_ns = 5200 * MADE_MS, .until_ns = 1 },
	  "client peer[812] did not call read() when the FIN of server peer[811] had come: only "
	  "the end-of-file waited in its receive queue, in CLOSE_WAIT for 5.2 s",
	  "in client peer[812], keep reading, or watch idle connections with poll() and "
	  "POLLRDHUP, and close at end-of-file" },
	{ "an end-of-file that was ignored, as far as is seen, for a while",
	  { .id = FINDING_EOF_IGNORED, .end = CLIENT, .span_ns = 5200 * MADE_MS, .until_ns = 1 },
	  "client peer[812] had consumed all up to the FIN of server peer[811], then sent nothing, "
	  "and kept its socket open: in CLOSE_WAIT for 5.2 s; the server was not in view and may "
	  "have been reading", "in client peer[812], close the descriptor when read() returns 0" },
	{ "a server that answered at last",
	  { .id = FINDING_SILENT_AFTER_READ, .end = SERVER, .carried = 300, .until_ns = 1,
	    .span_ns = 7000 * MADE_MS },
	  "server peer[811] had read all that client peer[812] said (300 bytes), and did not answer "
	  "for 7.0 s: all queues were empty, TCP did its work",
	  "in server peer[811], look inside the program that read last: a slow query, a lock, an "
	  "exhausted pool, a request that it takes for incomplete; a long poll looks just so" },
	{ "a reply that nobody read",
	  { .id = FINDING_REPLY_UNREAD, .end = CLIENT, .bytes = 13 },
	  "13 bytes of server peer[811] had reached the kernel of the client when the RST of the server "
	  "came, and client peer[812] never read them: they are lost",
	  "in client peer[812], when send() fails with EPIPE or ECONNRESET, read what is there before "
	  "close(): mostly it says why" },
	{ "a socket that was destroyed",
	  { .id = FINDING_DESTROYED, .end = SERVER, .bytes = 4 },
	  "the socket of server peer[811] was destroyed from outside (`ss -K`, SOCK_DESTROY): its "
	  "program had not closed it, and its kernel sent RST; 4 bytes were unsent or unread", NULL },
	{ "an end that was never told",
	  { .id = FINDING_PEER_GONE, .end = CLIENT, .bytes = 7 },
	  "the socket of server peer[811] is gone, and what it sent to say so did not reach client "
	  "peer[812], which still believes in the connection; 7 bytes of it are not delivered",
	  "in client peer[812], do not wait for ever: SO_KEEPALIVE, TCP_USER_TIMEOUT, or a "
	  "timeout of its own; and find what kept the FIN or RST away: a firewall that drops, "
	  "or a peer that timed out, which sends none" },
	{ "an end that was never told, until it closed",
	  { .id = FINDING_PEER_GONE, .end = CLIENT, .span_ns = 7000 * MADE_MS, .until_ns = 1 },
	  "the socket of server peer[811] is gone, and what it sent to say so did not reach client "
	  "peer[812], which believed in the connection for 7.0 s",
	  "in client peer[812], do not wait for ever: SO_KEEPALIVE, TCP_USER_TIMEOUT, or a "
	  "timeout of its own; and find what kept the FIN or RST away: a firewall that drops, "
	  "or a peer that timed out, which sends none" },
	{ "an orphan's data that was taken at last",
	  { .id = FINDING_ORPHANED_DATA, .end = CLIENT, .bytes = 4, .until_ns = 1 },
	  "client peer[812] closed with 4 bytes still to send, and for a while server peer[811] took "
	  "nothing from its ownerless socket; then it went on", NULL },
	{ "a closed socket that the kernel forgot",
	  { .id = FINDING_FIN_WAIT2_EXPIRED, .end = SERVER },
	  "server peer[811] had closed, and client peer[812] did not close in return: its kernel waited "
	  "for tcp_fin_timeout and has forgotten the socket; what the client sends now is answered RST",
	  "in client peer[812], close when read() returns 0; what it sends from now on is "
	  "answered RST" },
	{ "a program that stopped reading, and went on",
	  { .id = FINDING_UNREAD_BACKLOG, .end = SERVER, .bytes = 2000, .span_ns = 7000 * MADE_MS,
	    .until_ns = 1 },
	  "server peer[811] read nothing for 7.0 s, with 2,000 bytes of client peer[812] in its receive "
	  "queue", "in server peer[811], find out what it waits for instead: a lock, another connection, "
	  "a full pipe, a queue in front of its workers; `cat /proc/PID/stack` says where a thread is" },
	{ "a server that does not answer",
	  { .id = FINDING_SILENT_AFTER_READ, .end = SERVER, .carried = 300, .span_ns = 7000 * MADE_MS },
	  "server peer[811] has read all that client peer[812] said (300 bytes), the last of it 7.0 s "
	  "ago, and does not answer: all queues are empty, TCP did its work",
	  "in server peer[811], look inside the program that read last: a slow query, a lock, an "
	  "exhausted pool, a request that it takes for incomplete; a long poll looks just so" },
	{ "refused, then reached at another address",
	  { .id = FINDING_REFUSED, .end = CLIENT, .severity = SEVERITY_NOTE },
	  "client peer[812] asked for 127.0.0.1:5555 and was refused (RST); it reached that port at "
	  "another address",
	  "nothing, or let the server listen on 127.0.0.1:5555 too" },
	{ "no answer",
	  { .id = FINDING_NO_ANSWER, .end = CLIENT, .span_ns = 7000 * MADE_MS },
	  "client peer[812] asked for 127.0.0.1:5555 again and again, and nothing answered for 7.0 s",
	  "look for a rule that drops it (`nft list ruleset`), or a full accept queue (`ss "
	  "-tln`: Recv-Q over Send-Q)" },
	{ "no answer, and given up",
	  { .id = FINDING_NO_ANSWER, .end = CLIENT, .span_ns = 7000 * MADE_MS, .until_ns = 1 },
	  "client peer[812] asked for 127.0.0.1:5555 again and again, and nothing answered for "
	  "7.0 s; then it gave up",
	  "look for a rule that drops it (`nft list ruleset`), or a full accept queue (`ss "
	  "-tln`: Recv-Q over Send-Q)" },
	{ "a shut window",
	  { .id = FINDING_ZERO_WINDOW, .end = CLIENT, .bytes = 24576, .span_ns = 7000 * MADE_MS },
	  "server peer[811] has kept its window shut for 7.0 s, while client peer[812] "
	  "waits to send 24,576 bytes",
	  "look at server peer[811]: why does it not read? (blocked elsewhere, stopped, or "
	  "waiting itself until its own data is taken)" },
	{ "a window that was shut, as packets tell",
	  { .id = FINDING_ZERO_WINDOW, .end = CLIENT, .at_least = true, .until_ns = 1,
	    .span_ns = 7000 * MADE_MS },
	  "server peer[811] kept its window shut for 7.0 s, while client peer[812] waited "
	  "to send more",
	  "look at server peer[811]: why does it not read? (blocked elsewhere, stopped, or "
	  "waiting itself until its own data is taken)" },
	{ "data that was given up",
	  { .id = FINDING_TIMED_OUT, .end = CLIENT, .bytes = 4 },
	  "client peer[812] sent again and again what server peer[811] did not acknowledge, and gave "
	  "up: 4 bytes",
	  "look for what drops packets between the two, which are both here: `nft list "
	  "ruleset`, `tc -s qdisc`; send again what was not confirmed" },
	{ "a FIN that was given up",
	  { .id = FINDING_TIMED_OUT, .end = SERVER },
	  "server peer[811] sent its FIN again and again, client peer[812] did not acknowledge it, "
	  "and the server gave up; no data was lost",
	  "look for what drops packets between the two, which are both here: `nft list "
	  "ruleset`, `tc -s qdisc`" },
	{ "keep-alive probes that were given up",
	  { .id = FINDING_TIMED_OUT, .end = CLIENT },
	  "client peer[812] sent keep-alive probes that server peer[811] did not answer, and gave up",
	  "look for what drops packets between the two, which are both here: `nft list "
	  "ruleset`, `tc -s qdisc`" },
	{ "a shut window that was given up, as packets tell",
	  { .id = FINDING_TIMED_OUT, .end = CLIENT, .at_least = true },
	  "client peer[812] waited for server peer[811] to open its window, and gave up: what was "
	  "left to send is lost",
	  "find out why server peer[811] does not read (blocked elsewhere, stopped): its host "
	  "did answer; how long the client waits is its TCP_USER_TIMEOUT" },
	{ "a client that left before its reply",
	  { .id = FINDING_REPLY_ABANDONED, .end = CLIENT, .bytes = 3, .certainty = CERTAINTY_OBSERVED },
	  "client peer[812] closed with 3 bytes of the reply unread, so its kernel sent RST; all it had "
	  "sent was acknowledged: it gave up only what it no longer wanted", NULL },
	{ "from packets alone",
	  { .id = FINDING_RESET_AFTER_DONE, .end = SERVER, .certainty = CERTAINTY_INFERRED },
	  "server peer[811] sent RST when all data was acknowledged: as far as packets can show, "
	  "nothing was lost", NULL },
	{ "a cause, but no finding of its own",
	  { .id = FINDING_RESET_UNEXPLAINED, .end = SERVER, .bytes = 5, .at_least = true },
	  "server peer[811] sent RST (data-after-close); lost: at least 5 bytes", NULL },
};

static void sentences(void **state)
{
	struct rows rows = { 0 };
	struct made made;
	char text[SENTENCE_MAX];

	(void)state;
	made_write_after_close(&made);
	/* Three bytes of data and the FIN of the server in the client's queue. */
	made.connection.half[SERVER].nxt = made.connection.half[SERVER].fin = 3;
	made.connection.half[SERVER].una = made.connection.half[SERVER].acked = 4;
	made.destroys[CLIENT].recv_q = 4;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct finding *finding = &table[i].finding;
		const char *fix = table[i].fix;

		rows_next(&rows, table[i].name);
		CHECK_INT(&rows, sentence_explain(text, sizeof(text), &made.connection, finding),
			  strlen(table[i].explain));
		CHECK_STRING(&rows, text, table[i].explain);
		sentence_fix(text, sizeof(text), &made.connection, finding);
		CHECK_STRING(&rows, text,
			     fix ? fix : finding_info((enum finding_id)finding->id)->fix);
	}
	rows_end(&rows);
	made_free(&made);
}

static void who_called_close_or_ended(void **state)
{
	const struct finding finding = { .id = FINDING_WRITE_AFTER_CLOSE, .end = CLIENT, .bytes = 1 };
	struct made made;
	char text[SENTENCE_MAX];

	(void)state;
	made_write_after_close(&made);
	made.sockets[SERVER].closing_seen = false;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "client peer[812] wrote 1 byte after the FIN of server peer[811]; the "
			    "server had called close(), or ended, so its kernel answered RST: "
			    "send() accepted the byte, and it is lost");
	made_free(&made);
}

static void a_reset_of_which_no_socket_told(void **state)
{
	const struct finding finding = { .id = FINDING_RESET_UNEXPLAINED, .end = SERVER,
					 .bytes = 5, .at_least = true };
	struct made made;
	char text[SENTENCE_MAX];

	(void)state;
	made_write_after_close(&made);
	made.sockets[SERVER].seen = false;
	made.connection.half[SERVER].fin_sent = false;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "server peer[811] sent RST and nothing that was seen says why: "
			    "it is [R], an answer to the segment before it, which carried data; "
			    "that socket was never in view; lost: at least 5 bytes");
	made.connection.half[SERVER].rst_had_ack = true;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "server peer[811] sent RST and nothing that was seen says why: "
			    "it is [R.], an abort by its own socket; that socket was never in view, "
			    "and close() with data unread looks just like SO_LINGER {1,0}; "
			    "lost: at least 5 bytes");
	made_free(&made);
}

/* A RST to a SYN: whether anybody listens only the sockets tell. */
static void a_refusal(void **state)
{
	struct finding refused = { .id = FINDING_REFUSED, .end = CLIENT,
				   .severity = SEVERITY_WARNING };
	struct finding forged = { .id = FINDING_RESET_FORGED, .end = SERVER };
	struct made made;
	char text[SENTENCE_MAX];

	(void)state;
	made_write_after_close(&made);
	made.connection.half[SERVER].rst_answers_syn = true;
	sentence_explain(text, sizeof(text), &made.connection, &refused);
	assert_string_equal(text, "client peer[812] asked for 127.0.0.1:5555 and was refused (RST)");
	sentence_fix(text, sizeof(text), &made.connection, &refused);
	assert_non_null(strstr(text, "a firewall rejects"));
	sentence_explain(text, sizeof(text), &made.connection, &forged);
	assert_string_equal(text, "client peer[812] was refused in the name of server peer[811], which "
			    "listened there before and after: somebody on the way answered the SYN "
			    "with RST");
	sentence_fix(text, sizeof(text), &made.connection, &forged);
	assert_non_null(strstr(text, "on the host of the server first"));
	made.sockets[SERVER].nobody_listens = true;
	sentence_explain(text, sizeof(text), &made.connection, &refused);
	assert_string_equal(text, "client peer[812] asked for 127.0.0.1:5555 and was answered RST: "
			    "nothing listens there");
	sentence_fix(text, sizeof(text), &made.connection, &refused);
	assert_non_null(strstr(text, "127.0.0.1:5555 is not there"));
	made_free(&made);
}

static void check_fix(const struct made *made, enum finding_id id, uint8_t end, const char *part)
{
	const struct finding finding = { .id = (uint8_t)id, .end = end };
	char text[SENTENCE_MAX];

	sentence_fix(text, sizeof(text), &made->connection, &finding);
	if (!strstr(text, part))
		fail_msg("\"%s\" is not in \"%s\"", part, text);
}

/* What is to be done depends on the case, not on the kind of finding alone. */
static void fixes_of_cases(void **state)
{
	struct made made;

	(void)state;
	made_write_after_close(&made);
	check_fix(&made, FINDING_REPLY_UNREAD, SERVER, "if client peer[812] wanted no answer");
	check_fix(&made, FINDING_TIMED_OUT, CLIENT, "which are both here");
	check_fix(&made, FINDING_UNREAD_AT_CLOSE, SERVER, "before close()");
	check_fix(&made, FINDING_WRITE_AFTER_CLOSE, CLIENT, "then close()");
	check_fix(&made, FINDING_HALF_CLOSED, SERVER, "nothing");
	/* It asked again on a connection that had been idle. */
	made.connection.half[SERVER].last_data_ns = MADE_START_NS;
	made.connection.half[CLIENT].late = true;
	made.connection.half[CLIENT].turn_ns = made.connection.half[CLIENT].late_ns = MADE_START_NS + 501 * MADE_MS;
	check_fix(&made, FINDING_WRITE_AFTER_CLOSE, CLIENT, "before it uses an idle connection again");
	check_fix(&made, FINDING_HALF_CLOSED, SERVER, "before it uses an idle connection again");
	check_fix(&made, FINDING_UNREAD_AT_CLOSE, SERVER, "before close()");
	made.connection.half[SERVER].rst_ns = MADE_START_NS + 502 * MADE_MS;
	check_fix(&made, FINDING_UNREAD_AT_CLOSE, SERVER, "if they are the whole request");
	/* It goes on with what it had begun, when the server had said that it will not take it. */
	made.connection.half[SERVER].last_data_ns += 499 * MADE_MS;
	check_fix(&made, FINDING_WRITE_AFTER_CLOSE, CLIENT, "then close()");
	check_fix(&made, FINDING_HALF_CLOSED, SERVER, "nothing");
	made.connection.half[CLIENT].late = false;
	/* The client asked, and did not wait for the answer. */
	made.connection.half[CLIENT].last_data_ns = MADE_START_NS;
	made.connection.half[SERVER].late = true;
	made.connection.half[SERVER].turn_ns = made.connection.half[SERVER].late_ns = MADE_START_NS + 501 * MADE_MS;
	check_fix(&made, FINDING_WRITE_AFTER_CLOSE, SERVER, "why client peer[812] did not wait");
	made.connection.half[CLIENT].nxt = made.connection.half[SERVER].fin_ack;
	check_fix(&made, FINDING_RESET_AFTER_DONE, SERVER, "which was no data (a TLS close_notify");
	made.sockets[SERVER].exit_seen = true;
	check_fix(&made, FINDING_UNREAD_AT_CLOSE, SERVER, "let server peer[811] finish its connections");
	for (int side = CLIENT; side <= SERVER; side++) {
		made.sockets[side].latest.timer = SOCK_TIMER_PERSIST;
		made.sockets[side].latest.send_q = 9;
		made.sockets[side].seen = true;
	}
	check_fix(&made, FINDING_ZERO_WINDOW, CLIENT, "each waits for the other to read");
	check_fix(&made, FINDING_TIMED_OUT, CLIENT, "why server peer[811] does not read");
	made_free(&made);
}

/* It never left, so nothing can have crossed it on its way. */
static void a_fin_that_waited(void **state)
{
	const struct finding finding = { .id = FINDING_WRITE_AFTER_CLOSE, .end = CLIENT, .bytes = 4,
					 .crossed_fin = true };
	struct half *half;
	struct made made;
	char text[SENTENCE_MAX];

	(void)state;
	made_write_after_close(&made);
	half = &made.connection.half[SERVER];
	half->fin_sent = half->rst_had_ack = false;
	half->rst_answers_data = true;
	made_destroyed(&made, SERVER, 0);
	made.destroys[SERVER].send_q = 31;
	made.destroys[SERVER].time_ns = half->rst_ns;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_non_null(strstr(text, "wrote 4 bytes while the FIN of server peer[811] waited behind data in its queue"));
	assert_non_null(strstr(text, "; the client could not know, since no FIN had gone out"));
	assert_null(strstr(text, "crossed"));
	made_free(&made);
}

static void how_a_process_ended(void **state)
{
	struct process process = { .end = { .status_known = true, .signal = 9 }, .open = 1200 };
	struct finding finding = { .id = FINDING_PROCESS_ENDED, .end = SERVER, .bytes = 5 };
	struct made made;
	char text[SENTENCE_MAX];

	(void)state;
	made_write_after_close(&made);
	made.sockets[SERVER].process = &process;
	made.connection.half[SERVER].fin_sent = false;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "server peer[811] ended (signal 9) with 1,200 connections open, so "
			    "its kernel sent RST; it left 5 bytes unread or not delivered");
	/* The RST answered what was written behind the FIN. */
	made.connection.half[SERVER].fin_sent = true;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_non_null(strstr(text, "so its kernel sent the FIN"));
	process = (struct process){ .end = { .status_known = true, .status = 1 }, .open = 1 };
	finding.bytes = 0;
	made.connection.half[SERVER].rst_sent = false;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "server peer[811] ended (status 1), so its kernel sent the FIN: the "
			    "client cannot tell that from close()");
	made_free(&made);
}

static void who_waits_for_an_answer(void **state)
{
	const struct finding finding = { .id = FINDING_SILENT_AFTER_READ, .end = SERVER, .carried = 28,
					 .segments = 2, .span_ns = 7000 * MADE_MS };
	struct finding ended = finding;
	struct made made;
	char text[SENTENCE_MAX];

	(void)state;
	ended.until_ns = 1;
	made_write_after_close(&made);
	made.sockets[CLIENT].waits_reading = true;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "server peer[811] has read all that client peer[812] said (28 bytes in "
			    "2 segments), the last of it 7.0 s ago, and does not answer; a thread of "
			    "the client is blocked in reading: all queues are empty, TCP did its work");
	sentence_fix(text, sizeof(text), &made.connection, &finding);
	assert_non_null(strstr(text, "a slow query"));
	made.sockets[SERVER].waits_reading = true;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_non_null(strstr(text, "; a thread of each is blocked in reading: they wait for each "
			       "other: all queues are empty"));
	sentence_fix(text, sizeof(text), &made.connection, &finding);
	assert_non_null(strstr(text, "in server peer[811], find out what it still waits for"));
	made.sockets[CLIENT].waits_reading = false;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_non_null(strstr(text, "; a thread of the server is blocked in reading, and waits for "
			       "more: all"));
	sentence_explain(text, sizeof(text), &made.connection, &ended);
	assert_null(strstr(text, "thread"));
	sentence_fix(text, sizeof(text), &made.connection, &ended);
	assert_non_null(strstr(text, "a slow query"));
	made_free(&made);
}

static void a_connection_that_waits(void **state)
{
	const struct finding finding = { .id = FINDING_NOT_ACCEPTED, .end = SERVER, .bytes = 5,
					 .span_ns = 7000 * MADE_MS };
	struct finding ended = finding;
	struct accept_wait wait = { .listeners = 1, .waiting = 3, .backlog = 8 };
	struct half_rare rare = { .wait = &wait };
	struct made made;
	char text[SENTENCE_MAX];

	(void)state;
	made_write_after_close(&made);
	made.sockets[SERVER].rare = &rare;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "the server's program, which listens there, has not accepted the "
			    "connection for 7.0 s; waiting in the queue: 3, backlog: 8; 5 bytes that "
			    "client peer[812] sent wait unread");
	ended.until_ns = 1;
	sentence_explain(text, sizeof(text), &made.connection, &ended);
	assert_string_equal(text, "the server's program, which listens there, did not accept the "
			    "connection for 7.0 s; waiting in the queue then: 3, backlog: 8; 5 bytes "
			    "that client peer[812] had sent waited unread");
	wait.listeners = 3;
	wait.owners[0] = made.sockets[SERVER].owner;
	wait.owners[1] = made.sockets[CLIENT].owner;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "peer[811], peer[812] and others, which share the port of the "
			    "server, have not accepted the connection for 7.0 s; waiting in the "
			    "queue: 3, backlog: 8; 5 bytes that client peer[812] sent wait unread");
	wait.listeners = 2;
	wait.owners[1] = wait.owners[0];
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "peer[811], which listens there with several sockets, has not "
			    "accepted the connection for 7.0 s; waiting in the queue: 3, backlog: 8; "
			    "5 bytes that client peer[812] sent wait unread");
	made_free(&made);
}

static void a_socket_that_another_holds(void **state)
{
	struct finding finding = { .id = FINDING_HELD_ELSEWHERE, .end = SERVER,
				   .span_ns = 7000 * MADE_MS };
	struct sharing sharing = { .former = { .pid = 70, .fd = 4, .comm = "sh" } };
	struct half_rare rare = { .sharing = &sharing };
	struct made made;
	char text[SENTENCE_MAX];

	(void)state;
	made_write_after_close(&made);
	made.sockets[SERVER].rare = &rare;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "server sh[70] closed fd 4, but no FIN went out: the socket is still "
			    "held by peer[811] fd 3, and has sent nothing for 7.0 s");
	finding.until_ns = 1;
	sentence_explain(text, sizeof(text), &made.connection, &finding);
	assert_string_equal(text, "server sh[70] closed fd 4, but no FIN went out: the socket was still "
			    "held by peer[811] fd 3, and sent nothing for 7.0 s");
	made_free(&made);
}

static void a_full_listener(void **state)
{
	struct made made;
	struct place place;
	struct finding finding;
	char text[SENTENCE_MAX];

	(void)state;
	made_init(&made);
	made_place(&made, &place);
	finding = place.finding;
	finding.place = &place;
	sentence_explain(text, sizeof(text), NULL, &finding);
	assert_string_equal(text, "the accept queue of peer[811] at 127.0.0.1:5555 has been full for "
			    "at least 1.0 s; waiting in it: 9, backlog: 8; further connections get no "
			    "answer");
	place.finding.until_ns = 1;
	place.owner.known = OWNER_HIDDEN;
	sentence_explain(text, sizeof(text), NULL, &finding);
	assert_string_equal(text, "the accept queue of 127.0.0.1:5555 was full for 1.0 s; waiting in "
			    "it then: 9, backlog: 8; further connections got no answer meanwhile");
	place.finding.certainty = CERTAINTY_INFERRED;
	sentence_explain(text, sizeof(text), NULL, &finding);
	assert_string_equal(text, "the accept queue of 127.0.0.1:5555 was full at times within 1.0 s "
			    "(backlog: 8): connections to it got no answer, and the kernel counted "
			    "overflows");
	assert_true(sentence_fix(text, sizeof(text), NULL, &finding) > 20);
	made_free(&made);
}

static void a_pileup(void **state)
{
	struct made made;
	struct place place;
	struct finding finding;
	char text[SENTENCE_MAX];

	(void)state;
	made_init(&made);
	made_place(&made, &place);
	place.finding.id = FINDING_TIME_WAIT_PILEUP;
	place.count = 27000;
	place.room = 28232;
	finding = place.finding;
	finding.place = &place;
	sentence_explain(text, sizeof(text), NULL, &finding);
	assert_string_equal(text, "27,000 of the 28,232 ephemeral ports wait in TIME_WAIT, each for a "
			    "minute, after connections to 127.0.0.1:5555; when all do, connect() to it "
			    "fails, unless tcp_tw_reuse lets it take one of them");
	place.finding.until_ns = 1;
	sentence_explain(text, sizeof(text), NULL, &finding);
	assert_string_equal(text, "27,000 of the 28,232 ephemeral ports waited in TIME_WAIT after "
			    "connections to 127.0.0.1:5555");
	made_free(&made);
}

/* Each finding has words, with and without owners; none is cut, no placeholder is left. */
static void every_finding_has_words(void **state)
{
	struct rows rows = { 0 };
	struct made made;

	(void)state;
	made_write_after_close(&made);
	made_owner(&made, CLIENT, 2147483647, "\033\033\033\033\033\033\033\033\033\033\033\033\033");
	for (int id = 0; id < 2 * FINDING_COUNT; id++) {
		struct finding finding = { .id = (uint8_t)(id / 2), .bytes = UINT64_MAX,
					   .end = (uint8_t)(id % 2), .at_least = true,
					   .eof_read = EOF_CONSUMED, .crossed_fin = true,
					   .span_ns = UINT64_MAX };
		struct place place = { .finding = finding, .count = UINT64_MAX, .room = UINT64_MAX };
		bool of_connection = finding.id != FINDING_EVIDENCE_GAP &&
				     finding.id != FINDING_TIME_WAIT_PILEUP;
		const struct connection *connection = of_connection ? &made.connection : NULL;
		char text[SENTENCE_MAX];

		if (finding.id == FINDING_TIME_WAIT_PILEUP)
			finding.place = &place;
		rows_next(&rows, finding_info((enum finding_id)finding.id)->id);
		CHECK(&rows, sentence_explain(text, sizeof(text), connection, &finding) + 1 <
			     sizeof(text));
		CHECK(&rows, strlen(text) > 20 && !strstr(text, "{X}") && !strstr(text, "  "));
		CHECK(&rows, sentence_fix(text, sizeof(text), connection, &finding) + 1 <
			     sizeof(text));
		CHECK(&rows, strlen(text) > 20 && !strchr(text, '\033'));
	}
	rows_end(&rows);
	made_free(&made);
}

static void every_gap_has_words(void **state)
{
	(void)state;
	for (int kind = 0; kind < GAP_KIND_COUNT; kind++) {
		struct finding gap = { .id = FINDING_EVIDENCE_GAP, .gap = (uint8_t)kind,
				       .gap_count = 2 };
		char text[SENTENCE_MAX];

		assert_true(sentence_explain(text, sizeof(text), NULL, &gap) > 20);
		assert_true(sentence_fix(text, sizeof(text), NULL, &gap) > 20);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences),
		cmocka_unit_test(who_called_close_or_ended),
		cmocka_unit_test(a_reset_of_which_no_socket_told),
		cmocka_unit_test(a_refusal),
		cmocka_unit_test(fixes_of_cases),
		cmocka_unit_test(a_fin_that_waited),
		cmocka_unit_test(how_a_process_ended),
		cmocka_unit_test(who_waits_for_an_answer),
		cmocka_unit_test(a_connection_that_waits),
		cmocka_unit_test(a_socket_that_another_holds),
		cmocka_unit_test(a_full_listener),
		cmocka_unit_test(a_pileup),
		cmocka_unit_test(every_finding_has_words),
		cmocka_unit_test(every_gap_has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
