/* SPDX-License-Identifier: GPL-2.0-or-later */
/* play.c: the peers of a variant, observed live, and held against what they know. */
#include "cmd/play.h"

#include "cmd/announce.h"
#include "cmd/cues.h"
#include "cmd/live.h"
#include "cmd/recorder.h"
#include "cmd/truth.h"
#include "core/units.h"
#include "observe/clock.h"
#include "show/ended.h"
#include "show/fold.h"
#include "show/text.h"
#include "show/wrap.h"

#include <errno.h>
#include <string.h>

enum {
	PAUSES_MAX = 8,		/* in one story */
	HURRY_MS = 60,		/* a little more than a half-close must last to be one */
	THOUSANDTHS = 250,	/* of a core for polls and lookups: peers wait for what they tell */
};

/* The last notifications of the sockets come within microseconds of the last close(). */
#define SETTLE_NS (300 * MS_NS)

/* But on a busy machine; and never, where a descriptor is left for ever. */
#define SETTLE_LIMIT_NS (2 * S_NS)

/* Both peers wait for ever: so much later that has been said, or it is not going to be. */
#define HANG_LIMIT_NS (10 * S_NS)

/* What was found is looked at again once a second: all that there is to say of it is known by then. */
#define LOOK_AGAIN_NS (1100 * MS_NS)

/* What lasts so long is found: longer than any peer that is only slow, short enough to wait for. */
#define STALL_AFTER_NS S_NS

struct play {
	const struct play_options *how;	/* borrowed, as options is, which are his */
	const struct options *options;
	struct truth truth;
	struct live live;
	struct recorder recorder;
	struct peers peers;
	struct watch peers_watch;
	struct style style;
	struct fold fold;
	struct ended ended;		/* processes with several connections */
	struct cues cues;
	uint64_t found_ns;		/* when what the variant says lasts was found; 0: not yet */
	bool hangs;			/* a peer does: it gives no more time for that */
	uint64_t done_ns;		/* when the story was over; 0: not yet */
};

/* What a peer says. */

static void take_call(struct play *play, const struct peer_record *record)
{
	struct event event = { .kind = EVENT_CALL };
	struct call *call = &event.call;

	truth_call(&play->truth, record);
	truth_endpoint(&call->local, &record->local);
	truth_endpoint(&call->remote, &record->remote);
	snprintf(call->text, sizeof(call->text), "%s%s%s", record->thread,
		 record->thread[0] ? ": " : "", record->text);
	/* What a waiting call tells came about at its end, not when it began. */
	event.time_ns = record->waits ? record->end_ns : record->time_ns;
	live_event(&play->live, &event);
}

int play_broke_off(const struct options *options, enum peer_role role, int result,
		   struct err *err)
{
	if (result == -EADDRINUSE && options->port)
		return err_set(err, result, "port %u is in use: give another --port, or none for a free "
			       "one", options->port);
	return err_sys(err, result, "the %s broke off its story", peer_role_name(role));
}

static int take_record(struct play *play, const struct peer_record *record, struct err *err)
{
	play->hangs |= record->hangs;
	if (record->ask)
		cues_ask(&play->cues, record->role, record->ask);
	else if (!record->last)
		take_call(play, record);
	else if (record->result < 0)
		return play_broke_off(play->options, record->role, record->result, err);
	return 0;
}

static int on_peers(void *arg, struct err *err)
{
	struct play *play = arg;
	struct peer_record record;
	int ret;

	while ((ret = peers_read(&play->peers, &record)) > 0) {
		ret = take_record(play, &record, err);
		if (ret < 0)
			return ret;
	}
	if (ret < 0)
		return err_sys(err, ret, "the peers broke off their story");
	if (peers_done(&play->peers)) {
		play->done_ns = clock_now_ns();
		loop_remove(&play->live.loop, &play->peers_watch);
	}
	return 0;
}

/* Peers that hang would tell nothing more: that they do is what is waited for. */
static bool is_over(const struct play *play)
{
	bool awaited = play->hangs && play->truth.variant->lasts && !play->found_ns;
	uint64_t settle_ns = cues_ends_settled(&play->cues) ? SETTLE_NS : SETTLE_LIMIT_NS;
	uint64_t more_ns = awaited ? HANG_LIMIT_NS : settle_ns;
	uint64_t now_ns = clock_now_ns();

	return play->done_ns && now_ns > play->done_ns + more_ns &&
	       (awaited || !play->hangs || now_ns > play->found_ns + LOOK_AGAIN_NS);
}

static int on_tick(void *arg, struct err *err)
{
	struct play *play = arg;

	(void)err;
	cues_give(&play->cues);
	play->live.loop.done |= is_over(play);
	return 0;
}

/* What is said of them. */

static void on_finding(void *arg, const struct connection *connection,
		       const struct finding *finding)
{
	struct play *play = arg;
	const char *lasts = play->truth.variant->lasts;

	if (!lasts || !connection || finding_by_name(lasts) != finding->id || play->found_ns ||
	    !truth_has(&play->truth, connection))
		return;
	play->cues.found = true;
	play->found_ns = clock_now_ns();
}

static void on_ended(void *arg, const struct connection *connection)
{
	struct play *play = arg;

	if (!truth_connection(&play->truth, connection))
		return;
	ended_add(&play->ended, connection);
	if (fold_add(&play->fold, connection) < 0)
		play->live.tracker.out_of_memory = true;
}

static void on_placed(void *arg, const struct finding *finding)
{
	struct play *play = arg;

	if (!truth_place(&play->truth, finding) || play->how->silent)
		return;
	text_finding(stdout, &play->style, NULL, finding);
	putchar('\n');
}

static void say_title(const struct play *play)
{
	const struct truth *truth = &play->truth;

	fputs(style_on(&play->style, STYLE_STRONG), stdout);
	if (play->how->among_others)
		printf("%s %s: ", truth->demo->name, truth->variant->name);
	printf("%s%s\n\n", truth->variant->title, style_off(&play->style));
	fflush(stdout);
}

static void say_why(const struct play *play)
{
	const char *why = play->truth.variant->why;

	if (!live_has_packets(&play->live))
		puts("Without packets only what the sockets show was held against what the peers "
		     "know.\n");
	if (play->options->quiet)
		return;
	wrap_print(stdout, &play->style, why, strlen(why), 0, 0);
	putchar('\n');
}

static void say_all(struct play *play)
{
	ended_print(&play->ended, &play->style, stdout);
	fold_print(&play->fold, stdout);
	if (!play->live.interrupted)
		say_why(play);
	fflush(stdout);
}

/* From the beginning to the end. */

void play_peer_options(const struct options *options, unsigned int pause_ms,
		       struct peer_options *peers)
{
	if (options->delay_ns)
		pause_ms = (unsigned int)(options->delay_ns / MS_NS);
	*peers = (struct peer_options){
		.host = options->ipv6 ? "::1" : NULL,
		.port = options->port,
		.pause_ms = pause_ms,
		.limit_s = PEER_LIMIT_S + pause_ms / 1000 * PAUSES_MAX,
	};
}

/* What is found must not hang on who else uses the machine. */
static void spend_freely(struct live *live)
{
	live->looks.thousandths = live->questions.thousandths = live->passes.thousandths = THOUSANDTHS;
	live->views[0].polling.thousandths = live->views[0].full_polling.thousandths = THOUSANDTHS;
	/* However many sockets of others die meanwhile, that of the story is told of. */
	live->views[0].obituaries.budget.burst_ns = UINT64_MAX;
}

static int run_peers(struct play *play, struct err *err)
{
	const struct privilege_keep keep = { .owners = true, .children = true };
	struct peer_options peers;
	int ret;

	play_peer_options(play->options, play->how->among_others ? HURRY_MS : PEER_PAUSE_MS, &peers);
	peers.watched = true;
	ret = peers_start(&play->peers, play->truth.variant, &peers);
	if (ret < 0)
		return err_sys(err, ret, "cannot start the peers");
	play->peers_watch = (struct watch){ .fd = peers_fd(&play->peers), .ready = on_peers,
					    .arg = play };
	ret = loop_add(&play->live.loop, &play->peers_watch, err);
	if (ret == 0 && play->how->last)
		ret = live_drop_privileges(&play->live, &keep, err);
	if (ret < 0)
		return ret;
	spend_freely(&play->live);
	play->cues = (struct cues){ .live = &play->live, .truth = &play->truth, .peers = &play->peers };
	play->live.on_tick = on_tick;
	play->live.on_tick_arg = play;
	return live_run(&play->live, err);
}

static int open_recorder(struct play *play, struct live_options *sources, struct err *err)
{
	const struct recorder_options options = { .tape = { .path = play->options->record } };
	int ret = recorder_open(&play->recorder, &options, err);

	if (ret < 0)
		recorder_close(&play->recorder);
	sources->recorder = &play->recorder;
	sources->snaplen = SNAPLEN_MAX;
	return ret;
}

static int close_recorder(struct play *play, int result, struct err *err)
{
	int ret = result < 0 ? result : recorder_result(&play->recorder, err);

	if (ret == 0) {
		announce_recorded(&play->recorder, &play->live, play->options);
		announce_comments(&play->recorder, play->options);
	}
	recorder_close(&play->recorder);
	return ret < 0 ? ret : result;
}

static int open_sources(struct play *play, const struct live_options *sources, struct err *err)
{
	const struct sink sink = { .arg = play, .finding = on_finding, .ended = on_ended,
				   .placed = on_placed };
	int ret = live_open(&play->live, sources, &sink, err);

	if (ret == 0)
		announce_begin(&play->live, play->options);
	return ret;
}

static int finish(struct play *play)
{
	live_finish(&play->live);
	if (!play->how->silent)
		say_all(play);
	if (play->live.interrupted)
		return PLAY_INTERRUPTED;
	truth_compare(&play->truth, live_has_packets(&play->live));
	return play->truth.disagrees ? PLAY_DISAGREES : PLAY_AGREES;
}

/* Where many are played one after the other nothing else may say whose story it is. */
static int name_story(const struct play *play, int ret, struct err *err)
{
	const struct err what = *err;

	return err_set(err, ret, "%s, %s: %s", play->truth.demo->name, play->truth.variant->name,
		       what.text);
}

static int watch_peers(struct play *play, const struct live_options *sources, struct err *err)
{
	int ret = open_sources(play, sources, err);

	if (ret < 0)
		return ret;
	if (!play->how->silent)
		say_title(play);
	ret = run_peers(play, err);
	/* Who closed lives on up to here: what is found is not to be about his end. */
	ret = ret < 0 ? name_story(play, ret, err) : finish(play);
	peers_stop(&play->peers);
	return ret;
}

int play_variant(const struct play_options *how, const struct demo *demo,
		 const struct demo_variant *variant, struct err *err)
{
	struct play play = { .how = how, .options = how->options,
			     .truth = { .demo = demo, .variant = variant } };
	struct live_options sources = {
		.no_packets = how->options->no_packets,
		.stall_after_ns = variant->lasts ? STALL_AFTER_NS : 0,
		.trails = KEEP_ALL,
		.looked_at = true,
	};
	int ret = how->options->record ? open_recorder(&play, &sources, err) : 0;

	if (ret < 0)
		return ret;
	style_detect(&play.style, how->options->color, stdout);
	fold_init(&play.fold, &play.style, true, text_connection);
	play.fold.in_order = true;
	ret = watch_peers(&play, &sources, err);
	if (how->options->record)
		ret = close_recorder(&play, ret, err);
	live_free(&play.live);
	fold_free(&play.fold);
	return ret;
}
