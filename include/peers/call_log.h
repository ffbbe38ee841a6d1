/* SPDX-License-Identifier: GPL-2.0-or-later */
/* call_log.h: a peer's account of a system call, from before it to after it. */
#ifndef HALFCLOSE_PEERS_CALL_LOG_H
#define HALFCLOSE_PEERS_CALL_LOG_H

#include "peers/calls.h"
#include "peers/peer.h"

#include <sys/types.h>

/*
 *	call_begin(&record, "close()");
 *	return (int)call_end(peer, &record, close(fd), "");
 *
 * call_begin() is the last thing before the call and call_end() the first after it, so that
 * the record's times are the call's, and its errno still stands. The note goes behind a
 * result that is no error. call_end() reports, and returns ret or -errno.
 */
void call_begin(struct peer_record *record, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
ssize_t call_end(const struct peer *peer, struct peer_record *record, ssize_t ret,
		 const char *note);

/* For how long it has taken by now. */
double call_seconds(const struct peer_record *record);

/* Fills in the peer's role and its connection's addresses, and sends or prints the record. */
void call_report(const struct peer *peer, struct peer_record *record);

#endif
