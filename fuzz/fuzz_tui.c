/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_tui.c: any keys at any time, on screens of any size: cells a terminal can show, sane actions. */
#include "core/tracker.h"
#include "events.h"
#include "tui/tui.h"

#include <string.h>

struct stage {
	struct tracker tracker;
	struct tui *tui;
	struct cells cells;
	uint64_t now_ns;
};

/* Below the first printable character: keys without one, and what else happens. */
enum { PRINTABLE = 32, FRAME = 0x80 };

static const struct tui_input keys[PRINTABLE] = {
	{ .key = TUI_KEY_ENTER }, { .key = TUI_KEY_ESCAPE }, { .key = TUI_KEY_TAB },
	{ .key = TUI_KEY_UP }, { .key = TUI_KEY_DOWN }, { .key = TUI_KEY_PAGE_UP },
	{ .key = TUI_KEY_PAGE_DOWN }, { .key = TUI_KEY_HOME }, { .key = TUI_KEY_END },
	{ .key = TUI_KEY_BACKSPACE }, { .key = TUI_KEY_DELETE }, { .key = TUI_KEY_F1 },
	{ .key = TUI_KEY_WHEEL_UP }, { .key = TUI_KEY_WHEEL_DOWN },
	{ .key = TUI_KEY_CONTROL, .code = 'L' }, { .key = TUI_KEY_CONTROL, .code = 'U' },
	{ .key = TUI_KEY_CONTROL, .code = 'W' }, { .key = TUI_KEY_CHARACTER, .code = 0xe9 },
	{ .key = TUI_KEY_CHARACTER, .code = 0x65e5 }, { .key = TUI_KEY_CHARACTER, .code = 0xd800 },
	{ .key = TUI_KEY_CHARACTER, .code = 0x202e }, { .key = TUI_KEY_CHARACTER, .code = 0xffffffff },
	{ .key = TUI_KEY_CLICK, .row = 3, .column = 40 }, { .key = TUI_KEY_CLICK, .row = 5 },
	{ .key = TUI_KEY_DOUBLE_CLICK, .row = 4, .column = 9 },
	{ .key = TUI_KEY_CLICK, .row = 23, .column = 30 }, { .key = TUI_KEY_CLICK, .row = 0xffffffff },
};

/* What a terminal might take for a command, or turn around, is in no cell; nor half a character. */
static void check_cells(const struct cells *cells)
{
	for (size_t i = 0; i < (size_t)cells->rows * cells->columns; i++) {
		const struct cell *cell = &cells->cells[i];

		CLAIM(cell->role < CELL_ROLE_COUNT);
		CLAIM(cell->code >= 0x20 || (cell->code == 0 && i % cells->columns > 0));
		CLAIM(cell->code < 0x7f || (cells->utf8 && cell->code > 0x9f));
		CLAIM(cell->code < 0x202a || cell->code > 0x202e);
	}
	CLAIM(!cells->cursor_shown || cells_at(cells, cells->cursor_row, cells->cursor_column));
}

static void check_action(const struct stage *stage, const struct tui_action *action)
{
	switch (action->kind) {
	case TUI_ACTION_NONE:
	case TUI_ACTION_QUIT:
	case TUI_ACTION_REDRAW:
		break;
	case TUI_ACTION_WRITE:
		CLAIM(*action->path);
		CLAIM(memchr(action->path, '\0', sizeof(action->path)));
		break;
	case TUI_ACTION_DESTROY:
		CLAIM(action->sides > 0 && action->sides < 4);
		CLAIM(tui_connection(stage->tui, action->connection));
		break;
	}
}

static void frame(struct stage *stage, uint8_t size)
{
	static const uint16_t columns[] = { 80, 80, 160, 81, 97, 120, 300, 79 };
	static const uint16_t rows[] = { 24, 25, 50, 24, 23, 60, 1, 200 };
	struct summary summary;

	summary_init(&summary, &stage->tracker);
	summary.packets = summary.sockets = true;
	CLAIM(cells_resize(&stage->cells, rows[size >> 3 & 7], columns[size & 7]) == 0);
	CLAIM(tui_update(stage->tui, &summary, stage->now_ns) == 0);
	tui_render(stage->tui, &stage->cells);
	check_cells(&stage->cells);
}

static void strike(struct stage *stage, uint8_t octet)
{
	struct tui_input input = { .key = TUI_KEY_CHARACTER, .code = octet };
	struct tui_action action;

	if (octet & FRAME) {
		frame(stage, octet);
		return;
	}
	if (octet < PRINTABLE)
		input = keys[octet];
	action = tui_input(stage->tui, &input);
	check_action(stage, &action);
	if (action.kind != TUI_ACTION_NONE)
		tui_say(stage->tui, STYLE_ERROR, "\033no");
}

/* A key after each event, as long as there are any; the first octets of the input are those. */
static void play(struct stage *stage, struct input *input, struct input *struck)
{
	struct event event;

	while (events_next(input, &stage->now_ns, &event)) {
		tracker_event(&stage->tracker, &event);
		if (struck->len > 0)
			strike(stage, take8(struck));
	}
	while (struck->len > 0)
		strike(stage, take8(struck));
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct input input = { octets, len }, struck;
	uint8_t how = take8(&input), count = take8(&input) & 0x3f;
	const struct tracker_options tracking = {
		.trails = how & 1 ? KEEP_ALL : KEEP_NONE,
		.packets = true,
		.sockets = true,
		.max_connections = 5,
		.ended_ns = (uint64_t)60 * 1000 * 1000 * 1000,
		.ended_max = 3,
		.ended_findings = how & 2,
	};
	const struct sink sink = { 0 };
	struct stage stage = { .now_ns = (uint64_t)1767323045 * 1000000000 };
	const struct tui_options options = {
		.tracker = &stage.tracker,
		.source = "l\no",
		.utf8 = how & 4,
	};

	struck = (struct input){ input.octets, count < input.len ? count : input.len };
	input.octets += struck.len;
	input.len -= struck.len;
	CLAIM(tracker_init(&stage.tracker, &tracking, &sink) == 0);
	stage.tui = tui_new(&options);
	CLAIM(stage.tui && cells_init(&stage.cells, 24, 80, options.utf8) == 0);
	play(&stage, &input, &struck);
	frame(&stage, how);
	tui_free(stage.tui);
	cells_free(&stage.cells);
	tracker_free(&stage.tracker);
	return 0;
}
