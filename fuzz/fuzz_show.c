/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_show.c: what a report prints of any events: no raw control octets, and whole lines of JSON. */
#include "cmd/reporter.h"
#include "core/tracker.h"
#include "events.h"
#include "show/utf8.h"

#include <locale.h>
#include <string.h>

static void to_tracker(struct input *input, struct tracker *tracker)
{
	uint64_t now_ns = (uint64_t)1767323045 * 1000000000;
	struct event event;

	while (events_next(input, &now_ns, &event))
		tracker_event(tracker, &event);
	tracker_finish(tracker, now_ns);
}

/* Names are any octets: none of them may reach a terminal that could take it for a command. */
static void check_characters(const char *text, size_t len)
{
	while (len > 0) {
		uint32_t code = 0;
		size_t used = utf8_decode(text, len, &code);

		CLAIM(used > 0 && used <= len);
		CLAIM(code == '\n' || (code >= 0x20 && code != 0x7f));
		CLAIM(code < 0x80 || code > 0x9f);
		CLAIM((code < 0x202a || code > 0x202e) && (code < 0x2066 || code > 0x2069));
		text += used;
		len -= used;
	}
}

/* One object from the first character to the last, by its braces and quotes. */
static void check_object(const char *line, size_t len)
{
	bool quoted = false;
	int depth = 0;

	CLAIM(len > 2 && line[0] == '{');
	for (size_t i = 0; i < len; i++) {
		if (quoted && line[i] == '\\')
			i++;
		else if (line[i] == '"')
			quoted = !quoted;
		else if (!quoted && strchr("{[", line[i]))
			depth++;
		else if (!quoted && strchr("]}", line[i]))
			depth--;
		CLAIM(depth > 0 || i == len - 1);
	}
	CLAIM(depth == 0 && !quoted);
}

static void check_json(const char *text)
{
	const char *last = text;

	while (*text) {
		size_t len = strcspn(text, "\n");

		CLAIM(text[len] == '\n');
		check_object(text, len);
		last = text;
		text += len + 1;
	}
	CLAIM(strncmp(last, "{\"type\":\"summary\"", 17) == 0);
}

static void report(struct input *input, const struct options *options, bool now, FILE *out)
{
	const struct tracker_options tracking = {
		.trails = KEEP_ALL,
		.packets = true,
		.sockets = true,
		.max_connections = 3,
	};
	struct summary summary;
	struct reporter reporter;
	struct tracker tracker;
	struct sink sink;

	reporter_init(&reporter, options, out);
	reporter.now = reporter.sockets_alone = now;
	reporter_sink(&reporter, &sink);
	CLAIM(tracker_init(&tracker, &tracking, &sink) == 0);
	to_tracker(input, &tracker);
	summary_init(&summary, &tracker);
	summary.drops_known = true;
	reporter_finish(&reporter, &tracker.listeners, &summary);
	tracker_free(&tracker);
	reporter_free(&reporter);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct input input = { octets, len };
	uint8_t how = take8(&input);
	const struct options options = {
		.format = how & 1 ? FORMAT_JSON : FORMAT_TEXT,
		.color = COLOR_NEVER,
		.all = how & 2,
	};
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	CLAIM(out);
	setlocale(LC_CTYPE, how & 4 ? "C" : "C.UTF-8");
	report(&input, &options, how & 8, out);
	CLAIM(fclose(out) == 0);
	check_characters(text, size);
	if (options.format == FORMAT_JSON)
		check_json(text);
	free(text);
	return 0;
}
