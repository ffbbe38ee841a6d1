/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sentence.c: finds the words for a case, and fills in its facts. */
#include "show/sentence.h"
#include "show/fill.h"
#include "show/gap_words.h"
#include "show/phrase.h"
#include "show/place_words.h"
#include "show/wording.h"

static const struct wording *const wordings[CATEGORY_COUNT] = {
	[CATEGORY_LOST] = wording_lost,
	[CATEGORY_LEAK] = wording_leak,
	[CATEGORY_HANG] = wording_hang,
	[CATEGORY_RESET] = wording_reset,
	[CATEGORY_INFO] = wording_info,
};

static const struct wording *wording_of(const struct finding *finding)
{
	return &wordings[finding_info(finding->id)->category][finding->id];
}

size_t sentence_explain(char *buf, size_t size, const struct connection *connection,
			const struct finding *finding)
{
	const struct wording *wording = wording_of(finding);
	struct fill fill;

	phrase_init(&fill.phrase, buf, size);
	if (finding->place) {
		place_explain(&fill.phrase, finding->place);
		return fill.phrase.len;
	}
	if (!connection) {
		gap_explain(&fill.phrase, (enum gap_kind)finding->gap, finding->gap_count);
		return fill.phrase.len;
	}
	fill_init(&fill, connection, finding);
	if (!wording->says)
		wording->explain(&fill);
	else
		fill_say(&fill, finding->until_ns && wording->ended ? wording->ended : wording->says);
	return fill.phrase.len;
}

static void say_fix(struct fill *fill, const struct finding *finding)
{
	const struct wording *wording = wording_of(finding);
	const char *special = wording->special_fix ? wording->special_fix(fill) : NULL;

	if (special) {
		fill_say(fill, special);
		return;
	}
	if (wording->where)
		fill_say(fill, wording->where);
	fill_say(fill, finding_info(finding->id)->fix);
}

size_t sentence_fix(char *buf, size_t size, const struct connection *connection,
		    const struct finding *finding)
{
	struct fill fill;

	phrase_init(&fill.phrase, buf, size);
	if (finding->place) {
		phrase_text(&fill.phrase, finding_info(finding->id)->fix);
		return fill.phrase.len;
	}
	if (!connection) {
		phrase_text(&fill.phrase, gap_fix((enum gap_kind)finding->gap));
		return fill.phrase.len;
	}
	fill_init(&fill, connection, finding);
	say_fix(&fill, finding);
	return fill.phrase.len;
}
