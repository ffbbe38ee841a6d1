/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sentence.h: what happened in this case, and what to do, each in one sentence. */
#ifndef HALFCLOSE_SHOW_SENTENCE_H
#define HALFCLOSE_SHOW_SENTENCE_H

#include "core/connection.h"
#include "core/finding.h"

#include <stddef.h>

/* Room for any sentence; a longer one would be cut. */
enum { SENTENCE_MAX = 640 };

/*
 * Each writes to buf (size octets, at least 1) plain words without a full stop, names already
 * escaped for a terminal, and returns the length. The connection is NULL for what is about none.
 */
size_t sentence_explain(char *buf, size_t size, const struct connection *connection,
			const struct finding *finding);
size_t sentence_fix(char *buf, size_t size, const struct connection *connection,
		    const struct finding *finding);

#endif
