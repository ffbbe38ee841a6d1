/* SPDX-License-Identifier: GPL-2.0-or-later */
/* puppet_parts.h: what the parts of a puppet share, inside its process. */
#ifndef HALFCLOSE_PEERS_PUPPET_PARTS_H
#define HALFCLOSE_PEERS_PUPPET_PARTS_H

#include "peers/puppet.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
	PUPPET_THREADS_MAX = 16,
	PUPPET_CHANNEL_FD = 3,
	PUPPET_EPOLL_FD = 4,
	PUPPET_FIRST_FREE_FD = 5,
	PUPPET_HELD_FD = 320,	/* and on: what blocked calls hold, by thread; above what steps make */
	PUPPET_BELL_FD = PUPPET_HELD_FD + PUPPET_THREADS_MAX,	/* and on: rung by close() */
	PUPPET_LAST_FD = PUPPET_BELL_FD + PUPPET_THREADS_MAX - 1,
};

/* A close() that waits for SO_LINGER, in a thread of its own. */
struct lingering {
	pthread_t thread;
	atomic_int tid;		/* 0: it has not begun */
	atomic_bool done;
	int fd, bell_fd, error;
};

struct puppet_self {
	struct puppet_stage stage;
	char name[16];
	int bound_fd;		/* is to be told to listen; 0: none */
	struct lingering lingering[PUPPET_THREADS_MAX];
};

/* Never returns: obeys until it is told to end, or the other end of its channel is gone. */
__attribute__((noreturn))
void puppet_serve(struct puppet_self *self);

/*
 * Make it one that may be left alone: it ends with its parent, leaves no core, takes no
 * keyboard's signals, and has no descriptor but the channel and the epoll instance.
 */
void puppet_become(struct puppet_self *self, int channel_fd);

/* The calls: each makes one, as it was ordered, and fills in what came of it. */
#define X(symbol, name)									\
	void puppet_call_##name(struct puppet_self *self, const struct puppet_order *order,	\
				struct puppet_answer *answer);
PUPPET_CALL_LIST(X)
#undef X

/* The descriptor; of a resumed call its own copy, even if the descriptor itself was closed. */
int puppet_fd(const struct puppet_order *order);

/* The call waits for these events, on its own copy. And it does no more: the copy is closed. */
void puppet_block(const struct puppet_order *order, uint32_t events,
		  struct puppet_answer *answer);
void puppet_let_go(const struct puppet_order *order);

/* errno, where ret is negative, or ret. */
void puppet_result(struct puppet_answer *answer, int64_t ret);

void puppet_look(int fd, struct puppet_answer *answer);

/* seconds negative: off. As setsockopt(2). */
int puppet_set_linger(int fd, int64_t seconds);
int puppet_set_buffer(int fd, int option, int64_t octets);

#endif
