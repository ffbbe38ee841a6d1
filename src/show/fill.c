/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fill.c: templates of sentences, and what stands in them. */
#include "show/fill.h"
#include "core/verdict.h"
#include "show/end.h"

#include <string.h>

void fill_init(struct fill *fill, const struct connection *connection,
	       const struct finding *finding)
{
	fill->connection = connection;
	fill->finding = finding;
	fill->x = (enum side)finding->end;
	fill->y = side_other(fill->x);
}

static void role(struct fill *fill, enum side side)
{
	phrase_text(&fill->phrase, "the ");
	phrase_text(&fill->phrase, end_role(fill->connection, side));
}

static void name_x(struct fill *fill)
{
	end_name(&fill->phrase, fill->connection, fill->x);
}

static void name_y(struct fill *fill)
{
	end_name(&fill->phrase, fill->connection, fill->y);
}

static void role_x(struct fill *fill)
{
	role(fill, fill->x);
}

static void role_y(struct fill *fill)
{
	role(fill, fill->y);
}

static void address_y(struct fill *fill)
{
	char text[ENDPOINT_TEXT_MAX];

	phrase_text(&fill->phrase, endpoint_format(&fill->connection->end[fill->y], text));
}

static void carried(struct fill *fill)
{
	phrase_bytes(&fill->phrase, fill->finding->carried, false);
}

static void bytes(struct fill *fill)
{
	phrase_bytes(&fill->phrase, fill->finding->bytes, fill->finding->at_least);
}

static void lost(struct fill *fill)
{
	if (!fill->finding->bytes)
		return;
	phrase_text(&fill->phrase, "; lost: ");
	bytes(fill);
}

static void state_x(struct fill *fill)
{
	const char *name = tcp_state_name(verdict_state(fill->connection, fill->x));

	phrase_text(&fill->phrase, name ? name : "an unknown state");
}

static void span(struct fill *fill)
{
	if (fill->finding->span_ns == 0)
		return;
	phrase_text(&fill->phrase, " ");
	phrase_span(&fill->phrase, fill->finding->span_ns);
}

static void duration(struct fill *fill)
{
	if (fill->finding->span_ns)
		phrase_text(&fill->phrase, " for");
	span(fill);
}

static const struct {
	const char *name;
	void (*write)(struct fill *fill);
} placeholders[] = {
	{ "{X}", name_x },		/* "client peer[812]", or "the client" */
	{ "{Y}", name_y },
	{ "{x}", role_x },		/* "the client" */
	{ "{y}", role_y },
	{ "{address}", address_y },	/* Y's, with its port */
	{ "{carried}", carried },	/* what came over a half-closed connection */
	{ "{bytes}", bytes },		/* the finding's: "at least 57,600 bytes" */
	{ "{lost}", lost },		/* "; lost: 5 bytes", or nothing */
	{ "{state}", state_x },
	{ "{span}", span },		/* " 62 ms", or nothing */
	{ "{for}", duration },		/* " for 62 ms", or nothing */
};

enum { PLACEHOLDER_COUNT = sizeof(placeholders) / sizeof(placeholders[0]) };

/* Fills a placeholder at template and returns its length; 0 if none is there. */
static size_t fill_one(struct fill *fill, const char *template)
{
	for (size_t i = 0; i < PLACEHOLDER_COUNT; i++) {
		size_t len = strlen(placeholders[i].name);

		if (strncmp(template, placeholders[i].name, len) == 0) {
			placeholders[i].write(fill);
			return len;
		}
	}
	return 0;
}

void fill_say(struct fill *fill, const char *template)
{
	while (*template) {
		size_t plain = strcspn(template, "{"), taken;

		phrase_octets(&fill->phrase, template, plain);
		template += plain;
		if (!*template)
			break;
		taken = fill_one(fill, template);
		if (!taken) {
			phrase_text(&fill->phrase, "{");
			taken = 1;
		}
		template += taken;
	}
}
