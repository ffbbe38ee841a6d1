/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wording_reset.c: how the findings of the category "reset" are told: ends that nobody wanted. */
#include "show/wording.h"
#include "core/process.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/ended.h"
#include "show/fill.h"

static void explain_process_ended(struct fill *fill)
{
	const struct half *x = connection_half(fill->connection, fill->x);
	const struct process *process = x->socket ? x->socket->process : NULL;

	fill_say(fill, "{X} ended (");
	ended_how(&fill->phrase, process ? &process->end : &(struct process_news){ 0 });
	fill_say(fill, ")");
	if (process && process->open > 1) {
		fill_say(fill, " with ");
		phrase_number(&fill->phrase, process->open);
		fill_say(fill, " connections open");
	}
	/* A [R] that came later answered what the other end still wrote. */
	fill_say(fill, verdict_aborted(fill->connection, fill->x) || (x->rst_sent && x->rst_had_ack) ?
		       ", so its kernel sent RST" :
		       ", so its kernel sent the FIN: {y} cannot tell that from close()");
	if (fill->finding->bytes)
		fill_say(fill, "; it left {bytes} unread or not delivered");
}

/* A firewall may answer in the name of who listens: only the sockets show that nobody does. */
static bool nobody_listens(const struct fill *fill)
{
	const struct half_socket *socket = connection_half(fill->connection, fill->y)->socket;

	return socket && socket->nobody_listens;
}

static void explain_refused(struct fill *fill)
{
	fill_say(fill, nobody_listens(fill) ?
		       "{X} asked for {address} and was answered RST: nothing listens there" :
		       "{X} asked for {address} and was refused (RST)");
	if (fill->finding->severity == SEVERITY_NOTE)
		fill_say(fill, "; it reached that port at another address");
}

static const char *fix_refused(const struct fill *fill)
{
	if (fill->finding->severity == SEVERITY_NOTE)
		return "nothing, or let the server listen on {address} too";
	return nobody_listens(fill) ?
	       "start the server, or correct the address: `ss -tlnp` shows what listens, and "
	       "{address} is not there" :
	       "start the server, or correct the address; but if `ss -tln` over there shows "
	       "{address}, a firewall rejects: `nft list ruleset`";
}

static void explain_destroyed(struct fill *fill)
{
	fill_say(fill, "the socket of {X} was destroyed from outside (`ss -K`, SOCK_DESTROY): its "
		       "program had not closed it, and its kernel sent RST");
	if (fill->finding->bytes)
		fill_say(fill, "; {bytes} were unsent or unread");
}

static bool answers_syn(const struct fill *fill)
{
	return connection_half(fill->connection, fill->x)->rst_answers_syn;
}

static const char *fix_reset_forged(const struct fill *fill)
{
	return answers_syn(fill) ?
	       "look for the rule that rejects with a reset, on the host of {x} first (`nft list "
	       "ruleset`), or for a NAT that sends the SYN elsewhere (a container's published port)" :
	       NULL;
}

static void explain_reset_forged(struct fill *fill)
{
	if (answers_syn(fill)) {
		fill_say(fill, "{Y} was refused in the name of {X}, which listened there before and "
			       "after: somebody on the way answered the SYN with RST");
		return;
	}
	fill_say(fill, "a RST came in the name of {X}, ");
	fill_say(fill, fill->finding->certainty == CERTAINTY_OBSERVED ?
		       "whose socket lived on" : "which went on as if nothing had happened");
	fill_say(fill, ": somebody on the way sent it{lost}");
}

/* The cause is clear, and what it cost has no finding of its own yet. */
static void explain_known_cause(struct fill *fill, enum reset_cause cause)
{
	fill_say(fill, "{X} sent RST (");
	phrase_text(&fill->phrase, reset_cause_name(cause));
	fill_say(fill, "){lost}");
}

static void explain_reset_unexplained(struct fill *fill)
{
	const struct half *x = connection_half(fill->connection, fill->x);
	enum reset_cause cause = verdict_reset_cause(fill->connection);

	if (cause != RESET_CAUSE_UNKNOWN) {
		explain_known_cause(fill, cause);
		return;
	}
	fill_say(fill, "{X} sent RST and nothing that was seen says why: ");
	fill_say(fill, x->rst_had_ack ? "it is [R.], an abort by its own socket"
				      : "it is [R], an answer to the segment before it");
	if (!x->rst_had_ack && x->rst_answers_data)
		fill_say(fill, ", which carried data");
	if (!end_in_view(fill->connection, fill->x))
		fill_say(fill, x->rst_had_ack ?
			 "; that socket was never in view, and close() with data unread looks just "
			 "like SO_LINGER {1,0}" :
			 "; that socket was never in view");
	else if (x->socket->destroy)
		fill_say(fill, "; that socket died with nothing in it that explains it");
	else
		fill_say(fill, "; how that socket died was not seen");
	fill_say(fill, "{lost}");
}

const struct wording wording_reset[FINDING_COUNT] = {
	[FINDING_PROCESS_ENDED] = {
		.explain = explain_process_ended,
		.where = "{X}: ",
	},
	[FINDING_REFUSED] = {
		.explain = explain_refused,
		.special_fix = fix_refused,
	},
	[FINDING_DESTROYED] = {
		.explain = explain_destroyed,
	},
	[FINDING_RESET_FORGED] = {
		.explain = explain_reset_forged,
		.special_fix = fix_reset_forged,
	},
	[FINDING_RESET_UNEXPLAINED] = {
		.explain = explain_reset_unexplained,
	},
};
