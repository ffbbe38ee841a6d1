/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judged.h: one end of a connection under judgement, and the rules that judge it. */
#ifndef HALFCLOSE_CORE_JUDGED_H
#define HALFCLOSE_CORE_JUDGED_H

#include "core/connection.h"
#include "core/finding.h"
#include "core/rules.h"
#include "core/verdict.h"

#include <stdbool.h>
#include <stdint.h>

struct judged {
	const struct connection *connection;
	const struct half *me, *peer;
	const struct rules_context *context;
	enum side side;
	enum reset_cause cause;		/* of the RST, if either sent one */
	bool sent_reset;		/* me sent the RST that counts */
	bool was_reset;			/* the peer did */
	uint64_t reset_ns;		/* when, or of the death that proves it where no packet does */
};

/* Mask of what is known of the half, or of both: packets, sockets, notifications. */
uint8_t judged_evidence(const struct half *half);
uint8_t judged_evidence_both(const struct judged *j);

/* True if all that either program wrote is known to have been read. */
bool judged_nothing_lost(const struct judged *j);

/* True if a socket told of each end. */
bool judged_both_in_view(const struct judged *j);

/* True if it is the client, be it by the higher port alone. */
bool judged_is_client(const struct judged *j);

/* True if it is the server, not just by the lower port. */
bool judged_is_server(const struct judged *j);

/* True if all data that it sent had reached the other end's kernel. */
bool judged_all_acknowledged(const struct half *half);

/*
 * Of a client: true if it got an answer, and asked for no other since: what still comes is the rest of
 * it. Or it aborted right behind a goodbye.
 */
bool judged_had_answer(const struct judged *j);

/*
 * True if the end's socket was seen to read on after its FIN, up to that time: a close() sends the same
 * FIN as shutdown(SHUT_WR), and only the socket shows which it was.
 */
bool judged_seen_reading(const struct half *half, uint64_t until_ns);

/*
 * Since when is the socket as it was last seen? An age that its tcp_info gives reaches back to
 * before we came.
 */
uint64_t judged_same_since(const struct half_socket *socket, uint32_t age_ms);

/*
 * Each says whether its finding (the catalog's row of that name) holds of the end, and fills in
 * what is not the same for all: times, bytes, evidence, certainty.
 */
typedef bool (*rule_fn)(const struct judged *j, struct finding *finding);

/* About the bytes that a RST cost, or ("unsaid") one that was not sent, since both FINs had been. */
bool rule_write_after_close(const struct judged *j, struct finding *finding);
bool rule_unread_at_close(const struct judged *j, struct finding *finding);
bool rule_reply_abandoned(const struct judged *j, struct finding *finding);
bool rule_unread_unsaid(const struct judged *j, struct finding *finding);
bool rule_abandoned_unsaid(const struct judged *j, struct finding *finding);
bool rule_linger_discard(const struct judged *j, struct finding *finding);
bool rule_reply_unread(const struct judged *j, struct finding *finding);

/* About any other RST. */
bool rule_destroyed(const struct judged *j, struct finding *finding);
bool rule_refused(const struct judged *j, struct finding *finding);
bool rule_reset_after_done(const struct judged *j, struct finding *finding);
bool rule_reset_forged(const struct judged *j, struct finding *finding);
bool rule_reset_unexplained(const struct judged *j, struct finding *finding);

/* About a half-close, or what is left of a connection. */
bool rule_orphaned_data(const struct judged *j, struct finding *finding);
bool rule_doomed_half_close(const struct judged *j, struct finding *finding);
bool rule_eof_unread(const struct judged *j, struct finding *finding);
bool rule_eof_ignored(const struct judged *j, struct finding *finding);
bool rule_simultaneous_close(const struct judged *j, struct finding *finding);
bool rule_half_closed(const struct judged *j, struct finding *finding);

/* About an answer that never came, or not all of it. */
bool rule_half_close_cut(const struct judged *j, struct finding *finding);
bool rule_half_close_reset(const struct judged *j, struct finding *finding);
bool rule_closed_without_reply(const struct judged *j, struct finding *finding);

/* About the processes that own the ends. */
bool rule_held_elsewhere(const struct judged *j, struct finding *finding);
bool rule_process_ended(const struct judged *j, struct finding *finding);

/* About connections that were never accepted. */
bool rule_not_accepted(const struct judged *j, struct finding *finding);
bool rule_accept_queue_reset(const struct judged *j, struct finding *finding);
bool rule_accept_overflow(const struct judged *j, struct finding *finding);

/* About what is tried in vain. */
bool rule_no_answer(const struct judged *j, struct finding *finding);
bool rule_timed_out(const struct judged *j, struct finding *finding);
bool rule_zero_window(const struct judged *j, struct finding *finding);

/* About a socket that is gone. */
bool rule_peer_gone(const struct judged *j, struct finding *finding);
bool rule_fin_wait2_expired(const struct judged *j, struct finding *finding);

/* About a program that does not do its part. */
bool rule_unread_backlog(const struct judged *j, struct finding *finding);
bool rule_silent_after_read(const struct judged *j, struct finding *finding);

#endif
