/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kernel_counters.h: what the kernel counts of resets and accept queues, in a network namespace. */
#ifndef HALFCLOSE_CORE_KERNEL_COUNTERS_H
#define HALFCLOSE_CORE_KERNEL_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * X(symbol, section, name): the kernel's own words (net/ipv4/proc.c), with which they are found in
 * /proc/net/snmp and netstat, and shown.
 */
#define KERNEL_COUNTER_LIST(X)						\
	X(ATTEMPT_FAILS, "Tcp", "AttemptFails")				\
	X(ESTAB_RESETS, "Tcp", "EstabResets")				\
	X(OUT_RSTS, "Tcp", "OutRsts")					\
	X(LISTEN_OVERFLOWS, "TcpExt", "ListenOverflows")		\
	X(LISTEN_DROPS, "TcpExt", "ListenDrops")			\
	X(ABORT_ON_DATA, "TcpExt", "TCPAbortOnData")			\
	X(ABORT_ON_CLOSE, "TcpExt", "TCPAbortOnClose")			\
	X(ABORT_ON_MEMORY, "TcpExt", "TCPAbortOnMemory")		\
	X(ABORT_ON_TIMEOUT, "TcpExt", "TCPAbortOnTimeout")		\
	X(ABORT_ON_LINGER, "TcpExt", "TCPAbortOnLinger")		\
	X(ABORT_FAILED, "TcpExt", "TCPAbortFailed")			\
	X(REQ_QUEUE_FULL_COOKIES, "TcpExt", "TCPReqQFullDoCookies")	\
	X(REQ_QUEUE_FULL_DROPS, "TcpExt", "TCPReqQFullDrop")		\
	X(TIME_WAIT_OVERFLOW, "TcpExt", "TCPTimeWaitOverflow")

enum kernel_counter {
#define X(symbol, section, name) KERNEL_##symbol,
	KERNEL_COUNTER_LIST(X)
#undef X
	KERNEL_COUNTER_COUNT
};

/* All zero: none is known. */
struct kernel_counters {
	uint64_t value[KERNEL_COUNTER_COUNT];	/* 0 where unknown */
	uint32_t known;				/* mask of 1 << enum kernel_counter */
};

const char *kernel_counter_section(enum kernel_counter counter);
const char *kernel_counter_name(enum kernel_counter counter);

static inline bool kernel_counter_known(const struct kernel_counters *counters,
					enum kernel_counter counter)
{
	return counters->known & 1u << counter;
}

/* How much they have grown since before; what is not known of both is not known. */
struct kernel_counters kernel_counters_grown(const struct kernel_counters *now,
					     const struct kernel_counters *before);

/* Adds growth to a sum, of one time after the other, or of several namespaces. */
void kernel_counters_add(struct kernel_counters *sum, const struct kernel_counters *grown);

#endif
