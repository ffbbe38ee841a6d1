/* SPDX-License-Identifier: GPL-2.0-or-later */
/* page.c: a stream in memory. */
#include "show/page.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

int page_begin(struct page *page)
{
	*page = (struct page){ 0 };
	page->out = open_memstream(&page->text, &page->len);
	return page->out ? 0 : -ENOMEM;
}

int page_end(struct page *page)
{
	bool failed = ferror(page->out);

	failed |= fclose(page->out) != 0;
	page->out = NULL;
	if (failed) {
		page_free(page);
		return -ENOMEM;
	}
	for (size_t i = 0; i < page->len; i++)
		page->lines += page->text[i] == '\n';
	return 0;
}

void page_print(const struct page *page, FILE *out)
{
	if (page->len > 0)
		fwrite(page->text, 1, page->len, out);
}

void page_free(struct page *page)
{
	if (page->out)
		fclose(page->out);
	free(page->text);
	*page = (struct page){ 0 };
}
