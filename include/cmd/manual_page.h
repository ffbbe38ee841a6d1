/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manual_page.h: the pages that only the program has: those of the demos, and settings as they are. */
#ifndef HALFCLOSE_CMD_MANUAL_PAGE_H
#define HALFCLOSE_CMD_MANUAL_PAGE_H

#include "core/err.h"
#include "show/manual.h"

#include <stdio.h>

/* Adds a page for each demo. */
void manual_page_demos(struct manual *manual);

/*
 * The settings that the page names, as they are in that network namespace (as in netns_open(); NULL:
 * the present one); nothing, if it names none. 0, or what netns_open() returns.
 */
int manual_page_settings(FILE *out, const struct style *style, const struct topic *topic,
			 const char *netns, struct err *err);

#endif
