/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_show.c: what a report prints of any events: no raw control octets, JSON, diagrams and pages whole. */
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

/* Statements that are known, whose texts hold nothing but letters, numbers and entities. */
static void check_mermaid(const char *text)
{
	static const char first[] = "sequenceDiagram\n";

	CLAIM(strncmp(text, first, sizeof(first) - 1) == 0);
	for (text += sizeof(first) - 1; *text; text += strcspn(text, "\n") + 1) {
		size_t len = strcspn(text, "\n"), said = strcspn(text, ":");

		CLAIM(len > 4 && text[len] == '\n' && strncmp(text, "    ", 4) == 0);
		if (strncmp(text, "    %%", 6) == 0 || strncmp(text, "    rect rgba(", 14) == 0)
			continue;
		for (size_t i = said < len ? said : 0; i < len; i++) {
			CLAIM(!strchr("\"%&@{}`|$\\~^*", text[i]));
			CLAIM(text[i] != '#' || text[i + 1 + strspn(text + i + 1, "0123456789")] == ';');
			CLAIM(text[i] != '<' || strncmp(text + i, "<br/>", 5) == 0);
		}
	}
}

/* Each element is closed where its parent is not: what is between is text, and stays so. */
static void check_page(const char *text)
{
	int depth = 0;

	CLAIM(strncmp(text, "<!DOCTYPE html>\n", 16) == 0);
	for (text = strchr(text + 1, '<'); text; text = strchr(text, '<')) {
		size_t len = strcspn(text, ">");

		CLAIM(text[len] == '>');
		if (strncmp(text, "<script>", 8) == 0)
			text = strstr(text, "</script>");
		else if (text[1] == '/')
			CLAIM(--depth >= 0);
		else if (text[len - 1] != '/')
			depth++;
		text++;
	}
	CLAIM(depth == 0);
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
	static const struct {
		enum format format;
		void (*check)(const char *text);
	} formats[] = {
		{ FORMAT_TEXT, NULL }, { FORMAT_JSON, check_json },
		{ FORMAT_MERMAID, check_mermaid }, { FORMAT_MARKDOWN, NULL },
		{ FORMAT_HTML, check_page },
	};
	struct input input = { octets, len };
	uint8_t how = take8(&input);
	size_t which = ((how & 1) | (how >> 3 & 6)) % (sizeof(formats) / sizeof(formats[0]));
	const struct options options = {
		.format = formats[which].format,
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
	if (formats[which].check)
		formats[which].check(text);
	free(text);
	return 0;
}
