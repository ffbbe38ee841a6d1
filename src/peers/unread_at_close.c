/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unread_at_close.c: close() with a request half read resets the reply under way. */
#include "peers/calls.h"
#include "peers/stories.h"

#include <string.h>

enum {
	HEAD_BYTES = 100,
	BODY_BYTES = 1000,
	REPLY_BYTES = 16384,
	SEND_BUFFER = 65536,	/* so the reply's write() returns at once ... */
	RECEIVE_BUFFER = 4096,	/* ... with most of it still to be sent */
};

/* As a server that refuses an upload by its head ("413 Content Too Large"). */
static int refuse_upload(struct peer *peer)
{
	char reply[REPLY_BYTES];
	ssize_t n;

	memset(reply, 'r', sizeof(reply));
	peer->send_buffer = SEND_BUFFER;
	n = peer_accept(peer);
	if (n >= 0)
		n = peer_read_all(peer, HEAD_BYTES);
	if (n >= 0)
		n = peer_write(peer, reply, sizeof(reply));
	if (n < 0)
		return (int)n;
	peer_pause(peer);
	return 0;
}

static int refuse_and_close(struct peer *peer)
{
	int ret = refuse_upload(peer);

	return ret < 0 ? ret : peer_close(peer);
}

static int refuse_and_drain(struct peer *peer)
{
	int ret = refuse_upload(peer);

	if (!ret)
		ret = peer_shutdown_write(peer);
	if (!ret)
		ret = peer_read_to_eof(peer, HEAD_BYTES + BODY_BYTES);
	return ret < 0 ? ret : peer_close(peer);
}

/* One write, so that head and body arrive together and the body waits unread. */
static int upload(struct peer *peer)
{
	char request[HEAD_BYTES + BODY_BYTES];
	ssize_t n;

	memset(request, 'q', sizeof(request));
	peer->receive_buffer = RECEIVE_BUFFER;
	n = peer_connect(peer);
	if (n >= 0)
		n = peer_write(peer, request, sizeof(request));
	return n < 0 ? (int)n : 0;
}

static int read_reply(struct peer *peer)
{
	peer_pause(peer);
	peer_read_all(peer, REPLY_BYTES);
	peer_read(peer, REPLY_BYTES);	/* end-of-file, or ECONNRESET */
	peer_pause(peer);
	return peer_close(peer);
}

/* The reader is slower than the server's close(): else all the reply might come through. */
static int upload_and_read_late(struct peer *peer)
{
	int ret = upload(peer);

	if (!ret)
		ret = peer_wait_end(peer);
	return ret < 0 ? ret : read_reply(peer);
}

static int upload_and_read(struct peer *peer)
{
	int ret = upload(peer);

	peer_pause(peer);	/* one more than the server, so that its FIN waits behind the reply */
	return ret < 0 ? ret : read_reply(peer);
}

static const struct demo_variant variants[] = {
	{
		.name = "broken",
		.kind = DEMO_BROKEN,
		.title = "the server closes with part of the request unread",
		.findings = { { "unread-at-close" } },
		.loses = true,
		.why = "The server knows from the head of the request that it will refuse it, writes its "
		       "reply and calls close(), the rest of the request unread in its receive queue. "
		       "Such a close() sends RST, not FIN (RFC 2525, 2.17), and with it goes all of the "
		       "reply that was not yet sent. The client reads the beginning of the reply and "
		       "then ECONNRESET: it never sees the end, which would have told it why. Cure: "
		       "shutdown(SHUT_WR), read to end-of-file, close().",
		.run = { refuse_and_close, upload_and_read_late },
	},
	{
		.name = "fixed",
		.kind = DEMO_FIXED,
		.title = "the server calls shutdown(SHUT_WR) and reads to end-of-file first",
		.findings = { { "half-closed" } },
		.why = "After its reply the server sends only its FIN, by shutdown(SHUT_WR), and goes on "
		       "reading, and throwing away, what the client sends. The client gets the whole "
		       "reply and its end, and closes; that is the server's end-of-file, and by then "
		       "its receive queue is empty, so close() sends no RST. A real server also limits "
		       "how long and how much it drains (nginx: lingering_close).",
		.run = { refuse_and_drain, upload_and_read },
	},
};

const struct demo story_unread_at_close = {
	.name = "unread-at-close",
	.summary = "request bytes unread: the end of the reply is lost",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
