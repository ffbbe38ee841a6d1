/* SPDX-License-Identifier: GPL-2.0-or-later */
/* announce.h: says what can be watched, and what could not, mostly on stderr. */
#ifndef HALFCLOSE_CMD_ANNOUNCE_H
#define HALFCLOSE_CMD_ANNOUNCE_H

#include "cmd/live.h"
#include "cmd/options.h"
#include "cmd/recorder.h"
#include "observe/privilege.h"

#include <stdbool.h>

enum { ANNOUNCE_MAX = 192 + PRIVILEGE_ADVICE_MAX };

/*
 * What evidence cannot be had, and how to get it, to text of ANNOUNCE_MAX octets; false: nothing lacks.
 */
bool announce_lacks(const struct live *live, char *text);

/* Of a file, to a person who has privileges. */
#define ANNOUNCE_NEEDLESS \
	"-r needs no privilege: what there was has been given up before the file was read"

/*
 * At the beginning: what evidence cannot be had, unless quiet; if verbose, that from now on nothing
 * will be missed.
 */
void announce_begin(const struct live *live, const struct options *options);

/* As well, to a person even if not verbose: who sits before an empty screen wants to know that it works. */
void announce_to_person(const struct live *live, const struct options *options);

/* At the end: of how many connections it is not known whether they were chosen, unless quiet. */
void announce_unknown(const struct live *live, const struct options *options);

/* The same where each that lived for a moment is known: of those whose SYN was answered RST. */
void announce_refused(const struct live *live, const struct options *options);

/* What was recorded, in a line, and what to do with it, unless quiet. */
void announce_recorded(const struct recorder *recorder, const struct live *live,
		       const struct options *options);

/* Comments the packets of what was recorded: recorder_comment(). Says why that cannot be, unless quiet. */
void announce_comments(struct recorder *recorder, const struct options *options);

#endif
