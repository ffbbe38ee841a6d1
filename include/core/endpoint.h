/* SPDX-License-Identifier: GPL-2.0-or-later */
/* endpoint.h: an address and a port, as one end of a connection has them. */
#ifndef HALFCLOSE_CORE_ENDPOINT_H
#define HALFCLOSE_CORE_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum ip_family {
	FAMILY_NONE = 0,	/* of an all-zero endpoint */
	FAMILY_IPV4 = 4,
	FAMILY_IPV6 = 6,
};

struct endpoint {
	uint8_t addr[16];	/* network order; IPv4 in the first four, the rest zero */
	uint16_t port;		/* host order */
	uint8_t family;		/* enum ip_family */
	uint8_t scope;		/* which of the network namespaces in view has it, from 1; 0: none, or one alone */
};

/* The longest text of endpoint_format(): "[IPv6%255]:65535" and the final NUL. */
enum { ENDPOINT_TEXT_MAX = 60 };

/* Sets an endpoint from four octets in network order and a port in host order. */
static inline void endpoint_set_ipv4(struct endpoint *endpoint, const uint8_t octets[4],
				     uint16_t port)
{
	uint64_t words[2] = { 0 };

	/* In words, as endpoint_equal() reads them: a load of parts just stored has to wait. */
	memcpy(words, octets, 4);
	memcpy(endpoint->addr, words, sizeof(words));
	endpoint->port = port;
	endpoint->family = FAMILY_IPV4;
	endpoint->scope = 0;
}

/*
 * The same for 16 octets. A v4-mapped IPv6 address (::ffff:0:0/96) becomes its IPv4 address,
 * since on the wire it is one.
 */
void endpoint_set_ipv6(struct endpoint *endpoint, const uint8_t octets[16], uint16_t port);

/* Either, by the family. */
static inline void endpoint_set(struct endpoint *endpoint, enum ip_family family,
				const void *octets, uint16_t port)
{
	if (family == FAMILY_IPV4)
		endpoint_set_ipv4(endpoint, octets, port);
	else
		endpoint_set_ipv6(endpoint, octets, port);
}

/* Inline, since a search in the table is little else. */
static inline bool endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	uint64_t x[2], y[2];

	memcpy(x, a->addr, sizeof(x));
	memcpy(y, b->addr, sizeof(y));
	return x[0] == y[0] && x[1] == y[1] && a->port == b->port && a->family == b->family &&
	       a->scope == b->scope;
}

/* A total order, as memcmp(): negative, 0 or positive. */
int endpoint_compare(const struct endpoint *a, const struct endpoint *b);

/* True for 0.0.0.0 and ::, which a listener on every address has. */
bool endpoint_is_any(const struct endpoint *endpoint);

/* True for 127.0.0.0/8 and ::1. */
bool endpoint_is_loopback(const struct endpoint *endpoint);

/* The address alone ("127.0.0.1", "::1"); returns text, which has ENDPOINT_TEXT_MAX octets. */
const char *endpoint_address(const struct endpoint *endpoint, char *text);

/* Address, scope and port ("127.0.0.1:80", "[::1%2]:80"); returns text, as above. */
const char *endpoint_format(const struct endpoint *endpoint, char *text);

#endif
