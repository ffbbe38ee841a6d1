/* SPDX-License-Identifier: GPL-2.0-or-later */
/* option_value.h: numbers, durations and sizes, from what users write. */
#ifndef HALFCLOSE_CMD_OPTION_VALUE_H
#define HALFCLOSE_CMD_OPTION_VALUE_H

#include <stdint.h>

/* Each returns 0, or -EINVAL where the text is nothing of the kind; then the result may be changed. */

/* Digits alone, up to max. */
int option_number(const char *text, uint64_t max, uint64_t *number);

/* "10s", "250ms", "5m", "1h"; a bare number is seconds. Not 0. */
int option_duration(const char *text, uint64_t *ns);

/* As tcpdump's -C: a number of millions of octets, or, with a letter, powers of 1,024: "64M". Not 0. */
int option_size(const char *text, uint64_t *bytes);

#endif
