/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pileup.h: TIME_WAIT sockets that take up the ports for one destination. */
#ifndef HALFCLOSE_CORE_PILEUP_H
#define HALFCLOSE_CORE_PILEUP_H

#include "core/tracker.h"

/* Takes a line of a census of the TIME_WAIT sockets. */
void pileup_note(struct tracker *tracker, const struct time_waits_fact *fact);

#endif
