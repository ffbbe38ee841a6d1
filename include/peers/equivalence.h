/* SPDX-License-Identifier: GPL-2.0-or-later */
/* equivalence.h: schedules that differ only in the order of steps that commute. */
#ifndef HALFCLOSE_PEERS_EQUIVALENCE_H
#define HALFCLOSE_PEERS_EQUIVALENCE_H

#include "peers/points.h"

/* The order that an execution's dependent steps have, by thread and not by time. */
struct order {
	unsigned int threads;		/* that took a step: */
	uint8_t thread[SCHEDULE_THREADS_MAX];	/* these, */
	size_t steps[SCHEDULE_THREADS_MAX];	/* so many, */
	size_t first[SCHEDULE_THREADS_MAX];	/* from that one of before[] on */
	/* Of each step: how many of each thread's have to come before it. */
	uint16_t before[SCHEDULE_STEPS_MAX][SCHEDULE_THREADS_MAX];
};

void order_of(struct order *order, const struct points *points);

/* The same for equivalent executions; for others another one, as far as 64 bits can tell. */
uint64_t order_hash(const struct order *order);

/*
 * How many executions are equivalent to it, itself included: the linear extensions of the order.
 * Returns 0; -E2BIG: more than can be counted; -ENOMEM.
 */
int order_extensions(const struct order *order, uint64_t *count);

/* A set of such hashes. All-zero is a valid empty one. */
struct hashes {
	uint64_t *slots;	/* owned; 0: free */
	size_t size, used;
};

/* 1: it is new in it; 0: it is not; -ENOMEM. */
int hashes_add(struct hashes *hashes, uint64_t hash);
void hashes_free(struct hashes *hashes);

#endif
