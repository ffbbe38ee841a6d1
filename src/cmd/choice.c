/* SPDX-License-Identifier: GPL-2.0-or-later */
/* choice.c: asks of each connection whose it is, and waits where that is not known yet. */
#include "cmd/choice.h"

#include "core/place.h"
#include "core/sharing.h"
#include "core/verdict.h"

#include <string.h>

/* So that not each one that comes when it is full moves them all: peers elsewhere stay unknown. */
enum { DROPPED_AT_ONCE = CHOICE_PENDING_MAX / 4 };

enum choice_answer { CHOICE_NO, CHOICE_YES, CHOICE_UNKNOWN };

/* One of those who hold it beside its owner. */
static bool is_shared(struct choice *choice, const struct half_socket *socket)
{
	const struct holders *holders =
		half_rare(socket)->sharing ? &half_rare(socket)->sharing->holders : NULL;

	for (unsigned int i = 0; holders && i < holders->count && i < HOLDERS_MAX; i++) {
		if (family_has(&choice->family, holders->named[i].pid))
			return true;
	}
	return false;
}

/* Nobody is asked for a cgroup of an end that was a request only: it has its listener's. */
static enum sock_group group_of(const struct choice *choice, const struct connection *connection,
				enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;
	const struct listener *listener;

	if (!choice->listeners)
		return SOCK_GROUP_UNKNOWN;
	if (socket && socket->group)
		return (enum sock_group)socket->group;
	if (side != connection_server(connection))
		return SOCK_GROUP_UNKNOWN;
	listener = listeners_since(choice->listeners, &connection->end[side],
				   connection->start_ns);
	return listener ? (enum sock_group)listener->latest.group : SOCK_GROUP_UNKNOWN;
}

static bool is_held(struct choice *choice, const struct half_socket *socket)
{
	return family_has(&choice->family, socket->owner.pid) ||
	       (socket->first_pid && family_has(&choice->family, socket->first_pid)) ||
	       is_shared(choice, socket);
}

/* A socket of another cgroup may have been handed on, but seldom is: so nobody waits for its owner. */
static enum choice_answer ask_end(struct choice *choice, const struct connection *connection,
				  enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;
	enum sock_group group = group_of(choice, connection, side);

	if (group == SOCK_GROUP_CHOSEN ||
	    (socket && socket->owner.known == OWNER_FOUND && is_held(choice, socket)))
		return CHOICE_YES;
	return group == SOCK_GROUP_OTHER ||
	       (socket && socket->owner.known != OWNER_NOT_LOOKED_UP) ?
	       CHOICE_NO : CHOICE_UNKNOWN;
}

static enum choice_answer ask(struct choice *choice, const struct connection *connection)
{
	enum choice_answer a = ask_end(choice, connection, SIDE_A);
	enum choice_answer b = ask_end(choice, connection, SIDE_B);

	if (a == CHOICE_YES || b == CHOICE_YES)
		return CHOICE_YES;
	if (choice->alone)
		return group_of(choice, connection, SIDE_A) == SOCK_GROUP_OTHER ||
		       group_of(choice, connection, SIDE_B) == SOCK_GROUP_OTHER ?
		       CHOICE_NO : CHOICE_YES;
	return a == CHOICE_UNKNOWN || b == CHOICE_UNKNOWN ? CHOICE_UNKNOWN : CHOICE_NO;
}

static void tell(const struct choice *choice, const struct choice_pending *pending)
{
	const struct sink *to = &choice->to;

	if (pending->is_finding && to->finding)
		to->finding(to->arg, pending->connection, &pending->finding);
	else if (!pending->is_finding && to->transition)
		to->transition(to->arg, pending->connection, &pending->transition);
}

/* Goes through what is pending of that connection, or of all (NULL). */
static void settle(struct choice *choice, const struct connection *connection,
		   enum choice_answer answer)
{
	size_t kept = 0;

	for (size_t i = 0; i < choice->pending_count; i++) {
		const struct choice_pending *pending = &choice->pending[i];
		bool meant = !connection || pending->connection == connection;
		enum choice_answer its = connection ? answer : ask(choice, pending->connection);

		if (meant && its == CHOICE_YES)
			tell(choice, pending);
		if (meant && its != CHOICE_UNKNOWN)
			continue;
		if (kept < i)
			choice->pending[kept] = *pending;
		kept++;
	}
	choice->pending_count = kept;
}

/* Those that have waited in vain for longest: their process will hardly be found any more. */
static void drop_oldest(struct choice *choice)
{
	choice->pending_count -= DROPPED_AT_ONCE;
	memmove(choice->pending, choice->pending + DROPPED_AT_ONCE,
		choice->pending_count * sizeof(choice->pending[0]));
}

static void take(struct choice *choice, const struct choice_pending *news)
{
	enum choice_answer answer = ask(choice, news->connection);

	if (answer == CHOICE_UNKNOWN) {
		if (choice->pending_count == CHOICE_PENDING_MAX)
			drop_oldest(choice);
		choice->pending[choice->pending_count++] = *news;
		return;
	}
	settle(choice, news->connection, answer);
	if (answer == CHOICE_YES)
		tell(choice, news);
}

static bool is_chosen_listener(const struct choice *choice, const struct place *place)
{
	const struct listener *listener =
		choice->listeners ? listeners_since(choice->listeners, &place->endpoint, 0) : NULL;

	return listener && listener->latest.group == SOCK_GROUP_CHOSEN;
}

/* Of no connection: of a chosen process's listener, or of missing evidence. */
static bool concerns(struct choice *choice, const struct finding *finding)
{
	const struct place *place = finding->place;

	return !place || choice->alone || is_chosen_listener(choice, place) ||
	       (place->owner.known == OWNER_FOUND &&
		family_has(&choice->family, place->owner.pid));
}

static void on_transition(void *arg, const struct connection *connection,
			  const struct transition *transition)
{
	take(arg, &(struct choice_pending){ .connection = connection, .transition = *transition });
}

static void on_finding(void *arg, const struct connection *connection,
		       const struct finding *finding)
{
	struct choice *choice = arg;

	if (connection)
		take(choice, &(struct choice_pending){ .connection = connection,
						       .is_finding = true, .finding = *finding });
	else if (concerns(choice, finding))
		choice->to.finding(choice->to.arg, NULL, finding);
}

static void on_placed(void *arg, const struct finding *finding)
{
	struct choice *choice = arg;

	if (!concerns(choice, finding))
		choice->other_findings[finding->severity]++;
	else if (choice->to.placed)
		choice->to.placed(choice->to.arg, finding);
}

static void leave_out(struct choice *choice, const struct connection *connection,
		      enum choice_answer answer)
{
	choice->others++;
	choice->unknown += answer == CHOICE_UNKNOWN;
	choice->refused += answer == CHOICE_UNKNOWN &&
			   verdict_outcome(connection) == OUTCOME_REFUSED;
	for (unsigned int i = 0; i < connection->finding_count; i++)
		choice->other_findings[connection->findings[i].severity]++;
}

static void on_ended(void *arg, const struct connection *connection)
{
	struct choice *choice = arg;
	enum choice_answer answer = ask(choice, connection);

	settle(choice, connection, answer == CHOICE_YES ? CHOICE_YES : CHOICE_NO);
	if (answer != CHOICE_YES)
		leave_out(choice, connection, answer);
	else if (choice->to.ended)
		choice->to.ended(choice->to.arg, connection);
}

static void on_zeek(void *arg, const struct connection *connection, const struct zeek *zeek)
{
	struct choice *choice = arg;

	if (ask(choice, connection) == CHOICE_YES)
		choice->to.zeek(choice->to.arg, connection, zeek);
}

void choice_by_cgroup(struct choice *choice, const struct listeners *listeners)
{
	choice->listeners = listeners;
}

void choice_renew(struct choice *choice)
{
	choice->pending_count = 0;
	choice->others = choice->unknown = choice->refused = 0;
	memset(choice->other_findings, 0, sizeof(choice->other_findings));
	family_forget(&choice->family);
}

void choice_sink(struct choice *choice, struct sink *sink)
{
	choice->to = *sink;
	*sink = (struct sink){
		.arg = choice,
		.transition = choice->to.transition ? on_transition : NULL,
		.finding = choice->to.finding ? on_finding : NULL,
		.ended = on_ended,
		.placed = on_placed,
		.zeek = choice->to.zeek ? on_zeek : NULL,
	};
}

bool choice_has(struct choice *choice, const struct connection *connection)
{
	return ask(choice, connection) == CHOICE_YES;
}

bool choice_is_others_but(const struct choice *choice, const struct connection *connection,
			  enum side side)
{
	return group_of(choice, connection, side_other(side)) == SOCK_GROUP_OTHER;
}

bool choice_is_others(const struct choice *choice, const struct connection *connection)
{
	return choice_is_others_but(choice, connection, SIDE_A) &&
	       choice_is_others_but(choice, connection, SIDE_B);
}

void choice_owner(struct choice *choice, int pid)
{
	family_look(&choice->family, pid);
}

void choice_tick(struct choice *choice)
{
	settle(choice, NULL, CHOICE_UNKNOWN);
}

void choice_counts(const struct choice *choice, struct tracker_counts *counts)
{
	counts->connections -= choice->others;
	for (int severity = 0; severity < SEVERITY_COUNT; severity++)
		counts->findings[severity] -= choice->other_findings[severity];
}

int choice_open(struct choice *choice, const int *pids, size_t count, bool children,
		struct err *err)
{
	*choice = (struct choice){ .family = { .root_fd = -1 } };
	return family_open(&choice->family, "/proc", pids, count, children, err);
}

int choice_open_told(struct choice *choice, struct err *err)
{
	*choice = (struct choice){ .pending_count = 0 };
	return family_open_told(&choice->family, err);
}

void choice_free(struct choice *choice)
{
	if (choice)
		family_free(&choice->family);
}
