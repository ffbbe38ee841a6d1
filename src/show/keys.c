/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keys.c: a hash table of texts, by open addressing. */
#include "show/keys.h"
#include "core/array.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void keys_free(struct keys *keys)
{
	free(keys->texts);
	*keys = (struct keys){ 0 };
}

void key_number(struct phrase *key, uint64_t number)
{
	phrase_plain(key, number);
	phrase_text(key, "/");
}

static size_t hash(const char *text)
{
	uint64_t value = 14695981039346656037u;	/* FNV-1a */

	while (*text)
		value = (value ^ (unsigned char)*text++) * 1099511628211u;
	return (size_t)(value ^ value >> 32) % KEYS_SLOTS;
}

/* The slot of that text, or the empty one where it belongs. */
static size_t find_slot(const struct keys *keys, const char *text)
{
	size_t at = hash(text);

	while (keys->slots[at] && strcmp(keys->texts[keys->slots[at] - 1], text) != 0)
		at = (at + 1) % KEYS_SLOTS;
	return at;
}

int keys_find(const struct keys *keys, const char *text)
{
	uint16_t slot = keys->slots[find_slot(keys, text)];

	return slot ? slot - 1 : -ENOENT;
}

int keys_add(struct keys *keys, const char *text)
{
	char (*texts)[KEY_MAX];

	if (keys->count == KEYS_MAX)
		return -ENOSPC;
	texts = array_make_room(keys->texts, keys->count, &keys->capacity, sizeof(*texts));
	if (!texts)
		return -ENOMEM;
	keys->texts = texts;
	strcpy(texts[keys->count], text);
	keys->slots[find_slot(keys, text)] = (uint16_t)++keys->count;
	return (int)keys->count - 1;
}
