/* SPDX-License-Identifier: GPL-2.0-or-later */
/* two_readers.c: two buffered readers on one stream: the first one has what the second waits for. */
#include "peers/calls.h"
#include "peers/stories.h"

#include <string.h>

enum { BUFFER_BYTES = 4096 };

static const char hello[] = "Hello\n";
static const char request[] = "Be my friend, please?\n";
static const char reply[] = "Gladly.\n";

static const size_t hello_bytes = sizeof(hello) - 1;
static const size_t request_bytes = sizeof(request) - 1;
static const size_t reply_bytes = sizeof(reply) - 1;

/* What a buffered reader holds of the stream. Which bytes they are matters to nobody here. */
struct reader {
	const char *name;
	size_t held;
};

/* As any of them does: asks for all that its buffer takes, and keeps what is behind the line. */
static ssize_t take_line(struct peer *peer, struct reader *reader, size_t line_bytes)
{
	while (reader->held < line_bytes) {
		ssize_t n = peer_read(peer, BUFFER_BYTES);

		if (n <= 0)
			return n;
		reader->held += (size_t)n;
	}
	reader->held -= line_bytes;
	peer_note(peer, "%s: a line of %zu bytes, %zu bytes left in it", reader->name, line_bytes,
		  reader->held);
	return 1;
}

static int answer(struct peer *peer)
{
	ssize_t n = peer_write(peer, reply, reply_bytes);

	if (n >= 0)
		n = peer_read_to_eof(peer, BUFFER_BYTES);
	return n < 0 ? (int)n : peer_close(peer);
}

/* Both messages are there before the first read(): with luck, the second one comes later. */
static int meet_client(struct peer *peer)
{
	int ret = peer_accept(peer);

	return ret < 0 ? ret : peer_wait_bytes(peer, (int)(hello_bytes + request_bytes));
}

static int read_through_two(struct peer *peer)
{
	struct reader first = { .name = "buffer 1" };
	ssize_t n = meet_client(peer);

	if (n >= 0)
		n = take_line(peer, &first, hello_bytes);
	if (n <= 0)
		return (int)n;
	peer_pause(peer);
	peer_note(peer, "buffer 2: new, and empty");
	n = peer_read_in_vain(peer, BUFFER_BYTES);
	if (n < 0)
		return (int)n;
	return n > 0 ? answer(peer) : peer_close(peer);
}

static int read_through_one(struct peer *peer)
{
	struct reader reader = { .name = "the buffer" };
	ssize_t n = meet_client(peer);

	if (n >= 0)
		n = take_line(peer, &reader, hello_bytes);
	if (n > 0) {
		peer_pause(peer);
		n = take_line(peer, &reader, request_bytes);
	}
	return n > 0 ? answer(peer) : (int)n;
}

static int say_both(struct peer *peer)
{
	ssize_t n = peer_connect(peer);

	if (n >= 0)
		n = peer_write(peer, hello, hello_bytes);
	if (n >= 0)
		n = peer_write(peer, request, request_bytes);
	return n < 0 ? (int)n : 0;
}

static int ask_in_vain(struct peer *peer)
{
	ssize_t n = say_both(peer);

	if (n >= 0)
		n = peer_read_in_vain(peer, BUFFER_BYTES);
	return n < 0 ? (int)n : peer_close(peer);
}

static int ask(struct peer *peer)
{
	ssize_t n = say_both(peer);

	if (n >= 0)
		n = peer_read(peer, BUFFER_BYTES);
	return n < 0 ? (int)n : peer_close(peer);
}

static const struct demo_variant variants[] = {
	{
		.name = "broken",
		.kind = DEMO_BROKEN,
		.title = "the server reads its second line through a second buffer",
		.findings = { { "silent-after-read" } },
		.lasts = "silent-after-read",
		.why = "The client sends two lines and waits for the answer. The server takes the first "
		       "line through a buffered reader, which reads as much as there is: both lines had "
		       "come, so its buffer now holds the second one too. Then the server makes another "
		       "buffered reader on the same socket and asks that for the second line. Its buffer "
		       "is empty, so it calls read(), and nothing more is going to come: server and "
		       "client wait for each other, for ever. No packet is missing: TCP delivered every "
		       "byte and the server has read them all. They are in the server's own memory, in a "
		       "buffer that nobody asks any more. When the second line comes a little later than "
		       "the first, the same program works, which is why this fails once in hundreds of "
		       "runs; here the server waits until both are there. Cure: one buffered reader for "
		       "each socket, made once and handed on.",
		.run = { read_through_two, ask_in_vain },
	},
	{
		.name = "fixed",
		.kind = DEMO_FIXED,
		.title = "the server reads both lines through one buffer",
		.why = "Both lines had come before the first read(), as in the broken variant, and one "
		       "read() took both. But the second line is asked of the reader that has it, so "
		       "that no second read() is needed. In whatever pieces the stream arrives, one "
		       "buffer finds the lines in it.",
		.run = { read_through_one, ask },
	},
};

const struct demo story_two_readers = {
	.name = "two-readers",
	.summary = "two buffers: one holds what the other waits for",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
