/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysctl.c: settings are files below /proc/sys, with a "." for each "/". */
#include "observe/sysctl.h"
#include "observe/proc.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* "32768\t60999\n" has two numbers. */
static void tidy(char *value)
{
	value[strcspn(value, "\n")] = '\0';
	for (; *value; value++) {
		if (*value == '\t')
			*value = ' ';
	}
}

int sysctl_read(const char *name, char *value, size_t size)
{
	char path[PATH_MAX];
	ssize_t len;

	value[0] = '\0';
	snprintf(path, sizeof(path), "/proc/sys/%s", name);
	for (char *at = path + strlen("/proc/sys/"); *at; at++) {
		if (*at == '.')
			*at = '/';
	}
	len = proc_read_file(AT_FDCWD, path, value, size);
	tidy(value);
	return len < 0 ? (int)len : 0;
}
