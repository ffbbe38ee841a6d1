/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_reply.c: servers that closed where an answer was due. */
#include "core/judged.h"

#include "core/units.h"

/*
 * Longer than any way: who begins to speak so long after the other's last word does not answer it,
 * and the other had nothing more on its way.
 */
#define SILENCE_NS S_NS

/* Who goes on for longer without an answer does not wait for one. */
#define REQUEST_TAKES_NS (2 * S_NS)

static bool is_server(const struct judged *j)
{
	return j->side != (enum side)j->connection->client && !j->connection->roles_by_port;
}

/* Its FIN came first, and the other's did not cross it: that end closed because of it, or not yet. */
static bool closed_first(const struct half *half, const struct half *peer)
{
	return half->fin_sent && (!peer->fin_sent || half_closed_second(peer, half));
}

/*
 * That a server says nothing to a client's last bytes is no fault by itself: they may be an answer
 * (the acknowledgements of HTTP/2, the end of a TLS handshake), a goodbye (MQTT, MySQL), or part of
 * a stream that has none (syslog), and no packet tells a request from these. But who waits for an
 * answer was the first to speak, or spoke up after a silence, at some length; has said all at once;
 * and did not write on after the FIN, or say close_notify before it.
 */
static bool waits_for_answer(const struct judged *j, const struct half *client,
			     const struct half *server)
{
	bool first_word = server->nxt == 0 && !j->connection->resumed;
	bool spoke_up = server->last_data_ns > 0 && server->missed == 0 && !client->turn_brief &&
			client->turn_ns > server->last_data_ns + SILENCE_NS;

	return (first_word || spoke_up) && client->missed == 0 &&
	       half_data_between(client, 0, client->nxt) > 0 &&
	       client->last_data_ns < client->turn_ns + REQUEST_TAKES_NS && !client->late &&
	       client->notify_len == 0;
}

/* It read what came before it closed: else its kernel would have sent RST. */
static bool closed_cleanly(const struct judged *j)
{
	const struct half_socket *socket = j->me->socket;

	if (j->me->rst_sent && j->me->rst_had_ack)
		return false;
	/* It still reads: no close, as far as it goes. */
	if (socket && socket->shutdown_seen && socket->reads_on_seen)
		return false;
	return verdict_unread(j->connection, j->side).bytes == 0;
}

bool rule_closed_without_reply(const struct judged *j, struct finding *finding)
{
	const struct half *client = j->peer, *server = j->me;

	if (!is_server(j) || !closed_first(server, client) ||
	    !waits_for_answer(j, client, server) || !closed_cleanly(j))
		return false;
	/* Until it has closed, too, it may still write on. */
	if (!client->fin_sent && !client->rst_sent && !j->context->final)
		return false;
	finding->time_ns = server->fin_ns;
	finding->span_ns = server->fin_ns > client->last_data_ns ?
			   server->fin_ns - client->last_data_ns : 0;
	finding->certainty = half_released(server, client) ? CERTAINTY_OBSERVED :
							     CERTAINTY_INFERRED;
	finding->evidence = judged_evidence_both(j);
	return true;
}
