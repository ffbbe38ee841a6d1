/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topic.h: the pages of the manual, how they are found, and which leads to which. */
#ifndef HALFCLOSE_SHOW_TOPIC_H
#define HALFCLOSE_SHOW_TOPIC_H

#include "show/style.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* In the order in which they are listed, and found: a finding may have a demo of its name. */
enum topic_kind { TOPIC_STATE, TOPIC_FINDING, TOPIC_OPTION, TOPIC_DEMO, TOPIC_KINDS };

enum { TOPIC_SEE_MAX = 16, TOPIC_SETTINGS_MAX = 6 };

/* All strings and what is pointed to are borrowed. */
struct topic {
	enum topic_kind kind;
	const char *name;
	const char *aliases;		/* other words for it, between spaces; NULL: none */
	const char *summary;		/* one line */
	const char *manual;		/* as finding_info's; NULL: what of and print have */
	const char *reference;		/* NULL: none */
	const char *see[TOPIC_SEE_MAX + 1];		/* names of pages, but demos; NULL ends them */
	const char *settings[TOPIC_SETTINGS_MAX + 1];	/* names as in show/setting.h */
	const void *of;
	/* What stands below the summary, where it is not the manual. */
	void (*print)(FILE *out, const struct style *style, const void *of);
};

extern const struct topic topics_states[];
extern const size_t topics_states_count;
extern const struct topic topics_options[];
extern const size_t topics_options_count;

/*
 * True if the page goes by that word: by its name or another one, in any case, with "-", "_" or
 * neither, and an option's without what comes before its first "_".
 */
bool topic_is(const struct topic *topic, const char *word);

/* How many letters, about, that word is away from the nearest of the names. */
size_t topic_distance(const struct topic *topic, const char *word);

/* True if one of these pages leads to the other, so that each tells of both. */
bool topic_leads(const struct topic *topic, const struct topic *other);

/* "states", "findings", "socket options", "demos". */
const char *topic_kind_name(enum topic_kind kind);

#endif
