/* SPDX-License-Identifier: GPL-2.0-or-later */
/* end.c: names an end of a connection by role, process and address. */
#include "show/end.h"

#include <string.h>

const char *end_role(const struct connection *connection, enum side side)
{
	return side == connection->client ? "client" : "server";
}

const struct owner *end_owner(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;

	return socket && socket->owner.known == OWNER_FOUND ? &socket->owner : NULL;
}

/* Open, and never with a descriptor: of an orphan the first half of that is not true. */
static bool waits_for_accept(const struct half_socket *socket)
{
	enum tcp_state state = socket->latest.state;

	return socket->seen && !socket->destroy && !socket->inode && !socket->latest.inode &&
	       (state == TCP_STATE_ESTABLISHED || state == TCP_STATE_CLOSE_WAIT);
}

enum holding end_holding(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;

	if (socket && waits_for_accept(socket))
		return HOLDING_NOT_ACCEPTED;
	if (end_owner(connection, side))
		return HOLDING_KNOWN;
	if (!end_in_view(connection, side))
		return HOLDING_UNSEEN;
	if (socket->owner.known == OWNER_HIDDEN)
		return HOLDING_HIDDEN;
	return !socket->latest.inode || socket->owner.known == OWNER_NONE ?
	       HOLDING_NONE : HOLDING_NOT_LOOKED_UP;
}

const char *end_holding_name(enum holding holding)
{
	static const char *const names[] = {
		[HOLDING_UNSEEN] = NULL,
		[HOLDING_KNOWN] = "known",
		[HOLDING_HIDDEN] = "hidden",
		[HOLDING_NONE] = "none",
		[HOLDING_NOT_ACCEPTED] = "not-accepted",
		[HOLDING_NOT_LOOKED_UP] = "not-looked-up",
	};

	return names[holding];
}

bool end_in_view(const struct connection *connection, enum side side)
{
	return half_in_view(connection_half(connection, side));
}

void end_say_process(struct phrase *phrase, const char *comm, int pid)
{
	phrase_name(phrase, comm, strnlen(comm, OWNER_COMM_MAX));
	phrase_text(phrase, "[");
	phrase_plain(phrase, (uint64_t)pid);
	phrase_text(phrase, "]");
}

void end_say_owner(struct phrase *phrase, const struct owner *owner)
{
	end_say_process(phrase, owner->comm, owner->pid);
}

void end_name(struct phrase *phrase, const struct connection *connection, enum side side)
{
	const struct owner *owner = end_owner(connection, side);

	if (!owner)
		phrase_text(phrase, "the ");
	phrase_text(phrase, end_role(connection, side));
	if (!owner)
		return;
	phrase_text(phrase, " ");
	end_say_owner(phrase, owner);
}

void end_address(struct phrase *phrase, const struct connection *connection, enum side side)
{
	const struct owner *owner = end_owner(connection, side);
	char address[ENDPOINT_TEXT_MAX];

	phrase_text(phrase, endpoint_format(&connection->end[side], address));
	if (owner) {
		phrase_text(phrase, " ");
		end_say_owner(phrase, owner);
	}
}
