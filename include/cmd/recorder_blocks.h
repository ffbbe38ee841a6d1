/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recorder_blocks.h: the blocks of a recording, but for those with packets. */
#ifndef HALFCLOSE_CMD_RECORDER_BLOCKS_H
#define HALFCLOSE_CMD_RECORDER_BLOCKS_H

#include "cmd/recorder.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What a block takes at most beside the octets of a frame, or of a recording: its fields and options. */
enum { RECORDER_EXTRA = 64 };

/* The file is full, or cannot be written: nobody needs to watch any more, unless it goes on beside. */
void recorder_end_watching(struct recorder *recorder);

/* Where to write a block of so many octets at most; NULL: nowhere, which tape_end_file() may tell later. */
FILE *recorder_room(struct recorder *recorder, size_t octets);

void recorder_write_own(struct recorder *recorder, const struct recording *recording);

/* All that there is to know before the first packet, so that each file can be read without the others. */
void recorder_write_head(struct recorder *recorder);

/* What the sources have counted in this file. */
void recorder_write_tail(struct recorder *recorder, uint64_t time_ns);

#endif
