/* SPDX-License-Identifier: GPL-2.0-or-later */
/* half_socket.h: what the sockets and /proc said of one end of a connection. */
#ifndef HALFCLOSE_CORE_HALF_SOCKET_H
#define HALFCLOSE_CORE_HALF_SOCKET_H

#include "core/owner.h"
#include "core/sock_kept.h"

#include <stdbool.h>
#include <stdint.h>

struct accept_wait;
struct connection;
struct half;
struct process;
struct sharing;

/* A place in the table's index. */
struct index_node {
	uint64_t key;			/* 0: not in it */
	struct index_node *next;
};

/* What idle sockets have none of, as long as only polls without tcp_info tell of them. */
struct half_rare {
	uint64_t informed_ns;		/* when the latest fact with tcp_info was answered; 0: none was */
	uint64_t data_in_ns, data_out_ns;	/* of its latest data, as that said */
	uint64_t read_to;		/* what its program had read by then, in bytes, a FIN too */
	uint64_t unread_ns;		/* since when bytes wait and none is read; 0: none waits */
	uint64_t emptied_ns;		/* when those that had waited were seen to be read; 0: never */
	uint64_t unaccepted_ns;		/* open since then, and never with a descriptor; 0: not so */
	struct accept_wait *wait;	/* owned; NULL: it does not wait for accept(), or not in view */
	struct sharing *sharing;	/* owned; NULL: nobody shared it, as far as is known */
	uint64_t gone_ns;		/* a lookup found it gone, then; 0: not */
	uint32_t expires_ms;		/* of its timer, if the latest fact is of a minisocket */
	uint32_t segments;		/* with data, that brought what was counted for read_to */
	uint64_t orphan_ns;		/* when orphan_seen came to hold */
	uint64_t paused_ns;		/* the server's: the client paused then and had no answer yet; or 0 */
	uint64_t waits_ns;		/* when waits_reading was found out; 0: it was not */
};

/* What the sockets and /proc said of one end; there only where they said anything. */
struct half_socket {
	struct sock_kept latest;	/* the latest poll or probe that found it */
	struct sock_kept *destroy;	/* owned; the kernel's post-mortem; NULL: it was not told dead */
	struct owner owner;		/* of the listener, while the socket's own was not found */
	struct process *process;	/* the owner's, if it was found; NULL: not */
	struct half_socket *process_prev, *process_next;	/* its other sockets */
	uint64_t used_ns;		/* the owner was seen to hold it then, data having been sent */
	uint64_t same_since_ns;		/* state and queues are unchanged since then */
	struct half_rare *rare;		/* owned; NULL: there is none of it */
	uint32_t inode;			/* the last one seen that was not 0 */
	uint32_t uid;			/* the latest one seen */
	int first_pid;			/* of the owner that was found first; 0: none */
	bool seen : 1;			/* latest holds */
	bool waits_reading : 1;		/* a thread of its process was blocked in reading it at waits_ns */
	bool one_way : 1;		/* the server's: the client goes on without answers */
	bool spoke : 1;			/* data that it sent was counted; or its SYN, as an opener's is */
	bool took_some : 1;		/* unread_ns is when it was seen to have read some */
	bool unread_from_start : 1;	/* unread_ns is when it was first seen: it may be longer */
	bool orphan_seen : 1;		/* seen without an inode after its FIN */
	bool shutdown_seen : 1;		/* seen with an inode after its FIN, descriptor held */
	bool closing_seen : 1;		/* with an inode, but no descriptor: close() lingers */
	bool exit_seen : 1;		/* its process was found ending right after its FIN or RST */
	bool end_unclear : 1;		/* found ended, too late to tell an exit from close() and exit */
	bool held_after_reset : 1;	/* its process still held the descriptor after its RST */
	bool alive_after_reset : 1;	/* it lived on after a RST in its name (forged) */
	bool first_seen : 1;		/* seen in FIN_WAIT1, FIN_WAIT2 or CLOSING: it closed first */
	bool open_at_reset : 1;		/* its process held the descriptor after the peer's RST */
	bool listener_ended : 1;	/* the listener it came from died with it, or while it was a request */
	bool listener_lives : 1;	/* the listener that it came to lived when it was last judged */
	bool accepted : 1;		/* its listener outlived its RST: it did not wait for accept() */
	bool listened : 1;		/* the listener of a SYN that was answered RST lived before and after */
	bool nobody_listens : 1;	/* after the RST that answered a SYN there was no listener for it */
	bool owner_left : 1;		/* the owner let go of it, and it has neither FIN nor RST sent */
	bool reads_on_seen : 1;		/* seen after its FIN with its receiving side open */
	bool lender_lived : 1;		/* its listener's process, its owner as it seems, lived on behind its end */
	uint8_t group : 2;		/* enum sock_group, as far as any fact told */
	uint8_t side : 1;		/* of the connection */
	struct connection *connection;	/* whose it is, once it is in the index */
	struct index_node by_cookie, by_inode;
};

/* All zero, if there is none of it. */
static inline const struct half_rare *half_rare(const struct half_socket *socket)
{
	static const struct half_rare none;

	return socket->rare ? socket->rare : &none;
}

/* True if it was found, and nothing has told of its end. */
static inline bool half_socket_lives(const struct half_socket *socket)
{
	return socket && socket->seen && !socket->destroy && !half_rare(socket)->gone_ns;
}

/* Its evidence from sockets, made on first use; NULL: out of memory. */
struct half_socket *half_socket(struct half *half);

/* The same to write to, made on first use; NULL: out of memory. */
struct half_rare *half_make_rare(struct half_socket *socket);

/* Frees it with all that it owns; NULL is fine. */
void half_socket_free(struct half_socket *socket);

#endif
