/* SPDX-License-Identifier: GPL-2.0-or-later */
/* early_catch_up.c: a reader that has every reply, and does not know yet that these were all. */
#include "peers/stories.h"
#include "peers/threads.h"

#include <string.h>

enum { BLOCKS = 3, BLOCK_BYTES = 16 };

/* What the mediator's two threads know of their job: it is over when done, and all has come back. */
struct job {
	struct shared shared;
	unsigned int sent, received;
	bool done;
	bool caught_up;		/* the stage: the reader has the last reply, and made up its mind */
};

static ssize_t reply_to_block(struct peer *peer)
{
	static const char block[BLOCK_BYTES] = "a block is done";
	ssize_t n = peer_read_all(peer, sizeof(block));

	return n == sizeof(block) ? peer_write(peer, block, sizeof(block)) : n;
}

/* It was told beforehand how many there are, and closes after the last. */
static int serve_so_many(struct peer *peer)
{
	ssize_t n = peer_accept(peer);

	for (int i = 0; n >= 0 && i < BLOCKS; i++)
		n = reply_to_block(peer);
	return n < 0 ? (int)n : peer_close(peer);
}

/* It learns from the end-of-file how many there were, and has a last word on them all. */
static int serve_to_eof(struct peer *peer)
{
	static const char sum[BLOCK_BYTES] = "all blocks done";
	ssize_t n = peer_accept(peer);

	if (n < 0)
		return (int)n;
	do
		n = reply_to_block(peer);
	while (n > 0);
	if (n == 0)
		n = peer_write(peer, sum, sizeof(sum));
	return n < 0 ? (int)n : peer_close(peer);
}

static void catch_up(struct job *job, const struct peer *peer, const char *then)
{
	if (job->caught_up || job->received < BLOCKS)
		return;
	peer_note(peer, "has %u replies to %u blocks, %s", job->received, job->sent, then);
	job->caught_up = true;
	shared_tell(&job->shared);
}

static bool reads_on(struct job *job, const struct peer *peer)
{
	bool over;

	shared_lock(&job->shared);
	over = job->done && job->received == job->sent;
	if (!over)
		catch_up(job, peer, "not done(): reads on");
	shared_unlock(&job->shared);
	return !over;
}

/* The same, but where it has all of what was sent it waits for more, or for done(), first. */
static bool waits_and_reads_on(struct job *job, const struct peer *peer)
{
	bool over;

	shared_lock(&job->shared);
	while (!job->done && job->received == job->sent) {
		catch_up(job, peer, "not done(): waits");
		shared_wait(&job->shared);
	}
	over = job->received == job->sent;
	shared_unlock(&job->shared);
	return !over;
}

static int read_replies(struct peer *peer, struct job *job,
			bool (*goes_on)(struct job *job, const struct peer *peer))
{
	while (goes_on(job, peer)) {
		ssize_t n = peer_read_all(peer, BLOCK_BYTES);

		if (n < 0)
			return (int)n;
		if (n < BLOCK_BYTES) {
			peer_note(peer, "fails: end-of-file, and a reply was due");
			return 0;
		}
		shared_count(&job->shared, &job->received);
	}
	peer_note(peer, "ends well: %u replies to %u blocks", job->received, job->sent);
	return 0;
}

static int read_hastily(struct peer *peer, void *job)
{
	return read_replies(peer, job, reads_on);
}

static int read_patiently(struct peer *peer, void *job)
{
	return read_replies(peer, job, waits_and_reads_on);
}

/* It shares nothing with the sender; the stage alone looks at what it counts. */
static int read_to_eof(struct peer *peer, void *arg)
{
	struct job *job = arg;
	ssize_t n;

	while ((n = peer_read_all(peer, BLOCK_BYTES)) == BLOCK_BYTES)
		shared_count(&job->shared, &job->received);
	if (n == 0)
		peer_note(peer, "ends well: end-of-file, after %u replies", job->received);
	return (int)n;
}

static int send_blocks(struct peer *peer, struct job *job)
{
	static const char block[BLOCK_BYTES] = "a block to do...";
	ssize_t n = 0;

	for (int i = 0; n >= 0 && i < BLOCKS; i++) {
		shared_count(&job->shared, &job->sent);
		n = peer_write(peer, block, sizeof(block));
	}
	return n < 0 ? (int)n : 0;
}

/* Comes late: the reader has made up its mind, and the server has closed. */
static int call_done_late(struct peer *peer, struct job *job)
{
	int ret;

	shared_await(&job->shared, &job->caught_up);
	ret = peer_wait_end(peer);
	if (ret < 0)
		return ret;
	peer_pause(peer);
	peer_note(peer, "done()");
	shared_set(&job->shared, &job->done);
	return 0;
}

/* As late as that: each reply has been read. The FIN itself is what done() says. */
static int shut_down_late(struct peer *peer, struct job *job)
{
	shared_await_count(&job->shared, &job->received, BLOCKS);
	peer_pause(peer);
	return peer_shutdown_write(peer);
}

/* A thread reads, and this one sends: neither waits for the other's turn. */
static int mediate(struct peer *peer, int (*reader)(struct peer *peer, void *job),
		   int (*finish)(struct peer *peer, struct job *job))
{
	struct job job = { .shared = SHARED_INITIALIZER };
	struct peer_thread thread;
	int ret = peer_connect(peer), read;

	if (!ret)
		ret = peer_thread_start(&thread, peer, "reader", reader, &job);
	if (ret < 0)
		return ret;
	peer->thread = "sender";
	ret = send_blocks(peer, &job);
	if (!ret)
		ret = finish(peer, &job);
	if (ret < 0) {
		peer_thread_cut(&thread);
		shared_set(&job.shared, &job.done);
	}
	read = peer_thread_join(&thread, peer);
	if (ret < 0 || read < 0)
		return ret < 0 ? ret : read;
	return peer_close(peer);
}

static int mediate_hastily(struct peer *peer)
{
	return mediate(peer, read_hastily, call_done_late);
}

static int mediate_patiently(struct peer *peer)
{
	return mediate(peer, read_patiently, call_done_late);
}

static int mediate_by_half_close(struct peer *peer)
{
	return mediate(peer, read_to_eof, shut_down_late);
}

static const struct demo_variant variants[] = {
	{
		.name = "broken",
		.kind = DEMO_BROKEN,
		.title = "the reader goes on until done() was called and all has come back",
		.why = "The client has two threads: one sends blocks and calls done() after the last, the "
		       "other reads the replies until done() was called and received == sent. Here the "
		       "server is quicker than the sender: the reader has all three replies and done() "
		       "was not called yet, so it reads once more. The server has no more to say, and "
		       "closes: the reader gets end-of-file where it expects a reply, and fails, with "
		       "the whole job done. halfclose has nothing to complain of, and is right: every "
		       "byte was read, both ends closed in good order. Look for the race inside the "
		       "client: \"it is over\" was told by a flag that the reader looks at too early. "
		       "Cure: the two variants that follow.",
		.run = { serve_so_many, mediate_hastily },
	},
	{
		.name = "wait",
		.kind = DEMO_FIXED,
		.title = "the reader waits while received == sent and done() was not called",
		.why = "In the same losing order the reader does not read: it has a reply to each block, so "
		       "it waits until the sender says either that there is one more or that it is done. "
		       "That is right only because the flag, the counts and the wait are under one "
		       "lock: a reader that looked without it could miss the notification between "
		       "looking and waiting, and wait for ever.",
		.run = { serve_so_many, mediate_patiently },
	},
	{
		.name = "half-close",
		.kind = DEMO_FIXED,
		.title = "the sender's shutdown(SHUT_WR) is done(), and the reader reads to end-of-file",
		.findings = { { "half-closed" } },
		.why = "The stream itself says when it is over, in both directions. The sender's FIN tells "
		       "the server that this was the last block; the server, which need not be told "
		       "their number, replies to what is left, sums up and closes; its FIN tells the "
		       "reader that this was the last reply. No flag is shared and nothing counted, so "
		       "there is nothing to look at too early, and no order in which it fails.",
		.run = { serve_to_eof, mediate_by_half_close },
	},
};

const struct demo story_early_catch_up = {
	.name = "early-catch-up",
	.summary = "done() comes after the last reply: a read too many",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
