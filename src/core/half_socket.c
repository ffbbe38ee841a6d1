/* SPDX-License-Identifier: GPL-2.0-or-later */
/* half_socket.c: takes what sockets say into the facts of one end. */
#include "core/half_socket.h"

#include "core/half.h"
#include "core/stall.h"
#include "core/units.h"

#include <errno.h>
#include <stdlib.h>

/* A shutdown(SHUT_RDWR) and a close() in progress look alike for microseconds. */
enum { CLOSE_TAKES_NS = 5 * 1000 * 1000 };

enum tcp_state half_latest_state(const struct half *half)
{
	return half->socket && half->socket->seen ? half->socket->latest.state : TCP_STATE_NONE;
}

bool half_fin_received(const struct half *me, const struct half *peer,
		       const struct sock_kept *fact)
{
	enum tcp_state state = half_latest_state(me), theirs = half_latest_state(peer);

	if (!peer->fin_sent)
		return state == TCP_STATE_CLOSE_WAIT || state == TCP_STATE_LAST_ACK ||
		       state == TCP_STATE_CLOSING || state == TCP_STATE_TIME_WAIT ||
		       theirs == TCP_STATE_FIN_WAIT2 || theirs == TCP_STATE_TIME_WAIT;
	if (fact->info && peer->syn_sent)
		return (int64_t)fact->info->bytes_received > peer->fin;
	return peer->acked > peer->fin;
}

struct half_socket *half_socket(struct half *half)
{
	if (!half->socket)
		half->socket = calloc(1, sizeof(*half->socket));
	return half->socket;
}

struct half_rare *half_make_rare(struct half_socket *socket)
{
	if (!socket->rare)
		socket->rare = calloc(1, sizeof(*socket->rare));
	return socket->rare;
}

void half_socket_free(struct half_socket *socket)
{
	if (!socket)
		return;
	if (socket->destroy)
		free(socket->destroy->info);
	free(socket->destroy);
	free(socket->latest.info);
	free(half_rare(socket)->wait);
	free(half_rare(socket)->sharing);
	free(socket->rare);
	free(socket);
}

/* How it sent its FIN: an ownerless socket was closed, one with a descriptor was mostly shut down. */
static void note_closing(struct half *half, const struct sock_fact *fact, uint64_t time_ns)
{
	struct half_socket *socket = half->socket;

	if (!tcp_state_has_sent_fin(fact->state))
		return;
	if (fact->state != TCP_STATE_LAST_ACK)
		socket->first_seen = true;
	if (fact->inode == 0) {
		if (!socket->orphan_seen)
			socket->rare->orphan_ns = time_ns;
		socket->orphan_seen = true;
		return;
	}
	if (fact->has_shutdown && !(fact->shutdown & SOCK_SHUT_RECEIVE)) {
		socket->shutdown_seen = true;
		socket->reads_on_seen = true;
	} else if (half->fin_sent && time_ns > half->fin_ns + CLOSE_TAKES_NS &&
		   !socket->closing_seen) {
		socket->shutdown_seen = true;
	}
}

static void note_delivery(struct half *half, const struct half *peer,
			  const struct sock_fact *fact)
{
	bool before_fin = fact->state == TCP_STATE_ESTABLISHED ||
			  fact->state == TCP_STATE_FIN_WAIT1 ||
			  fact->state == TCP_STATE_FIN_WAIT2;

	if (!peer->fin_sent)
		return;
	if (!before_fin || peer->una > peer->fin)
		half->fin_undelivered = false;
	else if (fact->asked_ns > peer->fin_ns + DELIVERY_TAKES_NS)
		half->fin_undelivered = true;
}

/* Was it seen alive when a RST of that time had arrived? */
static bool seen_alive(const struct half *half, uint64_t rst_ns)
{
	const struct half_socket *socket = half->socket;
	const struct sock_kept *fact;

	if (!socket || !socket->seen || half_rare(socket)->gone_ns)
		return false;
	fact = &socket->latest;
	return fact->asked_ns > rst_ns + DELIVERY_TAKES_NS &&
	       (tcp_state_is_open(fact->state) ||
		(fact->inode && (fact->state == TCP_STATE_FIN_WAIT1 ||
				 fact->state == TCP_STATE_FIN_WAIT2)));
}

/* A RST in its name changed nothing: someone else sent it. Nor did the other end take it. */
static void note_alive(struct half *half, struct half *peer)
{
	if (half->rst_sent && seen_alive(half, half->rst_ns))
		half->socket->alive_after_reset = true;
	if (half_reset_forged(half) && seen_alive(peer, half->rst_ns))
		half_forget_rst(half);
	if (half != peer)
		half->rst_undelivered = peer->rst_sent && seen_alive(half, peer->rst_ns);
}

/*
 * Does its program read? The queue alone does not tell: it may be filled as fast. A fact without
 * tcp_info tells only that something waits, or that there is less of it than before.
 */
static void note_reading(struct half_socket *socket, const struct sock_kept *before,
			 const struct sock_fact *fact, uint64_t time_ns)
{
	struct half_rare *rare = socket->rare;
	uint64_t read_to = fact->bytes_received - fact->recv_q;
	bool reads = fact->has_info ? rare->informed_ns && read_to != rare->read_to :
				      fact->recv_q < before->recv_q;

	if (!rare)
		return;
	if (fact->has_info) {
		rare->read_to = read_to;
		rare->segments = fact->data_segments;
	}
	if (fact->recv_q == 0) {
		if (rare->unread_ns)
			rare->emptied_ns = time_ns;
		rare->unread_ns = 0;
	} else if (!rare->unread_ns || reads) {
		socket->unread_from_start = !socket->seen;
		socket->took_some = reads;
		rare->unread_ns = time_ns;
	}
}

/* Not all facts have ages: they are kept as times. */
static void note_ages(struct half_socket *socket, const struct sock_fact *fact,
		      uint64_t time_ns)
{
	if (!fact->has_info)
		return;
	socket->spoke |= fact->bytes_acked > 0 || fact->send_q > 0;
	socket->rare->informed_ns = time_ns;
	socket->rare->data_in_ns = time_ns - fact->last_data_recv_ms * MS_NS;
	socket->rare->data_out_ns = time_ns - fact->last_data_sent_ms * MS_NS;
}

/*
 * Open, and without a descriptor: accept() has not taken it. Its kernel counts from its making, as
 * long as no data was sent (net/ipv4/tcp_minisocks.c: tcp_create_openreq_child()).
 */
static void note_unaccepted(struct half_socket *socket, const struct sock_fact *fact,
			    uint64_t time_ns)
{
	struct half_rare *rare = socket->rare;
	uint64_t since_ns;

	if (!rare)
		return;
	since_ns = rare->informed_ns && rare->data_out_ns < time_ns ? rare->data_out_ns : time_ns;
	if (!tcp_state_is_open(fact->state) || socket->inode)
		rare->unaccepted_ns = 0;
	else if (!rare->unaccepted_ns || since_ns < rare->unaccepted_ns)
		rare->unaccepted_ns = since_ns;
}

static int note_death(struct half_socket *socket, const struct sock_fact *fact, uint64_t time_ns)
{
	bool first = !socket->destroy;
	int ret;

	if (first)
		socket->destroy = calloc(1, sizeof(*socket->destroy));
	if (!socket->destroy)
		return -ENOMEM;
	ret = sock_keep(socket->destroy, fact, time_ns);
	if (ret < 0 && first) {
		free(socket->destroy);
		socket->destroy = NULL;
	}
	return ret;
}

/* Before anything is written: will all that the fact tells have its place? */
static bool has_room(struct half_socket *socket, const struct sock_fact *fact)
{
	bool needs_rare = fact->has_info || fact->recv_q > 0 ||
			  fact->timer == SOCK_TIMER_TIMEWAIT ||
			  tcp_state_has_sent_fin(fact->state) ||
			  (tcp_state_is_open(fact->state) && !fact->inode && !socket->inode);

	return !needs_rare || half_make_rare(socket);
}

static void note_life(struct half *half, struct half *peer, const struct sock_kept *before,
		      const struct sock_fact *fact, uint64_t time_ns)
{
	struct half_socket *socket = half->socket;
	bool another = socket->seen && before->cookie && fact->cookie &&
		       before->cookie != fact->cookie;

	if (!socket->seen || before->state != fact->state || before->recv_q != fact->recv_q ||
	    before->send_q != fact->send_q)
		socket->same_since_ns = time_ns;
	note_reading(socket, before, fact, time_ns);
	note_ages(socket, fact, time_ns);
	socket->seen = true;
	if (socket->rare) {
		socket->rare->gone_ns = 0;
		socket->rare->expires_ms = fact->expires_ms;
	}
	socket->uid = fact->uid;
	/* A minisocket has none any more. */
	if (fact->group != SOCK_GROUP_UNKNOWN)
		socket->group = fact->group & 3;
	if (fact->inode)
		socket->inode = fact->inode;
	if (half->stall && fact->timer == SOCK_TIMER_PERSIST)
		stall_queued(half, sock_queued(&socket->latest));
	note_unaccepted(socket, fact, time_ns);
	note_closing(half, fact, time_ns);
	note_delivery(half, peer, fact);
	if (!another) {
		note_alive(half, peer);
		note_alive(peer, half);
	}
}

static int note_gone(struct half *half, bool unheard, uint64_t time_ns)
{
	struct half_socket *socket = half->socket;

	socket->listener_ended |= unheard && half_stayed_request(half);
	if (!socket->seen || half_rare(socket)->gone_ns)
		return 0;
	if (!half_make_rare(socket))
		return -ENOMEM;
	socket->rare->gone_ns = time_ns;
	return 0;
}

int half_fact(struct half *half, struct half *peer, const struct sock_fact *fact,
	      uint64_t time_ns)
{
	struct half_socket *socket = half_socket(half);
	struct sock_kept before;

	if (!socket)
		return -ENOMEM;
	if (fact->kind == SOCK_OBITUARY)
		return note_death(socket, fact, time_ns);
	if (fact->gone)
		return note_gone(half, fact->unheard, time_ns);
	before = socket->latest;
	if (!has_room(socket, fact) || sock_keep(&socket->latest, fact, time_ns) < 0)
		return -ENOMEM;
	note_life(half, peer, &before, fact, time_ns);
	return 0;
}

bool half_was_held(const struct half *half)
{
	return half->opened || half->nxt > 0 ||
	       (half->socket && (half->socket->inode || half->socket->accepted));
}

int64_t half_received(const struct half *me, const struct half *peer)
{
	int64_t offset = peer->acked;

	if (peer->fin_sent && offset > peer->fin)
		offset = peer->fin;
	/* A last segment may have come in and never been acknowledged on the wire. */
	if (peer->syn_sent && me->socket && me->socket->destroy &&
	    me->socket->destroy->info) {
		int64_t counted = (int64_t)sock_info(me->socket->destroy)->bytes_received;

		if (peer->fin_sent && counted > peer->fin)
			counted = peer->fin;
		if (counted > offset && counted <= peer->nxt)
			offset = counted;
	}
	return offset;
}
