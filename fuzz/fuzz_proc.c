/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_proc.c: texts of /proc: a line of PID/stat, the target of a link, loadavg, counters. */
#include "fuzz.h"
#include "observe/counters.h"
#include "observe/proc_text.h"

#include <string.h>

/* Only the kernel's own writing of a number is taken for one. */
static void check_socket(const char *target, size_t len)
{
	uint32_t inode = proc_parse_socket(target, len);
	char text[32];

	snprintf(text, sizeof(text), "socket:[%u]", inode);
	CLAIM(inode == 0 || (strlen(text) == len && memcmp(text, target, len) == 0));
}

static void check_last_pid(const char *loadavg)
{
	int64_t pid = proc_parse_last_pid(loadavg);
	char text[32];

	CLAIM(pid >= -1 && pid <= PROC_NUMBER_MAX);
	snprintf(text, sizeof(text), " %lld", (long long)pid);
	CLAIM(pid < 0 || strstr(loadavg, text));
}

/* A process may call itself what it will: what stands before the last parenthesis says nothing. */
static void check_alive(const char *stat)
{
	static const char *const names[] = { "1 (sh) R 1 1 1 0 0 0 ", "7 (a) Z (b) X ", "" };
	bool alive = proc_parse_alive(stat);

	CLAIM(!alive || strchr(stat, ')'));
	CLAIM(!alive || proc_parse_exit_status(stat) < 0);
	CLAIM(proc_parse_parent(stat) >= -1 && proc_parse_parent(stat) <= PROC_NUMBER_MAX);
	for (size_t i = 0; strchr(stat, ')') && i < ARRAY_LEN(names); i++) {
		size_t size = strlen(names[i]) + strlen(stat) + 1;
		char *longer = malloc(size);

		CLAIM(longer);
		snprintf(longer, size, "%s%s", names[i], stat);
		CLAIM(proc_parse_alive(longer) == alive);
		free(longer);
	}
}

/* What is not known is 0, and what stands in front of a table is none of its business. */
static void check_counters(const char *text, size_t len)
{
	static const char before[] = "Tcp: OutRsts\nUdp: 7\nIp: A B\nIp: 1 2\n";
	struct kernel_counters counters = { 0 }, same = { 0 };
	char *longer = malloc(sizeof(before) + len);

	CLAIM(longer);
	counters_parse(&counters, text, len);
	for (int i = 0; i < KERNEL_COUNTER_COUNT; i++)
		CLAIM(kernel_counter_known(&counters, (enum kernel_counter)i) ||
		      counters.value[i] == 0);
	CLAIM(counters.known < 1u << KERNEL_COUNTER_COUNT);
	memcpy(longer, before, sizeof(before) - 1);
	memcpy(longer + sizeof(before) - 1, text, len);
	counters_parse(&same, longer, sizeof(before) - 1 + len);
	CLAIM(memcmp(&counters, &same, sizeof(same)) == 0);
	free(longer);
}

static void check_ports(const char *text, size_t len)
{
	struct port_range ports = { 1, 1 };

	CLAIM(counters_parse_time_waits(text, len) >= -1);
	CLAIM(!counters_parse_ports(&ports, text, len) || ports.low <= ports.high);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	char *text = malloc(len + 1);

	CLAIM(text);
	memcpy(text, octets, len);
	text[len] = '\0';
	check_socket((const char *)octets, len);
	check_last_pid(text);
	check_alive(text);
	check_counters((const char *)octets, len);
	check_ports((const char *)octets, len);
	free(text);
	return 0;
}
