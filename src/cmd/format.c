/* SPDX-License-Identifier: GPL-2.0-or-later */
/* format.c: the formats by name. */
#include "cmd/format.h"

#include <errno.h>
#include <string.h>

const char *format_name(enum format format)
{
	static const char *const names[FORMAT_COUNT] = {
#define X(symbol, name) [FORMAT_##symbol] = name,
		FORMAT_LIST(X)
#undef X
	};

	return names[format];
}

int format_find(const char *name, unsigned int count, enum format *format)
{
	for (unsigned int i = 0; i < count; i++) {
		if (strcmp(name, format_name((enum format)i)) == 0) {
			*format = (enum format)i;
			return 0;
		}
	}
	return -EINVAL;
}
