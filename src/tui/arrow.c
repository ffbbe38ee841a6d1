/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arrow.c: draws the directions of a connection. */
#include "tui/arrow.h"

struct pieces {
	const char *line, *heavy, *waits, *left, *right;
};

static const struct pieces in_utf8 = {
	.line = "─", .heavy = "━", .waits = "┄", .left = "◀", .right = "▶",
};

static const struct pieces in_ascii = {
	.line = "-", .heavy = "=", .waits = ".", .left = "<", .right = ">",
};

enum heads { HEAD_NONE = 0, HEAD_LEFT = 1, HEAD_RIGHT = 2 };

static const char *letter(const struct row *row, int end)
{
	bool second = row->closer_known && row->server_first != (end == ROW_SERVER);

	switch ((enum row_closing)row->end[end].closing) {
	case ROW_OPEN:
		break;
	case ROW_FIN:
		return second ? "f" : "F";
	case ROW_RST:
		return second ? "r" : "R";
	}
	return " ";
}

/* Whose RST it was: of both the server's, unless the client began. */
static enum heads reset_heads(const struct row *row)
{
	bool client = row->end[ROW_CLIENT].closing == ROW_RST;
	bool server = row->end[ROW_SERVER].closing == ROW_RST;

	if (client && server)
		return row->server_first ? HEAD_LEFT : HEAD_RIGHT;
	return client ? HEAD_RIGHT : server ? HEAD_LEFT : HEAD_NONE;
}

/* Where data may still flow to; once nowhere, from who closed first to who closed second. */
static enum heads open_heads(const struct row *row)
{
	bool client = row->end[ROW_CLIENT].closing == ROW_OPEN;
	bool server = row->end[ROW_SERVER].closing == ROW_OPEN;

	if (client && server)
		return row->over ? HEAD_NONE : HEAD_LEFT | HEAD_RIGHT;
	if (client || server)
		return client ? HEAD_RIGHT : HEAD_LEFT;
	if (!row->closer_known)
		return HEAD_NONE;
	return row->server_first ? HEAD_LEFT : HEAD_RIGHT;
}

static void say_line(struct phrase *phrase, const struct pieces *pieces, const char *line,
		     enum heads heads, unsigned int columns)
{
	unsigned int taken = !!(heads & HEAD_LEFT) + !!(heads & HEAD_RIGHT);

	phrase_text(phrase, heads & HEAD_LEFT ? pieces->left : "");
	while (columns-- > taken)
		phrase_text(phrase, line);
	phrase_text(phrase, heads & HEAD_RIGHT ? pieces->right : "");
}

void arrow_say(struct phrase *phrase, const struct row *row, unsigned int columns, bool utf8)
{
	const struct pieces *pieces = utf8 ? &in_utf8 : &in_ascii;
	enum heads reset = reset_heads(row), open = open_heads(row);
	unsigned int middle = columns - 2;

	phrase_text(phrase, letter(row, ROW_CLIENT));
	if (reset)
		say_line(phrase, pieces, pieces->heavy, reset, middle);
	else if (row->connecting)
		say_line(phrase, pieces, pieces->waits, HEAD_RIGHT, middle);
	else if (open == HEAD_NONE)
		say_line(phrase, pieces, " ", open, middle);
	else
		say_line(phrase, pieces, pieces->line, open, middle);
	phrase_text(phrase, letter(row, ROW_SERVER));
}
