/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain.h: the manual on the terminal: its pages, and the list of them. */
#ifndef HALFCLOSE_SHOW_EXPLAIN_H
#define HALFCLOSE_SHOW_EXPLAIN_H

#include "core/finding.h"
#include "show/manual.h"
#include "show/style.h"

#include <stdio.h>

/* The entry of a finding, without what other pages have to say of it. */
void explain_finding(FILE *out, const struct style *style, enum finding_id id);

/* The page of a finding, for the manual. */
struct topic explain_finding_topic(enum finding_id id);

/* The head of a page, and what stands below it, up to its reference. */
void explain_topic(FILE *out, const struct style *style, const struct topic *topic);

/* The other pages that lead there, or that it leads to, by kind. */
void explain_see(FILE *out, const struct style *style, const struct manual *manual,
		 const struct topic *topic);

/* All pages, by kind, each with its summary. */
void explain_list(FILE *out, const struct style *style, const struct manual *manual);

#endif
