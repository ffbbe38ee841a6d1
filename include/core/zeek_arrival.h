/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_arrival.h: a segment on its way through a record of Zeek's; between the zeek_*.c alone. */
#ifndef HALFCLOSE_CORE_ZEEK_ARRIVAL_H
#define HALFCLOSE_CORE_ZEEK_ARRIVAL_H

#include "core/zeek.h"

/* Whose seen bits and letters; the ends may change roles, the bits do not follow. */
enum role { ORIG, RESP };

struct arrival {
	struct zeek *zeek;
	const struct segment *segment;
	uint64_t now_ns;
	enum side from;
	enum role role;			/* of the sender, when the segment came */
	struct zeek_end *me, *peer;	/* sender and receiver */
	bool opens;			/* its SYN begins the sender's numbers */
	bool early;			/* from before the sender's numbers began */
	int ret;			/* -ENOMEM: something is missing from the record */
};

static inline bool arrival_has(const struct arrival *arrival, uint8_t flag)
{
	return arrival->segment->flags & flag;
}

/* The sequence space that it takes; a RST's payload is no part of the stream. */
static inline uint32_t arrival_len(const struct arrival *arrival)
{
	uint32_t len = segment_len(arrival->segment);

	return arrival_has(arrival, SEGMENT_RST) ? len - arrival->segment->payload_len : len;
}

static inline enum role zeek_role(const struct zeek *zeek, enum side side)
{
	return side == (enum side)zeek->orig ? ORIG : RESP;
}

/* Made on first use; NULL and *ret set: out of memory. */
struct zeek_rare *zeek_rare(struct zeek *zeek, int *ret);

/* zeek_history.c: letters. */

/* The ends change roles. */
void zeek_flip(struct zeek *zeek, int *ret);

/* The letter of the segment's flags, or of its being data or an acknowledgement. */
void zeek_write_flags(struct arrival *arrival);

/* The letter of what happened to that side's stream, if it is the 1st, 10th, 100th time. */
void zeek_write_scaled(struct arrival *arrival, enum side side, enum zeek_scaled kind);

/* zeek_states.c: the states of both ends, by the segment's flags. */
void zeek_update_states(struct arrival *arrival);

/* zeek_stream.c: what of the streams was captured. */

/* The sender acknowledges the receiver's stream up to that offset: gaps show. */
void zeek_take_acknowledged(struct arrival *arrival, uint32_t offset);
void zeek_take_payload(struct arrival *arrival);

/* From now on none of the end's gaps is told. */
void zeek_stop_tracing(struct zeek *zeek, struct zeek_end *end);

/* Data before the end's FIN or RST is still missing, or data it should have acknowledged. */
bool zeek_data_pending(const struct zeek *zeek, const struct zeek_end *end,
		       const struct zeek_end *other);

#endif
