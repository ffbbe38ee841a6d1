/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keys.h: gives each of a bounded number of texts an index, in order of appearance. */
#ifndef HALFCLOSE_SHOW_KEYS_H
#define HALFCLOSE_SHOW_KEYS_H

#include "show/phrase.h"

#include <stddef.h>
#include <stdint.h>

enum {
	KEYS_MAX = 1000,
	KEY_MAX = 384,		/* octets of one, with its NUL */
	KEYS_SLOTS = 2048,	/* a power of two, sparse enough for KEYS_MAX */
};

/* All zero: empty. */
struct keys {
	char (*texts)[KEY_MAX];		/* owned */
	size_t count, capacity;
	uint16_t slots[KEYS_SLOTS];	/* 1 + an index into texts; 0: empty */
};

void keys_free(struct keys *keys);

/* A part of a text that is to be a key: "812/". */
void key_number(struct phrase *key, uint64_t number);

/* The index of text, or -ENOENT. */
int keys_find(const struct keys *keys, const char *text);

/* Adds text, which keys_find() did not find: its index, or -ENOSPC, or -ENOMEM. */
int keys_add(struct keys *keys, const char *text);

#endif
