/* SPDX-License-Identifier: GPL-2.0-or-later */
/* polls.h: lists a view's sockets: all there are at first, then as often as it is worth the cost. */
#ifndef HALFCLOSE_CMD_POLLS_H
#define HALFCLOSE_CMD_POLLS_H

#include "cmd/view.h"
#include "core/err.h"

#include <stdint.h>

/* Sets the budgets of a view that is all zero otherwise. */
void polls_init(struct view *view);

/* Lists all sockets there are: the listeners first, who tell the others' roles. 0, or -errno with err. */
int polls_take_stock(struct view *view, struct err *err);

/* Lists what is due at this tick of the timer. 0, or -errno with err. */
int polls_tick(struct view *view, uint64_t tick, uint64_t now_ns, struct err *err);

/* Something was missed: the next tick is to tell what there is. */
void polls_hurry(struct view *view, uint64_t now_ns);

/* All sockets are to be listed at the next tick for which there is time; view->listing says so until then. */
void polls_list_all(struct view *view);

#endif
