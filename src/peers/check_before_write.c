/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check_before_write.c: no look at a socket before a write() can know what comes after the look. */
#include "peers/calls.h"
#include "peers/stories.h"

#include <errno.h>
#include <string.h>

static const char message[] = "data\n";
static const char greeting[] = "welcome\n";

static ssize_t write_message(struct peer *peer)
{
	return peer_write(peer, message, strlen(message));
}

/* The server, which only takes messages. */

static int take_message(struct peer *peer)
{
	ssize_t n = peer_accept(peer);

	if (n >= 0)
		n = peer_read_all(peer, strlen(message));
	return n < 0 ? (int)n : 0;
}

static int greet_and_take(struct peer *peer)
{
	ssize_t n = take_message(peer);

	if (n >= 0)
		n = peer_write(peer, greeting, strlen(greeting));
	if (n >= 0)
		n = peer_wait_end(peer);
	if (n < 0)
		return (int)n;
	peer_read(peer, sizeof(message));	/* ECONNRESET */
	return peer_close(peer);
}

/* It has heard nothing for a while: in the very moment between the client's look and its write(). */
static int take_until_look(struct peer *peer)
{
	int ret = take_message(peer);

	return ret < 0 ? ret : peer_wait_nod(peer);
}

static int take_and_close(struct peer *peer)
{
	int ret = take_until_look(peer);

	return ret < 0 ? ret : peer_close(peer);
}

static int take_and_shut_down(struct peer *peer)
{
	int ret = take_until_look(peer);

	if (!ret)
		ret = peer_shutdown_write(peer);
	if (!ret)
		ret = peer_read_to_eof(peer, sizeof(message));
	return ret < 0 ? ret : peer_close(peer);
}

/* The client, which looks before it writes. */

static int write_first(struct peer *peer)
{
	ssize_t n = peer_connect(peer);

	if (n >= 0)
		n = write_message(peer);
	return n < 0 ? (int)n : 0;
}

static int look_at_nothing(struct peer *peer)
{
	int ret = write_first(peer);

	if (!ret)
		ret = peer_wait_bytes(peer, (int)strlen(greeting));
	if (ret < 0)
		return ret;
	peer_pause(peer);
	if (peer_recv_nothing(peer) != 0)
		return -EPROTO;
	peer_note(peer, "0: \"the server has closed\"");
	return peer_close(peer);
}

static int look_and_write(struct peer *peer)
{
	ssize_t n = write_first(peer);

	if (n < 0)
		return (int)n;
	peer_pause(peer);
	if (peer_peek(peer) != -EAGAIN)
		return -EPROTO;
	peer_note(peer, "EAGAIN: \"the server is there\"");
	n = peer_nod(peer);
	if (n >= 0)
		n = peer_wait_end(peer);
	if (n < 0)
		return (int)n;
	peer_pause(peer);
	n = write_message(peer);
	return n < 0 ? (int)n : 0;
}

static int look_and_lose(struct peer *peer)
{
	int ret = look_and_write(peer);

	if (!ret)
		ret = peer_wait_reset(peer);
	if (ret < 0)
		return ret;
	peer_peek(peer);	/* 0: now it tells, and too late */
	return peer_close(peer);
}

static int look_and_be_read(struct peer *peer)
{
	int ret = look_and_write(peer);

	if (ret < 0)
		return ret;
	peer_peek(peer);	/* 0: time to come to an end, too */
	peer_pause(peer);
	return peer_close(peer);
}

static const struct demo_variant variants[] = {
	{
		.name = "empty",
		.kind = DEMO_BROKEN,
		.title = "recv() of 0 bytes returns 0, and the client believes that the server has closed",
		.findings = { { "reply-abandoned" } },
		.loses = true,
		.why = "Before each write() the client looks whether the server has closed: recv() with "
		       "MSG_DONTWAIT and a length of 0, where 0 is to mean end-of-file. But 0 bytes is what "
		       "such a call returns whenever there is data to be read, too: here a greeting that "
		       "the client has not read. So it believes that a server is gone which is there and "
		       "waits; it does not send its next message, and its close() with the greeting "
		       "unread sends RST to a server that has done nothing wrong. A look must be at one byte "
		       "at least, with MSG_PEEK: then 0 is end-of-file and nothing else.",
		.run = { greet_and_take, look_at_nothing },
	},
	{
		.name = "peek",
		.kind = DEMO_BROKEN,
		.title = "recv() of one byte with MSG_PEEK, and the server closes right after it",
		.findings = { { "write-after-close" } },
		.beside = { "doomed-half-close" },
		.loses = true,
		.why = "With MSG_PEEK and a length of 1 the look is right: EAGAIN says that no end-of-file "
		       "has come. It says so of that instant. The server closes between the look and the "
		       "write(), which here is forced and elsewhere happens once in many thousand times: "
		       "write() succeeds, the server's kernel answers RST, the message is lost and no call "
		       "said so. A shorter time between the two makes that rarer and changes nothing: even "
		       "a FIN that is on its way comes after the look. No check before a write can help; an "
		       "answer after it can. Cure: take a message for delivered when the server's program "
		       "has said so, and send it again if not; or have the server call shutdown(SHUT_WR) "
		       "and read to end-of-file.",
		.run = { take_and_close, look_and_lose },
	},
	{
		.name = "half-close",
		.kind = DEMO_FIXED,
		.title = "the same, but the server calls shutdown(SHUT_WR) and reads to end-of-file",
		.findings = { { "half-closed" } },
		.why = "The client does the same, and the server's FIN comes in the same moment between look "
		       "and write(). But the server reads on until the client's own FIN: whatever was "
		       "written meanwhile is read. The client's next look tells it that the server has no "
		       "more to say, and it closes. There is no order of these steps in which a byte is "
		       "lost, and so no need for a look.",
		.run = { take_and_shut_down, look_and_be_read },
	},
};

const struct demo story_check_before_write = {
	.name = "check-before-write",
	.summary = "no look before write() knows what comes after it",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
