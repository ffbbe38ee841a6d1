/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sentence.c: what happened in each kind of case, as templates with the facts filled in. */
#include "show/sentence.h"
#include "core/accept_queue.h"
#include "core/process.h"
#include "core/sharing.h"
#include "core/stall.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/ended.h"
#include "show/fill.h"
#include "show/gap_words.h"
#include "show/phrase.h"
#include "show/place_words.h"

#include <string.h>

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

/* A shutdown(SHUT_WR) alone would have left a reader: it closed after it. */
static enum closed_by how_gone(const struct connection *connection, enum side side)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;
	enum closed_by how = verdict_closed_by(connection, side);

	return how == CLOSED_BY_SHUTDOWN && socket->orphan_seen ? CLOSED_BY_CLOSE : how;
}

static void explain_write_after_close(struct fill *fill)
{
	const struct finding *finding = fill->finding;

	fill_say(fill, "{X} wrote {bytes}{span} after the FIN of {Y}; {y} ");
	fill_say(fill, gone_how[how_gone(fill->connection, fill->y)]);
	fill_say(fill, ", so its kernel answered RST: send() accepted ");
	fill_say(fill, finding->bytes == 1 ? "the byte, and it is lost"
					   : "the bytes, and they are lost");
	if (finding->eof_read == EOF_READ_NO)
		fill_say(fill, "; the program of {x} had not read the end-of-file");
	if (finding->eof_read == EOF_CONSUMED)
		fill_say(fill, "; the program of {x} had read all up to the end-of-file");
	if (finding->crossed_fin)
		fill_say(fill, "; the write crossed the FIN on its way, so {x} could not know");
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

	if (!unread.known || unread.bytes > bytes)
		unread.bytes = bytes;
	fill_say(fill, ended ? "{X} ended with " : "{X} closed with ");
	say_unread_and_unsent(fill, unread.bytes, bytes - unread.bytes);
	fill_say(fill, ", so its kernel sent RST ");
	fill_say(fill, connection_half(fill->connection, fill->x)->fin_sent ?
		       "after its FIN: " : "in place of a FIN: ");
	fill_say(fill, unread.bytes < bytes ? "all that is lost"
					    : "that much of what {Y} had written is lost");
}

static void explain_reply_abandoned(struct fill *fill)
{
	if (fill->finding->certainty == CERTAINTY_INFERRED) {
		fill_say(fill, "{X} aborted with {bytes} of the reply under way; all that it had "
			      "sent was acknowledged: it gave up the rest");
		return;
	}
	fill_say(fill, "{X} closed with {bytes} of the reply unread, so its kernel sent RST; all "
		      "it had sent was acknowledged: it gave up only what it no longer wanted");
}

static void explain_linger_discard(struct fill *fill)
{
	fill_say(fill, "{X} closed with SO_LINGER {1,0}: its kernel sent RST at once and threw away "
		      "{bytes} that it had accepted from send() and {y} had not acknowledged");
}

static void explain_reply_unread(struct fill *fill)
{
	fill_say(fill, "{bytes} of {Y} had reached the kernel of {x} when the RST of {y} came, and {X} "
		       "never read them");
	fill_say(fill, fill->finding->bytes == 1 ? ": it is lost" : ": they are lost");
}

static void explain_destroyed(struct fill *fill)
{
	fill_say(fill, "the socket of {X} was destroyed from outside (`ss -K`, SOCK_DESTROY): its "
		       "program had not closed it, and its kernel sent RST");
	if (fill->finding->bytes)
		fill_say(fill, "; {bytes} were unsent or unread");
}

static void explain_orphaned_data(struct fill *fill)
{
	const struct half_socket *socket = connection_half(fill->connection, fill->x)->socket;

	if (fill->finding->until_ns)
		fill_say(fill, "{X} closed with {bytes} still to send, and for a while {Y} took "
			      "nothing from its ownerless socket; then it went on");
	else if (socket && socket->destroy)
		fill_say(fill, "{X} closed with {bytes} still to send; {Y} did not take them, and "
			      "they died with the ownerless socket");
	else
		fill_say(fill, "{X} closed with {bytes} still to send; its socket has no owner "
			      "now, is in {state}, and {Y} takes nothing from it");
}

static void explain_doomed_half_close(struct fill *fill)
{
	fill_say(fill, fill->finding->until_ns ?
		 "{Y} had closed and would read no more, but {X} stayed in CLOSE_WAIT and could "
		 "still write: such a write succeeds and is lost" :
		 "{Y} has closed and will read no more, but {X} is in CLOSE_WAIT and may still "
		 "write: its next write will succeed and be lost");
}

static void explain_eof_ignored(struct fill *fill)
{
	fill_say(fill, "{X} has consumed all up to the FIN of {Y}, has sent nothing since, and keeps "
		      "its socket open: in CLOSE_WAIT{for}");
	if (fill->finding->certainty == CERTAINTY_INFERRED)
		fill_say(fill, "; {y} is not in view and may still be reading");
}

static void explain_eof_unread(struct fill *fill)
{
	fill_say(fill, "{X} has not called read() since the FIN of {Y} came: only the end-of-file "
		      "waits in its receive queue, in CLOSE_WAIT{for}");
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

static void explain_unread_backlog(struct fill *fill)
{
	fill_say(fill, fill->finding->until_ns ?
		       "{X} read nothing{for}, with {bytes} of {Y} in its receive queue" :
		       "{X} has read nothing{for}, with {bytes} of {Y} in its receive queue");
	if (!fill->finding->until_ns &&
	    verdict_state(fill->connection, fill->x) == TCP_STATE_CLOSE_WAIT)
		fill_say(fill, "; {y} has closed, and a close() before they are read would send RST");
}

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
	fill_say(fill, x->rst_sent ? ", so its kernel sent RST" :
				     ", so its kernel sent the FIN: {y} cannot tell that from close()");
	if (fill->finding->bytes)
		fill_say(fill, "; it left {bytes} unread or not delivered");
}

static void explain_zero_window(struct fill *fill)
{
	const struct finding *finding = fill->finding;

	fill_say(fill, finding->until_ns ? "{Y} kept its window shut{for}, while {X} waited to "
					   "send "
					 : "{Y} has kept its window shut{for}, while {X} waits to "
					   "send ");
	fill_say(fill, finding->bytes ? "{bytes}" : "more");
}

static void explain_silent_after_read(struct fill *fill)
{
	const struct half_socket *client = connection_half(fill->connection, fill->y)->socket;

	fill_say(fill, fill->finding->until_ns ?
		       "{X} had read all that {Y} said ({carried}), and did not answer{for}" :
		       "{X} has read all that {Y} said ({carried}), the last of it{span} ago, and does "
		       "not answer");
	if (!fill->finding->until_ns && client && client->waits_reading)
		fill_say(fill, "; a thread of {y} is blocked in reading");
	if (client && client->shutdown_seen)
		fill_say(fill, "; {y} has half-closed and reads on");
	fill_say(fill, ": all queues are empty, TCP did its work");
}

/* One process may have several of the sockets: nginx's master opens those of all its workers. */
static bool is_named(const struct accept_wait *wait, unsigned int before)
{
	for (unsigned int i = 0; i < before; i++) {
		if (wait->owners[i].known == OWNER_FOUND &&
		    wait->owners[i].pid == wait->owners[before].pid)
			return true;
	}
	return false;
}

/* "python3[812]", or several; returns whether it is one process, as far as is known. */
static bool say_listeners(struct fill *fill, const struct accept_wait *wait)
{
	unsigned int named = 0, found = 0;

	for (unsigned int i = 0; i < wait->listeners && i < ACCEPT_OWNERS_MAX; i++) {
		if (wait->owners[i].known != OWNER_FOUND)
			continue;
		found++;
		if (is_named(wait, i))
			continue;
		phrase_text(&fill->phrase, named++ ? ", " : "");
		end_say_owner(&fill->phrase, &wait->owners[i]);
	}
	if (!found)
		fill_say(fill, "the server's program");
	else if (found < wait->listeners)
		fill_say(fill, " and others");
	return named == 1 && found == wait->listeners;
}

static void explain_not_accepted(struct fill *fill)
{
	const struct half_socket *socket = connection_half(fill->connection, fill->x)->socket;
	const struct accept_wait *wait = socket ? half_rare(socket)->wait : NULL;
	bool one;

	if (!wait) {
		fill_say(fill, "nobody has accepted the connection{for}");
		return;
	}
	one = say_listeners(fill, wait);
	fill_say(fill, wait->listeners < 2 ? ", which listens there, has" :
		       one ? ", which listens there with several sockets, has" :
			     ", which share the port of {x}, have");
	fill_say(fill, " not accepted the connection{for}; waiting in the queue: ");
	phrase_number(&fill->phrase, wait->waiting);
	fill_say(fill, ", backlog: ");
	phrase_number(&fill->phrase, wait->backlog);
	if (fill->finding->bytes)
		fill_say(fill, "; {bytes} that {Y} sent wait unread");
}

static void explain_accept_queue_reset(struct fill *fill)
{
	fill_say(fill, "{X} was connected, but {Y} closed its listener, or ended, before it accepted "
		       "the connection: its kernel reset it");
	if (fill->finding->bytes)
		fill_say(fill, ", and {bytes} that {x} had sent are lost");
}

/* Of a connection that it cost; of the listener: place_words.h. */
static void explain_accept_queue_full(struct fill *fill)
{
	fill_say(fill, "the accept queue of {X} was full when the connection of {Y} was to enter it: "
		       "its kernel answered RST (tcp_abort_on_overflow)");
}

static void explain_no_answer(struct fill *fill)
{
	const struct half *x = connection_half(fill->connection, fill->x);

	fill_say(fill, "{X} asked for {address} again and again, and nothing answered{for}");
	if (x->stall && x->stall->answer_ns)
		fill_say(fill, "; then an answer came");
	else if (fill->finding->until_ns)
		fill_say(fill, "; then it gave up");
}

/* What was tried in vain. */
static const char *tried(const struct fill *fill)
{
	const struct half *x = connection_half(fill->connection, fill->x);

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

static void explain_peer_gone(struct fill *fill)
{
	const struct half *y = connection_half(fill->connection, fill->y);
	bool learned = y->rst_sent && y->rst_ns == fill->finding->until_ns;

	fill_say(fill, "the socket of {Y} is gone, and ");
	fill_say(fill, y->fin_sent || (y->rst_sent && !fill->finding->until_ns) ?
		       "what it sent to say so did not reach {X}" :
		       "it sent nothing to say so to {X}");
	fill_say(fill, fill->finding->until_ns ? ", which believed in the connection{for}" :
						 ", which still believes in the connection");
	if (learned)
		fill_say(fill, ", until a RST answered");
	if (fill->finding->bytes)
		fill_say(fill, "; {bytes} of it are not delivered");
}

static void explain_fin_wait2_expired(struct fill *fill)
{
	fill_say(fill, "{X} had closed, and {Y} did not close in return: its kernel waited for "
		       "tcp_fin_timeout and has forgotten the socket; what {y} sends now is answered "
		       "RST");
}

static void explain_refused(struct fill *fill)
{
	fill_say(fill, "{X} asked for {address} and was answered RST: nothing listens there");
	if (fill->finding->severity == SEVERITY_NOTE)
		fill_say(fill, "; it reached that port at another address");
}

static void explain_half_closed(struct fill *fill)
{
	const struct half_socket *socket = connection_half(fill->connection, fill->x)->socket;
	bool by_shutdown = socket && socket->shutdown_seen;

	fill_say(fill, by_shutdown ? "{X} sent its FIN by shutdown(SHUT_WR) and went on reading"
				   : "{X} sent its FIN and went on reading");
	fill_say(fill, ": half-closed{for}, in which {Y} sent {carried}");
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

static void explain_simultaneous_close(struct fill *fill)
{
	fill_say(fill, "{X} and {Y} closed at the same time: the second FIN went out{span} after "
		      "the first, before that had come, and both ends went through CLOSING");
}

static void say_lost(struct fill *fill)
{
	if (fill->finding->bytes)
		fill_say(fill, "; lost: {bytes}");
}

static void say_process(struct fill *fill, const char *comm, int pid)
{
	phrase_name(&fill->phrase, comm, strnlen(comm, OWNER_COMM_MAX));
	phrase_text(&fill->phrase, "[");
	phrase_plain(&fill->phrase, (uint64_t)pid);
	phrase_text(&fill->phrase, "]");
}

static void say_holder(struct fill *fill, const char *comm, int pid, int fd)
{
	say_process(fill, comm, pid);
	phrase_text(&fill->phrase, " fd ");
	phrase_plain(&fill->phrase, (uint64_t)fd);
}

/* "sleep[77] fd 5, sh[70] fd 5 and 2 more" */
static void say_holders(struct fill *fill, const struct sharing *sharing, const struct owner *owner)
{
	const struct holders *holders = &sharing->holders;

	if (!holders->count)
		say_holder(fill, owner->comm, owner->pid, owner->fd);
	for (unsigned int i = 0; i < holders->count && i < HOLDERS_MAX; i++) {
		if (i)
			phrase_text(&fill->phrase, ", ");
		say_holder(fill, holders->named[i].comm, holders->named[i].pid,
			   holders->named[i].fd);
	}
	if (holders->count > HOLDERS_MAX) {
		phrase_text(&fill->phrase, " and ");
		phrase_number(&fill->phrase, holders->count - HOLDERS_MAX);
		phrase_text(&fill->phrase, " more");
	}
}

static void explain_held_elsewhere(struct fill *fill)
{
	const struct half_socket *socket = connection_half(fill->connection, fill->x)->socket;
	const struct sharing *sharing = socket ? half_rare(socket)->sharing : NULL;

	if (!sharing) {
		fill_say(fill, "{X} is held by another process than the one that used it, and has "
			      "sent nothing{for}");
		return;
	}
	phrase_text(&fill->phrase, end_role(fill->connection, fill->x));
	phrase_text(&fill->phrase, " ");
	say_process(fill, sharing->former.comm, sharing->former.pid);
	fill_say(fill, sharing->former_ended ? " ended, and had fd " : " closed fd ");
	phrase_plain(&fill->phrase, (uint64_t)sharing->former.fd);
	fill_say(fill, ", but no FIN went out: the socket is still held by ");
	say_holders(fill, sharing, &socket->owner);
	fill_say(fill, ", and has sent nothing{for}");
}

static void explain_half_close_cut(struct fill *fill)
{
	if (fill->finding->severity == SEVERITY_ERROR)
		fill_say(fill, "{X} sent RST while {Y}, which had only half-closed, was waiting for "
			       "its answer or the rest of it");
	else
		fill_say(fill, "{X} took the end-of-file of {Y} for the end of all, and closed with "
			       "nothing sent since: {y} had only half-closed, and was waiting for "
			       "its answer");
	say_lost(fill);
}

static void explain_reset_forged(struct fill *fill)
{
	fill_say(fill, "a RST came in the name of {X}, ");
	fill_say(fill, fill->finding->certainty == CERTAINTY_OBSERVED ?
		       "whose socket lived on" : "which went on as if nothing had happened");
	fill_say(fill, ": somebody on the way sent it");
	say_lost(fill);
}

/* The cause is clear, and what it cost has no finding of its own yet. */
static void explain_known_cause(struct fill *fill, enum reset_cause cause)
{
	fill_say(fill, "{X} sent RST (");
	phrase_text(&fill->phrase, reset_cause_name(cause));
	fill_say(fill, ")");
	say_lost(fill);
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
	say_lost(fill);
}

/* What is about no connection has words of its own: gap_words.h, place_words.h. */
static void (*const explain[FINDING_COUNT])(struct fill *fill) = {
	[FINDING_WRITE_AFTER_CLOSE] = explain_write_after_close,
	[FINDING_UNREAD_AT_CLOSE] = explain_unread_at_close,
	[FINDING_REPLY_ABANDONED] = explain_reply_abandoned,
	[FINDING_LINGER_DISCARD] = explain_linger_discard,
	[FINDING_REPLY_UNREAD] = explain_reply_unread,
	[FINDING_DESTROYED] = explain_destroyed,
	[FINDING_UNREAD_BACKLOG] = explain_unread_backlog,
	[FINDING_ORPHANED_DATA] = explain_orphaned_data,
	[FINDING_DOOMED_HALF_CLOSE] = explain_doomed_half_close,
	[FINDING_EOF_IGNORED] = explain_eof_ignored,
	[FINDING_EOF_UNREAD] = explain_eof_unread,
	[FINDING_HELD_ELSEWHERE] = explain_held_elsewhere,
	[FINDING_HALF_CLOSE_CUT] = explain_half_close_cut,
	[FINDING_CLOSED_WITHOUT_REPLY] = explain_closed_without_reply,
	[FINDING_PROCESS_ENDED] = explain_process_ended,
	[FINDING_ZERO_WINDOW] = explain_zero_window,
	[FINDING_REFUSED] = explain_refused,
	[FINDING_SILENT_AFTER_READ] = explain_silent_after_read,
	[FINDING_NOT_ACCEPTED] = explain_not_accepted,
	[FINDING_ACCEPT_QUEUE_RESET] = explain_accept_queue_reset,
	[FINDING_ACCEPT_QUEUE_FULL] = explain_accept_queue_full,
	[FINDING_NO_ANSWER] = explain_no_answer,
	[FINDING_PEER_GONE] = explain_peer_gone,
	[FINDING_FIN_WAIT2_EXPIRED] = explain_fin_wait2_expired,
	[FINDING_TIMED_OUT] = explain_timed_out,
	[FINDING_HALF_CLOSED] = explain_half_closed,
	[FINDING_RESET_AFTER_DONE] = explain_reset_after_done,
	[FINDING_SIMULTANEOUS_CLOSE] = explain_simultaneous_close,
	[FINDING_RESET_FORGED] = explain_reset_forged,
	[FINDING_RESET_UNEXPLAINED] = explain_reset_unexplained,
};

size_t sentence_explain(char *buf, size_t size, const struct connection *connection,
			const struct finding *finding)
{
	struct fill fill;

	phrase_init(&fill.phrase, buf, size);
	if (finding->place) {
		place_explain(&fill.phrase, finding->place);
		return fill.phrase.len;
	}
	if (!connection) {
		gap_explain(&fill.phrase, (enum gap_kind)finding->gap, finding->gap_count);
		return fill.phrase.len;
	}
	fill_init(&fill, connection, finding);
	explain[finding->id](&fill);
	return fill.phrase.len;
}

/* Whose program is to be changed, where it is one program's alone. */
static const char *const fix_where[FINDING_COUNT] = {
	[FINDING_UNREAD_AT_CLOSE] = "in {X}, ",
	[FINDING_LINGER_DISCARD] = "in {X}, ",
	[FINDING_REPLY_UNREAD] = "in {X}, ",
	[FINDING_UNREAD_BACKLOG] = "in {X}, ",
	[FINDING_DOOMED_HALF_CLOSE] = "in {X}, ",
	[FINDING_EOF_IGNORED] = "in {X}, ",
	[FINDING_EOF_UNREAD] = "in {X}, ",
	[FINDING_SILENT_AFTER_READ] = "in {X}, ",
	[FINDING_HALF_CLOSE_CUT] = "in {X}, ",
	[FINDING_CLOSED_WITHOUT_REPLY] = "in {X}, ",
	[FINDING_PROCESS_ENDED] = "{X}: ",
};

/* A case of its own within a finding, or NULL. */
static const char *special_fix(const struct finding *finding)
{
	if (finding->id == FINDING_WRITE_AFTER_CLOSE && finding->crossed_fin)
		return "in {X}, send it again on a new connection: it was not processed";
	if (finding->id == FINDING_REFUSED && finding->severity == SEVERITY_NOTE)
		return "nothing, or let the server listen on {address} too";
	if (finding->id == FINDING_REFUSED)
		return "start the server, or correct the address: `ss -tlnp` shows what listens, "
		       "and {address} is not there";
	return NULL;
}

size_t sentence_fix(char *buf, size_t size, const struct connection *connection,
		    const struct finding *finding)
{
	const char *special = special_fix(finding);
	struct fill fill;

	phrase_init(&fill.phrase, buf, size);
	if (finding->place) {
		phrase_text(&fill.phrase, finding_info(finding->id)->fix);
		return fill.phrase.len;
	}
	if (!connection) {
		phrase_text(&fill.phrase, gap_fix((enum gap_kind)finding->gap));
		return fill.phrase.len;
	}
	fill_init(&fill, connection, finding);
	if (!special && fix_where[finding->id])
		fill_say(&fill, fix_where[finding->id]);
	fill_say(&fill, special ? special : finding_info(finding->id)->fix);
	return fill.phrase.len;
}
