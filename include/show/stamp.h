/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stamp.h: times as text. */
#ifndef HALFCLOSE_SHOW_STAMP_H
#define HALFCLOSE_SHOW_STAMP_H

#include <stdint.h>

/* "2026-01-02T03:04:05.000000006Z" and "03:04:05" with their NULs. */
enum { STAMP_UTC_SIZE = 31, STAMP_CLOCK_SIZE = 9 };

/* RFC 3339 in UTC with nine decimals, of nanoseconds since the Epoch; no locale, no zone. */
void stamp_utc(char text[STAMP_UTC_SIZE], uint64_t time_ns);

/* Hours, minutes and seconds in the user's zone, of seconds since the Epoch. */
void stamp_clock(char text[STAMP_CLOCK_SIZE], uint64_t time_s);

/* Writes the lowest digits of number, with leading zeroes, so that width octets are filled. */
void stamp_digits(char *text, unsigned int width, uint64_t number);

#endif
