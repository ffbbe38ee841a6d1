/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * story.h: conversations as text, for the tests of the core and of what is shown.
 *
 * Steps end in a newline or "|"; "#" begins a comment. Each packet step takes a millisecond.
 *
 *	c S				the client's SYN; flags as tcpdump writes them
 *	s S.
 *	c .
 *	c P. 5				5 octets of data, behind what it sent before
 *	s . ack 3 win 0 seq 2		stream offsets, where they are not the next ones
 *	c P. 24 notify			a TLS close_notify
 *	c P. 80 finished		the end of a TLS handshake
 *	c S join			with MPTCP's option MP_JOIN
 *	c P. 5 on 2			on that interface (0 without it)
 *	c P. 24 cut			captured without its payload; headless: not all of its
 *					header; corrupt: its checksum is wrong; lying: the length
 *					of its header is; fragment: the
 *					first of several, with so many octets
 *	+50ms				time passes (us, ms, s); +-50ms: the clock is set back
 *	s poll FIN_WAIT2 inode 0 rq 1 sq 0 shut 2 cookie 7 timer 3 retrans 0 acked 5 received 3
 *	s poll FIN_WAIT2 timer 3 expires 60000	in ms
 *	s probe gone unheard		nobody listens there either
 *	s poll ESTABLISHED data 7 notsent 9	octets of data that were ever sent, and that wait to be
 *	s probe gone
 *	s probe gone here listener 5	but there is a LISTEN socket, with that cookie
 *	s poll ESTABLISHED asked 100	the answer took 100 ms
 *	s poll ESTABLISHED got 900 sent 950 heard 10	ages of the latest data in, data out, ACK
 *	s destroy rq 100 sq 0		the notification; "disconnected": the remote port is 0
 *	s owner 812 peer fd 7		of its inode
 *	s holder held			or closed, or exited; asked 1: begun so many ms before
 *	s holders 813 sleep fd 7 814 sh fd 7	all of them
 *	s ended signal 9		its owner's process; or status 1; with nothing: unknown
 *	s unwatched			its end will not be told
 *	c waits reading			its threads; or maybe, elsewhere, unknown
 *	s call close() = 0		up to the end of the step
 *	s listen inode 9		a LISTEN socket at its address; rq and sq as above
 *	gap 0 12			enum gap_kind, count
 *	counted ListenOverflows 3	by the kernel, so many more
 *	waiting 85 of 100		TIME_WAIT sockets to the server, of so many ports; "waiting end"
 *	client 127.0.0.1 6882		from now on the client is, and its stream starts anew
 *	server ::1 5555
 *	client 127.0.0.1 6882 in 2	in that one of several network namespaces
 *	isn c 4294967290		its SYN's sequence number
 */
#ifndef HALFCLOSE_SUPPORT_STORY_H
#define HALFCLOSE_SUPPORT_STORY_H

#include "core/event.h"

#include <stddef.h>

enum { STORY_CLIENT, STORY_SERVER };

struct story_end {
	struct endpoint endpoint;
	uint32_t isn;
	int64_t nxt;		/* offset of the next octet; -1: its SYN was not sent */
	int64_t seen;		/* what it has received of the other, and would acknowledge */
	uint32_t inode;
	int pid;		/* of its owner */
};

struct story {
	struct story_end end[2];
	uint64_t time_ns;
	event_fn deliver;	/* borrowed, with arg */
	void *arg;
	char error[160];
};

#define STORY_START_NS ((uint64_t)1767323045 * 1000 * 1000 * 1000)

/* 127.0.0.1:6882 talks to 127.0.0.1:5555 from 2026-01-02T03:04:05Z on. */
void story_init(struct story *story, event_fn deliver, void *arg);

/* Returns 0, or -1 with the offending step in story->error. */
int story_tell(struct story *story, const char *text);

#endif
