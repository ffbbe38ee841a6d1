/* SPDX-License-Identifier: GPL-2.0-or-later */
/* catalog.h: the rows that finding_info() finds, a table for each category. */
#ifndef HALFCLOSE_CORE_CATALOG_H
#define HALFCLOSE_CORE_CATALOG_H

#include "core/finding.h"

/*
 * By id; the rows of other categories are empty. In a manual, a line that begins with two spaces
 * stands as it is.
 */
extern const struct finding_info catalog_lost[FINDING_COUNT];
extern const struct finding_info catalog_leak[FINDING_COUNT];
extern const struct finding_info catalog_hang[FINDING_COUNT];
extern const struct finding_info catalog_reset[FINDING_COUNT];
extern const struct finding_info catalog_info[FINDING_COUNT];

#endif
