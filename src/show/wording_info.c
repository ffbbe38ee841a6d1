/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wording_info.c: how the findings of the category "info" are told: worth knowing. */
#include "show/wording.h"
#include "core/half_holder.h"
#include "core/verdict.h"
#include "show/fill.h"

static void explain_reply_abandoned(struct fill *fill)
{
	bool ended = half_exited(connection_half(fill->connection, fill->x));
	enum side by;

	if (fill->finding->certainty == CERTAINTY_INFERRED) {
		fill_say(fill, "{X} aborted with {bytes} of the reply under way; all that it had "
			      "sent was acknowledged: it gave up the rest");
		return;
	}
	fill_say(fill, ended ? "{X} ended with {bytes} of the reply unread" :
			       "{X} closed with {bytes} of the reply unread");
	if (verdict_reset_by(fill->connection, &by))
		fill_say(fill, ", so its kernel sent RST");
	fill_say(fill, "; all it had sent was acknowledged: ");
	fill_say(fill, ended ? "nothing but the rest of the reply is lost" :
			       "it gave up only what it no longer wanted");
}

static void explain_closed_without_reply(struct fill *fill)
{
	fill_say(fill, "{X} took all that {Y} had sent and closed{span} after the last of it, "
		      "without a word of answer");
	if (connection_half(fill->connection, fill->x)->nxt > 0)
		fill_say(fill, " since");
	if (fill->finding->certainty == CERTAINTY_INFERRED)
		fill_say(fill, ", as far as packets can show");
}

/* All that came after its FIN is what it had not read when it closed. */
static bool read_nothing_since(const struct fill *fill)
{
	const struct half_socket *socket = connection_half(fill->connection, fill->x)->socket;

	return fill->finding->carried > 0 && socket && socket->destroy &&
	       verdict_unread(fill->connection, fill->x).bytes >= fill->finding->carried;
}

/* A server that closes idle connections so (Apache) reads on, and drops what comes. */
static bool asked_too_late(const struct fill *fill)
{
	return fill->y == (enum side)fill->connection->client && !fill->connection->roles_by_port &&
	       half_begins_late(connection_half(fill->connection, fill->y),
				connection_half(fill->connection, fill->x));
}

static void explain_half_closed(struct fill *fill)
{
	const struct half_socket *socket = connection_half(fill->connection, fill->x)->socket;

	fill_say(fill, socket && socket->shutdown_seen ? "{X} sent its FIN by shutdown(SHUT_WR) and "
							: "{X} sent its FIN and ");
	fill_say(fill, read_nothing_since(fill) ? "could still read, but did not"
						: "went on reading");
	fill_say(fill, ": half-closed{for}, in which {Y} sent {carried}");
	if (asked_too_late(fill))
		fill_say(fill, ": a request that {x} can no longer answer");
}

static const char *fix_half_closed(const struct fill *fill)
{
	return asked_too_late(fill) ?
	       "in {Y}, look for end-of-file before it uses an idle connection again; send the request again "
	       "on a new connection" : NULL;
}

static void explain_reset_after_done(struct fill *fill)
{
	if (fill->finding->certainty == CERTAINTY_OBSERVED)
		fill_say(fill, "{X} sent RST when both programs had read everything: "
			      "nothing was lost");
	else
		fill_say(fill, "{X} sent RST when all data was acknowledged: as far as "
			      "packets can show, nothing was lost");
}

/* How to be rid of a RST depends on what it came of. */
static const char *fix_reset_after_done(const struct fill *fill)
{
	static const char *const fixes[RESET_CAUSE_COUNT] = {
		[RESET_CAUSE_UNREAD_DATA] = "nothing, for the data; to be rid of the reset, read to "
					    "end-of-file before close()",
		[RESET_CAUSE_NO_SOCKET] = "nothing: {x} had closed, and its kernel answered what still came, "
					  "which was no data (a TLS close_notify, a late FIN or ACK)",
		[RESET_CAUSE_NOT_ACCEPTED] = "nothing: {x} closed its listener before it accepted a "
					     "connection that {y} did not use",
	};

	return fixes[verdict_reset_cause(fill->connection)];
}

/* Who has to close is the other end. */
static const char *fix_fin_wait2_expired(const struct fill *fill)
{
	(void)fill;
	return "in {Y}, close when read() returns 0; what it sends from now on is answered RST";
}

const struct wording wording_info[FINDING_COUNT] = {
	[FINDING_REPLY_ABANDONED] = {
		.explain = explain_reply_abandoned,
	},
	[FINDING_CLOSED_WITHOUT_REPLY] = {
		.explain = explain_closed_without_reply,
		.where = "in {X}, ",
	},
	[FINDING_FIN_WAIT2_EXPIRED] = {
		.says = "{X} had closed, and {Y} did not close in return: its kernel waited for "
			"tcp_fin_timeout and has forgotten the socket; what {y} sends now is "
			"answered RST",
		.special_fix = fix_fin_wait2_expired,
	},
	[FINDING_HALF_CLOSED] = {
		.explain = explain_half_closed,
		.special_fix = fix_half_closed,
	},
	[FINDING_RESET_AFTER_DONE] = {
		.explain = explain_reset_after_done,
		.special_fix = fix_reset_after_done,
	},
	[FINDING_SIMULTANEOUS_CLOSE] = {
		.says = "{X} and {Y} closed at the same time: the second FIN went out{span} after "
			"the first, before that had come, and both ends went through CLOSING",
	},
};
