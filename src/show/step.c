/* SPDX-License-Identifier: GPL-2.0-or-later */
/* step.c: chooses from a trail what is worth showing, and words it. */
#include "show/step.h"

#include "show/phrase.h"
#include "show/step_runs.h"
#include "show/step_socket.h"

#include <string.h>

struct story {
	const struct connection *connection;
	struct step *steps;
	size_t count;
	struct shown shown[2];
};

static struct step *add(struct story *story, const struct trail_entry *entry,
			enum step_kind kind)
{
	struct step *step = &story->steps[story->count++];

	*step = (struct step){
		.time_ns = entry->time_ns,
		.kind = (uint8_t)kind,
		.side = entry->side,
	};
	return step;
}

/* As tcpdump(8) writes them. */
static void say_flags(struct phrase *phrase, unsigned int flags)
{
	static const struct {
		unsigned int flag;
		const char *letter;
	} letters[] = {
		{ SEGMENT_FIN, "F" }, { SEGMENT_SYN, "S" }, { SEGMENT_RST, "R" },
		{ SEGMENT_PSH, "P" }, { SEGMENT_URG, "U" }, { SEGMENT_ACK, "." },
	};

	phrase_text(phrase, "[");
	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
		if (flags & letters[i].flag)
			phrase_text(phrase, letters[i].letter);
	}
	phrase_text(phrase, "]");
}

static bool is_close_notify(const struct story *story, const struct trail_entry *entry)
{
	const struct half *half = connection_half(story->connection, (enum side)entry->side);

	return half_said_close_notify(half) && entry->segment.seq == half_notify_at(half) &&
	       entry->segment.len == half->notify_len;
}

/*
 * Data behind the peer's FIN is what a write after close is made of: how late was the first?
 * True if this is the first.
 */
static bool say_lateness(struct phrase *phrase, struct shown *me, const struct shown *peer,
			 const struct trail_entry *entry)
{
	if (!peer->fin_sent || me->late)
		return false;
	me->late = true;
	if (entry->time_ns > peer->fin_ns) {
		phrase_text(phrase, ", ");
		phrase_span(phrase, entry->time_ns - peer->fin_ns);
		phrase_text(phrase, " after FIN");
	}
	if (entry->segment.ack >= 0 && entry->segment.ack <= peer->fin)
		phrase_text(phrase, ", crossing it");
	return true;
}

/* Of an ACK without data: what is new in it. True if that is more than bytes of data. */
static bool say_ack(struct phrase *phrase, struct shown *peer, int64_t ack)
{
	if (peer->fin_sent && !peer->fin_acked && ack > peer->fin) {
		peer->fin_acked = true;
		phrase_text(phrase, " acks the FIN");
		return true;
	}
	if (ack > 0 && !peer->fin_acked) {
		phrase_text(phrase, " ack ");
		phrase_number(phrase, (uint64_t)ack);
	}
	return false;
}

/* All that there is to say of a segment; true if it is one of many alike. */
static bool say_segment(struct story *story, struct phrase *phrase,
			const struct trail_entry *entry)
{
	struct shown *me = &story->shown[entry->side];
	struct shown *peer = &story->shown[side_other((enum side)entry->side)];
	unsigned int flags = entry->segment.flags;
	bool special = flags & (SEGMENT_SYN | SEGMENT_FIN | SEGMENT_RST);

	say_flags(phrase, flags);
	if (entry->segment.len > 0) {
		phrase_text(phrase, " ");
		phrase_bytes(phrase, entry->segment.len, false);
		if (is_close_notify(story, entry))
			phrase_text(phrase, " (TLS close_notify)");
		special |= say_lateness(phrase, me, peer, entry);
	} else if (!special && !entry->segment.probe) {
		special = say_ack(phrase, peer, entry->segment.ack);
	}
	if (entry->segment.probe)
		phrase_text(phrase, peer->window_shut ? ", window probe" : ", keep-alive probe");
	else if (entry->segment.again)
		phrase_text(phrase, ", again");
	me->window_shut = entry->segment.window == 0 && !(flags & (SEGMENT_SYN | SEGMENT_RST));
	if (me->window_shut)
		phrase_text(phrase, ", window 0");
	return !special && !entry->segment.again && entry->segment.window > 0;
}

/* It changes nothing, so that nothing is remembered of it. */
static void say_refused(struct phrase *phrase, const struct trail_entry *entry)
{
	say_flags(phrase, entry->segment.flags);
	if (entry->segment.len > 0) {
		phrase_text(phrase, " ");
		phrase_bytes(phrase, entry->segment.len, false);
	}
	phrase_text(phrase, ", out of the window");
}

static void segment_step(struct story *story, const struct trail_entry *entry)
{
	struct step *step = add(story, entry, STEP_SEGMENT);
	struct shown *me = &story->shown[entry->side];
	struct phrase phrase;

	phrase_init(&phrase, step->text, sizeof(step->text));
	if (entry->segment.refused) {
		say_refused(&phrase, entry);
		return;
	}
	step->plain = say_segment(story, &phrase, entry);
	step->bytes = entry->segment.len;
	step->reset = entry->segment.flags & SEGMENT_RST;
	if ((entry->segment.flags & SEGMENT_FIN) && !me->fin_sent) {
		me->fin_sent = true;
		me->fin_ns = entry->time_ns;
		me->fin = entry->segment.seq + entry->segment.len;
	}
}

/* "write(5) = 5" and the like, the bulk of a transfer; not "= -1 EPIPE", not "= 0 (EOF)". */
static bool is_plain_call(const char *call)
{
	static const char *const names[] = { "write(", "send(", "read(", "recv(" };
	const char *result = strstr(call, ") = ");

	for (size_t i = 0; result && i < sizeof(names) / sizeof(names[0]); i++) {
		if (strncmp(call, names[i], strlen(names[i])) == 0)
			return result[4] >= '1' && result[4] <= '9';
	}
	return false;
}

static void call_step(struct story *story, const struct trail_entry *entry)
{
	struct step *step = add(story, entry, STEP_NOTE);
	struct phrase phrase;
	const char *text;

	phrase_init(&phrase, step->text, sizeof(step->text));
	text = trail_call(story->connection->trail, entry);
	phrase_name(&phrase, text, strlen(text));
	step->plain = is_plain_call(step->text);
}

static void socket_step(struct story *story, const struct trail_entry *entry)
{
	char text[STEP_TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	step_say_socket(&phrase, &story->shown[entry->side],
			&story->shown[side_other((enum side)entry->side)], entry);
	if (phrase.len > 0) {
		struct step *step = add(story, entry, STEP_NOTE);

		step->fact = true;
		memcpy(step->text, text, phrase.len + 1);
	}
}

/* The state goes beside what caused it; where that is not shown, it gets a line of its own. */
static void transition_step(struct story *story, const struct trail_entry *entry)
{
	const struct transition *transition = &entry->transition;
	struct step *last = story->count ? &story->steps[story->count - 1] : NULL;

	story->shown[transition->end].state = transition->to;
	if (!story->count || last->time_ns != entry->time_ns || last->kind == STEP_FOLDED ||
	    last->state[transition->end] != TCP_STATE_NONE) {
		last = add(story, entry, STEP_NOTE);
		last->side = transition->end;
		last->fact = transition->trigger == TRIGGER_SOCKET;
		if (last->fact)
			strcpy(last->text, "kernel: no packet showed it");
	}
	last->state[transition->end] = transition->to;
	last->plain = false;
}

static void skipped_step(struct story *story, const struct trail_entry *entry)
{
	struct step *step = add(story, entry, STEP_FOLDED);
	struct phrase phrase;

	if (story->count > 1)
		step->time_ns = story->steps[story->count - 2].time_ns;
	phrase_init(&phrase, step->text, sizeof(step->text));
	phrase_count(&phrase, entry->skipped, "step");
	phrase_text(&phrase, " not kept");
}

static void take(struct story *story, const struct trail_entry *entry)
{
	static void (*const takers[])(struct story *, const struct trail_entry *) = {
		[TRAIL_SEGMENT] = segment_step,
		[TRAIL_SOCKET] = socket_step,
		[TRAIL_CALL] = call_step,
		[TRAIL_TRANSITION] = transition_step,
		[TRAIL_SKIPPED] = skipped_step,
	};

	takers[entry->kind](story, entry);
}

size_t steps_make(struct step steps[STEP_COUNT_MAX], const struct connection *connection)
{
	struct story story = { .connection = connection, .steps = steps };
	size_t count = connection->trail ? trail_count(connection->trail) : 0;

	for (size_t i = 0; i < count && i < STEP_COUNT_MAX; i++) {
		struct trail_entry skipped;

		take(&story, trail_get(connection->trail, i, &skipped));
	}
	return step_runs_fold(steps, story.count, connection);
}
