/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pool_order.c: a permit that is given back before the buffer for which it stands. */
#include "peers/stories.h"
#include "peers/threads.h"

/* Connections in the order in which the client opens them. */
enum {
	LEAVING,	/* has its answer, and closes */
	IDLE,		/* has its answer, and stays */
	BUSY,		/* has asked once more, and its handler has not come to read that */
	WAITING,	/* in the accept queue until somebody has left */
	CONNECTIONS,
	BUFFERS = WAITING,	/* and permits: one for each */
};

static const char request[] = "please do this\n";
static const char reply[] = "done\n";

enum { REQUEST_BYTES = sizeof(request) - 1, REPLY_BYTES = sizeof(reply) - 1 };

/* What the threads of the server share; peer is that of the one that accepts. */
struct server {
	struct shared shared;
	struct peer *peer;
	struct peer_thread handlers[CONNECTIONS];
	unsigned int permits, buffers;
	/* How a handler gives back what it has. */
	void (*give_back)(struct server *server, struct peer *peer);
	/* The stage: */
	bool released;		/* the busy one reads on */
	bool never;
};

static void give_permit(struct server *server, struct peer *peer)
{
	peer_note(peer, "gives back its permit");
	shared_count(&server->shared, &server->permits);
}

static void give_buffer(struct server *server, struct peer *peer)
{
	peer_note(peer, "gives back its buffer");
	shared_count(&server->shared, &server->buffers);
}

/* The accept loop runs on as soon as it can, and this thread does no more before that. */
static void permit_first(struct server *server, struct peer *peer)
{
	give_permit(server, peer);
	shared_await(&server->shared, &server->never);
	give_buffer(server, peer);
}

static void buffer_first(struct server *server, struct peer *peer)
{
	give_buffer(server, peer);
	give_permit(server, peer);
}

static void take_permit(struct server *server)
{
	shared_lock(&server->shared);
	while (!server->permits)
		shared_wait(&server->shared);
	server->permits--;
	shared_unlock(&server->shared);
}

static bool take_buffer(struct server *server)
{
	bool taken;

	shared_lock(&server->shared);
	taken = server->buffers > 0;
	server->buffers -= taken;
	shared_unlock(&server->shared);
	return taken;
}

static ssize_t answer(struct peer *peer)
{
	ssize_t n = peer_read_all(peer, REQUEST_BYTES);

	return n == REQUEST_BYTES ? peer_write(peer, reply, REPLY_BYTES) : n;
}

/* Until the client closes; then another one may come. */
static int handle(struct peer *peer, void *arg)
{
	struct server *server = arg;
	unsigned int which = peer->at;
	ssize_t n = answer(peer);

	if (which == BUSY)
		shared_await(&server->shared, &server->released);
	while (n > 0)
		n = answer(peer);
	if (n == 0)
		n = peer_close(peer);
	shared_lock(&server->shared);
	server->peer->connections[which].fd = -1;
	shared_unlock(&server->shared);
	server->give_back(server, peer);
	return (int)n;
}

/* There is one for each permit: so it was meant. It is told where the permit has come from. */
static void need_buffer(struct server *server)
{
	struct peer *peer = server->peer;

	if (take_buffer(server))
		return;
	peer->at = LEAVING;
	peer_note(peer, "takes it, accepts the next, finds no buffer");
	peer_abort(peer);
}

static int accept_one(struct server *server)
{
	static const char *const names[CONNECTIONS] = { "handler 1", "handler 2", "handler 3",
							"handler 4" };
	struct peer *peer = server->peer;
	int ret = peer_accept(peer);

	if (ret < 0)
		return ret;
	if (peer->at == WAITING)
		peer_pause(peer);
	need_buffer(server);
	return peer_thread_start(&server->handlers[peer->at], peer, names[peer->at], handle, server);
}

/* They use what is on the stack of who started them. After a failure nothing is to keep them. */
static int join_handlers(struct server *server, unsigned int started, int ret)
{
	if (ret < 0) {
		shared_set(&server->shared, &server->released);
		shared_set(&server->shared, &server->never);
	}
	for (unsigned int i = 0; i < started; i++) {
		int result;

		if (ret < 0)
			peer_thread_cut(&server->handlers[i]);
		server->peer->at = i;
		result = peer_thread_join(&server->handlers[i], server->peer);
		ret = ret < 0 ? ret : result;
	}
	return ret;
}

static int serve(struct peer *peer,
		 void (*give_back)(struct server *server, struct peer *peer))
{
	struct server server = { .shared = SHARED_INITIALIZER, .peer = peer, .permits = BUFFERS,
				 .buffers = BUFFERS, .give_back = give_back };
	unsigned int started = 0;
	int ret = peer_listen(peer, CONNECTIONS);

	peer->thread = "acceptor";
	while (!ret && started < CONNECTIONS) {
		take_permit(&server);
		shared_lock(&server.shared);
		peer->at = started;
		shared_unlock(&server.shared);
		ret = accept_one(&server);
		started += ret == 0;
	}
	if (!ret)
		shared_set(&server.shared, &server.released);
	return join_handlers(&server, started, ret);
}

static int serve_permit_first(struct peer *peer)
{
	return serve(peer, permit_first);
}

static int serve_buffer_first(struct peer *peer)
{
	return serve(peer, buffer_first);
}

static int ask(struct peer *peer)
{
	ssize_t n = peer_write(peer, request, REQUEST_BYTES);

	return n < 0 ? (int)n : 0;
}

static int hear(struct peer *peer)
{
	ssize_t n = peer_read_all(peer, REPLY_BYTES);

	return n < 0 ? (int)n : 0;
}

/* Who waits is in the queue before anybody leaves. */
static int come_and_leave(struct peer *peer)
{
	int ret = 0;

	for (peer->at = LEAVING; !ret && peer->at <= WAITING; peer->at++) {
		ret = peer_connect(peer);
		if (!ret)
			ret = ask(peer);
		if (!ret && peer->at != WAITING)
			ret = hear(peer);
		if (!ret && peer->at == BUSY)
			ret = ask(peer);
	}
	peer_pause(peer);
	peer->at = LEAVING;
	return ret < 0 ? ret : peer_close(peer);
}

static int see_crash(struct peer *peer)
{
	int ret = come_and_leave(peer);

	for (peer->at = IDLE; !ret && peer->at <= WAITING; peer->at++) {
		ret = peer_wait_end(peer);
		if (ret < 0)
			return ret;
		peer_read(peer, REPLY_BYTES);	/* end-of-file, or ECONNRESET */
		ret = peer_close(peer);
	}
	return ret;
}

static int hear_all(struct peer *peer)
{
	int ret = come_and_leave(peer);

	for (peer->at = WAITING; !ret && peer->at >= IDLE; peer->at--) {
		if (peer->at != IDLE)
			ret = hear(peer);
		if (!ret)
			ret = peer_close(peer);
	}
	return ret;
}

static const char *const together = "it takes four connections, in an order of their own";

static const struct demo_variant variants[] = {
	{
		.name = "broken",
		.kind = DEMO_BROKEN,
		.title = "a handler gives back its permit first, and its buffer then",
		.findings = { { "process-ended", 3 }, { "unread-at-close", 2 } },
		.loses = true,
		.never_alone = { together, together },
		.why = "The server has three buffers, and a semaphore with a permit for each, so that it "
		       "accepts no more connections than it has buffers for. A handler whose client has gone "
		       "gives back the permit, and then the buffer. The accept loop, which waits for the "
		       "permit, takes it in between, accepts the next connection and finds no buffer: that "
		       "cannot be, so the server aborts, and takes all its connections with it. One that was "
		       "idle ends with a FIN, as after close(); two had bytes unread, and are reset. It looks "
		       "like three troubles of the network, and is one crash; \"ended\", with the signal, is "
		       "the line to start from. On one processor the two steps are hardly ever taken apart; "
		       "here the handler waits between them. Cure: the buffer first, then the permit. What is "
		       "announced has to be there.",
		.run = { serve_permit_first, see_crash },
	},
	{
		.name = "fixed",
		.kind = DEMO_FIXED,
		.title = "a handler gives back its buffer first, and its permit then",
		.never_alone = { together, together },
		.why = "The same four connections in the same order. The permit is given back when the buffer "
		       "is there, so whoever takes a permit finds a buffer, on however many processors. "
		       "The fourth connection waits in the accept queue until then, and has its answer.",
		.run = { serve_buffer_first, hear_all },
	},
};

const struct demo story_pool_order = {
	.name = "pool-order",
	.summary = "a permit given back too early crashes the server",
	.variants = variants,
	.variant_count = sizeof(variants) / sizeof(variants[0]),
};
