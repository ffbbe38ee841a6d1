/* SPDX-License-Identifier: GPL-2.0-or-later */
/* close_vs_shutdown.c: the same FIN, and a write behind it that is lost or read. */
#include "peers/calls.h"
#include "peers/stories.h"

enum { MESSAGE_BYTES = 5, MESSAGES = 3 };

static ssize_t write_message(struct peer *peer)
{
	return peer_write(peer, "data\n", MESSAGE_BYTES);
}

/* Takes the client's messages until it falls silent, which here is after three. */
static int serve_until_idle(struct peer *peer)
{
	int ret = peer_accept(peer);
	ssize_t n;

	if (ret < 0)
		return ret;
	while (peer_at(peer)->read < MESSAGES * MESSAGE_BYTES) {
		n = peer_read(peer, MESSAGE_BYTES);
		if (n <= 0)
			return (int)n;
	}
	peer_pause(peer);
	return 0;
}

static int serve_and_close(struct peer *peer)
{
	int ret = serve_until_idle(peer);

	return ret < 0 ? ret : peer_close(peer);
}

static int serve_and_shut_down(struct peer *peer)
{
	int ret = serve_until_idle(peer);

	if (!ret)
		ret = peer_shutdown_write(peer);
	if (!ret)
		ret = peer_read_to_eof(peer, MESSAGE_BYTES);
	return ret < 0 ? ret : peer_close(peer);
}

/* Writes on after the server's FIN, as a program does that only writes and never looks. */
static int write_past_fin(struct peer *peer)
{
	ssize_t n = peer_connect(peer);

	for (int i = 0; n >= 0 && i < MESSAGES; i++) {
		n = write_message(peer);
		peer_pause(peer);
	}
	if (n >= 0)
		n = peer_wait_end(peer);
	if (n < 0)
		return (int)n;
	peer_pause(peer);
	n = write_message(peer);
	return n < 0 ? (int)n : 0;
}

static int write_into_reset(struct peer *peer)
{
	int ret = write_past_fin(peer);

	if (!ret)
		ret = peer_wait_reset(peer);
	if (ret < 0)
		return ret;
	peer_pause(peer);
	write_message(peer);	/* EPIPE: the first that the program hears of it */
	return peer_close(peer);
}

static int write_into_half_close(struct peer *peer)
{
	int ret = write_past_fin(peer);
	ssize_t n;

	if (ret < 0)
		return ret;
	peer_pause(peer);
	n = write_message(peer);
	return n < 0 ? (int)n : peer_close(peer);
}

static const struct demo_variant variants[] = {
	{
		.name = "close",
		.kind = DEMO_BROKEN,
		.title = "the server calls close()",
		.findings = { { "write-after-close" } },
		.beside = { "doomed-half-close" },
		.loses = true,
		.why = "The server only reads, has heard nothing for a while, and calls close(). Its "
		       "FIN says no more than \"I shall send nothing\"; nothing in it tells the client "
		       "that nobody reads any more. So the client's next write() succeeds: TCP may "
		       "send in CLOSE_WAIT. Only when those bytes arrive does the server's kernel "
		       "answer with RST, and only the write after that fails, with EPIPE. One write "
		       "was lost, and no call ever said so. Cure: shutdown(SHUT_WR) and read to "
		       "end-of-file before close(), or an answer in the application's own protocol.",
		.run = { serve_and_close, write_into_reset },
	},
	{
		.name = "shutdown",
		.kind = DEMO_FIXED,
		.title = "the server calls shutdown(SHUT_WR)",
		.findings = { { "half-closed" } },
		.why = "On the wire the same FIN as with close(), and the client does the same. But the "
		       "server kept its socket: in FIN_WAIT2 it may read for as long as it likes, so "
		       "what the client writes in CLOSE_WAIT arrives and is read. The server learns "
		       "from the client's FIN that there is no more, and only then calls close(). "
		       "Nothing is lost: this is what a half-close is for.",
		.run = { serve_and_shut_down, write_into_half_close },
	},
};

const struct demo story_close_vs_shutdown = {
	.name = "close-vs-shutdown",
	.summary = "the same FIN: a write behind it is lost, or read",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
