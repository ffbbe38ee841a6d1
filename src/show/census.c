/* SPDX-License-Identifier: GPL-2.0-or-later */
/* census.c: groups states as people think of them. */
#include "show/census.h"
#include "core/verdict.h"
#include "show/phrase.h"

#include <string.h>

static const struct {
	const char *name, *meaning;
} words[CENSUS_GROUP_COUNT] = {
#define X(symbol, group_name, group_meaning) \
	[CENSUS_##symbol] = { .name = group_name, .meaning = group_meaning },
	CENSUS_LIST(X)
#undef X
};

static bool leaks(const struct connection *connection)
{
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		const struct finding *finding = &connection->findings[i];
		enum finding_id id = (enum finding_id)finding->id;

		if (finding_info(id)->category == CATEGORY_LEAK && !finding->until_ns)
			return true;
	}
	return false;
}

static bool is_connecting(enum tcp_state state)
{
	return state == TCP_STATE_SYN_SENT || state == TCP_STATE_SYN_RECV;
}

static bool is_gone(enum tcp_state state)
{
	return state == TCP_STATE_CLOSED || state == TCP_STATE_NONE;
}

/* Such a state of one end is enough: the other end may be out of view. */
static bool is_half_closed(enum tcp_state state)
{
	return state == TCP_STATE_CLOSE_WAIT || state == TCP_STATE_FIN_WAIT1 ||
	       state == TCP_STATE_FIN_WAIT2;
}

static bool is_ending(enum tcp_state state)
{
	return state == TCP_STATE_LAST_ACK || state == TCP_STATE_CLOSING ||
	       state == TCP_STATE_TIME_WAIT;
}

enum census_group census_group(const struct connection *connection)
{
	enum tcp_state a = verdict_state(connection, SIDE_A);
	enum tcp_state b = verdict_state(connection, SIDE_B);

	if (leaks(connection))
		return CENSUS_LEAKING;
	if (is_gone(a) && is_gone(b))
		return CENSUS_GONE;
	if (is_ending(a) || is_ending(b))
		return CENSUS_LINGERING;
	if (is_half_closed(a) || is_half_closed(b))
		return CENSUS_HALF_CLOSED;
	if (is_connecting(a) || is_connecting(b))
		return CENSUS_CONNECTING;
	return CENSUS_ESTABLISHED;
}

void census_add(struct census *census, const struct connection *connection)
{
	census->count[census_group(connection)]++;
}

const char *census_name(enum census_group group)
{
	return words[group].name;
}

const char *census_meaning(enum census_group group)
{
	return words[group].meaning;
}

void census_print(FILE *out, const struct style *style, const struct census *census)
{
	for (int group = 0; group < CENSUS_GROUP_COUNT; group++) {
		char text[32];
		struct phrase phrase;

		if (census->count[group] == 0)
			continue;
		phrase_init(&phrase, text, sizeof(text));
		phrase_number(&phrase, census->count[group]);
		fprintf(out, "%12s  %s%-12s%s %s\n", text, style_on(style, STYLE_STRONG),
			words[group].name, style_off(style), words[group].meaning);
	}
}
