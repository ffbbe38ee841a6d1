/* SPDX-License-Identifier: GPL-2.0-or-later */
/* listeners_view.c: draws a row for each listener. */
#include "tui/listeners_view.h"
#include "show/end.h"
#include "show/phrase.h"
#include "show/utf8.h"

#include <errno.h>
#include <stdlib.h>

enum { TEXT_MAX = 160 };

/* One connection more than the backlog is let in. */
static bool is_full(const struct listener *listener)
{
	return listener->latest.recv_q > listener->latest.send_q;
}

/* In thousandths of the room there is. */
static uint64_t fullness(const struct listener *listener)
{
	return listener->latest.recv_q * (uint64_t)1000 / ((uint64_t)listener->latest.send_q + 1);
}

static int compare(const void *left, const void *right)
{
	const struct listener *a = left, *b = right;

	if (fullness(a) != fullness(b))
		return fullness(a) > fullness(b) ? -1 : 1;
	if (a->latest.local.port != b->latest.local.port)
		return a->latest.local.port < b->latest.local.port ? -1 : 1;
	if (endpoint_compare(&a->latest.local, &b->latest.local) != 0)
		return endpoint_compare(&a->latest.local, &b->latest.local);
	return a->latest.cookie < b->latest.cookie ? -1 : a->latest.cookie > b->latest.cookie;
}

int listeners_view_update(struct tui *tui)
{
	const struct listeners *from = &tui->tracker->listeners;
	struct listener *rows = reallocarray(tui->listeners, from->count + 1, sizeof(*rows));
	size_t count = 0;

	if (!rows)
		return -ENOMEM;
	for (size_t i = 0; i < from->count; i++) {
		if (listener_alive(from, &from->rows[i]))
			rows[count++] = from->rows[i];
	}
	if (count > 1)
		qsort(rows, count, sizeof(*rows), compare);
	tui->listeners = rows;
	tui->listener_count = count;
	cursor_fit(&tui->places, count, tui->places.row, tui->places.height);
	return 0;
}

const struct listener *listeners_view_selected(const struct tui *tui)
{
	return tui->places.at < tui->listener_count ? &tui->listeners[tui->places.at] : NULL;
}

/* Where the columns begin; where numbers end. */
struct places_layout {
	unsigned int process, waiting_end, backlog_end, bar, bar_columns, news;
};

static struct places_layout layout_of(unsigned int width)
{
	static const struct places_layout narrow = { 23, 42, 50, 51, 8, 60 };
	static const struct places_layout wide = { 50, 80, 90, 92, 20, 114 };

	return width < 140 ? narrow : wide;
}

static void say_process(struct phrase *phrase, const struct listener *listener)
{
	static const char *const words[] = {
		[OWNER_NOT_LOOKED_UP] = "-",
		[OWNER_FOUND] = "",
		[OWNER_NONE] = "-",
		[OWNER_HIDDEN] = "(hidden)",
	};

	if (listener->owner.known == OWNER_FOUND)
		end_say_owner(phrase, &listener->owner);
	else
		phrase_text(phrase, words[listener->owner.known]);
}

/* What is full now comes before what overflowed lately. */
static enum cell_role say_news(struct phrase *phrase, const struct listener *listener,
			       uint64_t now_ns)
{
	uint64_t since_ns = listener->full_ns ? listener->full_ns : listener->overflow_ns;

	if (!is_full(listener) && !listener->overflow_ns)
		return CELL_PLAIN;
	phrase_text(phrase, is_full(listener) ? "! full" : "overflow");
	if (since_ns && now_ns > since_ns) {
		phrase_text(phrase, is_full(listener) ? " for " : " ");
		phrase_span(phrase, now_ns - since_ns);
		phrase_text(phrase, is_full(listener) ? "" : " ago");
	}
	return is_full(listener) ? CELL_WARNING : CELL_PLAIN;
}

static void put_number(struct cells *cells, unsigned int row, unsigned int end, uint64_t number)
{
	char text[32];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	columns_say_number(&phrase, number, 6);
	cells_put(cells, row, end - (unsigned int)phrase.len, 6, text, CELL_PLAIN);
}

/* How much is taken; what waits at all shows. */
static void put_bar(struct cells *cells, unsigned int row, const struct places_layout *layout,
		    const struct listener *listener)
{
	uint64_t taken = (fullness(listener) * layout->bar_columns + 999) / 1000;

	for (unsigned int i = 0; i < layout->bar_columns; i++)
		cells_put(cells, row, layout->bar + i, 1, i < taken ? "#" : ".",
			  is_full(listener) ? CELL_WARNING : CELL_QUIET);
}

static void put_text(struct cells *cells, unsigned int row, unsigned int column,
		     unsigned int end, const char *text)
{
	unsigned int columns = end - column - 1;

	cells_put(cells, row, column, columns, text, CELL_PLAIN);
	if (utf8_columns(text) > columns)
		cells_put(cells, row, end - 2, 1, cells->utf8 ? "…" : "~", CELL_PLAIN);
}

static void draw_row(const struct tui *tui, struct cells *cells, unsigned int row,
		     const struct listener *listener, bool selected)
{
	struct places_layout layout = layout_of(cells->columns);
	char text[TEXT_MAX];
	struct phrase phrase;
	enum cell_role role;

	phrase_init(&phrase, text, sizeof(text));
	columns_say_address(&phrase, &listener->latest.local, layout.process - 2, cells->utf8);
	put_text(cells, row, 1, layout.process, text);
	phrase_init(&phrase, text, sizeof(text));
	say_process(&phrase, listener);
	put_text(cells, row, layout.process, layout.waiting_end - 5, text);
	put_number(cells, row, layout.waiting_end, listener->latest.recv_q);
	put_number(cells, row, layout.backlog_end, listener->latest.send_q);
	put_bar(cells, row, &layout, listener);
	phrase_init(&phrase, text, sizeof(text));
	role = say_news(&phrase, listener, tui->now_ns);
	cells_put(cells, row, layout.news, cells->columns, text, role);
	if (selected) {
		cells_put(cells, row, 0, 1, ">", CELL_STRONG);
		cells_mark(cells, row, 0, cells->columns, CELL_SELECTED);
	}
}

static void draw_header(struct cells *cells, unsigned int row)
{
	struct places_layout layout = layout_of(cells->columns);

	cells_put(cells, row, 1, cells->columns, "listens at", CELL_BAR);
	cells_put(cells, row, layout.process, cells->columns, "process", CELL_BAR);
	cells_put(cells, row, layout.waiting_end - 7, cells->columns, "waiting", CELL_BAR);
	cells_put(cells, row, layout.backlog_end - 7, cells->columns, "backlog", CELL_BAR);
	cells_put(cells, row, layout.bar, cells->columns, "queue", CELL_BAR);
	cells_paint(cells, row, 0, cells->columns, CELL_BAR);
}

void listeners_view_draw(struct tui *tui, struct cells *cells, unsigned int row,
			 unsigned int rows)
{
	draw_header(cells, row);
	cursor_fit(&tui->places, tui->listener_count, row + 1, rows - 1);
	if (tui->listener_count == 0)
		cells_put(cells, row + 2, 1, cells->columns,
			  "nobody listens, as far as sockets show", CELL_QUIET);
	for (unsigned int i = 0; i < rows - 1; i++) {
		size_t at = tui->places.top + i;

		if (at < tui->listener_count)
			draw_row(tui, cells, row + 1 + i, &tui->listeners[at], at == tui->places.at);
	}
}
