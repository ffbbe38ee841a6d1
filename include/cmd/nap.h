/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nap.h: where packets come thick, the clock wakes us, instead of each packet. */
#ifndef HALFCLOSE_CMD_NAP_H
#define HALFCLOSE_CMD_NAP_H

#include "core/err.h"
#include "observe/loop.h"

#include <stdint.h>

/*
 * To be woken for a packet costs fifty times what the packet itself does, and the programs on both
 * its sides pay for it. So while thousands come each second, the sleepers are not waited for, but
 * read every few milliseconds.
 */
struct nap {
	struct loop *loop;			/* borrowed */
	const struct watch *sleepers[2];	/* borrowed, with what is in them; NULL: none */
	struct watch timer_watch;		/* its fd, owned; -1: awake */
	int (*ready)(void *arg, struct err *err);
	void *arg;
	uint64_t frames;			/* that came since the last nap_tick() */
	unsigned int thick;			/* ticks in a row in which they came thick */
};

/* While it lasts ready is called with arg instead of the sleepers' own. */
void nap_init(struct nap *nap, struct loop *loop, int (*ready)(void *arg, struct err *err),
	      void *arg);
void nap_free(struct nap *nap);

/* One of at most two, which the loop watches already. */
void nap_add(struct nap *nap, const struct watch *sleeper);

/* So many milliseconds have passed: begins or ends it, if it can. */
void nap_tick(struct nap *nap, uint64_t ms);

#endif
