/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict.h: what the facts of a connection amount to. All derived, nothing stored. */
#ifndef HALFCLOSE_CORE_VERDICT_H
#define HALFCLOSE_CORE_VERDICT_H

#include "core/connection.h"

#include <stdbool.h>
#include <stdint.h>

/* A count of bytes that may be a lower bound, or not known at all. */
struct byte_count {
	uint64_t bytes;
	bool known;		/* false: bytes is 0 and means nothing */
	bool at_least;
};

/* The RFC 9293 state of that end: what the packets show, unless the kernel is ahead of them. */
enum tcp_state verdict_state(const struct connection *connection, enum side side);

enum outcome verdict_outcome(const struct connection *connection);

enum closed_by verdict_closed_by(const struct connection *connection, enum side side);

/* True if that is not known, because it was a close() or its process's end, and nobody saw which. */
bool verdict_let_go(const struct connection *connection, enum side side);

/*
 * True if the half had closed when it answered data by RST, and its FIN waited behind data in its queue:
 * a full socket that reads on does not answer so (tcp_rcv_state_process() of net/ipv4/tcp_input.c), and
 * one that was gone has no queue to die with.
 */
bool verdict_fin_waited(const struct half *half, const struct half *peer);

/*
 * The end that sent the RST that ended the connection, as packets say, or the sockets' deaths; false:
 * none did.
 */
bool verdict_reset_by(const struct connection *connection, enum side *by);

/* True if that end ended it by RST, without a FIN before. */
bool verdict_aborted(const struct connection *connection, enum side side);

enum reset_cause verdict_reset_cause(const struct connection *connection);

/* When that RST was sent; where no packet showed it, when the socket died that proves it; 0: none. */
uint64_t verdict_reset_ns(const struct connection *connection);

/*
 * True if that end gave up on the other, that is, its retransmissions or probes ran out. A RST of
 * the other kind, after keep-alive probes, has RESET_CAUSE_TIMEOUT.
 */
bool verdict_gave_up(const struct connection *connection, enum side side);

/*
 * True if its listener ended while it was a request, and a RST answered what came then: no program
 * ever had it.
 */
bool verdict_never_accepted(const struct half *half);

/*
 * True if the end of its process (at which it is asked, or later) ended that connection: none of both
 * ends had closed, or let go, before.
 */
bool verdict_closes_by_exit(const struct connection *connection, enum side side);

/* The end whose FIN or RST came first; false: neither came. */
bool verdict_first_closer(const struct connection *connection, enum side *first);

/* Bytes of data the program at that end wrote, as far as known (packets, then queues). */
struct byte_count verdict_written(const struct connection *connection, enum side side);

/* Bytes of those that never reached the other end's kernel. */
struct byte_count verdict_undelivered(const struct connection *connection, enum side side);

/*
 * Bytes that the program at side from wrote and the other end's program never read and never
 * will. 0 while they can still be read. A TLS close_notify is not data.
 */
struct byte_count verdict_lost(const struct connection *connection, enum side from);

/* For the record of one end: sent on the wire, acknowledged, unread by its program, unsent. */
struct byte_count verdict_sent(const struct connection *connection, enum side side);
struct byte_count verdict_acked(const struct connection *connection, enum side side);
struct byte_count verdict_unread(const struct connection *connection, enum side side);
struct byte_count verdict_unsent(const struct connection *connection, enum side side);

#endif
