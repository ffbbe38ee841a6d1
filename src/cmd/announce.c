/* SPDX-License-Identifier: GPL-2.0-or-later */
/* announce.c: lines on stderr about the watching itself. */
#include "cmd/announce.h"

#include <stdio.h>

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

void announce_unknown(const struct live *live, const struct options *options)
{
	uint64_t unknown = live->choice ? live->choice->unknown : 0;

	if (unknown && !options->quiet)
		fprintf(stderr, "halfclose: connections that are not shown, since their processes "
			"were not found in time or are not on this host: %llu\n",
			(unsigned long long)unknown);
}
