/* SPDX-License-Identifier: GPL-2.0-or-later */
/* row.c: reads what a row shows out of a connection; ten times a second, of each there is. */
#include "tui/row.h"
#include "core/states.h"
#include "core/trail.h"
#include "core/verdict.h"

#include <string.h>

/* What ended says less than what lasts, and a doomed half-close follows from something else. */
static bool is_worse(const struct finding *finding, const struct finding *than)
{
	if (finding->severity != than->severity)
		return finding->severity > than->severity;
	if (!finding->until_ns != !than->until_ns)
		return !finding->until_ns;
	return than->id == FINDING_DOOMED_HALF_CLOSE;
}

const struct finding *row_worst(const struct connection *connection)
{
	const struct finding *worst = NULL;

	for (unsigned int i = 0; i < connection->finding_count; i++) {
		const struct finding *finding = &connection->findings[i];

		if (!worst || is_worse(finding, worst))
			worst = finding;
	}
	return worst;
}

/* A FIN may be known by the state alone, where no packets were seen. */
static bool sent_fin(const struct half *half, enum tcp_state state, enum tcp_state peer)
{
	return half->fin_sent || state == TCP_STATE_FIN_WAIT1 || state == TCP_STATE_FIN_WAIT2 ||
	       state == TCP_STATE_CLOSING || state == TCP_STATE_LAST_ACK ||
	       state == TCP_STATE_TIME_WAIT || peer == TCP_STATE_CLOSE_WAIT ||
	       peer == TCP_STATE_LAST_ACK || peer == TCP_STATE_CLOSING ||
	       peer == TCP_STATE_TIME_WAIT;
}

static void fill_queues(struct row_end *end, const struct half_socket *socket)
{
	const struct sock_kept *fact = socket->destroy ? socket->destroy : &socket->latest;

	/* After tcp_disconnect() the send queue is absurd. */
	end->queues_known = socket->destroy ? !fact->disconnected :
			    socket->seen && !half_rare(socket)->gone_ns;
	end->recv_q = end->queues_known ? fact->recv_q : 0;
	end->send_q = end->queues_known ? fact->send_q : 0;
}

static void fill_owner(struct row_end *end, const struct connection *connection, enum side side)
{
	const struct owner *owner = end_owner(connection, side);

	end->holding = (uint8_t)end_holding(connection, side);
	end->pid = owner ? owner->pid : 0;
	if (owner)
		memcpy(end->comm, owner->comm, sizeof(end->comm));
}

/* The last step of that end; NULL: no trail was kept, or it was left out of it. */
static const struct transition *last_step(const struct connection *connection, enum side side,
					  struct trail_entry *skipped)
{
	size_t count = connection->trail ? trail_count(connection->trail) : 0;

	for (size_t i = count; i-- > 0; ) {
		const struct trail_entry *entry = trail_get(connection->trail, i, skipped);

		if (entry->kind == TRAIL_TRANSITION && entry->side == side)
			return &entry->transition;
	}
	return NULL;
}

/* It was in its first state before we came, unless a SYN was seen. */
static bool was_there_before(const struct transition *step)
{
	return step->trigger == TRIGGER_ALREADY_OPEN ||
	       (step->from == TCP_STATE_NONE && step->trigger == TRIGGER_SOCKET);
}

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* Where no trail was kept: what comes last of its beginning, the FINs and the RSTs. */
static uint64_t last_known(const struct connection *connection)
{
	uint64_t time_ns = connection->start_ns;

	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct half *half = &connection->half[side];

		time_ns = later(time_ns, half->fin_sent ? half->fin_ns : 0);
		time_ns = later(time_ns, half->rst_sent ? half->rst_ns : 0);
	}
	return time_ns == connection->start_ns && connection->resumed ? 0 : time_ns;
}

/* A connection to itself has one socket, whose steps are side A's. */
static uint64_t changed_at(const struct connection *connection, enum side side, bool is_new,
			   uint64_t now_ns)
{
	struct trail_entry skipped;
	const struct transition *step =
		last_step(connection, connection->self ? SIDE_A : side, &skipped);

	if (step)
		return was_there_before(step) ? 0 : step->time_ns;
	return is_new ? last_known(connection) : now_ns;
}

static bool looks_alike(const struct row_end *end, const struct row_end *before)
{
	return end->state == before->state && end->closing == before->closing &&
	       end->pid == before->pid && end->holding == before->holding &&
	       end->recv_q == before->recv_q && end->send_q == before->send_q &&
	       end->queues_known == before->queues_known;
}

static bool fill_end(struct row_end *end, const struct connection *connection, enum side side,
		     bool is_new, uint64_t now_ns)
{
	const struct row_end before = *end;
	const struct half *half = connection_half(connection, side);
	const struct half *peer = connection_peer(connection, side);

	end->side = (uint8_t)side;
	end->endpoint = connection->end[side];
	end->state = (uint8_t)states_last(half);
	end->closing = half->rst_sent ? ROW_RST :
		       sent_fin(half, (enum tcp_state)end->state, states_last(peer)) ? ROW_FIN :
		       ROW_OPEN;
	fill_owner(end, connection, side);
	if (half->socket)
		fill_queues(end, half->socket);
	if (is_new || end->state != before.state)
		end->changed_ns = changed_at(connection, side, is_new, now_ns);
	return !looks_alike(end, &before);
}

static void fill_findings(struct row *row, const struct connection *connection, uint64_t now_ns)
{
	const struct finding *worst = row_worst(connection);
	bool is_news = worst && (!row->findings || row->finding != worst->id);

	row->findings = 0;
	for (unsigned int i = 0; worst && i < connection->finding_count; i++)
		row->findings |= (uint64_t)1 << connection->findings[i].id;
	row->finding = worst ? worst->id : 0;
	row->severity = worst ? worst->severity : 0;
	row->finding_ended = worst && worst->until_ns &&
			     finding_info((enum finding_id)worst->id)->category != CATEGORY_INFO;
	if (!worst)
		row->finding_ns = 0;
	else if (is_news)
		row->finding_ns = now_ns;
}

/* A leak or hang knows from the kernel how long it has lasted, also from before we came. */
static void fill_since(struct row *row, const struct connection *connection, uint64_t now_ns)
{
	const struct finding *worst = row_worst(connection);
	uint64_t since_ns = later(row->end[ROW_CLIENT].changed_ns, row->end[ROW_SERVER].changed_ns);
	enum category category = worst ? finding_info((enum finding_id)worst->id)->category :
					 CATEGORY_INFO;

	row->since_at_least = since_ns == 0;
	if (since_ns == 0)
		since_ns = connection->start_ns;
	if (row->since_at_least && worst && !worst->until_ns &&
	    (category == CATEGORY_LEAK || category == CATEGORY_HANG) &&
	    worst->span_ns > now_ns - since_ns && worst->span_ns < now_ns)
		since_ns = now_ns - worst->span_ns;
	row->since_ns = since_ns;
}

static void fill_lost(struct row *row, const struct connection *connection)
{
	struct byte_count there = { 0 }, back = { 0 };

	/* Where both are open all can still be read. */
	if (!connection->quiet)
		there = verdict_lost(connection, SIDE_A);
	if (!connection->quiet && !connection->self)
		back = verdict_lost(connection, SIDE_B);
	row->lost_bytes = there.bytes + back.bytes;
	row->lost_at_least = there.at_least || back.at_least;
}

static bool is_over(const struct row_end *end)
{
	return end->state == TCP_STATE_CLOSED || end->state == TCP_STATE_TIME_WAIT ||
	       end->state == TCP_STATE_NONE;
}

static bool is_connecting(const struct row_end *end)
{
	return end->state == TCP_STATE_SYN_SENT || end->state == TCP_STATE_SYN_RECV;
}

static void fill_closing(struct row *row, const struct connection *connection)
{
	const struct row_end *client = &row->end[ROW_CLIENT], *server = &row->end[ROW_SERVER];
	enum side first = SIDE_A;

	row->group = (uint8_t)census_group(connection);
	row->closer_known = !connection->quiet && verdict_first_closer(connection, &first);
	row->server_first = row->closer_known && first != (enum side)connection->client;
	row->connecting = is_connecting(client) || is_connecting(server);
	row->over = is_over(client) && is_over(server);
}

bool row_fill(struct row *row, const struct connection *connection, uint64_t now_ns)
{
	const struct row before = *row;
	enum side client = (enum side)connection->client;
	bool is_new = row->id == 0, changed;

	row->id = connection->id;
	row->start_ns = connection->start_ns;
	changed = fill_end(&row->end[ROW_CLIENT], connection, client, is_new, now_ns);
	changed |= fill_end(&row->end[ROW_SERVER], connection, side_other(client), is_new,
			    now_ns);
	fill_findings(row, connection, now_ns);
	fill_since(row, connection, now_ns);
	fill_lost(row, connection);
	fill_closing(row, connection);
	return changed || row->findings != before.findings || row->finding != before.finding ||
	       row->finding_ended != before.finding_ended ||
	       row->lost_bytes != before.lost_bytes || row->group != before.group ||
	       row->server_first != before.server_first;
}

uint64_t row_age_ns(const struct row *row, uint64_t now_ns)
{
	return now_ns > row->since_ns ? now_ns - row->since_ns : 0;
}
