/* SPDX-License-Identifier: GPL-2.0-or-later */
/* polls.c: which states a dump is to list, when, with how much of each, and within which budget. */
#include "cmd/polls.h"

#include "cmd/live.h"
#include "cmd/lookup.h"
#include "cmd/scope.h"
#include "cmd/time_wait_poll.h"
#include "core/units.h"
#include "observe/clock.h"

enum {
	POLL_TICKS = 100 / TICK_MS,		/* the closing states are polled ten times a second, */
	FULL_POLL_TICKS = 1000 / TICK_MS,	/* all states once, */
	POLL_THOUSANDTHS = 15,			/* and they take that much of a core at most */
	FULL_POLL_THOUSANDTHS = 5,
	INFORMED_MAX = 4096,			/* open sockets whose ages are asked for at first */
	ROWS_HELD = 1024,
	FEW_MAX = 500,				/* sockets that cost less than the walk to them */
	SOON = 8,
};

/* Polling at once is for what was missed, and not to make it worse. */
#define HURRY_NS S_NS

/* What changes without a packet: an orphan's queue, a CLOSE_WAIT that nobody reads. */
static unsigned int closing_states(void)
{
	return tcp_state_mask(TCP_STATE_FIN_WAIT1) | tcp_state_mask(TCP_STATE_FIN_WAIT2) |
	       tcp_state_mask(TCP_STATE_CLOSE_WAIT) | tcp_state_mask(TCP_STATE_CLOSING) |
	       tcp_state_mask(TCP_STATE_LAST_ACK);
}

static unsigned int open_states(void)
{
	return tcp_state_mask(TCP_STATE_ESTABLISHED) | tcp_state_mask(TCP_STATE_SYN_SENT) |
	       tcp_state_mask(TCP_STATE_SYN_RECV);
}

/* A poll that goes on. */
struct poll {
	struct view *view;
	struct err *err;
	bool whole;		/* nothing is taken in before it is over */
	size_t held;		/* rows since they were last taken in */
	uint64_t taking_ns;	/* of a processor, for that */
	int ret;		/* 0, or -errno with err */
};

/* Of however many sockets, only some facts wait at a time. */
static void take_in(struct poll *poll)
{
	uint64_t before_ns = clock_spent_ns();

	poll->held = 0;
	poll->ret = live_catch_up(poll->view->live, poll->err);
	poll->taking_ns += clock_spent_ns() - before_ns;
}

/* What idles is told of at once: there is no packet that it would have to wait for. */
static bool sight(const struct view *view, const struct event *event)
{
	struct event scoped = *event;

	scope_fact(view, &scoped);
	return tracker_sight(&view->live->tracker, &scoped);
}

static bool takes(struct view *view, const struct event *event)
{
	if (!view_chooses(view, &event->socket))
		return true;
	if (!sight(view, event))
		return false;
	view->uninformed++;
	return true;
}

/* What each will look at is fetched while others are looked at. */
static size_t sift(void *arg, struct event *events, size_t count)
{
	const struct poll *poll = arg;
	size_t left = 0;

	for (size_t i = 0; i < count + SOON; i++) {
		if (i < count)
			tracker_sight_soon(&poll->view->live->tracker, &events[i]);
		if (i >= SOON && !takes(poll->view, &events[i - SOON]))
			events[left++] = events[i - SOON];
	}
	return left;
}

static void on_polled(void *arg, const struct event *event)
{
	struct poll *poll = arg;
	struct view *view = poll->view;

	view->found++;
	if (!view_chooses(view, &event->socket))
		return;
	/* Of others' sockets only those that talk to chosen ones are looked up, each by itself. */
	if (event->socket.inode && (event->socket.group != SOCK_GROUP_OTHER ||
				    event->socket.state == TCP_STATE_LISTEN))
		lookup_later(view->live, event->socket.inode);
	/* A recording has all that the tracker is told in the order of time. */
	if (view->live->opened && !view->live->recorder && sight(view, event))
		return;
	view_hold(view, event);
	view->uninformed += event->socket.state == TCP_STATE_ESTABLISHED && !event->socket.has_info;
	if (!poll->whole && ++poll->held == ROWS_HELD && poll->ret == 0)
		take_in(poll);
}

/* Of those that close all is wanted: they will be asked for once more, and with tcp_info. */
static void on_stock(void *arg, const struct event *event)
{
	const struct poll *poll = arg;

	if (!event->socket.has_info && tcp_state_mask(event->socket.state) & closing_states())
		poll->view->closing_unasked = true;
	else
		on_polled(arg, event);
}

/* What there is in this moment has to be known as a whole, and each but once: it is counted. */
static int dump(struct poll *poll, unsigned int states, size_t info_max, event_fn fn)
{
	struct sockets *sockets = poll->view->sockets;
	bool sifting = poll->view->live->tracker.options.sightings;

	if (poll->whole)
		return sockets_dump(sockets, states, info_max, fn, sifting ? sift : NULL, poll,
				    poll->err);
	return sockets_list(sockets, states, info_max > 0, fn, poll, poll->err);
}

/* info_max is 0 or SIZE_MAX but for the first polls. */
static int poll_with(struct view *view, struct budget *budget, unsigned int states,
		     size_t info_max, event_fn fn, struct err *err)
{
	struct poll poll = {
		.view = view,
		.err = err,
		.whole = view->live->glance && !view->live->opened,
	};
	uint64_t before_ns = clock_spent_ns(), cost_ns;
	int ret = dump(&poll, states, info_max, fn);

	if (ret == 1)
		live_gap(view->live, GAP_DUMP_PARTIAL, 1);
	cost_ns = clock_spent_ns() - before_ns - poll.taking_ns;
	view->polls++;
	view->poll_ns += cost_ns;
	budget_spend(budget, cost_ns);
	return ret < 0 ? ret : poll.ret;
}

static int poll_states(struct view *view, struct budget *budget, unsigned int states,
		       size_t info_max, struct err *err)
{
	return poll_with(view, budget, states, info_max, on_polled, err);
}

/*
 * A walk over the kernel's table takes milliseconds where that is large, as it is on every big host:
 * where there is little in it, one walk is for all.
 */
static int poll_few(struct view *view, struct err *err)
{
	view->found = 0;
	return poll_states(view, &view->polling, open_states() | closing_states(), SIZE_MAX, err);
}

static int poll_closing(struct view *view, struct err *err)
{
	return poll_states(view, &view->polling, closing_states(), SIZE_MAX, err);
}

/* Before the others: they tell who is the server of what a second dump shows. */
static int poll_listeners(struct view *view, struct budget *budget, struct err *err)
{
	return poll_states(view, budget, tcp_state_mask(TCP_STATE_LISTEN), 0, err);
}

static int poll_open(struct view *view, struct err *err)
{
	int ret = poll_listeners(view, &view->full_polling, err);

	view->found = 0;
	return ret < 0 ? ret : poll_states(view, &view->full_polling, open_states(), 0, err);
}

/* Once a second, since it costs little whatever there is: listeners have a table of their own. */
static int poll_cheap(struct view *view, uint64_t tick, struct err *err)
{
	int ret;

	if (tick < view->cheap_tick)
		return 0;
	view->cheap_tick = tick + FULL_POLL_TICKS;
	view_count(view);
	ret = time_wait_poll(view, tick, err);
	return ret < 0 ? ret : poll_listeners(view, &view->polling, err);
}

/* Besides those that are due. */
static int poll_all(struct view *view, struct err *err)
{
	int ret = view->found <= FEW_MAX ? poll_few(view, err) : poll_closing(view, err);

	view->listing = false;
	return ret < 0 || view->found <= FEW_MAX ? ret : poll_open(view, err);
}

/* Where a dump takes long, because there are many sockets, it is the more seldom. */
static int poll_due(struct view *view, uint64_t tick, uint64_t now_ns, struct err *err)
{
	int ret;

	if (view->listing && budget_left(&view->polling, now_ns))
		return poll_all(view, err);
	if (tick < view->poll_tick || !budget_left(&view->polling, now_ns))
		return 0;
	view->poll_tick = tick + POLL_TICKS;
	if (tick >= view->full_poll_tick && view->found <= FEW_MAX) {
		view->full_poll_tick = tick + FULL_POLL_TICKS;
		return poll_few(view, err);
	}
	ret = poll_closing(view, err);
	if (ret < 0 || tick < view->full_poll_tick || !budget_left(&view->full_polling, now_ns))
		return ret;
	view->full_poll_tick = tick + FULL_POLL_TICKS;
	return poll_open(view, err);
}

int polls_tick(struct view *view, uint64_t tick, uint64_t now_ns, struct err *err)
{
	int ret = poll_cheap(view, tick, err);

	return ret < 0 ? ret : poll_due(view, tick, now_ns, err);
}

void polls_list_all(struct view *view)
{
	view->listing = view->sockets != NULL;
}

void polls_hurry(struct view *view, uint64_t now_ns)
{
	if (now_ns < view->hurried_ns + HURRY_NS)
		return;
	view->hurried_ns = now_ns;
	view->polling.debt_ns = view->full_polling.debt_ns = 0;
	view->poll_tick = view->full_poll_tick = 0;
}

int polls_take_stock(struct view *view, struct err *err)
{
	int ret = poll_listeners(view, &view->full_polling, err);

	view->poll_tick = POLL_TICKS;
	view->full_poll_tick = FULL_POLL_TICKS;
	/*
	 * Each dump walks all of the kernel's table: one, where none of thousands is closing. Whoever stays
	 * will want to know since when they idle: then one dump is less than a lookup for each.
	 */
	if (ret == 0)
		ret = poll_with(view, &view->full_polling, open_states() | closing_states(),
				view->live->glance ? INFORMED_MAX : SIZE_MAX, on_stock, err);
	/* It was not the open ones that made them thousands. */
	if (ret == 0 && view->uninformed && view->uninformed <= INFORMED_MAX) {
		view->uninformed = 0;
		ret = poll_states(view, &view->full_polling, open_states(), SIZE_MAX, err);
	}
	if (ret == 0 && view->closing_unasked)
		ret = poll_closing(view, err);
	/* One look at the sockets has no budget for a second full poll. */
	if (ret == 0)
		ret = time_wait_poll(view, 0, err);
	return ret < 0 ? ret : time_wait_count(view, err);
}

void polls_init(struct view *view)
{
	view->polling = (struct budget){ .thousandths = POLL_THOUSANDTHS };
	view->full_polling = (struct budget){ .thousandths = FULL_POLL_THOUSANDTHS };
}
