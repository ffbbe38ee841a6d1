/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inode_map.h: finds what a socket's inode belongs to. */
#ifndef HALFCLOSE_CORE_INODE_MAP_H
#define HALFCLOSE_CORE_INODE_MAP_H

#include <stddef.h>
#include <stdint.h>

struct inode_slot {
	void *value;			/* borrowed; NULL: a free slot */
	uint32_t inode;
};

/* Open addressing. All zero is an empty map. */
struct inode_map {
	struct inode_slot *slots;	/* owned */
	size_t capacity;		/* 0, or a power of two */
	size_t count;
};

void inode_map_free(struct inode_map *map);

/* An inode that is there already has that value from now on. Returns 0 or -ENOMEM. */
int inode_map_put(struct inode_map *map, uint32_t inode, void *value);

/* NULL: it is not there. */
void *inode_map_find(const struct inode_map *map, uint32_t inode);

/* Fine, if it is not there. */
void inode_map_remove(struct inode_map *map, uint32_t inode);

#endif
