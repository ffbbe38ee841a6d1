/* SPDX-License-Identifier: GPL-2.0-or-later */
/* replay.c: prints the report that a story (tests/support/story.h) makes, as `report` would. */
#include "cmd/reporter.h"
#include "core/tracker.h"

#include "support/story.h"

#include <locale.h>
#include <stdlib.h>

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

static char *read_all(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

static int replay(const char *text, const struct options *options)
{
	const struct tracker_options tracking = {
		.trails = reporter_trails(options),
		.zeek = reporter_zeek(options),
		.packets = true,
		.sockets = true,
	};
	struct summary summary;
	struct reporter reporter;
	struct tracker tracker;
	struct story story;
	struct sink sink;
	int ret;

	reporter_init(&reporter, options, stdout);
	reporter_sink(&reporter, &sink);
	if (tracker_init(&tracker, &tracking, &sink) < 0)
		return 1;
	story_init(&story, to_tracker, &tracker);
	ret = story_tell(&story, text);
	if (ret < 0)
		fprintf(stderr, "replay: %s\n", story.error);
	tracker_finish(&tracker, story.time_ns);
	summary_init(&summary, &tracker);
	summary.drops_known = true;
	reporter_finish(&reporter, &tracker.listeners, &summary);
	tracker_free(&tracker);
	reporter_free(&reporter);
	return ret < 0;
}

int main(int argc, char **argv)
{
	struct options options = { .all = true };
	int ret = argc == 3 ? format_find(argv[2], FORMAT_COUNT, &options.format) : -1;
	char *text;

	setlocale(LC_CTYPE, "C.UTF-8");
	if (ret < 0) {
		fputs("usage: replay STORY FORMAT\n", stderr);
		return 2;
	}
	text = read_all(argv[1]);
	if (!text) {
		perror(argv[1]);
		return 2;
	}
	ret = replay(text, &options);
	free(text);
	return ret;
}
