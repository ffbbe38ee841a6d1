/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_parts.h: what is known of an execution's processes, threads and sockets. */
#ifndef HALFCLOSE_PEERS_EXECUTION_PARTS_H
#define HALFCLOSE_PEERS_EXECUTION_PARTS_H

#include "peers/execution.h"
#include "peers/puppet.h"
#include "peers/quiet.h"

#include <assert.h>

/*
 * Open files, as the kernel has them: what descriptors stand for. A connection has two, its ends:
 * the client's, then the server's. What is written into an end is told there.
 */
enum {
	FILE_ENDS = SCENARIO_PEERS_MAX,		/* before that, the listeners, by peer */
	FILES_MAX = FILE_ENDS + 2 * SCENARIO_CONNECTS_MAX,
	FILE_NONE = FILES_MAX,
};

struct open_file {
	unsigned int refs;	/* descriptors and blocked calls */
	int64_t linger_s;	/* negative: off */
	int64_t written;	/* octets, */
	int64_t read;		/* and of those, by the other end */
	bool shut;		/* nothing more will be written: it was shut down, or closed; */
	bool deaf;		/* and nothing more be read */
	bool behind;		/* not all that was written was sent when last looked */
	struct sockaddr_storage local, remote;
};

struct listener {
	bool made, listening;
	int fd;				/* as it was bound */
	int64_t backlog;
	struct sockaddr_storage address;
	unsigned int queue[SCENARIO_CONNECTS_MAX];	/* connections that nobody accepted yet */
	unsigned int queued;
};

struct process {
	bool alive;
	int fd[SCENARIO_DESCRIPTORS_MAX];		/* by name, -1: none */
	unsigned int file[SCENARIO_DESCRIPTORS_MAX];
	uint8_t refs[FILES_MAX];			/* those of names that were made again, too */
};

enum thread_phase {
	THREAD_UNBORN,		/* its peer was not forked yet */
	THREAD_BEFORE,		/* its next step was not begun; */
	THREAD_BLOCKED,		/* it was, */
	THREAD_OVER,		/* or there is none, or its process has ended */
};

struct thread {
	enum thread_phase phase;
	unsigned int next;	/* in the scenario's steps */
	bool watched;		/* epoll tells when its call can go on, which is to be resumed */
	bool lingers;		/* it is blocked in close() */
	unsigned int held;	/* the file that its call has a reference to; or FILE_NONE */
	unsigned int about;	/* the file that the step is about; lingering: the one closed */
	int64_t moved;		/* octets of this step so far */
	uint64_t begin_ns;	/* of this step; 0: not begun */
};

/* Who wrote what, in order: of the last octets it is asked who lost them. */
struct written {
	unsigned int file, peer;
	int64_t octets;
};

struct execution {
	struct scenario scenario;
	struct execution_options options;
	struct quiet quiet;
	uint32_t turn;		/* of addresses: each execution has another one */
	bool makes_listener[SCENARIO_PEERS_MAX];	/* by a `listen` step */
	struct puppet_socket sockets[SCENARIO_PEERS_MAX];	/* as each peer makes them */
	unsigned int connection[SCENARIO_STEPS_MAX];	/* CONNECT: which one it makes */

	bool open;
	struct sockaddr_storage address;	/* where all listen; without a port */
	int epoll_fd;
	struct puppet puppets[SCENARIO_PEERS_MAX];
	struct process processes[SCENARIO_PEERS_MAX];
	struct thread threads[SCENARIO_THREADS_MAX];
	struct listener listeners[SCENARIO_PEERS_MAX];
	struct open_file files[FILES_MAX];
	struct written *log;	/* owned */
	size_t logged, log_size;
	uint32_t ready;
	bool time_is_up;	/* nobody could go but who lingers */
	struct scenario_outcome outcome;
};

static_assert(SCENARIO_THREADS_MAX <= 32, "they are bits");

/* The thread's process's number; its next step. */
static inline unsigned int thread_peer(const struct execution *execution, unsigned int thread)
{
	return execution->scenario.threads[thread].peer;
}

static inline const struct scenario_step *thread_step(const struct execution *execution,
						      unsigned int thread)
{
	return &execution->scenario.steps[execution->threads[thread].next];
}

static inline unsigned int end_of(unsigned int connection, bool server)
{
	return FILE_ENDS + 2 * connection + server;
}

static inline unsigned int other_end(unsigned int file)
{
	return FILE_ENDS + ((file - FILE_ENDS) ^ 1);
}

static inline bool is_listener(unsigned int file)
{
	return file < FILE_ENDS;
}

/* references.c: who holds which open file. */

/* The name stands for it now. */
void process_open(struct execution *execution, unsigned int peer, unsigned int name, int fd,
		  unsigned int file);
void process_close(struct execution *execution, unsigned int peer, unsigned int name);

/* All that the process has, and what its threads' calls hold, is closed. */
void process_ended(struct execution *execution, unsigned int peer);
void process_forked(struct execution *execution, unsigned int parent, unsigned int child);

void thread_hold(struct execution *execution, unsigned int thread, unsigned int file);
void thread_let_go(struct execution *execution, unsigned int thread);

/* Nobody will be accepted any more: who waited for that is reset. */
void listener_stops(struct execution *execution, unsigned int peer);

/* Would a SYN be answered? As long as not, it is as if it had not been sent. */
bool listener_answers(const struct listener *listener);

/* One process that has a descriptor of the file, and which; false: none has. */
bool file_holder(const struct execution *execution, unsigned int file, unsigned int *peer,
		 int *fd);

/* execution_meet.c: where they meet. Both before any step, or as part of `listen`. 0 or -errno. */

int listener_bind(struct execution *execution, unsigned int peer);
int listener_begin(struct execution *execution, unsigned int peer);

/* execution_steps.c: what a thread does. */

enum step_result { STEP_DONE, STEP_BLOCKED };

/* Takes or goes on with the thread's step. A step_result or -errno. */
int execution_take(struct execution *execution, unsigned int thread);

/* The process is there: its threads come to their first steps. 0 or -errno. */
int process_begins(struct execution *execution, unsigned int peer);

/* Before its step: has epoll tell when it can be taken, where it is one that would block. */
int execution_arrive(struct execution *execution, unsigned int thread);

/*
 * A step that, as long as it would block, need not be begun: nobody could tell.
 * Its `when` was to be looked at, or another thread may close its descriptor, in the others.
 */
bool execution_waits_first(const struct execution *execution, unsigned int thread);

int execution_ask(struct execution *execution, unsigned int thread, struct puppet_order *order,
		  struct puppet_answer *answer);

/* execution_ready.c: when all is quiet, and who may go then. */

int execution_settle(struct execution *execution);

/* The threads of which epoll tells that they can go on, after at most limit_ms. */
uint32_t execution_signalled(const struct execution *execution, int limit_ms);

/* Asks until the end has sent what it can, and it was acknowledged. 0 or -errno. */
int execution_catch_up(struct execution *execution, unsigned int file);

/* execution_outcome.c: the figures. */

int count_written(struct execution *execution, unsigned int file, unsigned int peer,
		  int64_t octets);
void count_failure(struct execution *execution, unsigned int thread, int error);

/* execution_words.c: for those who follow. */

void execution_tell(const struct execution *execution, unsigned int thread,
		    const struct puppet_answer *answer);

#endif
