/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scenario_texts.h: the files of scenarios/, put into C by scripts/embed-scenarios at build time. */
#ifndef HALFCLOSE_PEERS_SCENARIO_TEXTS_H
#define HALFCLOSE_PEERS_SCENARIO_TEXTS_H

#include <stddef.h>

struct scenario_text {
	const char *name;	/* of the file, without .scenario */
	const char *text;
};

extern const struct scenario_text scenario_texts[];
extern const size_t scenario_text_count;

#endif
