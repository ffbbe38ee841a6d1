/* SPDX-License-Identifier: GPL-2.0-or-later */
/* option_value.c: numbers with units, as users write them. */
#include "cmd/option_value.h"

#include "core/units.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int option_number(const char *text, uint64_t max, uint64_t *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return *end || errno || *number > max ? -EINVAL : 0;
}

int option_duration(const char *text, uint64_t *ns)
{
	static const struct { const char *name; uint64_t ns; } units[] = {
		{ "", 1000 * MS_NS }, { "s", 1000 * MS_NS }, { "ms", MS_NS },
		{ "m", 60000 * MS_NS }, { "h", 3600000 * MS_NS },
	};
	char *unit;
	double number;

	if (*text < '0' || *text > '9')
		return -EINVAL;
	number = strtod(text, &unit);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(unit, units[i].name) == 0) {
			double product = number * (double)units[i].ns;

			if (!(product >= 1 && product < 1e18))
				return -EINVAL;
			*ns = (uint64_t)product;
			return 0;
		}
	}
	return -EINVAL;
}

int option_size(const char *text, uint64_t *bytes)
{
	static const struct { const char *letters; uint64_t unit; } units[] = {
		{ "", 1000000 }, { "kK", 1 << 10 }, { "mM", 1 << 20 }, { "gG", 1 << 30 },
	};
	char number[32];
	size_t digits = strspn(text, "0123456789");
	const char *letter = text + digits;
	uint64_t count;

	snprintf(number, sizeof(number), "%.*s", (int)digits, text);
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		bool meant = letter[0] ? !letter[1] && strchr(units[i].letters, letter[0]) :
					 !units[i].letters[0];

		if (meant && option_number(number, INT64_MAX / units[i].unit, &count) == 0 && count) {
			*bytes = count * units[i].unit;
			return 0;
		}
	}
	return -EINVAL;
}
