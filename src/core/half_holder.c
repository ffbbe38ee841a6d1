/* SPDX-License-Identifier: GPL-2.0-or-later */
/* half_holder.c: who held one end, and how he let go of it: by close(), by his end, or not at all. */
#include "core/half_holder.h"

#include "core/process.h"

/*
 * The FIN of a process that ends goes out while it ends. Found ended later than that, it may have
 * called close() first: from there to the end of a small program are some hundred microseconds.
 */
enum { EXIT_TAKES_NS = 250 * 1000 };

/* Whom a signal killed had not just called close(); and its other sockets, of thousands, die meanwhile. */
enum { KILL_TAKES_NS = 250 * 1000 * 1000 };

/* The last state of a second closer is passed in microseconds, unless a descriptor holds it. */
enum { DEATH_TAKES_NS = 5 * 1000 * 1000 };

/* It closed first, and the other end has too: what it had shut down it may have closed since. */
static bool may_have_followed(const struct half *half, const struct half *peer)
{
	return peer->fin_sent && !half_closed_second(half, peer);
}

/* Before its FIN: does the owner that is known have it still? */
static void note_use(struct half *half, const struct holder_check *check, uint64_t time_ns)
{
	struct half_socket *socket = half->socket;
	bool sent = half->nxt > 0 || (socket->latest.info && sock_info(&socket->latest)->bytes_acked > 1);

	if (socket->owner.known != OWNER_FOUND || socket->owner.pid != check->pid)
		return;
	if (!check->descriptor_held)
		socket->owner_left = true;
	else if (sent)
		socket->used_ns = time_ns;
}

static void note_life(struct process *process, const struct holder_check *check, uint64_t time_ns)
{
	if (check->process_alive)
		process->alive_ns = check->asked_ns ? check->asked_ns : time_ns;
	else if (!process->exiting_ns)
		process->exiting_ns = time_ns;
}

void half_holder(struct half *half, const struct half *peer, const struct holder_check *check,
		 uint64_t time_ns)
{
	struct half_socket *socket = half->socket;
	uint64_t end_ns = half->fin_sent ? half->fin_ns : half->rst_ns;

	if (!socket)
		return;
	if (socket->process && socket->process->pid == check->pid)
		note_life(socket->process, check, time_ns);
	if (peer->rst_sent && check->descriptor_held)
		socket->open_at_reset = true;
	if (!half->fin_sent && !half->rst_sent && !peer->rst_sent)
		note_use(half, check, time_ns);
	if ((!half->fin_sent && !half->rst_sent) || peer->rst_sent)
		return;
	if (check->descriptor_held) {
		if (half->rst_sent && half->rst_had_ack)
			socket->held_after_reset = true;
		else if (half->fin_sent && !half->rst_sent)
			socket->shutdown_seen = true;
	} else if (check->process_alive) {
		socket->closing_seen |= !may_have_followed(half, peer);
	} else if (time_ns < end_ns + EXIT_TAKES_NS) {
		socket->exit_seen = true;
	} else if (!socket->closing_seen && !socket->exit_seen) {
		socket->end_unclear = true;
	}
}

/*
 * When its FIN or RST went out, whichever came first, or was to, behind data; where neither was seen,
 * its death, since polls would have told of an orphan. 0: none.
 */
static uint64_t end_ns_of(const struct half *half)
{
	if (!half->fin_sent && !half->rst_sent && !half_rare(half->socket)->orphan_ns)
		return half->socket->destroy ? half->socket->destroy->time_ns : 0;
	if (!half->fin_sent && !half->rst_sent)
		return half_rare(half->socket)->orphan_ns;
	if (half->fin_sent && half->rst_sent)
		return half->fin_ns < half->rst_ns ? half->fin_ns : half->rst_ns;
	return half->fin_sent ? half->fin_ns : half->rst_ns;
}

/* It was seen to be closed, or shut down, by a process that lived on. */
static bool closed_alive(const struct half *half)
{
	return half->socket && (half->socket->closing_seen || half->socket->shutdown_seen);
}

bool half_exited(const struct half *half)
{
	const struct half_socket *socket = half->socket;
	const struct process *process = socket ? socket->process : NULL;
	uint64_t takes_ns;

	if (!socket || socket->exit_seen)
		return socket;
	if (!process || !process->ended_ns || closed_alive(half) || !end_ns_of(half))
		return false;
	/* Who is exiting calls nothing any more. */
	if (process->exiting_ns && end_ns_of(half) >= process->exiting_ns)
		return true;
	/* It lived on. */
	if (process->alive_ns > end_ns_of(half))
		return false;
	takes_ns = process->end.signal || process->at_once ? KILL_TAKES_NS : EXIT_TAKES_NS;
	return process->ended_ns < end_ns_of(half) + takes_ns;
}

bool half_end_unclear(const struct half *half)
{
	const struct half_socket *socket = half->socket;
	const struct process *process = socket->process;

	/* While a process with many sockets ends, one may still be there some time after its FIN. */
	if (socket->closing_seen || socket->reads_on_seen)
		return false;
	return socket->end_unclear ||
	       (process && process->ended_ns && end_ns_of(half) &&
		process->ended_ns < end_ns_of(half) + KILL_TAKES_NS);
}

bool half_closer_lived(const struct half *half)
{
	const struct half_socket *socket = half->socket;
	const struct process *process = socket->process;

	if (socket->closing_seen || socket->reads_on_seen)
		return true;
	if (half_end_unclear(half))
		return false;
	if (!process)
		return socket->lender_lived;
	return process->watched || process->ended_ns || process->alive_ns > end_ns_of(half);
}

void half_lender_lives(struct half *half, uint64_t now_ns)
{
	uint64_t end_ns = end_ns_of(half);

	half->socket->lender_lived |= end_ns && now_ns > end_ns + KILL_TAKES_NS;
}

bool half_process_awaited(const struct half *half, const struct half *peer, uint64_t now_ns)
{
	const struct process *process = half->socket ? half->socket->process : NULL;

	return half->fin_sent && peer->socket && peer->socket->reads_on_seen && process &&
	       process->watched && !process->ended_ns && now_ns <= half->fin_ns + SINK_ENDS_NS;
}

bool half_process_outlived(const struct half *half, uint64_t time_ns, uint64_t now_ns)
{
	const struct process *process = half->socket ? half->socket->process : NULL;

	if (process && process->ended_ns)
		return process->ended_ns > time_ns;
	return process && process->watched && now_ns > time_ns;
}

bool half_outlived_fin_wait2(const struct half *half, const struct half *peer)
{
	const struct half_socket *socket = half->socket;

	return socket && socket->destroy && socket->destroy->info && peer->syn_sent &&
	       may_have_followed(half, peer) && half->fin_acked_first && !socket->orphan_seen &&
	       half_fin_received(half, peer, socket->destroy);
}

/* A RST would have ended it with a descriptor too, which the program may have closed since. */
static bool died_at_once(const struct half *half, const struct half *peer)
{
	uint64_t last_fin_ns = half->fin_ns > peer->fin_ns ? half->fin_ns : peer->fin_ns;

	return half->fin_sent && half->socket->destroy && !half->rst_sent && !peer->rst_sent &&
	       half->socket->destroy->time_ns < last_fin_ns + DEATH_TAKES_NS &&
	       !half_outlived_fin_wait2(half, peer);
}

bool half_released(const struct half *half, const struct half *peer)
{
	const struct half_socket *socket = half->socket;

	if (!socket || socket->orphan_seen)
		return socket;
	return !socket->shutdown_seen &&
	       (socket->closing_seen || half_exited(half) || socket->end_unclear ||
		died_at_once(half, peer));
}
