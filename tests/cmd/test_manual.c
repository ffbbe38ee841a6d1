/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_manual.c: all there is has a page, pages fit, and each name in one leads to another. */
#include "cmd/manual_page.h"
#include "core/tcp_state.h"
#include "peers/demo.h"
#include "show/explain.h"
#include "show/setting.h"
#include "show/utf8.h"
#include "show/printed.h"

static struct manual manual;

static int make_manual(void **state)
{
	(void)state;
	manual_init(&manual);
	manual_page_demos(&manual);
	return 0;
}

static const struct topic *find(enum topic_kind kind, const char *name)
{
	for (size_t i = 0; i < manual.count; i++) {
		if (manual.topics[i].kind == kind && strcmp(manual.topics[i].name, name) == 0)
			return &manual.topics[i];
	}
	return NULL;
}

static void all_there_is_has_a_page(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (int tcp = TCP_STATE_NONE + 1; tcp < TCP_STATE_COUNT; tcp++) {
		rows_next(&rows, tcp_state_name((enum tcp_state)tcp));
		CHECK(&rows, find(TOPIC_STATE, rows.name) != NULL);
	}
	for (int id = 0; id < FINDING_COUNT; id++) {
		rows_next(&rows, finding_info((enum finding_id)id)->id);
		CHECK(&rows, find(TOPIC_FINDING, rows.name) != NULL);
	}
	for (size_t i = 0; i < demo_count(); i++) {
		rows_next(&rows, demo_at(i)->name);
		CHECK(&rows, find(TOPIC_DEMO, rows.name) != NULL);
	}
	CHECK(&rows, manual.count < MANUAL_MAX);	/* else some were left out */
	rows_end(&rows);
}

/* Wrapped lines fit; what stands as it is, a command, fits a terminal. */
static void check_lines(struct rows *rows, char *text, unsigned int width)
{
	char *line;

	while ((line = strsep(&text, "\n")))
		CHECK(rows, utf8_columns(line) <= (strncmp(line, "  ", 2) == 0 ? 100 : width));
}

static void every_page_fits(void **state)
{
	static const unsigned int widths[] = { STYLE_WIDTH_MIN, STYLE_WIDTH_MAX };
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < 2 * manual.count; i++) {
		const struct topic *topic = &manual.topics[i / 2];
		const struct style style = { .width = widths[i % 2] };
		struct printed printed;

		rows_next(&rows, topic->name);
		printed_begin(&printed);
		explain_topic(printed.out, &style, topic);
		explain_see(printed.out, &style, &manual, topic);
		printed_end(&printed);
		CHECK(&rows, strstr(printed.text, topic->name) == printed.text);
		CHECK(&rows, strstr(printed.text, topic->summary) || style.width < 100 ||
			     strlen(topic->summary) > 100);
		check_lines(&rows, printed.text, style.width);
		printed_free(&printed);
	}
	rows_end(&rows);
}

static void every_page_says_what_it_must(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < manual.count; i++) {
		const struct topic *topic = &manual.topics[i];

		rows_next(&rows, topic->name);
		CHECK(&rows, topic->summary && *topic->summary && !strchr(topic->summary, '\n'));
		CHECK(&rows, *topic->see || topic->kind == TOPIC_FINDING);
		if (topic->kind != TOPIC_STATE && topic->kind != TOPIC_OPTION)
			continue;
		CHECK(&rows, strlen(topic->manual) > 300);
		CHECK(&rows, strstr(topic->manual, "\n\n  ") != NULL);	/* a command to try */
		CHECK(&rows, strstr(topic->reference, "net/") != NULL);	/* the kernel's source */
		for (const char *const *name = topic->settings; *name; name++)
			CHECK(&rows, setting_meaning(*name) != NULL);
	}
	rows_end(&rows);
}

/* Behind "halfclose demo " stands a demo. */
static void check_demos(struct rows *rows, const char *text)
{
	static const char call[] = "halfclose demo ";

	while ((text = strstr(text, call))) {
		char name[40];

		text += strlen(call);
		snprintf(name, sizeof(name), "%.*s", (int)strspn(text, "abcdefghijklmnopqrstuvwxyz-"),
			 text);
		CHECK(rows, demo_find(name) != NULL);
	}
}

static void demos_that_pages_name_are_there(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < manual.count; i++) {
		if (!manual.topics[i].manual)
			continue;
		rows_next(&rows, manual.topics[i].name);
		check_demos(&rows, manual.topics[i].manual);
	}
	for (int id = 0; id < FINDING_COUNT; id++) {
		rows_next(&rows, finding_info((enum finding_id)id)->id);
		check_demos(&rows, finding_info((enum finding_id)id)->manual);
	}
	rows_end(&rows);
}

static bool has_page(const char *name)
{
	for (size_t i = 0; i < manual.count; i++) {
		if (strcmp(manual.topics[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Not only to its findings, which its table names. */
static bool demo_leads_to_a_state(const struct topic *topic)
{
	for (size_t i = 0; i < manual.count; i++) {
		if (manual.topics[i].kind == TOPIC_STATE && topic_leads(topic, &manual.topics[i]))
			return true;
	}
	return false;
}

static void every_name_leads_to_a_page(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < manual.count; i++) {
		const struct topic *topic = &manual.topics[i];

		rows_next(&rows, topic->name);
		CHECK(&rows, topic->kind != TOPIC_DEMO || demo_leads_to_a_state(topic));
		for (const char *const *name = topic->see; *name; name++) {
			rows_next(&rows, *name);
			CHECK(&rows, has_page(*name));
			CHECK(&rows, strcmp(*name, topic->name) != 0 || topic->kind == TOPIC_DEMO);
		}
	}
	rows_end(&rows);
}

static void every_finding_is_led_to(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (int id = 0; id < FINDING_COUNT; id++) {
		const struct topic *finding = find(TOPIC_FINDING, finding_info((enum finding_id)id)->id);
		size_t count = 0;

		rows_next(&rows, finding->name);
		for (size_t i = 0; i < manual.count; i++)
			count += topic_leads(finding, &manual.topics[i]);
		/* What is about no connection's end has no state. */
		CHECK(&rows, count > 0 || id == FINDING_EVIDENCE_GAP);
	}
	rows_end(&rows);
}

static void a_finding_is_not_its_demo(void **state)
{
	(void)state;
	assert_true(topic_leads(find(TOPIC_FINDING, "unread-at-close"),
				find(TOPIC_DEMO, "unread-at-close")));
	assert_true(topic_leads(find(TOPIC_STATE, "CLOSE_WAIT"),
				find(TOPIC_FINDING, "unread-at-close")));
	assert_false(topic_leads(find(TOPIC_STATE, "CLOSE_WAIT"),
				 find(TOPIC_DEMO, "unread-at-close")));
}

static const struct meant {
	const char *name, *word, *topic;
	enum topic_kind kind;
} meant[] = {
	{ "as it is spelled", "CLOSE_WAIT", "CLOSE_WAIT", TOPIC_STATE },
	{ "as ss has it", "close-wait", "CLOSE_WAIT", TOPIC_STATE },
	{ "in lower case", "close_wait", "CLOSE_WAIT", TOPIC_STATE },
	{ "in one", "closewait", "CLOSE_WAIT", TOPIC_STATE },
	{ "as ss shows it", "FIN-WAIT-2", "FIN_WAIT2", TOPIC_STATE },
	{ "in short, as ss", "ESTAB", "ESTABLISHED", TOPIC_STATE },
	{ "as the RFC has it", "SYN-RECEIVED", "SYN_RECV", TOPIC_STATE },
	{ "an option", "so_linger", "SO_LINGER", TOPIC_OPTION },
	{ "an option without its level", "linger", "SO_LINGER", TOPIC_OPTION },
	{ "another word for an option", "keep-alive", "SO_KEEPALIVE", TOPIC_OPTION },
	{ "one of several options on a page", "tcp_keepidle", "SO_KEEPALIVE", TOPIC_OPTION },
	{ "without its level", "KEEPCNT", "SO_KEEPALIVE", TOPIC_OPTION },
	{ "a finding", "eof-ignored", "eof-ignored", TOPIC_FINDING },
	{ "a finding in another way", "EOF_IGNORED", "eof-ignored", TOPIC_FINDING },
	{ "a finding that a demo has its name of", "unread-at-close", "unread-at-close",
	  TOPIC_FINDING },
	{ "that demo", "unread-at-close", "unread-at-close", TOPIC_DEMO },
};

static void words_are_understood(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(meant); i++) {
		const struct topic *topic = find(meant[i].kind, meant[i].topic);

		rows_next(&rows, meant[i].name);
		CHECK(&rows, topic && topic_is(topic, meant[i].word));
		/* Two pages for one word are two kinds of thing. */
		for (size_t j = 0; j < manual.count; j++)
			CHECK(&rows, !topic_is(&manual.topics[j], meant[i].word) ||
				     strcmp(manual.topics[j].name, meant[i].topic) == 0);
	}
	rows_end(&rows);
}

static const struct {
	const char *name, *word, *nearest;
} slips[] = {
	{ "a letter is missing", "clsewait", "CLOSE_WAIT" },
	{ "a letter too many, in an option", "lingerr", "SO_LINGER" },
	{ "a letter is missing in a part", "lnger", "SO_LINGER" },
	{ "other letters", "overflow-queue", NULL },
	{ "a part that says it", "forged", "reset-forged" },
	{ "a slip in an alias", "keepidel", "SO_KEEPALIVE" },
	{ "nothing like it", "zzzzzzzz", NULL },
	{ "some letters of another", "waiting", NULL },
	{ "no letters", "--", NULL },
	{ "endless", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	  NULL },
};

static void slips_are_forgiven(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(slips); i++) {
		rows_next(&rows, slips[i].name);
		CHECK_STRING(&rows, manual_nearest(&manual, slips[i].word), slips[i].nearest);
	}
	rows_end(&rows);
}

static void settings_have_their_lines(void **state)
{
	const struct style style = { .width = 100 };
	const struct setting settings[] = {
		{ "net.ipv4.tcp_fin_timeout", "60" },
		{ "net.ipv4.tcp_max_orphans", "" },
	};

	(void)state;
	CHECK_PRINTED("\nHere (Linux 6.18):\n"
		      "  net.ipv4.tcp_fin_timeout = 60\n"
		      "    seconds that a closed socket waits in FIN_WAIT2\n"
		      "  net.ipv4.tcp_max_orphans = not in this namespace, or kernel\n"
		      "    ownerless sockets that may be; one number for all namespaces, told in the "
		      "first alone\n",
		      settings_print(printed.out, &style, "6.18", settings, ARRAY_LEN(settings)));
	assert_null(setting_meaning("net.ipv4.nothing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_there_is_has_a_page),
		cmocka_unit_test(every_page_fits),
		cmocka_unit_test(every_page_says_what_it_must),
		cmocka_unit_test(demos_that_pages_name_are_there),
		cmocka_unit_test(every_name_leads_to_a_page),
		cmocka_unit_test(every_finding_is_led_to),
		cmocka_unit_test(a_finding_is_not_its_demo),
		cmocka_unit_test(words_are_understood),
		cmocka_unit_test(slips_are_forgiven),
		cmocka_unit_test(settings_have_their_lines),
	};

	return cmocka_run_group_tests(tests, make_manual, NULL);
}
