/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch_text.c: writes the lines of `watch`. */
#include "show/watch_text.h"
#include "show/end.h"
#include "show/phrase.h"
#include "show/sentence.h"
#include "show/text.h"
#include "show/utf8.h"
#include "show/wrap.h"

#include <string.h>

enum { LINE_MAX_OCTETS = 512, TIME_COLUMNS = 16 };

void watch_text_init(struct watch_text *watch, FILE *out, const struct style *style)
{
	*watch = (struct watch_text){ .out = out, .style = style, .second = UINT64_MAX };
}

/* "03:04:05.000123 " */
static void say_time(struct watch_text *watch, struct phrase *phrase, uint64_t time_ns)
{
	uint64_t second = time_ns / 1000000000;
	char micro[6];

	if (second != watch->second) {
		stamp_clock(watch->clock, second);
		watch->second = second;
	}
	stamp_digits(micro, sizeof(micro), time_ns % 1000000000 / 1000);
	phrase_text(phrase, watch->clock);
	phrase_text(phrase, ".");
	phrase_octets(phrase, micro, sizeof(micro));
	phrase_text(phrase, " ");
}

/* "#7 127.0.0.1:6882 peer[812] → 127.0.0.1:5555 peer[811] " */
static void say_connection(const struct watch_text *watch, struct phrase *phrase,
			   const struct connection *connection)
{
	phrase_text(phrase, "#");
	phrase_plain(phrase, connection->id);
	phrase_text(phrase, " ");
	end_address(phrase, connection, (enum side)connection->client);
	phrase_text(phrase, " ");
	phrase_text(phrase, style_glyphs(watch->style)->to);
	phrase_text(phrase, " ");
	end_address(phrase, connection, connection_server(connection));
	phrase_text(phrase, " ");
}

/* Ends what was begun at column. A line of a file or a pipe is whole, for grep. */
static void put_rest(struct watch_text *watch, const char *text, size_t len, unsigned int column)
{
	if (watch->style->terminal) {
		wrap_print(watch->out, watch->style, text, len, column, TIME_COLUMNS);
		return;
	}
	style_put(watch->style, watch->out, text, len);
	putc_unlocked('\n', watch->out);
}

/* On a terminal what follows the addresses, and does not fit, begins below. */
static unsigned int put_before(struct watch_text *watch, const struct phrase *before,
			       unsigned int columns)
{
	unsigned int used;

	if (!watch->style->terminal) {
		style_put(watch->style, watch->out, before->buf, before->len);
		return 0;
	}
	used = utf8_columns(before->buf);
	if (used + columns <= watch->style->width || used == TIME_COLUMNS) {
		style_put(watch->style, watch->out, before->buf, before->len);
		return used;
	}
	wrap_print(watch->out, watch->style, before->buf, before->len, 0, TIME_COLUMNS);
	fprintf(watch->out, "%*s", TIME_COLUMNS, "");
	return TIME_COLUMNS;
}

/* "server ESTABLISHED → FIN_WAIT1 (fin-sent)" */
static void say_transition(const struct watch_text *watch, struct phrase *phrase,
			   const struct connection *connection,
			   const struct transition *transition)
{
	const char *from = tcp_state_name((enum tcp_state)transition->from);

	phrase_text(phrase, end_role(connection, (enum side)transition->end));
	phrase_text(phrase, " ");
	if (from) {
		phrase_text(phrase, from);
		phrase_text(phrase, " ");
	}
	phrase_text(phrase, style_glyphs(watch->style)->to);
	phrase_text(phrase, " ");
	phrase_text(phrase, tcp_state_name((enum tcp_state)transition->to));
	phrase_text(phrase, " (");
	phrase_text(phrase, trigger_name((enum trigger)transition->trigger));
	if (transition->certainty == CERTAINTY_INFERRED)
		phrase_text(phrase, ", inferred");
	phrase_text(phrase, ")");
}

void watch_text_transition(struct watch_text *watch, const struct connection *connection,
			   const struct transition *transition)
{
	char before[LINE_MAX_OCTETS], text[LINE_MAX_OCTETS];
	struct phrase head, phrase;
	unsigned int columns, column;

	phrase_init(&head, before, sizeof(before));
	say_time(watch, &head, transition->time_ns);
	say_connection(watch, &head, connection);
	phrase_init(&phrase, text, sizeof(text));
	say_transition(watch, &phrase, connection, transition);
	columns = watch->style->terminal ? utf8_columns(text) : 0;
	column = put_before(watch, &head, columns);
	put_rest(watch, text, phrase.len, column);
}

void watch_text_finding(struct watch_text *watch, const struct connection *connection,
			const struct finding *finding)
{
	enum severity severity = (enum severity)finding->severity;
	const char *id = finding_info((enum finding_id)finding->id)->id;
	char before[LINE_MAX_OCTETS], text[SENTENCE_MAX];
	unsigned int column, name;
	struct phrase head;
	size_t len;

	phrase_init(&head, before, sizeof(before));
	say_time(watch, &head, finding->time_ns);
	if (connection)
		say_connection(watch, &head, connection);
	len = sentence_explain(text, sizeof(text), connection, finding);
	name = (unsigned int)(strlen(severity_name(severity)) + strlen(id) + 3);
	column = put_before(watch, &head, name + utf8_columns(text)) + name;
	fprintf(watch->out, "%s%s%s %s: ", style_on(watch->style, text_role(severity)),
		severity_name(severity), style_off(watch->style), id);
	put_rest(watch, text, len, column);
}
