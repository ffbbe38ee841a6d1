/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_scenario.c: the language of scenarios: each step, each expect, each error with its place. */
#include "peers/scenario.h"
#include "support/rows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

/* The line of each row is the last of its peer, which has made what it may use. */
static const char stage[] =
	"var n 3\n"
	"peer other\n with backlog 1\n fork child\n"
	"peer child\n"
	"peer me\n with backlog 1\n connect to me\n connect side to other\n set v 1\n ";

static const struct {
	const char *line, *printed;	/* NULL: as it is */
} steps[] = {
	{ "connect", "connect conn to me" },	/* in a scenario where one listens, see below */
	{ "connect a to other", NULL },
	{ "connect to other", "connect conn to other" },
	{ "accept", "accept conn" },
	{ "accept a", NULL },
	{ "write 5", "write 5 conn" },
	{ "write 16777216 side", NULL },
	{ "read 5", "read 5 conn" },
	{ "read eof", "read eof conn" },
	{ "read 1 side", NULL },
	{ "read eof side", NULL },
	{ "recv 64", "recv 64 conn" },
	{ "v = recv 64", "v = recv 64 conn" },
	{ "fresh=recv 0 side", "fresh = recv 0 side" },
	{ "peek 0", "peek 0 conn" },
	{ "v = peek 1 side", NULL },
	{ "v = accept", "v = accept conn" },
	{ "v = connect a to other", NULL },
	{ "v = write 5 side", NULL },
	{ "v = read 5 side", NULL },
	{ "v = read eof side", NULL },
	{ "v = shutdown rd side", NULL },
	{ "v = close side", NULL },
	{ "v = setsockopt linger 0 side", NULL },
	{ "v = dup conn copy", NULL },
	{ "when n == 3 v = close side", NULL },
	{ "shutdown wr", "shutdown wr conn" },
	{ "shutdown rd side", NULL },
	{ "shutdown rdwr listener", NULL },
	{ "close", "close conn" },
	{ "close listener", NULL },
	{ "setsockopt linger 5", "setsockopt linger 5 conn" },
	{ "setsockopt linger off side", NULL },
	{ "setsockopt sndbuf 4096", "setsockopt sndbuf 4096 conn" },
	{ "setsockopt rcvbuf 4096 listener", NULL },
	{ "dup conn copy", NULL },
	{ "dup listener copy", NULL },
	{ "exit", "exit 0" },
	{ "exit 255", NULL },
	{ "kill", "kill me" },
	{ "kill other", NULL },
	{ "crash", NULL },
	{ "stop", NULL },
	{ "set v 7", NULL },
	{ "set v -1000000000", NULL },
	{ "set v n", NULL },
	{ "add v -1", NULL },
	{ "add fresh n", NULL },
	{ "wait v == 1", NULL },
	{ "wait v!=n", "wait v != n" },
	{ "wait v<-2", "wait v < -2" },
	{ "take v", NULL },
	{ "take n", NULL },
	{ "when v >= n close side", NULL },
	{ "when n<=2 wait v > 1", "when n <= 2 wait v > 1" },
	{ "write 5 side# and a comment", "write 5 side" },
	{ "\t write  5\tside   ", "write 5 side" },
	{ "write 5 side\r\n\r\n", "write 5 side" },
};

static int parse(struct scenario *scenario, const char *text, struct scenario_error *error)
{
	return scenario_parse(scenario, text, strlen(text), error);
}

/* The last step of the peer whose lines end the text. */
static const struct scenario_step *last_step(const struct scenario *scenario)
{
	return &scenario->steps[scenario->step_count - 1];
}

static void test_steps(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		const char *want = steps[i].printed ? steps[i].printed : steps[i].line;
		char text[1024], printed[SCENARIO_STEP_TEXT_MAX];
		struct scenario_error error = { 0 };
		struct scenario scenario;

		rows_next(&rows, steps[i].line);
		snprintf(text, sizeof(text), "%s%s%s", stage, steps[i].line,
			 i == 0 ? " to me" : "");
		if (!CHECK(&rows, parse(&scenario, text, &error) == 0)) {
			print_error("%u:%u: %s\n", error.line, error.column, error.text);
			continue;
		}
		scenario_print_step(&scenario, last_step(&scenario), printed);
		CHECK_STRING(&rows, printed, want);
		CHECK_INT(&rows, last_step(&scenario)->line, 11);
	}
	rows_end(&rows);
}

static const struct {
	const char *name, *text;
	unsigned int line, column;
	const char *says;
} errors[] = {
	{ "nothing at all", "", 1, 1, "there is no peer: expected \"peer NAME\"" },
	{ "nothing but comments", "# a\n\n # b", 3, 5, "there is no peer: expected \"peer NAME\"" },
	{ "an unknown step", "peer a\n\tfrobnicate\n", 2, 2,
	  "expected a step, or peer, thread, with, var or expect, not \"frobnicate\"" },
	{ "an unknown step behind when", "peer a\n when x == 1 when y == 1 exit\nvar x 1", 2, 14,
	  "expected a step, not \"when\"" },
	{ "nothing behind when", "peer a\n when x == 1  # hm\nvar x 1", 2, 15,
	  "expected a step, not the end of the line" },
	{ "steps belong to peers", " exit\npeer a", 1, 2, "expected peer, var or expect first" },
	{ "threads do", "thread t\npeer a", 1, 1, "expected peer, var or expect first" },
	{ "a peer without a name", "peer\n", 1, 5, "expected a peer's name, not the end of the line" },
	{ "a peer with two names", "peer a b\n", 1, 8, "expected the end of the line, not \"b\"" },
	{ "a peer with no good name", "peer 5\n", 1, 6, "expected a peer's name, not \"5\"" },
	{ "two peers of one name", "peer a\npeer b\npeer a", 3, 6, "peer \"a\" is in line 1, too" },
	{ "a peer named like a step", "peer write", 1, 6, "\"write\" is a word of the language" },
	{ "a peer named like a figure", "peer lost", 1, 6, "\"lost\" is a word of the language" },
	{ "a variable named like a word", "peer a\n set to 1", 2, 6,
	  "\"to\" is a word of the language" },
	{ "a name of 32 letters", "peer abcdefghijklmnopqrstuvwxyzabcdef", 1, 6,
	  "a name has at most 31 letters" },
	{ "a word that is far too long",
	  "peer a\n abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz", 2, 2,
	  "expected a step, or peer, thread, with, var or expect, not "
	  "\"abcdefghijklmnopqrstuvwxyzabcdef...\"" },
	{ "nine peers",
	  "peer a\npeer b\npeer c\npeer d\npeer e\npeer f\npeer g\npeer h\npeer i", 9, 6,
	  "a scenario has at most 8 peers" },
	{ "seventeen threads",
	  "peer a\nthread b\nthread c\nthread d\nthread e\nthread f\nthread g\nthread h\n"
	  "thread i\nthread j\nthread k\nthread l\nthread m\nthread n\nthread o\nthread p\n"
	  "thread q\n", 17, 8, "a scenario has at most 16 threads" },
	{ "two threads of one name", "peer a\nthread t\nthread t", 3, 8,
	  "peer \"a\" has a thread \"t\" already" },
	{ "a thread named like its peer", "peer a\nthread a", 2, 8,
	  "peer \"a\" has a thread \"a\" already" },
	{ "seventeen variables",
	  "peer a\n set a 1\n set b 1\n set c 1\n set d 1\n set e 1\n set f 1\n set g 1\n"
	  " set h 1\n set i 1\n set j 1\n set k 1\n set l 1\n set m 1\n set n 1\n set o 1\n"
	  " set p 1\n set q 1\n", 18, 6, "a scenario has at most 16 variables" },
	{ "seventeen descriptors",
	  "peer a\n accept a\n accept b\n accept c\n accept d\n accept e\n accept f\n"
	  " accept g\n accept h\n accept i\n accept j\n accept k\n accept l\n accept m\n"
	  " accept n\n accept o\n", 16, 9, "a scenario names at most 16 descriptors" },
	{ "octets that are no number", "peer a\n write five", 2, 8,
	  "expected octets from 1 to 16777216, not \"five\"" },
	{ "no octets", "peer a\n write", 2, 7,
	  "expected octets from 1 to 16777216, not the end of the line" },
	{ "more than one recv() asks for", "peer a\n recv 65537", 2, 7,
	  "expected octets from 0 to 65536, not \"65537\"" },
	{ "none to write", "peer a\n write 0", 2, 8, "expected octets from 1 to 16777216, not \"0\"" },
	{ "too many", "peer a\n write 16777217", 2, 8,
	  "expected octets from 1 to 16777216, not \"16777217\"" },
	{ "more than fit any number", "peer a\n write 99999999999999999999999", 2, 8,
	  "expected octets from 1 to 16777216, not \"99999999999999999999999\"" },
	{ "a number with a unit", "peer a\n write 5k", 2, 8,
	  "expected octets from 1 to 16777216, not \"5k\"" },
	{ "neither octets nor eof", "peer a\n read all", 2, 7,
	  "expected eof, or octets from 1 to 16777216, not \"all\"" },
	{ "no result of nothing", "peer a\n x =", 2, 5, "expected a call, not the end of the line" },
	{ "a number is no call", "peer a\n x = 5", 2, 6, "expected a call, not \"5\"" },
	{ "exit returns nothing", "peer a\n x = exit", 2, 6, "expected a call, not \"exit\"" },
	{ "nor does fork", "peer a\n x = fork b\npeer b", 2, 6, "expected a call, not \"fork\"" },
	{ "a result for a number", "peer a\n 5 = accept", 2, 2, "expected a variable, not \"5\"" },
	{ "a result for a step", "peer a\n wait = accept", 2, 2,
	  "\"wait\" is a word of the language" },
	{ "a result of two", "peer a\n x = y = accept", 2, 6, "expected a call, not \"y\"" },
	{ "shutdown of no direction", "peer a\n shutdown", 2, 10,
	  "expected wr, rd or rdwr, not the end of the line" },
	{ "an unknown option", "peer a\n setsockopt cork 1", 2, 13,
	  "expected linger, sndbuf or rcvbuf, not \"cork\"" },
	{ "an option without a value", "peer a\n setsockopt linger", 2, 19,
	  "expected off, or seconds from 0 to 60, not the end of the line" },
	{ "a buffer of nothing", "peer a\n with rcvbuf 0", 2, 14,
	  "expected octets from 1 to 16777216, not \"0\"" },
	{ "a status that no program has", "peer a\n exit 256", 2, 7,
	  "expected an exit status from 0 to 255, not \"256\"" },
	{ "a surplus word", "peer a\n accept conn now", 2, 14,
	  "expected the end of the line, not \"now\"" },
	{ "a surplus relation", "peer a\n exit 5==5", 2, 8, "expected the end of the line, not \"==\"" },
	{ "no relation", "peer a\n wait x 5", 2, 9, "expected ==, !=, <, <=, > or >=, not \"5\"" },
	{ "one of C's operators that is none here", "peer a\n wait x = 5", 2, 9,
	  "expected ==, !=, <, <=, > or >=, not \"=\"" },
	{ "nothing to compare with", "peer a\n wait x ==", 2, 11,
	  "expected a number or a variable, not the end of the line" },
	{ "with behind a step", "peer a\n exit\n with backlog 1", 3, 7,
	  "with comes before the peer's steps and threads" },
	{ "with in a thread", "peer a\nthread t\n with backlog 1", 3, 7,
	  "with comes before the peer's steps and threads" },
	{ "two first values", "var x 1\nvar x 2\npeer a", 2, 5, "\"x\" has a first value already" },
	{ "a step behind exit", "peer a\n exit\n crash\n", 3, 2,
	  "the step before this one ends the thread" },
	{ "a step behind stop", "peer a\n stop\n crash\n", 3, 2,
	  "the step before this one ends the thread" },
	{ "a step behind its own death", "peer a\n kill a\n crash\n", 3, 2,
	  "the step before this one ends the thread" },

	{ "who connects to nobody", "peer a\n connect\npeer b\n", 2, 2, "no peer listens" },
	{ "who connects to one of two", "peer a\n accept\npeer b\n with backlog 2\npeer c\n connect",
	  6, 2, "to whom? both \"a\" and \"b\" listen" },
	{ "who connects to one that is not", "peer a\n accept\npeer c\n connect to b", 4, 13,
	  "there is no peer \"b\"" },
	{ "who connects to one that is deaf", "peer a\n accept\npeer c\n connect to c", 4, 13,
	  "\"c\" never listens" },
	{ "a descriptor that nobody makes", "peer a\n accept\n close con", 3, 8,
	  "no step of \"a\" makes a descriptor \"con\"" },
	{ "the usual one, by default", "peer a\n set x 1\n close", 3, 2,
	  "no step of \"a\" makes a descriptor \"conn\"" },
	{ "a descriptor of another peer", "peer a\n accept x\npeer b\n connect\n close x", 5, 8,
	  "no step of \"b\" makes a descriptor \"x\"" },
	{ "a parent has none of its child's", "peer a\n fork b\n close x\npeer b\n connect x to b\n"
	  " listen\n", 3, 8, "no step of \"a\" makes a descriptor \"x\"" },
	{ "a listener that is none", "peer a\n connect to b\n close listener\npeer b\n accept\n",
	  3, 8, "no step of \"a\" makes a descriptor \"listener\"" },
	{ "a second listen step", "peer a\n listen\n close listener\n listen\n", 4, 2,
	  "this peer listens already" },
	{ "a listener twice", "peer a\n with backlog 2\n listen\n", 2, 7,
	  "\"a\" has a listen step, too" },
	{ "a child's own backlog", "peer a\n fork b\npeer b\n with backlog 2\n", 4, 7,
	  "\"b\" is forked: it has its parent's listener" },
	{ "a child of a parent without", "peer a\n fork b\npeer b\n accept\n", 4, 2,
	  "\"b\" was forked by a peer without a listener" },
	{ "octets for the listener", "peer a\n accept\n write 5 listener\n", 3, 10,
	  "no octets go through the listener" },
	{ "a listener from accept", "peer a\n accept listener", 2, 9,
	  "\"listener\" is what listen makes" },
	{ "a copy without a name", "peer a\n accept\n dup conn", 3, 10,
	  "expected a descriptor's name, not the end of the line" },
	{ "a copy of nothing", "peer a\n dup", 2, 5,
	  "expected a descriptor's name, not the end of the line" },
	{ "a copy over itself", "peer a\n accept\n dup conn conn", 3, 11,
	  "a copy needs a name of its own" },
	{ "a copy of what is not there", "peer a\n dup conn copy", 2, 6,
	  "no step of \"a\" makes a descriptor \"conn\"" },
	{ "a fork of nobody", "peer a\n fork", 2, 6, "expected a peer's name, not the end of the line" },
	{ "a fork of a stranger", "peer a\n fork b", 2, 7, "there is no peer \"b\"" },
	{ "two forks of one", "peer a\n fork b\n fork b\npeer b", 3, 7,
	  "\"b\" is forked by \"a\" already" },
	{ "a fork of itself", "peer a\n fork a", 2, 7, "\"a\" would never begin: nobody else forks it" },
	{ "a fork of its parent's parent", "peer a\n fork b\npeer b\n fork c\npeer c\n fork a", 6, 7,
	  "\"a\" would never begin: nobody else forks it" },
	{ "a kill of a stranger", "peer a\n kill b", 2, 7, "there is no peer \"b\"" },
	{ "a wait for nothing", "peer a\n wait x == 1", 2, 7,
	  "no step sets \"x\": this would wait for ever, or for nothing" },
	{ "a wait for what is only declared", "var x 0\npeer a\n wait x == 1", 3, 7,
	  "no step sets \"x\": this would wait for ever, or for nothing" },
	{ "a choice by nothing", "peer a\n when x == 1 exit", 2, 7,
	  "no step sets \"x\", and no var gives it a first value" },
	{ "a value of nothing", "peer a\n set x y", 2, 8,
	  "no step sets \"y\", and no var gives it a first value" },
	{ "a taking from nothing", "peer a\n take x", 2, 7,
	  "no step sets \"x\", and no var gives it a first value" },
	{ "an expectation of nothing", "peer a\nexpect lots == 0", 2, 8,
	  "\"lots\" is none of lost, hung, resets, refused, short, crashes, accepted, and no step or var "
	  "sets it" },
	{ "an expectation of nothing behind a choice by it", "peer a\n when x == 1 exit\nexpect x == 0", 2, 7,
	  "no step sets \"x\", and no var gives it a first value" },
	{ "expect what", "peer a\nexpect", 2, 7, "expected lost, hung, resets, refused, short, "
	  "crashes, accepted or a variable, not the end of the line" },
	{ "a figure of a stranger", "peer a\nexpect lost.b == 0", 2, 13, "there is no peer \"b\"" },
	{ "a figure of no peer", "peer a\nexpect lost. == 0", 2, 13,
	  "expected a peer's name, not the end of the line" },
	{ "a figure of one peer's peer", "peer a\nexpect lost.a.a == 0", 2, 13,
	  "expected a peer's name, not \"a.a\"" },

	{ "UTF-16", "peer a\n\xff\xfe", 2, 1, "octet 0xff: only comments may have others than ASCII" },
	{ "Latin-1 in a name", "peer M\xfcller\n", 1, 7,
	  "octet 0xfc: only comments may have others than ASCII" },
	{ "no-break space", "peer a\n exit\xc2\xa0" "5\n", 2, 6,
	  "octet 0xc2: only comments may have others than ASCII" },
	{ "an escape sequence", "peer \x1b[2J\n", 1, 6,
	  "octet 0x1b: only comments may have others than ASCII" },
	{ "old Macs' line ends", "peer a\r exit\r", 1, 7,
	  "octet 0x0d: only comments may have others than ASCII" },
	{ "a CR that ends the text", "peer a\r", 1, 7,
	  "octet 0x0d: only comments may have others than ASCII" },
	{ "a DEL", "peer \x7f", 1, 6, "octet 0x7f: only comments may have others than ASCII" },
	{ "a mark moves no column", "\xef\xbb\xbfpeer 5\n", 1, 6, "expected a peer's name, not \"5\"" },
};

static void test_errors(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
		struct scenario_error error = { 0 };
		struct scenario scenario;

		rows_next(&rows, errors[i].name);
		CHECK_INT(&rows, parse(&scenario, errors[i].text, &error), -EINVAL);
		CHECK_STRING(&rows, error.text, errors[i].says);
		CHECK_INT(&rows, error.line, errors[i].line);
		CHECK_INT(&rows, error.column, errors[i].column);
	}
	rows_end(&rows);
}

/* What no string literal holds: NULs, and texts that are long. */
static void test_odd_texts(void **state)
{
	static const char nul[] = "peer a\n# b\0c\n";
	struct scenario_error error = { 0 };
	struct scenario scenario;
	struct rows rows = { 0 };
	char *text = malloc(SCENARIO_SIZE_MAX + 1);

	(void)state;
	assert_non_null(text);
	rows_next(&rows, "a NUL, in a comment, too");
	CHECK_INT(&rows, scenario_parse(&scenario, nul, sizeof(nul) - 1, &error), -EINVAL);
	CHECK_STRING(&rows, error.text, "a NUL: this is no text, or one in UTF-16");
	CHECK_INT(&rows, error.line, 2);
	CHECK_INT(&rows, error.column, 4);

	rows_next(&rows, "as long as may be, without a newline at its end");
	memset(text, '\n', SCENARIO_SIZE_MAX + 1);
	memcpy(text + SCENARIO_SIZE_MAX - 6, "peer a", 6);
	CHECK_INT(&rows, scenario_parse(&scenario, text, SCENARIO_SIZE_MAX, &error), 0);
	CHECK_INT(&rows, scenario.peers[0].line, SCENARIO_SIZE_MAX - 5);

	rows_next(&rows, "longer");
	CHECK_INT(&rows, scenario_parse(&scenario, text, SCENARIO_SIZE_MAX + 1, &error), -EINVAL);
	CHECK_STRING(&rows, error.text, "a scenario has at most 65536 octets");

	rows_next(&rows, "no text, and no pointer");
	CHECK_INT(&rows, scenario_parse(&scenario, NULL, 0, &error), -EINVAL);
	free(text);
	rows_end(&rows);
}

static void repeat(char *text, size_t size, const char *head, const char *line, int count)
{
	size_t len = (size_t)snprintf(text, size, "%s", head);

	for (int i = 0; i < count; i++)
		len += (size_t)snprintf(text + len, size - len, "%s", line);
}

static void test_limits(void **state)
{
	static const struct {
		const char *name, *line;
		int most;
		const char *says;
	} limits[] = {
		{ "steps", " set x 1\n", SCENARIO_STEPS_MAX, "a scenario has at most 256 steps" },
		{ "connects", " connect to a\n", SCENARIO_CONNECTS_MAX,
		  "a scenario connects at most 32 times" },
		{ "expects", "expect lost == 0\n", SCENARIO_EXPECTS_MAX,
		  "a scenario expects at most 16 things" },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
		struct scenario_error error = { 0 };
		struct scenario scenario;
		char text[8192];

		rows_next(&rows, limits[i].name);
		repeat(text, sizeof(text), "peer a\n with backlog 1\n", limits[i].line,
		       limits[i].most);
		CHECK_INT(&rows, parse(&scenario, text, &error), 0);
		repeat(text, sizeof(text), "peer a\n with backlog 1\n", limits[i].line,
		       limits[i].most + 1);
		CHECK_INT(&rows, parse(&scenario, text, &error), -EINVAL);
		CHECK_STRING(&rows, error.text, limits[i].says);
		CHECK_INT(&rows, error.line, limits[i].most + 3);
	}
	rows_end(&rows);
}

static const char whole[] =
	"# A server of two threads, its helper, and a client.\r\n"
	"var permits 2\r\n"
	"peer server\r\n"
	"\twith linger 3\r\n"
	"\taccept\r\n"
	"\tfork helper\r\n"
	"\tset up 1\r\n"
	"thread second\r\n"
	"\twait up == 1\r\n"
	"\tclose listener\r\n"
	"peer helper\r\n"
	"\taccept again\r\n"
	"\tread eof\r\n"
	"expect lost.client <= up\r\n"
	"peer client\r\n"
	"\tconnect";

static void test_whole(void **state)
{
	struct scenario_error error = { 0 };
	struct scenario scenario;

	(void)state;
	assert_int_equal(parse(&scenario, whole, &error), 0);
	assert_int_equal(scenario.peer_count, 3);
	assert_int_equal(scenario.thread_count, 4);
	assert_int_equal(scenario.peers[0].count, 2);
	assert_int_equal(scenario.peers[2].first, 3);
	assert_string_equal(scenario.threads[1].name, "second");
	assert_string_equal(scenario.threads[3].name, "client");
	assert_int_equal(scenario.threads[1].first, 3);
	assert_int_equal(scenario.threads[1].count, 2);
	assert_true(scenario.peers[0].listens);
	assert_int_equal(scenario.peers[0].backlog, 8);
	assert_int_equal(scenario.peers[0].option[SCENARIO_LINGER], 3);
	assert_int_equal(scenario.peers[0].option[SCENARIO_RCVBUF], SCENARIO_OFF);
	assert_true(scenario.peers[1].forked && !scenario.peers[1].listens);
	assert_int_equal(scenario.peers[1].parent, 0);
	assert_int_equal(scenario.connect_count, 1);
	assert_int_equal(last_step(&scenario)->peer, 0);	/* the only one that listens */
	assert_int_equal(last_step(&scenario)->line, 16);
	assert_string_equal(scenario.descriptors[2], "again");
	assert_int_equal(scenario.variables[0].first, 2);
	assert_int_equal(scenario.expect_count, 1);
}

/* The outcome: peer a lost 5, peer b 2; a hangs once; v is 3 and w is -1. */
static const struct {
	const char *expect;
	bool holds;
} expects[] = {
	{ "lost == 7", true }, { "lost == 5", false }, { "lost.a == 5", true },
	{ "lost.b == 5", false }, { "lost.b != 5", true }, { "lost < 7", false },
	{ "lost <= 7", true }, { "lost > 6", true }, { "lost >= 8", false }, { "hung == 1", true },
	{ "hung.b > 0", false }, { "resets == 0", true }, { "refused == 0", true },
	{ "short == 0", true }, { "crashes == 0", true }, { "accepted == v", false },
	{ "v == 3", true }, { "w == -1", true }, { "v > w", true }, { "w >= v", false },
	{ "lost.b < v", true },
};

static void test_expects(void **state)
{
	static const char head[] = "peer a\n set v 1\n set w 1\npeer b\nexpect ";
	const struct scenario_outcome outcome = {
		.figures = { { [FIGURE_LOST] = 5, [FIGURE_HUNG] = 1 }, { [FIGURE_LOST] = 2 } },
		.variables = { 3, -1 },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(expects); i++) {
		char text[256], printed[SCENARIO_STEP_TEXT_MAX];
		struct scenario_error error = { 0 };
		struct scenario scenario;

		rows_next(&rows, expects[i].expect);
		snprintf(text, sizeof(text), "%s%s", head, expects[i].expect);
		if (!CHECK_INT(&rows, parse(&scenario, text, &error), 0))
			continue;
		CHECK_INT(&rows, scenario.expect_count, 1);
		scenario_print_expect(&scenario, &scenario.expects[0], printed);
		CHECK_STRING(&rows, printed, expects[i].expect);
		CHECK_INT(&rows, scenario_expect_holds(&scenario.expects[0], &outcome),
			  expects[i].holds);
	}
	rows_end(&rows);
}

/* Nothing lost, nobody hung, nobody crashed; what else happened is no matter. */
static void test_expects_the_usual(void **state)
{
	static const struct {
		enum scenario_figure figure;
		bool matters;
	} usual[] = {
		{ FIGURE_LOST, true }, { FIGURE_HUNG, true }, { FIGURE_CRASHES, true },
		{ FIGURE_RESETS, false }, { FIGURE_REFUSED, false }, { FIGURE_SHORT, false },
		{ FIGURE_ACCEPTED, false },
	};
	struct scenario_error error = { 0 };
	struct scenario scenario;
	struct rows rows = { 0 };

	(void)state;
	assert_int_equal(parse(&scenario, "peer a", &error), 0);
	for (size_t i = 0; i < ARRAY_LEN(usual); i++) {
		struct scenario_outcome outcome = { 0 };
		bool holds = true;

		rows_next(&rows, scenario_figure_name(usual[i].figure));
		outcome.figures[0][usual[i].figure] = 1;
		for (unsigned int j = 0; j < scenario.expect_count; j++)
			holds &= scenario_expect_holds(&scenario.expects[j], &outcome);
		CHECK_INT(&rows, holds, !usual[i].matters);
		CHECK_INT(&rows, scenario.expects[0].line, 0);
	}
	rows_end(&rows);
}

/* when and wait look at what holds then: a value may be another variable's. */
static void test_tests(void **state)
{
	static const int64_t first[] = { 3, -1 }, later[] = { -1, -1 };
	struct scenario_error error = { 0 };
	struct scenario scenario;

	(void)state;
	assert_int_equal(parse(&scenario, "peer a\n set v 3\n set w 1\n when v > w wait w == v\n",
			       &error), 0);
	assert_true(last_step(&scenario)->conditional);
	assert_true(scenario_test_holds(&last_step(&scenario)->when, first));
	assert_false(scenario_test_holds(&last_step(&scenario)->when, later));
	assert_false(scenario_test_holds(&last_step(&scenario)->test, first));
	assert_true(scenario_test_holds(&last_step(&scenario)->test, later));
	assert_int_equal(scenario_value(&scenario.steps[0].value, later), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_odd_texts),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_expects),
		cmocka_unit_test(test_expects_the_usual),
		cmocka_unit_test(test_tests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
