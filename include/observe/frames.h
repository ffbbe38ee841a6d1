/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frames.h: the latest captured frames, kept in a fixed size until somebody wants them. */
#ifndef HALFCLOSE_OBSERVE_FRAMES_H
#define HALFCLOSE_OBSERVE_FRAMES_H

#include "core/endpoint.h"
#include "core/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct capture;
struct frames;

enum {
	FRAMES_BYTES = 64 << 20,	/* of a program that people look at: some 400,000 packets */
	FRAMES_SOURCES_MAX = 16,
};

/* Keeps frames in so many octets, which the system gives only as they are needed. NULL: no memory. */
struct frames *frames_new(size_t bytes);
void frames_free(struct frames *frames);	/* NULL is fine */

/* Where frames come from. */
struct frames_source {
	struct frames *frames;	/* borrowed: they go there */
	const char *name;	/* borrowed: of the interface, or NULL */
	const char *netns;	/* borrowed: of its network namespace; the caller's to set, or NULL */
	int link_type;
	uint8_t scope;		/* as of the endpoints that it has: see core/endpoint.h */
	uint16_t number;	/* from 0 */
	uint64_t seen;		/* frames that came, forgotten ones too */
	uint64_t dropped;	/* by the kernel; the caller's to set */
};

/*
 * From now on each frame of the capture goes there: capture_tap(). The name must live as long.
 * NULL: there are FRAMES_SOURCES_MAX already.
 */
struct frames_source *frames_tap(struct frames *frames, struct capture *capture, const char *name,
				 uint8_t scope);

/* A new source that captures nothing itself. */
struct frames_source *frames_add_source(struct frames *frames, int link_type, const char *name,
					uint8_t scope);

/*
 * Copies a frame; the oldest are forgotten to make room. One that is larger than all of it is not
 * kept.
 */
void frames_keep(struct frames_source *source, const struct raw_frame *frame);

struct frames_stats {
	size_t sources;
	uint64_t kept;		/* frames that are there */
	uint64_t forgotten;	/* that were there, or too large to be */
	uint64_t oldest_ns;	/* the time of the oldest that is there; 0: there are none */
};

void frames_stats(const struct frames *frames, struct frames_stats *stats);
const struct frames_source *frames_source(const struct frames *frames, size_t number);

/* Which of them: all zero is all. */
struct frames_choice {
	struct endpoint end[2];		/* of a connection, in any order; FAMILY_NONE: of all */
	uint64_t from_ns, until_ns;	/* both included; until_ns 0: no end */
};

typedef void (*frames_fn)(void *arg, const struct frames_source *source,
			  const struct raw_frame *frame);

/*
 * Delivers the chosen ones as they came, those of several sources by their times, and returns how
 * many. Of a connection: all its TCP segments, and no later fragments, which have no ports. fn may
 * not keep new ones.
 */
uint64_t frames_each(const struct frames *frames, const struct frames_choice *choice,
		     frames_fn fn, void *arg);

#endif
