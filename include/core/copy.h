/* SPDX-License-Identifier: GPL-2.0-or-later */
/* copy.h: the same segment, shown by several interfaces. */
#ifndef HALFCLOSE_CORE_COPY_H
#define HALFCLOSE_CORE_COPY_H

#include "core/half.h"

#include <stdbool.h>

/*
 * True if the segment, which me sent to peer, says nothing of either that is not known already. What
 * another interface than the one followed shows, is a copy then; else it shows a way that is new.
 */
bool copy_is_known(const struct half *me, const struct half *peer,
		   const struct segment *segment);

#endif
