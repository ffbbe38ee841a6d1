/* SPDX-License-Identifier: GPL-2.0-or-later */
/* budget.c: debts, and time that pays them off. */
#include "core/budget.h"

bool budget_left(struct budget *budget, uint64_t now_ns)
{
	uint64_t passed_ns = 0, payment_ns;

	if (budget->paid_ns && now_ns > budget->paid_ns)
		passed_ns = now_ns - budget->paid_ns;
	/* What a debt takes at most is paid by then: no product overflows. */
	if (passed_ns / 1000 >= budget->debt_ns) {
		budget->debt_ns = 0;
	} else {
		payment_ns = passed_ns * budget->thousandths / 1000;
		budget->debt_ns -= payment_ns < budget->debt_ns ? payment_ns : budget->debt_ns;
	}
	budget->paid_ns = now_ns;
	return budget->debt_ns <= budget->burst_ns;
}

void budget_spend(struct budget *budget, uint64_t cost_ns)
{
	budget->debt_ns += cost_ns;
}
