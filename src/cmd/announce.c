/* SPDX-License-Identifier: GPL-2.0-or-later */
/* announce.c: lines on stderr about the watching itself. */
#include "cmd/announce.h"

#include "show/escape.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Of a recording of that size the comments take some seconds. */
enum { LONG_BYTES = 100 << 20 };

bool announce_lacks(const struct live *live, char *text)
{
	bool owners = live->owners && !live->sees_owners;
	char advice[PRIVILEGE_ADVICE_MAX];

	if (!live->no_packets && !owners)
		return false;
	privilege_advice(advice, live->no_packets ? "cap_net_raw" : "cap_sys_ptrace");
	snprintf(text, ANNOUNCE_MAX,
		 "no permission to %s%s%s: %s; going on with what may be seen",
		 live->no_packets ? "capture packets" : "", live->no_packets && owners ? ", nor to " :
		 "", owners ? "look into other users' processes" : "", advice);
	return true;
}

void announce_begin(const struct live *live, const struct options *options)
{
	bool packets = live_has_packets(live), sockets = live_has_sockets(live);
	char lacks[ANNOUNCE_MAX];

	if (!options->quiet && announce_lacks(live, lacks))
		fprintf(stderr, "halfclose: %s\n", lacks);
	if (options->verbose)
		fprintf(stderr, "halfclose: watching %s%s%s%s%s\n", packets ? "packets" : "",
			packets && sockets ? " and " : "", sockets ? "sockets" : "",
			live->dropped ? "; " : "", live->dropped ? privilege_drop_words() : "");
}

void announce_to_person(const struct live *live, const struct options *options)
{
	struct options told = *options;

	told.verbose |= isatty(STDERR_FILENO) && !options->quiet;
	announce_begin(live, &told);
}

void announce_unknown(const struct live *live, const struct options *options)
{
	uint64_t unknown = live->choice ? live->choice->unknown : 0;

	if (unknown && !options->quiet)
		fprintf(stderr, "halfclose: connections that are not shown, since their processes "
			"were not found in time or are not on this host: %llu\n",
			(unsigned long long)unknown);
}

void announce_refused(const struct live *live, const struct options *options)
{
	uint64_t refused = live->choice ? live->choice->refused : 0;

	if (refused && !options->quiet)
		fprintf(stderr, "halfclose: connections that were refused so soon that it is not "
			"known whether the command asked (--netns new tells): %llu\n",
			(unsigned long long)refused);
}

static uint64_t count_findings(const struct summary *summary)
{
	uint64_t count = 0;

	for (int severity = 0; severity < SEVERITY_COUNT; severity++)
		count += summary->counts.findings[severity];
	return count;
}

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

/* " in 3 files, the last is test.pcapng2": nothing of a pipe. */
static void say_where(const struct recorder *recorder, const char *name)
{
	const struct tape *tape = &recorder->tape;

	if (tape->files > 1)
		fprintf(stderr, " in %u files, the last is %s", tape->files, name);
	else if (tape->regular)
		fprintf(stderr, " in %s", name);
	if (recorder->shortened)
		fprintf(stderr, " (%llu not whole: the kernel had no room)",
			(unsigned long long)recorder->shortened);
}

void announce_recorded(const struct recorder *recorder, const struct live *live,
		       const struct options *options)
{
	char path[PATH_MAX], name[2 * NAME_MAX];
	struct summary summary;
	uint64_t findings;

	if (options->quiet)
		return;
	live_summary(live, &summary);
	findings = count_findings(&summary);
	tape_path(&recorder->tape, path);
	escape_terminal(name, sizeof(name), path, strlen(path));
	fprintf(stderr, "halfclose: %llu packet%s", (unsigned long long)recorder->packets,
		plural(recorder->packets));
	say_where(recorder, name);
	fprintf(stderr, ", %llu dropped by the kernel; %llu finding%s",
		(unsigned long long)summary.counts.gaps[GAP_PACKETS_DROPPED],
		(unsigned long long)findings, plural(findings));
	if (recorder->tape.regular)
		fprintf(stderr, ": halfclose report -r %s", name);
	fputc('\n', stderr);
}

void announce_comments(struct recorder *recorder, const struct options *options)
{
	bool long_one = recorder->tape.written > LONG_BYTES && recorder->tape.files == 1;
	struct err err;

	if (long_one && isatty(STDERR_FILENO) && !options->quiet)
		fputs("halfclose: writing comments into it, unless you press Ctrl-C\n", stderr);
	if (recorder_comment(recorder, &err) < 0 && !options->quiet)
		fprintf(stderr, "halfclose: its packets are without comments: %s\n", err.text);
}
