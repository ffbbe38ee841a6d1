/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mermaid.c: packets as messages between two lifelines, all else as notes beside them. */
#include "show/mermaid.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/heading.h"
#include "show/phrase.h"
#include "show/sentence.h"
#include "show/stamp.h"
#include "show/step.h"
#include "show/utf8.h"

#include <ctype.h>
#include <string.h>

#define INDENT "    "
#define ACROSS INDENT "Note over c,s: "

enum {
	TEXT_MAX = HEADING_MAX + 2 * SENTENCE_MAX,
	COLUMNS = 60,	/* of a line of text: not all who draw break long ones */
};

/*
 * Besides letters and digits only these stand for themselves. Of the others some end a text (#, ;),
 * some begin a comment or a directive (%), and some are HTML or Markdown to whoever draws. A colon is
 * nothing special behind the first one; but of "style", a colon, and a # behind it without a space
 * Mermaid believes to know better.
 */
static bool stands_for_itself(uint32_t code, char next)
{
	if (code == ':')
		return next == ' ';
	return code && code < 0x80 && (isalnum((int)code) || strchr(" ._,()[]/=+-'!?", (int)code));
}

/* One character or line's end; returns its octets. */
static size_t put_character(FILE *out, const char *text, size_t len)
{
	uint32_t code = 0xfffd;
	size_t octets = utf8_decode(text, len, &code);

	if (code == '\n')
		fputs(len > 1 ? "<br/>" : "", out);
	else if (stands_for_itself(code, len > 1 ? text[1] : '\0'))
		putc((int)code, out);
	else
		fprintf(out, "#%u;", (unsigned int)code);
	return octets ? octets : 1;
}

static size_t word_len(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len && text[at] != ' ' && text[at] != '\n')
		at++;
	return at;
}

void mermaid_text(FILE *out, const char *text, size_t len)
{
	size_t column = 0, at = 0;

	while (at < len) {
		bool full = text[at] == ' ' && at + 1 < len &&
			    column + word_len(text + at + 1, len - at - 1) >= COLUMNS;

		column = full || text[at] == '\n' ? 0 : column + 1;
		if (full)
			fputs(at && text[at - 1] == ':' ? " <br/>" : "<br/>", out);
		at += full ? 1 : put_character(out, text + at, len - at);
	}
}

static void put_string(FILE *out, const char *text)
{
	mermaid_text(out, text, strlen(text));
}

void mermaid_note(FILE *out, const char *text, size_t len)
{
	fputs(ACROSS, out);
	mermaid_text(out, text, len);
	putc('\n', out);
}

static void put_lifeline(FILE *out, const char *name, const struct connection *connection,
			 enum side side)
{
	const struct owner *owner = end_owner(connection, side);
	char text[HEADING_MAX], address[ENDPOINT_TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, end_role(connection, side));
	phrase_text(&phrase, "\n");
	phrase_text(&phrase, endpoint_format(&connection->end[side], address));
	if (owner) {
		phrase_text(&phrase, "\n");
		end_say_owner(&phrase, owner);
	}
	fprintf(out, INDENT "participant %s as ", name);
	mermaid_text(out, text, phrase.len);
	putc('\n', out);
}

void mermaid_lifelines(FILE *out, const struct connection *connection)
{
	if (!connection) {
		fputs(INDENT "participant c as client\n" INDENT "participant s as server\n", out);
		return;
	}
	put_lifeline(out, "c", connection, (enum side)connection->client);
	put_lifeline(out, "s", connection, connection_server(connection));
}

/* A connection as it is drawn. Notes of one end that follow one another are lines of one note. */
struct drawing {
	FILE *out;
	const struct connection *connection;
	uint64_t zero_ns;
	bool noting;		/* a note is begun: ... */
	enum side noted;	/* ... of that end */
};

static void end_note(struct drawing *drawing)
{
	if (drawing->noting)
		putc('\n', drawing->out);
	drawing->noting = false;
}

static void add_to_note(struct drawing *drawing, enum side side, const char *text)
{
	bool client = side == drawing->connection->client;

	if (drawing->noting && drawing->noted == side) {
		fputs("<br/>", drawing->out);
	} else {
		end_note(drawing);
		fputs(client ? INDENT "Note left of c: " : INDENT "Note right of s: ", drawing->out);
	}
	put_string(drawing->out, text);
	drawing->noting = true;
	drawing->noted = side;
}

static void add_states(struct drawing *drawing, const uint8_t state[2])
{
	enum side client = (enum side)drawing->connection->client;
	const enum side sides[] = { client, side_other(client) };

	for (int i = 0; i < 2; i++) {
		const char *name = tcp_state_name((enum tcp_state)state[sides[i]]);

		if (name)
			add_to_note(drawing, sides[i], name);
	}
}

static void put_arrow(struct drawing *drawing, const struct step *step)
{
	bool client = step->side == drawing->connection->client;
	char since[STAMP_SINCE_SIZE];

	end_note(drawing);
	stamp_since(since, drawing->zero_ns, step->time_ns);
	fprintf(drawing->out, INDENT "%c%s%c: %s ", client ? 'c' : 's', step->reset ? "-x" : "->>",
		client ? 's' : 'c', since);
	put_string(drawing->out, step->text);
	putc('\n', drawing->out);
}

static void put_step(struct drawing *drawing, const struct step *step)
{
	switch ((enum step_kind)step->kind) {
	case STEP_SEGMENT:
		put_arrow(drawing, step);
		break;
	case STEP_NOTE:
		if (*step->text)
			add_to_note(drawing, (enum side)step->side, step->text);
		break;
	case STEP_FOLDED:
		end_note(drawing);
		fputs(ACROSS "... ", drawing->out);
		put_string(drawing->out, step->text);
		fputs(" ...\n", drawing->out);
		break;
	}
	add_states(drawing, step->state);
}

static void put_steps(FILE *out, const struct connection *connection)
{
	struct step steps[STEP_COUNT_MAX];
	size_t count = steps_make(steps, connection);
	struct drawing drawing = {
		.out = out,
		.connection = connection,
		.zero_ns = count ? steps[0].time_ns : 0,
	};

	for (size_t i = 0; i < count; i++)
		put_step(&drawing, &steps[i]);
	if (count == 0)
		add_states(&drawing, (const uint8_t[]){
			(uint8_t)verdict_state(connection, SIDE_A),
			(uint8_t)verdict_state(connection, SIDE_B),
		});
	end_note(&drawing);
}

void mermaid_finding(FILE *out, const struct connection *connection,
		     const struct finding *finding)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, severity_name((enum severity)finding->severity));
	phrase_text(&phrase, " ");
	heading_finding(&phrase, finding);
	phrase_text(&phrase, "\n");
	phrase.len += sentence_explain(text + phrase.len, SENTENCE_MAX, connection, finding);
	phrase_text(&phrase, "\nfix: ");
	phrase.len += sentence_fix(text + phrase.len, sizeof(text) - phrase.len, connection, finding);
	mermaid_note(out, text, phrase.len);
}

static void put_heading(FILE *out, const struct style *style, const struct connection *connection)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	heading_ends(&phrase, style, connection);
	phrase_text(&phrase, "\n");
	heading_outcome(&phrase, connection);
	mermaid_note(out, text, phrase.len);
}

void mermaid_connection(FILE *out, const struct style *style,
			const struct connection *connection)
{
	const char *clean = heading_clean(connection);

	put_heading(out, style, connection);
	put_steps(out, connection);
	for (unsigned int i = 0; i < connection->finding_count; i++)
		mermaid_finding(out, connection, &connection->findings[i]);
	if (clean)
		mermaid_note(out, clean, strlen(clean));
}
