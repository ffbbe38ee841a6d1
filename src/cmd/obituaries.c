/* SPDX-License-Identifier: GPL-2.0-or-later */
/* obituaries.c: leaves the kernel's notifications where they come too thick, and comes back. */
#include "cmd/obituaries.h"

#include "core/units.h"
#include "observe/clock.h"

/* Four thousand a second are listened to, and eight thousand at once: a big server that ends. */
#define EACH_NS (S_NS / 4000)
#define BURST_NS (8000 * EACH_NS)

/* Where that was lately too much, a hundred tell whether it still is. */
#define TRIAL_NS (100 * EACH_NS)

#define ABSENCE_MIN_NS S_NS
#define ABSENCE_MAX_NS (8 * S_NS)

int obituaries_open(struct obituaries *obituaries, uint64_t now_ns, struct err *err)
{
	*obituaries = (struct obituaries){
		.budget = { .thousandths = 1000, .burst_ns = BURST_NS },
		.joined_ns = now_ns,
	};
	return deaths_join(&obituaries->deaths, err);
}

static void leave(struct obituaries *obituaries, uint64_t now_ns)
{
	bool again = obituaries->absences > 0 &&
		     now_ns < obituaries->joined_ns + obituaries->absence_ns;

	deaths_leave(&obituaries->deaths);
	obituaries->left_ns = now_ns;
	obituaries->absences++;
	obituaries->absence_ns = again ? 2 * obituaries->absence_ns : ABSENCE_MIN_NS;
	if (obituaries->absence_ns > ABSENCE_MAX_NS)
		obituaries->absence_ns = ABSENCE_MAX_NS;
}

int obituaries_drain(struct obituaries *obituaries, event_fn fn, void *arg, struct err *err)
{
	struct event gap = { .kind = EVENT_GAP, .gap = { GAP_SOCKETS_LEFT, 1 } };
	int count = deaths_drain(&obituaries->deaths, fn, arg, err);

	if (count <= 0)
		return count;
	gap.time_ns = clock_now_ns();
	budget_spend(&obituaries->budget, (uint64_t)count * EACH_NS);
	if (budget_left(&obituaries->budget, gap.time_ns) || obituaries->left_ns)
		return 0;
	leave(obituaries, gap.time_ns);
	fn(arg, &gap);
	return 0;
}

int obituaries_tick(struct obituaries *obituaries, uint64_t now_ns, struct err *err)
{
	int ret;

	if (!obituaries->left_ns || now_ns < obituaries->left_ns + obituaries->absence_ns)
		return 0;
	ret = deaths_join(&obituaries->deaths, err);
	if (ret < 0)
		return ret;
	obituaries->left_ns = 0;
	obituaries->joined_ns = now_ns;
	obituaries->budget.debt_ns = BURST_NS - TRIAL_NS;
	obituaries->budget.paid_ns = now_ns;
	return 1;
}

void obituaries_close(struct obituaries *obituaries)
{
	deaths_free(&obituaries->deaths);
}
