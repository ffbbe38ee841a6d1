/* SPDX-License-Identifier: GPL-2.0-or-later */
/* array.c: doubles the room. */
#include "core/array.h"

#include <stdlib.h>

enum { ROOM_AT_START = 16 };

void *array_make_room(void *array, size_t count, size_t *capacity, size_t size)
{
	size_t room = *capacity ? *capacity * 2 : ROOM_AT_START;
	void *larger;

	if (count < *capacity)
		return array;
	larger = realloc(array, room * size);
	if (larger)
		*capacity = room;
	return larger;
}
