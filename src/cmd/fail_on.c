/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fail_on.c: severities, categories and ids by name. */
#include "cmd/fail_on.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool take_word(struct fail_on *fail_on, const char *word)
{
	int id = finding_by_name(word);

	for (int severity = 0; severity < SEVERITY_COUNT; severity++) {
		if (strcmp(word, severity_name((enum severity)severity)) != 0)
			continue;
		if (!fail_on->any_severity || severity < (int)fail_on->severity)
			fail_on->severity = (enum severity)severity;
		fail_on->any_severity = true;
		return true;
	}
	for (int category = 0; category < CATEGORY_COUNT; category++) {
		if (strcmp(word, category_name((enum category)category)) == 0)
			return fail_on->category[category] = true;
	}
	return id >= 0 && (fail_on->id[id] = true);
}

int fail_on_parse(struct fail_on *fail_on, const char *list, struct err *err)
{
	/* An empty word is an unset variable, which must not pass for "nothing". */
	do {
		size_t len = strcspn(list, ",");
		char word[64];

		snprintf(word, sizeof(word), "%.*s", (int)len, list);
		if (len >= sizeof(word) || !take_word(fail_on, word))
			return err_set(err, -EINVAL,
				       "--fail-on knows no \"%s\": give note, warning, error, "
				       "lost, leak, hang, reset, info, or an id that "
				       "\"halfclose explain --list\" names", word);
		list += len;
	} while (*list++ == ',');
	return 0;
}

bool fail_on_any(const struct fail_on *fail_on)
{
	bool any = fail_on->any_severity;

	for (int category = 0; category < CATEGORY_COUNT; category++)
		any |= fail_on->category[category];
	for (int id = 0; id < FINDING_COUNT; id++)
		any |= fail_on->id[id];
	return any;
}

bool fail_on_matches(const struct fail_on *fail_on, const struct finding *finding)
{
	const struct finding_info *info = finding_info((enum finding_id)finding->id);

	return (fail_on->any_severity && finding->severity >= fail_on->severity) ||
	       fail_on->category[info->category] || fail_on->id[finding->id];
}
