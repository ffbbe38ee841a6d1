/* SPDX-License-Identifier: GPL-2.0-or-later */
/* setting.h: what the kernel's settings decide when connections close, and what they are now. */
#ifndef HALFCLOSE_SHOW_SETTING_H
#define HALFCLOSE_SHOW_SETTING_H

#include "show/style.h"

#include <stddef.h>
#include <stdio.h>

enum { SETTING_VALUE_MAX = 64 };

struct setting {
	const char *name;			/* as sysctl(8) has it: "net.ipv4.tcp_fin_timeout" */
	char value[SETTING_VALUE_MAX];		/* empty: there is none here */
};

/* What such a setting decides, in a few words; NULL: nothing is known of it. */
const char *setting_meaning(const char *name);

/* A line for each, below a heading that names the kernel. */
void settings_print(FILE *out, const struct style *style, const char *release,
		    const struct setting *settings, size_t count);

#endif
