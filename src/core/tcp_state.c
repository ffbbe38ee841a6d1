/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tcp_state.c: names and numbers of the TCP states. */
#include "core/tcp_state.h"

#include <stddef.h>

static const struct {
	const char *name;
	unsigned int kernel;
} states[TCP_STATE_COUNT] = {
	[TCP_STATE_NONE] = { NULL, 0 },
#define X(symbol, kernel, rank) [TCP_STATE_##symbol] = { #symbol, kernel },
	TCP_STATE_LIST(X)
#undef X
};

/* include/net/tcp_states.h: a request socket, which becomes SYN_RECV when it is complete. */
enum { KERNEL_NEW_SYN_RECV = 12 };

const char *tcp_state_name(enum tcp_state state)
{
	return states[state].name;
}

enum tcp_state tcp_state_from_kernel(unsigned int kernel)
{
	if (kernel == KERNEL_NEW_SYN_RECV)
		return TCP_STATE_SYN_RECV;
	for (enum tcp_state state = TCP_STATE_NONE + 1; state < TCP_STATE_COUNT; state++) {
		if (states[state].kernel == kernel)
			return state;
	}
	return TCP_STATE_NONE;
}

unsigned int tcp_state_mask(enum tcp_state state)
{
	unsigned int mask;

	if (state == TCP_STATE_NONE)
		return 0;
	mask = 1u << states[state].kernel;
	if (state == TCP_STATE_SYN_RECV)
		mask |= 1u << KERNEL_NEW_SYN_RECV;
	return mask;
}
