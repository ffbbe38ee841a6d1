/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tcp_state.h: the states of RFC 9293, 3.3.2, with the kernel's names. */
#ifndef HALFCLOSE_CORE_TCP_STATE_H
#define HALFCLOSE_CORE_TCP_STATE_H

#include <stdbool.h>

/*
 * X(symbol, kernel, rank): kernel is the TCP_* value of the kernel's tcp_states.h; rank
 * tells how far the state is from the connection's beginning: a socket never goes back.
 */
#define TCP_STATE_LIST(X)	\
	X(LISTEN, 10, 0)	\
	X(SYN_SENT, 2, 1)	\
	X(SYN_RECV, 3, 2)	\
	X(ESTABLISHED, 1, 3)	\
	X(FIN_WAIT1, 4, 4)	\
	X(CLOSE_WAIT, 8, 4)	\
	X(FIN_WAIT2, 5, 5)	\
	X(CLOSING, 11, 5)	\
	X(LAST_ACK, 9, 5)	\
	X(TIME_WAIT, 6, 6)	\
	X(CLOSED, 7, 7)

enum tcp_state {
	TCP_STATE_NONE,		/* nothing is known yet */
#define X(symbol, kernel, rank) TCP_STATE_##symbol,
	TCP_STATE_LIST(X)
#undef X
	TCP_STATE_COUNT
};

/* "FIN_WAIT1"; NULL for TCP_STATE_NONE. */
const char *tcp_state_name(enum tcp_state state);

/* The state for a kernel TCP_* number; NEW_SYN_RECV (12) is SYN_RECV; TCP_STATE_NONE if unknown. */
enum tcp_state tcp_state_from_kernel(unsigned int kernel);

/* 1 << the kernel's number, as idiag_states and ss(8) filters take it; 0 for TCP_STATE_NONE. */
unsigned int tcp_state_mask(enum tcp_state state);

/* The rank of the list above; -1 for TCP_STATE_NONE. Inline, since each segment asks. */
static inline int tcp_state_rank(enum tcp_state state)
{
	static const signed char ranks[TCP_STATE_COUNT] = {
		[TCP_STATE_NONE] = -1,
#define X(symbol, kernel, rank) [TCP_STATE_##symbol] = rank,
		TCP_STATE_LIST(X)
#undef X
	};

	return ranks[state];
}

/* Past the handshake, and its own end has not closed. */
static inline bool tcp_state_is_open(enum tcp_state state)
{
	return state == TCP_STATE_ESTABLISHED || state == TCP_STATE_CLOSE_WAIT;
}

/* Its FIN is unsent or unacknowledged: it counts as one in the send queue. */
static inline bool tcp_state_fin_waits(enum tcp_state state)
{
	return state == TCP_STATE_FIN_WAIT1 || state == TCP_STATE_CLOSING ||
	       state == TCP_STATE_LAST_ACK;
}

/* Its own end has closed, and is not over. */
static inline bool tcp_state_has_sent_fin(enum tcp_state state)
{
	return state == TCP_STATE_FIN_WAIT1 || state == TCP_STATE_FIN_WAIT2 ||
	       state == TCP_STATE_CLOSING || state == TCP_STATE_LAST_ACK;
}

#endif
