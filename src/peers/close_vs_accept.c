/* SPDX-License-Identifier: GPL-2.0-or-later */
/* close_vs_accept.c: a graceful close that waits for all connections but those accepted just then. */
#include "peers/stories.h"
#include "peers/threads.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

/* Connections in the order in which the client opens them. */
enum {
	EARLY,		/* its request was read before the server is to stop */
	LATE,		/* accepted after that, and its request read */
	UNREAD,		/* accepted then, too; nobody came to read it yet */
	QUEUED,		/* comes when the accept loop has ended */
	TOO_LATE,	/* comes when nobody listens any more */
	SERVED = TOO_LATE,	/* so many, at most, are accepted */
};

static const char request[] = "please do this\n";
static const char reply[] = "done\n";

enum { REQUEST_BYTES = sizeof(request) - 1, REPLY_BYTES = sizeof(reply) - 1, BACKLOG = 8 };

/* What the threads of the server share; peer is that of the one that closes. */
struct server {
	struct shared shared;
	struct peer *peer;
	struct peer_thread accepter, handlers[SERVED];
	unsigned int accepted, has_read, ended;
	unsigned int awaited;	/* handlers that a snapshot has, from the first: the server waits for them */
	bool stops;		/* nothing more is to be accepted, once the loop sees it */
	bool loop_ended;
	/* The stage: */
	bool batch_is_there;	/* what the accept loop finds when it looks next */
	bool released;		/* handlers go on with their work */
};

/* Whom nobody waits for is slower than the server's end: he gets no further. */
static void wait_for_release(struct server *server, unsigned int which)
{
	shared_lock(&server->shared);
	while (!server->released || which >= server->awaited)
		shared_wait(&server->shared);
	shared_unlock(&server->shared);
}

static int handle(struct peer *peer, void *arg)
{
	struct server *server = arg;
	unsigned int which = peer->at;
	ssize_t n;

	if (which >= UNREAD)
		wait_for_release(server, which);
	n = peer_read_all(peer, REQUEST_BYTES);
	shared_count(&server->shared, &server->has_read);
	wait_for_release(server, which);
	if (n >= 0)
		n = peer_write(peer, reply, REPLY_BYTES);
	if (n >= 0)
		n = peer_close(peer);
	shared_lock(&server->shared);
	server->peer->connections[which].fd = -1;
	shared_unlock(&server->shared);
	shared_count(&server->shared, &server->ended);
	return (int)n;
}

/* By the accept loop; or behind it, by who closes. */
static int accept_one(struct peer *peer, struct server *server)
{
	static const char *const names[SERVED] = { "handler 1", "handler 2", "handler 3",
						   "handler 4" };
	int ret;

	peer->at = server->accepted;
	ret = peer_accept(peer);
	if (ret < 0)
		return ret;
	shared_lock(&server->shared);
	server->peer->connections[peer->at] = *peer_at(peer);
	shared_unlock(&server->shared);
	ret = peer_thread_start(&server->handlers[peer->at], peer, names[peer->at], handle, server);
	if (!ret)
		shared_count(&server->shared, &server->accepted);
	return ret;
}

/* All that wait, then a look whether this was the last round. */
static int accept_all(struct peer *peer, void *arg)
{
	struct server *server = arg;
	bool stops = false;
	int ret = 0;

	while (!ret && !stops) {
		ret = accept_one(peer, server);
		if (peer->at > EARLY)
			shared_await(&server->shared, &server->batch_is_there);
		while (!ret && peer_may_accept(peer))
			ret = accept_one(peer, server);
		shared_lock(&server->shared);
		stops = server->stops;
		shared_unlock(&server->shared);
	}
	shared_set(&server->shared, &server->loop_ended);
	return ret;
}

/* All handlers go on, and nobody waits for another connection. */
static void release_all(struct server *server)
{
	shutdown(server->peer->listener, SHUT_RDWR);
	shared_lock(&server->shared);
	server->stops = server->batch_is_there = server->released = true;
	server->awaited = SERVED;
	shared_tell(&server->shared);
	shared_unlock(&server->shared);
}

/* After a failure behind begin(): the threads use what is on the stack of who started them. */
static int break_off(struct server *server, int ret)
{
	release_all(server);
	peer_thread_join(&server->accepter, server->peer);
	for (unsigned int i = 0; i < server->accepted; i++) {
		peer_thread_cut(&server->handlers[i]);
		server->peer->at = i;
		peer_thread_join(&server->handlers[i], server->peer);
	}
	return ret;
}

/* From now on these, and no others, are waited for. */
static void take_snapshot(struct server *server)
{
	shared_lock(&server->shared);
	server->awaited = server->accepted;
	shared_unlock(&server->shared);
	peer_note(server->peer, "snapshot of handlers to wait for: %u", server->awaited);
}

/* The client does its next part meanwhile. */
static int let_client(struct peer *peer)
{
	int ret = peer_nod(peer);

	return ret < 0 ? ret : peer_wait_nod(peer);
}

static int begin(struct server *server)
{
	int ret = peer_listen(server->peer, BACKLOG);

	server->peer->thread = "closer";
	if (!ret)
		ret = peer_thread_start(&server->accepter, server->peer, "acceptor", accept_all,
					server);
	if (ret < 0)
		return ret;
	shared_await_count(&server->shared, &server->has_read, EARLY + 1);
	peer_pause(server->peer);
	peer_note(server->peer, "SIGTERM: accept no more");
	shared_set(&server->shared, &server->stops);
	return 0;
}

/* The loop's last round has two more for whom stop comes too late; then one comes behind it. */
static int end_loop(struct server *server)
{
	int ret = let_client(server->peer);

	if (ret < 0)
		return ret;
	shared_set(&server->shared, &server->batch_is_there);
	shared_await(&server->shared, &server->loop_ended);
	shared_await_count(&server->shared, &server->has_read, LATE + 1);
	peer_pause(server->peer);
	return let_client(server->peer);
}

static int close_door(struct server *server)
{
	int ret;

	peer_pause(server->peer);
	ret = peer_close_listener(server->peer);
	return ret < 0 ? ret : let_client(server->peer);
}

/* At the end of its handler a signal is raised again: whoever sent it is to see what it did. */
__attribute__((noreturn))
static void wait_and_end(struct server *server)
{
	shared_set(&server->shared, &server->released);
	shared_await_count(&server->shared, &server->ended, server->awaited);
	peer_pause(server->peer);
	peer_raise(server->peer, SIGTERM);
}

static int close_too_early(struct peer *peer)
{
	struct server server = { .shared = SHARED_INITIALIZER, .peer = peer };
	int ret = begin(&server);

	if (ret < 0)
		return ret;
	take_snapshot(&server);
	ret = end_loop(&server);
	if (!ret)
		ret = close_door(&server);
	if (ret < 0)
		return break_off(&server, ret);
	wait_and_end(&server);
}

/* First no new ones, then those that wait, then the door, then the snapshot. */
static int close_in_order(struct peer *peer)
{
	struct server server = { .shared = SHARED_INITIALIZER, .peer = peer };
	int ret = begin(&server);

	if (ret < 0)
		return ret;
	ret = end_loop(&server);
	while (!ret && peer_may_accept(peer))
		ret = accept_one(peer, &server);
	peer->at = EARLY;
	if (!ret)
		ret = close_door(&server);
	if (ret < 0)
		return break_off(&server, ret);
	take_snapshot(&server);
	wait_and_end(&server);
}

static int ask(struct peer *peer, unsigned int which)
{
	ssize_t n;

	peer->at = which;
	n = peer_connect(peer);
	if (n >= 0)
		n = peer_write(peer, request, REQUEST_BYTES);
	return n < 0 ? (int)n : 0;
}

/* Each when the server is where it would be cut, or would not. */
static int ask_five_times(struct peer *peer)
{
	int ret = ask(peer, EARLY);

	if (!ret)
		ret = peer_wait_nod(peer);
	if (!ret)
		ret = ask(peer, LATE);
	if (!ret)
		ret = ask(peer, UNREAD);
	if (!ret)
		ret = let_client(peer);
	if (!ret)
		ret = ask(peer, QUEUED);
	if (!ret)
		ret = let_client(peer);
	if (ret < 0)
		return ret;
	ret = ask(peer, TOO_LATE);
	return ret == -ECONNREFUSED ? peer_nod(peer) : -EISCONN;
}

/* What comes, be it the end of the stream or a RST. */
static int ask_and_listen(struct peer *peer)
{
	int ret = ask_five_times(peer);

	for (peer->at = EARLY; !ret && peer->at <= QUEUED; peer->at++) {
		ret = peer_wait_end(peer);
		if (!ret && peer_read_all(peer, REPLY_BYTES) > 0)
			peer_read(peer, REPLY_BYTES);
		if (!ret)
			ret = peer_close(peer);
	}
	return ret;
}

static const char *const together = "its connections come at moments that the other peer chooses";

static const struct demo_variant variants[] = {
	{
		.name = "broken",
		.kind = DEMO_BROKEN,
		.title = "the server waits for the handlers of a snapshot that is taken too early",
		.findings = { { "process-ended", 2 }, { "closed-without-reply" }, { "unread-at-close" },
			      { "accept-queue-reset" }, { "refused" } },
		.loses = true,
		.never_alone = { together, together },
		.why = "The server gets SIGTERM and is to stop gracefully: it tells its accept loop to stop, "
		       "notes which handlers run, closes the listener, waits for those handlers, and ends. "
		       "But the loop is another thread, and sees \"stop\" only after the round that it is "
		       "in: it accepts two more connections behind the snapshot. Nobody waits for these, and "
		       "the server's end cuts them. The client sees its five connections end in four ways. "
		       "The first has its reply. The second has a clean end of the stream, and no reply: the "
		       "request was read, and nobody knows how far it got. The third is reset: its "
		       "request was accepted, and not read yet. The fourth is reset, too: it was in the "
		       "accept queue when the listener was closed, and no program has seen it. The fifth is "
		       "refused, the only one that may ask elsewhere without a second thought. Cure: let the "
		       "accept loop end first, and only then note whom to wait for.",
		.run = { close_too_early, ask_and_listen },
	},
	{
		.name = "fixed",
		.kind = DEMO_FIXED,
		.title = "the server takes its snapshot when nothing more can be accepted",
		.findings = { { "refused" } },
		.never_alone = { together, together },
		.why = "The same five connections at the same moments. The server waits for its accept loop "
		       "to end, accepts whoever still waits in the queue, closes the listener, and then notes "
		       "which handlers run: all four, and each is waited for. The fifth connection is refused, "
		       "as it should be: that client knows that nothing was done. (Between the last accept() "
		       "and close() one more may still enter the queue, and be reset. And a loop that is blocked "
		       "in accept() has to be woken: not by close(), behind which Linux lets it accept one "
		       "more.)",
		.run = { close_in_order, ask_and_listen },
	},
};

const struct demo story_close_vs_accept = {
	.name = "close-vs-accept",
	.summary = "graceful close waits for all but the latest",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
