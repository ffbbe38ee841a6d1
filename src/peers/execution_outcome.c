/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_outcome.c: what came of an execution: who lost octets, who hangs, what failed. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/execution_parts.h"

#include <errno.h>
#include <stdlib.h>

enum { LOG_FIRST = 64 };

static int make_room(struct execution *execution)
{
	size_t size = execution->log_size ? 2 * execution->log_size : LOG_FIRST;
	struct written *log = reallocarray(execution->log, size, sizeof(*log));

	if (!log)
		return -ENOMEM;
	execution->log = log;
	execution->log_size = size;
	return 0;
}

int count_written(struct execution *execution, unsigned int file, unsigned int peer,
		  int64_t octets)
{
	if (octets == 0)
		return 0;
	if (execution->logged == execution->log_size && make_room(execution) < 0)
		return -ENOMEM;
	execution->log[execution->logged++] = (struct written){ file, peer, octets };
	execution->files[file].written += octets;
	return 0;
}

void count_failure(struct execution *execution, unsigned int thread, int error)
{
	int64_t *figures = execution->outcome.figures[thread_peer(execution, thread)];

	if (error == ECONNRESET || error == EPIPE)
		figures[FIGURE_RESETS]++;
	else if (error == ECONNREFUSED && thread_step(execution, thread)->verb == VERB_CONNECT)
		figures[FIGURE_REFUSED]++;
}

/* They are read in order, so the last ones were not: they are lost by who wrote them. */
static void count_lost(const struct execution *execution, struct scenario_outcome *outcome)
{
	int64_t unread[FILES_MAX];

	for (unsigned int file = 0; file < FILES_MAX; file++)
		unread[file] = execution->files[file].written - execution->files[file].read;
	for (size_t i = execution->logged; i-- > 0;) {
		const struct written *written = &execution->log[i];
		int64_t lost = unread[written->file];

		if (lost > written->octets)
			lost = written->octets;
		unread[written->file] -= lost;
		outcome->figures[written->peer][FIGURE_LOST] += lost;
	}
}

static void count_hung(const struct execution *execution, struct scenario_outcome *outcome)
{
	for (unsigned int i = 0; i < execution->scenario.thread_count; i++) {
		enum thread_phase phase = execution->threads[i].phase;

		if (phase == THREAD_BEFORE || phase == THREAD_BLOCKED)
			outcome->figures[thread_peer(execution, i)][FIGURE_HUNG]++;
	}
}

void execution_outcome(const struct execution *execution, struct scenario_outcome *outcome)
{
	*outcome = execution->outcome;
	count_lost(execution, outcome);
	count_hung(execution, outcome);
}
