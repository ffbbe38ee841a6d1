/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gap_words.c: the words for each kind of missing evidence. */
#include "show/gap_words.h"

#define SETCAP \
	"sudo setcap cap_net_raw,cap_sys_ptrace,cap_dac_read_search=ep " \
	"\"$(readlink -f \"$(command -v halfclose || echo ./halfclose)\")\""

static const struct {
	const char *noun;	/* what is counted, in the singular; NULL: nothing */
	const char *explain;	/* after the count */
	const char *fix;
} words[GAP_KIND_COUNT] = {
	[GAP_PACKETS_DROPPED] = {
		.noun = "packet",
		.explain = " dropped by the kernel before halfclose could read: what connections "
			   "of that time sent is known at least, not exactly",
		.fix = "watch less: give a filter (for example `port 80`), which the kernel applies",
	},
	[GAP_SOCKETS_OVERRUN] = {
		.noun = "overrun",
		.explain = " of the kernel's notifications of closed sockets (ENOBUFS): "
			   "some were lost, and with them exact counts of lost bytes",
		.fix = "watch a quieter moment, or trust the packets: only resets need these notifications",
	},
	[GAP_SOCKETS_LEFT] = {
		.noun = "time",
		.explain = " that thousands of sockets closed each second, and the kernel's "
			   "notifications of it were left, since they slow down who closes: of "
			   "resets in that time the cause and the loss may be unknown",
		.fix = "nothing, for what ended well: packets tell that; of resets a quieter moment "
		       "tells more (a filter does not make fewer notifications)",
	},
	[GAP_SOCKETS_UNASKED] = {
		.noun = "open socket",
		.explain = " of which only the queues were asked for, since there are so many: a "
			   "server that read a request and never answered would not show",
		.fix = "watch for a while, `--for 60s`, which asks them one after the other, or give "
		       "a filter",
	},
	[GAP_DUMP_PARTIAL] = {
		.noun = "dump",
		.explain = " of the sockets interrupted by changes again and again: some sockets "
			   "may be missing from it",
		.fix = "give a filter, so that fewer sockets are dumped, or look again",
	},
	[GAP_NO_PACKETS] = {
		.explain = "no packets: no permission to capture, so states and queues come from "
			   "the sockets alone and the bytes of past writes are unknown",
		.fix = "run as root, or once: " SETCAP,
	},
	[GAP_NO_SOCKETS] = {
		.explain = "no sockets: the kernel's sock_diag does not answer, so close() and "
			   "shutdown() cannot be told apart",
		.fix = "load the kernel module tcp_diag, or leave the sandbox that forbids netlink",
	},
	[GAP_PACKETS_CUT] = {
		.noun = "packet",
		.explain = " captured without the whole of the TCP header, so that nothing is known "
			   "of them: the snapshot length was too short",
		.fix = "capture at least the headers: tcpdump -s 160, or without -s",
	},
	[GAP_OWNERS_HIDDEN] = {
		.noun = "socket",
		.explain = " whose process is not known: the descriptors of some processes could "
			   "not be read (other users', or out of this PID namespace's view)",
		.fix = "run as root, or once: " SETCAP,
	},
	[GAP_BEGUN_BEFORE] = {
		.noun = "connection",
		.explain = " whose beginning was not captured: what was sent before is not counted, "
			   "and which end is the client is a guess",
		.fix = "begin the capture before the programs connect",
	},
	[GAP_OCTETS_MISSED] = {
		.noun = "byte",
		.explain = " acknowledged but in no captured packet: the capture lacks packets, and "
			   "what they would have shown is unknown",
		.fix = "capture less, by a filter, into a larger buffer (`tcpdump -B`), on every "
		       "interface that the packets take",
	},
	[GAP_NO_ADDRESSES] = {
		.noun = "network namespace",
		.explain = " whose interfaces' addresses could not be listed: sockets with link-local "
			   "addresses are not looked up, and of several namespaces it is not known "
			   "which one an address belongs to",
		.fix = "leave the sandbox that forbids rtnetlink (getifaddrs(3))",
	},
	[GAP_PLACES_UNTOLD] = {
		.explain = "more listeners with a full queue, and destinations with a pile of TIME_WAIT "
			   "sockets, than are kept: of the others nothing is told",
		.fix = "give a filter (for example `port 80`), and look at these first",
	},
	[GAP_OUT_OF_MEMORY] = {
		.explain = "memory ran out: some of what packets and sockets showed could not be "
			   "kept, and connections may be missing",
		.fix = "give it more memory (`ulimit -v`, a container's limit), or less to watch: a "
		       "filter, or a smaller --max-connections",
	},
};

void gap_explain(struct phrase *phrase, enum gap_kind kind, uint64_t count)
{
	if (words[kind].noun)
		phrase_count(phrase, count, words[kind].noun);
	phrase_text(phrase, words[kind].explain);
}

const char *gap_fix(enum gap_kind kind)
{
	return words[kind].fix;
}
