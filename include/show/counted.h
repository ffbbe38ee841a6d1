/* SPDX-License-Identifier: GPL-2.0-or-later */
/* counted.h: the kernel's own counters, held against what was seen. */
#ifndef HALFCLOSE_SHOW_COUNTED_H
#define HALFCLOSE_SHOW_COUNTED_H

#include "show/json.h"
#include "show/phrase.h"
#include "show/summary.h"

/* The members "reset_causes", of what was seen, and "kernel_counters", which is null if unknown. */
void counted_members(struct json *json, const struct summary *summary);

/* What the kernel counted and no connection shows, in a line; nothing where there is none. */
void counted_say(struct phrase *phrase, const struct summary *summary);

#endif
