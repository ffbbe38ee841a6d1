/* SPDX-License-Identifier: GPL-2.0-or-later */
/* refusals.h: a connection that was refused is no trouble where its opener gets through elsewhere. */
#ifndef HALFCLOSE_CORE_REFUSALS_H
#define HALFCLOSE_CORE_REFUSALS_H

#include "core/tracker.h"

/* Its SYN was answered by RST. */
void refusals_note(struct tracker *tracker, const struct connection *refused);

/*
 * It was opened. localhost is ::1, then 127.0.0.1: a refusal by the first is no trouble if the
 * second answers.
 */
void refusals_pardon(struct tracker *tracker, const struct connection *opened);

#endif
