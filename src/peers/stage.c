/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stage.c: what is no part of the story: pauses, cues of those who watch, and nods of the peers. */
#include "peers/calls.h"

#include "peers/call_log.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

/* The other peer may wait meanwhile, for two of these, and must not lose patience. */
enum { CUE_LIMIT_MS = 8000 };

static void stand_still(unsigned int ms)
{
	const struct timespec pause = {
		.tv_sec = ms / 1000,
		.tv_nsec = (long)(ms % 1000) * 1000000,
	};

	nanosleep(&pause, NULL);
}

/* An octet from there; -ETIMEDOUT when it takes longer. */
static int hear(int fd, unsigned int limit_ms)
{
	struct pollfd heard = { .fd = fd, .events = POLLIN };
	char octet;
	ssize_t n;

	do
		n = poll(&heard, 1, (int)limit_ms);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		n = read(fd, &octet, 1);
	else if (n == 0)
		return -ETIMEDOUT;
	if (n < 0)
		return -errno;
	return n ? 0 : -ENOTCONN;
}

/* Without an answer the story goes on: whoever watches will say himself what he has missed. */
static void ask(const struct peer *peer, enum peer_ask what)
{
	struct peer_record record = { .ask = what };

	call_report(peer, &record);
	hear(peer->cue_fd, CUE_LIMIT_MS);
}

void peer_pause(const struct peer *peer)
{
	stand_still(peer->pause_ms);
	if (peer->cue_fd >= 0)
		ask(peer, PEER_ASKS_SEEN);
}

void peer_dwell(const struct peer *peer)
{
	if (peer->cue_fd >= 0)
		ask(peer, PEER_ASKS_KNOWN);
	else
		stand_still(peer->stall_ms);
}

void peer_stall(const struct peer *peer)
{
	if (peer->cue_fd >= 0)
		ask(peer, PEER_ASKS_FOUND);
	else
		stand_still(peer->stall_ms);
}

int peer_nod(const struct peer *peer)
{
	if (peer->meeting_fd < 0)
		return 0;
	return write(peer->meeting_fd, "", 1) == 1 ? 0 : -ENOTCONN;
}

int peer_wait_nod(const struct peer *peer)
{
	if (peer->meeting_fd >= 0)
		return hear(peer->meeting_fd, peer->limit_ms);
	/* Until after the pause that the other one may make before it would nod. */
	stand_still(2 * peer->pause_ms);
	return 0;
}
