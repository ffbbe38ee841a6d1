/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stamp.c: dates without the C library, since a JSON line may have two. */
#include "show/stamp.h"
#include "show/phrase.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

enum { DAY_S = 86400, ERA_DAYS = 146097 };	/* an era: 400 Gregorian years */

void stamp_digits(char *text, unsigned int width, uint64_t number)
{
	while (width > 0) {
		text[--width] = (char)('0' + number % 10);
		number /= 10;
	}
}

/*
 * Days since 1970-01-01 to a date. Years are counted from March, so that the leap day comes
 * last and the lengths of the months follow one formula.
 */
static void civil(uint64_t days, uint64_t *year, unsigned int *month, unsigned int *day)
{
	uint64_t shifted = days + 719468;	/* from 0000-03-01 */
	uint64_t era = shifted / ERA_DAYS;
	unsigned int of_era = (unsigned int)(shifted % ERA_DAYS);
	unsigned int years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned int of_year = of_era - (365 * years + years / 4 - years / 100);
	unsigned int from_march = (5 * of_year + 2) / 153;

	*day = of_year - (153 * from_march + 2) / 5 + 1;
	*month = from_march < 10 ? from_march + 3 : from_march - 9;
	*year = era * 400 + years + (*month <= 2);
}

static void clock_digits(char *text, uint64_t hours, uint64_t minutes, uint64_t seconds)
{
	stamp_digits(text, 2, hours);
	stamp_digits(text + 3, 2, minutes);
	stamp_digits(text + 6, 2, seconds);
}

void stamp_utc(char text[STAMP_UTC_SIZE], uint64_t time_ns)
{
	uint64_t seconds = time_ns / 1000000000, of_day = seconds % DAY_S, year;
	unsigned int month, day;

	civil(seconds / DAY_S, &year, &month, &day);
	memcpy(text, "0000-00-00T00:00:00.000000000Z", STAMP_UTC_SIZE);
	stamp_digits(text, 4, year);
	stamp_digits(text + 5, 2, month);
	stamp_digits(text + 8, 2, day);
	clock_digits(text + 11, of_day / 3600, of_day / 60 % 60, of_day % 60);
	stamp_digits(text + 20, 9, time_ns % 1000000000);
}

void stamp_clock(char text[STAMP_CLOCK_SIZE], uint64_t time_s)
{
	time_t when = (time_t)time_s;
	struct tm local = { 0 };

	localtime_r(&when, &local);
	memcpy(text, "00:00:00", STAMP_CLOCK_SIZE);
	clock_digits(text, (uint64_t)local.tm_hour, (uint64_t)local.tm_min,
		     (uint64_t)local.tm_sec);
}

void stamp_since(char text[STAMP_SINCE_SIZE], uint64_t zero_ns, uint64_t time_ns)
{
	bool before = time_ns < zero_ns;
	uint64_t span_ns = before ? zero_ns - time_ns : time_ns - zero_ns;
	unsigned int decimals = span_ns < 100000000000 ? 6 : span_ns < 100000000000000 ? 3 : 0;
	char fraction[9];
	struct phrase phrase;

	phrase_init(&phrase, text, STAMP_SINCE_SIZE);
	phrase_text(&phrase, before ? "-" : "");
	phrase_plain(&phrase, span_ns / 1000000000);
	stamp_digits(fraction, sizeof(fraction), span_ns % 1000000000);
	phrase_text(&phrase, decimals ? "." : "");
	phrase_octets(&phrase, fraction, decimals);
}
