/* SPDX-License-Identifier: GPL-2.0-or-later */
/* budget.h: what may be spent on a thing: a share of the time that passes, and so much at once. */
#ifndef HALFCLOSE_CORE_BUDGET_H
#define HALFCLOSE_CORE_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* A token bucket, told by what was taken out of it. */
struct budget {
	uint32_t thousandths;	/* of the time that passes, which pay the debt off; not above 1000 */
	uint64_t burst_ns;	/* nothing more is spent while the debt is above that */
	uint64_t debt_ns;
	uint64_t paid_ns;	/* the time up to which it was paid off; 0: never yet */
};

/* True if something may be spent. A clock that goes back pays nothing. */
bool budget_left(struct budget *budget, uint64_t now_ns);

/* It was spent: before budget_left() said so, or at any time by who cannot wait. */
void budget_spend(struct budget *budget, uint64_t cost_ns);

#endif
