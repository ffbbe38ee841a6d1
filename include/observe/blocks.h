/* SPDX-License-Identifier: GPL-2.0-or-later */
/* blocks.h: walks over the blocks of a pcapng file, also those that libpcap passes over. */
#ifndef HALFCLOSE_OBSERVE_BLOCKS_H
#define HALFCLOSE_OBSERVE_BLOCKS_H

#include "core/err.h"
#include "core/pcapng.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	BLOCKS_INTERFACES_MAX = 1 << 16,	/* in a section */
	BLOCKS_STEP = 64 << 10,			/* octets that a block is believed to have, unseen */
};

struct blocks {
	FILE *file;				/* borrowed */
	struct pcapng_block block;		/* the present one */
	uint8_t *octets;			/* owned: those of the block, all of them */
	size_t capacity;			/* twice what was read, or BLOCKS_STEP more */
	struct pcapng_interface *interfaces;	/* owned: of the section so far, without names */
	size_t interface_count, interface_capacity;
};

void blocks_init(struct blocks *blocks, FILE *file);
void blocks_free(struct blocks *blocks);

/*
 * Reads the next block, whatever its type: blocks->octets and blocks->block hold it until the next
 * call. 1; 0: the file's end; -EBADMSG: not pcapng, or corrupt; -ENODATA: cut within a block, as
 * is the file of a program that was killed; -ENOTSUP: another version of pcapng; -ENOMEM; -EIO.
 * What came before is good in any case, and nothing can be read after an error.
 */
int blocks_next(struct blocks *blocks, struct err *err);

/* Reads the present block, a PCAPNG_PACKET, with its time. 0; -EBADMSG: also of no interface. */
int blocks_packet(const struct blocks *blocks, struct pcapng_packet *packet);

#endif
