/* SPDX-License-Identifier: GPL-2.0-or-later */
/* half.h: the facts known of one end of a connection. */
#ifndef HALFCLOSE_CORE_HALF_H
#define HALFCLOSE_CORE_HALF_H

#include "core/half_socket.h"
#include "core/segment.h"
#include "core/unseen.h"

#include <stdbool.h>
#include <stdint.h>

struct stall;

enum { HALF_STATES_MAX = 10 };

/* What an end or its socket has not heard of after that time was lost on its way. */
enum { DELIVERY_TAKES_NS = 10 * 1000 * 1000 };

/*
 * Offsets count octets of the stream: 0 is the first octet of data. A FIN stands at the
 * offset behind the last. All in 64 bits, unwrapped.
 */
struct half {
	struct half_socket *socket;	/* owned; NULL: no socket was seen */
	struct stall *stall;		/* owned; NULL: it tried nothing in vain */
	struct unseen *unseen;		/* owned; NULL: all its stream was captured, in order */
	int64_t nxt;			/* one past the highest octet of data sent */
	int64_t una;			/* SND.UNA: what the peer acknowledged, a FIN too; not by RSTs */
	int64_t acked;			/* as una, a RST's ACK included: what reached the peer's kernel */
	int64_t fin;			/* offset of the FIN, if fin_sent */
	int64_t fin_ack;		/* the peer's offset that the FIN's SEG.ACK covers: RCV.NXT at the close */
	uint64_t fin_ns, rst_ns;
	uint64_t late_ns;		/* first data beyond the peer's fin_ack */
	uint64_t last_data_ns;		/* its latest data but for a close_notify, repeated or not */
	uint64_t turn_ns;		/* the first of it after the peer's latest */
	uint64_t packets;
	uint32_t base;			/* the sequence number of offset 0 */
	uint32_t window;		/* the latest offer, scaled */
	uint32_t window_max;		/* the largest, scaled; the kernel's max_window of the peer */
	uint32_t notify_len;		/* of a close_notify, or Finished, that was the last data; 0: none */
	uint32_t doubted;		/* the sequence number behind data that was beyond any window */
	uint8_t probes;			/* keep-alive probes in a row without an answer */
	uint8_t scale;			/* window shift of its SYN */
	bool has_scale;
	bool based;			/* base holds */
	bool syn_sent;			/* its SYN was seen (so base is certain) */
	bool acked_any;			/* it sent an ACK after its SYN: it is past the handshake */
	bool syn_acked;			/* the peer acknowledged its SYN */
	bool fin_sent;
	bool rst_sent;
	bool last_had_data;		/* the latest segment had data */
	bool last_again;		/* the latest segment held nothing that was not sent before */
	uint8_t states[HALF_STATES_MAX];	/* enum tcp_state, in order */
	uint8_t state_count;
	uint16_t interface;		/* the one that its segments are taken from, as they have it */
	bool opened : 1;		/* its SYN had no ACK: an active open */
	bool joins : 1;			/* its SYN was to join a connection of MPTCP */
	bool scale_unknown : 1;		/* the options of its SYN were not captured */
	bool in_fragments : 1;		/* of some segments only a first part was read: nxt may be low */
	bool fin_in_fragments : 1;	/* of that with the FIN too: fin is where it is at least */
	bool rst_had_ack : 1;		/* [R.]: an abort of its socket; [R]: an answer */
	bool rst_answers_data : 1;	/* the segment before it, of the peer, had data */
	bool rst_answers_syn : 1;
	bool lived_on : 1;		/* it said something new well after a RST in its name (forged) */
	bool late : 1;			/* it sent data beyond the peer's fin_ack; late_ns holds */
	bool late_crossed : 1;		/* its first late data did not acknowledge the peer's FIN */
	bool fin_undelivered : 1;	/* the kernel has not seen the peer's FIN (lost on the way) */
	bool rst_undelivered : 1;	/* nor its RST: it lives on */
	bool turn_brief : 1;		/* with no more in its first segment than a goodbye has */
	bool turn_cancels : 1;		/* as PostgreSQL's clients do, without an answer */
	bool finished : 1;		/* notify_len is that of the end of a TLS handshake: more may follow */
	bool fin_acked_first : 1;	/* its FIN was acknowledged before the peer's came */
	bool fin_with_syn : 1;		/* in one segment */
	bool fin_again : 1;		/* its FIN was sent again: the first one may have been lost */
};

/*
 * Takes a segment that me sent to peer (the same half, in a connection to itself). The facts
 * of both change: what me sent, what it acknowledged of peer's. Returns false if peer is sure not
 * to accept it (RFC 9293, 3.10.7.4): then it is counted as a packet, and is no other fact.
 */
bool half_segment(struct half *me, struct half *peer, const struct segment *segment,
		  uint64_t time_ns);

/* The stream offset of a segment's first octet of data (its SYN's place is -1), if based. */
int64_t half_offset(const struct half *me, const struct segment *segment);

/* The octets of its stream that the peer acknowledged and no packet showed. */
static inline uint64_t half_missed(const struct half *half)
{
	return half->unseen ? half->unseen->missed : 0;
}

/* True if a lookup found its socket, or the kernel told of its death. */
static inline bool half_in_view(const struct half *half)
{
	return half->socket && (half->socket->seen || half->socket->destroy);
}

/*
 * True if it was never seen to be more than a request: the end of the handshake makes it a socket,
 * which acknowledges what comes, as a request does not.
 */
static inline bool half_stayed_request(const struct half *half)
{
	const struct half_socket *socket = half->socket;

	return half->syn_sent && half->nxt == 0 && !half->acked_any && socket && !socket->inode &&
	       !socket->destroy && (!socket->seen || socket->latest.state == TCP_STATE_SYN_RECV);
}

/* SEG.ACK as a stream offset of peer's, which is based; false if it cannot be of its stream. */
bool half_ack(const struct half *peer, const struct segment *segment, int64_t *ack);

/* SEG.WND in octets. */
uint32_t half_window(const struct half *me, const struct half *peer,
		     const struct segment *segment);

/* True if the peer has acknowledged the FIN: RFC 9293, 3.10.7.4; an ACK of less is not one. */
static inline bool half_fin_acked(const struct half *half)
{
	return half->fin_sent && half->una > half->fin;
}

/* True if its FIN acknowledged the FIN of peer, and no socket says otherwise: it closed second. */
static inline bool half_closed_second(const struct half *half, const struct half *peer)
{
	/* A FIN that is seen for the first time may be a repetition, with a newer ACK. */
	bool first = half->socket && half->socket->first_seen;

	return half->fin_sent && peer->fin_sent && half->fin_ack > peer->fin && !first;
}

/* True if the peer's FIN had reached this end's kernel when it stated the fact: its queue counts it. */
bool half_fin_received(const struct half *me, const struct half *peer,
		       const struct sock_kept *fact);

/* It said that no more data follows, though its FIN may not have come yet. */
static inline bool half_said_close_notify(const struct half *half)
{
	return half->notify_len > 0 && !half->finished;
}

/* Where its close_notify stands, if it sent one: at the end of its data. */
static inline int64_t half_notify_at(const struct half *half)
{
	return (half->fin_sent ? half->fin : half->nxt) - half->notify_len;
}

/*
 * The bytes of [from, to) of its stream that are data: a close_notify (a TLS alert that was its
 * last data, beside the FIN) is none, nor is a TLS handshake's end with nothing behind it. 0 if to is
 * not beyond from.
 */
uint64_t half_data_between(const struct half *half, int64_t from, int64_t to);

/* True if the RST in its name was somebody else's: it did not know of it. */
static inline bool half_reset_forged(const struct half *half)
{
	return half->rst_sent &&
	       (half->lived_on || (half->socket && half->socket->alive_after_reset));
}

/*
 * Bytes that came after its FIN and that it acknowledged: only a reader's kernel does. 0 where no
 * packet showed them: one may have been the peer's FIN.
 */
uint64_t half_read_on(const struct half *me, const struct half *peer);

/* As the latest poll or probe that found its socket had it; TCP_STATE_NONE: none did. */
enum tcp_state half_latest_state(const struct half *half);

/*
 * Takes a fact of its socket; peer tells whether a FIN came, and a RST in its name may turn out to
 * be none. The time is that of the answer or notification. Returns 0 or -ENOMEM.
 */
int half_fact(struct half *half, struct half *peer, const struct sock_fact *fact,
	      uint64_t time_ns);

/* True if a program had a descriptor of it: it was seen, or the end opened or wrote. */
bool half_was_held(const struct half *half);

/*
 * True if what it said last began something new: the peer had had the last word, and half a second ago. Who
 * goes on with an upload that was answered meanwhile makes no such pause.
 */
bool half_begins_anew(const struct half *half, const struct half *peer);

/* True if that began beyond the peer's FIN. */
bool half_begins_late(const struct half *half, const struct half *peer);

/*
 * True if nothing that it wants to send waits: little is in flight, and the window has room. Then
 * its FIN, had it closed, would have been seen.
 */
bool half_sends_at_once(const struct half *half, const struct half *peer);

/* For half_segment(): takes a RST that me sent. */
void half_take_rst(struct half *me, struct half *peer, const struct segment *segment,
		   uint64_t time_ns);

/* The same, of any segment behind a RST: does me go on after its own, or after one of peer's? */
void half_note_survival(struct half *me, struct half *peer, const struct segment *segment,
			uint64_t time_ns);

/* Neither end took the RST in its name: it was none. */
void half_forget_rst(struct half *half);

/* How much of the other end's data had reached this end's kernel, as an offset of that stream. */
int64_t half_received(const struct half *me, const struct half *peer);

/* True if the notification says that it died through tcp_disconnect(), as SO_LINGER {1,0} does. */
static inline bool half_disconnected(const struct half *half)
{
	return half->socket && half->socket->destroy && half->socket->destroy->disconnected;
}

#endif
