/* SPDX-License-Identifier: GPL-2.0-or-later */
/* demo.c: the table of demos. */
#include "peers/demo.h"

#include "peers/stories.h"

#include <string.h>

static const struct demo *const demos[] = {
	&story_close_vs_shutdown,
	&story_linger_default,
	&story_linger_zero,
	&story_linger_timeout,
	&story_last_reference,
	&story_check_before_write,
	&story_unread_at_close,
	&story_two_readers,
	&story_early_catch_up,
	&story_close_vs_accept,
	&story_pool_order,
};

size_t demo_count(void)
{
	return sizeof(demos) / sizeof(demos[0]);
}

const struct demo *demo_at(size_t i)
{
	return demos[i];
}

const struct demo *demo_find(const char *name)
{
	for (size_t i = 0; i < demo_count(); i++) {
		if (strcmp(demos[i]->name, name) == 0)
			return demos[i];
	}
	return NULL;
}

const char *demo_kind_name(enum demo_kind kind)
{
	return kind == DEMO_BROKEN ? "broken" : "fixed";
}

const struct demo_variant *demo_variant_next(const struct demo *demo, const char *name,
					     size_t *next)
{
	while (*next < demo->variant_count) {
		const struct demo_variant *variant = &demo->variants[(*next)++];

		if (!name || strcmp(variant->name, name) == 0 ||
		    strcmp(demo_kind_name(variant->kind), name) == 0)
			return variant;
	}
	return NULL;
}
