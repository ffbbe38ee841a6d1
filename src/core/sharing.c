/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sharing.c: keeps who holds a shared socket, for the few that are. */
#include "core/sharing.h"

#include "core/process.h"
#include "core/units.h"

#include <errno.h>
#include <stdlib.h>

/* Holders come and go; to look them up takes a pass over /proc. */
#define SURVEY_HOLDS_NS (4 * S_NS)

static struct sharing *sharing_of(struct half_socket *socket)
{
	if (!socket->sharing)
		socket->sharing = calloc(1, sizeof(*socket->sharing));
	return socket->sharing;
}

int sharing_survey(struct half_socket *socket, const struct holders *holders, uint64_t time_ns)
{
	struct sharing *sharing;

	if (holders->count < 2 && !socket->sharing)
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
	return half->packets ? half->last_data_ns : half->socket->data_out_ns;
}

bool sharing_is_silent(const struct half *half)
{
	const struct sharing *sharing = half->socket ? half->socket->sharing : NULL;

	/* What was sent after it was last seen to hold it may have been another's. */
	return sharing && sharing->former_ns && last_sent_ns(half) <= sharing->used_ns;
}

int sharing_pass_on(struct half *half, uint64_t time_ns)
{
	struct half_socket *socket = half->socket;
	const struct process *process = socket->process;
	struct sharing *sharing;

	/* Fresh, it is handed to who is to use it; and a mere holder's leave changes nothing. */
	if (!socket->used_ns || sharing_is_silent(half))
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
	const struct sharing *sharing = socket->sharing;

	return sharing && sharing->former_ns &&
	       (!sharing->holders.count || now_ns > sharing->surveyed_ns + SURVEY_HOLDS_NS);
}
