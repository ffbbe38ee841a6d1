/* SPDX-License-Identifier: GPL-2.0-or-later */
/* recording.h: what a recording has beside packets, as octets: doc/recording.proto describes them. */
#ifndef HALFCLOSE_CORE_RECORDING_H
#define HALFCLOSE_CORE_RECORDING_H

#include "core/event.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * A recording is a pcapng file. Its packets and blocks of our own (PCAPNG_OWN, of these kinds) are in the
 * order in which a live tracker was given them: who gives them to another one gets the same report.
 * Numbers are for ever; who reads passes over kinds that he does not know.
 */
enum recording_kind {
	RECORDING_BEGIN = 1,	/* first, right behind the section's header: this is a recording */
	RECORDING_EVENT = 2,	/* all but packets; written when the tracker is through with it */
	RECORDING_CHOICE = 3,	/* whether a process is a chosen one, as it was found out */
	RECORDING_SETTLE = 4,	/* what waited for processes to be known was asked again */
	RECORDING_END = 5,	/* at the end; not there: the writer was killed */
};

enum {
	RECORDING_VERSION = 1,		/* another one cannot be read */
	RECORDING_NETNS_MAX = 16,
	RECORDING_NETNS_TEXT = 256,
	RECORDING_MAX = 8 << 10,	/* octets that any of them takes at most */
};

/* What was watched and how: all that a report depends on. */
struct recording_begin {
	uint32_t version;
	uint32_t snaplen;		/* octets kept of each packet: what is missing there was not lost */
	uint64_t start_ns;		/* when the first source was opened */
	uint64_t stall_after_ns;	/* these as in struct tracker_options */
	uint64_t max_connections;
	uint64_t rest_after_ns;
	bool sockets, packets, glance;
	bool captured;			/* packets came: there was permission, too */
	bool verify;			/* checksums */
	bool filtered;			/* connections were left out on purpose */
	bool chosen;			/* of these, all but those of chosen processes, */
	bool alone;			/* in whose namespace others are only where their cgroup says so */
	/* The network namespaces in view, as they were given; the first empty one ends them. */
	char netns[RECORDING_NETNS_MAX][RECORDING_NETNS_TEXT];
};

struct recording_choice {
	int pid;
	bool chosen;		/* from now on; who is not told of is not */
};

/* How it ended, and what the sources counted. */
struct recording_end {
	uint64_t time_ns;	/* for tracker_finish() */
	uint64_t polls, poll_ns, time_waits, fragments, malformed, cut;	/* as in struct summary */
};

struct recording {
	enum recording_kind kind;
	union {
		struct recording_begin begin;
		struct event event;	/* none of a packet */
		struct recording_choice choice;
		struct recording_end end;
	};
};

/* Writes its octets to out, which has room for RECORDING_MAX. Returns how many. */
uint32_t recording_encode(const struct recording *recording, uint8_t *out);

/*
 * Reads those of a block's kind. 0; -EBADMSG: they make no sense; -ENOMSG: of a kind, or an event of a
 * kind, that is not known here: to be passed over.
 */
int recording_decode(struct recording *recording, uint16_t kind, const uint8_t *octets, uint32_t len);

/*
 * Where several network namespaces are in view, a packet has an option (its code is one of those for
 * local use) with what its octets do not tell: the scopes of its source and destination, and the interface.
 * With one in view there is none, and all are as frame_parse() has them.
 */
enum { RECORDING_SCOPES = 0x8001, RECORDING_SCOPES_LEN = 4 };

void recording_put_scopes(uint8_t octets[RECORDING_SCOPES_LEN], const struct segment *segment);
void recording_get_scopes(struct segment *segment, const uint8_t octets[RECORDING_SCOPES_LEN]);

#endif
