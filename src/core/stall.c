/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stall.c: an end that waits for an answer tries again, ever more rarely, until it gives up. */
#include "core/stall.h"

#include "core/half.h"
#include "core/units.h"

#include <errno.h>
#include <stdlib.h>

/* Of fewer tries the answers may have been missed by the capture. */
enum { TRIES_MIN = 3 };

/* The wait doubles from one try to the next (RFC 6298, 5.5): after twice that it gave up. */
enum { OVERDUE_GAPS = 4 };
#define OVERDUE_MIN_NS (5 * S_NS)

/* A wait for a window doubles, up to a minute (of 4.4BSD) or two (TCP_RTO_MAX); a keep-alive's does not. */
enum { PACE_MAX_MS = 50 * 1000 };

static uint32_t whole_ms(uint64_t span_ns)
{
	return span_ns / MS_NS < UINT32_MAX ? (uint32_t)(span_ns / MS_NS) : UINT32_MAX;
}

static bool connected(const struct half *me)
{
	return me->syn_acked || !me->syn_sent;
}

static bool same_pace(uint32_t gap_ms, uint32_t before_ms)
{
	uint32_t apart_ms = gap_ms > before_ms ? gap_ms - before_ms : before_ms - gap_ms;

	return before_ms > 0 && gap_ms < PACE_MAX_MS && apart_ms <= before_ms / 4;
}

static void note_probe(struct stall *stall, uint64_t time_ns, uint32_t gap_before_ms)
{
	stall->steady = stall->probing_ns && same_pace(stall->gap_ms, gap_before_ms);
	if (!stall->probing_ns) {
		stall->probing_ns = time_ns;
		stall->probes = 0;
		stall->queued = 0;
	}
	stall->probes += stall->probes < UINT8_MAX;
}

int stall_again(struct half *me, const struct half *peer, uint64_t time_ns)
{
	bool shut = peer->window == 0 && peer->packets > 0 && connected(me);
	struct stall *stall = me->stall;
	uint32_t gap_before_ms;
	bool apart;

	if (!stall)
		stall = me->stall = calloc(1, sizeof(*stall));
	if (!stall)
		return -ENOMEM;
	if (stall->heard != (uint32_t)peer->packets)
		stall->tries = 0;
	stall->heard = (uint32_t)peer->packets;
	stall->una = (uint32_t)me->una;
	stall->gone = false;
	apart = time_ns >= stall->again_ns + STALL_APART_NS;
	if (apart || stall->tries == 0)
		stall->tries += stall->tries < UINT8_MAX;
	if (!apart)
		return 0;
	gap_before_ms = stall->gap_ms;
	stall->gap_ms = stall->again_ns ? whole_ms(time_ns - stall->again_ns) : 0;
	stall->again_ns = time_ns;
	if (shut)
		note_probe(stall, time_ns, gap_before_ms);
	return 0;
}

void stall_opened(struct half *me, uint64_t time_ns)
{
	struct stall *stall = me->stall;

	if (!stall->probing_ns)
		return;
	if (stall->probes >= STALL_PROBES_MIN && !stall_keeps_alive(me)) {
		stall->opened_at = (uint32_t)me->packets;
		if (time_ns - stall->probing_ns > stall->probed_until_ns - stall->probed_ns) {
			stall->probed_ns = stall->probing_ns;
			stall->probed_until_ns = time_ns;
			stall->probed_queued = stall->queued;
		}
	}
	stall->probing_ns = 0;
}

void stall_queued(struct half *me, uint32_t bytes)
{
	me->stall->queued = bytes;
}

void stall_answered(struct half *me, uint64_t time_ns)
{
	if (!me->stall->answer_ns)
		me->stall->answer_ns = time_ns;
}

bool stall_overdue(uint64_t again_ns, uint64_t gap_ns, uint64_t now_ns)
{
	uint64_t wait_ns = OVERDUE_GAPS * gap_ns;

	return now_ns > again_ns + (wait_ns > OVERDUE_MIN_NS ? wait_ns : OVERDUE_MIN_NS);
}

bool stall_probes(const struct half *me)
{
	return me->stall && me->stall->probing_ns && me->stall->probes >= STALL_PROBES_MIN;
}

bool stall_window_shut(const struct half *me)
{
	const struct half_socket *socket = me->socket;

	return (stall_probes(me) && !stall_keeps_alive(me)) ||
	       (socket && socket->seen && socket->latest.timer == SOCK_TIMER_PERSIST &&
		socket->latest.send_q > 0);
}

bool stall_keeps_alive(const struct half *me)
{
	const struct half_socket *socket = me->socket;

	if (socket && socket->seen && socket->latest.time_ns >= me->stall->probing_ns)
		return socket->latest.send_q == 0;
	return me->stall->steady && me->una >= me->nxt;
}

/* What it tried with was never acknowledged, or let out. */
static bool unacked_tries(const struct half *me)
{
	return me->stall->una == (uint32_t)me->una && !half_fin_acked(me) &&
	       (me->una < me->nxt || me->fin_sent || stall_probes(me));
}

static bool tried_in_vain(const struct half *me)
{
	return me->stall->tries >= TRIES_MIN && unacked_tries(me);
}

/*
 * Where no data is answered by it, such a RST comes from no socket. Data may have met an orphan
 * that lives, and whose FIN waits behind what it tries to send (Linux 6.18); but not when its next
 * try was overdue.
 */
void stall_reset(struct half *me, const struct half *peer, uint64_t time_ns)
{
	struct stall *stall = me->stall;
	bool late = time_ns > stall->again_ns + 2 * stall->gap_ms * MS_NS;
	bool probed = stall_probes(me) ||
		      (stall->opened_at && stall->opened_at + 1 == (uint32_t)me->packets);

	stall->gone = !half_fin_acked(me) && (late || !peer->last_had_data) &&
		      (tried_in_vain(me) || probed);
}

bool stall_goes_on(const struct half *me, const struct half *peer)
{
	const struct stall *stall = me->stall;

	return stall && !me->rst_sent && !peer->rst_sent &&
	       (stall->probing_ns || stall->heard == (uint32_t)peer->packets);
}

/*
 * As its socket tells, which is gone, or died with something unacknowledged. Its tries show that it
 * was no RST, which we missed, that killed it.
 */
static bool died_waiting(const struct half *me, const struct half *peer)
{
	const struct half_socket *socket = me->socket;
	uint64_t died_ns;

	if (!socket || half_disconnected(me) || half_fin_acked(me))
		return false;
	/* Its notification waits for the last descriptor, which a program may close much later. */
	died_ns = half_rare(socket)->gone_ns || !socket->destroy ? half_rare(socket)->gone_ns :
								  socket->destroy->time_ns;
	return died_ns && (socket->destroy ? socket->destroy->send_q > 0 : unacked_tries(me)) &&
	       !(me->rst_sent && me->rst_ns <= died_ns) &&
	       !(peer->rst_sent && peer->rst_ns <= died_ns);
}

/* An end that no socket tells of. */
static bool fell_silent(const struct half *me, const struct half *peer)
{
	const struct half_socket *socket = me->socket;
	const struct stall *stall = me->stall;

	if (socket && (socket->seen || socket->destroy))
		return false;
	/* Where the capture shows one end alone, the other's answers are what it misses. */
	return peer->packets > 0 && !me->rst_sent && !peer->rst_sent && tried_in_vain(me) &&
	       stall_overdue(stall->again_ns, stall->gap_ms * MS_NS, stall->seen_ns);
}

/* By a RST, which was its own as far as is known. */
static bool found_gone(const struct half *me)
{
	return me->stall->gone && !half_reset_forged(me);
}

bool stall_gave_up(const struct half *me, const struct half *peer)
{
	return me->stall && connected(me) &&
	       (found_gone(me) || died_waiting(me, peer) || fell_silent(me, peer));
}
