/* SPDX-License-Identifier: GPL-2.0-or-later */
/* execution_model.c: an execution, as an explorer has it done again and again. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/execution_parts.h"

static int begin(void *arg)
{
	return execution_begin(arg);
}

static uint32_t ready(void *arg)
{
	return execution_ready(arg);
}

static void touches(void *arg, unsigned int thread, struct footprint *footprint)
{
	execution_touches(arg, thread, footprint);
}

static int step(void *arg, unsigned int thread)
{
	return execution_step(arg, thread);
}

static void judge(const struct execution *execution, struct explorer_result *result)
{
	const struct scenario *scenario = &execution->scenario;
	struct scenario_outcome outcome;

	*result = (struct explorer_result){ 0 };
	execution_outcome(execution, &outcome);
	for (unsigned int i = 0; i < FIGURE_COUNT; i++) {
		if (scenario_total(&outcome, (enum scenario_figure)i) > 0)
			result->happened |= UINT32_C(1) << i;
	}
	for (unsigned int i = 0; i < scenario->expect_count; i++) {
		if (!scenario_expect_holds(&scenario->expects[i], &outcome))
			result->broken |= UINT64_C(1) << i;
	}
}

static int end(void *arg, struct explorer_result *result)
{
	judge(arg, result);
	execution_end(arg);
	return 0;
}

void execution_model(struct execution *execution, struct explorer_model *model)
{
	*model = (struct explorer_model){
		.begin = begin,
		.ready = ready,
		.touches = touches,
		.step = step,
		.end = end,
		.arg = execution,
	};
}
