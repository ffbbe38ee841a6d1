/* SPDX-License-Identifier: GPL-2.0-or-later */
/* addresses.h: the addresses that this host, or a network namespace, has. */
#ifndef HALFCLOSE_OBSERVE_ADDRESSES_H
#define HALFCLOSE_OBSERVE_ADDRESSES_H

#include "core/endpoint.h"
#include "core/err.h"

#include <stdbool.h>
#include <stddef.h>

struct address {
	struct endpoint endpoint;	/* port 0 */
	unsigned int ifindex;
};

/* All zero: none are known. */
struct addresses {
	struct address *rows;		/* owned; in order */
	size_t count;
};

/* Reads those of the present network namespace. 0, or -errno with err. */
int addresses_read(struct addresses *addresses, struct err *err);
void addresses_free(struct addresses *addresses);

/* True if it has the endpoint's address; every one of 127.0.0.0/8 belongs to it. */
bool addresses_has(const struct addresses *addresses, const struct endpoint *endpoint);

/*
 * The interface with that link-local address, the n-th (from 0) if several have it; 0: none. Of
 * another address, 0 too: sockets are bound to the interface of these alone.
 */
unsigned int addresses_link(const struct addresses *addresses, const struct endpoint *endpoint,
			    size_t n);

#endif
