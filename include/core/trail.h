/* SPDX-License-Identifier: GPL-2.0-or-later */
/* trail.h: the packets, socket facts, calls and transitions of a connection, in order. */
#ifndef HALFCLOSE_CORE_TRAIL_H
#define HALFCLOSE_CORE_TRAIL_H

#include "core/event.h"
#include "core/transition.h"

#include <stddef.h>
#include <stdint.h>

enum trail_kind { TRAIL_SEGMENT, TRAIL_SOCKET, TRAIL_CALL, TRAIL_TRANSITION, TRAIL_SKIPPED };

struct trail_segment {
	int64_t seq;		/* stream offset */
	int64_t ack;		/* the other stream's offset; -1: no ACK */
	uint32_t len;
	uint32_t window;	/* scaled */
	uint8_t flags;
	bool again;		/* a retransmission */
	bool probe;		/* asks whether the peer lives, or its window is open */
	bool refused;		/* its receiver does not accept it */
};

struct trail_socket {
	uint32_t inode, recv_q, send_q;
	uint8_t kind;		/* enum sock_fact_kind */
	uint8_t state;		/* enum tcp_state */
	uint8_t shutdown;
	bool has_shutdown;
	bool gone;
	bool disconnected;	/* destroyed through tcp_disconnect(): send_q is absurd */
};

struct trail_entry {
	uint64_t time_ns;
	uint8_t kind;		/* enum trail_kind */
	uint8_t side;		/* enum side: the sender, or whose socket, call or state it is */
	union {
		struct trail_segment segment;
		struct trail_socket socket;
		struct transition transition;
		size_t call;		/* for trail_call() */
		uint64_t skipped;	/* that many entries were left out here */
	};
};

enum {
	TRAIL_HEAD_MAX = 24,	/* the first ones are kept ... */
	TRAIL_TAIL_MAX = 72,	/* ... and the last ones */
};

struct trail {
	struct trail_entry *entries;	/* owned; NULL: none, or at rest */
	uint8_t *packed;		/* owned; the entries at rest, or NULL */
	size_t count, capacity;
	size_t tail_first;		/* the oldest of the tail's ring, once it turns */
	char (*calls)[CALL_TEXT_MAX];	/* owned; few connections have any */
	size_t call_count;
	struct trail *next_spare;
	uint64_t skipped;
};

struct trail *trail_new(void);		/* NULL: out of memory */
void trail_free(struct trail *trail);	/* NULL is fine */

/* At some five kilobytes each at most. */
enum { TRAILS_MAX = 8192, TRAILS_SPARE_MAX = 1024 };

/* All zero is an empty one. Connections are short, so their trails are used again. */
struct trail_pool {
	struct trail *spare;	/* owned */
	size_t spare_count, taken;
};

/* An empty trail; NULL: TRAILS_MAX are taken, or out of memory. */
struct trail *trail_pool_take(struct trail_pool *pool);
void trail_pool_give(struct trail_pool *pool, struct trail *trail);	/* NULL is fine */
void trail_pool_free(struct trail_pool *pool);

/*
 * Packs the entries away until trail_wake(); meanwhile all it is good for is trail_free(). Without
 * memory for that it stays as it is, and is woken all the same.
 */
void trail_rest(struct trail *trail);

/* Without memory for them all entries are counted as skipped. */
void trail_wake(struct trail *trail);

/*
 * A new entry in its order of time, all but time, kind and side for the caller to fill in at once.
 * NULL: out of memory, counted as skipped.
 */
struct trail_entry *trail_add(struct trail *trail, uint64_t time_ns, enum trail_kind kind,
			      enum side side);

/* The latest fact of that end, if nothing but facts came since; or NULL. */
const struct trail_entry *trail_latest_fact(const struct trail *trail, enum side side);

/* Adds what a peer said of a call; the text is cut to CALL_TEXT_MAX. */
void trail_add_call(struct trail *trail, uint64_t time_ns, enum side side, const char *text);

/* The text of a TRAIL_CALL entry. */
const char *trail_call(const struct trail *trail, const struct trail_entry *entry);

/*
 * Entry i, in order, of trail_count() many; where entries were left out a TRAIL_SKIPPED entry
 * stands in *skipped, to which it returns a pointer.
 */
size_t trail_count(const struct trail *trail);
const struct trail_entry *trail_get(const struct trail *trail, size_t i,
				    struct trail_entry *skipped);

#endif
