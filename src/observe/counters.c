/* SPDX-License-Identifier: GPL-2.0-or-later */
/* counters.c: finds the counters by name, in tables of two lines. */
#include "observe/counters.h"
#include "observe/proc.h"
#include "observe/proc_text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
	TEXT_MAX = 16 << 10,		/* four times what Linux 6.18 writes to netstat */
	SMALL_TEXT_MAX = 512,		/* and to sockstat */
};

/* A hundred years of them at the rate of a fast network fit. */
#define COUNT_MAX ((int64_t)1 << 56)

struct span {
	const char *at;
	size_t len;
};

/* Takes what stands before the next of that octet, which goes too; false: nothing is left. */
static bool take(struct span *from, char end, struct span *taken)
{
	const char *found = memchr(from->at, end, from->len);
	size_t len = found ? (size_t)(found - from->at) : from->len;

	if (from->len == 0)
		return false;
	*taken = (struct span){ from->at, len };
	from->at += found ? len + 1 : len;
	from->len -= found ? len + 1 : len;
	return true;
}

static bool is(const struct span *span, const char *text)
{
	return span->len == strlen(text) && memcmp(span->at, text, span->len) == 0;
}

static int find_counter(const struct span *section, const struct span *name)
{
	for (int i = 0; i < KERNEL_COUNTER_COUNT; i++) {
		if (is(name, kernel_counter_name((enum kernel_counter)i)) &&
		    is(section, kernel_counter_section((enum kernel_counter)i)))
			return i;
	}
	return -1;
}

/* names and values stand behind their section. */
static void take_pairs(struct kernel_counters *counters, const struct span *section,
		       struct span names, struct span values)
{
	struct span name, value;

	while (take(&names, ' ', &name) && take(&values, ' ', &value)) {
		int counter = find_counter(section, &name);
		int64_t count = counter < 0 ? -1 :
				proc_parse_number(value.at, value.at + value.len, COUNT_MAX);

		if (count < 0)
			continue;
		counters->value[counter] = (uint64_t)count;
		counters->known |= 1u << counter;
	}
}

/* "Tcp: ..." is of the section "Tcp", what comes behind it is left; empty: it is of none. */
static struct span take_section(struct span *line)
{
	struct span section;

	if (!take(line, ' ', &section) || section.len == 0 ||
	    section.at[section.len - 1] != ':')
		return (struct span){ "", 0 };
	section.len--;
	return section;
}

static bool same(const struct span *a, const struct span *b)
{
	return a->len > 0 && a->len == b->len && memcmp(a->at, b->at, a->len) == 0;
}

void counters_parse(struct kernel_counters *counters, const char *text, size_t len)
{
	struct span left = { text, len }, line, names = { "", 0 }, section = { "", 0 };

	while (take(&left, '\n', &line)) {
		struct span of_line = take_section(&line);

		if (same(&of_line, &section)) {
			take_pairs(counters, &section, names, line);
			of_line.len = 0;
		}
		names = line;
		section = of_line;
	}
}

/* "TCP: inuse 5 orphan 0 tw 3 ..." */
int64_t counters_parse_time_waits(const char *text, size_t len)
{
	struct span left = { text, len }, line, section, name, value;

	while (take(&left, '\n', &line)) {
		section = take_section(&line);
		while (is(&section, "TCP") && take(&line, ' ', &name) &&
		       take(&line, ' ', &value)) {
			if (is(&name, "tw"))
				return proc_parse_number(value.at, value.at + value.len,
							 COUNT_MAX);
		}
	}
	return -1;
}

bool counters_parse_ports(struct port_range *ports, const char *text, size_t len)
{
	struct span left = { text, len }, low, high;
	int64_t first, last;

	if (!take(&left, '\t', &low) || !take(&left, '\n', &high))
		return false;
	first = proc_parse_number(low.at, low.at + low.len, UINT16_MAX);
	last = proc_parse_number(high.at, high.at + high.len, UINT16_MAX);
	if (first < 0 || last < first)
		return false;
	*ports = (struct port_range){ (uint16_t)first, (uint16_t)last };
	return true;
}

void counters_open(struct counters *counters, const char *net_path)
{
	int net_fd = open(net_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*counters = (struct counters){
		.open = true,
		.snmp = openat(net_fd, "snmp", O_RDONLY | O_CLOEXEC),
		.netstat = openat(net_fd, "netstat", O_RDONLY | O_CLOEXEC),
		.sockstat = openat(net_fd, "sockstat", O_RDONLY | O_CLOEXEC),
		.ports = open("/proc/sys/net/ipv4/ip_local_port_range", O_RDONLY | O_CLOEXEC),
	};
	if (net_fd >= 0)
		close(net_fd);
}

void counters_close(struct counters *counters)
{
	const int fds[] = { counters->snmp, counters->netstat, counters->sockstat,
			    counters->ports };

	for (size_t i = 0; counters->open && i < sizeof(fds) / sizeof(fds[0]); i++) {
		if (fds[i] >= 0)
			close(fds[i]);
	}
	*counters = (struct counters){ 0 };
}

static void read_one(struct kernel_counters *now, int fd)
{
	char text[TEXT_MAX];
	ssize_t len = proc_read_again(fd, text, sizeof(text));

	if (len > 0)
		counters_parse(now, text, (size_t)len);
}

void counters_read(const struct counters *counters, struct kernel_counters *now)
{
	*now = (struct kernel_counters){ 0 };
	if (!counters->open)
		return;
	read_one(now, counters->snmp);
	read_one(now, counters->netstat);
}

int64_t counters_time_waits(const struct counters *counters, struct port_range *ports)
{
	char text[SMALL_TEXT_MAX];
	ssize_t len;

	if (!counters->open)
		return -1;
	len = proc_read_again(counters->ports, text, sizeof(text));
	if (len < 0 || !counters_parse_ports(ports, text, (size_t)len))
		return -1;
	len = proc_read_again(counters->sockstat, text, sizeof(text));
	return len < 0 ? -1 : counters_parse_time_waits(text, (size_t)len);
}
