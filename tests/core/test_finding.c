/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_finding.c: walks the catalog, so that no row can be forgotten. */
#include "core/catalog.h"
#include "core/finding.h"
#include "support/rows.h"

#include <ctype.h>

/* Stable: scripts match on them. */
static const struct {
	const char *id, *category, *severity;
} want[FINDING_COUNT] = {
	[FINDING_WRITE_AFTER_CLOSE] = { "write-after-close", "lost", "error" },
	[FINDING_UNREAD_AT_CLOSE] = { "unread-at-close", "lost", "error" },
	[FINDING_REPLY_ABANDONED] = { "reply-abandoned", "info", "note" },
	[FINDING_LINGER_DISCARD] = { "linger-discard", "lost", "error" },
	[FINDING_REPLY_UNREAD] = { "reply-unread", "lost", "error" },
	[FINDING_ORPHANED_DATA] = { "orphaned-data", "leak", "warning" },
	[FINDING_DOOMED_HALF_CLOSE] = { "doomed-half-close", "lost", "warning" },
	[FINDING_EOF_IGNORED] = { "eof-ignored", "leak", "warning" },
	[FINDING_EOF_UNREAD] = { "eof-unread", "leak", "warning" },
	[FINDING_HELD_ELSEWHERE] = { "held-elsewhere", "hang", "warning" },
	[FINDING_HALF_CLOSE_CUT] = { "half-close-cut", "lost", "warning" },
	[FINDING_CLOSED_WITHOUT_REPLY] = { "closed-without-reply", "info", "warning" },
	[FINDING_UNREAD_BACKLOG] = { "unread-backlog", "hang", "warning" },
	[FINDING_PROCESS_ENDED] = { "process-ended", "reset", "warning" },
	[FINDING_ZERO_WINDOW] = { "zero-window", "hang", "warning" },
	[FINDING_SILENT_AFTER_READ] = { "silent-after-read", "hang", "warning" },
	[FINDING_NOT_ACCEPTED] = { "not-accepted", "hang", "warning" },
	[FINDING_ACCEPT_QUEUE_RESET] = { "accept-queue-reset", "lost", "error" },
	[FINDING_ACCEPT_QUEUE_FULL] = { "accept-queue-full", "hang", "warning" },
	[FINDING_REFUSED] = { "refused", "reset", "warning" },
	[FINDING_NO_ANSWER] = { "no-answer", "hang", "warning" },
	[FINDING_TIMED_OUT] = { "timed-out", "lost", "error" },
	[FINDING_PEER_GONE] = { "peer-gone", "hang", "error" },
	[FINDING_FIN_WAIT2_EXPIRED] = { "fin-wait2-expired", "info", "warning" },
	[FINDING_HALF_CLOSED] = { "half-closed", "info", "note" },
	[FINDING_RESET_AFTER_DONE] = { "reset-after-done", "info", "note" },
	[FINDING_SIMULTANEOUS_CLOSE] = { "simultaneous-close", "info", "note" },
	[FINDING_DESTROYED] = { "destroyed", "reset", "warning" },
	[FINDING_TIME_WAIT_PILEUP] = { "time-wait-pileup", "info", "warning" },
	[FINDING_RESET_FORGED] = { "reset-forged", "reset", "error" },
	[FINDING_RESET_UNEXPLAINED] = { "reset-unexplained", "reset", "error" },
	[FINDING_EVIDENCE_GAP] = { "evidence-gap", "info", "note" },
};

static void every_row_is_as_documented(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (int id = 0; id < FINDING_COUNT; id++) {
		const struct finding_info *info = finding_info((enum finding_id)id);

		rows_next(&rows, want[id].id ? want[id].id : "a row that the test lacks");
		if (!CHECK_STRING(&rows, info->id, want[id].id) || !info->id)
			continue;
		CHECK_STRING(&rows, category_name(info->category), want[id].category);
		CHECK_STRING(&rows, severity_name(info->severity), want[id].severity);
		CHECK_INT(&rows, finding_by_name(info->id), id);
	}
	rows_end(&rows);
}

/* One line: begins in lower case or with a name in capitals, ends without a full stop. */
static bool is_line(const char *text)
{
	return text && *text && !strchr(text, '\n') && text[strlen(text) - 1] != '.' &&
	       (islower((unsigned char)text[0]) || isupper((unsigned char)text[1]));
}

static void every_row_has_its_words(void **state)
{
	struct rows rows = { 0 };

	(void)state;
	for (int id = 0; id < FINDING_COUNT; id++) {
		const struct finding_info *info = finding_info((enum finding_id)id);

		rows_next(&rows, want[id].id);
		CHECK(&rows, is_line(info->summary));
		CHECK(&rows, is_line(info->fix));
		CHECK(&rows, info->reference && *info->reference);
		if (!CHECK(&rows, info->manual && strlen(info->manual) > 400))
			continue;
		CHECK(&rows, strstr(info->manual, "\n\n  ") != NULL);	/* a command to try */
		CHECK(&rows, strstr(info->manual, "Provoke it") != NULL);
		CHECK(&rows, strstr(info->manual, "cure") != NULL);
		CHECK(&rows, info->manual[strlen(info->manual) - 1] != '\n');
	}
	rows_end(&rows);
}

static void every_row_is_in_its_category_s_table(void **state)
{
	static const struct finding_info *const tables[CATEGORY_COUNT] = {
		[CATEGORY_LOST] = catalog_lost,	  [CATEGORY_LEAK] = catalog_leak,
		[CATEGORY_HANG] = catalog_hang,	  [CATEGORY_RESET] = catalog_reset,
		[CATEGORY_INFO] = catalog_info,
	};
	struct rows rows = { 0 };

	(void)state;
	for (int category = 0; category < CATEGORY_COUNT; category++) {
		for (int id = 0; id < FINDING_COUNT; id++) {
			const struct finding_info *row = &tables[category][id];

			rows_next(&rows, want[id].id);
			if (row->id)
				CHECK_STRING(&rows, category_name((enum category)category),
					     want[id].category);
		}
	}
	rows_end(&rows);
}

static void ids_are_unique(void **state)
{
	(void)state;
	for (int id = 0; id < FINDING_COUNT; id++)
		assert_int_equal(finding_by_name(finding_info((enum finding_id)id)->id), id);
	assert_int_equal(finding_by_name("no-such-finding"), -1);
	assert_int_equal(finding_by_name(""), -1);
}

static void every_enum_has_a_name(void **state)
{
	(void)state;
	for (int i = 0; i < CATEGORY_COUNT; i++)
		assert_non_null(category_name((enum category)i));
	for (int i = 0; i < SEVERITY_COUNT; i++)
		assert_non_null(severity_name((enum severity)i));
	assert_string_equal(certainty_name(CERTAINTY_INFERRED), "inferred");
	assert_string_equal(certainty_name(CERTAINTY_OBSERVED), "observed");
	assert_string_equal(evidence_name(EVIDENCE_PACKET), "packet");
	assert_string_equal(evidence_name(EVIDENCE_SOCKET), "socket");
	assert_string_equal(evidence_name(EVIDENCE_DESTROY), "destroy");
	assert_string_equal(evidence_name(EVIDENCE_CALL), "call");
	assert_null(evidence_name(EVIDENCE_PACKET | EVIDENCE_SOCKET));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_as_documented),
		cmocka_unit_test(every_row_has_its_words),
		cmocka_unit_test(every_row_is_in_its_category_s_table),
		cmocka_unit_test(ids_are_unique),
		cmocka_unit_test(every_enum_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
