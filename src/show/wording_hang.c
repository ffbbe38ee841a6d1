/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wording_hang.c: how the findings of the category "hang" are told: nothing goes on. */
#include "show/wording.h"
#include "core/accept_queue.h"
#include "core/sharing.h"
#include "core/silence.h"
#include "core/stall.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/fill.h"

static void say_holder(struct fill *fill, const char *comm, int pid, int fd)
{
	end_say_process(&fill->phrase, comm, pid);
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

	bool over = fill->finding->until_ns;

	if (!sharing) {
		fill_say(fill, over ?
			 "{X} was held by another process than the one that had used it, and sent "
			 "nothing{for}" :
			 "{X} is held by another process than the one that used it, and has sent "
			 "nothing{for}");
		return;
	}
	phrase_text(&fill->phrase, end_role(fill->connection, fill->x));
	phrase_text(&fill->phrase, " ");
	end_say_owner(&fill->phrase, &sharing->former);
	fill_say(fill, sharing->former_ended ? " ended, and had fd " : " closed fd ");
	phrase_plain(&fill->phrase, (uint64_t)sharing->former.fd);
	fill_say(fill, over ? ", but no FIN went out: the socket was still held by " :
			      ", but no FIN went out: the socket is still held by ");
	say_holders(fill, sharing, &socket->owner);
	fill_say(fill, over ? ", and sent nothing{for}" : ", and has sent nothing{for}");
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

static void explain_zero_window(struct fill *fill)
{
	const struct finding *finding = fill->finding;

	fill_say(fill, finding->until_ns ? "{Y} kept its window shut{for}, while {X} waited to "
					   "send "
					 : "{Y} has kept its window shut{for}, while {X} waits to "
					   "send ");
	fill_say(fill, finding->bytes ? "{bytes}" : "more");
}

static void say_in_segments(struct fill *fill)
{
	if (!fill->finding->segments)
		return;
	phrase_text(&fill->phrase, " in ");
	phrase_count(&fill->phrase, fill->finding->segments, "segment");
}

/* Who was seen blocked in reading: that the server is tells that it waits for more. */
static void say_waiting(struct fill *fill)
{
	bool client = silence_waits(fill->connection, fill->y);
	bool server = silence_waits(fill->connection, fill->x);

	if (client && server)
		fill_say(fill, "; a thread of each is blocked in reading: they wait for each other");
	else if (client)
		fill_say(fill, "; a thread of {y} is blocked in reading");
	else if (server)
		fill_say(fill, "; a thread of {x} is blocked in reading, and waits for more");
}

static void explain_silent_after_read(struct fill *fill)
{
	const struct half_socket *client = connection_half(fill->connection, fill->y)->socket;
	bool over = fill->finding->until_ns;

	fill_say(fill, over ? "{X} had read all that {Y} said ({carried}" :
			      "{X} has read all that {Y} said ({carried}");
	say_in_segments(fill);
	fill_say(fill, over ? "), and did not answer{for}" :
			      "), the last of it{span} ago, and does not answer");
	if (!over)
		say_waiting(fill);
	if (client && client->shutdown_seen)
		fill_say(fill, over ? "; {y} had half-closed and read on"
				    : "; {y} has half-closed and reads on");
	fill_say(fill, over ? ": all queues were empty, TCP did its work"
			    : ": all queues are empty, TCP did its work");
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
	bool over = fill->finding->until_ns, one;

	if (!wait) {
		fill_say(fill, over ? "nobody accepted the connection{for}"
				    : "nobody has accepted the connection{for}");
		return;
	}
	one = say_listeners(fill, wait);
	fill_say(fill, wait->listeners < 2 ? ", which listens there," :
		       one ? ", which listens there with several sockets," :
			     ", which share the port of {x},");
	fill_say(fill, over ? " did not accept" : one || wait->listeners < 2 ?
		       " has not accepted" : " have not accepted");
	fill_say(fill, over ? " the connection{for}; waiting in the queue then: "
			    : " the connection{for}; waiting in the queue: ");
	phrase_number(&fill->phrase, wait->waiting);
	fill_say(fill, ", backlog: ");
	phrase_number(&fill->phrase, wait->backlog);
	if (fill->finding->bytes)
		fill_say(fill, over ? "; {bytes} that {Y} had sent waited unread"
				    : "; {bytes} that {Y} sent wait unread");
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

/* Who writes waits for who reads; both may do the one and not the other. */
static const char *fix_zero_window(const struct fill *fill)
{
	if (stall_window_shut(connection_half(fill->connection, fill->y)))
		return "let {X} and {Y} read while they write: each waits for the other to read";
	return "look at {Y}: why does it not read? (blocked elsewhere, stopped, or waiting itself until "
	       "its own data is taken)";
}

/* It waits for more, or one of its threads does. */
static const char *fix_silent_after_read(const struct fill *fill)
{
	if (fill->finding->until_ns || !silence_waits(fill->connection, fill->x))
		return NULL;
	return "in {X}, find out what it still waits for: a request that it takes for incomplete (its "
	       "length, its last newline), or bytes that an earlier read() took along into another "
	       "buffer; or another thread has the request, and is slow";
}

/* There is no other host to look at. */
static const char *fix_no_answer(const struct fill *fill)
{
	return endpoint_is_loopback(&fill->connection->end[fill->y]) ?
	       "look for a rule that drops it (`nft list ruleset`), or a full accept queue (`ss -tln`: "
	       "Recv-Q over Send-Q)" : NULL;
}

const struct wording wording_hang[FINDING_COUNT] = {
	[FINDING_HELD_ELSEWHERE] = {
		.explain = explain_held_elsewhere,
	},
	[FINDING_UNREAD_BACKLOG] = {
		.explain = explain_unread_backlog,
		.where = "in {X}, ",
	},
	[FINDING_ZERO_WINDOW] = {
		.explain = explain_zero_window,
		.special_fix = fix_zero_window,
	},
	[FINDING_SILENT_AFTER_READ] = {
		.explain = explain_silent_after_read,
		.where = "in {X}, ",
		.special_fix = fix_silent_after_read,
	},
	[FINDING_NOT_ACCEPTED] = {
		.explain = explain_not_accepted,
	},
	/* Of a connection that it cost; of the listener: place_words.h. */
	[FINDING_ACCEPT_QUEUE_FULL] = {
		.says = "the accept queue of {X} was full when the connection of {Y} was to enter "
			"it: its kernel answered RST (tcp_abort_on_overflow)",
	},
	[FINDING_NO_ANSWER] = {
		.explain = explain_no_answer,
		.special_fix = fix_no_answer,
	},
	[FINDING_PEER_GONE] = {
		.explain = explain_peer_gone,
		.where = "in {X}, ",
	},
};
