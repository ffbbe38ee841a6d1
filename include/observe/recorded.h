/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * recorded.h: a recording (core/recording.h), read: its packets and all else, in its order. And
 * captures of interfaces of several link types, which libpcap does not read.
 */
#ifndef HALFCLOSE_OBSERVE_RECORDED_H
#define HALFCLOSE_OBSERVE_RECORDED_H

#include "core/err.h"
#include "core/recording.h"
#include "observe/blocks.h"
#include "observe/intake.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	RECORDED_HEAD = 2 * RECORDING_MAX,	/* octets of a file that tell what it is */
	RECORDED_BATCH = 4096,	/* blocks that one recorded_drain() takes at most */
};

struct recorded {
	struct blocks blocks;
	struct recording_begin begin;
	bool foreign;		/* it is a capture, which has packets alone */
	int link_type;		/* of its first interface; -1: it has none */
	bool waits;		/* the present block is still to be taken */
	void (*tell)(void *arg, const struct recording *recording);	/* what is no event; or NULL */
	void *tell_arg;
	struct err damage;	/* why it ends here, once recorded_drain() has said so */
};

/* True if it is the beginning of one: a section, and our first block before any packet. */
bool recorded_is(const uint8_t *head, size_t len);

/* True if it begins with interfaces of several link types, of which frame.h knows one at least. */
bool recorded_is_mixed(const uint8_t *head, size_t len);

/*
 * Reads on up to the first packet of such a stream, which is borrowed. 0; -EBADMSG: it makes no sense;
 * -ENOTSUP: another version of recordings; -ENOMEM; -EIO; with err. recorded_free() in any case.
 */
int recorded_begin(struct recorded *recorded, FILE *file, struct err *err);

/* The same of a capture, whatever is first in it. */
int recorded_begin_mixed(struct recorded *recorded, FILE *file, struct err *err);
void recorded_free(struct recorded *recorded);

/*
 * Delivers events: of packets as intake says, others if its filter chooses their ends. Returns how many
 * blocks it took, 0 at the end; -EBADMSG: it is cut or damaged here, and damage says how; -ENOMEM; -EIO.
 */
int recorded_drain(struct recorded *recorded, struct intake *intake, event_fn fn, void *arg);

#endif
