/* SPDX-License-Identifier: GPL-2.0-or-later */
/* demo.c: the table of demos. */
#include "peers/demo.h"

#include "peers/stories.h"

#include <string.h>

static const struct demo *const demos[] = {
	&story_close_vs_shutdown,
	&story_linger_zero,
	&story_unread_at_close,
	&story_two_readers,
	&story_early_catch_up,
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

const struct demo_variant *demo_variant_find(const struct demo *demo, const char *name)
{
	for (size_t i = 0; i < demo->variant_count; i++) {
		if (strcmp(demo->variants[i].name, name) == 0)
			return &demo->variants[i];
	}
	return NULL;
}
