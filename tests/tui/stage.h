/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stage.h: an interface to which a story (support/story.h) is told, with these steps besides:
 *
 *	key j j Enter		keys by name (tui/keys.h)
 *	type state:close_wait	characters
 *	frame			what was told is taken in; also before each of the above
 *	polls 12 5		so many dumps, of so many ms together
 *	holder 6 733 java	the socket with that inode, of a listener too, is that process's
 *	said text		what the caller answers
 *	many 10000		that many connections more, each a millisecond after the other
 */
#ifndef HALFCLOSE_TESTS_TUI_STAGE_H
#define HALFCLOSE_TESTS_TUI_STAGE_H

#include "core/tracker.h"
#include "show/summary.h"
#include "support/story.h"
#include "tui/keys.h"
#include "tui/tui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stage {
	struct tracker tracker;
	struct story story;
	struct tui *tui;
	struct tui_action action;	/* the latest that was any */
	uint64_t polls, poll_ns;
	bool dropped;			/* the kernel says how many packets it dropped */
};

static inline void stage_to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

/* 0, or -1. */
static inline int stage_init(struct stage *stage, bool utf8)
{
	const struct tracker_options tracking = {
		.trails = KEEP_ALL,
		.packets = true,
		.sockets = true,
		.ended_ns = (uint64_t)60 * 1000 * 1000 * 1000,
		.ended_max = 10000,
		.ended_findings = true,
	};
	const struct sink sink = { 0 };
	const struct tui_options options = {
		.tracker = &stage->tracker,
		.source = "lo",
		.utf8 = utf8,
	};

	*stage = (struct stage){ .dropped = true };
	if (tracker_init(&stage->tracker, &tracking, &sink) < 0)
		return -1;
	story_init(&stage->story, stage_to_tracker, &stage->tracker);
	stage->tui = tui_new(&options);
	return stage->tui ? 0 : -1;
}

static inline void stage_free(struct stage *stage)
{
	tui_free(stage->tui);
	tracker_free(&stage->tracker);
}

static inline int stage_frame(struct stage *stage)
{
	struct summary summary;

	summary_init(&summary, &stage->tracker);
	summary.drops_known = stage->dropped;
	summary.packets = summary.sockets = true;
	summary.start_ns = STORY_START_NS;
	summary.polls = stage->polls;
	summary.poll_ns = stage->poll_ns;
	return tui_update(stage->tui, &summary, stage->story.time_ns);
}

static inline void stage_key(struct stage *stage, struct tui_input input)
{
	struct tui_action action = tui_input(stage->tui, &input);

	if (action.kind != TUI_ACTION_NONE)
		stage->action = action;
}

static inline int stage_keys(struct stage *stage, char *names)
{
	char *save = NULL;

	for (char *name = strtok_r(names, " ", &save); name; name = strtok_r(NULL, " ", &save)) {
		struct tui_input input = key_named(name);

		if (input.key == TUI_KEY_NONE)
			return -1;
		stage_key(stage, input);
	}
	return 0;
}

static inline int stage_many(struct stage *stage, int count)
{
	for (int i = 0; i < count; i++) {
		char text[160];

		snprintf(text, sizeof(text),
			 "client 127.%d.%d.%d %d | server 127.0.0.1 8080 | c S | s S. | c . | c P. 9",
			 1 + i / 65536, i / 256 % 256, i % 256, 20000 + i % 40000);
		if (story_tell(&stage->story, text) < 0)
			return -1;
	}
	return 0;
}

static inline int stage_holder(struct stage *stage, unsigned int inode, int pid, const char *comm)
{
	struct event event = {
		.kind = EVENT_OWNER,
		.time_ns = stage->story.time_ns,
		.owner = { .inode = inode, .known = OWNER_FOUND, .pid = pid, .fd = 3,
			   .holders = 1 },
	};

	snprintf(event.owner.comm, sizeof(event.owner.comm), "%s", comm);
	tracker_event(&stage->tracker, &event);
	return 0;
}

/* One step; 0, or -1 with stage->story.error. */
static inline int stage_step(struct stage *stage, char *step)
{
	unsigned int polls, ms, inode;
	char comm[OWNER_COMM_MAX];
	int count, pid;

	if (strncmp(step, "key ", 4) == 0)
		return stage_frame(stage) < 0 ? -1 : stage_keys(stage, step + 4);
	if (strncmp(step, "type ", 5) == 0) {
		for (const char *at = step + 5; *at; at++)
			stage_key(stage, tui_input_character((unsigned char)*at));
		return 0;
	}
	if (strcmp(step, "frame") == 0)
		return stage_frame(stage);
	if (sscanf(step, "polls %u %u", &polls, &ms) == 2) {
		stage->polls = polls;
		stage->poll_ns = (uint64_t)ms * 1000 * 1000;
		return 0;
	}
	if (strncmp(step, "said ", 5) == 0) {
		tui_say(stage->tui, STYLE_GOOD, step + 5);
		return 0;
	}
	if (sscanf(step, "holder %u %d %15s", &inode, &pid, comm) == 3)
		return stage_holder(stage, inode, pid, comm);
	if (sscanf(step, "many %d", &count) == 1)
		return stage_many(stage, count);
	return story_tell(&stage->story, step);
}

/* Steps end in a newline. */
static inline int stage_tell(struct stage *stage, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *step = strndup(text, len);
		int ret = step ? stage_step(stage, step) : -1;

		free(step);
		if (ret < 0)
			return ret;
		text += len + (text[len] == '\n');
	}
	return 0;
}

#endif
