/* SPDX-License-Identifier: GPL-2.0-or-later */
/* array.h: arrays that grow, as many elements at a time as they have. */
#ifndef HALFCLOSE_CORE_ARRAY_H
#define HALFCLOSE_CORE_ARRAY_H

#include <stddef.h>

/*
 * Room for one more element of that size behind count of them: returns the array, which is another
 * one if *capacity had to grow; NULL: out of memory, and all is as it was.
 */
void *array_make_room(void *array, size_t count, size_t *capacity, size_t size);

#endif
