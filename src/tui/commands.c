/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands.c: a table of keys, and a function for each. */
#include "tui/commands.h"
#include "show/phrase.h"
#include "tui/findings_view.h"
#include "tui/leaf_view.h"
#include "tui/listeners_view.h"
#include "tui/questions.h"

#include <string.h>

static const struct tui_action none = { .kind = TUI_ACTION_NONE };

/* The connection that is shown, or chosen; 0: none is. */
static uint64_t current(struct tui *tui)
{
	const struct tui_leaf *leaf = tui_top(tui);
	const struct row *row = tui_selected(tui);

	if (leaf && leaf->connection)
		return leaf->connection;
	return tui->base == TUI_TABLE && row ? row->id : 0;
}

static void open_leaf(struct tui *tui, enum tui_leaf_kind kind, uint64_t connection)
{
	struct tui_leaf *leaf = tui_push(tui, kind);

	leaf->connection = connection;
	if (leaf_view_fill(tui, leaf) < 0) {
		tui_pop(tui);
		tui_say(tui, STYLE_ERROR, "out of memory");
	}
}

static struct tui_action quit(struct tui *tui)
{
	(void)tui;
	return (struct tui_action){ .kind = TUI_ACTION_QUIT };
}

static struct tui_action redraw(struct tui *tui)
{
	(void)tui;
	return (struct tui_action){ .kind = TUI_ACTION_REDRAW };
}

static struct tui_action help(struct tui *tui)
{
	const struct tui_leaf *leaf = tui_top(tui);

	if (leaf && leaf->kind == TUI_HELP)
		tui_pop(tui);
	else
		open_leaf(tui, TUI_HELP, 0);
	return none;
}

static struct tui_action back(struct tui *tui)
{
	if (tui_pop(tui))
		return none;
	if (tui->base != TUI_TABLE)
		tui->base = TUI_TABLE;
	else if (tui->filter[0])
		tui_set_filter(tui, "");
	return none;
}

/* In the other lists: shows the table, of what is chosen there alone. */
static void show_filtered(struct tui *tui, const char *filter)
{
	tui_set_filter(tui, filter);
	tui->base = TUI_TABLE;
	tui->hides_closed = false;
	tui_arrange(tui);
	tui_say(tui, STYLE_QUIET, "Esc clears the filter");
}

static void enter_case(struct tui *tui)
{
	const struct digest_case *found = findings_view_selected(tui);
	char filter[PROMPT_TEXT_MAX];
	struct phrase phrase;

	if (!found)
		return;
	phrase_init(&phrase, filter, sizeof(filter));
	if (found->of_place) {
		phrase_text(&phrase, "port:");
		phrase_plain(&phrase, found->examples[0].local.port);
	} else {
		findings_view_say_filter(&phrase, found);
	}
	show_filtered(tui, filter);
}

static void enter_listener(struct tui *tui)
{
	const struct listener *listener = listeners_view_selected(tui);
	char filter[PROMPT_TEXT_MAX];
	struct phrase phrase;

	if (!listener)
		return;
	phrase_init(&phrase, filter, sizeof(filter));
	phrase_text(&phrase, "port:");
	phrase_plain(&phrase, listener->latest.local.port);
	show_filtered(tui, filter);
}

static struct tui_action enter(struct tui *tui)
{
	const struct row *row = tui_selected(tui);

	if (tui_top(tui))
		return none;
	switch (tui->base) {
	case TUI_TABLE:
		if (row)
			open_leaf(tui, TUI_DETAIL, row->id);
		break;
	case TUI_FINDINGS:
		enter_case(tui);
		break;
	case TUI_LISTENERS:
		enter_listener(tui);
		break;
	case TUI_BASE_COUNT:
		break;
	}
	return none;
}

static struct tui_action next_base(struct tui *tui)
{
	if (tui_top(tui))
		return none;
	tui->base = (enum tui_base)((tui->base + 1) % TUI_BASE_COUNT);
	if (tui->base == TUI_FINDINGS && findings_view_update(tui) < 0)
		tui_say(tui, STYLE_ERROR, "out of memory: some findings are missing");
	return none;
}

static struct tui_action filter(struct tui *tui)
{
	if (tui_top(tui))
		return none;
	tui->base = TUI_TABLE;
	questions_filter(tui);
	return none;
}

static struct tui_action sort(struct tui *tui)
{
	if (!tui_top(tui) && tui->base == TUI_TABLE)
		questions_sort(tui);
	return none;
}

static void sort_beside(struct tui *tui, int step)
{
	int by = (int)tui->sorting.by + step;

	if (!tui_top(tui) && tui->base == TUI_TABLE)
		tui_sort(tui, (enum sort_by)((by + SORT_BY_COUNT) % SORT_BY_COUNT));
}

static struct tui_action sort_left(struct tui *tui)
{
	sort_beside(tui, -1);
	return none;
}

static struct tui_action sort_right(struct tui *tui)
{
	sort_beside(tui, 1);
	return none;
}

static struct tui_action invert(struct tui *tui)
{
	if (tui_top(tui) || tui->base != TUI_TABLE)
		return none;
	tui->sorting.inverted = !tui->sorting.inverted;
	tui_arrange(tui);
	return none;
}

static struct tui_action pause_rows(struct tui *tui)
{
	tui->paused = !tui->paused;
	tui_say(tui, STYLE_QUIET, tui->paused ?
		"paused: the screen stands still, and nothing is lost; p goes on" : "going on");
	return none;
}

static struct tui_action closed(struct tui *tui)
{
	if (tui_top(tui) || tui->base != TUI_TABLE)
		return none;
	tui->hides_closed = !tui->hides_closed;
	tui_arrange(tui);
	tui_say(tui, STYLE_QUIET, tui->hides_closed ? "closed connections are hidden" :
						      "closed connections are shown");
	return none;
}

/* The finding that is meant: of a case, or the worst of the connection; -1: there is none. */
static int current_finding(struct tui *tui)
{
	const struct digest_case *found = findings_view_selected(tui);
	const struct connection *connection = tui_connection(tui, current(tui));
	const struct finding *worst = connection ? row_worst(connection) : NULL;
	const struct row *row = tui_selected(tui);

	if (!tui_top(tui) && tui->base == TUI_FINDINGS)
		return found ? found->id : -1;
	if (worst)
		return worst->id;
	/* It may have left, while its row stands still. */
	return !tui_top(tui) && tui->base == TUI_TABLE && row && row->findings ? row->finding : -1;
}

static struct tui_action explain(struct tui *tui)
{
	const struct tui_leaf *leaf = tui_top(tui);
	int id = current_finding(tui);
	struct tui_leaf *opened;

	if (leaf && leaf->kind != TUI_DETAIL)
		return none;
	if (id < 0) {
		tui_say(tui, STYLE_QUIET, "there is no finding here to explain");
		return none;
	}
	opened = tui_push(tui, TUI_EXPLAIN);
	opened->finding = (uint8_t)id;
	if (leaf_view_fill(tui, opened) < 0)
		tui_pop(tui);
	return none;
}

static struct tui_action copy(struct tui *tui)
{
	const struct tui_leaf *leaf = tui_top(tui);
	bool of_case = !leaf && tui->base == TUI_FINDINGS && findings_view_selected(tui);

	if (leaf && leaf->kind != TUI_DETAIL)
		return none;
	if (!of_case && !tui_connection(tui, current(tui)))
		tui_say(tui, STYLE_QUIET, "there is nothing here to copy");
	else
		open_leaf(tui, TUI_PLAIN, of_case ? 0 : current(tui));
	return none;
}

static struct tui_action write_packets(struct tui *tui)
{
	questions_write(tui, current(tui));
	return none;
}

static struct tui_action destroy(struct tui *tui)
{
	const struct connection *connection = tui_connection(tui, current(tui));

	if (!connection)
		tui_say(tui, STYLE_QUIET, "there is no connection here whose socket to destroy");
	else if (census_group(connection) == CENSUS_GONE)
		tui_say(tui, STYLE_QUIET, "both sockets are gone: there is none to destroy");
	else
		questions_destroy(tui, connection->id);
	return none;
}

static const struct {
	enum tui_key key;
	uint32_t code;
	struct tui_action (*run)(struct tui *tui);
} commands[] = {
	{ TUI_KEY_CHARACTER, 'q', quit },
	{ TUI_KEY_F10, 0, quit },
	{ TUI_KEY_CONTROL, 'L', redraw },
	{ TUI_KEY_CHARACTER, '?', help },
	{ TUI_KEY_CHARACTER, 'h', help },
	{ TUI_KEY_F1, 0, help },
	{ TUI_KEY_ESCAPE, 0, back },
	{ TUI_KEY_ENTER, 0, enter },
	{ TUI_KEY_DOUBLE_CLICK, 0, enter },
	{ TUI_KEY_TAB, 0, next_base },
	{ TUI_KEY_CHARACTER, '/', filter },
	{ TUI_KEY_CHARACTER, 's', sort },
	{ TUI_KEY_CHARACTER, '<', sort_left },
	{ TUI_KEY_CHARACTER, '>', sort_right },
	{ TUI_KEY_CHARACTER, 'I', invert },
	{ TUI_KEY_CHARACTER, 'p', pause_rows },
	{ TUI_KEY_CHARACTER, ' ', pause_rows },
	{ TUI_KEY_CHARACTER, 't', closed },
	{ TUI_KEY_CHARACTER, 'e', explain },
	{ TUI_KEY_CHARACTER, 'y', copy },
	{ TUI_KEY_CHARACTER, 'w', write_packets },
	{ TUI_KEY_CHARACTER, 'K', destroy },
};

struct tui_action commands_run(struct tui *tui, const struct tui_input *input)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (commands[i].key == input->key && commands[i].code == input->code)
			return commands[i].run(tui);
	}
	return none;
}
