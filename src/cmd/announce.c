/* SPDX-License-Identifier: GPL-2.0-or-later */
/* announce.c: lines on stderr about the watching itself. */
#include "cmd/announce.h"

#include "observe/privilege.h"

#include <stdio.h>

static void say_what_lacks(const struct live *live)
{
	bool owners = live->owners && !live->sees_owners;
	char advice[PRIVILEGE_ADVICE_MAX];

	if (!live->no_packets && !owners)
		return;
	privilege_advice(advice, live->no_packets ? "cap_net_raw" : "cap_sys_ptrace");
	fprintf(stderr, "halfclose: no permission to %s%s%s: %s; going on with what may be seen\n",
		live->no_packets ? "capture packets" : "", live->no_packets && owners ? ", nor to " :
		"", owners ? "look into other users' processes" : "", advice);
}

void announce_begin(const struct live *live, const struct options *options)
{
	bool packets = live_has_packets(live), sockets = live_has_sockets(live);

	if (!options->quiet)
		say_what_lacks(live);
	if (options->verbose)
		fprintf(stderr, "halfclose: watching %s%s%s%s%s\n", packets ? "packets" : "",
			packets && sockets ? " and " : "", sockets ? "sockets" : "",
			live->dropped ? "; " : "", live->dropped ? privilege_drop_words() : "");
}

void announce_unknown(const struct live *live, const struct options *options)
{
	uint64_t unknown = live->choice ? live->choice->unknown : 0;

	if (unknown && !options->quiet)
		fprintf(stderr, "halfclose: connections that are not shown, since their processes "
			"were not found in time or are not on this host: %llu\n",
			(unsigned long long)unknown);
}
