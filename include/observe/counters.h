/* SPDX-License-Identifier: GPL-2.0-or-later */
/* counters.h: the counters of a network namespace, from /proc. */
#ifndef HALFCLOSE_OBSERVE_COUNTERS_H
#define HALFCLOSE_OBSERVE_COUNTERS_H

#include "core/kernel_counters.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Texts, as they were read, of len octets. */

/*
 * Adds those counters to *counters that a text of net/snmp or net/netstat has: pairs of lines, of
 * names and of values, each behind the name of its section.
 */
void counters_parse(struct kernel_counters *counters, const char *text, size_t len);

/* How many sockets are in TIME_WAIT, from a text of net/sockstat; -1: it does not say. */
int64_t counters_parse_time_waits(const char *text, size_t len);

/* The ports that connect() gives out. */
struct port_range {
	uint16_t low, high;
};

/* Reads "32768\t60999\n" of sys/net/ipv4/ip_local_port_range; false: it is something else. */
bool counters_parse_ports(struct port_range *ports, const char *text, size_t len);

/* Reads. */

/* All zero: nothing is open. */
struct counters {
	bool open;
	int snmp, netstat, sockstat, ports;	/* if open; owned, or -1: not to be had */
};

/*
 * Opens the files of a directory: "/proc/thread-self/net", "/proc/PID/net" for the namespace of
 * another process, or what a test has made up; and the range of ports of the namespace that the
 * calling thread is in. They stay with that namespace. What cannot be opened
 * is unknown; that is no failure. counters_close() in the end.
 */
void counters_open(struct counters *counters, const char *net_path);
void counters_close(struct counters *counters);

/* Reads all of them as they are now. */
void counters_read(const struct counters *counters, struct kernel_counters *now);

/*
 * How many sockets are in TIME_WAIT, all in all, which takes no dump; fills *ports. -1: one of both
 * is unknown.
 */
int64_t counters_time_waits(const struct counters *counters, struct port_range *ports);

#endif
