/* SPDX-License-Identifier: GPL-2.0-or-later */
/* capture.h: TCP segments from an interface, a file or a recording. Its users need not know of libpcap. */
#ifndef HALFCLOSE_OBSERVE_CAPTURE_H
#define HALFCLOSE_OBSERVE_CAPTURE_H

#include "core/err.h"
#include "core/event.h"
#include "core/frame.h"
#include "core/recording.h"
#include "observe/intake.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct capture;

/* All zero: everything on lo, with the defaults. */
struct capture_options {
	const char *device;		/* an interface, or "any"; NULL: "lo" */
	const char *expression;		/* pcap-filter(7); NULL: everything */
	size_t snaplen;			/* octets kept of a frame; 0: CAPTURE_SNAPLEN */
	size_t ring_bytes;		/* shared with the kernel; 0: one of these: */
};

enum {
	/* The longest headers that matter: SLL2, two VLAN tags, IPv6, TCP with options. */
	CAPTURE_SNAPLEN = 20 + 2 * 4 + 40 + 60 + SEGMENT_HEAD_MAX,
	CAPTURE_RING_BYTES = 8 << 20,
	CAPTURE_WHOLE_RING_BYTES = 64 << 20,	/* as many slots, which are larger: see whole.h */
	CAPTURE_BATCH = 4096,		/* frames that one capture_drain() takes at most */
};

/*
 * Begins to capture, without promiscuous mode. The expression chooses connections: see
 * filter.h. Returns 0; -EINVAL: the expression; -ENODEV: no such interface, err lists
 * those there are; -EPERM: no permission, err says how to get it; -ENETDOWN; -ENOTSUP: the
 * interface's frames cannot be read; -ENOMEM; -EIO: else. The caller frees *capture.
 */
int capture_open_live(struct capture **capture, const struct capture_options *options,
		      struct err *err);

/*
 * Opens a pcap or pcapng file, or a recording, "-" for the standard input; reads nothing yet, so that
 * who opens it may have more privileges than who reads it. Returns 0; -EINVAL: the expression;
 * -EBADMSG: it is empty; -errno: the file cannot be read; -ENOMEM.
 */
int capture_open_file(struct capture **capture, const char *path, const char *expression,
		      struct err *err);

/*
 * Reads the file's header, which comes before all else. Returns 0; -ENOTSUP: of a link type, or a
 * version of recordings, that cannot be read, err names it; -EBADMSG: not a capture, or cut within its
 * header; -ENOMEM; -EIO.
 */
int capture_begin_file(struct capture *capture, struct err *err);

/* How it was recorded: of a recording that has begun; NULL of anything else. */
const struct recording_begin *capture_recording(const struct capture *capture);

/* Of a recording: what is in it beside events goes there, in its place among them. */
typedef void (*recording_fn)(void *arg, const struct recording *recording);
void capture_tell(struct capture *capture, recording_fn fn, void *arg);

void capture_free(struct capture *capture);	/* NULL is fine */

/*
 * From now on a segment whose checksum is wrong is delivered as SEGMENT_BAD_CHECKSUM, and one
 * in an IPv4 packet with a wrong header is malformed. Off at first: what this host sends is
 * captured before its checksums are finished.
 */
void capture_verify(struct capture *capture);

/*
 * From now on each frame goes to fn() too, as it is and before its event: but not those that are
 * something other than TCP, or of connections that were not chosen. NULL: no more.
 */
void capture_tap(struct capture *capture, capture_tap_fn fn, void *arg);

/* The same of frames that are no TCP, too: each that is read. */
void capture_tap_all(struct capture *capture, capture_tap_fn fn, void *arg);

/*
 * What its frames are: enum link_type. Of a file, once it has begun; of a recording those of its first
 * interface, and the tap gets no others.
 */
int capture_link_type(const struct capture *capture);

/* A descriptor that is readable when frames wait; -1 for a file, which is always ready. */
int capture_fd(const struct capture *capture);

/*
 * Delivers an EVENT_SEGMENT for each TCP segment of a chosen connection that waits, from
 * up to CAPTURE_BATCH frames, so that a loop stays fair; never blocks on a live capture. A recording's
 * other events are delivered, too. Returns how many frames (of a recording: blocks) it has taken, chosen
 * or not: 0 when none wait, or at a file's end; fewer than CAPTURE_BATCH when a live ring was emptied.
 *
 * A file that is cut or corrupt in the middle of a record ends there: what stands before is
 * delivered, the call returns 0, capture_stats() has truncated set, and err says what is
 * wrong. Errors: -EBADMSG if not even the first record makes sense; -ENETDOWN if the
 * interface went away; -EIO.
 */
int capture_drain(struct capture *capture, event_fn fn, void *arg, struct err *err);

void capture_stats(struct capture *capture, struct capture_stats *stats);

#endif
