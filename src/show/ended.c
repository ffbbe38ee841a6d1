/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ended.c: "server nginx[812] ended (signal 9) with 40 connections open: 38 by FIN, 2 by RST". */
#include "show/ended.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/phrase.h"
#include "show/wrap.h"

#include <string.h>

static struct ended_process *row_of(struct ended *ended, const struct owner *owner,
				    const struct process *process, const char *role)
{
	struct ended_process *row;

	for (size_t i = 0; i < ended->count; i++) {
		row = &ended->rows[i];
		if (row->owner.pid == owner->pid && row->time_ns == process->ended_ns &&
		    strcmp(row->role, role) == 0)
			return row;
	}
	if (ended->count == ENDED_MAX)
		return NULL;
	row = &ended->rows[ended->count++];
	*row = (struct ended_process){ .owner = *owner, .end = process->end, .role = role,
				       .time_ns = process->ended_ns };
	return row;
}

static void count_in(struct ended_process *row, const struct connection *connection,
		     enum side side)
{
	int ends = connection->self ? 1 : 2;

	if (verdict_aborted(connection, side))
		row->rsts++;
	else
		row->fins++;
	for (int from = SIDE_A; from < ends; from++) {
		struct byte_count lost = verdict_lost(connection, (enum side)from);

		row->lost_bytes += lost.bytes;
		row->at_least |= lost.at_least || !lost.known;
	}
}

void ended_add(struct ended *ended, const struct connection *connection)
{
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		enum side side = (enum side)connection->findings[i].end;
		const struct owner *owner = end_owner(connection, side);
		struct ended_process *row;

		if (connection->findings[i].id != FINDING_PROCESS_ENDED || !owner)
			continue;
		row = row_of(ended, owner, connection_half(connection, side)->socket->process,
			     end_role(connection, side));
		if (row)
			count_in(row, connection, side);
	}
}

void ended_how(struct phrase *phrase, const struct process_news *end)
{
	if (!end->status_known) {
		phrase_text(phrase, "how is not known");
		return;
	}
	phrase_text(phrase, end->signal ? "signal " : "status ");
	phrase_plain(phrase, end->signal ? end->signal : end->status);
}

/* Where nothing says how much, none is no answer. */
static void say_lost(struct phrase *phrase, const struct ended_process *row)
{
	if (row->at_least && !row->lost_bytes) {
		phrase_text(phrase, "unknown what is lost");
		return;
	}
	phrase_bytes(phrase, row->lost_bytes, row->at_least);
	phrase_text(phrase, " lost");
}

bool ended_several(const struct ended *ended, size_t i)
{
	return ended->rows[i].fins + ended->rows[i].rsts > 1;
}

void ended_say(struct phrase *phrase, const struct ended *ended, size_t i)
{
	const struct ended_process *row = &ended->rows[i];

	phrase_text(phrase, row->role);
	phrase_text(phrase, " ");
	end_say_owner(phrase, &row->owner);
	phrase_text(phrase, " ended (");
	ended_how(phrase, &row->end);
	phrase_text(phrase, ") with ");
	phrase_number(phrase, row->fins + row->rsts);
	phrase_text(phrase, " connections open: ");
	phrase_number(phrase, row->fins);
	phrase_text(phrase, " closed by FIN, ");
	phrase_number(phrase, row->rsts);
	phrase_text(phrase, " by RST, ");
	say_lost(phrase, row);
}

void ended_print(const struct ended *ended, const struct style *style, FILE *out)
{
	char text[ENDED_TEXT_MAX];
	struct phrase phrase;

	for (size_t i = 0; i < ended->count; i++) {
		if (!ended_several(ended, i))
			continue;
		phrase_init(&phrase, text, sizeof(text));
		ended_say(&phrase, ended, i);
		wrap_print(out, style, text, phrase.len, 0, 2);
		putc('\n', out);
	}
}
