/* SPDX-License-Identifier: GPL-2.0-or-later */
/* story.c: reads conversations from text. */
#include "support/story.h"

#include "core/units.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 32, WORD_WINDOW = 65535 };

struct words {
	char *word[WORDS_MAX];
	int count, next;
};

static void reset_end(struct story_end *end)
{
	end->nxt = -1;
	end->seen = -1;
}

void story_init(struct story *story, event_fn deliver, void *arg)
{
	static const uint8_t loopback[4] = { 127, 0, 0, 1 };

	*story = (struct story){ .time_ns = STORY_START_NS, .deliver = deliver, .arg = arg };
	endpoint_set(&story->end[STORY_CLIENT].endpoint, FAMILY_IPV4, loopback, 6882);
	endpoint_set(&story->end[STORY_SERVER].endpoint, FAMILY_IPV4, loopback, 5555);
	story->end[STORY_CLIENT].isn = 1000;
	story->end[STORY_SERVER].isn = 500000;
	reset_end(&story->end[STORY_CLIENT]);
	reset_end(&story->end[STORY_SERVER]);
}

static const char *take(struct words *words)
{
	return words->next < words->count ? words->word[words->next++] : "";
}

static bool peek_number(const struct words *words)
{
	const char *word = words->next < words->count ? words->word[words->next] : "";

	return (*word >= '0' && *word <= '9') || *word == '-';
}

static long long take_number(struct words *words)
{
	return strtoll(take(words), NULL, 10);
}

static void deliver(struct story *story, struct event *event)
{
	event->time_ns = story->time_ns;
	story->deliver(story->arg, event);
}

static uint8_t parse_flags(const char *text)
{
	static const char letters[] = "FSRP.U";
	uint8_t flags = 0;

	for (; *text; text++) {
		const char *at = strchr(letters, *text);

		if (at)
			flags |= (uint8_t)(1 << (at - letters));
	}
	return flags;
}

static void set_notify(struct segment *segment)
{
	segment->head_len = 5;
	segment->head[0] = 23;
	segment->head[1] = 3;
	segment->head[2] = 3;
	segment->head[4] = (uint8_t)(segment->payload_len - 5);
}

static void set_finished(struct segment *segment)
{
	segment->head_len = SEGMENT_HEAD_MAX;
	memcpy(segment->head, "\x14\3\3\0\1\1\x17\3", SEGMENT_HEAD_MAX);
}

static void set_cancel(struct segment *segment)
{
	segment->head_len = SEGMENT_HEAD_MAX;
	memcpy(segment->head, "\0\0\0\x10\4\xd2\x16\x2e", SEGMENT_HEAD_MAX);
}

static int tell_packet(struct story *story, int who, const char *flags, struct words *words)
{
	bool self = endpoint_equal(&story->end[0].endpoint, &story->end[1].endpoint);
	struct story_end *me = &story->end[who], *peer = &story->end[self ? who : !who];
	struct event event = { .kind = EVENT_SEGMENT };
	struct segment *segment = &event.segment;
	int64_t seq = me->nxt, ack = peer->nxt;
	bool syn, fin;

	segment->src = me->endpoint;
	segment->dst = peer->endpoint;
	segment->flags = parse_flags(flags);
	segment->window = WORD_WINDOW;
	syn = segment->flags & SEGMENT_SYN;
	fin = segment->flags & SEGMENT_FIN;
	if (syn)
		seq = -1;
	if (peek_number(words))
		segment->payload_len = (uint32_t)take_number(words);
	while (words->next < words->count) {
		const char *word = take(words);

		if (!strcmp(word, "seq"))
			seq = take_number(words);
		else if (!strcmp(word, "ack"))
			ack = take_number(words);
		else if (!strcmp(word, "win"))
			segment->window = (uint16_t)take_number(words);
		else if (!strcmp(word, "on"))
			segment->interface = (uint16_t)take_number(words);
		else if (!strcmp(word, "wscale")) {
			segment->has_window_scale = true;
			segment->window_scale = (uint8_t)take_number(words);
		} else if (!strcmp(word, "cut"))
			segment->defects |= SEGMENT_PAYLOAD_CUT;
		else if (!strcmp(word, "headless"))
			segment->defects |= SEGMENT_HEADER_CUT;
		else if (!strcmp(word, "corrupt"))
			segment->defects |= SEGMENT_BAD_CHECKSUM;
		else if (!strcmp(word, "lying"))
			segment->defects |= SEGMENT_BAD_HEADER;
		else if (!strcmp(word, "fragment"))
			segment->defects |= SEGMENT_FRAGMENT;
		else if (!strcmp(word, "join"))
			segment->joins = true;
		else if (!strcmp(word, "notify"))
			set_notify(segment);
		else if (!strcmp(word, "finished"))
			set_finished(segment);
		else if (!strcmp(word, "cancel"))
			set_cancel(segment);
		else
			return -1;
	}
	segment->ip_len = segment->payload_len +
			  (me->endpoint.family == FAMILY_IPV6 ? 60 : 40) +
			  (segment->has_window_scale ? 4 : 0);
	segment->seq = me->isn + 1 + (uint32_t)seq;
	if (segment->flags & SEGMENT_ACK)
		segment->ack = peer->isn + 1 + (uint32_t)ack;
	if (!(segment->flags & SEGMENT_RST)) {
		int64_t end = seq + syn + segment->payload_len + fin;

		if (end > me->nxt)
			me->nxt = end;
	}
	deliver(story, &event);
	story->time_ns += MS_NS;
	return 0;
}

static enum tcp_state state_named(const char *name)
{
	for (enum tcp_state state = TCP_STATE_NONE + 1; state < TCP_STATE_COUNT; state++) {
		if (!strcmp(tcp_state_name(state), name))
			return state;
	}
	return TCP_STATE_NONE;
}

static int tell_fact_detail(struct sock_fact *fact, const char *word, struct words *words)
{
	if (!strcmp(word, "inode")) {
		fact->inode = (uint32_t)take_number(words);
	} else if (!strcmp(word, "rq")) {
		fact->recv_q = (uint32_t)take_number(words);
	} else if (!strcmp(word, "sq")) {
		fact->send_q = (uint32_t)take_number(words);
	} else if (!strcmp(word, "cookie")) {
		fact->cookie = (uint64_t)take_number(words);
	} else if (!strcmp(word, "timer")) {
		fact->timer = (uint8_t)take_number(words);
	} else if (!strcmp(word, "retrans")) {
		fact->retransmits = (uint8_t)take_number(words);
	} else if (!strcmp(word, "shut")) {
		fact->shutdown = (uint8_t)take_number(words);
		fact->has_shutdown = true;
	} else if (!strcmp(word, "acked")) {
		fact->bytes_acked = (uint64_t)take_number(words);
		fact->has_info = true;
	} else if (!strcmp(word, "received")) {
		fact->bytes_received = (uint64_t)take_number(words);
		fact->has_info = true;
	} else if (!strcmp(word, "data")) {
		fact->data_sent = (uint64_t)take_number(words);
		fact->has_info = true;
	} else if (!strcmp(word, "notsent")) {
		fact->notsent_bytes = (uint32_t)take_number(words);
		fact->has_info = true;
	} else if (!strcmp(word, "asked")) {
		fact->asked_ns -= (uint64_t)take_number(words) * MS_NS;
	} else if (!strcmp(word, "heard")) {
		fact->last_ack_recv_ms = (uint32_t)take_number(words);
		fact->has_info = true;
	} else if (!strcmp(word, "sent")) {
		fact->last_data_sent_ms = (uint32_t)take_number(words);
		fact->has_info = true;
	} else if (!strcmp(word, "got")) {
		fact->last_data_recv_ms = (uint32_t)take_number(words);
		fact->has_info = true;
	} else if (!strcmp(word, "segments")) {
		fact->data_segments = (uint32_t)take_number(words);
		fact->has_info = true;
	} else if (!strcmp(word, "expires")) {
		fact->expires_ms = (uint32_t)take_number(words);
	} else if (!strcmp(word, "disconnected")) {
		fact->remote.port = 0;
	} else if (!strcmp(word, "gone")) {
		fact->gone = true;
	} else if (!strcmp(word, "unheard")) {
		fact->unheard = true;
	} else if (!strcmp(word, "here")) {
		fact->here = true;
	} else if (!strcmp(word, "listener")) {
		fact->listener = (uint64_t)take_number(words);
	} else {
		fact->state = state_named(word);
		return fact->state == TCP_STATE_NONE ? -1 : 0;
	}
	return 0;
}

static int tell_fact(struct story *story, int who, enum sock_fact_kind kind,
		     struct words *words)
{
	struct story_end *me = &story->end[who];
	struct event event = { .kind = EVENT_SOCKET };
	struct sock_fact *fact = &event.socket;

	fact->kind = kind;
	fact->local = me->endpoint;
	fact->remote = story->end[!who].endpoint;
	fact->asked_ns = story->time_ns;
	fact->state = kind == SOCK_OBITUARY ? TCP_STATE_CLOSED : TCP_STATE_NONE;
	while (words->next < words->count) {
		if (tell_fact_detail(fact, take(words), words) < 0)
			return -1;
	}
	if (fact->inode)
		me->inode = fact->inode;
	deliver(story, &event);
	return 0;
}

static int tell_listen(struct story *story, int who, struct words *words)
{
	struct event event = { .kind = EVENT_SOCKET };
	struct sock_fact *fact = &event.socket;

	fact->kind = SOCK_POLL;
	fact->state = TCP_STATE_LISTEN;
	fact->local = story->end[who].endpoint;
	fact->remote.family = fact->local.family;
	fact->asked_ns = story->time_ns;
	while (words->next < words->count) {
		if (tell_fact_detail(fact, take(words), words) < 0)
			return -1;
	}
	deliver(story, &event);
	return 0;
}

static int tell_owner(struct story *story, int who, struct words *words)
{
	struct event event = { .kind = EVENT_OWNER };
	struct owner *owner = &event.owner;

	owner->inode = story->end[who].inode;
	owner->known = OWNER_FOUND;
	owner->holders = 1;
	owner->pid = story->end[who].pid = (int)take_number(words);
	owner->watched = true;
	snprintf(owner->comm, sizeof(owner->comm), "%s", take(words));
	if (!strcmp(take(words), "fd"))
		owner->fd = (int)take_number(words);
	deliver(story, &event);
	return 0;
}

static int tell_holder(struct story *story, int who, struct words *words)
{
	struct event event = { .kind = EVENT_HOLDER };
	const char *word = take(words);

	event.holder.inode = story->end[who].inode;
	event.holder.pid = story->end[who].pid;
	event.holder.descriptor_held = !strcmp(word, "held");
	event.holder.process_alive = strcmp(word, "exited") != 0;
	event.holder.asked_ns = story->time_ns;
	if (!strcmp(take(words), "asked"))
		event.holder.asked_ns -= (uint64_t)take_number(words) * MS_NS;
	deliver(story, &event);
	return 0;
}

static int tell_holders(struct story *story, int who, struct words *words)
{
	struct event event = { .kind = EVENT_HOLDERS };
	struct holders *holders = &event.holders;

	holders->inode = story->end[who].inode;
	while (words->next < words->count) {
		struct holder *holder = &holders->named[holders->count % HOLDERS_MAX];

		holder->pid = (int)take_number(words);
		snprintf(holder->comm, sizeof(holder->comm), "%s", take(words));
		if (strcmp(take(words), "fd") != 0)
			return -1;
		holder->fd = (int)take_number(words);
		holders->count++;
	}
	deliver(story, &event);
	return 0;
}

static int tell_process(struct story *story, int who, bool ended, struct words *words)
{
	struct event event = { .kind = EVENT_PROCESS };
	const char *word = take(words);

	event.process.pid = story->end[who].pid;
	event.process.ended = ended;
	event.process.status_known = *word != '\0';
	if (!strcmp(word, "signal"))
		event.process.signal = (uint8_t)take_number(words);
	else if (!strcmp(word, "status"))
		event.process.status = (uint8_t)take_number(words);
	deliver(story, &event);
	return 0;
}

static int tell_waits(struct story *story, int who, struct words *words)
{
	struct event event = { .kind = EVENT_WAITS };
	const char *word = take(words);

	event.waits.inode = story->end[who].inode;
	event.waits.reading = !strcmp(word, "reading");
	deliver(story, &event);
	return 0;
}

static int tell_call(struct story *story, int who, struct words *words)
{
	struct event event = { .kind = EVENT_CALL };
	size_t used = 0;

	event.call.local = story->end[who].endpoint;
	event.call.remote = story->end[!who].endpoint;
	while (words->next < words->count && used < sizeof(event.call.text))
		used += (size_t)snprintf(event.call.text + used,
					 sizeof(event.call.text) - used, "%s%s",
					 used ? " " : "", take(words));
	deliver(story, &event);
	return 0;
}

static int tell_end(struct story *story, int who, struct words *words)
{
	const char *word = take(words);

	if (!strcmp(word, "poll"))
		return tell_fact(story, who, SOCK_POLL, words);
	if (!strcmp(word, "probe"))
		return tell_fact(story, who, SOCK_PROBE, words);
	if (!strcmp(word, "destroy"))
		return tell_fact(story, who, SOCK_OBITUARY, words);
	if (!strcmp(word, "listen"))
		return tell_listen(story, who, words);
	if (!strcmp(word, "owner"))
		return tell_owner(story, who, words);
	if (!strcmp(word, "holder"))
		return tell_holder(story, who, words);
	if (!strcmp(word, "holders"))
		return tell_holders(story, who, words);
	if (!strcmp(word, "ended") || !strcmp(word, "unwatched"))
		return tell_process(story, who, *word == 'e', words);
	if (!strcmp(word, "waits"))
		return tell_waits(story, who, words);
	if (!strcmp(word, "call"))
		return tell_call(story, who, words);
	return tell_packet(story, who, word, words);
}

static int tell_address(struct story *story, int who, struct words *words)
{
	const char *text = take(words);
	uint16_t port = (uint16_t)take_number(words);
	uint8_t octets[16];

	if (inet_pton(AF_INET, text, octets) == 1)
		endpoint_set(&story->end[who].endpoint, FAMILY_IPV4, octets, port);
	else if (inet_pton(AF_INET6, text, octets) == 1)
		endpoint_set(&story->end[who].endpoint, FAMILY_IPV6, octets, port);
	else
		return -1;
	if (!strcmp(take(words), "in"))
		story->end[who].endpoint.scope = (uint8_t)take_number(words);
	reset_end(&story->end[STORY_CLIENT]);
	reset_end(&story->end[STORY_SERVER]);
	return 0;
}

static int tell_isn(struct story *story, struct words *words)
{
	int who = *take(words) == 's';

	story->end[who].isn = (uint32_t)take_number(words);
	reset_end(&story->end[STORY_CLIENT]);
	reset_end(&story->end[STORY_SERVER]);
	return 0;
}

static int tell_gap(struct story *story, struct words *words)
{
	struct event event = { .kind = EVENT_GAP };

	event.gap.kind = (enum gap_kind)take_number(words);
	event.gap.count = (uint64_t)take_number(words);
	deliver(story, &event);
	return 0;
}

static int tell_counted(struct story *story, struct words *words)
{
	struct event event = { .kind = EVENT_COUNTERS };
	const char *name = take(words);

	for (int i = 0; i < KERNEL_COUNTER_COUNT; i++) {
		if (strcmp(name, kernel_counter_name((enum kernel_counter)i)) != 0)
			continue;
		event.counters.known = 1u << i;
		event.counters.value[i] = (uint64_t)take_number(words);
		deliver(story, &event);
		return 0;
	}
	return -1;
}

static int tell_waiting(struct story *story, struct words *words)
{
	struct event event = { .kind = EVENT_TIME_WAITS };
	struct time_waits_fact *fact = &event.time_waits;

	fact->begun_ns = story->time_ns;
	fact->destination = story->end[STORY_SERVER].endpoint;
	fact->end = !peek_number(words);
	if (!fact->end) {
		fact->count = (uint64_t)take_number(words);
		take(words);
		fact->ports = (uint32_t)take_number(words);
	}
	deliver(story, &event);
	return 0;
}

static int tell_time(struct story *story, const char *word)
{
	struct event event = { .kind = EVENT_TICK };
	char *unit;
	uint64_t span = strtoull(word + 1, &unit, 10);

	story->time_ns += span * (strcmp(unit, "s") == 0 ? 1000 * MS_NS :
				  strcmp(unit, "us") == 0 ? MS_NS / 1000 : MS_NS);
	deliver(story, &event);
	return 0;
}

static int tell_step(struct story *story, char *step)
{
	struct words words = { .count = 0 };
	const char *first;
	char *save = NULL;

	for (char *word = strtok_r(step, " \t", &save); word && words.count < WORDS_MAX;
	     word = strtok_r(NULL, " \t", &save))
		words.word[words.count++] = word;
	if (words.count == 0)
		return 0;
	first = take(&words);
	if (*first == '+')
		return tell_time(story, first);
	if (!strcmp(first, "c"))
		return tell_end(story, STORY_CLIENT, &words);
	if (!strcmp(first, "s"))
		return tell_end(story, STORY_SERVER, &words);
	if (!strcmp(first, "client"))
		return tell_address(story, STORY_CLIENT, &words);
	if (!strcmp(first, "server"))
		return tell_address(story, STORY_SERVER, &words);
	if (!strcmp(first, "isn"))
		return tell_isn(story, &words);
	if (!strcmp(first, "gap"))
		return tell_gap(story, &words);
	if (!strcmp(first, "counted"))
		return tell_counted(story, &words);
	if (!strcmp(first, "waiting"))
		return tell_waiting(story, &words);
	return -1;
}

int story_tell(struct story *story, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "|\n");
		char step[256];

		snprintf(step, sizeof(step), "%.*s", (int)len, text);
		step[strcspn(step, "#")] = '\0';
		if (len >= sizeof(step) || tell_step(story, step) < 0) {
			snprintf(story->error, sizeof(story->error), "no such step: %.*s",
				 (int)len, text);
			return -1;
		}
		text += len + (text[len] != '\0');
	}
	return 0;
}
