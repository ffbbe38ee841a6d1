/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_page.h: a report as one HTML file that needs nothing else. */
#ifndef HALFCLOSE_SHOW_HTML_PAGE_H
#define HALFCLOSE_SHOW_HTML_PAGE_H

#include "show/census.h"
#include "show/ended.h"
#include "show/fold.h"
#include "show/page.h"
#include "show/summary.h"

#include <stdio.h>

/* All borrowed. */
struct html_page {
	const char *subject;		/* what it is a report of; of others, such as a file's name */
	const struct summary *summary;
	bool quiet;			/* no summary */
	const struct census *census;	/* NULL: none */
	const struct ended *ended;
	const struct page *others;	/* findings about no connection, by html_finding() */
	const struct fold *fold;	/* written by html_case() */
};

void html_page(FILE *out, const struct html_page *page);

#endif
