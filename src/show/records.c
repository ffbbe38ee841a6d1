/* SPDX-License-Identifier: GPL-2.0-or-later */
/* records.c: connections, transitions, findings, listeners and the summary as JSON. */
#include "show/records.h"
#include "core/place.h"
#include "core/verdict.h"
#include "core/zeek.h"
#include "show/counted.h"
#include "show/end.h"
#include "show/json.h"
#include "show/sentence.h"

#include <string.h>

static void begin(struct json *json, FILE *out, const char *type)
{
	json_init(json, out);
	json_object_begin(json);
	json_key(json, "type");
	json_put_string(json, type);
}

static void finish(struct json *json)
{
	json_object_end(json);
	json_line_end(json);
}

static void count_member(struct json *json, const char *name, bool known, uint64_t count)
{
	json_key(json, name);
	if (known)
		json_put_u64(json, count);
	else
		json_put_null(json);
}

static void bytes_member(struct json *json, const char *name, struct byte_count count)
{
	count_member(json, name, count.known, count.bytes);
}

static void address_members(struct json *json, const struct endpoint *endpoint)
{
	char text[ENDPOINT_TEXT_MAX];

	json_string_member(json, "addr", endpoint_address(endpoint, text));
	json_number_member(json, "port", endpoint->port);
	if (endpoint->scope)
		json_number_member(json, "netns", endpoint->scope);
}

static void owner_members(struct json *json, const struct owner *owner)
{
	count_member(json, "pid", owner != NULL, owner ? (uint64_t)owner->pid : 0);
	json_key(json, "comm");
	if (owner)
		json_put_octets(json, owner->comm, strnlen(owner->comm, sizeof(owner->comm)));
	else
		json_put_null(json);
}

static void states_member(struct json *json, const struct half *half)
{
	json_key(json, "states");
	json_array_begin(json);
	for (unsigned int i = 0; i < half->state_count; i++)
		json_put_string(json, tcp_state_name((enum tcp_state)half->states[i]));
	json_array_end(json);
}

static void end_member(struct json *json, const struct connection *connection, enum side side)
{
	json_key(json, end_role(connection, side));
	json_object_begin(json);
	address_members(json, &connection->end[side]);
	json_string_member(json, "state", tcp_state_name(verdict_state(connection, side)));
	json_string_member(json, "closed_by", closed_by_name(verdict_closed_by(connection, side)));
	owner_members(json, end_owner(connection, side));
	json_string_member(json, "owner", end_holding_name(end_holding(connection, side)));
	states_member(json, connection_half(connection, side));
	bytes_member(json, "bytes_sent", verdict_sent(connection, side));
	bytes_member(json, "bytes_acked", verdict_acked(connection, side));
	bytes_member(json, "bytes_unread", verdict_unread(connection, side));
	bytes_member(json, "bytes_unsent", verdict_unsent(connection, side));
	json_object_end(json);
}

static bool end_is_over(const struct connection *connection, enum side side)
{
	enum tcp_state state = verdict_state(connection, side);

	/* NONE: nothing ever was at that end, as behind a refusal. */
	return state == TCP_STATE_CLOSED || state == TCP_STATE_TIME_WAIT ||
	       state == TCP_STATE_NONE;
}

static void closing_members(struct json *json, const struct connection *connection)
{
	bool over = end_is_over(connection, SIDE_A) && end_is_over(connection, SIDE_B);
	enum side side;

	json_bool_member(json, "guessed_roles", connection->guessed_roles);
	json_time_member(json, "start", connection->start_ns);
	json_time_member(json, "end", over ? connection->last_ns : 0);
	json_string_member(json, "outcome", outcome_name(verdict_outcome(connection)));
	json_string_member(json, "first_closer", verdict_first_closer(connection, &side) ?
			   end_role(connection, side) : NULL);
	json_key(json, "reset");
	if (!verdict_reset_by(connection, &side)) {
		json_put_null(json);
		return;
	}
	json_object_begin(json);
	json_string_member(json, "by", end_role(connection, side));
	json_string_member(json, "cause", reset_cause_name(verdict_reset_cause(connection)));
	json_object_end(json);
}

static const char to_server[] = "client_to_server", to_client[] = "server_to_client";

static void packets_member(struct json *json, const struct half *client,
			   const struct half *server)
{
	bool known = client->packets || server->packets;
	/* In a connection to itself one half stands for both. */
	uint64_t missed = half_missed(client) + (server == client ? 0 : half_missed(server));

	json_key(json, "packets");
	json_object_begin(json);
	count_member(json, to_server, known, client->packets);
	count_member(json, to_client, known, server->packets);
	json_object_end(json);
	count_member(json, "missed_bytes", known, missed);
}

static void findings_member(struct json *json, const struct connection *connection)
{
	json_key(json, "findings");
	json_array_begin(json);
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		enum finding_id id = (enum finding_id)connection->findings[i].id;

		json_put_string(json, finding_info(id)->id);
	}
	json_array_end(json);
}

static void lost_member(struct json *json, struct byte_count by_client,
			struct byte_count by_server)
{
	json_key(json, "lost_bytes");
	json_object_begin(json);
	bytes_member(json, to_server, by_client);
	bytes_member(json, to_client, by_server);
	json_object_end(json);
}

static void at_least_member(struct json *json, struct byte_count by_client,
			    struct byte_count by_server)
{
	json_key(json, "lost_bytes_at_least");
	json_object_begin(json);
	json_bool_member(json, to_server, by_client.at_least);
	json_bool_member(json, to_client, by_server.at_least);
	json_object_end(json);
}

/* Unknown where no packet was seen. */
static void zeek_members(struct json *json, const struct zeek *zeek)
{
	const char *history = zeek ? zeek_history(zeek) : "";

	json_string_member(json, "conn_state", zeek ? zeek_conn_state(zeek) : NULL);
	json_string_member(json, "history", *history ? history : NULL);
}

void record_connection(FILE *out, const struct connection *connection)
{
	enum side client = (enum side)connection->client, server = connection_server(connection);
	struct byte_count by_client = verdict_lost(connection, client);
	struct byte_count by_server = verdict_lost(connection, server);
	bool ipv6 = connection->end[client].family == FAMILY_IPV6;
	struct json json;

	begin(&json, out, "connection");
	json_number_member(&json, "id", connection->id);
	json_string_member(&json, "family", ipv6 ? "ipv6" : "ipv4");
	end_member(&json, connection, client);
	end_member(&json, connection, server);
	closing_members(&json, connection);
	lost_member(&json, by_client, by_server);
	zeek_members(&json, connection->zeek);
	packets_member(&json, connection_half(connection, client),
		       connection_half(connection, server));
	findings_member(&json, connection);
	at_least_member(&json, by_client, by_server);
	finish(&json);
}

static void evidence_members(struct json *json, unsigned int evidence,
			     enum certainty certainty)
{
	json_key(json, "evidence");
	json_array_begin(json);
	for (unsigned int i = 0; i < EVIDENCE_COUNT; i++) {
		if (evidence & 1u << i)
			json_put_string(json, evidence_name(1u << i));
	}
	json_array_end(json);
	json_string_member(json, "certainty", certainty_name(certainty));
}

void record_transition(FILE *out, const struct connection *connection,
		       const struct transition *transition)
{
	struct json json;

	begin(&json, out, "transition");
	json_time_member(&json, "time", transition->time_ns);
	json_number_member(&json, "connection", connection->id);
	json_string_member(&json, "end", end_role(connection, (enum side)transition->end));
	json_string_member(&json, "from", tcp_state_name((enum tcp_state)transition->from));
	json_string_member(&json, "to", tcp_state_name((enum tcp_state)transition->to));
	json_string_member(&json, "trigger", trigger_name((enum trigger)transition->trigger));
	evidence_members(&json, transition->evidence, (enum certainty)transition->certainty);
	finish(&json);
}

static void words_members(struct json *json, const struct connection *connection,
			  const struct finding *finding)
{
	char text[SENTENCE_MAX];

	sentence_explain(text, sizeof(text), connection, finding);
	json_string_member(json, "explain", text);
	sentence_fix(text, sizeof(text), connection, finding);
	json_string_member(json, "fix", text);
}

static void place_member(struct json *json, const struct place *place)
{
	bool destination = place->finding.id == FINDING_TIME_WAIT_PILEUP;

	json_key(json, destination ? "destination" : "listener");
	json_object_begin(json);
	address_members(json, &place->endpoint);
	if (destination) {
		json_number_member(json, "time_wait", place->count);
		json_number_member(json, "ephemeral_ports", place->room);
		json_object_end(json);
		return;
	}
	owner_members(json, place->owner.known == OWNER_FOUND ? &place->owner : NULL);
	json_number_member(json, "queue", place->count);
	json_number_member(json, "backlog", place->room);
	json_object_end(json);
}

void record_finding(FILE *out, const struct connection *connection,
		    const struct finding *finding)
{
	const struct finding_info *info = finding_info((enum finding_id)finding->id);
	struct json json;

	begin(&json, out, "finding");
	json_string_member(&json, "id", info->id);
	json_string_member(&json, "category", category_name(info->category));
	json_string_member(&json, "severity", severity_name((enum severity)finding->severity));
	json_time_member(&json, "time", finding->time_ns);
	json_time_member(&json, "until", finding->until_ns);
	count_member(&json, "connection", connection != NULL, connection ? connection->id : 0);
	json_string_member(&json, "end",
			   connection ? end_role(connection, (enum side)finding->end) : NULL);
	count_member(&json, "bytes", finding->bytes || !finding->at_least, finding->bytes);
	count_member(&json, "offset", finding->offset >= 0, (uint64_t)finding->offset);
	evidence_members(&json, finding->evidence, (enum certainty)finding->certainty);
	words_members(&json, connection, finding);
	if (finding->place)
		place_member(&json, finding->place);
	json_bool_member(&json, "at_least", finding->at_least);
	if (finding->id == FINDING_HALF_CLOSED)
		json_number_member(&json, "carried_bytes", finding->carried);
	finish(&json);
}

void record_listener(FILE *out, const struct listener *listener)
{
	const struct owner *owner = &listener->owner;
	struct json json;

	begin(&json, out, "listener");
	address_members(&json, &listener->latest.local);
	owner_members(&json, owner->known == OWNER_FOUND ? owner : NULL);
	json_number_member(&json, "queue", listener->latest.recv_q);
	json_number_member(&json, "backlog", listener->latest.send_q);
	finish(&json);
}

/* Frames of TCP that told nothing, by the reason. */
static void unused_member(struct json *json, const struct summary *summary)
{
	json_key(json, "packets_unused");
	json_object_begin(json);
	count_member(json, "copies", summary->packets, summary->counts.copies);
	count_member(json, "fragments", summary->packets, summary->fragments);
	count_member(json, "cut", summary->packets, summary->cut);
	count_member(json, "malformed", summary->packets, summary->malformed);
	count_member(json, "corrupt", summary->packets, summary->counts.corrupt);
	json_object_end(json);
}

/* What the numbers beside addresses are of; only where there are any. */
static void netns_member(struct json *json, const struct summary *summary)
{
	if (summary->netns_count < 2)
		return;
	json_key(json, "netns");
	json_array_begin(json);
	for (size_t i = 0; i < summary->netns_count; i++)
		json_put_octets(json, summary->netns[i], strlen(summary->netns[i]));
	json_array_end(json);
}

void record_summary(FILE *out, const struct summary *summary)
{
	const struct tracker_counts *counts = &summary->counts;
	struct json json;

	begin(&json, out, "summary");
	json_time_member(&json, "start", summary->start_ns);
	json_time_member(&json, "end", summary->end_ns);
	json_number_member(&json, "connections", counts->connections);
	count_member(&json, "packets", summary->packets, counts->segments);
	json_key(&json, "findings");
	json_object_begin(&json);
	for (int severity = SEVERITY_COUNT - 1; severity >= 0; severity--)
		json_number_member(&json, severity_name((enum severity)severity),
				   counts->findings[severity]);
	json_object_end(&json);
	count_member(&json, "packets_dropped", summary->packets && summary->drops_known,
		     counts->gaps[GAP_PACKETS_DROPPED]);
	unused_member(&json, summary);
	count_member(&json, "notifications_overrun", summary->sockets,
		     counts->gaps[GAP_SOCKETS_OVERRUN]);
	count_member(&json, "notifications_left", summary->sockets,
		     counts->gaps[GAP_SOCKETS_LEFT]);
	count_member(&json, "socket_facts", summary->sockets, counts->facts);
	count_member(&json, "socket_polls", summary->sockets, summary->polls);
	count_member(&json, "socket_polls_ns", summary->sockets, summary->poll_ns);
	json_number_member(&json, "connections_evicted", counts->evicted);
	count_member(&json, "processes_let_go", summary->sockets, counts->processes_let_go);
	counted_members(&json, summary);
	netns_member(&json, summary);
	finish(&json);
}
