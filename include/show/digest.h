/* SPDX-License-Identifier: GPL-2.0-or-later */
/* digest.h: what is wrong now, folded by process and cause. */
#ifndef HALFCLOSE_SHOW_DIGEST_H
#define HALFCLOSE_SHOW_DIGEST_H

#include "core/connection.h"
#include "show/end.h"
#include "show/keys.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DIGEST_EXAMPLES = 3,
	DIGEST_PER_NAME = 3,	/* more processes of a name with the same trouble are one case */
};

struct digest_example {
	struct endpoint local, remote;
	uint64_t age_ns;
	int pid, fd;		/* 0, -1: unknown */
};

/* The end of a connection that the finding is about, and all of which the same is to be said. */
struct digest_case {
	struct digest_example examples[DIGEST_EXAMPLES];	/* the oldest, oldest first */
	unsigned int shown;	/* so many of them */
	char *explain, *fix;	/* owned: the sentences of the oldest; NULL: out of memory */
	struct owner owner;	/* of the first one, if holding is HOLDING_KNOWN */
	uint64_t count, bytes, inferred, youngest_ns;
	uint64_t beside[FINDING_COUNT];	/* of how many ends that is said too */
	uint64_t processes;	/* of that name; 0: it was not asked which */
	struct endpoint place;	/* to where they all go, or, from servers, whence they come */
	bool same_place;
	bool of_place;		/* it is about a place, and no connection: the examples' local ends */
	bool at_client, at_least;
	uint8_t id, severity;
	enum holding holding;
	uint32_t uid;		/* of one that is hidden */
};

/* All zero: empty. */
struct digest {
	struct keys keys;
	struct digest_case *cases;	/* owned; of the same indices as keys, until it is sorted */
	size_t count, capacity;
	uint64_t beyond;		/* ends of connections whose case found no room */
};

void digest_free(struct digest *digest);

/*
 * Takes a connection whose findings are final. An end of it counts in one case, by the worst finding
 * that is about it; the others stand beside. Returns 0 or -ENOMEM.
 */
int digest_add(struct digest *digest, const struct connection *connection);

/* Takes a finding about a place, which is final. Returns 0 or -ENOMEM. */
int digest_add_place(struct digest *digest, const struct finding *finding);

/*
 * After the last one: many processes of a name with the same trouble become one case, and the worst
 * comes first: by severity, then by bytes, then by count.
 */
void digest_sort(struct digest *digest);

#endif
