/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel_counters.c: names, differences and sums of the kernel's counters. */
#include "core/kernel_counters.h"

static const struct {
	const char *section, *name;
} words[KERNEL_COUNTER_COUNT] = {
#define X(symbol, section_name, counter_name) \
	[KERNEL_##symbol] = { .section = section_name, .name = counter_name },
	KERNEL_COUNTER_LIST(X)
#undef X
};

const char *kernel_counter_section(enum kernel_counter counter)
{
	return words[counter].section;
}

const char *kernel_counter_name(enum kernel_counter counter)
{
	return words[counter].name;
}

struct kernel_counters kernel_counters_grown(const struct kernel_counters *now,
					     const struct kernel_counters *before)
{
	struct kernel_counters grown = { .known = now->known & before->known };

	for (int i = 0; i < KERNEL_COUNTER_COUNT; i++) {
		if (grown.known & 1u << i && now->value[i] > before->value[i])
			grown.value[i] = now->value[i] - before->value[i];
	}
	return grown;
}

void kernel_counters_add(struct kernel_counters *sum, const struct kernel_counters *grown)
{
	sum->known |= grown->known;
	for (int i = 0; i < KERNEL_COUNTER_COUNT; i++)
		sum->value[i] += grown->value[i];
}
