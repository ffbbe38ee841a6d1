/* SPDX-License-Identifier: GPL-2.0-or-later */
/* findings.h: the findings told of a connection, kept up to what the rules say. */
#ifndef HALFCLOSE_CORE_FINDINGS_H
#define HALFCLOSE_CORE_FINDINGS_H

#include "core/connection.h"
#include "core/rules.h"
#include "core/sink.h"

/*
 * Judges the connection anew: what is new goes to the sink; what was told and lasts no more gets
 * its end; what was told and has become another verdict is taken back. Returns 0 or -ENOMEM.
 */
int findings_update(struct connection *connection, const struct rules_context *context,
		    const struct sink *sink);

/* Worst first. */
void findings_sort(struct connection *connection);

#endif
