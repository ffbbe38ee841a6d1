/* SPDX-License-Identifier: GPL-2.0-or-later */
/* endpoint.c: addresses with ports. */
#include "core/endpoint.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static const uint8_t zeroes[16];

void endpoint_set_ipv6(struct endpoint *endpoint, const uint8_t octets[16], uint16_t port)
{
	static const uint8_t mapped_prefix[12] = { [10] = 0xff, [11] = 0xff };

	if (memcmp(octets, mapped_prefix, sizeof(mapped_prefix)) == 0) {
		endpoint_set_ipv4(endpoint, octets + sizeof(mapped_prefix), port);
		return;
	}
	memcpy(endpoint->addr, octets, sizeof(endpoint->addr));
	endpoint->port = port;
	endpoint->family = FAMILY_IPV6;
	endpoint->scope = 0;
}

int endpoint_compare(const struct endpoint *a, const struct endpoint *b)
{
	if (a->family != b->family)
		return a->family < b->family ? -1 : 1;
	if (a->port != b->port)
		return a->port < b->port ? -1 : 1;
	if (a->scope != b->scope)
		return a->scope < b->scope ? -1 : 1;
	return memcmp(a->addr, b->addr, sizeof(a->addr));
}

bool endpoint_is_any(const struct endpoint *endpoint)
{
	return memcmp(endpoint->addr, zeroes, sizeof(zeroes)) == 0;
}

bool endpoint_is_loopback(const struct endpoint *endpoint)
{
	if (endpoint->family == FAMILY_IPV4)
		return endpoint->addr[0] == 127;
	return memcmp(endpoint->addr, zeroes, 15) == 0 && endpoint->addr[15] == 1;
}

const char *endpoint_address(const struct endpoint *endpoint, char *text)
{
	int family = endpoint->family == FAMILY_IPV6 ? AF_INET6 : AF_INET;

	return inet_ntop(family, endpoint->addr, text, INET6_ADDRSTRLEN);
}

const char *endpoint_format(const struct endpoint *endpoint, char *text)
{
	bool v6 = endpoint->family == FAMILY_IPV6;
	size_t used = 0;

	if (v6)
		text[used++] = '[';
	endpoint_address(endpoint, text + used);
	used = strlen(text);
	if (endpoint->scope)
		used += (size_t)snprintf(text + used, ENDPOINT_TEXT_MAX - used, "%%%u",
					 endpoint->scope);
	snprintf(text + used, ENDPOINT_TEXT_MAX - used, "%s:%u", v6 ? "]" : "",
		 endpoint->port);
	return text;
}
