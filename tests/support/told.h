/* SPDX-License-Identifier: GPL-2.0-or-later */
/* told.h: what the tracker makes of a story (support/story.h), in words that rows can expect. */
#ifndef HALFCLOSE_SUPPORT_TOLD_H
#define HALFCLOSE_SUPPORT_TOLD_H

#include "support/rows.h"

/* Of the last connection to leave. */
struct told {
	char states[256];	/* "client states / server states" */
	char verdict[160];	/* outcome, first closer, how, cause, lost: "-" unknown, "+" at least */
	char findings[256];	/* "id end bytes" joined by ", " */
	char hangs[160];	/* "id at T, for T[, ended], CERTAINTY" joined by "; "; in ms since its start */
	char sent[128];		/* "bytes, N missed" of the client; of the server; "-": unknown */
	char gaps[80];		/* "N begun before, N missed", over all connections */
	char said[128];		/* ids of all findings when they came to hold, as watch says them */
	char places[160];	/* "id port count/room at T, for T[, ended]" joined by "; "; in ms since the start */
	char packets[128];	/* "client's/server's", and what there was: ", 1 again, 2 refused, ..." */
};

/*
 * Told three times: connections at rest (core/rest.h), for which a moment or a second of idleness
 * suffices, must make no difference. Whether sockets are among the sources follows from the story. A
 * step that is none fails the row.
 */
void told(struct told *told, struct rows *check, const char *story);

/* What a row expects, as above; NULL: not of interest. */
struct told_row {
	const char *name;
	const char *story;
	const char *states;
	const char *verdict;
	const char *findings;
};

/* The same, and what each end sent. */
struct told_sent_row {
	const char *name;
	const char *story;
	const char *states;
	const char *verdict;
	const char *findings;
	const char *sent;
	const char *packets;
};

/* One of the texts alone. */
struct told_text_row {
	const char *name;
	const char *story;
	const char *text;
};

/* Each tells all its rows; fails the test if one did not end as expected. */
void told_check(const struct told_row *rows, size_t count);
void told_check_sent(const struct told_sent_row *rows, size_t count);

/* offset: of the text in struct told. */
void told_check_text(const struct told_text_row *rows, size_t count, size_t offset);

#endif
