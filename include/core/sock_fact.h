/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sock_fact.h: what sock_diag said of one socket at one moment. */
#ifndef HALFCLOSE_CORE_SOCK_FACT_H
#define HALFCLOSE_CORE_SOCK_FACT_H

#include "core/endpoint.h"
#include "core/tcp_state.h"

#include <stdbool.h>
#include <stdint.h>

enum sock_fact_kind {
	SOCK_POLL,	/* a row of a dump */
	SOCK_PROBE,	/* the answer to an exact lookup */
	SOCK_OBITUARY,	/* the kernel's notification that the socket died */
};

/* INET_DIAG_TIMER values of idiag_timer. */
enum sock_timer {
	SOCK_TIMER_OFF = 0,
	SOCK_TIMER_ON = 1,		/* retransmission */
	SOCK_TIMER_KEEPALIVE = 2,
	SOCK_TIMER_TIMEWAIT = 3,	/* a minisocket: orphan FIN_WAIT2 or TIME_WAIT */
	SOCK_TIMER_PERSIST = 4,		/* the peer's window is zero */
};

/* Whose a socket is, by the cgroup in which it was made; an accepted one by its listener's. */
enum sock_group {
	SOCK_GROUP_UNKNOWN,	/* the kernel did not say, or nobody asked */
	SOCK_GROUP_OTHER,
	SOCK_GROUP_CHOSEN,
};

/* The bits of INET_DIAG_SHUTDOWN (sk_shutdown). */
enum {
	SOCK_SHUT_RECEIVE = 1,
	SOCK_SHUT_SEND = 2,
};

/*
 * A FIN counts as one in recv_q, send_q, bytes_received and bytes_acked, a SYN as one in
 * bytes_acked (net/ipv4/tcp_input.c): nothing is subtracted here.
 */
struct sock_fact {
	struct endpoint local;
	struct endpoint remote;		/* port 0: a listener, or died through tcp_disconnect() */
	enum sock_fact_kind kind;
	enum tcp_state state;
	bool gone;			/* a probe's answer: no such socket; of the fields below these hold: */
	bool here;			/* its local address is one of those where it was asked for; ... */
	uint64_t listener;		/* ... the cookie of the LISTEN socket that takes SYNs to it; or 0 */
	bool unheard;			/* nobody listens at local, wherever it is */
	bool has_shutdown;
	bool has_info;
	uint8_t shutdown;		/* SOCK_SHUT_*, if has_shutdown */
	uint8_t timer;			/* enum sock_timer */
	uint8_t retransmits;		/* idiag_retrans */
	uint8_t group;			/* enum sock_group */
	uint32_t expires_ms;		/* of the timer */
	uint32_t inode;			/* 0: no descriptor (orphan, minisocket, not accepted) */
	uint32_t uid;
	uint32_t recv_q;		/* bytes; of a listener: connections waiting for accept() */
	uint32_t send_q;		/* bytes; of a listener: the backlog */
	uint64_t cookie;		/* 0: unknown */
	uint64_t asked_ns;		/* probes and polls: when it was asked, since the Epoch */

	/* From tcp_info, if has_info. */
	uint64_t bytes_acked;		/* of ours, by the peer */
	uint64_t bytes_received;	/* of the peer's, by our kernel */
	uint64_t data_sent;		/* octets of data, each once; 0 also from kernels that do not count */
	uint32_t notsent_bytes;		/* written, never yet on the wire */
	uint32_t last_data_sent_ms;	/* ages */
	uint32_t last_data_recv_ms;
	uint32_t last_ack_recv_ms;
	uint32_t data_segments;		/* with data of the peer's, as they came; 0 also where not counted */
};

/* All sockets are polled each second: of one that was not told of for so long, it is to be asked. */
#define SOCK_MISSED_NS ((uint64_t)2500 * 1000 * 1000)

#endif
