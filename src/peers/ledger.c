/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ledger.c: what the peers' calls say of each connection: its ends, and its bytes. */
#include "peers/ledger.h"

#include <stdbool.h>
#include <string.h>

static bool same(const struct sockaddr_storage *a, const struct sockaddr_storage *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

static struct ledger_row *find(struct ledger *ledger, const struct sockaddr_storage *server,
			       const struct sockaddr_storage *client)
{
	for (unsigned int i = 0; i < ledger->count; i++) {
		struct ledger_row *row = &ledger->rows[i];

		if (same(&row->end[PEER_SERVER], server) && same(&row->end[PEER_CLIENT], client))
			return row;
	}
	return NULL;
}

static struct ledger_row *append(struct ledger *ledger, const struct sockaddr_storage *server,
				 const struct sockaddr_storage *client)
{
	struct ledger_row *row = &ledger->rows[ledger->count];

	if (ledger->count == PEER_CONNECTIONS_MAX)
		return NULL;
	ledger->count++;
	*row = (struct ledger_row){ .end = { [PEER_SERVER] = *server, [PEER_CLIENT] = *client } };
	return row;
}

struct ledger_row *ledger_add(struct ledger *ledger, const struct peer_record *record)
{
	bool at_server = record->role == PEER_SERVER;
	const struct sockaddr_storage *server = at_server ? &record->local : &record->remote;
	const struct sockaddr_storage *client = at_server ? &record->remote : &record->local;
	struct ledger_row *row;

	if (!server->ss_family || !client->ss_family)
		return NULL;
	row = find(ledger, server, client);
	if (!row)
		row = append(ledger, server, client);
	if (row) {
		row->written[record->role] += record->bytes_written;
		row->read[record->role] += record->bytes_read;
	}
	return row;
}

int64_t ledger_lost(const struct ledger_row *row, enum peer_role writer)
{
	return row->written[writer] - row->read[writer == PEER_SERVER ? PEER_CLIENT : PEER_SERVER];
}
