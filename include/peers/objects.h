/* SPDX-License-Identifier: GPL-2.0-or-later */
/* objects.h: what steps look at and change, as the bits of a footprint. */
#ifndef HALFCLOSE_PEERS_OBJECTS_H
#define HALFCLOSE_PEERS_OBJECTS_H

#include "peers/execution_parts.h"

uint64_t object_variable(unsigned int variable);

/* That it lives; and that somebody listens, and who waits in the queue. */
uint64_t object_process(const struct execution *execution, unsigned int peer);
uint64_t object_listener(const struct execution *execution, unsigned int peer);

/*
 * What an end writes, up to where the other one reads it; and both directions of its connection.
 * Where there are not bits enough, the two are one, and fewer steps are seen to commute.
 */
uint64_t object_stream(const struct execution *execution, unsigned int file);
uint64_t object_connection(const struct execution *execution, unsigned int file);

/*
 * What a name stands for in a process of several threads; in others nobody but who changes it
 * could care: none. Without bits enough all names are one, which is the process's. And all of them.
 */
uint64_t object_name(const struct execution *execution, unsigned int peer, unsigned int name);
uint64_t object_names(const struct execution *execution, unsigned int peer);

#endif
