/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place_words.c: listeners that are full, destinations that take up all ports. */
#include "show/place_words.h"
#include "show/end.h"

static void say_queue(struct phrase *phrase, const struct place *place)
{
	char address[ENDPOINT_TEXT_MAX];

	phrase_text(phrase, "the accept queue of ");
	if (place->owner.known == OWNER_FOUND) {
		end_say_owner(phrase, &place->owner);
		phrase_text(phrase, " at ");
	}
	phrase_text(phrase, endpoint_format(&place->endpoint, address));
}

/* Only what came to it and what the kernel counts tell of it. */
static void explain_overflow(struct phrase *phrase, const struct place *place)
{
	say_queue(phrase, place);
	phrase_text(phrase, " was full at times within ");
	phrase_span(phrase, place->finding.span_ns);
	phrase_text(phrase, " (backlog: ");
	phrase_number(phrase, place->room);
	phrase_text(phrase, "): connections to it got no answer, and the kernel counted overflows");
}

static void explain_pileup(struct phrase *phrase, const struct place *place)
{
	bool ended = place->finding.until_ns;
	char address[ENDPOINT_TEXT_MAX];

	phrase_number(phrase, place->count);
	phrase_text(phrase, " of the ");
	phrase_number(phrase, place->room);
	phrase_text(phrase, ended ? " ephemeral ports waited in TIME_WAIT after connections to " :
				    " ephemeral ports wait in TIME_WAIT, each for a minute, after "
				    "connections to ");
	phrase_text(phrase, endpoint_format(&place->endpoint, address));
	if (!ended)
		phrase_text(phrase, "; when all do, connect() to it fails, unless tcp_tw_reuse lets it "
				    "take one of them");
}

static void explain_full(struct phrase *phrase, const struct place *place)
{
	bool ended = place->finding.until_ns;

	if (place->finding.certainty == CERTAINTY_INFERRED) {
		explain_overflow(phrase, place);
		return;
	}
	say_queue(phrase, place);
	phrase_text(phrase, ended ? " was full for " : " has been full for at least ");
	phrase_span(phrase, place->finding.span_ns);
	phrase_text(phrase, ended ? "; waiting in it then: " : "; waiting in it: ");
	phrase_number(phrase, place->count);
	phrase_text(phrase, ", backlog: ");
	phrase_number(phrase, place->room);
	phrase_text(phrase, ended ? "; further connections got no answer meanwhile" :
				    "; further connections get no answer");
}

void place_explain(struct phrase *phrase, const struct place *place)
{
	if (place->finding.id == FINDING_TIME_WAIT_PILEUP)
		explain_pileup(phrase, place);
	else
		explain_full(phrase, place);
}
