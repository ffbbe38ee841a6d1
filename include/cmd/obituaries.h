/* SPDX-License-Identifier: GPL-2.0-or-later */
/* obituaries.h: when the kernel's notifications of dying sockets are listened to, and when not. */
#ifndef HALFCLOSE_CMD_OBITUARIES_H
#define HALFCLOSE_CMD_OBITUARIES_H

#include "core/budget.h"
#include "core/err.h"
#include "observe/deaths.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * At 30,000 ends a second the kernel's telling of them takes a fifth of what the programs could do.
 * So above some thousand a second nobody listens; packets tell of good ends as well. Then it is tried
 * again from time to time, ever more seldom, whether that has ended.
 */
struct obituaries {
	struct deaths deaths;
	struct budget budget;
	uint64_t joined_ns;		/* when listening began; */
	uint64_t left_ns;		/* when it ended, or 0, */
	uint64_t absence_ns;		/* for how long; or the last time */
	uint64_t absences;
};

/* Begins to listen. Returns the descriptor to wait on, or -errno with err. */
int obituaries_open(struct obituaries *obituaries, uint64_t now_ns, struct err *err);

/*
 * Delivers what waits, as deaths_drain() does, and tells of an absence that it begins by
 * an EVENT_GAP GAP_SOCKETS_LEFT. 0, or -errno with err.
 */
int obituaries_drain(struct obituaries *obituaries, event_fn fn, void *arg, struct err *err);

/* Listens again where it is time for it. Returns 1 if it just began, 0, or -errno with err. */
int obituaries_tick(struct obituaries *obituaries, uint64_t now_ns, struct err *err);

/* All zero is fine: nobody ever listened. */
void obituaries_close(struct obituaries *obituaries);

#endif
