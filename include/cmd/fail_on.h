/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fail_on.h: which findings turn the exit status to 1. */
#ifndef HALFCLOSE_CMD_FAIL_ON_H
#define HALFCLOSE_CMD_FAIL_ON_H

#include "core/err.h"
#include "core/finding.h"

#include <stdbool.h>

/* All zero: none does. */
struct fail_on {
	bool any_severity;		/* severity holds: that or worse */
	enum severity severity;
	bool category[CATEGORY_COUNT];
	bool id[FINDING_COUNT];
};

/* Adds a list like "error,lost,half-closed". Returns 0, or -EINVAL naming the word. */
int fail_on_parse(struct fail_on *fail_on, const char *list, struct err *err);

/* True if any does. */
bool fail_on_any(const struct fail_on *fail_on);

bool fail_on_matches(const struct fail_on *fail_on, const struct finding *finding);

#endif
