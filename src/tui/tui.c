/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tui.c: takes in news, and keys. */
#include "tui/tui.h"
#include "show/phrase.h"
#include "tui/commands.h"
#include "tui/findings_view.h"
#include "tui/key_line.h"
#include "tui/leaf_view.h"
#include "tui/listeners_view.h"
#include "tui/panel.h"
#include "tui/questions.h"
#include "tui/state.h"
#include "tui/status.h"

#include <stdlib.h>
#include <string.h>

struct tui *tui_new(const struct tui_options *options)
{
	struct tui *tui = calloc(1, sizeof(*tui));
	struct phrase phrase;

	if (!tui)
		return NULL;
	tui->tracker = options->tracker;
	tui->utf8 = options->utf8;
	tui->choice = (struct rows_choice){ options->wants, options->wants_arg };
	tui->width = TUI_COLUMNS_MIN;
	tui->sorting.by = SORT_FINDING;
	phrase_init(&phrase, tui->source, sizeof(tui->source));
	phrase_name(&phrase, options->source, strlen(options->source));
	return tui;
}

void tui_free(struct tui *tui)
{
	if (!tui)
		return;
	while (tui_pop(tui))
		;
	rows_free(&tui->rows);
	page_free(&tui->panel);
	digest_free(&tui->digest);
	free(tui->listeners);
	free(tui);
}

/* News. */

int tui_update(struct tui *tui, const struct summary *summary, uint64_t now_ns)
{
	int ret, others;

	if (tui->paused)
		return 0;
	tui->summary = *summary;
	tui->now_ns = now_ns;
	ret = rows_update(&tui->rows, &tui->tracker->table, &tui->choice, now_ns);
	if (tui->rows.changed)
		tui_arrange(tui);
	panel_fill(tui);
	others = tui->base == TUI_FINDINGS ? findings_view_update(tui) : 0;
	if (others == 0)
		others = listeners_view_update(tui);
	if (others == 0)
		others = leaf_view_refill(tui, false);
	return ret < 0 ? ret : others;
}

bool tui_fades(const struct tui *tui)
{
	return !tui->paused && tui->rows.count > 0;
}

void tui_say(struct tui *tui, enum style_role role, const char *text)
{
	struct phrase phrase;

	phrase_init(&phrase, tui->message, sizeof(tui->message));
	phrase_name(&phrase, text, strlen(text));
	tui->message_role = cell_role_of(role);
}

bool tui_wants_mouse(const struct tui *tui)
{
	return !(tui->leaf_count && tui->leaves[tui->leaf_count - 1].kind == TUI_PLAIN);
}

/* Keys. */

static bool move_in_table(struct tui *tui, const struct tui_input *input)
{
	if (!cursor_move(&tui->table, input))
		return false;
	tui_choose(tui);
	return true;
}

static bool move(struct tui *tui, const struct tui_input *input)
{
	struct tui_leaf *leaf = tui_top(tui);

	if (leaf)
		return scroll_move(&leaf->scroll, input);
	switch (tui->base) {
	case TUI_TABLE:
		return move_in_table(tui, input);
	case TUI_FINDINGS:
		return cursor_move(&tui->findings, input);
	case TUI_LISTENERS:
		return cursor_move(&tui->places, input);
	case TUI_BASE_COUNT:
		break;
	}
	return false;
}

static bool is_click(const struct tui_input *input)
{
	return input->key == TUI_KEY_CLICK || input->key == TUI_KEY_DOUBLE_CLICK;
}

/* A click on the head of a column sorts by it; once more, the other way round. */
static bool click_header(struct tui *tui, const struct tui_input *input)
{
	enum sort_by by = columns_sort_at(&tui->columns, input->column);

	if (tui->leaf_count || tui->base != TUI_TABLE || input->row != STATUS_ROWS ||
	    by == SORT_BY_COUNT)
		return false;
	tui->sorting.inverted = by == tui->sorting.by && !tui->sorting.inverted;
	tui->sorting.by = by;
	tui_arrange(tui);
	return true;
}

static struct tui_action click(struct tui *tui, const struct tui_input *input)
{
	struct tui_action action = { .kind = TUI_ACTION_NONE };
	struct tui_input key = key_line_at(tui_key_line(tui), tui->width, input->column);

	if (tui->height && input->row == tui->height - 1)
		return commands_run(tui, &key);
	if (click_header(tui, input) || !move(tui, input))
		return action;
	key = (struct tui_input){ .key = TUI_KEY_ENTER };
	return input->key == TUI_KEY_DOUBLE_CLICK ? commands_run(tui, &key) : action;
}

struct tui_action tui_input(struct tui *tui, const struct tui_input *input)
{
	struct tui_action action = { .kind = TUI_ACTION_NONE };

	if (input->key == TUI_KEY_NONE)
		return action;
	tui->message[0] = '\0';
	if (tui->prompt.kind != PROMPT_NONE)
		return questions_answer(tui, input);
	if (is_click(input))
		return click(tui, input);
	if (move(tui, input))
		return action;
	return commands_run(tui, input);
}
