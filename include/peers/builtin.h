/* SPDX-License-Identifier: GPL-2.0-or-later */
/* builtin.h: the built-in scenarios: the stories of the demos, and what is to be found in them. */
#ifndef HALFCLOSE_PEERS_BUILTIN_H
#define HALFCLOSE_PEERS_BUILTIN_H

#include <stddef.h>

struct scenario_builtin {
	const char *name;	/* "close-vs-shutdown", as the demo's */
	const char *variant;	/* "close" */
	const char *title;	/* what sets it apart, one line */
	const char *breaks;	/* an expect of it, as scenario_print_expect() has it, that holds in */
};				/* some schedules and not in others; NULL: all hold in all */

size_t scenario_builtin_count(void);
const struct scenario_builtin *scenario_builtin_at(size_t i);

/* NULL: there is none. variant NULL: the first of that name; the others follow it. */
const struct scenario_builtin *scenario_builtin_find(const char *name, const char *variant);

/* The file scenarios/NAME.VARIANT.scenario. */
const char *scenario_builtin_text(const struct scenario_builtin *builtin);

#endif
