/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stall.h: what an end tried in vain: what it sent again, and probes of a window that was shut. */
#ifndef HALFCLOSE_CORE_STALL_H
#define HALFCLOSE_CORE_STALL_H

#include <stdbool.h>
#include <stdint.h>

struct half;

/* What comes sooner is the same try: a burst of segments, or one that was captured twice. */
#define STALL_APART_NS ((uint64_t)50 * 1000 * 1000)

/* Fewer probes of a shut window may be a keep-alive's. */
enum { STALL_PROBES_MIN = 2 };

/* Few ends have one. In a row: without a segment of the other end between. */
struct stall {
	uint64_t again_ns;		/* the latest try: something sent again, or a probe */
	uint64_t answer_ns;		/* the first answer to a SYN that had been sent again; 0: none */
	uint64_t probing_ns;		/* it probes the other end's shut window since then; 0: not */
	uint64_t probed_ns;		/* it did for the longest time since then, ... */
	uint64_t probed_until_ns;	/* ... until then; 0: never */
	uint64_t seen_ns;		/* it was judged then: what it did up to there is known */
	uint32_t gap_ms;		/* between the two latest tries */
	uint32_t heard;			/* the other end's packets at the latest try, modulo 2^32, ... */
	uint32_t una;			/* ... and what it had acknowledged */
	uint32_t queued, probed_queued;	/* data that waited meanwhile, at the latest; 0: unknown */
	uint32_t opened_at;		/* its own, when the window that it probed opened; 0: never */
	uint8_t tries;			/* in a row */
	uint8_t probes;			/* since probing_ns */
	bool steady;			/* the latest two of these came after the same time */
	bool gone;			/* its kernel, by RST, had no socket any more that should have tried on */
};

/* me has sent again what it sent before, or a probe. Returns 0 or -ENOMEM. */
int stall_again(struct half *me, const struct half *peer, uint64_t time_ns);

/* The peer's window, which was shut, is open. */
void stall_opened(struct half *me, uint64_t time_ns);

/* The socket of me, which has so much to send, waits for the peer's window to open. */
void stall_queued(struct half *me, uint32_t bytes);

/* The peer is heard for the first time. */
void stall_answered(struct half *me, uint64_t time_ns);

/* me sent a RST that answers a segment of the peer. */
void stall_reset(struct half *me, const struct half *peer, uint64_t time_ns);

/* True if after a try, and gap_ns between it and the one before, the next is long overdue. */
bool stall_overdue(uint64_t again_ns, uint64_t gap_ns, uint64_t now_ns);

/* True if me waits for the peer's window to open, and probes it. */
bool stall_probes(const struct half *me);

/* The same, as its packets or its socket show it, or did before it was over. */
bool stall_window_shut(const struct half *me);

/*
 * True if what looks like probes of a shut window are keep-alive probes, which it is asked for by chance:
 * nothing waits, as its socket says, or as the steady pace of them does.
 */
bool stall_keeps_alive(const struct half *me);

/* True if its latest tries were in vain: it may be at it still. */
bool stall_goes_on(const struct half *me, const struct half *peer);

/*
 * True if me gave up on its peer: its socket died, or is gone, with something that was never
 * acknowledged; or it fell silent, or answered RST, when it should have tried on.
 */
bool stall_gave_up(const struct half *me, const struct half *peer);

#endif
