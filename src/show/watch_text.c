/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch_text.c: writes the lines of `watch`. */
#include "show/watch_text.h"
#include "show/end.h"
#include "show/phrase.h"
#include "show/sentence.h"
#include "show/text.h"

enum { LINE_MAX_OCTETS = 512 };

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

static void put(struct watch_text *watch, const struct phrase *phrase)
{
	style_put(watch->style, watch->out, phrase->buf, phrase->len);
}

void watch_text_transition(struct watch_text *watch, const struct connection *connection,
			   const struct transition *transition)
{
	const char *from = tcp_state_name((enum tcp_state)transition->from);
	char text[LINE_MAX_OCTETS];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	say_time(watch, &phrase, transition->time_ns);
	say_connection(watch, &phrase, connection);
	phrase_text(&phrase, end_role(connection, (enum side)transition->end));
	phrase_text(&phrase, " ");
	if (from) {
		phrase_text(&phrase, from);
		phrase_text(&phrase, " ");
	}
	phrase_text(&phrase, style_glyphs(watch->style)->to);
	phrase_text(&phrase, " ");
	phrase_text(&phrase, tcp_state_name((enum tcp_state)transition->to));
	phrase_text(&phrase, " (");
	phrase_text(&phrase, trigger_name((enum trigger)transition->trigger));
	if (transition->certainty == CERTAINTY_INFERRED)
		phrase_text(&phrase, ", inferred");
	phrase_text(&phrase, ")");
	put(watch, &phrase);
	putc_unlocked('\n', watch->out);
}

void watch_text_finding(struct watch_text *watch, const struct connection *connection,
			const struct finding *finding)
{
	enum severity severity = (enum severity)finding->severity;
	char text[SENTENCE_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	say_time(watch, &phrase, finding->time_ns);
	if (connection)
		say_connection(watch, &phrase, connection);
	put(watch, &phrase);
	fprintf(watch->out, "%s%s%s %s: ", style_on(watch->style, text_role(severity)),
		severity_name(severity), style_off(watch->style),
		finding_info((enum finding_id)finding->id)->id);
	phrase.len = sentence_explain(text, sizeof(text), connection, finding);
	put(watch, &phrase);
	putc_unlocked('\n', watch->out);
}
