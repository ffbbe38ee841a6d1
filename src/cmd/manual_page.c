/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manual_page.c: makes pages of the demos' own table, and reads settings for the others. */
#include "cmd/manual_page.h"

#include "observe/netns.h"
#include "observe/sysctl.h"
#include "peers/builtin.h"
#include "peers/demo.h"
#include "show/phrase.h"
#include "show/setting.h"
#include "show/wrap.h"

#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { FOUND_TEXT_MAX = 256 };	/* room for the ids that a variant leads to */

/* What a demo is about, besides its findings, which its own table has. */
static const struct {
	const char *demo;
	const char *see[4];
} abouts[] = {
	{ "check-before-write", { "FIN_WAIT2", "CLOSE_WAIT" } },
	{ "close-vs-accept", { "LISTEN", "ESTABLISHED" } },
	{ "close-vs-shutdown", { "FIN_WAIT2", "CLOSE_WAIT" } },
	{ "early-catch-up", { "FIN_WAIT2", "CLOSE_WAIT" } },
	{ "last-reference", { "ESTABLISHED", "FIN_WAIT1" } },
	{ "linger-default", { "SO_LINGER", "FIN_WAIT1" } },
	{ "linger-timeout", { "SO_LINGER", "FIN_WAIT1" } },
	{ "linger-zero", { "SO_LINGER", "CLOSED" } },
	{ "pool-order", { "ESTABLISHED", "CLOSED" } },
	{ "two-readers", { "ESTABLISHED" } },
	{ "unread-at-close", { "SO_LINGER", "FIN_WAIT2", "CLOSED" } },
};

static void put_found(FILE *out, const struct style *style,
		      const struct demo_variant *variant)
{
	static const char label[] = "  finds: ";
	char text[FOUND_TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	for (const struct demo_finding *found = variant->findings; found->id; found++) {
		phrase_text(&phrase, found == variant->findings ? "" : ", ");
		phrase_text(&phrase, found->id);
		if (found->count < 2)
			continue;
		phrase_text(&phrase, " ");
		phrase_text(&phrase, style_glyphs(style)->times);
		phrase_plain(&phrase, found->count);
	}
	phrase_text(&phrase, variant->findings->id ? "" : "nothing");
	phrase_text(&phrase, variant->loses ? "; bytes are lost" : "; no byte is lost");
	fputs(label, out);
	wrap_print(out, style, text, phrase.len, sizeof(label) - 1, sizeof(label) - 1);
	fputc('\n', out);
}

static void put_demo(FILE *out, const struct style *style, const void *of)
{
	const struct demo *demo = of;

	fprintf(out, "  halfclose demo %s\n", demo->name);
	if (scenario_builtin_find(demo->name, NULL))
		fprintf(out, "  halfclose explore %s\n", demo->name);
	for (size_t i = 0; i < demo->variant_count; i++) {
		const struct demo_variant *variant = &demo->variants[i];
		unsigned int column = (unsigned int)strlen(variant->name) + 2;

		fprintf(out, "\n%s%s%s: ", style_on(style, STYLE_STRONG), variant->name,
			style_off(style));
		wrap_print(out, style, variant->title, strlen(variant->title), column, 0);
		put_found(out, style, variant);
		wrap_print(out, style, variant->why, strlen(variant->why), 0, 0);
	}
}

/* Pages that more than one variant leads to are named once. */
static void see(struct topic *topic, const char *name)
{
	size_t i = 0;

	while (topic->see[i] && strcmp(topic->see[i], name) != 0)
		i++;
	if (i < TOPIC_SEE_MAX)
		topic->see[i] = name;
}

static void see_abouts(struct topic *topic)
{
	for (size_t i = 0; i < sizeof(abouts) / sizeof(abouts[0]); i++) {
		if (strcmp(abouts[i].demo, topic->name) != 0)
			continue;
		for (const char *const *name = abouts[i].see; *name; name++)
			see(topic, *name);
	}
}

static struct topic demo_topic(const struct demo *demo)
{
	struct topic topic = { .kind = TOPIC_DEMO, .name = demo->name, .summary = demo->summary,
			       .of = demo, .print = put_demo };

	for (size_t i = 0; i < demo->variant_count; i++) {
		const struct demo_finding *found = demo->variants[i].findings;

		for (; found->id; found++)
			see(&topic, found->id);
	}
	see_abouts(&topic);
	return topic;
}

void manual_page_demos(struct manual *manual)
{
	for (size_t i = 0; i < demo_count(); i++) {
		const struct topic topic = demo_topic(demo_at(i));

		manual_add(manual, &topic, 1);
	}
}

struct reading {
	const struct topic *topic;	/* borrowed */
	struct setting settings[TOPIC_SETTINGS_MAX];
	size_t count;
};

/* Called where they are to be read. */
static int read_settings(void *arg, struct err *err)
{
	struct reading *reading = arg;

	(void)err;
	for (const char *const *name = reading->topic->settings; *name; name++) {
		struct setting *setting = &reading->settings[reading->count++];

		setting->name = *name;
		sysctl_read(*name, setting->value, sizeof(setting->value));
	}
	return 0;
}

int manual_page_settings(FILE *out, const struct style *style, const struct topic *topic,
			 const char *netns, struct err *err)
{
	struct reading reading = { .topic = topic };
	struct utsname kernel;
	int fd = -1, ret;

	if (!*topic->settings)
		return 0;
	if (netns) {
		fd = netns_open(netns, err);
		if (fd < 0)
			return fd;
	}
	ret = netns_within(fd, netns, read_settings, &reading, err);
	if (fd >= 0)
		close(fd);
	if (ret < 0)
		return ret;
	uname(&kernel);
	settings_print(out, style, kernel.release, reading.settings, reading.count);
	return 0;
}
