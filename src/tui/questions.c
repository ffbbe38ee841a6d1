/* SPDX-License-Identifier: GPL-2.0-or-later */
/* questions.c: asks in the message line, and carries out the answers. */
#include "tui/questions.h"
#include "show/phrase.h"

#include <string.h>

static const struct tui_action none = { .kind = TUI_ACTION_NONE };

void questions_filter(struct tui *tui)
{
	memcpy(tui->filter_before, tui->filter, sizeof(tui->filter));
	tui->selected_before = tui->selected;
	prompt_ask(&tui->prompt, PROMPT_FILTER, "filter: ", tui->filter);
}

static void cancel_filter(struct tui *tui)
{
	tui->selected = tui->selected_before;
	tui_set_filter(tui, tui->filter_before);
}

/* "sort: [c]lient [C]state ..." */
void questions_sort(struct tui *tui)
{
	char question[PROMPT_QUESTION_MAX];
	struct phrase phrase;

	phrase_init(&phrase, question, sizeof(question));
	phrase_text(&phrase, "sort:");
	for (enum sort_by by = 0; by < SORT_BY_COUNT; by++) {
		phrase_text(&phrase, " ");
		phrase_text(&phrase, sort_offer(by));
	}
	phrase_text(&phrase, " ");
	prompt_ask(&tui->prompt, PROMPT_SORT, question, "");
}

static void say_file_name(struct phrase *phrase, const struct tui *tui)
{
	phrase_text(phrase, "halfclose");
	if (!tui->writes_all) {
		phrase_text(phrase, "-");
		phrase_plain(phrase, tui->asked_of);
	}
	phrase_text(phrase, ".pcapng");
}

static void ask_for_file(struct tui *tui)
{
	char question[PROMPT_QUESTION_MAX], name[TUI_PATH_MAX];
	struct phrase phrase;

	phrase_init(&phrase, name, sizeof(name));
	say_file_name(&phrase, tui);
	phrase_init(&phrase, question, sizeof(question));
	phrase_text(&phrase, "write ");
	if (tui->writes_all) {
		phrase_text(&phrase, "all connections");
	} else {
		phrase_text(&phrase, "connection #");
		phrase_plain(&phrase, tui->asked_of);
	}
	phrase_text(&phrase, tui->writes_all && !tui->asked_of ? " to file: " :
		    tui->writes_all ? " (Tab: this one) to file: " : " (Tab: all) to file: ");
	prompt_ask(&tui->prompt, PROMPT_WRITE, question, name);
}

void questions_write(struct tui *tui, uint64_t connection)
{
	tui->asked_of = connection;
	tui->writes_all = connection == 0;
	ask_for_file(tui);
}

void questions_destroy(struct tui *tui, uint64_t connection)
{
	char question[PROMPT_QUESTION_MAX];
	struct phrase phrase;

	tui->asked_of = connection;
	phrase_init(&phrase, question, sizeof(question));
	phrase_text(&phrase, "destroy which socket of #");
	phrase_plain(&phrase, connection);
	phrase_text(&phrase, "? c: client's, s: server's, b: both, else: none ");
	prompt_ask(&tui->prompt, PROMPT_DESTROY, question, "");
}

/* A letter that is none of the columns' leaves the question standing. */
static void answer_sort(struct tui *tui, uint32_t letter)
{
	enum sort_by by = sort_by_letter(letter);

	if (by == SORT_BY_COUNT)
		return;
	tui->prompt.kind = PROMPT_NONE;
	tui_sort(tui, by);
}

static struct tui_action answer_destroy(struct tui *tui, uint32_t letter)
{
	struct tui_action action = { .kind = TUI_ACTION_DESTROY, .connection = tui->asked_of };
	const struct connection *connection = tui_connection(tui, tui->asked_of);
	bool client = letter == 'c' || letter == 'b', server = letter == 's' || letter == 'b';

	tui->prompt.kind = PROMPT_NONE;
	if (!client && !server) {
		tui_say(tui, STYLE_QUIET, "nothing was destroyed");
		return none;
	}
	if (!connection) {
		tui_say(tui, STYLE_QUIET, "it has left in the meantime");
		return none;
	}
	if (client)
		action.sides |= (uint8_t)(1u << connection->client);
	if (server)
		action.sides |= (uint8_t)(1u << connection_server(connection));
	return action;
}

static struct tui_action answer_write(struct tui *tui)
{
	struct tui_action action = { .kind = TUI_ACTION_WRITE };
	struct phrase path;

	if (tui->prompt.len == 0) {
		tui_say(tui, STYLE_QUIET, "nothing was written: no file was named");
		return none;
	}
	action.connection = tui->writes_all ? 0 : tui->asked_of;
	phrase_init(&path, action.path, sizeof(action.path));
	phrase_text(&path, tui->prompt.text);
	return action;
}

struct tui_action questions_answer(struct tui *tui, const struct tui_input *input)
{
	enum prompt_kind kind = tui->prompt.kind;
	enum prompt_answer answer;

	if (kind == PROMPT_WRITE && input->key == TUI_KEY_TAB && tui->asked_of) {
		tui->writes_all = !tui->writes_all;
		ask_for_file(tui);
		return none;
	}
	answer = prompt_input(&tui->prompt, input);
	if (kind == PROMPT_FILTER && answer == PROMPT_CHANGED)
		tui_set_filter(tui, tui->prompt.text);
	if (kind == PROMPT_FILTER && answer == PROMPT_CANCELLED)
		cancel_filter(tui);
	if (kind == PROMPT_SORT && answer == PROMPT_LETTER)
		answer_sort(tui, input->code);
	if (kind == PROMPT_DESTROY && answer == PROMPT_LETTER)
		return answer_destroy(tui, input->code);
	if (kind == PROMPT_DESTROY && answer == PROMPT_GOES_ON)
		return answer_destroy(tui, 0);
	if (kind == PROMPT_WRITE && answer == PROMPT_DONE)
		return answer_write(tui);
	return none;
}
