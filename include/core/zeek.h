/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek.h: a connection as the Zeek network monitor sees it: conn_state, history, counts. */
#ifndef HALFCLOSE_CORE_ZEEK_H
#define HALFCLOSE_CORE_ZEEK_H

#include "core/connection.h"
#include "core/holes.h"
#include "core/segment.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A second view of the same segments, for records that join with Zeek's conn.log. It has
 * Zeek's rules and quirks (Zeek 6: src/packet_analysis/protocol/tcp/TCPSessionAdapter.cc,
 * src/analyzer/protocol/tcp, scripts/base/protocols/conn/main.zeek), and nothing else of
 * the core rests on it.
 */

enum zeek_state {
	ZEEK_INACTIVE,
	ZEEK_SYN_SENT,
	ZEEK_SYN_ACK_SENT,
	ZEEK_PARTIAL,
	ZEEK_ESTABLISHED,
	ZEEK_CLOSED,
	ZEEK_RESET,
};

/* One side. Sequence numbers are as on the wire; offsets count from start, so data begins at 1. */
struct zeek_end {
	uint64_t ip_bytes;		/* of its packets, IP headers included */
	uint32_t packets;
	uint32_t start;			/* of its SYN, or what it would have been */
	uint32_t last;			/* one past the highest it sent */
	uint32_t ack;			/* the highest that the other side acknowledged */
	uint32_t delivered;		/* offset: all before it is captured, or given up */
	uint32_t trimmed;		/* offset: the highest acknowledgement looked at */
	uint32_t fin;			/* offset behind the FIN, if fin_seen */
	uint32_t syn_at, fin_at, rst_at;	/* offsets of the latest of each in the history */
	uint16_t last_wraps, ack_wraps;	/* how often each passed 2^32 */
	uint8_t state, before;		/* enum zeek_state; before: what it was before the change */
	bool fin_seen : 1;
	bool closing : 1;		/* FIN or RST came; closed as soon as no data is missing */
	bool closed : 1;
	bool untraced : 1;		/* too much to follow: its gaps are not told any more */
};

/* Written at the 1st, 10th, 100th, ... occurrence. */
enum zeek_scaled { ZEEK_ZERO_WINDOW, ZEEK_AGAIN, ZEEK_CORRUPT, ZEEK_GAP, ZEEK_SCALED_COUNT };

/* What few connections need. */
struct zeek_rare {
	uint32_t scaled[2][ZEEK_SCALED_COUNT];
	struct holes holes[2];
	uint64_t missed_bytes;
	char *history;			/* owned; NULL: it fits zeek.brief */
	uint32_t history_size;
};

/* Each strikes after 5 s: tcp_attempt_delay, tcp_close_delay of scripts/base/init-bare.zeek. */
enum zeek_timer { ZEEK_TIMER_NONE, ZEEK_TIMER_ATTEMPT, ZEEK_TIMER_CLOSE };

/*
 * Zeek's history has no end: FINs and RSTs, each elsewhere than the last, make it as long as a file
 * has packets. The rest of such a flood is no news, and memory has a limit.
 */
enum { ZEEK_BRIEF_MAX = 24, ZEEK_HISTORY_MAX = 4096 };

/* One record, that is, one line of conn.log. */
struct zeek {
	struct zeek_end end[2];		/* by enum side */
	struct zeek_rare *rare;		/* owned; NULL: nothing of it yet */
	uint64_t start_ns;
	uint64_t last_ns;		/* stands still once both sides are closed */
	uint64_t timer_ns;		/* when the timer that is running began */
	uint16_t history_len;
	uint8_t orig;			/* enum side: the originator, by the latest guess */
	uint8_t timer;			/* enum zeek_timer */
	uint8_t seen[2];		/* letters written, by role: of the originator, the responder */
	bool packet_seen[2];		/* by role */
	bool partial : 1;		/* its beginning was not captured */
	bool awake : 1;			/* a side has left the handshake */
	bool patient : 1;		/* of a port with long silences */
	bool over : 1;			/* the record has ended; takes no more segments */
	char brief[ZEEK_BRIEF_MAX];
};

/* A record that begins with this segment, which has still to be given; NULL: out of memory. */
struct zeek *zeek_new(enum side from, const struct segment *segment, uint64_t now_ns);
void zeek_free(struct zeek *zeek);	/* NULL is fine */

/* A segment of the record. Returns 0, or -ENOMEM: something is missing from it. */
int zeek_segment(struct zeek *zeek, enum side from, const struct segment *segment,
		 uint64_t now_ns);

/* True if one of Zeek's timers has ended the record by that time, not before its last segment. */
bool zeek_expired(const struct zeek *zeek, uint64_t now_ns);

/* True if the segment, of the same ends, begins another record. */
bool zeek_replaced_by(const struct zeek *zeek, const struct segment *segment);

/* "SF", "S0", ... */
const char *zeek_conn_state(const struct zeek *zeek);

/* "ShADadFf"; "" if no packet was fit to tell. Good until the next segment. */
const char *zeek_history(const struct zeek *zeek);

/* The payload that the side sent, by its sequence numbers. */
uint64_t zeek_bytes(const struct zeek *zeek, enum side side);

/* The payload that was acknowledged and never captured. */
uint64_t zeek_missed_bytes(const struct zeek *zeek);

#endif
