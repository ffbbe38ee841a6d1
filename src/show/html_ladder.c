/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_ladder.c: lays the steps of a connection out, and draws them. */
#include "show/html_ladder.h"
#include "show/end.h"
#include "show/heading.h"
#include "show/markup.h"
#include "show/stamp.h"
#include "show/step.h"
#include "show/utf8.h"

#include <inttypes.h>
#include <string.h>

/*
 * In pixels of the page's own size. Lifelines stand at a fifth and at four fifths of the width, which
 * is the page's to choose: nothing is scaled, so that a phone's letters are no smaller.
 */
enum {
	LABEL_COLUMNS = 34,	/* a phone has room for no more between the lifelines */
	LABEL_HEIGHT = 14,
	ARROW_ABOVE = 6,	/* an arrow below its label */
	NOTE_ABOVE = 16,
	BELOW = 12,
	TOP = 6,
	BOTTOM = 22,		/* the last state's name */
};

static const char *const life_x[2] = { "20%", "80%" };

/* Beside a lifeline: what stands inside, and outside. */
static const char *const inside[2] = { "x=\"20%\" dx=\"12\"", "x=\"80%\" dx=\"-12\"" };
static const char *const outside[2] = { "x=\"20%\" dx=\"-10\"", "x=\"80%\" dx=\"10\"" };

struct sheet {
	FILE *out;
	const struct connection *connection;
	struct step steps[STEP_COUNT_MAX];
	unsigned int y[STEP_COUNT_MAX];
	size_t count;
	unsigned int height;
};

/* The client is the left one: 0. */
static int column_of(const struct sheet *sheet, enum side side)
{
	return side != sheet->connection->client;
}

static enum side side_of(const struct sheet *sheet, int column)
{
	enum side client = (enum side)sheet->connection->client;

	return column == 0 ? client : side_other(client);
}

/* The octets of text's first line: whole words, if one fits. */
static size_t first_line(const char *text)
{
	size_t fits = utf8_fit(text, LABEL_COLUMNS), at = fits;

	if (!text[fits])
		return fits;
	while (at > 0 && text[at] != ' ')
		at--;
	return at ? at : fits;
}

static const char *next_line(const char *text)
{
	text += first_line(text);
	return *text == ' ' ? text + 1 : text;
}

static unsigned int line_count(const char *text)
{
	unsigned int count = 0;

	for (; *text; text = next_line(text))
		count++;
	return count;
}

/* An arrow's label stands above it, a note's first line on its height and the others below. */
static void lay_out(struct sheet *sheet)
{
	unsigned int y = TOP;

	for (size_t i = 0; i < sheet->count; i++) {
		const struct step *step = &sheet->steps[i];
		unsigned int labels = line_count(step->text) * LABEL_HEIGHT;
		bool arrow = step->kind == STEP_SEGMENT;

		y += arrow ? labels + ARROW_ABOVE : NOTE_ABOVE;
		sheet->y[i] = y;
		y += BELOW + (arrow || labels == 0 ? 0 : labels - LABEL_HEIGHT);
	}
	sheet->height = y + BOTTOM - BELOW;
}

/* A lifeline from step i to step j, of which 0 is its beginning; report.js moves it with them. */
static void put_life(const struct sheet *sheet, int column, uint8_t state, size_t i, size_t j)
{
	const char *name = tcp_state_name((enum tcp_state)state);

	fprintf(sheet->out,
		"<line class=\"life s-%s\" x1=\"%s\" x2=\"%s\" y1=\"%u\" y2=\"%u\""
		" data-a=\"%zu\" data-b=\"%zu\"/>\n",
		name ? name : "NONE", life_x[column], life_x[column],
		i ? sheet->y[i - 1] : 0, j <= sheet->count ? sheet->y[j - 1] : sheet->height, i, j);
}

static void put_lifeline(const struct sheet *sheet, int column)
{
	enum side side = side_of(sheet, column);
	uint8_t state = TCP_STATE_NONE;
	size_t from = 0;

	for (size_t i = 0; i < sheet->count; i++) {
		if (sheet->steps[i].state[side] == TCP_STATE_NONE)
			continue;
		put_life(sheet, column, state, from, i + 1);
		state = sheet->steps[i].state[side];
		from = i + 1;
	}
	put_life(sheet, column, state, from, sheet->count + 1);
}

static void put_time(const struct sheet *sheet, const struct step *step)
{
	char text[STAMP_SINCE_SIZE];

	stamp_since(text, sheet->steps[0].time_ns, step->time_ns);
	fprintf(sheet->out, "<text class=\"t\" %s y=\"4\">%s</text>", outside[0], text);
}

static void put_state(const struct sheet *sheet, const struct step *step, int column)
{
	const char *name = tcp_state_name((enum tcp_state)step->state[side_of(sheet, column)]);

	if (name)
		fprintf(sheet->out, "<text class=\"st %s s-%s\" %s y=\"17\">%s</text>",
			column ? "at-s" : "at-c", name, outside[column], name);
}

/* Line by line, the first one at y. */
static void put_label(const struct sheet *sheet, const char *text, const char *place, int y)
{
	for (; *text; text = next_line(text), y += LABEL_HEIGHT) {
		fprintf(sheet->out, "<text class=\"l\" %s y=\"%d\">", place, y);
		markup_octets(sheet->out, text, first_line(text));
		fputs("</text>", sheet->out);
	}
}

static void put_arrow(const struct sheet *sheet, const struct step *step, int column)
{
	int labels = (int)line_count(step->text) * LABEL_HEIGHT;

	fprintf(sheet->out, "<title>from %s to %s</title><line x1=\"%s\" x2=\"%s\"/>",
		end_role(sheet->connection, (enum side)step->side),
		end_role(sheet->connection, side_other((enum side)step->side)), life_x[column],
		life_x[!column]);
	put_label(sheet, step->text, inside[column], LABEL_HEIGHT - labels - 5);
}

static void put_note(const struct sheet *sheet, const struct step *step, int column)
{
	if (!step->text[0])
		return;
	fprintf(sheet->out, "<title>%s</title><circle cx=\"%s\" r=\"4\"/>",
		end_role(sheet->connection, (enum side)step->side), life_x[column]);
	put_label(sheet, step->text, inside[column], 4);
}

static void put_middle(const struct sheet *sheet, const struct step *step, int column)
{
	switch ((enum step_kind)step->kind) {
	case STEP_SEGMENT:
		put_arrow(sheet, step, column);
		break;
	case STEP_NOTE:
		put_note(sheet, step, column);
		break;
	case STEP_FOLDED:
		put_label(sheet, step->text, "x=\"50%\"", 4);
		break;
	}
}

static const char *class_of(const struct step *step)
{
	switch ((enum step_kind)step->kind) {
	case STEP_SEGMENT:
		return step->reset ? "seg rst" : "seg";
	case STEP_NOTE:
		return step->fact ? "fact" : "call";
	case STEP_FOLDED:
		return "fold";
	}
	return "";
}

static void put_step(const struct sheet *sheet, size_t i)
{
	const struct step *step = &sheet->steps[i];
	int column = column_of(sheet, (enum side)step->side);

	fprintf(sheet->out, "<g class=\"%s %s\" data-t=\"%" PRId64 "\" transform=\"translate(0 %u)\">",
		class_of(step), column ? "at-s" : "at-c",
		(int64_t)(step->time_ns - sheet->steps[0].time_ns), sheet->y[i]);
	put_middle(sheet, step, column);
	put_time(sheet, step);
	put_state(sheet, step, 0);
	put_state(sheet, step, 1);
	fputs("</g>\n", sheet->out);
}

static void put_end(const struct sheet *sheet, int column)
{
	enum side side = side_of(sheet, column);
	char text[HEADING_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	heading_end(&phrase, sheet->connection, side);
	fprintf(sheet->out, "<p><b>%s</b> ", end_role(sheet->connection, side));
	markup_phrase(sheet->out, &phrase);
	fputs("</p>\n", sheet->out);
}

void html_ladder(FILE *out, const struct connection *connection)
{
	struct sheet sheet = { .out = out, .connection = connection };

	sheet.count = steps_make(sheet.steps, connection);
	if (sheet.count == 0)
		return;
	lay_out(&sheet);
	fputs("<figure class=\"ladder\">\n<figcaption>\n", out);
	put_end(&sheet, 0);
	put_end(&sheet, 1);
	fprintf(out, "</figcaption>\n<svg role=\"group\" aria-label=\"the packets between client, at"
		" the left, and server, from top to bottom\" width=\"100%%\" height=\"%u\">\n",
		sheet.height);
	put_lifeline(&sheet, 0);
	put_lifeline(&sheet, 1);
	for (size_t i = 0; i < sheet.count; i++)
		put_step(&sheet, i);
	fputs("</svg>\n</figure>\n", out);
}
