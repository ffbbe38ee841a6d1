/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pretend.h: models for the explorer that are memory alone: threads with steps on shared variables. */
#ifndef HALFCLOSE_PEERS_PRETEND_H
#define HALFCLOSE_PEERS_PRETEND_H

#include "peers/explorer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { PRETEND_THREADS = 4, PRETEND_STEPS = 24, PRETEND_VARIABLES = 8 };

/* 'l' waits for 0 and makes it 1, 'u' makes it 0, 'r' loads, 'w' stores what was loaded and 1. */
struct pretend_step {
	char what;
	unsigned char variable;
};

struct pretend_state {
	size_t at[PRETEND_THREADS];
	int variable[PRETEND_VARIABLES];
	int loaded[PRETEND_THREADS];
};

enum { HAPPENED_HUNG = 1 };

struct pretend {
	unsigned int threads;
	size_t steps[PRETEND_THREADS];
	struct pretend_step step[PRETEND_THREADS][PRETEND_STEPS];
	unsigned int watched;		/* broken: this variable does not end as */
	int wanted;
	bool hang_is_broken;
	struct pretend_state state;
	uint64_t begun;			/* executions */
	int fails_at;			/* begin(), step() and end() count it down, and fail at 1 */
	char moody;			/* what is not the same from the second execution on */
	char path[PRETEND_THREADS * PRETEND_STEPS + 1];	/* letters of the execution */
	size_t path_len;
};

/* Adds "r0 w0 l1 u1" as a thread. */
static inline void pretend_thread(struct pretend *pretend, const char *text)
{
	unsigned int thread = pretend->threads++;

	for (; *text; text += strspn(text, " ")) {
		pretend->step[thread][pretend->steps[thread]++] =
			(struct pretend_step){ text[0], (unsigned char)(text[1] - '0') };
		text += 2;
	}
}

static inline const struct pretend_step *pretend_next(const struct pretend *pretend,
						      unsigned int thread)
{
	return pretend->state.at[thread] < pretend->steps[thread] ?
	       &pretend->step[thread][pretend->state.at[thread]] : NULL;
}

static inline int pretend_fail(struct pretend *pretend)
{
	return pretend->fails_at && --pretend->fails_at == 0 ? -EIO : 0;
}

static inline int pretend_begin(void *arg)
{
	struct pretend *pretend = arg;

	pretend->begun++;
	pretend->state = (struct pretend_state){ 0 };
	pretend->path_len = 0;
	return pretend_fail(pretend);
}

static inline bool pretend_moody(const struct pretend *pretend, char mood)
{
	return pretend->moody == mood && pretend->begun > 1;
}

static inline uint32_t pretend_ready(void *arg)
{
	const struct pretend *pretend = arg;
	uint32_t ready = 0;

	if (pretend_moody(pretend, 'e') && pretend->path_len > 0)
		return 0;
	for (unsigned int i = 0; i < pretend->threads; i++) {
		const struct pretend_step *step = pretend_next(pretend, i);

		if (step && !(step->what == 'l' && pretend->state.variable[step->variable]))
			ready |= UINT32_C(1) << i;
	}
	if (pretend_moody(pretend, 'r'))
		ready &= ~UINT32_C(1);
	if (pretend_moody(pretend, 'o'))
		ready &= UINT32_C(1);
	return ready;
}

static inline void pretend_touches(void *arg, unsigned int thread, struct footprint *footprint)
{
	const struct pretend *pretend = arg;
	const struct pretend_step *step = pretend_next(pretend, thread);
	uint64_t object = UINT64_C(1) << step->variable;

	*footprint = (struct footprint){ .reads = object };
	if (step->what != 'r')
		footprint->writes = object;
	if (pretend_moody(pretend, 't'))
		footprint->reads |= UINT64_C(1) << 63;
}

static inline int pretend_step(void *arg, unsigned int thread)
{
	struct pretend *pretend = arg;
	const struct pretend_step *step = pretend_next(pretend, thread);
	int *variable = &pretend->state.variable[step->variable];

	if (step->what == 'r')
		pretend->state.loaded[thread] = *variable;
	else if (step->what == 'w')
		*variable = pretend->state.loaded[thread] + 1;
	else
		*variable = step->what == 'l';
	pretend->state.at[thread]++;
	pretend->path[pretend->path_len++] = schedule_letter(thread);
	pretend->path[pretend->path_len] = '\0';
	return pretend_fail(pretend);
}

static inline void pretend_result(const struct pretend *pretend, struct explorer_result *result)
{
	*result = (struct explorer_result){ 0 };
	for (unsigned int i = 0; i < pretend->threads; i++) {
		if (pretend_next(pretend, i))
			result->happened = HAPPENED_HUNG;
	}
	result->broken = pretend->state.variable[pretend->watched] != pretend->wanted;
	if (pretend->hang_is_broken)
		result->broken = result->happened;
}

static inline int pretend_end(void *arg, struct explorer_result *result)
{
	struct pretend *pretend = arg;

	pretend_result(pretend, result);
	return pretend_fail(pretend);
}

static inline struct explorer_model pretend_model(struct pretend *pretend)
{
	return (struct explorer_model){
		.begin = pretend_begin, .ready = pretend_ready, .touches = pretend_touches,
		.step = pretend_step, .end = pretend_end, .arg = pretend,
	};
}

#endif
