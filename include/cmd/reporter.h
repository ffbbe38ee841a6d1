/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reporter.h: the sink of `report`: tells what the tracker found in the format that was asked for. */
#ifndef HALFCLOSE_CMD_REPORTER_H
#define HALFCLOSE_CMD_REPORTER_H

#include "cmd/options.h"
#include "cmd/report_form.h"
#include "core/err.h"
#include "core/listener.h"
#include "core/sink.h"
#include "core/tracker.h"
#include "show/census.h"
#include "show/digest.h"
#include "show/ended.h"
#include "show/fold.h"
#include "show/page.h"
#include "show/style.h"
#include "show/summary.h"
#include "show/tally.h"
#include "show/zeek_log.h"

#include <stdbool.h>
#include <stdio.h>

struct reporter {
	const struct options *options;	/* borrowed */
	const struct report_form *form;
	FILE *out;			/* borrowed */
	struct style style;
	struct fold fold;
	struct digest digest;		/* instead of fold, for what is wrong now */
	struct ended ended;
	struct census census;
	bool now;			/* one look at the sockets, to be told on one screen */
	bool sockets_alone;		/* without packets: how many are in which state is worth a table */
	struct page places;		/* the text of findings about places */
	struct tally tally;
	struct page lifelines;		/* of a diagram of one case */
	struct zeek_log zeek_log;
	bool failed;			/* --fail-on named a finding that there was */
	bool out_of_memory;		/* so that something is missing from what was told */
};

/* What the tracker is to keep of connections for the report that is asked for. */
enum keep reporter_trails(const struct options *options);
enum keep reporter_zeek(const struct options *options);

void reporter_init(struct reporter *reporter, const struct options *options, FILE *out);
/* Suits it to out, where it is to be read; reporter_init() has done that for its own. */
void reporter_style(struct reporter *reporter, FILE *out);

void reporter_free(struct reporter *reporter);

/* Where the tracker is to send its findings. */
void reporter_sink(struct reporter *reporter, struct sink *sink);

/* The rest, when all connections have left: what was missed, the listeners, the summary. */
void reporter_finish(struct reporter *reporter, const struct listeners *listeners,
		     const struct summary *summary);

/* Tells out, by the form's gap(), of each kind of evidence that is missing; once a report. */
void reporter_gaps(struct reporter *reporter, const struct summary *summary, FILE *out);

/*
 * For forms that tell of places when connections have left: begins that page, if nothing has yet; and ends
 * it, the gaps behind the places. 0 or -ENOMEM.
 */
int reporter_begin_places(struct reporter *reporter);
int reporter_end_places(struct reporter *reporter, const struct summary *summary);

/* The exit status, or -ENOMEM with err: what was printed is not all. */
int reporter_status(const struct reporter *reporter, struct err *err);

#endif
