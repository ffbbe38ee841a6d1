/* SPDX-License-Identifier: GPL-2.0-or-later */
/* addresses.c: asks for the addresses of all interfaces, and searches them. */
#include "observe/addresses.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>

static bool read_address(struct address *address, const struct ifaddrs *at)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)at->ifa_addr;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)at->ifa_addr;

	if (!at->ifa_addr)
		return false;
	if (at->ifa_addr->sa_family == AF_INET)
		endpoint_set(&address->endpoint, FAMILY_IPV4, &in->sin_addr, 0);
	else if (at->ifa_addr->sa_family == AF_INET6)
		endpoint_set(&address->endpoint, FAMILY_IPV6, &in6->sin6_addr, 0);
	else
		return false;
	address->ifindex = if_nametoindex(at->ifa_name);
	return true;
}

static int by_endpoint(const void *a, const void *b)
{
	const struct address *left = a, *right = b;

	return endpoint_compare(&left->endpoint, &right->endpoint);
}

int addresses_read(struct addresses *addresses, struct err *err)
{
	struct ifaddrs *list;
	size_t count = 0;

	if (getifaddrs(&list) < 0)
		return err_sys(err, -errno, "cannot list the addresses of the interfaces");
	for (const struct ifaddrs *at = list; at; at = at->ifa_next)
		count++;
	addresses->rows = calloc(count + 1, sizeof(*addresses->rows));
	for (const struct ifaddrs *at = list; addresses->rows && at; at = at->ifa_next)
		addresses->count += read_address(&addresses->rows[addresses->count], at);
	freeifaddrs(list);
	if (!addresses->rows)
		return err_sys(err, -ENOMEM, "cannot list the addresses of the interfaces");
	qsort(addresses->rows, addresses->count, sizeof(*addresses->rows), by_endpoint);
	return 0;
}

void addresses_free(struct addresses *addresses)
{
	free(addresses->rows);
	*addresses = (struct addresses){ 0 };
}

/* The first of those with that address, or NULL. */
static const struct address *find(const struct addresses *addresses,
				  const struct endpoint *endpoint)
{
	struct address key = { .endpoint = *endpoint };
	const struct address *found;

	key.endpoint.port = 0;
	key.endpoint.scope = 0;
	found = addresses->count ? bsearch(&key, addresses->rows, addresses->count,
					   sizeof(key), by_endpoint) : NULL;
	while (found && found > addresses->rows && by_endpoint(found - 1, found) == 0)
		found--;
	return found;
}

bool addresses_has(const struct addresses *addresses, const struct endpoint *endpoint)
{
	return endpoint_is_loopback(endpoint) || find(addresses, endpoint);
}

/* fe80::/10 */
static bool is_link_local(const struct endpoint *endpoint)
{
	return endpoint->family == FAMILY_IPV6 && endpoint->addr[0] == 0xfe &&
	       (endpoint->addr[1] & 0xc0) == 0x80;
}

unsigned int addresses_link(const struct addresses *addresses, const struct endpoint *endpoint,
			    size_t n)
{
	const struct address *found = is_link_local(endpoint) ? find(addresses, endpoint) : NULL;
	const struct address *end = addresses->rows + addresses->count;

	return found && n < (size_t)(end - found) && by_endpoint(found, found + n) == 0 ?
	       found[n].ifindex : 0;
}
