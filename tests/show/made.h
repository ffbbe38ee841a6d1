/* SPDX-License-Identifier: GPL-2.0-or-later */
/* made.h: connections made by hand: client 127.0.0.1:6882 (side A), server :5555 (side B). */
#ifndef HALFCLOSE_TESTS_SHOW_MADE_H
#define HALFCLOSE_TESTS_SHOW_MADE_H

#include "core/connection.h"
#include "core/place.h"
#include "core/trail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 2026-01-02T03:04:05Z */
#define MADE_START_NS 1767323045000000000ULL
#define MADE_US 1000ULL
#define MADE_MS 1000000ULL

#define CLIENT SIDE_A
#define SERVER SIDE_B

struct made {
	struct connection connection;
	struct half_socket sockets[2];
	struct sock_kept destroys[2];
	struct finding findings[4];
	struct trail *trail;
};

static inline void made_init(struct made *made)
{
	static const uint8_t loopback[4] = { 127, 0, 0, 1 };
	struct connection *connection = &made->connection;

	memset(made, 0, sizeof(*made));
	endpoint_set(&connection->end[CLIENT], FAMILY_IPV4, loopback, 6882);
	endpoint_set(&connection->end[SERVER], FAMILY_IPV4, loopback, 5555);
	connection->id = 7;
	connection->client = CLIENT;
	connection->start_ns = MADE_START_NS;
	connection->last_ns = MADE_START_NS;
	connection->findings = made->findings;
	made->trail = connection->trail = trail_new();
}

static inline void made_free(struct made *made)
{
	trail_free(made->trail);
}

static inline void made_owner(struct made *made, enum side side, int pid, const char *comm)
{
	struct half_socket *socket = &made->sockets[side];

	socket->owner = (struct owner){ .known = OWNER_FOUND, .pid = pid, .fd = 3,
					.holders = 1 };
	snprintf(socket->owner.comm, sizeof(socket->owner.comm), "%.*s", OWNER_COMM_MAX - 1,
		 comm);
	made->connection.half[side].socket = socket;
}

static inline void made_destroyed(struct made *made, enum side side, uint32_t unread)
{
	made->destroys[side].recv_q = unread;
	made->sockets[side].destroy = &made->destroys[side];
}

/* The listener of the server, full for a second. */
static inline void made_place(struct made *made, struct place *place)
{
	made_owner(made, SERVER, 811, "peer");
	*place = (struct place){
		.finding = { .id = FINDING_ACCEPT_QUEUE_FULL, .severity = SEVERITY_WARNING,
			     .certainty = CERTAINTY_OBSERVED, .time_ns = MADE_START_NS, .span_ns = 1000 * MADE_MS,
			     .offset = FINDING_NO_OFFSET },
		.endpoint = made->connection.end[SERVER],
		.owner = made->sockets[SERVER].owner,
		.count = 9,
		.room = 8,
	};
}

static inline void made_segment(struct made *made, uint64_t us, enum side from,
				unsigned int flags, int64_t seq, uint32_t len, int64_t ack)
{
	struct trail_entry *entry = trail_add(made->trail, MADE_START_NS + us * MADE_US,
					      TRAIL_SEGMENT, from);

	entry->segment = (struct trail_segment){
		.seq = seq, .ack = ack, .len = len, .window = 65536, .flags = (uint8_t)flags,
	};
}

static inline void made_state(struct made *made, uint64_t us, enum side side,
			      enum tcp_state to)
{
	struct trail_entry *entry = trail_add(made->trail, MADE_START_NS + us * MADE_US,
					      TRAIL_TRANSITION, side);
	struct half *half = &made->connection.half[side];

	entry->transition = (struct transition){ .end = (uint8_t)side, .to = (uint8_t)to };
	half->states[half->state_count++] = (uint8_t)to;
}

static inline void made_call(struct made *made, uint64_t us, enum side side, const char *text)
{
	trail_add_call(made->trail, MADE_START_NS + us * MADE_US, side, text);
}

/* A probe's answer; inode 0: no descriptor. */
static inline void made_fact(struct made *made, uint64_t us, enum side side,
			     enum tcp_state state, uint32_t inode, uint32_t recv_q,
			     uint32_t send_q)
{
	struct trail_entry *entry = trail_add(made->trail, MADE_START_NS + us * MADE_US,
					      TRAIL_SOCKET, side);

	entry->socket = (struct trail_socket){
		.kind = SOCK_PROBE, .state = (uint8_t)state, .inode = inode, .recv_q = recv_q,
		.send_q = send_q, .has_shutdown = inode != 0, .shutdown = SOCK_SHUT_SEND,
	};
}

static inline void made_death(struct made *made, uint64_t us, enum side side, uint32_t recv_q,
			      uint32_t send_q)
{
	struct trail_entry *entry = trail_add(made->trail, MADE_START_NS + us * MADE_US,
					      TRAIL_SOCKET, side);

	entry->socket = (struct trail_socket){
		.kind = SOCK_OBITUARY, .state = TCP_STATE_CLOSED, .recv_q = recv_q,
		.send_q = send_q,
	};
}

static inline void made_handshake(struct made *made)
{
	made_segment(made, 0, CLIENT, SEGMENT_SYN, 0, 0, -1);
	made_state(made, 0, CLIENT, TCP_STATE_SYN_SENT);
	made_segment(made, 21, SERVER, SEGMENT_SYN | SEGMENT_ACK, 0, 0, 0);
	made_state(made, 21, SERVER, TCP_STATE_SYN_RECV);
	made_state(made, 21, CLIENT, TCP_STATE_ESTABLISHED);
	made_segment(made, 33, CLIENT, SEGMENT_ACK, 0, 0, 0);
	made_state(made, 33, SERVER, TCP_STATE_ESTABLISHED);
}

/* What the packets and sockets of the story below amount to. */
static inline void made_facts(struct made *made)
{
	struct half *client = &made->connection.half[CLIENT];
	struct half *server = &made->connection.half[SERVER];

	client->based = client->syn_sent = client->syn_acked = true;
	server->based = server->syn_sent = server->syn_acked = true;
	client->packets = 5;
	server->packets = 4;
	client->nxt = 6;
	client->una = client->acked = 5;
	client->late_ns = MADE_START_NS + 122220 * MADE_US;
	server->una = server->acked = 1;
	server->fin_sent = server->rst_sent = server->rst_answers_data = true;
	server->fin_ack = 5;
	server->fin_ns = MADE_START_NS + 60220 * MADE_US;
	server->rst_ns = MADE_START_NS + 122240 * MADE_US;
	made->sockets[SERVER].seen = made->sockets[SERVER].orphan_seen = true;
	made->sockets[SERVER].closing_seen = true;
	made_destroyed(made, CLIENT, 1);
	made->destroys[CLIENT].send_q = 1;
	made->connection.last_ns = MADE_START_NS + 182520 * MADE_US;
}

static inline void made_finding(struct made *made, enum finding_id id, enum side end,
				uint64_t bytes)
{
	struct finding *finding = &made->findings[made->connection.finding_count++];

	*finding = (struct finding){
		.id = (uint8_t)id,
		.severity = (uint8_t)finding_info(id)->severity,
		.certainty = CERTAINTY_OBSERVED,
		.evidence = EVIDENCE_PACKET | EVIDENCE_DESTROY,
		.end = (uint8_t)end,
		.bytes = bytes,
		.offset = FINDING_NO_OFFSET,
		.time_ns = MADE_START_NS + 122220 * MADE_US,
	};
}

/* The story of the lost byte: the server closes, the client writes once more. */
static inline void made_write_after_close(struct made *made)
{
	made_init(made);
	made_owner(made, CLIENT, 812, "peer");
	made_owner(made, SERVER, 811, "peer");
	made_facts(made);
	made_finding(made, FINDING_WRITE_AFTER_CLOSE, CLIENT, 1);
	made->findings[0].offset = 5;
	made->findings[0].span_ns = 62 * MADE_MS;
	made->findings[0].eof_read = EOF_READ_NO;
	made_handshake(made);
	made_call(made, 130, CLIENT, "write(5) = 5");
	made_segment(made, 140, CLIENT, SEGMENT_PSH | SEGMENT_ACK, 0, 5, 0);
	made_segment(made, 150, SERVER, SEGMENT_ACK, 0, 0, 5);
	made_call(made, 190, SERVER, "read(100) = 5");
	made_call(made, 60200, SERVER, "close() = 0");
	made_segment(made, 60220, SERVER, SEGMENT_FIN | SEGMENT_ACK, 0, 0, 5);
	made_state(made, 60220, SERVER, TCP_STATE_FIN_WAIT1);
	made_state(made, 60220, CLIENT, TCP_STATE_CLOSE_WAIT);
	made_fact(made, 60260, SERVER, TCP_STATE_FIN_WAIT1, 0, 0, 1);
	made_fact(made, 60270, CLIENT, TCP_STATE_CLOSE_WAIT, 55, 1, 0);
	made_segment(made, 100300, CLIENT, SEGMENT_ACK, 5, 0, 1);
	made_state(made, 100300, SERVER, TCP_STATE_FIN_WAIT2);
	made_fact(made, 100340, SERVER, TCP_STATE_FIN_WAIT2, 0, 0, 0);
	made_call(made, 122200, CLIENT, "write(1) = 1");
	made_segment(made, 122220, CLIENT, SEGMENT_PSH | SEGMENT_ACK, 5, 1, 1);
	made_segment(made, 122240, SERVER, SEGMENT_RST, 1, 0, -1);
	made_state(made, 122240, SERVER, TCP_STATE_CLOSED);
	made_state(made, 122240, CLIENT, TCP_STATE_CLOSED);
	made_call(made, 182400, CLIENT, "write(1) = -1 EPIPE");
	made_call(made, 182500, CLIENT, "close() = 0");
	made_death(made, 182520, CLIENT, 1, 0);
}

#endif
