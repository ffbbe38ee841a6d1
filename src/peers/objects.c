/* SPDX-License-Identifier: GPL-2.0-or-later */
/* objects.c: what steps look at and change, as the bits of a footprint. */
#define _GNU_SOURCE 1	/* cpu_set_t, in the headers */
#include "peers/objects.h"

static uint64_t bit(unsigned int n)
{
	return UINT64_C(1) << n;
}

/* Variables, then processes, then listeners, then connections. */
uint64_t object_variable(unsigned int variable)
{
	return bit(variable);
}

uint64_t object_process(const struct execution *execution, unsigned int peer)
{
	return bit(execution->scenario.variable_count + peer);
}

uint64_t object_listener(const struct execution *execution, unsigned int peer)
{
	return bit(execution->scenario.variable_count + execution->scenario.peer_count + peer);
}

uint64_t object_stream(const struct execution *execution, unsigned int file)
{
	const struct scenario *scenario = &execution->scenario;
	unsigned int first = scenario->variable_count + 2 * scenario->peer_count;
	unsigned int end = file - FILE_ENDS;

	if (first + 2 * scenario->connect_count <= 64)
		return bit(first + end);
	return bit(first + end / 2);
}

static unsigned int threaded_peers(const struct scenario *scenario, unsigned int before)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < before; i++)
		count += scenario->peers[i].count > 1;
	return count;
}

uint64_t object_name(const struct execution *execution, unsigned int peer, unsigned int name)
{
	const struct scenario *scenario = &execution->scenario;
	unsigned int first = scenario->variable_count + 2 * scenario->peer_count +
			     2 * scenario->connect_count;
	unsigned int names = scenario->descriptor_count;

	if (scenario->peers[peer].count == 1)
		return 0;
	if (first + names * threaded_peers(scenario, scenario->peer_count) > 64)
		return object_process(execution, peer);
	return bit(first + names * threaded_peers(scenario, peer) + name);
}

uint64_t object_names(const struct execution *execution, unsigned int peer)
{
	uint64_t bits = 0;

	for (unsigned int name = 0; name < execution->scenario.descriptor_count; name++)
		bits |= object_name(execution, peer, name);
	return bits;
}

uint64_t object_connection(const struct execution *execution, unsigned int file)
{
	return object_stream(execution, file) | object_stream(execution, other_end(file));
}
