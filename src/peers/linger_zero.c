/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linger_zero.c: close() with SO_LINGER {1, 0} sends RST; what was not delivered is gone. */
#include "peers/calls.h"
#include "peers/stories.h"

#include <string.h>

enum {
	OFFER_BYTES = 65536,	/* more than both small buffers hold, so the queue is full */
	SEND_BUFFER = 16384,
	RECEIVE_BUFFER = 4096,
	READ_BYTES = 65536,
};

static int serve_request(struct peer *peer)
{
	int ret = peer_accept(peer);
	ssize_t n;

	if (ret < 0)
		return ret;
	n = peer_read_all(peer, strlen("get\n"));
	return n < 0 ? (int)n : 0;
}

static int abort_connection(struct peer *peer)
{
	int ret = peer_linger(peer, 0);

	return ret < 0 ? ret : peer_close(peer);
}

static int abort_with_full_queue(struct peer *peer)
{
	char data[OFFER_BYTES];
	ssize_t n;

	memset(data, 'x', sizeof(data));
	peer->send_buffer = SEND_BUFFER;
	n = serve_request(peer);
	if (n >= 0)
		n = peer_write_now(peer, data, sizeof(data));
	if (n < 0)
		return (int)n;
	peer_pause(peer);
	return abort_connection(peer);
}

static int abort_when_done(struct peer *peer)
{
	ssize_t n = serve_request(peer);

	if (n >= 0)
		n = peer_write(peer, "answer\n", strlen("answer\n"));
	if (n >= 0)
		n = peer_read_all(peer, strlen("bye\n"));
	if (n < 0)
		return (int)n;
	peer_pause(peer);
	return abort_connection(peer);
}

/* The RST throws away nothing that is in the client's own queue. */
static int read_after_reset(struct peer *peer)
{
	ssize_t n;

	peer->receive_buffer = RECEIVE_BUFFER;
	n = peer_connect(peer);
	if (n >= 0)
		n = peer_write(peer, "get\n", strlen("get\n"));
	if (n >= 0)
		n = peer_wait_end(peer);
	if (n < 0)
		return (int)n;
	peer_pause(peer);
	peer_read_all(peer, READ_BYTES);
	peer_read(peer, READ_BYTES);	/* ECONNRESET, once */
	return peer_close(peer);
}

static int say_bye(struct peer *peer)
{
	ssize_t n = peer_connect(peer);

	if (n >= 0)
		n = peer_write(peer, "get\n", strlen("get\n"));
	if (n >= 0)
		n = peer_read_all(peer, strlen("answer\n"));
	if (n >= 0)
		n = peer_write(peer, "bye\n", strlen("bye\n"));
	if (n >= 0)
		n = peer_wait_end(peer);
	if (n < 0)
		return (int)n;
	peer_pause(peer);
	peer_read(peer, READ_BYTES);	/* ECONNRESET, and it matters to nobody */
	return peer_close(peer);
}

static const struct demo_variant variants[] = {
	{
		.name = "unsent",
		.kind = DEMO_BROKEN,
		.title = "SO_LINGER {1, 0} with a full send queue",
		.findings = { { "linger-discard" } },
		.loses = true,
		.why = "The server's write() returned, but the client reads slowly and most of the bytes "
		       "are still in the server's send queue. close() with SO_LINGER {1, 0} throws the "
		       "queue away and sends RST instead of FIN. The client can still read what had "
		       "reached its kernel; then it gets ECONNRESET, and knows at least that something "
		       "is missing. Cure: leave SO_LINGER alone, so that close() delivers the queue in "
		       "the background; or shutdown(SHUT_WR) and wait for the client's end-of-file.",
		.run = { abort_with_full_queue, read_after_reset },
	},
	{
		.name = "idle",
		.kind = DEMO_FIXED,
		.title = "SO_LINGER {1, 0} with nothing queued",
		.findings = { { "reset-after-done" } },
		.why = "The same RST, but all that was written had been read before: both queues were "
		       "empty. The RST costs nothing, but for an ECONNRESET in the client's log, and it "
		       "spares the server the TIME_WAIT. Right only where the application's protocol "
		       "has told both ends that they are done, as \"bye\" does here.",
		.run = { abort_when_done, say_bye },
	},
};

const struct demo story_linger_zero = {
	.name = "linger-zero",
	.summary = "SO_LINGER {1, 0}: RST, and the send queue is gone",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
