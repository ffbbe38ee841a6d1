/* SPDX-License-Identifier: GPL-2.0-or-later */
/* step_socket.c: what a socket said, where that is new. */
#include "show/step_socket.h"

static bool closing(enum tcp_state state)
{
	return tcp_state_rank(state) > tcp_state_rank(TCP_STATE_ESTABLISHED);
}

static bool got_fin(enum tcp_state state)
{
	return state == TCP_STATE_CLOSE_WAIT || state == TCP_STATE_CLOSING ||
	       state == TCP_STATE_LAST_ACK;
}

/* A piece of a list with commas; before the first one stands who says it. */
static void piece(struct phrase *phrase, const char *text)
{
	phrase_text(phrase, phrase->len ? ", " : "kernel: ");
	phrase_text(phrase, text);
}

static void counted_piece(struct phrase *phrase, const char *text, uint32_t count)
{
	piece(phrase, text);
	phrase_number(phrase, count);
}

/* The bytes in a queue, if they are others than those shown last. */
static void say_queue(struct phrase *phrase, const char *text, uint32_t count,
		      uint32_t *shown)
{
	if (count != *shown && count > 0)
		counted_piece(phrase, text, count);
	*shown = count;
}

/* After a FIN the descriptor tells close() from shutdown(). */
static void say_descriptor(struct phrase *phrase, struct shown *me,
			   const struct trail_entry *entry)
{
	enum tcp_state state = (enum tcp_state)entry->socket.state;
	bool first_closed = tcp_state_has_sent_fin(state);

	if (!first_closed)
		return;
	if (entry->socket.inode == 0 && !me->orphan) {
		piece(phrase, "no descriptor");
		me->orphan = true;
	} else if (entry->socket.inode && entry->socket.has_shutdown && !me->held) {
		piece(phrase, entry->socket.shutdown & SOCK_SHUT_RECEIVE ?
			      "held open, reads no more" :
			      "held open, still reading");
		me->held = true;
	}
}

static void say_living(struct phrase *phrase, struct shown *me,
		       const struct trail_entry *entry)
{
	enum tcp_state state = (enum tcp_state)entry->socket.state;
	uint32_t recv_q = entry->socket.recv_q, send_q = entry->socket.send_q;
	bool eof_waits = state == TCP_STATE_CLOSE_WAIT && recv_q == 1;

	say_descriptor(phrase, me, entry);
	say_queue(phrase, "unread ", recv_q - (recv_q && got_fin(state)), &me->unread);
	if (eof_waits && !me->eof_waits)
		piece(phrase, "end-of-file unread");
	me->eof_waits = eof_waits;
	if (closing(state))
		say_queue(phrase, "unacked ", send_q - (send_q && tcp_state_fin_waits(state)),
			  &me->unacked);
	if (phrase->len > 0 && state != (enum tcp_state)me->state && state != TCP_STATE_NONE)
		piece(phrase, tcp_state_name(state));
}

/* A death is worth a line only if something died with the socket. */
static void say_death(struct phrase *phrase, const struct shown *me, const struct shown *peer,
		      const struct trail_entry *entry)
{
	uint32_t unread = entry->socket.recv_q, unacked = entry->socket.send_q;

	if (entry->socket.disconnected) {
		piece(phrase, "aborted, queues thrown away");
		return;
	}
	unread -= unread && peer->fin_sent;
	unacked -= unacked && me->fin_sent;
	if (unread)
		counted_piece(phrase, "died with unread ", unread);
	if (unacked)
		counted_piece(phrase, unread ? "unacked " : "died with unacked ", unacked);
}

void step_say_socket(struct phrase *phrase, struct shown *me, const struct shown *peer,
		     const struct trail_entry *entry)
{
	if (entry->socket.kind == SOCK_OBITUARY)
		say_death(phrase, me, peer, entry);
	else if (!entry->socket.gone)
		say_living(phrase, me, entry);
	else if (me->state != TCP_STATE_CLOSED)
		piece(phrase, "no such socket");
}
