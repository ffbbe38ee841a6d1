/* SPDX-License-Identifier: GPL-2.0-or-later */
/* summary_words.c: a table of what a summary says, and of who says it. */
#include "show/summary_words.h"
#include "core/finding.h"
#include "show/counted.h"

static void say_watched(struct phrase *phrase, const struct summary *summary)
{
	const struct tracker_counts *counts = &summary->counts;

	if (summary->end_ns > summary->start_ns && summary->start_ns) {
		phrase_span(phrase, summary->end_ns - summary->start_ns);
		phrase_text(phrase, ": ");
	}
	phrase_count(phrase, counts->connections, "connection");
	if (summary->packets) {
		phrase_text(phrase, ", ");
		phrase_count(phrase, counts->segments, "packet");
	}
	if (summary->sockets) {
		phrase_text(phrase, ", ");
		phrase_count(phrase, counts->facts, "socket fact");
		phrase_text(phrase, " (");
		phrase_count(phrase, summary->polls, "poll");
		phrase_text(phrase, ", ");
		phrase_span(phrase, summary->poll_ns);
		phrase_text(phrase, ")");
	}
}

static void say_found(struct phrase *phrase, const struct summary *summary)
{
	const struct tracker_counts *counts = &summary->counts;

	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--) {
		phrase_count(phrase, counts->findings[severity],
			     severity_name((enum severity)severity));
		phrase_text(phrase, severity ? ", " : "");
	}
}

static void say_missed(struct phrase *phrase, const struct summary *summary)
{
	const struct tracker_counts *counts = &summary->counts;

	if (summary->packets && !summary->drops_known) {
		phrase_text(phrase, "unknown how many packets the kernel dropped");
	} else if (summary->packets) {
		phrase_count(phrase, counts->gaps[GAP_PACKETS_DROPPED], "packet");
		phrase_text(phrase, " dropped by the kernel");
	} else {
		phrase_text(phrase, "no packets were captured");
	}
	if (counts->gaps[GAP_SOCKETS_OVERRUN]) {
		phrase_text(phrase, ", ");
		phrase_count(phrase, counts->gaps[GAP_SOCKETS_OVERRUN], "overrun");
		phrase_text(phrase, " of the kernel's notifications");
	}
	if (counts->gaps[GAP_SOCKETS_LEFT]) {
		phrase_text(phrase, ", notifications of closed sockets ");
		phrase_count(phrase, counts->gaps[GAP_SOCKETS_LEFT], "time");
		phrase_text(phrase, ", while thousands closed each second");
	}
	if (counts->evicted) {
		phrase_text(phrase, ", ");
		phrase_count(phrase, counts->evicted, "connection");
		phrase_text(phrase, " let go early (--max-connections)");
	}
}

static void say_unused_for(struct phrase *phrase, uint64_t count, const char *why)
{
	if (!count)
		return;
	phrase_text(phrase, phrase->len ? ", " : "");
	phrase_number(phrase, count);
	phrase_text(phrase, why);
}

/* Frames of TCP that told nothing; "" if there were none. */
static void say_unused(struct phrase *phrase, const struct summary *summary)
{
	say_unused_for(phrase, summary->counts.copies, " seen before on another interface");
	say_unused_for(phrase, summary->fragments, " that continue a fragmented one");
	say_unused_for(phrase, summary->cut, " cut within the headers");
	say_unused_for(phrase, summary->malformed, " malformed");
	say_unused_for(phrase, summary->counts.corrupt, " with a wrong checksum or header length");
}

static const struct {
	const char *label;
	void (*say)(struct phrase *phrase, const struct summary *summary);
} lines[SUMMARY_LINE_COUNT] = {
	[SUMMARY_WATCHED] = { "watched", say_watched },
	[SUMMARY_UNUSED] = { "unused", say_unused },
	[SUMMARY_FINDINGS] = { "findings", say_found },
	[SUMMARY_MISSED] = { "missed", say_missed },
	[SUMMARY_KERNEL] = { "kernel", counted_say },
};

const char *summary_label(enum summary_line line)
{
	return lines[line].label;
}

void summary_say(struct phrase *phrase, enum summary_line line, const struct summary *summary)
{
	lines[line].say(phrase, summary);
}
