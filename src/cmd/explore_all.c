/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explore_all.c: each built-in scenario, held against what is to be found in it. */
#include "cmd/explore_all.h"

#include "cmd/command.h"
#include "cmd/die.h"
#include "cmd/explore_words.h"
#include "core/units.h"
#include "show/phrase.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMNS = 20, VARIANT_COLUMNS = 13 };

/* Of all that were explored. */
struct sums {
	const struct options *options;	/* borrowed */
	struct style style;
	uint64_t scenarios, differ, executions, took_ns;
	int interrupted;		/* by that signal; 0: not */
};

int explore_list(const struct options *options)
{
	struct style style;

	style_detect(&style, options->color, stdout);
	for (size_t i = 0; i < scenario_builtin_count(); i++) {
		const struct scenario_builtin *builtin = scenario_builtin_at(i);

		printf("%s%-*s%s %-*s %s\n", style_on(&style, STYLE_STRONG), NAME_COLUMNS,
		       builtin->name, style_off(&style), VARIANT_COLUMNS, builtin->variant,
		       builtin->title);
	}
	return STATUS_OK;
}

/* NULL: it is as the table says. Else what is not. */
static const char *difference(const struct exploration *exploration, char *text, size_t size)
{
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);
	const struct scenario *scenario = &exploration->scenario;
	const char *breaks = exploration->builtin->breaks;

	if (!tally->whole)
		return "not all of it was explored";
	for (unsigned int i = 0; i < scenario->expect_count; i++) {
		char expect[SCENARIO_STEP_TEXT_MAX];
		bool meant, in_some = tally->broken[i] && tally->broken[i] < tally->schedules;

		scenario_print_expect(scenario, &scenario->expects[i], expect);
		meant = breaks && strcmp(expect, breaks) == 0;
		if (meant ? in_some : !tally->broken[i])
			continue;
		snprintf(text, size, "%s is broken in %s", expect,
			 !tally->broken[i] ? "none" : in_some ? "some" : "all");
		return text;
	}
	return NULL;
}

static void put_head(void)
{
	printf("%-*s %-*s %9s %9s %9s %9s\n", NAME_COLUMNS, "scenario", VARIANT_COLUMNS, "variant",
	       "schedules", "fail", "share", "points");
}

static void put_row(const struct sums *sums, const struct exploration *exploration,
		    const char *differs)
{
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);
	const struct style *style = &sums->style;
	char share_text[32], points[32], schedules[32], failed[32];
	struct phrase share, phrase;

	phrase_init(&share, share_text, sizeof(share_text));
	explore_share(&share, tally->failed, tally->schedules);
	phrase_init(&phrase, schedules, sizeof(schedules));
	phrase_number(&phrase, tally->schedules);
	phrase_init(&phrase, failed, sizeof(failed));
	phrase_number(&phrase, tally->failed);
	snprintf(points, sizeof(points), "%llu-%llu", (unsigned long long)tally->points_min,
		 (unsigned long long)tally->points_max);
	printf("%-*s %-*s %9s %9s %9s %9s  %s%s%s%s\n", NAME_COLUMNS, exploration->builtin->name,
	       VARIANT_COLUMNS, exploration->builtin->variant, schedules, failed, share_text,
	       points, style_on(style, differs ? STYLE_ERROR : STYLE_GOOD),
	       differs ? "DIFFERS: " : "ok", differs ? differs : "", style_off(style));
	fflush(stdout);
}

static int explore_one(struct sums *sums, struct exploration *exploration,
		       const struct scenario_builtin *builtin, struct err *err)
{
	const struct explorer_tally *tally;
	char text[SCENARIO_STEP_TEXT_MAX + 32];
	const char *differs;
	int ret = exploration_open(exploration, sums->options, builtin, err);

	if (ret == 0)
		ret = exploration_run(exploration, err);
	if (ret < 0)
		return ret;
	sums->interrupted = exploration->interrupted;
	if (sums->interrupted)
		return 0;
	tally = explorer_tally(exploration->explorer);
	differs = difference(exploration, text, sizeof(text));
	sums->scenarios++;
	sums->differ += differs != NULL;
	sums->executions += tally->schedules + tally->begun;
	sums->took_ns += exploration->took_ns;
	if (sums->options->format == FORMAT_JSON)
		explore_json(exploration, NULL, false, stdout);
	else if (differs || !sums->options->quiet)
		put_row(sums, exploration, differs);
	return 0;
}

static void put_sums(const struct sums *sums)
{
	uint64_t ms = sums->took_ns / MS_NS + 1;

	printf("%s%llu scenarios, of which %llu differ from what they should find; %llu schedules a "
	       "second\n", sums->interrupted ? "interrupted: " : "",
	       (unsigned long long)sums->scenarios, (unsigned long long)sums->differ,
	       (unsigned long long)(sums->executions * 1000 / ms));
}

int explore_all(const struct options *options, struct err *err)
{
	struct exploration *exploration = malloc(sizeof(*exploration));
	struct sums sums = { .options = options };
	bool text = options->format == FORMAT_TEXT;
	int ret = 0;

	if (!exploration)
		return err_sys(err, -ENOMEM, "cannot begin");
	style_detect(&sums.style, options->color, stdout);
	if (text && !options->quiet)
		put_head();
	for (size_t i = 0; ret == 0 && !sums.interrupted && i < scenario_builtin_count(); i++) {
		ret = explore_one(&sums, exploration, scenario_builtin_at(i), err);
		exploration_close(exploration);
	}
	free(exploration);
	if (ret < 0)
		return ret;
	if (text)
		put_sums(&sums);
	fflush(stdout);
	if (sums.interrupted && !sums.differ)
		return die_of(sums.interrupted);
	return sums.differ ? STATUS_FINDINGS : STATUS_OK;
}
