/* SPDX-License-Identifier: GPL-2.0-or-later */
/* step_runs.h: long runs of steps that are all alike. */
#ifndef HALFCLOSE_SHOW_STEP_RUNS_H
#define HALFCLOSE_SHOW_STEP_RUNS_H

#include "show/step.h"

/* Folds those that are plain, in place. Returns how many steps are left. */
size_t step_runs_fold(struct step *steps, size_t count, const struct connection *connection);

#endif
