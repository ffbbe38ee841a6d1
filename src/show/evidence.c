/* SPDX-License-Identifier: GPL-2.0-or-later */
/* evidence.c: lists the evidence, and the facts of the sockets as they came. */
#include "show/evidence.h"
#include "core/finding.h"
#include "core/trail.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/phrase.h"
#include "show/stamp.h"
#include "show/text.h"
#include "show/utf8.h"
#include "show/wrap.h"

#include <string.h>

enum {
	TEXT_MAX = 256,
	INDENT = 3,
	INDENT_MORE = 14,
	LABEL_WIDTH = 18,	/* "acknowledged data" */
};

void evidence_say(struct phrase *phrase, unsigned int mask, enum certainty certainty)
{
	const char *before = " from ";

	phrase_text(phrase, certainty_name(certainty));
	for (unsigned int i = 0; i < EVIDENCE_COUNT; i++) {
		if (!(mask & 1u << i))
			continue;
		phrase_text(phrase, before);
		phrase_text(phrase, evidence_name(1u << i));
		before = ", ";
	}
}

static void put_finding(FILE *out, const struct style *style, const struct finding *finding)
{
	enum severity severity = (enum severity)finding->severity;
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, finding_info((enum finding_id)finding->id)->id);
	phrase_text(&phrase, ": ");
	evidence_say(&phrase, finding->evidence, (enum certainty)finding->certainty);
	fprintf(out, "%*s%s%s%s ", INDENT, "", style_on(style, text_role(severity)),
		severity_name(severity), style_off(style));
	wrap_print(out, style, text, phrase.len,
		   INDENT + (unsigned int)strlen(severity_name(severity)) + 1, INDENT_MORE);
}

/* "  0.000123 ", in seconds since the connection began; before that with a minus. */
static void put_time(FILE *out, const struct style *style, uint64_t since_ns, uint64_t time_ns)
{
	char text[STAMP_SINCE_SIZE];

	stamp_since(text, since_ns, time_ns);
	fprintf(out, "%s%*s%s ", style_on(style, STYLE_QUIET), INDENT_MORE - 1, text,
		style_off(style));
}

void evidence_say_change(struct phrase *phrase, const struct connection *connection,
			 const struct transition *change, const char *to)
{
	const char *from = tcp_state_name((enum tcp_state)change->from);

	phrase_text(phrase, end_role(connection, (enum side)change->end));
	phrase_text(phrase, " ");
	if (from) {
		phrase_text(phrase, from);
		phrase_text(phrase, " ");
		phrase_text(phrase, to);
		phrase_text(phrase, " ");
	}
	phrase_text(phrase, tcp_state_name((enum tcp_state)change->to));
	phrase_text(phrase, ", ");
	phrase_text(phrase, trigger_name((enum trigger)change->trigger));
	phrase_text(phrase, ": ");
	evidence_say(phrase, change->evidence, (enum certainty)change->certainty);
}

static void put_step(FILE *out, const struct style *style, const struct connection *connection,
		     const struct transition *step)
{
	char text[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	evidence_say_change(&phrase, connection, step, style_glyphs(style)->to);
	put_time(out, style, connection->start_ns, step->time_ns);
	wrap_print(out, style, text, phrase.len, INDENT_MORE, INDENT_MORE);
}

void evidence_print(FILE *out, const struct style *style, const struct connection *connection)
{
	size_t count = connection->trail ? trail_count(connection->trail) : 0;

	for (unsigned int i = 0; i < connection->finding_count; i++)
		put_finding(out, style, &connection->findings[i]);
	for (size_t i = 0; i < count; i++) {
		struct trail_entry skipped;
		const struct trail_entry *entry = trail_get(connection->trail, i, &skipped);

		if (entry->kind == TRAIL_TRANSITION)
			put_step(out, style, connection, &entry->transition);
	}
}

/* What is said of one end in one line: nothing where it is not known. */
typedef void (*say_fn)(struct phrase *phrase, const struct connection *connection, enum side side);

static const struct half_socket *socket_of(const struct connection *connection, enum side side)
{
	return connection_half(connection, side)->socket;
}

/* Its latest word while it lived, or NULL. */
static const struct sock_kept *alive(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = socket_of(connection, side);

	return socket && socket->seen ? &socket->latest : NULL;
}

static const struct sock_kept *dead(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = socket_of(connection, side);

	return socket ? socket->destroy : NULL;
}

static void say_state(struct phrase *phrase, const struct connection *connection, enum side side)
{
	const char *name = tcp_state_name(verdict_state(connection, side));

	phrase_text(phrase, name ? name : "");
}

static void say_owner(struct phrase *phrase, const struct connection *connection, enum side side)
{
	const struct owner *owner = end_owner(connection, side);
	const char *holding = end_holding_name(end_holding(connection, side));

	if (!owner) {
		phrase_text(phrase, holding ? holding : "socket not in view");
		return;
	}
	end_say_owner(phrase, owner);
	phrase_text(phrase, " fd ");
	phrase_plain(phrase, (uint64_t)owner->fd);
	if (owner->holders > 1) {
		phrase_text(phrase, ", ");
		phrase_count(phrase, owner->holders, "holder");
	}
}

static void say_seen(struct phrase *phrase, const struct connection *connection, enum side side)
{
	const struct sock_kept *fact = alive(connection, side);
	char stamp[STAMP_CLOCK_SIZE];

	if (!fact)
		return;
	phrase_text(phrase, tcp_state_name((enum tcp_state)fact->state));
	phrase_text(phrase, " at ");
	stamp_clock(stamp, fact->time_ns / 1000000000);
	phrase_text(phrase, stamp);
}

static void say_inode(struct phrase *phrase, const struct connection *connection, enum side side)
{
	const struct sock_kept *fact = alive(connection, side);

	if (!fact)
		return;
	phrase_plain(phrase, fact->inode);
	if (!fact->inode && socket_of(connection, side)->inode) {
		phrase_text(phrase, " (was ");
		phrase_plain(phrase, socket_of(connection, side)->inode);
		phrase_text(phrase, ")");
	}
}

static void say_uid(struct phrase *phrase, const struct connection *connection, enum side side)
{
	if (alive(connection, side))
		phrase_plain(phrase, socket_of(connection, side)->uid);
}

static void say_cookie(struct phrase *phrase, const struct connection *connection,
		       enum side side)
{
	const struct sock_kept *fact = alive(connection, side);

	if (!fact)
		fact = dead(connection, side);
	if (fact && fact->cookie)
		phrase_plain(phrase, fact->cookie);
}

static void say_queues(struct phrase *phrase, const struct sock_kept *fact)
{
	if (!fact)
		return;
	phrase_number(phrase, fact->recv_q);
	phrase_text(phrase, " / ");
	if (fact->disconnected)
		phrase_text(phrase, "thrown away");
	else
		phrase_number(phrase, fact->send_q);
}

static void say_living_queues(struct phrase *phrase, const struct connection *connection,
			      enum side side)
{
	say_queues(phrase, alive(connection, side));
}

static void say_dead_queues(struct phrase *phrase, const struct connection *connection,
			    enum side side)
{
	say_queues(phrase, dead(connection, side));
}

static void say_timer(struct phrase *phrase, const struct connection *connection, enum side side)
{
	static const char *const names[] = {
		[SOCK_TIMER_OFF] = "off",
		[SOCK_TIMER_ON] = "retransmission",
		[SOCK_TIMER_KEEPALIVE] = "keep-alive",
		[SOCK_TIMER_TIMEWAIT] = "minisocket",
		[SOCK_TIMER_PERSIST] = "persist",
	};
	const struct sock_kept *fact = alive(connection, side);

	if (!fact || fact->timer >= sizeof(names) / sizeof(names[0]))
		return;
	phrase_text(phrase, names[fact->timer]);
	if (fact->retransmits) {
		phrase_text(phrase, ", tried ");
		phrase_count(phrase, fact->retransmits, "time");
	}
}

static void say_info(struct phrase *phrase, const struct connection *connection, enum side side)
{
	const struct sock_kept *fact = dead(connection, side);

	if (!fact || !fact->info)
		fact = alive(connection, side);
	if (!fact || !fact->info)
		return;
	phrase_number(phrase, fact->info->bytes_received);
	phrase_text(phrase, " / ");
	phrase_number(phrase, fact->info->bytes_acked);
}

static void say_packets(struct phrase *phrase, const struct connection *connection,
			enum side side)
{
	if (connection_has_packets(connection))
		phrase_number(phrase, connection_half(connection, side)->packets);
}

static void say_bytes(struct phrase *phrase, struct byte_count count)
{
	if (!count.known)
		return;
	phrase_number(phrase, count.bytes);
	phrase_text(phrase, count.at_least ? " at least" : "");
}

static void say_sent(struct phrase *phrase, const struct connection *connection, enum side side)
{
	say_bytes(phrase, verdict_sent(connection, side));
}

static void say_acked(struct phrase *phrase, const struct connection *connection, enum side side)
{
	say_bytes(phrase, verdict_acked(connection, side));
}

static void say_unread(struct phrase *phrase, const struct connection *connection,
		       enum side side)
{
	say_bytes(phrase, verdict_unread(connection, side));
}

static void say_unsent(struct phrase *phrase, const struct connection *connection,
		       enum side side)
{
	say_bytes(phrase, verdict_unsent(connection, side));
}

static const struct {
	const char *label;
	say_fn say;
} lines[] = {
	{ "state", say_state },
	{ "process", say_owner },
	{ "socket seen", say_seen },
	{ "inode", say_inode },
	{ "uid", say_uid },
	{ "cookie", say_cookie },
	{ "Recv-Q / Send-Q", say_living_queues },
	{ "as it died", say_dead_queues },
	{ "timer", say_timer },
	{ "received / acked", say_info },
	{ "packets sent", say_packets },
	{ "data sent", say_sent },
	{ "data acknowledged", say_acked },
	{ "data unread", say_unread },
	{ "data unsent", say_unsent },
};

enum { LINE_COUNT = sizeof(lines) / sizeof(lines[0]) };

const char *evidence_label(size_t line)
{
	return line < LINE_COUNT ? lines[line].label : NULL;
}

void evidence_say_line(struct phrase *phrase, size_t line, const struct connection *connection,
		       enum side side)
{
	lines[line].say(phrase, connection, side);
}

/* "-" where it is not known; what does not fit is cut, and says so. */
static void put_column(FILE *out, const struct style *style, const char *text,
		       unsigned int columns, bool last)
{
	const char *shown = *text ? text : "-", *more = style_glyphs(style)->more;
	bool whole = utf8_columns(shown) <= columns;
	char cell[TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, cell, sizeof(cell));
	phrase_octets(&phrase, shown,
		      utf8_fit(shown, whole ? columns : columns - utf8_columns(more)));
	phrase_text(&phrase, whole ? "" : more);
	style_put(style, out, cell, phrase.len);
	if (!last)
		fprintf(out, "%*s", (int)(columns + 1 - utf8_columns(cell)), "");
}

void evidence_sockets(FILE *out, const struct style *style, const struct connection *connection)
{
	enum side client = (enum side)connection->client;
	unsigned int columns = (style->width - INDENT - LABEL_WIDTH - 1) / 2;

	fprintf(out, "%*s%-*s%s%-*s%s%s\n", INDENT, "", LABEL_WIDTH, "",
		style_on(style, STYLE_STRONG), (int)columns + 1, "client", "server",
		style_off(style));
	for (size_t i = 0; i < LINE_COUNT; i++) {
		char text[TEXT_MAX];
		struct phrase phrase;

		fprintf(out, "%*s%-*s", INDENT, "", LABEL_WIDTH, lines[i].label);
		phrase_init(&phrase, text, sizeof(text));
		lines[i].say(&phrase, connection, client);
		put_column(out, style, text, columns, false);
		phrase_init(&phrase, text, sizeof(text));
		lines[i].say(&phrase, connection, side_other(client));
		put_column(out, style, text, columns, true);
		putc('\n', out);
	}
}
