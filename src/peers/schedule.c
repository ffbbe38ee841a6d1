/* SPDX-License-Identifier: GPL-2.0-or-later */
/* schedule.c: schedules as strings, and back. */
#include "peers/schedule.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Another one when the same string would mean something else. */
#define FORM "x1-"

enum { CHECK_DIGITS = 8, LETTERS = 26 };

char schedule_letter(unsigned int thread)
{
	return (char)(thread < LETTERS ? 'a' + thread : 'A' + (thread - LETTERS));
}

/* SCHEDULE_THREADS_MAX: it is the letter of none. */
static unsigned int thread_of(char letter)
{
	for (unsigned int i = 0; i < SCHEDULE_THREADS_MAX; i++) {
		if (schedule_letter(i) == letter)
			return i;
	}
	return SCHEDULE_THREADS_MAX;
}

/* FNV-1a: it has to notice a change, not to withstand anybody. */
uint32_t schedule_check(const char *text)
{
	uint32_t hash = UINT32_C(2166136261);

	for (; *text; text++)
		hash = (hash ^ (unsigned char)*text) * UINT32_C(16777619);
	return hash;
}

static size_t run_length(const struct schedule *schedule, size_t from)
{
	size_t to = from;

	while (to < schedule->count && schedule->thread[to] == schedule->thread[from])
		to++;
	return to - from;
}

void schedule_print(const struct schedule *schedule, uint32_t check, char *buf)
{
	size_t used = (size_t)snprintf(buf, SCHEDULE_TEXT_MAX, FORM "%08x-", check);
	size_t run;

	for (size_t i = 0; i < schedule->count; i += run) {
		run = run_length(schedule, i);
		buf[used++] = schedule_letter(schedule->thread[i]);
		if (run > 1)
			used += (size_t)snprintf(buf + used, SCHEDULE_TEXT_MAX - used, "%zu", run);
	}
	buf[used] = '\0';
}

static bool is_digit(char octet)
{
	return octet >= '0' && octet <= '9';
}

/* How often, up to one more than there may be; *text goes behind it. */
static size_t parse_run(const char **text)
{
	size_t run = 0;

	if (!is_digit(**text))
		return 1;
	for (; is_digit(**text); (*text)++) {
		if (run <= SCHEDULE_STEPS_MAX)
			run = run * 10 + (size_t)(**text - '0');
	}
	return run;
}

static int parse_steps(struct schedule *schedule, const char *text)
{
	schedule->count = 0;
	while (*text) {
		unsigned int thread = thread_of(*text++);
		size_t run = parse_run(&text);

		if (thread == SCHEDULE_THREADS_MAX || run == 0)
			return -EINVAL;
		if (run > SCHEDULE_STEPS_MAX - schedule->count)
			return -E2BIG;
		memset(schedule->thread + schedule->count, (int)thread, run);
		schedule->count += run;
	}
	return 0;
}

/* Eight digits of what schedule_print() writes, and the hyphen behind them. */
static int parse_check(const char *text, uint32_t *check)
{
	*check = 0;
	for (int i = 0; i < CHECK_DIGITS; i++) {
		const char *digits = "0123456789abcdef";
		const char *digit = text[i] ? strchr(digits, text[i]) : NULL;

		if (!digit)
			return -EINVAL;
		*check = *check << 4 | (uint32_t)(digit - digits);
	}
	return text[CHECK_DIGITS] == '-' ? 0 : -EINVAL;
}

/* Another version: an x, its number, a hyphen. */
static bool is_versioned(const char *text)
{
	size_t digits = text[0] == 'x' ? strspn(text + 1, "0123456789") : 0;

	return digits > 0 && text[1 + digits] == '-';
}

int schedule_parse(struct schedule *schedule, uint32_t check, const char *text)
{
	size_t version = strlen(FORM);
	uint32_t its_check;

	if (strncmp(text, FORM, version) != 0)
		return is_versioned(text) ? -ENOTSUP : -EINVAL;
	text += version;
	if (parse_check(text, &its_check) < 0)
		return -EINVAL;
	if (its_check != check)
		return -ESTALE;
	return parse_steps(schedule, text + CHECK_DIGITS + 1);
}
