/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judged.c: what several rules ask of an end. */
#include "core/judged.h"

#include "core/units.h"

/* Who waits for an answer waits longer: no timer of a program is so short. */
#define GOODBYE_TAKES_NS (5 * MS_NS)

uint8_t judged_evidence(const struct half *half)
{
	uint8_t evidence = half->packets ? EVIDENCE_PACKET : 0;

	if (half->socket && half->socket->seen)
		evidence |= EVIDENCE_SOCKET;
	if (half->socket && half->socket->destroy)
		evidence |= EVIDENCE_DESTROY;
	return evidence;
}

uint8_t judged_evidence_both(const struct judged *j)
{
	return judged_evidence(j->me) | judged_evidence(j->peer);
}

bool judged_both_in_view(const struct judged *j)
{
	return half_in_view(j->me) && half_in_view(j->peer);
}

bool judged_is_server(const struct judged *j)
{
	return j->side != (enum side)j->connection->client && !j->connection->roles_by_port;
}

bool judged_seen_reading(const struct half *half, uint64_t until_ns)
{
	const struct half_socket *socket = half->socket;

	return socket && socket->shutdown_seen && socket->reads_on_seen &&
	       !(socket->orphan_seen && half_rare(socket)->orphan_ns < until_ns);
}

uint64_t judged_same_since(const struct half_socket *socket, uint32_t age_ms)
{
	uint64_t aged_ns = socket->latest.time_ns - age_ms * MS_NS;

	return socket->latest.info && aged_ns < socket->same_since_ns ? aged_ns :
									    socket->same_since_ns;
}

bool judged_nothing_lost(const struct judged *j)
{
	struct byte_count mine = verdict_lost(j->connection, j->side);
	struct byte_count theirs = verdict_lost(j->connection, side_other(j->side));

	return mine.known && theirs.known && mine.bytes == 0 && theirs.bytes == 0;
}

bool judged_is_client(const struct judged *j)
{
	return j->side == (enum side)j->connection->client;
}

bool judged_all_acknowledged(const struct half *half)
{
	return half_data_between(half, half->acked, half->nxt) == 0;
}

/*
 * It aborted right behind its last words, and few: it had its answer, and waited for none to them.
 * So does a check of a TLS server, once hands are shaken.
 */
static bool said_goodbye(const struct judged *j)
{
	return (j->me->turn_brief || j->me->finished) && j->peer->last_data_ns > 0 &&
	       j->me->rst_ns < j->me->turn_ns + GOODBYE_TAKES_NS;
}

/* Of one time are both where a clock is coarse, or was set back: then the answer is taken for later. */
static bool peer_had_last_word(const struct judged *j)
{
	return j->peer->last_data_ns > 0 && j->peer->last_data_ns >= j->me->last_data_ns;
}

bool judged_had_answer(const struct judged *j)
{
	return peer_had_last_word(j) || said_goodbye(j);
}
