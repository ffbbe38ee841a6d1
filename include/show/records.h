/* SPDX-License-Identifier: GPL-2.0-or-later */
/* records.h: the JSON Lines, one object a line; the keys are promised to scripts. */
#ifndef HALFCLOSE_SHOW_RECORDS_H
#define HALFCLOSE_SHOW_RECORDS_H

#include "core/connection.h"
#include "core/finding.h"
#include "core/listener.h"
#include "core/transition.h"
#include "show/summary.h"

#include <stdio.h>

/* Each writes one line and does not flush. What is unknown is null, never 0. */
void record_connection(FILE *out, const struct connection *connection);
void record_transition(FILE *out, const struct connection *connection,
		       const struct transition *transition);

/* connection is NULL for a finding that is about none, but a place or the evidence. */
void record_finding(FILE *out, const struct connection *connection,
		    const struct finding *finding);

void record_listener(FILE *out, const struct listener *listener);

/* The last line. */
void record_summary(FILE *out, const struct summary *summary);

#endif
