/* SPDX-License-Identifier: GPL-2.0-or-later */
/* finding.h: the catalog of findings, and one finding about one connection, or place. */
#ifndef HALFCLOSE_CORE_FINDING_H
#define HALFCLOSE_CORE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum category { CATEGORY_LOST, CATEGORY_LEAK, CATEGORY_HANG, CATEGORY_RESET, CATEGORY_INFO,
		CATEGORY_COUNT };

/* In order: a later one is worse. */
enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_COUNT };

enum certainty { CERTAINTY_INFERRED, CERTAINTY_OBSERVED };

/* What a statement rests on; a mask. */
enum {
	EVIDENCE_PACKET = 1,
	EVIDENCE_SOCKET = 2,
	EVIDENCE_DESTROY = 4,
	EVIDENCE_CALL = 8,
};
enum { EVIDENCE_COUNT = 4 };

struct place;

enum finding_id {
	FINDING_WRITE_AFTER_CLOSE,
	FINDING_UNREAD_AT_CLOSE,
	FINDING_REPLY_ABANDONED,
	FINDING_LINGER_DISCARD,
	FINDING_REPLY_UNREAD,
	FINDING_ORPHANED_DATA,
	FINDING_DOOMED_HALF_CLOSE,
	FINDING_EOF_IGNORED,
	FINDING_EOF_UNREAD,
	FINDING_HELD_ELSEWHERE,
	FINDING_HALF_CLOSE_CUT,
	FINDING_CLOSED_WITHOUT_REPLY,
	FINDING_UNREAD_BACKLOG,
	FINDING_PROCESS_ENDED,
	FINDING_ZERO_WINDOW,
	FINDING_SILENT_AFTER_READ,
	FINDING_NOT_ACCEPTED,
	FINDING_ACCEPT_QUEUE_RESET,
	FINDING_ACCEPT_QUEUE_FULL,
	FINDING_REFUSED,
	FINDING_NO_ANSWER,
	FINDING_TIMED_OUT,
	FINDING_PEER_GONE,
	FINDING_FIN_WAIT2_EXPIRED,
	FINDING_HALF_CLOSED,
	FINDING_RESET_AFTER_DONE,
	FINDING_SIMULTANEOUS_CLOSE,
	FINDING_TIME_WAIT_PILEUP,
	FINDING_DESTROYED,
	FINDING_RESET_FORGED,
	FINDING_RESET_UNEXPLAINED,
	FINDING_EVIDENCE_GAP,
	FINDING_COUNT
};

/* A row of the catalog: the one source of `explain`, the manual and the JSON's words. */
struct finding_info {
	const char *id;			/* stable: scripts match on it */
	enum category category;
	enum severity severity;		/* the usual one; a finding carries its own */
	const char *summary;		/* one line: what it is */
	const char *fix;		/* one sentence: what to do */
	const char *manual;		/* paragraphs for `explain`, separated by blank lines */
	const char *reference;		/* RFC section or kernel source */
};

const struct finding_info *finding_info(enum finding_id id);

/* The id with that name, or -1. */
int finding_by_name(const char *name);

const char *category_name(enum category category);
const char *severity_name(enum severity severity);
const char *certainty_name(enum certainty certainty);	/* "observed", "inferred" */
const char *evidence_name(unsigned int bit);		/* EVIDENCE_PACKET: "packet", ... */

/* Whether the victim's program had read the end-of-file. */
enum eof_read { EOF_READ_UNKNOWN, EOF_READ_NO, EOF_CONSUMED };

enum { FINDING_NO_OFFSET = -1 };

struct finding {
	uint64_t time_ns;	/* when it came to hold */
	uint64_t until_ns;	/* when a leak or hang ended; 0: not (yet) */
	uint64_t bytes;		/* 0, and at_least: unknown */
	int64_t offset;		/* of the first lost byte in its stream, or FINDING_NO_OFFSET */
	uint64_t span_ns;	/* write-after-close: since the FIN; half-closed, eof-*, hangs: how
				   long; simultaneous-close: between the FINs;
				   closed-without-reply: since the client's last data; 0 else */
	uint64_t carried;	/* half-closed: bytes that were sent and lost nothing by it;
				   silent-after-read: bytes that were read */
	uint8_t id;		/* enum finding_id */
	uint8_t severity;	/* enum severity */
	uint8_t certainty;	/* enum certainty */
	uint8_t evidence;	/* mask of EVIDENCE_* */
	uint8_t end;		/* enum side: of which the rule held; {X} in the sentence */
	bool at_least;		/* bytes is a lower bound */
	bool crossed_fin;	/* write-after-close: the write's ACK did not cover the FIN */
	uint8_t eof_read;	/* write-after-close: enum eof_read */
	uint8_t gap;		/* evidence-gap: enum gap_kind */
	uint32_t segments;	/* silent-after-read: that brought those bytes; 0: unknown */
	uint64_t gap_count;	/* evidence-gap: how many */
	const struct place *place;	/* borrowed: what it is about, if it is about no connection;
					   NULL: it is, or is an evidence-gap */
};

#endif
