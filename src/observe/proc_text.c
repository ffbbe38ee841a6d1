/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proc_text.c: takes the texts of /proc apart. */
#include "observe/proc_text.h"

#include <stdlib.h>
#include <string.h>

enum {
	STAT_STATE_FIELD = 3,		/* proc_pid_stat(5) */
	STAT_PARENT_FIELD = 4,
	STAT_FLAGS_FIELD = 9,
	STAT_EXIT_FIELD = 52,
	PROCESS_EXITING = 0x4,		/* PF_EXITING of include/linux/sched.h */
};

int64_t proc_parse_number(const char *text, const char *end, int64_t max)
{
	int64_t value = 0;

	if (text == end || (*text == '0' && text + 1 != end))
		return -1;
	for (; text != end; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		value = value * 10 + (*text - '0');
		if (value > max)
			return -1;
	}
	return value;
}

uint32_t proc_parse_socket(const char *target, size_t len)
{
	static const char prefix[] = "socket:[";
	const size_t prefix_len = sizeof(prefix) - 1;
	int64_t inode;

	if (len <= prefix_len || memcmp(target, prefix, prefix_len) != 0 ||
	    target[len - 1] != ']')
		return 0;
	inode = proc_parse_number(target + prefix_len, target + len - 1, UINT32_MAX);
	return inode < 0 ? 0 : (uint32_t)inode;
}

/* The text of field number n (from 1) of a stat line, behind the comm, which is field 2. */
static const char *stat_field(const char *stat, int n)
{
	/* A process may call itself "a) S (b": the last parenthesis is the kernel's. */
	const char *at = strrchr(stat, ')');

	for (int field = 2; at && field < n; field++) {
		at = strchr(at, ' ');
		if (at)
			at++;
	}
	return at;
}

bool proc_parse_alive(const char *stat)
{
	const char *state = stat_field(stat, STAT_STATE_FIELD);
	const char *flags = stat_field(stat, STAT_FLAGS_FIELD);

	return state && flags && !strchr("ZXx", *state) &&
	       !(strtoul(flags, NULL, 10) & PROCESS_EXITING);
}

int64_t proc_parse_exit_status(const char *stat)
{
	const char *state = stat_field(stat, STAT_STATE_FIELD);
	const char *status = stat_field(stat, STAT_EXIT_FIELD);

	if (!state || !status || !strchr("ZX", *state))
		return -1;
	return proc_parse_number(status, status + strspn(status, "0123456789"), UINT16_MAX);
}

int64_t proc_parse_parent(const char *stat)
{
	const char *parent = stat_field(stat, STAT_PARENT_FIELD);

	return parent ? proc_parse_number(parent, parent + strspn(parent, "0123456789"),
					  PROC_NUMBER_MAX) : -1;
}

int64_t proc_parse_last_pid(const char *loadavg)
{
	const char *last = strrchr(loadavg, ' ');

	if (!last)
		return -1;
	last++;
	return proc_parse_number(last, last + strcspn(last, "\n"), PROC_NUMBER_MAX);
}

int64_t proc_parse_process(const char *status)
{
	static const char name[] = "\nTgid:\t";
	const char *at = strstr(status, name);

	if (!at)
		return -1;
	at += strlen(name);
	return proc_parse_number(at, at + strcspn(at, "\n"), PROC_NUMBER_MAX);
}
