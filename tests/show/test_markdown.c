/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_markdown.c: what is to be pasted, line by line, and that names stay text and code. */
#include "show/markdown.h"
#include "made.h"
#include "printed.h"
#include "support/rows.h"

static const struct style style = { .utf8 = true, .width = 100 };

static const struct escaped texts[] = {
	{ "words", "wrote 1 byte, 62 ms after: send()", "wrote 1 byte, 62 ms after: send()" },
	{ "emphasis, code, struck out", "*a* `b` ~~c~~", "\\*a\\* \\`b\\` \\~\\~c\\~\\~" },
	{ "an underscore in a word, and others", "FIN_WAIT1 _x_ a_", "FIN_WAIT1 \\_x\\_ a\\_" },
	{ "a link, an image", "[a](b)![c](d)", "\\[a](b)!<!-- -->\\[c](d)" },
	{ "HTML, an entity", "<b>&lt;", "\\<b>\\&lt;" },
	{ "a cell's end", "a|b", "a\\|b" },
	{ "what escapes", "a\\nb\\", "a\\\\nb\\\\" },
	{ "mathematics, a snippet", "$1$", "\\$1\\$" },
	{ "a person, an issue, a milestone", "@you #7 %5", "@<!-- -->you #<!-- -->7 %<!-- -->5" },
	{ "an address of the web", "http://a.b www.c.d WWW.e", "http:<!-- -->//a.b www<!-- -->.c.d WWW<!-- -->.e" },
	{ "other dots and colons", "127.0.0.1:80: w.w", "127.0.0.1:80: w.w" },
	{ "not ASCII", "caf\u00e9 \u2192", "caf\u00e9 \u2192" },
};

static void names_stay_text(void **state)
{
	(void)state;
	check_escaped(texts, ARRAY_LEN(texts), markdown_text);
}

/* No run of backticks in a name or a call ends the code. */
static void fence(void **state)
{
	struct made made;

	(void)state;
	made_init(&made);
	made_owner(&made, SERVER, 811, "x ```` y");
	made_call(&made, 0, CLIENT, "`````");
	CHECK_PRINTED(
"``````text\n"
"#7 client 127.0.0.1:6882 → server 127.0.0.1:5555 x ```` y[811]\n"
"   attempt\n"
"                       the client                                   server x ```` y[811]\n"
"  0.000000             │ `````                                                         │\n"
"``````\n"
"\n"
"- no finding\n"
"\n",
		markdown_connection(printed.out, &style, &made.connection));
	made_free(&made);
}

/* A ladder that would fill the screen is folded up; a fence does not reach into HTML. */
static void long_ladder(void **state)
{
	static const char begin[] =
"```text\n"
"#7 client 127.0.0.1:6882 → server 127.0.0.1:5555\n"
"   attempt\n"
"```\n"
"\n"
"<details><summary>32 steps</summary>\n"
"\n"
"```text\n"
"                       the client                                             the server\n"
"  0.000000             │ call 0";
	static const char end[] =
"  0.000031             │ call 31                                                       │\n"
"```\n"
"\n"
"</details>\n"
"\n"
"- no finding\n"
"\n";
	struct printed printed;
	struct made made;
	const char *text;

	(void)state;
	made_init(&made);
	for (unsigned int i = 0; i < 32; i++) {
		char call[16];

		snprintf(call, sizeof(call), "call %u", i);
		made_call(&made, i, CLIENT, call);
	}
	printed_begin(&printed);
	markdown_connection(printed.out, &style, &made.connection);
	text = printed_end(&printed);
	assert_memory_equal(text, begin, sizeof(begin) - 1);
	assert_string_equal(text + printed.len - (sizeof(end) - 1), end);
	printed_free(&printed);
	made_free(&made);
}

static void findings(void **state)
{
	struct made made;
	struct place place;

	(void)state;
	made_write_after_close(&made);
	made_owner(&made, CLIENT, 812, "<b>@you");
	CHECK_PRINTED(
"- **error** write-after-close, 1 byte: client \\<b>@<!-- -->you\\[812] wrote 1 byte 62 ms after the FIN "
"of server peer\\[811]; the server had called close(), so its kernel answered RST: send() accepted the "
"byte, and it is lost; the program of the client had not read the end-of-file\n"
"  - fix: the side that closes: shutdown(SHUT_WR), read to end-of-file, then close(); the side that "
"writes: take data for delivered only when the peer's program has said so\n",
		markdown_finding(printed.out, &made.connection, &made.findings[0]));
	made_place(&made, &place);
	place.finding.place = &place;
	CHECK_PRINTED(
"- **warning** accept-queue-full: the accept queue of peer\\[811] at 127.0.0.1:5555 has been full for at "
"least 1.0 s; waiting in it: 9, backlog: 8; further connections get no answer\n"
"  - fix: find out why the server does not call accept() (stopped, blocked, out of descriptors), or let "
"it do so faster; a larger backlog (listen(), net.core.somaxconn) helps only against short bursts\n",
		markdown_finding(printed.out, NULL, &place.finding));
	made_free(&made);
}

static void table(void **state)
{
	struct tally tally = { 0 };

	(void)state;
	CHECK_PRINTED("", markdown_table(printed.out, &tally));
	for (int i = 0; i < 1200; i++)
		tally_add(&tally, &(struct finding){ .id = FINDING_EOF_IGNORED, .severity = SEVERITY_WARNING });
	tally_add(&tally, &(struct finding){ .id = FINDING_REFUSED, .severity = SEVERITY_NOTE });
	tally_add(&tally, &(struct finding){ .id = FINDING_REFUSED, .severity = SEVERITY_WARNING });
	tally_add(&tally, &(struct finding){ .id = FINDING_REFUSED, .severity = SEVERITY_NOTE });
	tally_add(&tally, &(struct finding){ .id = FINDING_TIMED_OUT, .severity = SEVERITY_ERROR, .bytes = 5 });
	tally_add(&tally, &(struct finding){ .id = FINDING_TIMED_OUT, .severity = SEVERITY_ERROR, .bytes = 1000,
					     .at_least = true });
	CHECK_PRINTED(
"| severity | finding | times | bytes | what it is |\n"
"| --- | --- | ---: | ---: | --- |\n"
"| error | timed-out | 2 | at least 1,005 bytes | an end tried again and again, heard nothing, and gave "
"up on the other |\n"
"| warning | eof-ignored | 1,200 |  | the peer has closed, everything is consumed, and the program does "
"not close: a leaked descriptor |\n"
"| warning | refused | 3 |  | the SYN was answered with RST: most likely nothing listens there |\n"
"\n",
		markdown_table(printed.out, &tally));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_stay_text),
		cmocka_unit_test(fence),
		cmocka_unit_test(long_ladder),
		cmocka_unit_test(findings),
		cmocka_unit_test(table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
