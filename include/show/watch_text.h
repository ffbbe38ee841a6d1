/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch_text.h: the live stream for people: a line per transition or finding. */
#ifndef HALFCLOSE_SHOW_WATCH_TEXT_H
#define HALFCLOSE_SHOW_WATCH_TEXT_H

#include "core/connection.h"
#include "core/finding.h"
#include "core/transition.h"
#include "show/stamp.h"
#include "show/style.h"

#include <stdint.h>
#include <stdio.h>

struct watch_text {
	FILE *out;			/* borrowed, as style is */
	const struct style *style;
	uint64_t second;		/* clock holds its local time, so that */
	char clock[STAMP_CLOCK_SIZE];	/* not each line asks for the time zone */
};

void watch_text_init(struct watch_text *watch, FILE *out, const struct style *style);

/* Each writes one line and does not flush; connection is NULL where a finding is about none. */
void watch_text_transition(struct watch_text *watch, const struct connection *connection,
			   const struct transition *transition);
void watch_text_finding(struct watch_text *watch, const struct connection *connection,
			const struct finding *finding);

#endif
