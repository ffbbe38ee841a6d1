/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stamp.h: times as text. */
#ifndef HALFCLOSE_SHOW_STAMP_H
#define HALFCLOSE_SHOW_STAMP_H

#include <stdint.h>

/* "2026-01-02T03:04:05.000000006Z", "03:04:05" and "-0.000123" with their NULs. */
enum { STAMP_UTC_SIZE = 31, STAMP_CLOCK_SIZE = 9, STAMP_SINCE_SIZE = 32 };

/* RFC 3339 in UTC with nine decimals, of nanoseconds since the Epoch; no locale, no zone. */
void stamp_utc(char text[STAMP_UTC_SIZE], uint64_t time_ns);

/* Hours, minutes and seconds in the user's zone, of seconds since the Epoch. */
void stamp_clock(char text[STAMP_CLOCK_SIZE], uint64_t time_s);

/* Seconds since zero_ns, before it with a minus; with fewer decimals where they would be many. */
void stamp_since(char text[STAMP_SINCE_SIZE], uint64_t zero_ns, uint64_t time_ns);

/* Writes the lowest digits of number, with leading zeroes, so that width octets are filled. */
void stamp_digits(char *text, unsigned int width, uint64_t number);

#endif
