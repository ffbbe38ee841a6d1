/* SPDX-License-Identifier: GPL-2.0-or-later */
/* half_holder.h: who held one end of a connection, and how he let go of it. */
#ifndef HALFCLOSE_CORE_HALF_HOLDER_H
#define HALFCLOSE_CORE_HALF_HOLDER_H

#include "core/half.h"

#include <stdbool.h>
#include <stdint.h>

/* Whose process ends so soon after the FIN had nothing more to say: `nc -l > file`. */
enum { SINK_ENDS_NS = 50 * 1000 * 1000 };

/*
 * Takes a second look at its holder, after its FIN or RST. Once the peer has reset it, the program
 * may have closed what it had shut down, and the look tells nothing.
 */
void half_holder(struct half *half, const struct half *peer, const struct holder_check *check,
		 uint64_t time_ns);

/*
 * True if the program let go of the socket: it called close(), or ended, be it some time after a
 * shutdown(), which leaves it a reader.
 */
bool half_released(const struct half *half, const struct half *peer);

/* True if its FIN or RST was its process's end: none of its descriptors was closed before that. */
bool half_exited(const struct half *half);

/*
 * True if its process, whose socket is known, ended so soon after the FIN or RST that it may have been
 * the end or close(): nobody looked in between, or too late.
 */
bool half_end_unclear(const struct half *half);

/*
 * True if its process, whose socket is known, is known to have lived on behind the FIN or RST: what sent
 * it was a call. Of one that nobody found in time, a close() and its end look the same.
 */
bool half_closer_lived(const struct half *half);

/* Its listener's process, which is taken for the owner of one that was found in no other, lives at now_ns. */
void half_lender_lives(struct half *half, uint64_t now_ns);

/*
 * True for a moment after it closed on a peer that reads on: then it shows whether its process ended
 * with that, as one does that took all there was (`nc -l > file`).
 */
bool half_process_awaited(const struct half *half, const struct half *peer, uint64_t now_ns);

/* True if its process, whose end would have been told, lived on beyond time_ns. */
bool half_process_outlived(const struct half *half, uint64_t time_ns, uint64_t now_ns);

/*
 * True if it closed first, and its full socket was there for the other's FIN, as its notification
 * counts, when its own had been acknowledged: a program held it. Without a descriptor it would have
 * been a minisocket by then (tcp_rcv_state_process() of net/ipv4/tcp_input.c), unless
 * tcp_fin_timeout or TCP_LINGER2 is over a minute.
 */
bool half_outlived_fin_wait2(const struct half *half, const struct half *peer);

#endif
