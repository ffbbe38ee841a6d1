/* SPDX-License-Identifier: GPL-2.0-or-later */
/* transition.c: names of what moves an end from state to state. */
#include "core/transition.h"

const char *trigger_name(enum trigger trigger)
{
	static const char *const names[] = {
#define X(symbol, name) [TRIGGER_##symbol] = name,
		TRIGGER_LIST(X)
#undef X
	};

	return names[trigger];
}
