/* SPDX-License-Identifier: GPL-2.0-or-later */
/* whole.c: copies come out of the socket's queue and are matched with frames by what is in them. */
#include "observe/whole.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

enum {
	/*
	 * libpcap puts a link header in front of frames of "any", and a VLAN tag back behind the
	 * addresses, neither of which the copy has.
	 */
	ADDED_MAX = 32,
	UNLIKE = 2 * ETH_ALEN,		/* in front of a VLAN tag */
	FRAME_MAX = 256 << 10,
};

/* A copy is queued a moment before its frame is in the ring: no moment is so long. */
#define TIDY_AFTER_NS ((uint64_t)100 * 1000 * 1000)

int whole_open(struct whole *whole, int fd, size_t snaplen, struct err *err)
{
	const int one = 1, queue = WHOLE_QUEUE;

	*whole = (struct whole){ .fd = fd, .snaplen = snaplen < FRAME_MAX ? snaplen : FRAME_MAX };
	whole->octets = malloc(ADDED_MAX + FRAME_MAX);
	if (!whole->octets)
		return err_sys(err, -ENOMEM, "cannot capture whole packets");
	/* That is a privilege; others have what net.core.rmem_max lets them. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &queue, sizeof(queue)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &queue, sizeof(queue));
	if (setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one)) < 0 ||
	    setsockopt(fd, SOL_PACKET, PACKET_COPY_THRESH, &one, sizeof(one)) < 0)
		return err_sys(err, -errno, "cannot capture whole packets");
	return 0;
}

void whole_free(struct whole *whole)
{
	free(whole->octets);
	*whole = (struct whole){ 0 };
}

/* Copies. */

static uint64_t time_of(struct msghdr *msg)
{
	for (struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		struct timespec time;

		if (cmsg->cmsg_level != SOL_SOCKET || cmsg->cmsg_type != SO_TIMESTAMPNS)
			continue;
		memcpy(&time, CMSG_DATA(cmsg), sizeof(time));
		return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
	}
	return 0;
}

/* Takes the next copy out of the queue; false: there is none. */
static bool take(struct whole *whole)
{
	struct iovec iov = { whole->octets + ADDED_MAX, FRAME_MAX };
	union {
		char octets[256];
		struct cmsghdr align;
	} control;
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.octets,
			      .msg_controllen = sizeof(control.octets) };
	ssize_t len = recvmsg(whole->fd, &msg, MSG_DONTWAIT);

	whole->len = len > 0 ? (size_t)len : 0;
	whole->time_ns = len > 0 ? time_of(&msg) : 0;
	return len > 0;
}

/* How many octets the frame has in front that the copy has not; -1: it is no copy of it. */
static int added(const struct whole *whole, const struct raw_frame *frame)
{
	const uint8_t *copy = whole->octets + ADDED_MAX + UNLIKE;
	size_t front = frame->wire_len - whole->len;

	if (whole->len > frame->wire_len || front > ADDED_MAX ||
	    frame->caplen < front + UNLIKE ||
	    memcmp(frame->octets + front + UNLIKE, copy, frame->caplen - front - UNLIKE) != 0)
		return -1;
	return (int)front;
}

/*
 * A copy has its time first: so a later one is of a frame that is behind this one. An earlier one of another
 * frame is left of what nobody asked for: as libpcap passes over what "any" has of lo as sent.
 */
static int seek(struct whole *whole, const struct raw_frame *frame)
{
	for (;;) {
		int front;

		if (!whole->len && !take(whole))
			return -1;
		if (whole->time_ns > frame->time_ns)
			return -1;
		front = added(whole, frame);
		if (front >= 0)
			return front;
		whole->len = 0;
	}
}

void whole_complete(struct whole *whole, struct raw_frame *frame)
{
	uint8_t *start;
	int front;

	whole->last_ns = frame->time_ns;
	if (frame->caplen >= frame->wire_len || frame->caplen >= whole->snaplen)
		return;
	whole->asked = true;
	front = seek(whole, frame);
	if (front < 0)
		return;
	start = whole->octets + ADDED_MAX - front;
	memcpy(start, frame->octets, (size_t)front + UNLIKE);
	frame->octets = start;
	frame->caplen = (uint32_t)(frame->wire_len < whole->snaplen ? frame->wire_len :
								    whole->snaplen);
	whole->len = 0;
}

/* They keep the socket readable. */
void whole_tidy(struct whole *whole, uint64_t now_ns)
{
	for (;;) {
		bool late = whole->len && (whole->time_ns <= whole->last_ns ||
					   whole->time_ns + TIDY_AFTER_NS < now_ns);

		if (whole->len && !late)
			return;
		if (!take(whole)) {
			whole->asked = false;
			return;
		}
	}
}
