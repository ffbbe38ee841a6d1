/* SPDX-License-Identifier: GPL-2.0-or-later */
/* whole.h: frames that are longer than a slot of the capture's ring, put together again. */
#ifndef HALFCLOSE_OBSERVE_WHOLE_H
#define HALFCLOSE_OBSERVE_WHOLE_H

#include "core/err.h"
#include "core/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A ring that hands over each packet at once has slots of one size, and on loopback a frame may have
 * 64 KiB: a ring of such slots would hold few of the many small ones that there are. So slots are small,
 * and of a frame that is larger the kernel puts a copy into the socket's receive queue (packet(7),
 * PACKET_COPY_THRESH), in the same order. With Ethernet's header, which lo has
 * too, WHOLE_SLOT is all that fits into a slot, two of which make a page; what is a few octets longer on
 * "any" fits in there, is cut by libpcap, and has no copy.
 */
enum {
	WHOLE_SLOT = 1914,		/* octets: what comes from a wire, mostly; see below */
	WHOLE_QUEUE = 64 << 20,		/* octets in the queue, where we may have so many */
};

/* All zero: frames are as long as they came. */
struct whole {
	int fd;			/* borrowed: the packet socket */
	size_t snaplen;		/* octets that are wanted of each frame; 0: those of the slot */
	bool asked;		/* of a frame that was longer than its slot; the queue may have others */
	uint8_t *octets;	/* owned: a copy out of the queue, with room in front */
	size_t len;		/* of the copy; 0: there is none */
	uint64_t time_ns;	/* of the copy, */
	uint64_t last_ns;	/* and of the last frame */
};

/*
 * From now on the kernel keeps copies of frames on that socket, which has a ring and its filter. 0 or
 * -errno with err.
 */
int whole_open(struct whole *whole, int fd, size_t snaplen, struct err *err);
void whole_free(struct whole *whole);

/*
 * Makes the frame, which is the ring's next, as long as wanted, if the queue has its copy: it has none of
 * what came when the queue was full. The octets are good until the next call.
 */
void whole_complete(struct whole *whole, struct raw_frame *frame);

/* The ring is empty: throws away copies of frames that nobody asked for. */
void whole_tidy(struct whole *whole, uint64_t now_ns);

#endif
