/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diag.h: sock_diag(7) messages, as bytes: what is asked, and what one answer says. */
#ifndef HALFCLOSE_OBSERVE_DIAG_H
#define HALFCLOSE_OBSERVE_DIAG_H

#include "core/endpoint.h"
#include "core/sock_fact.h"
#include "observe/diag_code.h"

#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * True if a whole message is among the left octets at nlh of a datagram; what mnl_nlmsg_next()
 * left over may be negative.
 */
bool diag_is_whole(const struct nlmsghdr *nlh, int left);

/*
 * Reads one SOCK_DIAG_BY_FAMILY or TCPDIAG_GETSOCK message of a TCP socket, of which nlmsg_len octets are
 * readable. Sets all of fact, to 0 what the message does not say; kind and asked_ns are the
 * caller's to set. A tcp_info may have any length; has_info is set if it reaches to
 * tcpi_notsent_bytes (Linux 4.6). Returns 0; -EBADMSG if the message is malformed;
 * -EPROTONOSUPPORT if it is another message, or of another family or an unknown state.
 */
int diag_parse(struct sock_fact *fact, const struct nlmsghdr *nlh);

/*
 * The id of the cgroup (v2) in which the socket of such a message was made, or its listener was; 0: it
 * does not say. Nothing does before Linux 5.8, nor of a minisocket, a request, or a socket that died.
 */
uint64_t diag_cgroup(const struct nlmsghdr *nlh);

/* What a request takes at most; the buffers given below have it, aligned as a nlmsghdr. */
enum { DIAG_REQUEST_MAX = 128, DIAG_CHOICE_MAX = DIAG_REQUEST_MAX + DIAG_CODE_MAX };

/*
 * Asks for every TCP socket of both families in one of the states (tcp_state_mask()); with
 * tcp_info, if wanted, which makes it three times as dear. Returns the message in buf.
 */
struct nlmsghdr *diag_request_dump(void *buf, unsigned int state_mask, bool with_info,
				   uint32_t seq);

/*
 * Asks for those of a dump that the program lets through; for all, if that is NULL or empty. The
 * request's buffer has DIAG_CHOICE_MAX octets.
 */
void diag_request_choose(struct nlmsghdr *request, const struct diag_code *choice);

/*
 * Asks for the one socket with these ends, with tcp_info. Also finds sockets that are bound
 * to the interface with that index (SO_BINDTODEVICE, link-local addresses), 0: none such.
 */
struct nlmsghdr *diag_request_exact(void *buf, const struct endpoint *local,
				    const struct endpoint *remote, uint32_t ifindex,
				    uint32_t seq);

/*
 * As diag_request_exact(), but to destroy it (SOCK_DESTROY), if its cookie is that, and to answer
 * whether that was done.
 */
struct nlmsghdr *diag_request_destroy(void *buf, const struct endpoint *local,
				      const struct endpoint *remote, uint32_t ifindex,
				      uint64_t cookie, uint32_t seq);

#endif
