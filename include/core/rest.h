/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rest.h: connections in which nothing happens are packed away until something does. */
#ifndef HALFCLOSE_CORE_REST_H
#define HALFCLOSE_CORE_REST_H

#include "core/connection.h"
#include "core/rested_table.h"
#include "core/sock_fact.h"

#include <stdbool.h>
#include <stdint.h>

struct process;
struct tracker;

/* As table_find(): a connection at rest is awake then. Where there is no memory for that: NULL. */
struct connection *rest_find(struct tracker *tracker, const struct endpoint *first,
			     const struct endpoint *second, enum side *side);

/* The same, as table_find_inode(). */
struct half_socket *rest_find_inode(struct tracker *tracker, uint32_t inode);

/*
 * The same, as table_find_cookie(). Nothing but a socket's death goes by its cookie, and a packet has
 * woken its connection by then: one that has packets and is at rest is not found.
 */
struct connection *rest_find_cookie(struct tracker *tracker, uint64_t cookie, enum side *side);

/* True if a connection at rest has that socket, whose owner was not looked up yet. */
bool rest_wants_owner(const struct rested_table *rested, uint32_t inode);

/* So many may be awake without need; where there are more, they need not idle for as long. */
enum { AWAKE_MAX = 4096, REST_HURRY = 10 };

/*
 * Puts the connection to rest, if nothing happens in it and nothing is awaited: it is gone then.
 * Returns false if that is not so, or there is no memory.
 */
bool rest_put(struct tracker *tracker, struct connection *connection);

/*
 * Takes a fact of an idle socket whose connection is at rest, and stays so. Returns false if there is
 * none, or the fact is news: that it is another socket, or that its peer was not told of any more.
 */
bool rest_sight(const struct tracker *tracker, const struct sock_fact *fact, uint64_t time_ns);

/* Wakes it. NULL: out of memory, which the tracker notes, and it rests on. */
struct connection *rest_wake(struct tracker *tracker, struct rested *rested);

/* Wakes those of which an end is the process's. */
void rest_wake_process(struct tracker *tracker, const struct process *process);

#endif
