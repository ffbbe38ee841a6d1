/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_explain.c: pages of the manual, or the list of all. */
#include "cmd/command.h"
#include "cmd/manual_page.h"
#include "show/explain.h"

#include <errno.h>
#include <stdio.h>

static int print_page(const struct options *options, const struct style *style,
		      const struct manual *manual, const struct topic *topic, struct err *err)
{
	int ret;

	explain_topic(stdout, style, topic);
	ret = manual_page_settings(stdout, style, topic, options->netns[0], err);
	if (ret == 0)
		explain_see(stdout, style, manual, topic);
	return ret;
}

static int not_found(const struct manual *manual, const char *word, struct err *err)
{
	const char *nearest = manual_nearest(manual, word);

	if (nearest)
		return err_set(err, -EINVAL, "nothing is known of \"%.60s\"; of %s there is: "
			       "\"halfclose explain --list\" names all", word, nearest);
	return err_set(err, -EINVAL, "nothing is known of \"%.60s\": \"halfclose explain --list\" "
		       "names what there is", word);
}

/* A finding and the demo that provokes it may have one name: both are meant. */
static int print_pages(const struct options *options, const struct style *style,
		       const struct manual *manual, struct err *err)
{
	size_t found = 0;

	for (size_t i = 0; i < manual->count; i++) {
		const struct topic *topic = &manual->topics[i];
		int ret;

		if (!topic_is(topic, options->topic))
			continue;
		if (found++)
			putchar('\n');
		ret = print_page(options, style, manual, topic, err);
		if (ret < 0)
			return ret;
	}
	return found ? STATUS_OK : not_found(manual, options->topic, err);
}

int cmd_explain(const struct options *options, struct err *err)
{
	struct style style;
	struct manual manual;

	if (options->netns_count > 1)
		return err_set(err, -EINVAL, "explain takes one --netns");
	style_detect(&style, options->color, stdout);
	manual_init(&manual);
	manual_page_demos(&manual);
	if (options->topic && !options->list)
		return print_pages(options, &style, &manual, err);
	explain_list(stdout, &style, &manual);
	return STATUS_OK;
}
