/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sources.h: what the command line says of sources, live ones above all. */
#ifndef HALFCLOSE_CMD_SOURCES_H
#define HALFCLOSE_CMD_SOURCES_H

#include "cmd/live.h"
#include "cmd/options.h"
#include "observe/privilege.h"

struct sources {
	struct live_options live;
	struct privilege_keep keep;	/* which live points to */
};

/* It must stay where it is. */
void sources_init(struct sources *sources, const struct options *options);

/* 0, or -EINVAL with err: options that contradict each other. */
int sources_check(const struct options *options, struct err *err);

#endif
