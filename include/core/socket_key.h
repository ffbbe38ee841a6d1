/* SPDX-License-Identifier: GPL-2.0-or-later */
/* socket_key.h: a socket's inode or its cookie, as one number. */
#ifndef HALFCLOSE_CORE_SOCKET_KEY_H
#define HALFCLOSE_CORE_SOCKET_KEY_H

#include "core/hash.h"

#include <stdbool.h>
#include <stdint.h>

/* Cookies count from 1; inodes, which share an index with them, are told by the highest bit. */
static inline uint64_t key_of_inode(uint32_t inode)
{
	return (uint64_t)1 << 63 | inode;
}

static inline bool key_is_inode(uint64_t key)
{
	return key >> 63;
}

/* The kernel's own numbers, which no peer chooses, and which follow one another. */
static inline uint64_t key_hash(uint64_t key)
{
	return hash_mix(key ^ HASH_A, HASH_B);
}

#endif
