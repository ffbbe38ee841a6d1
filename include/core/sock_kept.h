/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_kept.h: what is kept of a socket fact. */
#ifndef HALFCLOSE_CORE_SOCK_KEPT_H
#define HALFCLOSE_CORE_SOCK_KEPT_H

#include "core/sock_fact.h"

#include <stdbool.h>
#include <stdint.h>

/* What tcp_info says, as in struct sock_fact. */
struct sock_info {
	uint64_t bytes_acked, bytes_received, data_sent;
	uint32_t notsent_bytes;
	uint32_t last_data_sent_ms, last_ack_recv_ms;
};

/* What is kept of a fact, as in struct sock_fact: not its ends, which the connection has. */
struct sock_kept {
	uint64_t time_ns;		/* when it was answered, or told */
	uint64_t asked_ns;
	uint64_t cookie;
	struct sock_info *info;		/* owned; NULL: it came without */
	uint32_t inode;
	uint32_t recv_q, send_q;
	uint8_t state;			/* enum tcp_state */
	uint8_t timer, retransmits;
	bool disconnected;		/* it died through tcp_disconnect() */
};

/* Its tcp_info; all zero, if it came without. */
static inline const struct sock_info *sock_info(const struct sock_kept *kept)
{
	static const struct sock_info none;

	return kept->info ? kept->info : &none;
}

/* Keeps it, in place of the one before. Returns 0, or -ENOMEM: it is as it was. */
int sock_keep(struct sock_kept *kept, const struct sock_fact *fact, uint64_t time_ns);

/* The data in the send queue of a living socket, where a FIN counts as one. */
uint32_t sock_queued(const struct sock_kept *fact);

#endif
