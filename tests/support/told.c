/* SPDX-License-Identifier: GPL-2.0-or-later */
/* told.c: connections as they leave the tracker, in words. */
#include "support/told.h"

#include "core/tracker.h"
#include "core/units.h"
#include "core/verdict.h"
#include "support/story.h"

#include <stdio.h>

static void append(char *text, size_t size, const char *separator, const char *word)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s%s", used ? separator : "", word);
}

static void states_text(const struct half *half, char *text, size_t size)
{
	for (unsigned int i = 0; i < half->state_count; i++) {
		size_t used = strlen(text);

		snprintf(text + used, size - used, "%s%s", i ? " " : "",
			 tcp_state_name(half->states[i]));
	}
}

static void count_text(struct byte_count count, char *text, size_t size)
{
	char number[32] = "-";

	if (count.known)
		snprintf(number, sizeof(number), "%llu%s", (unsigned long long)count.bytes,
			 count.at_least ? "+" : "");
	append(text, size, " ", number);
}

static const char *or_dash(const char *name)
{
	return name ? name : "-";
}

static void verdict_text(const struct connection *c, char *text, size_t size)
{
	enum side client = c->client, server = connection_server(c), first;

	append(text, size, " ", outcome_name(verdict_outcome(c)));
	if (verdict_first_closer(c, &first))
		append(text, size, " ", first == client ? "client" : "server");
	else
		append(text, size, " ", "-");
	append(text, size, " ", or_dash(closed_by_name(verdict_closed_by(c, client))));
	append(text, size, " ", or_dash(closed_by_name(verdict_closed_by(c, server))));
	append(text, size, " ", or_dash(reset_cause_name(verdict_reset_cause(c))));
	count_text(verdict_lost(c, client), text, size);
	count_text(verdict_lost(c, server), text, size);
}

static void sent_text(const struct connection *c, char *text, size_t size)
{
	const enum side sides[2] = { c->client, connection_server(c) };
	char word[64];

	for (int i = 0; i < 2; i++) {
		struct byte_count count = verdict_sent(c, sides[i]);
		unsigned long long missed = half_missed(&c->half[sides[i]]);

		if (count.known)
			snprintf(word, sizeof(word), "%llu, %llu missed",
				 (unsigned long long)count.bytes, missed);
		else
			snprintf(word, sizeof(word), "-, %llu missed", missed);
		append(text, size, "; ", word);
	}
}

static void append_count(char *text, size_t size, unsigned long long count, const char *what)
{
	char word[64];

	snprintf(word, sizeof(word), "%llu %s", count, what);
	if (count)
		append(text, size, ", ", word);
}

static void packets_text(const struct connection *c, char *text, size_t size)
{
	unsigned int again = 0, refused = 0;

	for (size_t i = 0; c->trail && i < trail_count(c->trail); i++) {
		struct trail_entry skipped;
		const struct trail_entry *entry = trail_get(c->trail, i, &skipped);

		again += entry->kind == TRAIL_SEGMENT && entry->segment.again;
		refused += entry->kind == TRAIL_SEGMENT && entry->segment.refused;
	}
	snprintf(text, size, "%llu/%llu",
		 (unsigned long long)connection_half(c, (enum side)c->client)->packets,
		 (unsigned long long)connection_half(c, connection_server(c))->packets);
	append_count(text, size, again, "again");
	append_count(text, size, refused, "refused");
}

static void findings_text(const struct connection *c, char *text, size_t size)
{
	for (unsigned int i = 0; i < c->finding_count; i++) {
		const struct finding *finding = &c->findings[i];
		char word[80];

		snprintf(word, sizeof(word), "%s %s %llu%s", finding_info(finding->id)->id,
			 finding->end == c->client ? "client" : "server",
			 (unsigned long long)finding->bytes, finding->at_least &&
			 finding->bytes ? "+" : "");
		append(text, size, ", ", word);
	}
}

static void hangs_text(const struct connection *c, char *text, size_t size)
{
	for (unsigned int i = 0; i < c->finding_count; i++) {
		const struct finding *finding = &c->findings[i];
		const struct finding_info *info = finding_info(finding->id);
		char word[120];

		if (info->category != CATEGORY_HANG)
			continue;
		snprintf(word, sizeof(word), "%s at %lld, for %llu%s, %s", info->id,
			 (long long)(finding->time_ns - c->start_ns) / (long long)MS_NS,
			 (unsigned long long)(finding->span_ns / MS_NS),
			 finding->until_ns ? ", ended" : "",
			 certainty_name(finding->certainty));
		append(text, size, "; ", word);
		if (finding->carried) {
			snprintf(word, sizeof(word), "%llu read",
				 (unsigned long long)finding->carried);
			append(text, size, ", ", word);
		}
		if (finding->segments) {
			snprintf(word, sizeof(word), "in %u", (unsigned int)finding->segments);
			append(text, size, " ", word);
		}
	}
}

static void on_ended(void *arg, const struct connection *c)
{
	struct told *text = arg;

	text->states[0] = text->verdict[0] = text->findings[0] = text->sent[0] = '\0';
	text->packets[0] = '\0';
	states_text(&c->half[c->client], text->states, sizeof(text->states));
	snprintf(text->states + strlen(text->states),
		 sizeof(text->states) - strlen(text->states), " / ");
	states_text(&c->half[connection_server(c)], text->states, sizeof(text->states));
	verdict_text(c, text->verdict, sizeof(text->verdict));
	findings_text(c, text->findings, sizeof(text->findings));
	hangs_text(c, text->hangs, sizeof(text->hangs));
	sent_text(c, text->sent, sizeof(text->sent));
	packets_text(c, text->packets, sizeof(text->packets));
}

static void on_finding(void *arg, const struct connection *c, const struct finding *finding)
{
	struct told *text = arg;

	(void)c;
	append(text->said, sizeof(text->said), ", ",
	       finding_info((enum finding_id)finding->id)->id);
}

static void on_placed(void *arg, const struct finding *finding)
{
	struct told *text = arg;
	const struct place *place = finding->place;
	char word[120];

	snprintf(word, sizeof(word), "%s %u %llu/%llu at %lld, for %llu%s",
		 finding_info((enum finding_id)finding->id)->id, place->endpoint.port,
		 (unsigned long long)place->count, (unsigned long long)place->room,
		 (long long)(finding->time_ns - STORY_START_NS) / (long long)MS_NS,
		 (unsigned long long)(finding->span_ns / MS_NS),
		 finding->until_ns ? ", ended" : "");
	append(text->places, sizeof(text->places), "; ", word);
}

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

static void tell(struct told *text, struct rows *check, const char *story_text,
		 uint64_t rest_after_ns)
{
	struct tracker_options options = {
		.packets = true,
		.sockets = strstr(story_text, "poll") || strstr(story_text, "probe"),
		.trails = KEEP_ALL,
		.rest_after_ns = rest_after_ns,
	};
	struct sink sink = { .arg = text, .finding = on_finding, .ended = on_ended,
			     .placed = on_placed };
	struct tracker tracker;
	struct story story;

	*text = (struct told){ 0 };
	assert_int_equal(tracker_init(&tracker, &options, &sink), 0);
	story_init(&story, to_tracker, &tracker);
	if (story_tell(&story, story_text) < 0)
		CHECK_STRING(check, story.error, "");
	tracker_finish(&tracker, story.time_ns);
	snprintf(text->gaps, sizeof(text->gaps), "%llu begun before, %llu missed",
		 (unsigned long long)tracker.counts.gaps[GAP_BEGUN_BEFORE],
		 (unsigned long long)tracker.counts.gaps[GAP_OCTETS_MISSED]);
	append_count(text->packets, sizeof(text->packets), tracker.counts.copies, "copies");
	if (tracker.counts.connections > 1)
		append_count(text->packets, sizeof(text->packets), tracker.counts.connections,
			     "connections");
	tracker_free(&tracker);
}

static void check_same(struct rows *check, const struct told *now, const struct told *before)
{
	CHECK_STRING(check, now->states, before->states);
	CHECK_STRING(check, now->verdict, before->verdict);
	CHECK_STRING(check, now->findings, before->findings);
	CHECK_STRING(check, now->hangs, before->hangs);
	CHECK_STRING(check, now->sent, before->sent);
	CHECK_STRING(check, now->gaps, before->gaps);
	CHECK_STRING(check, now->said, before->said);
	CHECK_STRING(check, now->places, before->places);
	CHECK_STRING(check, now->packets, before->packets);
}

/* A connection that was at rest meanwhile is no other one. */
void told(struct told *text, struct rows *check, const char *story)
{
	static const uint64_t rest_after_ns[] = { 1, S_NS };
	struct told rested;

	tell(text, check, story, 0);
	for (size_t i = 0; i < ARRAY_LEN(rest_after_ns); i++) {
		tell(&rested, check, story, rest_after_ns[i]);
		check_same(check, &rested, text);
	}
}

static void check_common(struct rows *check, const struct told *text, const char *states,
			 const char *verdict, const char *findings)
{
	if (states)
		CHECK_STRING(check, text->states, states);
	if (verdict)
		CHECK_STRING(check, text->verdict, verdict);
	if (findings)
		CHECK_STRING(check, text->findings, findings);
}

void told_check(const struct told_row *rows, size_t count)
{
	struct rows check = { 0 };

	for (const struct told_row *row = rows; row < rows + count; row++) {
		struct told text;

		rows_next(&check, row->name);
		told(&text, &check, row->story);
		check_common(&check, &text, row->states, row->verdict, row->findings);
	}
	rows_end(&check);
}

void told_check_sent(const struct told_sent_row *rows, size_t count)
{
	struct rows check = { 0 };

	for (const struct told_sent_row *row = rows; row < rows + count; row++) {
		struct told text;

		rows_next(&check, row->name);
		told(&text, &check, row->story);
		check_common(&check, &text, row->states, row->verdict, row->findings);
		if (row->sent)
			CHECK_STRING(&check, text.sent, row->sent);
		if (row->packets)
			CHECK_STRING(&check, text.packets, row->packets);
	}
	rows_end(&check);
}

void told_check_text(const struct told_text_row *rows, size_t count, size_t offset)
{
	struct rows check = { 0 };

	for (const struct told_text_row *row = rows; row < rows + count; row++) {
		struct told text;

		rows_next(&check, row->name);
		told(&text, &check, row->story);
		CHECK_STRING(&check, (const char *)&text + offset, row->text);
	}
	rows_end(&check);
}
