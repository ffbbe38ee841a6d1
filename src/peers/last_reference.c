/* SPDX-License-Identifier: GPL-2.0-or-later */
/* last_reference.c: close() sends nothing while anybody else has the socket, too; shutdown() does. */
#include "peers/calls.h"
#include "peers/stories.h"

#include <string.h>

static const char get[] = "get\n";
static const char answer[] = "answer\n";

static int serve(struct peer *peer)
{
	ssize_t n = peer_accept(peer);

	if (n >= 0)
		n = peer_read_all(peer, strlen(get));
	if (n >= 0)
		n = peer_write(peer, answer, strlen(answer));
	return n < 0 ? (int)n : 0;
}

/* It was started for something else, and knows nothing of a connection. */
static int hold_on(struct peer *peer)
{
	int ret;

	peer_stall(peer);
	ret = peer_close(peer);
	return ret < 0 ? ret : peer_nod(peer);
}

static int fork_and_close(struct peer *peer)
{
	int ret = serve(peer);

	if (ret < 0)
		return ret;
	peer_dwell(peer);
	ret = peer_fork(peer, hold_on);
	return ret < 0 ? ret : peer_close(peer);
}

static int dup_and_close(struct peer *peer)
{
	int ret = serve(peer);

	if (ret >= 0)
		ret = peer_dup(peer, 1);
	if (ret < 0)
		return ret;
	peer_dwell(peer);
	ret = peer_close(peer);
	peer_stall(peer);
	peer->at = 1;
	return ret < 0 ? ret : peer_close(peer);
}

/* What the child does with its descriptor has no effect on the connection, and no end. */
static int hold_for_ever(struct peer *peer)
{
	(void)peer;
	return 0;
}

static int fork_and_shut_down(struct peer *peer)
{
	int ret = serve(peer);

	if (ret < 0)
		return ret;
	peer_pause(peer);
	ret = peer_fork(peer, hold_for_ever);
	if (ret >= 0)
		ret = peer_shutdown_write(peer);
	if (ret >= 0)
		ret = peer_read_to_eof(peer, sizeof(get));
	return ret < 0 ? ret : peer_close(peer);
}

/* The answer is over where the stream is: as HTTP/1.0 has it. */
static int read_to_end(struct peer *peer)
{
	ssize_t n = peer_connect(peer);

	if (n >= 0)
		n = peer_write(peer, get, strlen(get));
	if (n >= 0)
		n = peer_read_to_eof(peer, sizeof(answer));
	return n < 0 ? (int)n : 0;
}

static int leave(struct peer *peer)
{
	peer_pause(peer);
	return peer_close(peer);
}

static int read_and_close(struct peer *peer)
{
	int ret = read_to_end(peer);

	return ret < 0 ? ret : leave(peer);
}

/* Nobody waits for the child's end: the story is over when it has said what it did. */
static int outlast_the_child(struct peer *peer)
{
	int ret = read_to_end(peer);

	if (ret >= 0)
		ret = peer_wait_nod(peer);
	return ret < 0 ? ret : leave(peer);
}

static const struct demo_variant variants[] = {
	{
		.name = "child",
		.kind = DEMO_BROKEN,
		.title = "the server calls close(), and its child has inherited the socket",
		.findings = { { "held-elsewhere" } },
		.lasts = "held-elsewhere",
		.why = "The server has forked a child for some other work, and the child has all of its "
		       "descriptors. close() in the server gives up one of two references to the socket: "
		       "it returns 0, and nothing goes out, no FIN, nothing. The client waits for an "
		       "end-of-file that does not come before the child closes its descriptor or ends, "
		       "which here takes a while. Cure: SOCK_CLOEXEC (accept4(), O_CLOEXEC) where the child "
		       "is another program, close() in the child where it is not; or shutdown(), which "
		       "does not count references.",
		.run = { fork_and_close, outlast_the_child },
	},
	{
		.name = "dup",
		.kind = DEMO_BROKEN,
		.title = "the server calls close(), and has a second descriptor of its own",
		.findings = { { "held-elsewhere" } },
		.lasts = "held-elsewhere",
		.why = "The same in one process: dup() has made a second descriptor of the socket, as "
		       "libraries do that make a stream for reading and one for writing. close() of "
		       "one of them sends nothing; the FIN goes out with the last one. `ls -l /proc/PID/fd` "
		       "shows both, with the same inode. Cure: close() both, or shutdown().",
		.run = { dup_and_close, read_and_close },
	},
	{
		.name = "shutdown",
		.kind = DEMO_FIXED,
		.title = "the server calls shutdown(SHUT_WR), which acts for all who have the socket",
		.findings = { { "half-closed" } },
		.why = "shutdown() acts on the connection, not on the descriptor: the FIN goes out at once, "
		       "though the child has the socket still, and would have it for ever. The client "
		       "reads its end-of-file and closes, which the server's read() tells it; what "
		       "the child does with its descriptor matters to nobody any more. But that is "
		       "true for the child's own use of it as well: who shares a socket on purpose has "
		       "to agree on who calls shutdown().",
		.run = { fork_and_shut_down, read_and_close },
	},
};

const struct demo story_last_reference = {
	.name = "last-reference",
	.summary = "close() is silent while another holds the socket",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
