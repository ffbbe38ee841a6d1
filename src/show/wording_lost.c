/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wording_lost.c: how the findings of the category "lost" are told: bytes that nobody reads. */
#include "show/wording.h"
#include "core/stall.h"
#include "core/half_holder.h"
#include "core/verdict.h"
#include "show/fill.h"

/* How Y came to read no more. */
static const char *const gone_how[] = {
	[CLOSED_BY_UNKNOWN] = "would read no more",
	[CLOSED_BY_CLOSE] = "had called close()",
	[CLOSED_BY_SHUTDOWN] = "had called shutdown(SHUT_RDWR)",
	[CLOSED_BY_EXIT] = "had ended",
	[CLOSED_BY_LINGER_ZERO] = "had closed with SO_LINGER {1,0}",
	[CLOSED_BY_UNREAD_DATA] = "had closed with data unread",
	[CLOSED_BY_TIMEOUT] = "had timed out",
	[CLOSED_BY_DESTROYED] = "had its socket destroyed",
	[CLOSED_BY_NOT_ACCEPTED] = "had never accepted the connection",
	[CLOSED_BY_PEER_RESET] = "had been reset",
};

static const char *how_gone(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;
	enum closed_by how = verdict_closed_by(connection, side);

	if (verdict_let_go(connection, side))
		return "had called close(), or ended";
	/* A shutdown(SHUT_WR) alone would have left a reader: it closed after it. */
	return gone_how[how == CLOSED_BY_SHUTDOWN && socket->orphan_seen ? CLOSED_BY_CLOSE : how];
}

static void explain_write_after_close(struct fill *fill)
{
	const struct finding *finding = fill->finding;
	bool fin_waited = verdict_fin_waited(connection_half(fill->connection, fill->y),
					     connection_half(fill->connection, fill->x));

	fill_say(fill, fin_waited ?
		       "{X} wrote {bytes} while the FIN of {Y} waited behind data in its queue; {y} " :
		       "{X} wrote {bytes}{span} after the FIN of {Y}; {y} ");
	fill_say(fill, how_gone(fill->connection, fill->y));
	fill_say(fill, ", so its kernel answered RST: send() accepted ");
	fill_say(fill, finding->bytes == 1 ? "the byte, and it is lost"
					   : "the bytes, and they are lost");
	if (finding->eof_read == EOF_READ_NO)
		fill_say(fill, "; the program of {x} had not read the end-of-file");
	if (finding->eof_read == EOF_CONSUMED)
		fill_say(fill, "; the program of {x} had read all up to the end-of-file");
	if (finding->crossed_fin)
		fill_say(fill, fin_waited ? "; {x} could not know, since no FIN had gone out" :
			       "; the write crossed the FIN on its way, so {x} could not know");
}

/* After Y's end, and long after its last word: X does not go on with what it had begun. */
static bool begins_anew(const struct fill *fill)
{
	return half_begins_late(connection_half(fill->connection, fill->x),
				connection_half(fill->connection, fill->y)) &&
	       !fill->connection->roles_by_port;
}

static const char *fix_write_after_close(const struct fill *fill)
{
	if (fill->finding->crossed_fin)
		return "in {X}, send it again on a new connection: it was not processed";
	if (!begins_anew(fill))
		return NULL;
	return fill->x == (enum side)fill->connection->client ?
	       "in {X}, look for end-of-file before it uses an idle connection again, and let none idle for "
	       "as long as {y} does; what it wrote was not processed: send it again on a new connection" :
	       "find out why {Y} did not wait for the answer: a time-out of its own, or whoever asked it "
	       "gave up; {X} is told by POLLRDHUP, and need not go on with its work";
}

/* "100 bytes unread in its receive queue and 24,576 bytes of its own not delivered" */
static void say_unread_and_unsent(struct fill *fill, uint64_t unread, uint64_t unsent)
{
	bool at_least = fill->finding->at_least;

	if (unread || !unsent) {
		phrase_bytes(&fill->phrase, unread, at_least && !unsent);
		fill_say(fill, " unread in its receive queue");
	}
	if (unread && unsent)
		fill_say(fill, " and ");
	if (unsent) {
		phrase_bytes(&fill->phrase, unsent, at_least);
		fill_say(fill, " of its own not delivered");
	}
}

static void explain_unread_at_close(struct fill *fill)
{
	uint64_t bytes = fill->finding->bytes;
	struct byte_count unread = verdict_unread(fill->connection, fill->x);
	bool ended = half_exited(connection_half(fill->connection, fill->x));
	enum side by;

	if (!unread.known || unread.bytes > bytes)
		unread.bytes = bytes;
	fill_say(fill, ended ? "{X} ended with " : "{X} closed with ");
	say_unread_and_unsent(fill, unread.bytes, bytes - unread.bytes);
	if (verdict_reset_by(fill->connection, &by)) {
		fill_say(fill, ", so its kernel sent RST ");
		fill_say(fill, connection_half(fill->connection, fill->x)->fin_sent ?
			       "after its FIN: " : "in place of a FIN: ");
	} else {
		fill_say(fill, " and both FINs acknowledged, so its kernel sent no RST, and {y} has no "
			       "sign of it: ");
	}
	fill_say(fill, unread.bytes < bytes ? "all that is lost"
					    : "that much of what {Y} had written is lost");
}

static void explain_reply_unread(struct fill *fill)
{
	fill_say(fill, "{bytes} of {Y} had reached the kernel of {x} when the RST of {y} came, and {X} "
		       "never read them");
	fill_say(fill, fill->finding->bytes == 1 ? ": it is lost" : ": they are lost");
}

static void explain_half_close_cut(struct fill *fill)
{
	fill_say(fill, fill->finding->severity == SEVERITY_ERROR ?
		 "{X} sent RST while {Y}, which had only half-closed, was waiting for its answer or "
		 "the rest of it{lost}" :
		 "{X} took the end-of-file of {Y} for the end of all, and closed with nothing sent "
		 "since: {y} had only half-closed, and was waiting for its answer{lost}");
}

static void explain_accept_queue_reset(struct fill *fill)
{
	fill_say(fill, "{X} was connected, but {Y} closed its listener, or ended, before it accepted "
		       "the connection: its kernel reset it");
	if (fill->finding->bytes)
		fill_say(fill, ", and {bytes} that {x} had sent are lost");
}

/* What was tried in vain. */
static const char *tried(const struct fill *fill)
{
	const struct half *x = connection_half(fill->connection, fill->x);

	if (fill->finding->bytes && stall_window_shut(x))
		return "{X} waited for {Y} to open its window, and gave up; lost: {bytes}";
	if (fill->finding->bytes)
		return "{X} sent again and again what {Y} did not acknowledge, and gave up: {bytes}";
	if (!fill->finding->at_least && !x->fin_sent)
		return "{X} sent keep-alive probes that {Y} did not answer, and gave up";
	if (x->fin_sent)
		return "{X} sent its FIN again and again, {Y} did not acknowledge it, and {x} gave up; "
		       "no data was lost";
	return "{X} waited for {Y} to open its window, and gave up: what was left to send is lost";
}

static void explain_timed_out(struct fill *fill)
{
	fill_say(fill, tried(fill));
}

static const char *fix_timed_out(const struct fill *fill)
{
	const struct half *x = connection_half(fill->connection, fill->x);
	bool nothing;

	if (stall_window_shut(x) || (fill->finding->at_least && !fill->finding->bytes && !x->fin_sent))
		return "find out why {Y} does not read (blocked elsewhere, stopped): its host did answer; how "
		       "long {x} waits is its TCP_USER_TIMEOUT";
	nothing = !fill->finding->bytes && !fill->finding->at_least;
	if (half_in_view(connection_half(fill->connection, fill->y)))
		return nothing ? "look for what drops packets between the two, which are both here: `nft list "
				 "ruleset`, `tc -s qdisc`" :
				 "look for what drops packets between the two, which are both here: `nft list "
				 "ruleset`, `tc -s qdisc`; send again what was not confirmed";
	return nothing ? "find out where the other host or the way to it went (a crash, a firewall or NAT "
			 "that forgot the connection); there is nothing to be sent again" : NULL;
}

/* A server that closed what had been idle, as the next request came. */
static bool closed_idle(const struct fill *fill)
{
	enum { AT_ONCE_NS = 10 * 1000 * 1000 };
	const struct half *x = connection_half(fill->connection, fill->x);
	const struct half *y = connection_half(fill->connection, fill->y);

	return fill->y == (enum side)fill->connection->client && !fill->connection->roles_by_port &&
	       half_begins_anew(y, x) && x->rst_sent && x->rst_ns >= y->turn_ns &&
	       x->rst_ns < y->turn_ns + AT_ONCE_NS;
}

/* It could not do anything more when its process had ended. */
static const char *fix_unread_at_close(const struct fill *fill)
{
	/* Of a long request it may have read the beginning. */
	if (!half_exited(connection_half(fill->connection, fill->x)) && closed_idle(fill))
		return "in {Y}, let no connection idle for as long as {x} does, which closed it within 10 ms "
		       "of these bytes; if they are the whole request, nothing has read it, and it may be "
		       "sent again on a new connection";
	return half_exited(connection_half(fill->connection, fill->x)) ?
	       "let {X} finish its connections before it ends: stop accepting, read to end-of-file, "
	       "answer, close" : NULL;
}

/* What a server has not read is no reply. */
static const char *fix_reply_unread(const struct fill *fill)
{
	const struct connection *connection = fill->connection;

	return fill->x == (enum side)connection->client || connection->roles_by_port ? NULL :
	       "nothing, if {Y} wanted no answer any more; else find out why it reset the connection";
}

const struct wording wording_lost[FINDING_COUNT] = {
	[FINDING_WRITE_AFTER_CLOSE] = {
		.explain = explain_write_after_close,
		.special_fix = fix_write_after_close,
	},
	[FINDING_UNREAD_AT_CLOSE] = {
		.explain = explain_unread_at_close,
		.where = "in {X}, ",
		.special_fix = fix_unread_at_close,
	},
	[FINDING_LINGER_DISCARD] = {
		.says = "{X} closed with SO_LINGER {1,0}: its kernel sent RST at once and threw "
			"away {bytes} that it had accepted from send() and {y} had not "
			"acknowledged",
		.where = "in {X}, ",
	},
	[FINDING_REPLY_UNREAD] = {
		.explain = explain_reply_unread,
		.where = "in {X}, ",
		.special_fix = fix_reply_unread,
	},
	[FINDING_DOOMED_HALF_CLOSE] = {
		.says = "{Y} has closed and will read no more, but {X} is in CLOSE_WAIT and may "
			"still write: its next write will succeed and be lost",
		.ended = "{Y} had closed and would read no more, but {X} stayed in CLOSE_WAIT and "
			 "could still write: such a write succeeds and is lost",
		.where = "in {X}, ",
	},
	[FINDING_HALF_CLOSE_CUT] = {
		.explain = explain_half_close_cut,
		.where = "in {X}, ",
	},
	[FINDING_ACCEPT_QUEUE_RESET] = {
		.explain = explain_accept_queue_reset,
	},
	[FINDING_TIMED_OUT] = {
		.explain = explain_timed_out,
		.special_fix = fix_timed_out,
	},
};
