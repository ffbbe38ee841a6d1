/* SPDX-License-Identifier: GPL-2.0-or-later */
/* filter.h: one pcap filter chooses connections, for packets and for sockets alike. */
#ifndef HALFCLOSE_OBSERVE_FILTER_H
#define HALFCLOSE_OBSERVE_FILTER_H

#include "core/endpoint.h"
#include "core/err.h"

#include <stdbool.h>
#include <stddef.h>

struct diag_code;
struct filter;

/*
 * Compiles a pcap-filter(7) expression; NULL or "" chooses everything. Returns 0; -EINVAL
 * with what is wrong: libpcap's own words, or that no TCP connection could ever match, or
 * that the expression looks at more than addresses, ports and the protocol. The last is
 * read off the compiled program: such an expression (flags, lengths, payload, TTL) picks
 * packets, not connections, and would hide the FINs; -ENOMEM. The caller frees *filter.
 */
int filter_new(struct filter **filter, const char *expression, struct err *err);
void filter_free(struct filter *filter);	/* NULL is fine */

/* True if it chooses every connection. */
bool filter_is_everything(const struct filter *filter);

/*
 * True if the filter chooses the connection between these ends, in either direction: the
 * expression is run over a bare IP and TCP header made of them. A listener's remote end is
 * all zero, so "port 80" finds it, and "host 127.0.0.1" does only if it listens there.
 */
bool filter_matches(const struct filter *filter, const struct endpoint *a,
		    const struct endpoint *b);

/*
 * What of that sock_diag can say itself: a program that lets through whatever filter_matches()
 * chooses, and perhaps more. Part of filter.
 */
const struct diag_code *filter_for_sockets(const struct filter *filter);

/*
 * True if the expression may tell one direction of a connection from the other ("src port
 * 80", "tcp[0:2] = 80"). Run over packets it would hide what one end sent, so packets
 * must be chosen by filter_matches() then. False for NULL.
 */
bool filter_is_directional(const char *expression);

/*
 * Writes the expression for the kernel: "tcp and (EXPRESSION)", or "tcp" where there is
 * none or it is directional. Returns 0, or -E2BIG if buf of size octets cannot hold it.
 */
int filter_capture_expression(const char *expression, char *buf, size_t size);

#endif
