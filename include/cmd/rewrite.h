/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rewrite.h: copies a capture as pcapng, with other comments on its packets. */
#ifndef HALFCLOSE_CMD_REWRITE_H
#define HALFCLOSE_CMD_REWRITE_H

#include "cmd/comments.h"
#include "core/err.h"

#include <stdio.h>

struct capture;

/*
 * Copies a pcapng file, block by block: all stay as they are but packets with comments of ours, old ones,
 * which go, or new ones, and sections that say how long they are. 0; 1: it is damaged, and was copied up
 * to that; -EBADMSG: so it is before it describes an interface; -ENOMEM; -EIO; with err. What could not be written ferror(out) says.
 */
int rewrite_blocks(FILE *in, struct comments *comments, FILE *out, struct err *err);

/* The same of a pcap file that is open, and of which nothing was read. */
int rewrite_pcap(struct capture *packets, struct comments *comments, FILE *out, struct err *err);

#endif
