/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ladder.c: draws the steps of a connection. */
#include "show/ladder.h"
#include "show/end.h"
#include "show/escape.h"
#include "show/phrase.h"
#include "show/stamp.h"
#include "show/step.h"
#include "show/utf8.h"

#include <string.h>

/*
 * The columns of a line: time, space, state, space, lifeline, middle, lifeline, space, state.
 * The middle takes what is left; STYLE_WIDTH_MIN leaves it enough for an arrow.
 */
enum {
	TIME_WIDTH = 10,
	STATE_WIDTH = 11,	/* "ESTABLISHED" */
	AROUND_WIDTH = TIME_WIDTH + 1 + STATE_WIDTH + 1 + 1 + 1 + 1 + STATE_WIDTH,
	TAIL_WIDTH = 2,		/* of an arrow before its label */
	CELL_MAX = 4 * STEP_TEXT_MAX,
};

struct canvas {
	FILE *out;
	const struct style *style;
	const struct glyphs *glyphs;
	const struct connection *connection;
	uint64_t zero_ns;	/* the time at the top */
	unsigned int middle;
};

static void repeat(const struct canvas *canvas, const char *glyph, unsigned int count)
{
	while (count-- > 0)
		fputs(glyph, canvas->out);
}

/*
 * Brings a text to at most columns columns, in cell; the end of a longer one is replaced
 * by dots. Returns the columns it takes.
 */
static unsigned int fit(const struct canvas *canvas, char cell[CELL_MAX], const char *text,
			unsigned int columns)
{
	const char *more = canvas->glyphs->more;
	struct phrase phrase;

	phrase_init(&phrase, cell, CELL_MAX);
	if (!canvas->style->utf8)
		phrase.len = escape_ascii(cell, CELL_MAX, text, strlen(text));
	else
		phrase_text(&phrase, text);
	if (utf8_columns(cell) > columns) {
		phrase.len = utf8_fit(cell, columns - utf8_columns(more));
		cell[phrase.len] = '\0';
		phrase_text(&phrase, more);
	}
	return utf8_columns(cell);
}

enum align { ALIGN_LEFT, ALIGN_RIGHT };

static void put_cell(const struct canvas *canvas, const char *text, unsigned int columns,
		     enum align align)
{
	char cell[CELL_MAX];
	unsigned int taken = fit(canvas, cell, text, columns);

	if (align == ALIGN_RIGHT)
		repeat(canvas, " ", columns - taken);
	fputs(cell, canvas->out);
	if (align == ALIGN_LEFT)
		repeat(canvas, " ", columns - taken);
}

static void put_time(const struct canvas *canvas, uint64_t time_ns)
{
	char text[STAMP_SINCE_SIZE];

	stamp_since(text, canvas->zero_ns, time_ns);
	fputs(style_on(canvas->style, STYLE_QUIET), canvas->out);
	put_cell(canvas, text, TIME_WIDTH, ALIGN_RIGHT);
	fputs(style_off(canvas->style), canvas->out);
}

static void put_state(const struct canvas *canvas, uint8_t state, enum align align)
{
	const char *name = tcp_state_name((enum tcp_state)state);

	fputs(style_on(canvas->style, STYLE_STRONG), canvas->out);
	put_cell(canvas, name ? name : "", STATE_WIDTH, align);
	fputs(style_off(canvas->style), canvas->out);
}

/* Ends the line without the spaces of an empty last cell. */
static void end_line(const struct canvas *canvas, uint8_t state)
{
	const char *name = tcp_state_name((enum tcp_state)state);

	if (name)
		fprintf(canvas->out, " %s%s%s", style_on(canvas->style, STYLE_STRONG), name,
			style_off(canvas->style));
	putc('\n', canvas->out);
}

static void put_arrow(const struct canvas *canvas, const struct step *step, bool to_right)
{
	const struct glyphs *glyphs = canvas->glyphs;
	const char *line = step->reset ? glyphs->heavy : glyphs->line;
	unsigned int room = canvas->middle - TAIL_WIDTH - 4;	/* two spaces, a line, the head */
	char label[CELL_MAX];
	unsigned int taken = fit(canvas, label, step->text, room);

	fputs(to_right ? glyphs->from_left : glyphs->life, canvas->out);
	fputs(to_right ? "" : glyphs->left, canvas->out);
	repeat(canvas, line, to_right ? TAIL_WIDTH : room - taken + 1);
	fprintf(canvas->out, " %s ", label);
	repeat(canvas, line, to_right ? room - taken + 1 : TAIL_WIDTH);
	fputs(to_right ? glyphs->right : "", canvas->out);
	fputs(to_right ? glyphs->life : glyphs->from_right, canvas->out);
}

static void put_note(const struct canvas *canvas, const struct step *step, bool at_left)
{
	const char *life = canvas->glyphs->life;

	fprintf(canvas->out, "%s ", life);
	put_cell(canvas, step->text, canvas->middle - 2, at_left ? ALIGN_LEFT : ALIGN_RIGHT);
	fprintf(canvas->out, " %s", life);
}

static void put_folded(const struct canvas *canvas, const struct step *step)
{
	const struct glyphs *glyphs = canvas->glyphs;
	char label[CELL_MAX];
	unsigned int dots = 2 * (utf8_columns(glyphs->more) + 1);
	unsigned int taken = fit(canvas, label, step->text, canvas->middle - 2 - dots) + dots;
	unsigned int before = (canvas->middle - taken) / 2;

	fputs(glyphs->folded, canvas->out);
	repeat(canvas, " ", before);
	fprintf(canvas->out, "%s %s %s", glyphs->more, label, glyphs->more);
	repeat(canvas, " ", canvas->middle - taken - before);
	fputs(glyphs->folded, canvas->out);
}

static void put_middle(const struct canvas *canvas, const struct step *step)
{
	bool client = step->side == canvas->connection->client;

	switch ((enum step_kind)step->kind) {
	case STEP_SEGMENT:
		fputs(step->reset ? style_on(canvas->style, STYLE_ERROR) : "", canvas->out);
		put_arrow(canvas, step, client);
		break;
	case STEP_NOTE:
		put_note(canvas, step, client);
		break;
	case STEP_FOLDED:
		fputs(style_on(canvas->style, STYLE_QUIET), canvas->out);
		put_folded(canvas, step);
		break;
	}
	fputs(style_off(canvas->style), canvas->out);
}

static void put_step(const struct canvas *canvas, const struct step *step)
{
	enum side client = (enum side)canvas->connection->client;

	put_time(canvas, step->time_ns);
	putc(' ', canvas->out);
	put_state(canvas, step->state[client], ALIGN_RIGHT);
	putc(' ', canvas->out);
	put_middle(canvas, step);
	end_line(canvas, step->state[side_other(client)]);
}

static void put_header(const struct canvas *canvas)
{
	const struct connection *connection = canvas->connection;
	unsigned int left = (canvas->middle + 2) / 2;
	char text[STEP_TEXT_MAX];
	struct phrase phrase;

	repeat(canvas, " ", TIME_WIDTH + 1 + STATE_WIDTH + 1);
	phrase_init(&phrase, text, sizeof(text));
	end_name(&phrase, connection, (enum side)connection->client);
	put_cell(canvas, text, left, ALIGN_LEFT);
	phrase_init(&phrase, text, sizeof(text));
	end_name(&phrase, connection, connection_server(connection));
	put_cell(canvas, text, canvas->middle + 2 - left, ALIGN_RIGHT);
	putc('\n', canvas->out);
}

void ladder_print(FILE *out, const struct style *style, const struct connection *connection)
{
	struct step steps[STEP_COUNT_MAX];
	size_t count = steps_make(steps, connection);
	struct canvas canvas = {
		.out = out,
		.style = style,
		.glyphs = style_glyphs(style),
		.connection = connection,
		.zero_ns = count ? steps[0].time_ns : 0,
		.middle = style->width - AROUND_WIDTH,
	};

	if (count == 0)
		return;
	put_header(&canvas);
	for (size_t i = 0; i < count; i++)
		put_step(&canvas, &steps[i]);
}
