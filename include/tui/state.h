/* SPDX-License-Identifier: GPL-2.0-or-later */
/* state.h: all that the interface has in mind; between its views alone. */
#ifndef HALFCLOSE_TUI_STATE_H
#define HALFCLOSE_TUI_STATE_H

#include "core/listener.h"
#include "show/digest.h"
#include "show/page.h"
#include "show/style.h"
#include "show/summary.h"
#include "tui/columns.h"
#include "tui/cursor.h"
#include "tui/key_line.h"
#include "tui/prompt.h"
#include "tui/rows.h"
#include "tui/scroll.h"
#include "tui/sieve.h"
#include "tui/sort.h"
#include "tui/tui.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What Tab goes through. */
enum tui_base { TUI_TABLE, TUI_FINDINGS, TUI_LISTENERS, TUI_BASE_COUNT };

/* What lies on top of that, until Escape. */
enum tui_leaf_kind { TUI_DETAIL, TUI_EXPLAIN, TUI_PLAIN, TUI_HELP };

struct tui_leaf {
	enum tui_leaf_kind kind;
	uint64_t connection;	/* its id, of TUI_DETAIL and TUI_PLAIN; 0: of a case of findings */
	uint8_t finding;	/* enum finding_id, of TUI_EXPLAIN */
	struct scroll scroll;
};

/* Of a leaf all of the screen is in sight but these rows: title, message, keys. */
enum { TUI_BARS = 3 };

enum { TUI_LEAVES_MAX = 4, TUI_MESSAGE_MAX = 256, TUI_SOURCE_MAX = 64 };

struct tui {
	const struct tracker *tracker;	/* borrowed */
	char source[TUI_SOURCE_MAX];
	bool utf8;
	struct summary summary;
	uint64_t now_ns;		/* of the latest update */

	struct rows_choice choice;
	struct rows_shown rows;
	struct sieve sieve;
	char filter[PROMPT_TEXT_MAX];	/* from which the sieve was made */
	char filter_before[PROMPT_TEXT_MAX];	/* while another one is typed */
	struct sorting sorting;
	struct columns columns;		/* as they were drawn */
	struct cursor table;
	uint64_t selected;		/* id of the row that was chosen; 0: none yet, the first one is */
	uint64_t selected_before;	/* while a filter is typed, which may hide it */
	uint64_t panel_of;		/* the id that the panel's text is of */
	struct page panel;		/* owned: its ends, how it stands, what is wrong and to be done */
	bool hides_closed, paused;

	struct digest digest;
	uint64_t digest_ns;		/* when it was made; 0: it is to be made */
	struct cursor findings;
	struct listener *listeners;	/* owned; a copy of those that live */
	size_t listener_count;
	struct cursor places;		/* among the listeners */

	enum tui_base base;
	struct tui_leaf leaves[TUI_LEAVES_MAX];
	unsigned int leaf_count;
	struct prompt prompt;
	bool writes_all;		/* what is asked a file name for */
	uint64_t asked_of;		/* the id of what is asked about */
	char message[TUI_MESSAGE_MAX];
	enum cell_role message_role;
	unsigned int width, height;	/* of the screen when it was drawn */
};

/* The row that keys act upon, or NULL. */
const struct row *tui_selected(const struct tui *tui);

/* Somebody chose it: it stays chosen wherever it moves. */
void tui_choose(struct tui *tui);

/* How texts are printed that cells are made of. */
struct style tui_style(const struct tui *tui);

/* The leaf on top, or NULL. */
struct tui_leaf *tui_top(struct tui *tui);

/* Another leaf on top, empty; where there is no room, the top one makes way. */
struct tui_leaf *tui_push(struct tui *tui, enum tui_leaf_kind kind);

/* The top one goes; false: there is none. */
bool tui_pop(struct tui *tui);

/* What was typed as a filter now is. */
void tui_set_filter(struct tui *tui, const char *text);

/* Chooses and sorts anew, and finds the selected row again. */
void tui_arrange(struct tui *tui);

void tui_sort(struct tui *tui, enum sort_by by);

/* Which keys matter where one is. */
enum key_line tui_key_line(const struct tui *tui);

#endif
