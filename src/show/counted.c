/* SPDX-License-Identifier: GPL-2.0-or-later */
/* counted.c: which counter counts what a finding or a cause should show. */
#include "show/counted.h"

static const char *cause_name(int cause)
{
	const char *name = reset_cause_name((enum reset_cause)cause);

	return name ? name : "unknown";
}

static void counter_member(struct json *json, const struct kernel_counters *counters,
			   enum kernel_counter counter)
{
	json_key(json, kernel_counter_name(counter));
	if (kernel_counter_known(counters, counter))
		json_put_u64(json, counters->value[counter]);
	else
		json_put_null(json);
}

void counted_members(struct json *json, const struct summary *summary)
{
	const struct kernel_counters *kernel = &summary->counts.kernel;

	json_key(json, "reset_causes");
	json_object_begin(json);
	for (int cause = 0; cause < RESET_CAUSE_COUNT; cause++) {
		json_key(json, cause_name(cause));
		json_put_u64(json, summary->counts.causes[cause]);
	}
	json_object_end(json);
	json_key(json, "kernel_counters");
	if (!kernel->known) {
		json_put_null(json);
		return;
	}
	json_object_begin(json);
	for (int i = 0; i < KERNEL_COUNTER_COUNT; i++)
		counter_member(json, kernel, (enum kernel_counter)i);
	json_object_end(json);
}

/* What of it was seen. */
static uint64_t resets(const struct tracker_counts *counts)
{
	return counts->resets;
}

/* A RST whose cause is not known was seen all the same, and may be any of these. */
static uint64_t unexplained(const struct tracker_counts *counts)
{
	return counts->causes[RESET_CAUSE_UNKNOWN];
}

static uint64_t closes_unread(const struct tracker_counts *counts)
{
	return counts->causes[RESET_CAUSE_UNREAD_DATA] + unexplained(counts);
}

static uint64_t aborts(const struct tracker_counts *counts)
{
	/* What came to a closed socket is no data to us if it was a close_notify, to the kernel it is. */
	return counts->causes[RESET_CAUSE_LINGER_ZERO] +
	       counts->causes[RESET_CAUSE_DATA_AFTER_CLOSE] +
	       counts->causes[RESET_CAUSE_NO_SOCKET] + unexplained(counts);
}

static uint64_t time_outs(const struct tracker_counts *counts)
{
	return counts->causes[RESET_CAUSE_TIMEOUT] + counts->gave_up + unexplained(counts);
}

static const struct {
	enum kernel_counter counter;
	uint64_t (*seen)(const struct tracker_counts *counts);
	const char *what;
} rows[] = {
	{ KERNEL_OUT_RSTS, resets, "resets" },
	{ KERNEL_ABORT_ON_CLOSE, closes_unread, "close() with data unread" },
	{ KERNEL_ABORT_ON_DATA, aborts, "aborts by SO_LINGER {1,0} or by data after close()" },
	{ KERNEL_ABORT_ON_TIMEOUT, time_outs, "time-outs" },
};

/* "resets: 3 (OutRsts)" */
static void say_count(struct phrase *phrase, const char *what, uint64_t count,
		      enum kernel_counter counter)
{
	phrase_text(phrase, what);
	phrase_text(phrase, ": ");
	phrase_number(phrase, count);
	phrase_text(phrase, " (");
	phrase_text(phrase, kernel_counter_name(counter));
	phrase_text(phrase, ")");
}

/*
 * More than was seen. Nothing is told where less is watched than is counted: with a filter, or by
 * sockets alone, which do not show what is over. What was sent before the first reading or after the
 * last was seen all the same, so that it can only be too little.
 */
static void say_unseen(struct phrase *phrase, const struct summary *summary)
{
	const struct tracker_counts *counts = &summary->counts;
	const char *before = phrase->len ? "; " : "", *head = "counted, and not seen here (other "
							      "interfaces, or missed): ";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t counted = counts->kernel.value[rows[i].counter];
		uint64_t seen = rows[i].seen(counts);

		if (counted <= seen)
			continue;
		phrase_text(phrase, before);
		phrase_text(phrase, head);
		say_count(phrase, rows[i].what, counted - seen, rows[i].counter);
		before = ", ";
		head = "";
	}
}

void counted_say(struct phrase *phrase, const struct summary *summary)
{
	uint64_t overflows = summary->counts.kernel.value[KERNEL_LISTEN_OVERFLOWS];

	if (summary->filtered)
		return;
	if (overflows)
		say_count(phrase, "SYNs or ACKs dropped since an accept queue was full", overflows,
			  KERNEL_LISTEN_OVERFLOWS);
	if (summary->packets)
		say_unseen(phrase, summary);
}
