/* SPDX-License-Identifier: GPL-2.0-or-later */
/* connection.c: names of what a connection can come to. */
#include "core/connection.h"

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
#define X(symbol, name) [OUTCOME_##symbol] = name,
		OUTCOME_LIST(X)
#undef X
	};

	return names[outcome];
}

const char *closed_by_name(enum closed_by closed_by)
{
	static const char *const names[] = {
#define X(symbol, name) [CLOSED_BY_##symbol] = name,
		CLOSED_BY_LIST(X)
#undef X
	};

	return names[closed_by];
}

const char *reset_cause_name(enum reset_cause cause)
{
	static const char *const names[] = {
#define X(symbol, name) [RESET_CAUSE_##symbol] = name,
		RESET_CAUSE_LIST(X)
#undef X
	};

	return names[cause];
}

