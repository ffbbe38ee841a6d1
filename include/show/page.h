/* SPDX-License-Identifier: GPL-2.0-or-later */
/* page.h: text that is printed to memory first, to know how many lines it takes. */
#ifndef HALFCLOSE_SHOW_PAGE_H
#define HALFCLOSE_SHOW_PAGE_H

#include <stddef.h>
#include <stdio.h>

/* All zero: empty. */
struct page {
	FILE *out;		/* to print to, between page_begin() and page_end() */
	char *text;		/* owned; after page_end() */
	size_t len;
	unsigned int lines;
};

/* Each returns 0 or -ENOMEM, and then the page is empty. */
int page_begin(struct page *page);
int page_end(struct page *page);

void page_print(const struct page *page, FILE *out);

void page_free(struct page *page);

#endif
