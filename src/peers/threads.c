/* SPDX-License-Identifier: GPL-2.0-or-later */
/* threads.c: threads of control inside one peer. */
#include "peers/threads.h"

static void *run(void *arg)
{
	struct peer_thread *thread = arg;

	thread->result = thread->run(&thread->peer, thread->arg);
	return NULL;
}

int peer_thread_start(struct peer_thread *thread, struct peer *peer, const char *name,
		      int (*runs)(struct peer *peer, void *arg), void *arg)
{
	*thread = (struct peer_thread){ .peer = *peer, .run = runs, .arg = arg };
	thread->peer.thread = name;
	peer_at(&thread->peer)->written = peer_at(&thread->peer)->read = 0;
	return -pthread_create(&thread->id, NULL, run, thread);
}

int peer_thread_join(struct peer_thread *thread, struct peer *peer)
{
	int ret = pthread_join(thread->id, NULL);

	if (ret)
		return -ret;
	peer_at(peer)->written += peer_at(&thread->peer)->written;
	peer_at(peer)->read += peer_at(&thread->peer)->read;
	return thread->result;
}

void peer_thread_cut(const struct peer_thread *thread)
{
	const struct peer *peer = &thread->peer;

	shutdown(peer->connections[peer->at].fd, SHUT_RDWR);
}

void shared_set(struct shared *shared, bool *flag)
{
	shared_lock(shared);
	*flag = true;
	shared_tell(shared);
	shared_unlock(shared);
}

void shared_count(struct shared *shared, unsigned int *counter)
{
	shared_lock(shared);
	(*counter)++;
	shared_tell(shared);
	shared_unlock(shared);
}

void shared_await(struct shared *shared, const bool *flag)
{
	shared_lock(shared);
	while (!*flag)
		shared_wait(shared);
	shared_unlock(shared);
}

void shared_await_count(struct shared *shared, const unsigned int *counter, unsigned int count)
{
	shared_lock(shared);
	while (*counter < count)
		shared_wait(shared);
	shared_unlock(shared);
}
