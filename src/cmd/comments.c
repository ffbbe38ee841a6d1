/* SPDX-License-Identifier: GPL-2.0-or-later */
/* comments.c: of each connection that goes on its packets are known, and what it went through. */
#include "cmd/comments.h"

#include "core/array.h"
#include "show/comment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* They are linked by places in their arrays, plus one: 0 is none. */
struct seen_packet {
	uint64_t time_ns;
	uint64_t number;
	size_t before;		/* of the same connection, or the next spare one */
};

struct seen_step {
	struct transition transition;
	uint64_t number;	/* of the packet that was with the tracker; 0: none of the connection */
	size_t next;
};

struct seen_connection {
	size_t first_packet, last_packet, first_step, last_step;
};

void comments_free(struct comments *comments)
{
	free(comments->rows);
	free(comments->texts);
	free(comments->packets);
	free(comments->steps);
	free(comments->connections);
	*comments = (struct comments){ .rows = NULL };
}

static struct seen_connection *connection_of(struct comments *comments,
					     const struct connection *connection)
{
	while (comments->connection_count <= connection->id) {
		struct seen_connection *connections =
			array_make_room(comments->connections, comments->connection_count,
					&comments->connection_capacity, sizeof(*connections));

		if (!connections) {
			comments->out_of_memory = true;
			return NULL;
		}
		comments->connections = connections;
		connections[comments->connection_count++] = (struct seen_connection){ 0 };
	}
	return &comments->connections[connection->id];
}

/* A place for one more, plus one; 0: out of memory. */

static size_t new_packet(struct comments *comments)
{
	size_t place = comments->packet_spare;
	struct seen_packet *packets;

	if (place) {
		comments->packet_spare = comments->packets[place - 1].before;
		return place;
	}
	packets = array_make_room(comments->packets, comments->packet_count,
				  &comments->packet_capacity, sizeof(*packets));
	if (!packets) {
		comments->out_of_memory = true;
		return 0;
	}
	comments->packets = packets;
	return ++comments->packet_count;
}

static size_t new_step(struct comments *comments)
{
	size_t place = comments->step_spare;
	struct seen_step *steps;

	if (place) {
		comments->step_spare = comments->steps[place - 1].next;
		return place;
	}
	steps = array_make_room(comments->steps, comments->step_count, &comments->step_capacity,
				sizeof(*steps));
	if (!steps) {
		comments->out_of_memory = true;
		return 0;
	}
	comments->steps = steps;
	return ++comments->step_count;
}

/* What is seen. */

void comments_before(struct comments *comments, const struct event *event, uint64_t number)
{
	bool packet = event->kind == EVENT_SEGMENT;

	comments->number = packet ? number : 0;
	if (packet)
		comments->segment = event->segment;
}

void comments_after(struct comments *comments, struct tracker *tracker, const struct event *event)
{
	const struct connection *connection;
	struct seen_connection *seen;
	enum side side;
	size_t place;

	if (!comments->number)
		return;
	connection = table_find(&tracker->table, &event->segment.src, &event->segment.dst, &side);
	seen = connection ? connection_of(comments, connection) : NULL;
	place = seen ? new_packet(comments) : 0;
	if (place) {
		comments->packets[place - 1] = (struct seen_packet){
			event->time_ns, comments->number, seen->last_packet,
		};
		seen->last_packet = place;
		if (!seen->first_packet)
			seen->first_packet = place;
	}
	comments->number = 0;
}

/* What the present packet led to may be about another connection, whose time is over. */
static bool is_of(const struct segment *segment, const struct connection *connection)
{
	const struct endpoint *a = &connection->end[SIDE_A], *b = &connection->end[SIDE_B];

	return (endpoint_equal(&segment->src, a) && endpoint_equal(&segment->dst, b)) ||
	       (endpoint_equal(&segment->src, b) && endpoint_equal(&segment->dst, a));
}

static void on_transition(void *arg, const struct connection *connection,
			  const struct transition *transition)
{
	struct comments *comments = arg;
	bool now = comments->number && is_of(&comments->segment, connection);
	struct seen_connection *seen = connection_of(comments, connection);
	size_t place = seen ? new_step(comments) : 0;

	if (!place)
		return;
	comments->steps[place - 1] = (struct seen_step){
		*transition, now ? comments->number : 0, 0,
	};
	if (seen->last_step)
		comments->steps[seen->last_step - 1].next = place;
	else
		seen->first_step = place;
	seen->last_step = place;
}

/* What is made of it. */

/* The latest packet at that time or before; else the first one; 0: there is none. */
static uint64_t number_at(const struct comments *comments, const struct seen_connection *seen,
			  uint64_t time_ns)
{
	const struct seen_packet *packet = NULL;

	for (size_t place = seen->last_packet; place; place = packet->before) {
		packet = &comments->packets[place - 1];
		if (packet->time_ns <= time_ns)
			break;
	}
	return packet ? packet->number : 0;
}

static void add_text(struct comments *comments, uint64_t number, const char *text, size_t len)
{
	struct comment *rows;

	while (comments->texts_capacity - comments->texts_len <= len) {
		char *texts = array_make_room(comments->texts, comments->texts_capacity,
					      &comments->texts_capacity, 1);

		if (!texts) {
			comments->out_of_memory = true;
			return;
		}
		comments->texts = texts;
	}
	rows = array_make_room(comments->rows, comments->count, &comments->capacity, sizeof(*rows));
	if (!rows) {
		comments->out_of_memory = true;
		return;
	}
	comments->rows = rows;
	rows[comments->count++] = (struct comment){ number, comments->texts_len };
	memcpy(comments->texts + comments->texts_len, text, len + 1);
	comments->texts_len += len + 1;
}

static void add_steps(struct comments *comments, const struct seen_connection *seen,
		      const struct connection *connection)
{
	const struct seen_step *step;

	for (size_t place = seen->first_step; place; place = step->next) {
		uint64_t number;
		char text[COMMENT_MAX];

		step = &comments->steps[place - 1];
		number = step->number ? step->number :
			 number_at(comments, seen, step->transition.time_ns);
		if (number)
			add_text(comments, number, text,
				 comment_transition(text, sizeof(text), connection,
						    &step->transition));
	}
}

static void add_findings(struct comments *comments, const struct seen_connection *seen,
			 const struct connection *connection)
{
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		const struct finding *finding = &connection->findings[i];
		uint64_t number = number_at(comments, seen, finding->time_ns);
		char text[COMMENT_MAX];

		if (number)
			add_text(comments, number, text,
				 comment_finding(text, sizeof(text), connection, finding));
	}
}

/* Its places are for others. */
static void forget(struct comments *comments, struct seen_connection *seen)
{
	if (seen->last_packet) {
		comments->packets[seen->first_packet - 1].before = comments->packet_spare;
		comments->packet_spare = seen->last_packet;
	}
	if (seen->first_step) {
		comments->steps[seen->last_step - 1].next = comments->step_spare;
		comments->step_spare = seen->first_step;
	}
	*seen = (struct seen_connection){ 0 };
}

static void on_ended(void *arg, const struct connection *connection)
{
	struct comments *comments = arg;
	struct seen_connection *seen = connection_of(comments, connection);

	if (!seen)
		return;
	add_steps(comments, seen, connection);
	add_findings(comments, seen, connection);
	forget(comments, seen);
}

void comments_sink(struct comments *comments, struct sink *sink)
{
	*sink = (struct sink){ .arg = comments, .transition = on_transition, .ended = on_ended };
}

/* Those of one packet as they were added. */
static int compare(const void *left, const void *right)
{
	const struct comment *a = left, *b = right;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return a->text < b->text ? -1 : a->text > b->text;
}

int comments_finish(struct comments *comments)
{
	if (comments->count > 0)
		qsort(comments->rows, comments->count, sizeof(*comments->rows), compare);
	comments->next = 0;
	return comments->out_of_memory ? -ENOMEM : 0;
}

const char *comments_next(struct comments *comments, uint64_t number)
{
	while (comments->next < comments->count && comments->rows[comments->next].number < number)
		comments->next++;
	if (comments->next == comments->count || comments->rows[comments->next].number > number)
		return NULL;
	return comments->texts + comments->rows[comments->next++].text;
}
