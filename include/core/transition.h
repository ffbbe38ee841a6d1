/* SPDX-License-Identifier: GPL-2.0-or-later */
/* transition.h: one end went from one state to another. */
#ifndef HALFCLOSE_CORE_TRANSITION_H
#define HALFCLOSE_CORE_TRANSITION_H

#include "core/connection.h"

#include <stdint.h>

/* X(symbol, name) */
#define TRIGGER_LIST(X)				\
	X(SYN_SENT, "syn-sent")			\
	X(SYN_RECEIVED, "syn-received")		\
	X(SYN_ACKED, "syn-acked")		\
	X(ALREADY_OPEN, "already-open")		\
	X(FIN_SENT, "fin-sent")			\
	X(FIN_RECEIVED, "fin-received")		\
	X(FIN_ACKED, "fin-acked")		\
	X(RST_SENT, "rst-sent")			\
	X(RST_RECEIVED, "rst-received")		\
	X(SOCKET, "socket")

enum trigger {
#define X(symbol, name) TRIGGER_##symbol,
	TRIGGER_LIST(X)
#undef X
	TRIGGER_COUNT
};

const char *trigger_name(enum trigger trigger);

struct transition {
	uint64_t time_ns;
	uint8_t end;		/* enum side */
	uint8_t from;		/* enum tcp_state; TCP_STATE_NONE for the first */
	uint8_t to;
	uint8_t trigger;	/* enum trigger */
	uint8_t evidence;	/* mask of EVIDENCE_* */
	uint8_t certainty;	/* enum certainty */
};

#endif
