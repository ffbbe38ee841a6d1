/* SPDX-License-Identifier: GPL-2.0-or-later */
/* threads.h: threads of control inside one peer, and what they tell each other. */
#ifndef HALFCLOSE_PEERS_THREADS_H
#define HALFCLOSE_PEERS_THREADS_H

#include "peers/calls.h"

#include <pthread.h>
#include <stdbool.h>

/* One of them, while it runs. Its peer has the connection of the one that started it. */
struct peer_thread {
	struct peer peer;
	pthread_t id;
	int (*run)(struct peer *peer, void *arg);
	void *arg;		/* borrowed */
	int result;
};

/*
 * Starts run() in a thread of that name (borrowed), with a copy of the peer. Returns 0 or -errno.
 * thread must stay where it is until peer_thread_join(), which must follow.
 */
int peer_thread_start(struct peer_thread *thread, struct peer *peer, const char *name,
		      int (*run)(struct peer *peer, void *arg), void *arg);

/* Waits for its end, and returns what run() did; what it read and wrote are the peer's, too. */
int peer_thread_join(struct peer_thread *thread, struct peer *peer);

/* After a story broke off, before peer_thread_join(): no call of it waits any more for its connection. */
void peer_thread_cut(const struct peer_thread *thread);

/*
 * What threads share, with the lock under which they look at it and the condition that it has
 * changed. These do not fail, but by a mistake in the story, which the peer's limit ends.
 */
struct shared {
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

#define SHARED_INITIALIZER { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER }

static inline void shared_lock(struct shared *shared)
{
	pthread_mutex_lock(&shared->lock);
}

static inline void shared_unlock(struct shared *shared)
{
	pthread_mutex_unlock(&shared->lock);
}

/* With the lock held: gives it up until shared_tell(). */
static inline void shared_wait(struct shared *shared)
{
	pthread_cond_wait(&shared->changed, &shared->lock);
}

/* With the lock held: whoever waits looks again. */
static inline void shared_tell(struct shared *shared)
{
	pthread_cond_broadcast(&shared->changed);
}

/* What most threads do with it: set a flag or count one more; wait for a flag, or for so many. */
void shared_set(struct shared *shared, bool *flag);
void shared_count(struct shared *shared, unsigned int *counter);
void shared_await(struct shared *shared, const bool *flag);
void shared_await_count(struct shared *shared, const unsigned int *counter, unsigned int count);

#endif
