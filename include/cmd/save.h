/* SPDX-License-Identifier: GPL-2.0-or-later */
/* save.h: writes packets that were kept to a new file. */
#ifndef HALFCLOSE_CMD_SAVE_H
#define HALFCLOSE_CMD_SAVE_H

#include "core/err.h"
#include "observe/creator.h"
#include "observe/frames.h"

#include <stdint.h>

#define SAVE_SUFFIX ".pcapng"	/* what creator_start() is to be told */

enum { SAVE_NAME_MAX = 256 };

struct saved {
	char name[SAVE_NAME_MAX];	/* of the file; as the caller's, not escaped */
	uint64_t packets;
};

/*
 * Writes the chosen packets as pcapng to a new file, of that name, or, if NULL, of one made of the
 * time ("halfclose-20260102-030405.pcapng", which stands in no other's way). 0; with err, and no
 * file left behind: -EEXIST: there is one, which is never written over; -ENOENT: no such packets
 * are kept; as creator_make(); -errno of what could not be written.
 */
int save_packets(struct creator *creator, const struct frames *frames,
		 const struct frames_choice *choice, const char *name, struct saved *saved,
		 struct err *err);

#endif
