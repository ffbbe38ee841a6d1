/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rules_reply.c: servers that closed where an answer was due. */
#include "core/judged.h"

#include "core/half_holder.h"
#include "core/units.h"

/*
 * Longer than any way: who begins to speak so long after the other's last word does not answer it,
 * and the other had nothing more on its way.
 */
#define SILENCE_NS S_NS

/* What is longer is no request, but a transfer: to half-close and read to end-of-file is its good end. */
enum { REQUEST_MAX = 1 << 20 };

/* Who goes on for longer without an answer does not wait for one. */
#define REQUEST_TAKES_NS (2 * S_NS)

/* Its FIN came first, and the other's did not cross it: that end closed because of it, or not yet. */
static bool closed_first(const struct half *half, const struct half *peer)
{
	return half->fin_sent && (!peer->fin_sent || half_closed_second(peer, half));
}

/* Not even what was not captured: its FIN would stand behind that. */
static bool said_nothing(const struct half *half)
{
	return half->nxt == 0 && !(half->fin_sent && half->fin > 0);
}

/*
 * That a server says nothing to a client's last bytes is no fault by itself: they may be an answer
 * (the acknowledgements of HTTP/2, the end of a TLS handshake) or a goodbye (MQTT, MySQL), and no
 * packet tells a request from these. But who asks was the first to speak; or spoke up after a
 * silence, and at some length. And it has not said close_notify, nor what never has an answer.
 */
static bool asks(const struct judged *j, const struct half *client, const struct half *server)
{
	bool first_word = said_nothing(server) && !j->connection->resumed;
	bool spoke_up = server->last_data_ns > 0 && half_missed(server) == 0 && !client->turn_brief &&
			client->turn_ns > server->last_data_ns + SILENCE_NS;

	return (first_word || spoke_up) && half_missed(client) == 0 && client->notify_len == 0 &&
	       !client->turn_cancels &&
	       half_data_between(client, 0, client->nxt) > 0;
}

/* Nor does who asks go on for long, as a stream that never has an answer (syslog), or after a FIN. */
static bool waits_for_answer(const struct half *client)
{
	return client->last_data_ns < client->turn_ns + REQUEST_TAKES_NS && !client->late;
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

	if (!judged_is_server(j) || !closed_first(server, client) ||
	    !asks(j, client, server) || !waits_for_answer(client) || !closed_cleanly(j))
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

/* It took the client's FIN for the end, where the client still read. */
static bool closed_on_reader(const struct judged *j)
{
	const struct half *client = j->peer, *server = j->me;

	return judged_is_server(j) && client->fin_sent && server->fin_sent &&
	       half_closed_second(server, client) && asks(j, client, server) &&
	       client->fin <= REQUEST_MAX && judged_seen_reading(client, server->fin_ns);
}

/* It closed at once, and its process is not known to have outlived that for long. */
static bool may_be_sink(const struct judged *j)
{
	return j->me->fin_ns < j->peer->fin_ns + SINK_ENDS_NS &&
	       !half_process_outlived(j->me, j->me->fin_ns + SINK_ENDS_NS, j->context->now_ns);
}

bool rule_half_close_cut(const struct judged *j, struct finding *finding)
{
	if (!closed_on_reader(j) || may_be_sink(j))
		return false;
	finding->time_ns = j->me->fin_ns;
	finding->certainty = half_in_view(j->me) ? CERTAINTY_OBSERVED : CERTAINTY_INFERRED;
	finding->evidence = judged_evidence_both(j);
	return true;
}

/* A RST in its own right, of no other cause. */
static bool aborted(const struct judged *j)
{
	return j->sent_reset && j->me->rst_had_ack && !j->me->fin_sent &&
	       (j->cause == RESET_CAUSE_UNKNOWN || j->cause == RESET_CAUSE_LINGER_ZERO ||
		j->cause == RESET_CAUSE_UNREAD_DATA);
}

/*
 * From packets alone a client is known to read on by acknowledging what came after its FIN: then a
 * RST cut the answer short. Where nothing came, it may as well have closed and gone.
 */
static bool reset_on_reader(const struct judged *j)
{
	const struct half *client = j->peer, *server = j->me;

	if (half_read_on(client, server) > 0)
		return !judged_nothing_lost(j);
	return judged_seen_reading(client, server->rst_ns) && asks(j, client, server);
}

bool rule_half_close_reset(const struct judged *j, struct finding *finding)
{
	struct byte_count unsent;

	if (!judged_is_server(j) || !aborted(j) || !reset_on_reader(j))
		return false;
	/* Where it is not known what was lost, the last of it may have come. */
	unsent = verdict_lost(j->connection, j->side);
	if (unsent.known)
		unsent = verdict_undelivered(j->connection, j->side);
	finding->severity = SEVERITY_ERROR;
	finding->bytes = unsent.bytes;
	finding->at_least = unsent.at_least || !unsent.known;
	finding->time_ns = j->me->rst_ns;
	finding->certainty = judged_seen_reading(j->peer, j->me->rst_ns) ? CERTAINTY_OBSERVED :
								    CERTAINTY_INFERRED;
	finding->evidence = judged_evidence_both(j);
	return true;
}
