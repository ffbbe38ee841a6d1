/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sharing.c: keeps who holds a shared socket, for the few that are. */
#include "core/sharing.h"

#include "core/process.h"
#include "core/units.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Holders come and go; to look them up takes a pass over /proc. */
#define SURVEY_HOLDS_NS (4 * S_NS)

/* A server that forks has let go of a new connection by then, in favour of its child. */
#define FRESH_NS S_NS

static struct sharing *sharing_of(struct half_socket *socket)
{
	if (!half_make_rare(socket))
		return NULL;
	if (!socket->rare->sharing)
		socket->rare->sharing = calloc(1, sizeof(*socket->rare->sharing));
	return socket->rare->sharing;
}

int sharing_survey(struct half_socket *socket, const struct holders *holders, uint64_t time_ns)
{
	struct sharing *sharing;

	if (holders->count < 2 && !half_rare(socket)->sharing)
		return 0;
	sharing = sharing_of(socket);
	if (!sharing)
		return -ENOMEM;
	sharing->holders = *holders;
	sharing->surveyed_ns = time_ns;
	return 0;
}

static uint64_t last_sent_ns(const struct half *half)
{
	return half->packets ? half->last_data_ns : half_rare(half->socket)->data_out_ns;
}

static bool same_program(const struct owner *a, const struct owner *b)
{
	return strncmp(a->comm, b->comm, sizeof(a->comm)) == 0;
}

/*
 * A descriptor that was not meant to be handed on, and came along: another program has it under the
 * number that it had (a child's standard input is one that was).
 */
static bool came_along(const struct owner *former, const struct owner *now)
{
	return !same_program(former, now) && former->fd == now->fd && now->fd > 2;
}

bool sharing_is_settled(const struct half *half, uint64_t begun_ns)
{
	return half->socket && half->socket->used_ns >= begun_ns + FRESH_NS;
}

/* The next one was to go on with it: a child that serves it, or the same program in the background. */
static bool handed_on(const struct half_socket *socket, uint64_t begun_ns)
{
	const struct sharing *sharing = half_rare(socket)->sharing;
	const struct owner *former = &sharing->former, *now = &socket->owner;

	if (sharing->former_ended_well && same_program(former, now) && former->fd == now->fd)
		return true;
	return sharing->used_ns < begun_ns + FRESH_NS && !came_along(former, now);
}

bool sharing_is_left(const struct half *half, uint64_t begun_ns)
{
	const struct sharing *sharing = half->socket ? half_rare(half->socket)->sharing : NULL;

	/* What was sent after it was last seen to hold it may have been another's. */
	return sharing && sharing->former_ns && last_sent_ns(half) <= sharing->used_ns &&
	       !handed_on(half->socket, begun_ns);
}

uint64_t sharing_left_ns(const struct half *half, uint64_t begun_ns)
{
	return sharing_is_left(half, begun_ns) ? half_rare(half->socket)->sharing->former_ns : 0;
}

int sharing_pass_on(struct half *half, uint64_t begun_ns, uint64_t time_ns)
{
	struct half_socket *socket = half->socket;
	const struct process *process = socket->process;
	struct sharing *sharing;

	/* Without a word said it is no loss; and once it is left, nobody's leave makes it any worse. */
	if (!socket->used_ns || sharing_is_left(half, begun_ns))
		return 0;
	sharing = sharing_of(socket);
	if (!sharing)
		return -ENOMEM;
	sharing->former = socket->owner;
	sharing->former_ns = time_ns;
	sharing->used_ns = socket->used_ns;
	sharing->former_ended = process && process->ended_ns;
	sharing->former_ended_well = sharing->former_ended && !process->end.signal &&
				     !process->end.status;
	if (sharing->former_ended)
		sharing->former_ns = process->ended_ns;
	sharing->holders = (struct holders){ 0 };
	return 0;
}

bool sharing_wants_survey(const struct half_socket *socket, uint64_t now_ns)
{
	const struct sharing *sharing = half_rare(socket)->sharing;

	return sharing && sharing->former_ns &&
	       (!sharing->holders.count || now_ns > sharing->surveyed_ns + SURVEY_HOLDS_NS);
}
