/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linger_timeout.c: close() with SO_LINGER {1, n} blocks for n seconds, and tells nothing then. */
#include "peers/calls.h"
#include "peers/stories.h"

#include <string.h>

enum {
	LINGER_S = 1,
	OFFER_BYTES = 65536,	/* more than both small buffers hold, so the queue is full */
	SEND_BUFFER = 16384,
	RECEIVE_BUFFER = 4096,
	READ_BYTES = 65536,
};

static const char get[] = "get\n";

static int fill_queue(struct peer *peer)
{
	char data[OFFER_BYTES];
	ssize_t n;

	memset(data, 'x', sizeof(data));
	peer->send_buffer = SEND_BUFFER;
	n = peer_accept(peer);
	if (n >= 0)
		n = peer_read_all(peer, strlen(get));
	if (n >= 0)
		n = peer_write_now(peer, data, sizeof(data));
	return n < 0 ? (int)n : 0;
}

static int close_lingering(struct peer *peer)
{
	int ret = peer_linger(peer, LINGER_S);

	if (!ret)
		ret = peer_close_lingering(peer);
	return ret < 0 ? ret : peer_nod(peer);
}

static int linger_blocking(struct peer *peer)
{
	int ret = fill_queue(peer);

	return ret < 0 ? ret : close_lingering(peer);
}

static int linger_nonblocking(struct peer *peer)
{
	int ret = fill_queue(peer);

	if (!ret)
		ret = peer_set_nonblocking(peer);
	return ret < 0 ? ret : close_lingering(peer);
}

static int wait_for_eof(struct peer *peer)
{
	int ret = fill_queue(peer);

	if (!ret)
		ret = peer_shutdown_write(peer);
	if (!ret)
		ret = peer_read_to_eof(peer, READ_BYTES);
	return ret < 0 ? ret : peer_close(peer);
}

static int ask(struct peer *peer)
{
	ssize_t n;

	peer->receive_buffer = RECEIVE_BUFFER;
	n = peer_connect(peer);
	if (n >= 0)
		n = peer_write(peer, get, strlen(get));
	return n < 0 ? (int)n : 0;
}

static int read_all(struct peer *peer)
{
	int ret = peer_read_to_eof(peer, READ_BYTES);

	if (ret < 0)
		return ret;
	peer_pause(peer);
	return peer_close(peer);
}

/* Long after close() has given up waiting. */
static int read_very_late(struct peer *peer)
{
	int ret = ask(peer);

	if (!ret)
		ret = peer_wait_nod(peer);
	if (ret < 0)
		return ret;
	peer_stall(peer);
	return read_all(peer);
}

static int read_late(struct peer *peer)
{
	int ret = ask(peer);

	if (ret < 0)
		return ret;
	peer_pause(peer);
	return read_all(peer);
}

static const struct demo_variant variants[] = {
	{
		.name = "blocking",
		.kind = DEMO_BROKEN,
		.title = "SO_LINGER {1, 1}: the client does not read, and the second runs out",
		.findings = { { "orphaned-data" } },
		.beside = { "unread-backlog", "zero-window" },
		.lasts = "orphaned-data",
		.why = "With SO_LINGER {1, n} close() waits until the queue is delivered, n seconds at most. "
		       "Textbooks have it that when these run out the stack sends RST and throws the queue "
		       "away, and that close() fails. Linux sends no RST, and close() "
		       "returns 0, just as when all went well (how long it took stands above, beside its "
		       "0). The data stays queued in an ownerless FIN_WAIT1 socket, where "
		       "the kernel goes on trying; here the client reads at last, and gets every byte. So "
		       "the program was blocked for n seconds and has learned nothing: neither that the "
		       "data is lost, nor that it arrived. Cure: shutdown(SHUT_WR), wait for the client's "
		       "end-of-file with a time limit of your own, then close().",
		.run = { linger_blocking, read_very_late },
	},
	{
		.name = "nonblocking",
		.kind = DEMO_BROKEN,
		.title = "the same on a socket with O_NONBLOCK, which close() does not care about",
		.findings = { { "orphaned-data" } },
		.beside = { "unread-backlog", "zero-window" },
		.lasts = "orphaned-data",
		.why = "Textbooks have it that on a non-blocking socket close() fails at once, with "
		       "EWOULDBLOCK, as long as the queue is not empty. Linux looks at SO_LINGER alone: "
		       "close() blocks for the same n seconds (as measured above), in an event loop with "
		       "everything else that waits there, and returns 0. Cure: as in the blocking "
		       "variant; and no SO_LINGER in a program with an event loop.",
		.run = { linger_nonblocking, read_very_late },
	},
	{
		.name = "fixed",
		.kind = DEMO_FIXED,
		.title = "shutdown(SHUT_WR), and close() after the client's end-of-file",
		.findings = { { "half-closed" } },
		.why = "The FIN goes behind the last byte of the queue, and the server waits in read(): the "
		       "client closes when it has all, and its FIN tells the server so. That wait can have a "
		       "limit (SO_RCVTIMEO, or poll() in an event loop), and when it runs out the server "
		       "knows that it has, and may still decide what to do with the connection.",
		.run = { wait_for_eof, read_late },
	},
};

const struct demo story_linger_timeout = {
	.name = "linger-timeout",
	.summary = "SO_LINGER {1, n}: close() waits, and tells nothing",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
