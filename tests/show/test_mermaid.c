/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_mermaid.c: what is drawn, line by line, and that names stay text. */
#include "show/mermaid.h"
#include "made.h"
#include "printed.h"
#include "support/rows.h"

static const struct style style = { .utf8 = true, .width = 100 };

static const struct escaped texts[] = {
	{ "words", "peer[812] wrote 1 byte, again", "peer[812] wrote 1 byte, again" },
	{ "what ends a text or a statement", "a;b#c", "a#59;b#35;c" },
	{ "an entity", "#59; &lt; &#60;", "#35;59#59; #38;lt#59; #38;#35;60#59;" },
	{ "a comment, a directive", "%% %%{init}%%", "#37;#37; #37;#37;#123;init#125;#37;#37;" },
	{ "HTML", "<b onload=\"x\">", "#60;b onload=#34;x#34;#62;" },
	{ "a fence, Markdown, mathematics", "```*~$$\\", "#96;#96;#96;#42;#126;#36;#36;#92;" },
	{ "a colon, and one that only divides", "127.0.0.1:80: open:", "127.0.0.1#58;80: open#58;" },
	{ "a mention", "@you", "#64;you" },
	{ "not ASCII, whatever the locale", "caf\u00e9 \u2192 \U0001f600", "caf#233; #8594; #128512;" },
	{ "lines, but the last one's end", "a\nb\n", "a<br/>b" },
	{ "an empty line", "a\n\nb", "a<br/><br/>b" },
	{ "a line that is full is broken at a space",
	  "12345678 12345678 12345678 12345678 12345678 12345678 12345678 12345678",
	  "12345678 12345678 12345678 12345678 12345678 12345678<br/>12345678 12345678" },
	{ "a space stays behind a colon, or Mermaid would take a style for it",
	  "12345678 12345678 12345678 12345678 12345678 12345678 style: #12345",
	  "12345678 12345678 12345678 12345678 12345678 12345678 style: <br/>#35;12345" },
	{ "a word that is longer than a line stays whole",
	  "a 1234567890123456789012345678901234567890123456789012345678901234567890 b",
	  "a<br/>1234567890123456789012345678901234567890123456789012345678901234567890<br/>b" },
	{ "nothing", "", "" },
};

static void names_stay_text(void **state)
{
	(void)state;
	check_escaped(texts, ARRAY_LEN(texts), mermaid_text);
}

static void write_after_close(void **state)
{
	struct made made;

	(void)state;
	made_write_after_close(&made);
	made.connection.guessed_roles = true;
	CHECK_PRINTED(
"    Note over c,s: #35;7 client 127.0.0.1#58;6882 peer[812] #8594; server 127.0.0.1#58;5555<br/>"
"peer[811] (who is client, who server: guessed)<br/>"
"reset by the server (data-after-close), after 182 ms#59; lost: <br/>1 byte from client to server\n"
"    c->>s: 0.000000 [S]\n"
"    Note left of c: SYN_SENT\n"
"    s->>c: 0.000021 [S.]\n"
"    Note left of c: ESTABLISHED\n"
"    Note right of s: SYN_RECV\n"
"    c->>s: 0.000033 [.]\n"
"    Note right of s: ESTABLISHED\n"
"    Note left of c: write(5) = 5\n"
"    c->>s: 0.000140 [P.] 5 bytes\n"
"    s->>c: 0.000150 [.] ack 5\n"
"    Note right of s: read(100) = 5<br/>close() = 0\n"
"    s->>c: 0.060220 [F.]\n"
"    Note left of c: CLOSE_WAIT\n"
"    Note right of s: FIN_WAIT1<br/>kernel: no descriptor\n"
"    Note left of c: kernel: end-of-file unread\n"
"    c->>s: 0.100300 [.] acks the FIN\n"
"    Note right of s: FIN_WAIT2\n"
"    Note left of c: write(1) = 1\n"
"    c->>s: 0.122220 [P.] 1 byte, 62 ms after FIN\n"
"    s-xc: 0.122240 [R]\n"
"    Note left of c: CLOSED\n"
"    Note right of s: CLOSED\n"
"    Note left of c: write(1) = -1 EPIPE<br/>close() = 0\n"
"    Note over c,s: error write-after-close, 1 byte<br/>"
"client peer[812] wrote 1 byte 62 ms after the FIN of server<br/>"
"peer[811]#59; the server had called close(), so its kernel<br/>"
"answered RST: send() accepted the byte, and it is lost#59; the<br/>"
"program of the client had not read the end-of-file<br/>"
"fix: the side that closes: shutdown(SHUT_WR), read to<br/>"
"end-of-file, then close()#59; the side that writes: take data<br/>"
"for delivered only when the peer's program has said so\n",
		mermaid_connection(printed.out, &style, &made.connection));
	made_free(&made);
}

/* Names of processes are what others choose; here they would end the diagram. */
static void lifelines(void **state)
{
	struct made made;

	(void)state;
	made_init(&made);
	made_owner(&made, CLIENT, 812, "end;loop #x:<b>");
	CHECK_PRINTED(
"    participant c as client<br/>127.0.0.1#58;6882<br/>end#59;loop #35;x#58;#60;b#62;[812]\n"
"    participant s as server<br/>127.0.0.1#58;5555\n",
		mermaid_lifelines(printed.out, &made.connection));
	CHECK_PRINTED(
"    participant c as client\n"
"    participant s as server\n",
		mermaid_lifelines(printed.out, NULL));
	made_free(&made);
}

/* A run of data is folded as in the ladder; the client is on the left, whichever side it is. */
static void long_transfer(void **state)
{
	struct made made;

	(void)state;
	made_init(&made);
	made.connection.client = SERVER;
	for (unsigned int i = 0; i < 20; i++)
		made_segment(&made, i, CLIENT, SEGMENT_PSH | SEGMENT_ACK, 100 * i, 100, 0);
	CHECK_PRINTED(
"    Note over c,s: #35;7 client 127.0.0.1#58;5555 #8594; server 127.0.0.1#58;6882<br/>attempt\n"
"    s->>c: 0.000000 [P.] 100 bytes\n"
"    s->>c: 0.000001 [P.] 100 bytes\n"
"    Note over c,s: ... 16 segments, 1,600 bytes to client ...\n"
"    s->>c: 0.000018 [P.] 100 bytes\n"
"    s->>c: 0.000019 [P.] 100 bytes\n",
		mermaid_connection(printed.out, &style, &made.connection));
	made_free(&made);
}

/* One look at the sockets has no steps: the states are what there is to draw. */
static void without_steps(void **state)
{
	struct made made;

	(void)state;
	made_init(&made);
	trail_free(made.trail);
	made.trail = made.connection.trail = NULL;
	made.sockets[CLIENT].seen = true;
	made.sockets[CLIENT].latest.state = TCP_STATE_CLOSE_WAIT;
	made.sockets[CLIENT].latest.inode = made.sockets[CLIENT].inode = 55;
	made.connection.half[CLIENT].socket = &made.sockets[CLIENT];
	CHECK_PRINTED(
"    Note over c,s: #35;7 client 127.0.0.1#58;6882 #8594; server 127.0.0.1#58;5555<br/>"
"half-closed, first by the server\n"
"    Note left of c: CLOSE_WAIT\n",
		mermaid_connection(printed.out, &style, &made.connection));
	made_free(&made);
}

static void place(void **state)
{
	struct made made;
	struct place place;

	(void)state;
	made_init(&made);
	made_place(&made, &place);
	place.finding.place = &place;
	CHECK_PRINTED(
"    Note over c,s: warning accept-queue-full<br/>"
"the accept queue of peer[811] at 127.0.0.1#58;5555 has been<br/>"
"full for at least 1.0 s#59; waiting in it: 9, backlog: 8#59;<br/>"
"further connections get no answer<br/>"
"fix: find out why the server does not call accept()<br/>"
"(stopped, blocked, out of descriptors), or let it do so<br/>"
"faster#59; a larger backlog (listen(), net.core.somaxconn)<br/>"
"helps only against short bursts\n",
		mermaid_finding(printed.out, NULL, &place.finding));
	made_free(&made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stay_text),
		cmocka_unit_test(write_after_close),
		cmocka_unit_test(lifelines),
		cmocka_unit_test(long_transfer),
		cmocka_unit_test(without_steps),
		cmocka_unit_test(place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
