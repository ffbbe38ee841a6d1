/* SPDX-License-Identifier: GPL-2.0-or-later */
/* units.h: times are in nanoseconds, in 64 bits. */
#ifndef HALFCLOSE_CORE_UNITS_H
#define HALFCLOSE_CORE_UNITS_H

#include <stdint.h>

#define MS_NS ((uint64_t)1000 * 1000)
#define S_NS (1000 * MS_NS)

#endif
