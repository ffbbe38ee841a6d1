/* SPDX-License-Identifier: GPL-2.0-or-later */
/* steps.h: what the kinds of steps share, and the function that takes each of them. */
#ifndef HALFCLOSE_PEERS_STEPS_H
#define HALFCLOSE_PEERS_STEPS_H

#include "peers/execution_parts.h"

struct process *step_process(struct execution *execution, unsigned int thread);

/* A call of the thread's, on what the name stands for in its process. */
struct puppet_order step_order(struct execution *execution, unsigned int thread,
			       enum puppet_call call, unsigned int name);

/* What the step is about, as it was when it was begun; FILE_NONE: there is no such descriptor. */
unsigned int step_file(struct execution *execution, unsigned int thread, unsigned int name);

/* The call was made, and is over: STEP_DONE. */
int step_finish(struct execution *execution, unsigned int thread,
		const struct puppet_answer *answer);
int step_fail(struct execution *execution, unsigned int thread, int error);

/* The call is blocked, and holds the file: STEP_BLOCKED or -errno. */
int step_block(struct execution *execution, unsigned int thread, unsigned int file,
	       const struct puppet_answer *answer);

/* Makes a call on the step's descriptor. 0 or -errno. */
int step_make(struct execution *execution, unsigned int thread, enum puppet_call call,
	      int64_t number, struct puppet_answer *answer);

/* Each takes its step, or goes on with it: a step_result or -errno. */
int take_listen(struct execution *execution, unsigned int thread);
int take_connect(struct execution *execution, unsigned int thread);
int take_accept(struct execution *execution, unsigned int thread);
int take_write(struct execution *execution, unsigned int thread);
int take_read(struct execution *execution, unsigned int thread);
int take_read_eof(struct execution *execution, unsigned int thread);
int take_recv(struct execution *execution, unsigned int thread);
int take_peek(struct execution *execution, unsigned int thread);
int take_shutdown(struct execution *execution, unsigned int thread);
int take_close(struct execution *execution, unsigned int thread);
int take_setsockopt(struct execution *execution, unsigned int thread);
int take_dup(struct execution *execution, unsigned int thread);
int take_fork(struct execution *execution, unsigned int thread);
int take_exit(struct execution *execution, unsigned int thread);
int take_kill(struct execution *execution, unsigned int thread);
int take_crash(struct execution *execution, unsigned int thread);
int take_stop(struct execution *execution, unsigned int thread);
int take_set(struct execution *execution, unsigned int thread);
int take_add(struct execution *execution, unsigned int thread);
int take_wait(struct execution *execution, unsigned int thread);
int take_take(struct execution *execution, unsigned int thread);

#endif
