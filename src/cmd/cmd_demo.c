/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_demo.c: two peers that provoke a case, observed live, and held against what they know. */
#include "cmd/command.h"
#include "cmd/announce.h"
#include "cmd/live.h"
#include "cmd/recorder.h"
#include "core/units.h"
#include "core/verdict.h"
#include "observe/clock.h"
#include "peers/demo.h"
#include "show/text.h"
#include "show/wrap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <string.h>

enum { PAUSES_MAX = 8 };	/* in one story */

/* The last notifications of the sockets come within microseconds of the last close(). */
#define SETTLE_NS (300 * MS_NS)

/* Both peers wait for ever: so much later that has been said, or it is not going to be. */
#define HANG_LIMIT_NS (10 * S_NS)

/* One variant of a demo, while it runs. */
struct play {
	const struct options *options;	/* borrowed, as variant is */
	const struct demo_variant *variant;
	struct live live;
	struct recorder recorder;
	struct peers peers;
	struct watch peers_watch;
	struct style style;
	struct endpoint client, server;	/* as the client's calls told */
	int64_t written[PEER_ROLES], read[PEER_ROLES];
	uint64_t done_ns;		/* when the story was over; 0: not yet */
	bool said[FINDING_COUNT];	/* by now, of their connection or another */
	bool told;			/* its connection was seen */
	bool agrees;			/* all that was found is what the peers know */
	bool last;			/* no other one needs privileges after it */
};

static void set_endpoint(struct endpoint *endpoint, const struct sockaddr_storage *address)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;

	if (address->ss_family == AF_INET)
		endpoint_set(endpoint, FAMILY_IPV4, &in->sin_addr, ntohs(in->sin_port));
	else if (address->ss_family == AF_INET6)
		endpoint_set(endpoint, FAMILY_IPV6, &in6->sin6_addr, ntohs(in6->sin6_port));
}

static void take_record(struct play *play, const struct peer_record *record)
{
	struct event event = { .kind = EVENT_CALL };
	struct call *call = &event.call;

	play->written[record->role] = record->bytes_written;
	play->read[record->role] = record->bytes_read;
	if (record->last)
		return;
	set_endpoint(&call->local, &record->local);
	set_endpoint(&call->remote, &record->remote);
	snprintf(call->text, sizeof(call->text), "%s%s%s", record->thread,
		 record->thread[0] ? ": " : "", record->text);
	/* What a waiting call tells came about at its end, not when it began. */
	event.time_ns = record->waits ? record->end_ns : record->time_ns;
	if (record->role == PEER_CLIENT && call->remote.port) {
		play->client = call->local;
		play->server = call->remote;
	}
	live_event(&play->live, &event);
}

static int on_peers(void *arg, struct err *err)
{
	struct play *play = arg;
	struct peer_record record;
	int ret;

	while ((ret = peers_read(&play->peers, &record)) > 0) {
		take_record(play, &record);
		if (record.last && record.result < 0)
			return err_sys(err, record.result, "the %s broke off its story",
				       peer_role_name(record.role));
	}
	if (ret < 0)
		return err_sys(err, ret, "the peers broke off their story");
	if (peers_done(&play->peers)) {
		play->done_ns = clock_now_ns();
		loop_remove(&play->live.loop, &play->peers_watch);
	}
	return 0;
}

static bool is_said(const struct play *play)
{
	for (const char *const *id = play->variant->findings; *id; id++) {
		if (!play->said[finding_by_name(*id)])
			return false;
	}
	return true;
}

/* Peers that hang would tell nothing more: that they do is what is waited for. */
static bool is_over(const struct play *play)
{
	uint64_t now_ns = clock_now_ns();
	uint64_t stall_ns = play->variant->stall_ms * MS_NS;

	if (!play->done_ns || now_ns <= play->done_ns + SETTLE_NS)
		return false;
	return !stall_ns || is_said(play) || now_ns > play->done_ns + stall_ns + HANG_LIMIT_NS;
}

static int on_tick(void *arg, struct err *err)
{
	struct play *play = arg;

	(void)err;
	play->live.loop.done |= is_over(play);
	return 0;
}

static void on_finding(void *arg, const struct connection *connection,
		       const struct finding *finding)
{
	struct play *play = arg;

	play->said[finding->id] |= connection != NULL;
}

static bool listed(const char *const *ids, enum finding_id id)
{
	for (; *ids; ids++) {
		if (strcmp(*ids, finding_info(id)->id) == 0)
			return true;
	}
	return false;
}

static bool was_found(const struct connection *connection, const char *id)
{
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		if (finding_by_name(id) == connection->findings[i].id)
			return true;
	}
	return false;
}

static void disagree(struct play *play, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void disagree(struct play *play, const char *fmt, ...)
{
	va_list args;

	play->agrees = false;
	fputs("halfclose: the demo's peers disagree: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

static void compare_findings(struct play *play, const struct connection *connection)
{
	const struct demo_variant *variant = play->variant;

	for (const char *const *id = variant->findings; *id; id++) {
		if (!was_found(connection, *id))
			disagree(play, "%s was to be found", *id);
	}
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		enum finding_id id = (enum finding_id)connection->findings[i].id;

		if (!listed(variant->findings, id) && !listed(variant->beside, id))
			disagree(play, "%s was found", finding_info(id)->id);
	}
}

static void compare_lost(struct play *play, const struct connection *connection,
			 enum side from, enum peer_role writer, enum peer_role reader)
{
	struct byte_count lost = verdict_lost(connection, from);
	int64_t truth = play->written[writer] - play->read[reader];

	if (!lost.known)
		disagree(play, "the %s wrote %lld bytes that were not read, and how many was "
			 "not found out", peer_role_name(writer), (long long)truth);
	else if ((int64_t)lost.bytes != truth && !(lost.at_least && (int64_t)lost.bytes < truth))
		disagree(play, "of the %s's bytes %lld were lost, not %lld",
			 peer_role_name(writer), (long long)truth, (long long)lost.bytes);
}

static void compare(struct play *play, const struct connection *connection)
{
	enum side client = (enum side)connection->client;

	compare_findings(play, connection);
	compare_lost(play, connection, client, PEER_CLIENT, PEER_SERVER);
	compare_lost(play, connection, connection_server(connection), PEER_SERVER, PEER_CLIENT);
}

/* A story that was told to its end, and seen from both sources. */
static bool may_compare(const struct play *play)
{
	return live_has_packets(&play->live) && !play->live.interrupted;
}

static void on_ended(void *arg, const struct connection *connection)
{
	struct play *play = arg;

	if (!endpoint_equal(&connection->end[connection->client], &play->client) ||
	    !endpoint_equal(&connection->end[connection_server(connection)], &play->server))
		return;
	play->told = true;
	text_connection(stdout, &play->style, connection);
	if (may_compare(play))
		compare(play, connection);
}

static void say_title(const struct play *play)
{
	printf("%s%s%s\n\n", style_on(&play->style, STYLE_STRONG), play->variant->title,
	       style_off(&play->style));
	fflush(stdout);
}

static void say_why(const struct play *play)
{
	if (!play->options->quiet) {
		putchar('\n');
		wrap_print(stdout, &play->style, play->variant->why,
			   strlen(play->variant->why), 0, 0);
	}
	putchar('\n');
	fflush(stdout);
}

static int run_play(struct play *play, struct err *err)
{
	unsigned int pause_ms = play->options->pause_ns ?
				(unsigned int)(play->options->pause_ns / MS_NS) : PEER_PAUSE_MS;
	const struct peer_options peers = {
		.port = play->options->port,
		.pause_ms = pause_ms,
		.limit_s = PEER_LIMIT_S + pause_ms / 1000 * PAUSES_MAX,
	};
	const struct privilege_keep keep = { .owners = true, .children = true };
	int ret = peers_start(&play->peers, play->variant, &peers);

	if (ret < 0)
		return err_sys(err, ret, "cannot start the peers");
	play->peers_watch = (struct watch){ .fd = peers_fd(&play->peers), .ready = on_peers,
					    .arg = play };
	ret = loop_add(&play->live.loop, &play->peers_watch, err);
	if (ret == 0 && play->last)
		ret = live_drop_privileges(&play->live, &keep, err);
	if (ret < 0)
		return ret;
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

/* How a variant came out. */
enum { PLAY_AGREES, PLAY_DISAGREES, PLAY_INTERRUPTED };

/* One of these, or -errno. */
static int show_variant(const struct options *options, const struct demo_variant *variant,
			bool last, struct err *err)
{
	struct play play = { .options = options, .variant = variant, .agrees = true,
			     .last = last };
	const struct sink sink = { .arg = &play, .finding = on_finding, .ended = on_ended };
	struct live_options sources = {
		.no_packets = options->no_packets,
		.stall_after_ns = variant->stall_ms * MS_NS,
		.trails = KEEP_ALL,
	};
	int ret = options->record ? open_recorder(&play, &sources, err) : 0;

	style_detect(&play.style, options->color, stdout);
	if (ret < 0)
		return ret;
	ret = live_open(&play.live, &sources, &sink, err);
	if (ret == 0)
		announce_begin(&play.live, options);
	if (ret == 0) {
		say_title(&play);
		ret = run_play(&play, err);
	}
	peers_stop(&play.peers);
	if (ret == 0) {
		live_finish(&play.live);
		if (!play.told && may_compare(&play))
			disagree(&play, "their connection was not seen");
		if (!live_has_packets(&play.live))
			puts("Without packets this cannot be held against what the peers know.");
		if (!play.live.interrupted)
			say_why(&play);
		ret = play.live.interrupted ? PLAY_INTERRUPTED :
		      play.agrees ? PLAY_AGREES : PLAY_DISAGREES;
	}
	if (options->record)
		ret = close_recorder(&play, ret, err);
	live_free(&play.live);
	return ret;
}

/* A recording is of one tracker; and the story itself goes to the standard output. */
static int check_record(const struct options *options, const struct demo *demo, struct err *err)
{
	if (options->record && strcmp(options->record, "-") == 0)
		return err_set(err, -EINVAL, "-w of a demo takes a file: its text goes to the "
			       "standard output");
	if (options->record && !options->variant && demo->variant_count > 1)
		return err_set(err, -EINVAL, "-w records one variant: give --variant %s, or another",
			       demo->variants[0].name);
	return 0;
}

static int show_demo(const struct options *options, const struct demo *demo,
		     struct err *err)
{
	bool agrees = true;

	for (size_t i = 0; i < demo->variant_count; i++) {
		const struct demo_variant *variant = &demo->variants[i];
		int ret;

		if (options->variant && strcmp(options->variant, variant->name) != 0)
			continue;
		ret = show_variant(options, variant,
				   options->variant || i + 1 == demo->variant_count, err);
		if (ret < 0)
			return ret;
		if (ret == PLAY_INTERRUPTED)
			break;
		agrees = agrees && ret == PLAY_AGREES;
	}
	return agrees ? STATUS_OK : STATUS_FINDINGS;
}

static int run_role(const struct options *options, const struct demo *demo, struct err *err)
{
	const struct demo_variant *variant = &demo->variants[0];
	enum peer_role role = strcmp(options->role, "server") == 0 ? PEER_SERVER : PEER_CLIENT;
	int ret;

	if (options->variant)
		variant = demo_variant_find(demo, options->variant);
	if (role == PEER_CLIENT && !options->port)
		return err_set(err, -EINVAL, "--role client needs the server's --port");
	ret = peer_run_role(variant, role, NULL, options->port, stdout);
	return ret < 0 ? err_sys(err, ret, "the %s broke off its story", options->role) :
			 STATUS_OK;
}

static int list_demos(void)
{
	for (size_t i = 0; i < demo_count(); i++)
		printf("%-20s %s\n", demo_at(i)->name, demo_at(i)->summary);
	return STATUS_OK;
}

int cmd_demo(const struct options *options, struct err *err)
{
	const struct demo *demo;
	int ret;

	if (options->list)
		return list_demos();
	if (!options->topic)
		return err_set(err, -EINVAL, "which demo? \"halfclose demo --list\" names them");
	demo = demo_find(options->topic);
	if (!demo)
		return err_set(err, -EINVAL, "there is no demo \"%s\": \"halfclose demo --list\" "
			       "names them", options->topic);
	if (options->variant && !demo_variant_find(demo, options->variant))
		return err_set(err, -EINVAL, "the demo %s has no variant \"%s\"", demo->name,
			       options->variant);
	if (options->role)
		return run_role(options, demo, err);
	ret = check_record(options, demo, err);
	return ret < 0 ? ret : show_demo(options, demo, err);
}
