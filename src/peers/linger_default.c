/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linger_default.c: close() returns at once, whatever then becomes of the queue. */
#include "peers/calls.h"
#include "peers/stories.h"

#include <string.h>

enum {
	FILE_BYTES = 16384,
	SEND_BUFFER = 65536,	/* so the file's write() returns at once ... */
	RECEIVE_BUFFER = 4096,	/* ... with most of it still to be sent */
	FIRST_BYTES = 1000,
};

static const char stored[] = "stored\n";

static int upload(struct peer *peer)
{
	char file[FILE_BYTES];
	ssize_t n;

	memset(file, 'f', sizeof(file));
	peer->send_buffer = SEND_BUFFER;
	n = peer_connect(peer);
	if (n >= 0)
		n = peer_write(peer, file, sizeof(file));
	return n < 0 ? (int)n : 0;
}

static int upload_and_trust(struct peer *peer)
{
	int ret = upload(peer);

	if (!ret)
		ret = peer_close(peer);
	peer_note(peer, "\"uploaded\"");
	return ret < 0 ? ret : peer_nod(peer);
}

static int upload_and_ask(struct peer *peer)
{
	ssize_t n = upload(peer);

	if (n >= 0)
		n = peer_shutdown_write(peer);
	if (n >= 0)
		n = peer_read_all(peer, strlen(stored));
	if (n == (ssize_t)strlen(stored))
		peer_note(peer, "\"uploaded\"");
	if (n >= 0)
		n = peer_read_to_eof(peer, sizeof(stored));
	return n < 0 ? (int)n : peer_close(peer);
}

/* The server has part of the file by the time that the client is through. */
static int take_beginning(struct peer *peer)
{
	ssize_t n;

	peer->receive_buffer = RECEIVE_BUFFER;
	n = peer_accept(peer);
	if (n >= 0)
		n = peer_read_all(peer, FIRST_BYTES);
	return n < 0 ? (int)n : 0;
}

/* It goes on with the rest when the client has closed. */
static int go_on_late(struct peer *peer)
{
	int ret = take_beginning(peer);

	if (!ret)
		ret = peer_wait_nod(peer);
	if (!ret)
		peer_pause(peer);
	return ret;
}

static int take_all_late(struct peer *peer)
{
	int ret = go_on_late(peer);

	if (!ret)
		ret = peer_read_to_eof(peer, FILE_BYTES);
	return ret < 0 ? ret : peer_close(peer);
}

static int give_up_late(struct peer *peer)
{
	int ret = go_on_late(peer);

	if (ret < 0)
		return ret;
	peer_note(peer, "the disk is full");
	return peer_close(peer);
}

static int take_all_and_say(struct peer *peer)
{
	ssize_t n = take_beginning(peer);

	if (n < 0)
		return (int)n;
	peer_pause(peer);
	n = peer_read_to_eof(peer, FILE_BYTES);
	if (n >= 0)
		n = peer_write(peer, stored, strlen(stored));
	return n < 0 ? (int)n : peer_close(peer);
}

static const struct demo_variant variants[] = {
	{
		.name = "background",
		.kind = DEMO_FIXED,
		.title = "close() returns at once, and the kernel delivers what is in the queue",
		.why = "Nobody has set SO_LINGER. Most of the file is still in the client's send queue when "
		       "it calls close(), which returns 0 at once: the kernel goes on sending for a "
		       "socket that has no owner any more, in FIN_WAIT1, for as long as the server takes. "
		       "The server is slow, and gets every byte. So close() is no loss by itself; but its "
		       "0 came long before that was decided.",
		.run = { take_all_late, upload_and_trust },
	},
	{
		.name = "broken",
		.kind = DEMO_BROKEN,
		.title = "the client takes close() = 0 for \"delivered\"",
		.findings = { { "unread-at-close" }, { "orphaned-data" } },
		.loses = true,
		.why = "The client does exactly the same, gets the same 0, and says \"uploaded\". But this "
		       "time the server's disk is full: it gives up with the file half read, and its kernel "
		       "sends RST. What the client's kernel still had to send is thrown away, and there is "
		       "no program left in the client that could be told: the descriptor is gone, close() "
		       "had no error to return. write() and close() say that the kernel has taken the "
		       "bytes, and never that anybody has read them. Cure: shutdown(SHUT_WR), and wait "
		       "until the server says that it has them; close() only then.",
		.run = { give_up_late, upload_and_trust },
	},
	{
		.name = "answer",
		.kind = DEMO_FIXED,
		.title = "the client calls shutdown(SHUT_WR) and waits for the server's word",
		.findings = { { "half-closed" } },
		.why = "The client's FIN says that the file is complete, and it keeps its socket. The server "
		       "reads to end-of-file, stores the file and says so; only then does the client "
		       "believe it. Had the server given up, the client would have read ECONNRESET or an "
		       "end-of-file without that word, and would know that it has to try again. A word in "
		       "the application's own protocol is the only one that tells what a program has done.",
		.run = { take_all_and_say, upload_and_ask },
	},
};

const struct demo story_linger_default = {
	.name = "linger-default",
	.summary = "close() = 0 at once: the queue's fate comes later",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
