/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table_view.c: draws the rows that are in sight. */
#include "tui/table_view.h"
#include "show/end.h"
#include "show/text.h"
#include "show/utf8.h"
#include "tui/arrow.h"

#include <string.h>

enum { TEXT_MAX = 128 };

/* Goes along a row of the screen, from column to column. */
struct pen {
	struct cells *cells;
	unsigned int row, at;
	enum cell_role role;	/* of what has none of its own */
};

enum align { ALIGN_LEFT, ALIGN_RIGHT };

/* A column behind a space; what does not fit is cut, and says so. Returns where it began. */
static unsigned int put(struct pen *pen, unsigned int columns, enum align align, const char *text,
			enum cell_role role)
{
	unsigned int wide = utf8_columns(text), start = pen->at + 1;
	unsigned int pad = align == ALIGN_RIGHT && wide < columns ? columns - wide : 0;

	cells_put(pen->cells, pen->row, start + pad, columns - pad, text, role);
	if (wide > columns)
		cells_put(pen->cells, pen->row, start + columns - 1, 1,
			  pen->cells->utf8 ? "…" : "~", role);
	pen->at = start + columns;
	return start;
}

static void put_header_end(struct pen *pen, const struct columns *columns, const char *name,
			   bool server)
{
	const char *recv = columns->queue < 6 ? "RQ" : "Recv-Q";
	const char *send = columns->queue < 6 ? "SQ" : "Send-Q";

	if (!server) {
		if (columns->address)
			put(pen, columns->address, ALIGN_LEFT, name, CELL_BAR);
		put(pen, columns->process, ALIGN_LEFT, columns->address ? "process" : name,
		    CELL_BAR);
	}
	put(pen, columns->state, ALIGN_LEFT, "state", CELL_BAR);
	put(pen, columns->queue, ALIGN_RIGHT, recv, CELL_BAR);
	put(pen, columns->queue, ALIGN_RIGHT, send, CELL_BAR);
	if (server) {
		put(pen, columns->process, ALIGN_LEFT, columns->address ? "process" : name,
		    CELL_BAR);
		if (columns->address)
			put(pen, columns->address, ALIGN_LEFT, name, CELL_BAR);
	}
}

/* The column by which rows are sorted is that which a click there would choose. */
static void mark_sorted(const struct tui *tui, struct cells *cells, unsigned int row)
{
	for (unsigned int column = 1; column < cells->columns; column++) {
		if (columns_sort_at(&tui->columns, column) == tui->sorting.by &&
		    tui->sorting.by != SORT_NEWEST)
			cells_mark(cells, row, column, 1, CELL_FADING);
	}
}

static void draw_header(const struct tui *tui, struct cells *cells, unsigned int row)
{
	const struct columns *columns = &tui->columns;
	struct pen pen = { .cells = cells, .row = row };

	put_header_end(&pen, columns, "client", false);
	put(&pen, columns->arrow, ALIGN_LEFT, "", CELL_BAR);
	put_header_end(&pen, columns, "server", true);
	put(&pen, columns->age, ALIGN_RIGHT, "age", CELL_BAR);
	put(&pen, columns->lost, ALIGN_RIGHT, "lost", CELL_BAR);
	put(&pen, columns->finding, ALIGN_LEFT,
	    columns->finding < COLUMNS_FINDING_FULL ? "find" : "finding", CELL_BAR);
	cells_paint(cells, row, 0, cells->columns, CELL_BAR);
	mark_sorted(tui, cells, row);
}

static void say_port(struct phrase *phrase, const struct row_end *end)
{
	phrase_text(phrase, ":");
	phrase_plain(phrase, end->endpoint.port);
}

/* "curl[812]", or "curl" where that is too long; who has none says why, or which port. */
static void say_process(struct phrase *phrase, const struct row_end *end,
			const struct columns *columns)
{
	size_t name;

	if (end->holding == HOLDING_HIDDEN || end->holding == HOLDING_NOT_ACCEPTED) {
		phrase_text(phrase, end->holding == HOLDING_HIDDEN ? "(hidden)" : "(queue)");
		return;
	}
	if (!end->pid) {
		if (columns->address)
			phrase_text(phrase, "-");
		else
			say_port(phrase, end);
		return;
	}
	phrase_name(phrase, end->comm, strnlen(end->comm, sizeof(end->comm)));
	name = phrase->len;
	phrase_text(phrase, "[");
	phrase_plain(phrase, (uint64_t)end->pid);
	phrase_text(phrase, "]");
	if (utf8_columns(phrase->buf) > columns->process)
		phrase->buf[name] = '\0';
}

static void put_address(struct pen *pen, const struct row_end *end, unsigned int columns)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	columns_say_address(&phrase, &end->endpoint, columns, pen->cells->utf8);
	put(pen, columns, ALIGN_LEFT, text, pen->role);
}

static void put_process(struct pen *pen, const struct row_end *end, const struct columns *columns)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	say_process(&phrase, end, columns);
	put(pen, columns->process, ALIGN_LEFT, text, pen->role);
}

static void put_queue(struct pen *pen, const struct row_end *end, uint32_t queued,
		      unsigned int columns)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	if (end->queues_known)
		columns_say_number(&phrase, queued, columns);
	else
		phrase_text(&phrase, "-");
	put(pen, columns, ALIGN_RIGHT, text, pen->role);
}

static unsigned int freshness(uint64_t changed_ns, uint64_t now_ns)
{
	uint64_t age_ns = now_ns > changed_ns ? now_ns - changed_ns : 0;

	if (!changed_ns || age_ns >= TABLE_FADED_NS)
		return 0;
	return age_ns < TABLE_FRESH_NS ? CELL_FRESH : CELL_FADING;
}

static void put_state(struct pen *pen, const struct row_end *end, const struct columns *columns,
		      uint64_t now_ns)
{
	const char *name = tcp_state_name((enum tcp_state)end->state);
	unsigned int start = put(pen, columns->state, ALIGN_LEFT, name ? name : "-", pen->role);

	cells_mark(pen->cells, pen->row, start, name ? (unsigned int)strlen(name) : 1,
		   freshness(end->changed_ns, now_ns));
}

static void put_end(struct pen *pen, const struct row_end *end, const struct columns *columns,
		    uint64_t now_ns, bool server)
{
	if (!server && columns->address)
		put_address(pen, end, columns->address);
	if (!server)
		put_process(pen, end, columns);
	put_state(pen, end, columns, now_ns);
	put_queue(pen, end, end->recv_q, columns->queue);
	put_queue(pen, end, end->send_q, columns->queue);
	if (server)
		put_process(pen, end, columns);
	if (server && columns->address)
		put_address(pen, end, columns->address);
}

static void put_arrow(struct pen *pen, const struct row *row, unsigned int columns)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	arrow_say(&phrase, row, columns, pen->cells->utf8);
	put(pen, columns, ALIGN_LEFT, text, pen->role);
}

static void put_lost(struct pen *pen, const struct row *row, unsigned int columns)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	if (row->lost_bytes) {
		columns_say_number(&phrase, row->lost_bytes, columns - row->lost_at_least);
		phrase_text(&phrase, row->lost_at_least ? "+" : "");
	}
	put(pen, columns, ALIGN_RIGHT, text, row->lost_bytes ? CELL_STRONG : pen->role);
}

/* "! eof-unread"; "! leak" where that is too long. What has ended is no trouble any more. */
static void put_finding(struct pen *pen, const struct row *row, unsigned int columns,
			uint64_t now_ns)
{
	static const char *const marks[SEVERITY_COUNT] = {
		[SEVERITY_NOTE] = "i",
		[SEVERITY_WARNING] = "!",
		[SEVERITY_ERROR] = "X",
	};
	const struct finding_info *info = finding_info((enum finding_id)row->finding);
	enum cell_role role = row->finding_ended ? CELL_QUIET :
			      cell_role_of(text_role((enum severity)row->severity));
	const char *word = columns < COLUMNS_FINDING_FULL ? category_name(info->category) :
							     info->id;
	char text[TEXT_MAX];
	struct phrase phrase;
	unsigned int start;

	if (!row->findings)
		return;
	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, row->finding_ended ? "-" : marks[row->severity]);
	phrase_text(&phrase, strlen(word) + 2 <= columns ? " " : "");
	phrase_text(&phrase, word);
	start = put(pen, columns, ALIGN_LEFT, text, role);
	cells_mark(pen->cells, pen->row, start, utf8_columns(text),
		   freshness(row->finding_ns, now_ns));
}

static void draw_row(const struct tui *tui, struct cells *cells, unsigned int at,
		     const struct row *row, bool selected)
{
	const struct columns *columns = &tui->columns;
	struct pen pen = { .cells = cells, .row = at,
			   .role = row->over ? CELL_QUIET : CELL_PLAIN };
	char age[TEXT_MAX];
	struct phrase phrase;

	put_end(&pen, &row->end[ROW_CLIENT], columns, tui->now_ns, false);
	put_arrow(&pen, row, columns->arrow);
	put_end(&pen, &row->end[ROW_SERVER], columns, tui->now_ns, true);
	phrase_init(&phrase, age, sizeof(age));
	columns_say_age(&phrase, row_age_ns(row, tui->now_ns), row->since_at_least);
	put(&pen, columns->age, ALIGN_RIGHT, age, pen.role);
	put_lost(&pen, row, columns->lost);
	put_finding(&pen, row, columns->finding, tui->now_ns);
	if (selected) {
		cells_put(cells, at, 0, 1, ">", CELL_STRONG);
		cells_mark(cells, at, 0, cells->columns, CELL_SELECTED);
	}
}

/* Somebody who sees no row wants to know why. */
static void draw_nothing(const struct tui *tui, struct cells *cells, unsigned int row)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	if (tui->rows.count == 0) {
		phrase_text(&phrase, "no connections yet: they appear here as they open");
	} else if (tui->rows.hidden) {
		phrase_count(&phrase, tui->rows.hidden, "closed connection");
		phrase_text(&phrase, " not shown: t shows closed ones");
	} else {
		phrase_text(&phrase, "none of ");
		phrase_count(&phrase, tui->rows.count, "connection");
		phrase_text(&phrase, " matches the filter: Esc clears it");
	}
	cells_put(cells, row, 1, cells->columns, text, CELL_QUIET);
}

void table_view_draw(struct tui *tui, struct cells *cells, unsigned int row, unsigned int rows)
{
	columns_fit(&tui->columns, cells->columns);
	draw_header(tui, cells, row);
	cursor_fit(&tui->table, tui->rows.shown, row + 1, rows - 1);
	if (tui->rows.shown == 0)
		draw_nothing(tui, cells, row + 2);
	for (unsigned int i = 0; i < rows - 1; i++) {
		const struct row *shown = rows_at(&tui->rows, tui->table.top + i);

		if (shown)
			draw_row(tui, cells, row + 1 + i, shown,
				 tui->table.top + i == tui->table.at);
	}
}
