/* SPDX-License-Identifier: GPL-2.0-or-later */
/* truth.c: what a demo's peers know of their connections; findings and lost bytes are held against it. */
#include "cmd/truth.h"

#include "core/place.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void truth_endpoint(struct endpoint *endpoint, const struct sockaddr_storage *address)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)address;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;

	*endpoint = (struct endpoint){ 0 };
	if (address->ss_family == AF_INET)
		endpoint_set(endpoint, FAMILY_IPV4, &in->sin_addr, ntohs(in->sin_port));
	else if (address->ss_family == AF_INET6)
		endpoint_set(endpoint, FAMILY_IPV6, &in6->sin6_addr, ntohs(in6->sin6_port));
}

void truth_call(struct truth *truth, const struct peer_record *record)
{
	ledger_add(&truth->ledger, record);
}

static bool is_at(const struct endpoint *endpoint, const struct sockaddr_storage *address)
{
	struct endpoint at;

	truth_endpoint(&at, address);
	return endpoint_equal(endpoint, &at);
}

/* Its row in the ledger, or -1. */
static int find_row(const struct truth *truth, const struct connection *connection)
{
	for (unsigned int i = 0; i < truth->ledger.count; i++) {
		const struct ledger_row *row = &truth->ledger.rows[i];

		if (is_at(&connection->end[connection->client], &row->end[PEER_CLIENT]) &&
		    is_at(&connection->end[connection_server(connection)], &row->end[PEER_SERVER]))
			return (int)i;
	}
	return -1;
}

bool truth_has(const struct truth *truth, const struct connection *connection)
{
	return find_row(truth, connection) >= 0;
}

bool truth_connection(struct truth *truth, const struct connection *connection)
{
	int row = find_row(truth, connection);
	struct told *told;

	if (row < 0)
		return false;
	told = &truth->told[row];
	told->times++;
	told->lost[PEER_CLIENT] = verdict_lost(connection, (enum side)connection->client);
	told->lost[PEER_SERVER] = verdict_lost(connection, connection_server(connection));
	for (unsigned int i = 0; i < connection->finding_count; i++)
		truth->found[connection->findings[i].id]++;
	return true;
}

bool truth_place(struct truth *truth, const struct finding *finding)
{
	const struct ledger *ledger = &truth->ledger;

	if (!finding->place || !ledger->count ||
	    !is_at(&finding->place->endpoint, &ledger->rows[0].end[PEER_SERVER]))
		return false;
	truth->found[finding->id]++;
	return true;
}

static void disagree(struct truth *truth, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void disagree(struct truth *truth, const char *fmt, ...)
{
	va_list args;

	truth->disagrees = true;
	fprintf(stderr, "halfclose: %s, %s: the peers disagree: ", truth->demo->name,
		truth->variant->name);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
}

/* Of how many connections that finding must be told; 0: of none. */
static unsigned int wanted(const struct demo_variant *variant, const char *id)
{
	for (const struct demo_finding *finding = variant->findings; finding->id; finding++) {
		if (strcmp(finding->id, id) == 0)
			return finding->count ? finding->count : 1;
	}
	return 0;
}

static bool may_be_beside(const struct demo_variant *variant, const char *id)
{
	for (const char *const *beside = variant->beside; *beside; beside++) {
		if (strcmp(*beside, id) == 0)
			return true;
	}
	return false;
}

static void compare_finding(struct truth *truth, enum finding_id id, bool packets)
{
	const char *name = finding_info(id)->id;
	unsigned int want = wanted(truth->variant, name), found = truth->found[id];

	if (!want && found && !may_be_beside(truth->variant, name))
		disagree(truth, "%s was found", name);
	else if (want && !found && packets)
		disagree(truth, "%s was to be found", name);
	else if (want && (packets ? found != want : found > want))
		disagree(truth, "%s was to be found of %u connections, not %u", name, want, found);
}

static void compare_lost(struct truth *truth, const struct ledger_row *row,
			 const struct byte_count *lost, enum peer_role writer, bool packets)
{
	int64_t known = ledger_lost(row, writer);
	bool too_few = lost->known && (int64_t)lost->bytes < known;

	if (!lost->known && packets)
		disagree(truth, "the %s wrote %lld bytes that were not read, and how many was "
			 "not found out", peer_role_name(writer), (long long)known);
	else if ((int64_t)lost->bytes > known || (too_few && !lost->at_least))
		disagree(truth, "of the %s's bytes %lld were lost, not %lld",
			 peer_role_name(writer), (long long)known, (long long)lost->bytes);
}

static void compare_row(struct truth *truth, unsigned int i, bool packets)
{
	const struct told *told = &truth->told[i];

	if (!told->times) {
		if (packets)
			disagree(truth, "a connection of theirs was not seen");
		return;
	}
	if (told->times > 1)
		disagree(truth, "a connection of theirs was told %u times", told->times);
	for (int writer = 0; writer < PEER_ROLES; writer++)
		compare_lost(truth, &truth->ledger.rows[i], &told->lost[writer],
			     (enum peer_role)writer, packets);
}

void truth_compare(struct truth *truth, bool packets)
{
	if (!truth->ledger.count)
		disagree(truth, "they have no connection");
	for (unsigned int i = 0; i < truth->ledger.count; i++)
		compare_row(truth, i, packets);
	for (int id = 0; id < FINDING_COUNT; id++)
		compare_finding(truth, (enum finding_id)id, packets);
}
