/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explore_ladder.c: a schedule, executed once more and watched: what its connections looked like. */
#include "cmd/explore_ladder.h"

#include "cmd/announce.h"
#include "cmd/live.h"
#include "cmd/truth.h"
#include "core/units.h"
#include "observe/clock.h"
#include "peers/rerun.h"
#include "show/fold.h"
#include "show/phrase.h"
#include "show/text.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* The last notifications of the sockets come within microseconds of the last close(). */
#define SETTLE_NS (300 * MS_NS)

/* What lasts so long is found, and what there is to say of it is known somewhat later. */
#define STALL_AFTER_NS S_NS
#define HANG_NS (2500 * MS_NS)

struct ladder {
	const struct options *options;	/* borrowed, as scenario is */
	const struct scenario *scenario;
	struct live live;
	struct rerun rerun;
	struct watch rerun_watch;
	struct style style;
	struct fold fold;
	/* The ends of its connections, as connect() told them. */
	struct endpoint client[SCENARIO_CONNECTS_MAX], server[SCENARIO_CONNECTS_MAX];
	unsigned int count;
	bool asks, hangs;
	uint64_t over_ns;		/* when all was done; 0: not yet */
};

static bool has(const struct ladder *ladder, const struct endpoint *client,
		const struct endpoint *server)
{
	for (unsigned int i = 0; i < ladder->count; i++) {
		if (endpoint_equal(&ladder->client[i], client) &&
		    endpoint_equal(&ladder->server[i], server))
			return true;
	}
	return false;
}

static void note_ends(struct ladder *ladder, const struct execution_call *call,
		      const struct call *told)
{
	if (ladder->scenario->steps[call->step].verb != VERB_CONNECT || !told->local.port ||
	    ladder->count == SCENARIO_CONNECTS_MAX)
		return;
	ladder->client[ladder->count] = told->local;
	ladder->server[ladder->count++] = told->remote;
}

/* What a waiting call tells came about at its end, not when it began. */
static uint64_t told_at(const struct ladder *ladder, const struct execution_call *call)
{
	/* Before the SYN of a connect() there is no connection that it could be told of. */
	bool waits = call->waited || ladder->scenario->steps[call->step].verb == VERB_CONNECT;

	return waits ? call->end_ns : call->begin_ns;
}

/* The two lifelines are called so already. */
static bool is_lifeline(const char *name)
{
	return strcmp(name, "client") == 0 || strcmp(name, "server") == 0;
}

static void take_call(struct ladder *ladder, const struct execution_call *call)
{
	const char *name = ladder->scenario->threads[call->thread].name;
	struct event event = { .kind = EVENT_CALL };
	struct call *told = &event.call;
	struct phrase text;

	truth_endpoint(&told->local, &call->local);
	truth_endpoint(&told->remote, &call->remote);
	phrase_init(&text, told->text, sizeof(told->text));
	if (!is_lifeline(name)) {
		phrase_text(&text, name);
		phrase_text(&text, ": ");
	}
	phrase_text(&text, call->text);
	note_ends(ladder, call, told);
	event.time_ns = told_at(ladder, call);
	live_event(&ladder->live, &event);
}

static int take_record(struct ladder *ladder, const struct rerun_record *record, struct err *err)
{
	switch (record->kind) {
	case RERUN_CALLED:
	case RERUN_BLOCKS:
		take_call(ladder, &record->call);
		return 0;
	case RERUN_ASKS:
		ladder->asks = true;
		return 0;
	case RERUN_OVER:
		ladder->over_ns = clock_now_ns();
		loop_remove(&ladder->live.loop, &ladder->rerun_watch);
		break;
	}
	if (record->result == -EBADE)
		return err_set(err, -EBADE, "while it was watched the schedule went another way");
	return record->result < 0 ? err_sys(err, record->result, "cannot execute the schedule") : 0;
}

static int on_rerun(void *arg, struct err *err)
{
	struct ladder *ladder = arg;
	struct rerun_record record;
	int ret = 0;

	while (!ladder->over_ns && (ret = rerun_read(&ladder->rerun, &record)) > 0) {
		ret = take_record(ladder, &record, err);
		if (ret < 0)
			return ret;
	}
	return ret < 0 ? err_sys(err, ret, "the peers' process ended early") : 0;
}

/* A tick has taken in all that was there before it. */
static int on_tick(void *arg, struct err *err)
{
	struct ladder *ladder = arg;

	(void)err;
	if (ladder->asks)
		rerun_cue(&ladder->rerun);
	ladder->asks = false;
	if (ladder->over_ns &&
	    clock_now_ns() > ladder->over_ns + (ladder->hangs ? HANG_NS : SETTLE_NS))
		ladder->live.loop.done = true;
	return 0;
}

static void on_ended(void *arg, const struct connection *connection)
{
	struct ladder *ladder = arg;

	if (has(ladder, &connection->end[connection->client],
		&connection->end[connection_server(connection)]) &&
	    fold_add(&ladder->fold, connection) < 0)
		ladder->live.tracker.out_of_memory = true;
}

static int run(struct ladder *ladder, const struct schedule *schedule, struct err *err)
{
	const struct privilege_keep keep = { .owners = true };
	int ret = rerun_start(&ladder->rerun, ladder->scenario, schedule, ladder->options->ipv6);

	if (ret < 0)
		return err_sys(err, ret, "cannot start the peers");
	ladder->rerun_watch = (struct watch){ .fd = ladder->rerun.fd, .ready = on_rerun,
					      .arg = ladder };
	ret = loop_add(&ladder->live.loop, &ladder->rerun_watch, err);
	if (ret == 0)
		ret = live_drop_privileges(&ladder->live, &keep, err);
	if (ret < 0)
		return ret;
	ladder->live.on_tick = on_tick;
	ladder->live.on_tick_arg = ladder;
	return live_run(&ladder->live, err);
}

/* What is open when all is done is told as it is, before it is ended. */
static int watch(struct ladder *ladder, const struct schedule *schedule, struct err *err)
{
	int ret = run(ladder, schedule, err);

	if (ret == 0) {
		live_finish(&ladder->live);
		fold_print(&ladder->fold, stdout);
		fflush(stdout);
	}
	rerun_stop(&ladder->rerun);
	return ret;
}

int explore_ladder(const struct options *options, const struct scenario *scenario,
		   const struct schedule *schedule, bool hangs, struct err *err)
{
	struct ladder ladder = { .options = options, .scenario = scenario, .hangs = hangs };
	const struct sink sink = { .arg = &ladder, .ended = on_ended };
	const struct live_options sources = {
		.no_packets = options->no_packets,
		.stall_after_ns = hangs ? STALL_AFTER_NS : 0,
		.trails = KEEP_ALL,
	};
	int ret;

	style_detect(&ladder.style, options->color, stdout);
	fold_init(&ladder.fold, &ladder.style, true, text_connection);
	ret = live_open(&ladder.live, &sources, &sink, err);
	if (ret == 0) {
		announce_begin(&ladder.live, options);
		ret = watch(&ladder, schedule, err);
	}
	live_free(&ladder.live);
	fold_free(&ladder.fold);
	return ret;
}

static void show_aside(const struct options *options, const struct scenario *scenario,
		       const struct schedule *schedule, bool hangs)
{
	struct err err;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (explore_ladder(options, scenario, schedule, hangs, &err) < 0)
		fprintf(stderr, "halfclose: no ladder: %s\n", err.text);
	fflush(stdout);
	_exit(0);
}

void explore_ladder_aside(const struct options *options, const struct scenario *scenario,
			  const struct schedule *schedule, bool hangs)
{
	sigset_t ending, before;
	pid_t pid;

	/* Those that end us end the ladder first, which is then whole as far as it goes. */
	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, &before);
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		show_aside(options, scenario, schedule, hangs);
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	if (pid < 0)
		fprintf(stderr, "halfclose: no ladder: %s\n", strerror(errno));
	sigprocmask(SIG_SETMASK, &before, NULL);
}
