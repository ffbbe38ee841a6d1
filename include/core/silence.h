/* SPDX-License-Identifier: GPL-2.0-or-later */
/* silence.h: the client spoke last, and the server does not answer. */
#ifndef HALFCLOSE_CORE_SILENCE_H
#define HALFCLOSE_CORE_SILENCE_H

#include "core/connection.h"
#include "core/owner.h"

#include <stdbool.h>
#include <stdint.h>

/* Since when the server owes an answer: the client's latest data; 0: it spoke last, or nobody did. */
uint64_t silence_since(const struct connection *connection);

/* True if the server is known never to have sent a byte of data on this connection. */
bool silence_from_start(const struct connection *connection);

/*
 * Notes, now and then, whether the client goes on without an answer, as it does in a one-way stream:
 * bursts that are limit_ns apart, and nothing came between. Returns 0 or -ENOMEM.
 */
int silence_note(struct connection *connection, uint64_t now_ns, uint64_t limit_ns);

/* True if it does: nobody waits for an answer. */
bool silence_is_usual(const struct connection *connection);

/* True if it is to be found out whether that end's process waits for the other's next word. */
bool silence_asks(const struct connection *connection, enum side side, uint64_t now_ns,
		  uint64_t limit_ns);

/* What was found out. Returns 0 or -ENOMEM. */
int silence_note_wait(struct half *half, const struct wait_check *check, uint64_t time_ns);

/* True if a thread of that end's process was blocked in reading since the client's last word. */
bool silence_waits(const struct connection *connection, enum side side);

#endif
