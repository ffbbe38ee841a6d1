/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_html.c: a case as HTML: what is drawn, where, and that nothing of others becomes markup. */
#include "made.h"
#include "printed.h"
#include "show/html_assets.h"
#include "show/html_case.h"
#include "show/html_ladder.h"
#include "show/html_page.h"
#include "show/markup.h"
#include "support/rows.h"

static size_t count_of(const char *text, const char *words)
{
	size_t count = 0;

	for (text = strstr(text, words); text; text = strstr(text + 1, words))
		count++;
	return count;
}

/* The words in this order, each behind the one before. */
static void check_order(struct rows *rows, const char *text, const char *const *words)
{
	for (; *words; words++) {
		const char *at = strstr(text, *words);

		if (!at)
			CHECK_STRING(rows, *words, "behind what comes before it");
		else
			text = at + strlen(*words);
	}
}

static void ladder_is_drawn_in_order(void **state)
{
	static const char *const words[] = {
		"<b>client</b> 127.0.0.1:6882 peer[812]", "<b>server</b> 127.0.0.1:5555 peer[811]",
		"<line class=\"life s-NONE\" x1=\"20%\"", "<line class=\"life s-SYN_SENT\" x1=\"20%\"",
		"<line class=\"life s-ESTABLISHED\" x1=\"20%\"",
		"<line class=\"life s-CLOSE_WAIT\" x1=\"20%\"", "<line class=\"life s-CLOSED\" x1=\"20%\"",
		"<line class=\"life s-SYN_RECV\" x1=\"80%\"",
		"<g class=\"seg at-c\" data-t=\"0\" transform=\"translate(0 26)\">",
		"<title>from client to server</title><line x1=\"20%\" x2=\"80%\"/>", ">[S]</text>",
		"<text class=\"t\"", ">0.000000</text>", ">SYN_SENT</text>",
		"<line x1=\"80%\" x2=\"20%\"/>", ">[S.]</text>", ">ESTABLISHED</text>", ">SYN_RECV</text>",
		"<g class=\"call at-c\"", "<circle cx=\"20%\"", ">write(5) = 5</text>",
		"<g class=\"call at-s\"", ">close() = 0</text>",
		"<g class=\"fact at-s\"", ">kernel: no descriptor</text>",
		"<g class=\"seg rst at-s\"", ">[R]</text>", NULL
	};
	struct rows rows = { .name = __func__ };
	struct printed printed;
	struct made made;

	(void)state;
	made_write_after_close(&made);
	printed_begin(&printed);
	html_ladder(printed.out, &made.connection);
	check_order(&rows, printed_end(&printed), words);
	printed_free(&printed);
	made_free(&made);
	rows_end(&rows);
}

static unsigned int number_behind(const char *text, const char *words)
{
	const char *at = strstr(text, words);

	return at ? (unsigned int)strtoul(at + strlen(words), NULL, 10) : 0;
}

/* The pieces of a lifeline touch, from the top to the bottom. */
static void lifelines_have_no_gaps(void **state)
{
	struct rows rows = { .name = __func__ };
	unsigned int end = 0, pieces = 0, height;
	struct printed printed;
	struct made made;
	const char *text;

	(void)state;
	made_write_after_close(&made);
	printed_begin(&printed);
	html_ladder(printed.out, &made.connection);
	text = printed_end(&printed);
	height = number_behind(text, " height=\"");
	for (text = strstr(text, "class=\"life "); text; text = strstr(text + 1, "class=\"life ")) {
		if (end == height)
			end = 0;
		CHECK_INT(&rows, number_behind(text, "y1=\""), end);
		end = number_behind(text, "y2=\"");
		pieces++;
	}
	CHECK_INT(&rows, end, height);
	CHECK_INT(&rows, pieces, 5 + 6);
	printed_free(&printed);
	made_free(&made);
	rows_end(&rows);
}

static void long_labels_take_several_lines(void **state)
{
	static const char *const words[] = {
		"translate(0 22)", "y=\"4\">sendmsg(a file of some length) =</text>",
		"y=\"18\">-1 EPIPE</text>",
		"translate(0 64)", "y=\"4\">write_without_any_space_in_all_its</text>",
		"y=\"18\">_name</text>", NULL
	};
	struct rows rows = { .name = __func__ };
	struct printed printed;
	struct made made;

	(void)state;
	made_init(&made);
	made_call(&made, 0, CLIENT, "sendmsg(a file of some length) = -1 EPIPE");
	made_call(&made, 9, CLIENT, "write_without_any_space_in_all_its_name");
	printed_begin(&printed);
	html_ladder(printed.out, &made.connection);
	check_order(&rows, printed_end(&printed), words);
	printed_free(&printed);
	made_free(&made);
	rows_end(&rows);
}

static void without_a_trail_nothing_is_drawn(void **state)
{
	struct made made;

	(void)state;
	made_init(&made);
	CHECK_PRINTED("", html_ladder(printed.out, &made.connection));
	made_free(&made);
}

static void make_seen(struct made *made)
{
	made_write_after_close(made);
	made->sockets[SERVER].latest.state = TCP_STATE_FIN_WAIT2;
}

static void a_row_has_all_columns(void **state)
{
	static const char *const words[] = {
		"data-v=\"2\"><span class=\"sev error\">error</span>",
		"<b>write-after-close, 1 byte</b>", "127.0.0.1:6882 peer[812]",
		"127.0.0.1:5555 peer[811]", "reset by the server (data-after-close)",
		">CLOSED</span>", ">CLOSED</span>", "data-v=\"1\"><span>1 to server</span>",
		"data-v=\"182520000\">after 182 ms</td>", "<tr class=\"more\">", "lost: 1 byte from client",
		"<article class=\"finding error\">", "<p class=\"says\">client peer[812] wrote 1 byte",
		"<p class=\"fix\"><b>fix:</b> the side that closes", "observed from packet, destroy",
		"<figure class=\"ladder\">", "<th scope=\"row\">state</th><td>CLOSED</td><td>CLOSED</td>",
		"<ol class=\"changes\">", NULL
	};
	struct rows rows = { .name = __func__ };
	struct printed printed;
	struct made made;
	char *more;

	(void)state;
	make_seen(&made);
	printed_begin(&printed);
	html_case(printed.out, NULL, &made.connection);
	printed_end(&printed);
	check_order(&rows, printed.text, words);
	more = strstr(printed.text, "</tr>");
	assert_non_null(more);
	*more = '\0';
	CHECK_INT(&rows, count_of(printed.text, "<td"), HTML_COLUMN_COUNT);
	printed_free(&printed);
	made_free(&made);
	rows_end(&rows);
}

static void names_stay_text(void **state)
{
	static const struct {
		const char *name, *comm, *html;
	} table[] = {
		{ "an element", "<script>x", "&lt;script&gt;x[812]" },
		{ "out of an attribute", "\" onload='x", "&quot; onload=&#39;x[812]" },
		{ "an entity", "&lt;", "&amp;lt;[812]" },
		{ "no UTF-8", "a\xff", "a\\xff[812]" },
		{ "right to left", "a\u202eb", "a\\xe2\\x80\\xaeb[812]" },
		{ "the end of a comment", "--></svg>", "--&gt;&lt;/svg&gt;[812]" },
	};
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		struct printed printed;
		struct made made;

		rows_next(&rows, table[i].name);
		make_seen(&made);
		made_owner(&made, CLIENT, 812, table[i].comm);
		made_call(&made, 190000, CLIENT, table[i].comm);
		printed_begin(&printed);
		html_case(printed.out, NULL, &made.connection);
		printed_end(&printed);
		/* In the table, above the ladder, and in sentences and facts. */
		CHECK_INT(&rows, count_of(printed.text, table[i].html) >= 4, 1);
		CHECK_INT(&rows, count_of(printed.text, table[i].comm), 0);
		printed_free(&printed);
		made_free(&made);
	}
	rows_end(&rows);
}

/* Cut into pieces on the way, but no character is. */
static void markup_cuts_no_character(void **state)
{
	struct printed printed;
	char text[400] = "", want[400] = "";

	(void)state;
	for (int i = 0; i < 60; i++) {
		strcat(text, i % 7 ? "\u00e9" : "x<");
		strcat(want, i % 7 ? "\u00e9" : "x&lt;");
	}
	printed_begin(&printed);
	markup_text(printed.out, text);
	assert_string_equal(printed_end(&printed), want);
	printed_free(&printed);
}

static const char *page_of(struct printed *printed, struct fold *fold, const char *subject)
{
	const struct summary summary = { .packets = true, .drops_known = true };
	const struct ended ended = { 0 };
	const struct page none = { 0 };
	const struct html_page page = {
		.subject = subject, .summary = &summary, .ended = &ended, .others = &none, .fold = fold,
	};

	printed_begin(printed);
	html_page(printed->out, &page);
	return printed_end(printed);
}

static void equal_cases_are_one_row_with_a_count(void **state)
{
	static const struct style style = { .utf8 = true };
	struct printed printed;
	struct fold fold;
	struct made made;
	const char *text;

	(void)state;
	fold_init(&fold, &style, false, html_case);
	make_seen(&made);
	for (unsigned int i = 0; i < 10000; i++) {
		made.connection.id = 7 + i;
		assert_int_equal(fold_add(&fold, &made.connection), 0);
	}
	text = page_of(&printed, &fold, "a");
	assert_int_equal(count_of(text, "<tbody"), 1);
	assert_non_null(strstr(text, "<tbody id=\"c7\">"));
	assert_non_null(strstr(text, "#7</a> <span class=\"times\">\u00d710,000</span>"));
	assert_non_null(strstr(text, "<p>\u00d710,000 like this, 10,000 bytes in all, the oldest is #7:</p>"));
	assert_non_null(strstr(text, "<li>#9 127.0.0.1:6882 \u2192 127.0.0.1:5555</li>"));
	assert_in_range(printed.len, 1000, 60000);
	printed_free(&printed);
	made_free(&made);
	fold_free(&fold);
}

/* With --all: so many rows of their own, and what was folded then is said. */
static void what_is_left_out_is_said(void **state)
{
	static const struct style style = { .utf8 = true };
	struct printed printed;
	struct fold fold;
	struct made made;
	const char *text;

	(void)state;
	fold_init(&fold, &style, true, html_case);
	fold.apart = 3;
	make_seen(&made);
	for (unsigned int i = 0; i < 9; i++) {
		made.connection.id = 7 + i;
		assert_int_equal(fold_add(&fold, &made.connection), 0);
	}
	text = page_of(&printed, &fold, "a");
	assert_int_equal(count_of(text, "<tbody"), 4);
	assert_non_null(strstr(text, "#10</a> <span class=\"times\">\u00d76</span>"));
	assert_non_null(strstr(text, "<p class=\"left-out\">the first 3 connections have a row each, "
				     "the others one for each kind</p>"));
	printed_free(&printed);
	made_free(&made);
	fold_free(&fold);
}

static void a_page_asks_for_nothing(void **state)
{
	static const struct style style = { .utf8 = true };
	struct printed printed;
	struct fold fold;
	const char *text;

	(void)state;
	fold_init(&fold, &style, false, html_case);
	text = page_of(&printed, &fold, "</title><img src=x>");
	assert_non_null(strstr(text, "content=\"default-src 'none'; style-src 'sha256-"));
	assert_non_null(strstr(text, "<title>halfclose: &lt;/title&gt;&lt;img src=x&gt;</title>"));
	assert_non_null(strstr(text, "<p>no finding</p>"));
	assert_null(strstr(text, "://"));
	assert_null(strstr(text, "<img"));
	assert_null(strstr(text, "<link"));
	printed_free(&printed);
	fold_free(&fold);
}

/* Else the page would end them early, or not be what their hash was made of. */
static void assets_are_fit_for_their_elements(void **state)
{
	(void)state;
	assert_null(strstr(html_style, "</"));
	assert_null(strstr(html_script, "</"));
	assert_null(strstr(html_script, "<!--"));
	assert_null(strchr(html_style, '\t'));
	assert_null(strchr(html_script, '\t'));
	assert_int_equal(strlen(html_style_hash), strlen("sha256-") + 44);
	assert_int_equal(strlen(html_script_hash), strlen("sha256-") + 44);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ladder_is_drawn_in_order),
		cmocka_unit_test(lifelines_have_no_gaps),
		cmocka_unit_test(long_labels_take_several_lines),
		cmocka_unit_test(without_a_trail_nothing_is_drawn),
		cmocka_unit_test(a_row_has_all_columns),
		cmocka_unit_test(names_stay_text),
		cmocka_unit_test(markup_cuts_no_character),
		cmocka_unit_test(equal_cases_are_one_row_with_a_count),
		cmocka_unit_test(what_is_left_out_is_said),
		cmocka_unit_test(a_page_asks_for_nothing),
		cmocka_unit_test(assets_are_fit_for_their_elements),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
