/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stories.h: the rows of the demos' table, each from the file that tells its story. */
#ifndef HALFCLOSE_PEERS_STORIES_H
#define HALFCLOSE_PEERS_STORIES_H

#include "peers/demo.h"

extern const struct demo story_check_before_write;
extern const struct demo story_close_vs_accept;
extern const struct demo story_close_vs_shutdown;
extern const struct demo story_early_catch_up;
extern const struct demo story_last_reference;
extern const struct demo story_linger_default;
extern const struct demo story_linger_timeout;
extern const struct demo story_linger_zero;
extern const struct demo story_pool_order;
extern const struct demo story_two_readers;
extern const struct demo story_unread_at_close;

#endif
