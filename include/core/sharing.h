/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sharing.h: a socket with several descriptors: who holds it, and who has let go of it. */
#ifndef HALFCLOSE_CORE_SHARING_H
#define HALFCLOSE_CORE_SHARING_H

#include "core/half.h"
#include "core/owner.h"

#include <stdbool.h>
#include <stdint.h>

/* Few sockets have one: those that were shared, or passed on by a holder that had used them. */
struct sharing {
	struct holders holders;		/* as last seen; count 0: not looked up */
	struct owner former;		/* the one that let go of it while it lived; if former_ns */
	uint64_t former_ns;		/* when that was found; 0: nobody did */
	uint64_t used_ns;		/* when it was seen to hold it last, data having been sent */
	uint64_t surveyed_ns;		/* when holders came */
	bool former_ended;		/* it let go by its end, ... */
	bool former_ended_well;		/* ... which was an exit(0), as far as is known */
};

/* All holders of a socket were looked up. Returns 0 or -ENOMEM. */
int sharing_survey(struct half_socket *socket, const struct holders *holders, uint64_t time_ns);

/*
 * Another holder was found than the owner that was known, which has let go, of a connection that is
 * known since begun_ns. Returns 0 or -ENOMEM.
 */
int sharing_pass_on(struct half *half, uint64_t begun_ns, uint64_t time_ns);

/* True if its holders are to be looked up: somebody let go of it, and who has it is not known by now. */
bool sharing_wants_survey(const struct half_socket *socket, uint64_t now_ns);

/* The owner was seen with it when it was no new connection any more: he hands it on to nobody. */
bool sharing_is_settled(const struct half *half, uint64_t begun_ns);

/*
 * True if a holder that had used it let go of it, to nobody who was to go on with it, and nothing was
 * sent since then.
 */
bool sharing_is_left(const struct half *half, uint64_t begun_ns);

/* Since when it is left, by sharing_is_left(); 0: it is not. */
uint64_t sharing_left_ns(const struct half *half, uint64_t begun_ns);

#endif
