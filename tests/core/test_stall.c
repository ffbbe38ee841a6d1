/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_stall.c: what an end tries in vain: SYNs, data, FINs, keep-alive probes, shut windows. */
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
#define OPEN_DATA OPEN "c P. 4 | s . |"
/* Both sockets seen while open. */
#define SEEN OPEN "c probe ESTABLISHED inode 11 cookie 1 | s probe ESTABLISHED inode 22 cookie 2 |"
#define ASKED_3 "c S | +1s | c S | +2s | c S |"
/* Of five octets behind four; and of the window of the server behind as many. */
#define TRIED_4 "c P. 5 seq 4 | +200ms | c P. 5 seq 4 | +400ms | c P. 5 seq 4 | +800ms |" \
	"c P. 5 seq 4 | +1600ms | c P. 5 seq 4 |"
#define PROBE "c . seq 3 | s . win 0 |"
#define PROBED_3 "+200ms |" PROBE "+400ms |" PROBE "+800ms |" PROBE
#define PROBED_5 "+1600ms |" PROBE "+3200ms |" PROBE

static const struct told_row rows[] = {
	/* SYNs that nobody answers */
	{ "a SYN is sent again for longer than the limit",
	  ASKED_3 "+4s | c S | +100ms", "SYN_SENT / ", "attempt - - - - 0 0", "no-answer client 0" },
	{ "two SYNs, then silence: given up",
	  "c S | +1s | c S | +5100ms", "SYN_SENT / ", "attempt - - - - 0 0", "no-answer client 0" },
	{ "not yet for as long as the limit",
	  ASKED_3 "+1s", NULL, NULL, "" },
	{ "one SYN that was captured twice",
	  "c S | c S | +20s", NULL, NULL, "" },
	{ "a scan: one SYN",
	  "c S | +20s", NULL, "attempt - - - - 0 0", "" },
	{ "answered in time",
	  "c S | +1s | c S | s S. | c . | +20s", NULL, "open - - - - 0 0", "" },
	{ "answered after the limit",
	  ASKED_3 "+4s | c S | s S. | c . | +20s", NULL, "open - - - - 0 0", "no-answer client 0" },
	{ "the SYN-ACK comes at once, but gets lost again and again",
	  "c S | s S. | +1s | c S | s S. | +2s | c S | s S. | +4s | c S | s S. | +10s", NULL, NULL, "" },
	{ "only the opener's direction was captured, and it went on",
	  "c S | +1s | c S | +6s | c . ack 0 | c P. 5 ack 0 | +10s", NULL, NULL, "" },
	{ "refused at the third time",
	  ASKED_3 "s R. seq -1 ack 0", NULL, "refused server peer-reset - no-listener 0 0",
	  "refused client 0" },
	{ "refused after the limit",
	  ASKED_3 "+4s | c S | s R. seq -1 ack 0", NULL, NULL,
	  "refused client 0, no-answer client 0" },
	{ "refused, and asked again all the same",
	  "c S | s R. seq -1 ack 0 | +500ms | c S | s R. seq -1 ack 0 | +500ms | c S |"
	  "s R. seq -1 ack 0 | +20s", NULL, NULL, "refused client 0" },
	{ "an ACK of something else is an answer",
	  "c S | s . seq 0 ack 2000000000 win 0 | +1s | c S | +2s | c S | +4s | c S | +1s", NULL, NULL,
	  "" },
	{ "an older life answers, whose RST does not come through",
	  OPEN_DATA "isn c 77 | isn s 99000 | c S | isn s 500000 | s . seq 0 ack 9999 |"
	  "isn s 99000 | +1s | c S | isn s 500000 | s . seq 0 ack 9999 | isn s 99000 | +4s | c S |"
	  "+2s", NULL, "attempt - - - - 0 0", "" },
	{ "SYN-ACKs that nobody answers are of no opener",
	  "s S. ack 0 | +1s | s S. ack 0 | +2s | s S. ack 0 | +20s", NULL, NULL, "" },
	{ "an end that gives up before the limit, as its socket says",
	  "c S | c probe SYN_SENT inode 11 cookie 1 sq 1 | +1s | c S | +1s |"
	  "c destroy rq 0 sq 1 cookie 1", NULL, "attempt - - - - 0 0", "no-answer client 0" },
	{ "the answers were not captured: the socket is connected",
	  ASKED_3 "c poll ESTABLISHED inode 11 cookie 1 | +4s | c S | +1s", NULL, NULL, "" },
	{ "the answers were not captured: the dead socket had been connected",
	  ASKED_3 "c probe gone | c destroy cookie 1 rq 0 sq 0 acked 1 | +4s | c S | +1s", NULL, NULL,
	  "" },
	{ "no answer, as the sockets alone show it",
	  "c poll SYN_SENT inode 11 cookie 1 sq 1 timer 1 retrans 1 | +6s |"
	  "c poll SYN_SENT inode 11 cookie 1 sq 1 timer 1 retrans 3", NULL, NULL,
	  "no-answer client 0" },
	{ "found by a dump: the retransmissions tell how long it has waited",
	  "c poll SYN_SENT inode 11 cookie 1 sq 1 timer 1 retrans 5 | +10ms", NULL,
	  "attempt - - - - 0 0", "no-answer client 0" },
	{ "who asks is the client, even from the lower port",
	  "client 127.0.0.1 4000 | c poll SYN_SENT inode 11 cookie 1 sq 1 timer 1 retrans 5 | +10ms",
	  NULL, "attempt - - - - 0 0", "no-answer client 0" },
	{ "answered by packets that are not seen",
	  "client 127.0.0.1 4000 | c poll SYN_SENT inode 11 cookie 1 sq 1 timer 1 | +10ms |"
	  "c poll ESTABLISHED inode 11 cookie 1 | +1s", NULL, "open - - - - 0 0", "" },

	/* what an end tries until it gives up */
	{ "retransmissions without an answer, then silence",
	  OPEN_DATA TRIED_4 "+7s", NULL, "timed-out - timeout - - 5+ 0", "timed-out client 5+" },
	{ "the next retransmission is not overdue",
	  OPEN_DATA TRIED_4 "+5500ms", NULL, "open - - - - 0 0", "" },
	{ "its peer is heard at last",
	  OPEN_DATA TRIED_4 "+3s | s . ack 9 | +20s", NULL, "open - - - - 0 0", "" },
	{ "losses of a whole connection, never three in a row",
	  OPEN_DATA "c P. 5 | +200ms | c P. 5 seq 4 | +400ms | c P. 5 seq 4 | s . | c P. 5 | +200ms |"
	  "c P. 5 seq 9 | +400ms | c P. 5 seq 9 | +20s", NULL, "open - - - - 0 0", "" },
	{ "a burst that is captured twice is one try",
	  OPEN_DATA "c P. 5 | c P. 5 seq 4 | c P. 5 seq 4 | c P. 5 seq 4 | +20s", NULL,
	  "open - - - - 0 0", "" },
	{ "only the sender's direction was captured: its ACKs were not",
	  "c S | c . ack 0 | c P. 5 ack 0 | +200ms | c P. 5 seq 0 ack 0 | +400ms | c P. 5 seq 0 ack 0 |"
	  "+800ms | c P. 5 seq 0 ack 0 | +60s", NULL, NULL, "" },
	{ "only the sender's direction was captured, from the middle on",
	  "c P. 5 seq 700 ack 900 | +200ms | c P. 5 seq 700 ack 900 | +400ms | c P. 5 seq 700 ack 900 |"
	  "+1s | c P. 5 seq 700 ack 900 | +6s | c P. 5 seq 700 ack 900 | +60s", NULL,
	  "partial - - - - 0 0", "" },
	{ "short waits: a pause of seconds is no end",
	  OPEN_DATA "c P. 5 | +60ms | c P. 5 seq 4 | +60ms | c P. 5 seq 4 | +60ms | c P. 5 seq 4 | +4s",
	  NULL, "open - - - - 0 0", "" },
	{ "reset while it tries, long ago",
	  OPEN_DATA TRIED_4 "s R. ack 4 | +20s | s R. ack 4", NULL, "reset server peer-reset - - 5+ 0",
	  "reset-unexplained server 5+" },
	{ "a FIN that is never acknowledged",
	  OPEN_DATA "c F. | +200ms | c F. seq 4 | +400ms | c F. seq 4 | +800ms | c F. seq 4 | +6s", NULL,
	  "timed-out client - - - 0 0", "timed-out client 0" },
	{ "SYN-ACKs that nobody acknowledges are of no connection yet",
	  "c S | s S. | +1s | s S. | +2s | s S. | +4s | s S. | +60s", NULL, NULL, "" },
	{ "a RST that answers the other end's data, long after the next try was due (m1)",
	  OPEN_DATA TRIED_4 "+4s | s P. 3 ack 4 | c R seq 4", NULL,
	  "timed-out client timeout peer-reset - 5+ 3+", "timed-out client 5+" },
	{ "a RST that answers data sooner: an orphan, perhaps, that was alive",
	  OPEN_DATA TRIED_4 "+1s | s P. 3 ack 4 | c R seq 4", NULL,
	  "reset client - peer-reset - 5+ 3+", "reset-unexplained client 8+" },
	{ "a RST that answers data, behind a FIN: an orphan, perhaps, that was alive",
	  OPEN_DATA "c F. | +200ms | c F. seq 4 | +400ms | c F. seq 4 | +800ms | c F. seq 4 | +1s |"
	  "s P. 3 ack 4 | c R seq 4", NULL, "reset client - peer-reset data-after-close 0 3+",
	  "write-after-close server 3+" },
	{ "a RST that answers data, behind a FIN, long after the next try was due (m4)",
	  OPEN_DATA "c F. | +200ms | c F. seq 4 | +400ms | c F. seq 4 | +800ms | c F. seq 4 | +4s |"
	  "s P. 3 ack 4 | c R seq 4", NULL, "timed-out client - peer-reset data-after-close 0 3+",
	  "write-after-close server 3+, timed-out client 0" },
	{ "a RST that answers data while the window is shut: an orphan, perhaps, that was alive",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 "s P. 3 win 0 ack 4 | c R", NULL,
	  "reset client - peer-reset - - 3+", "reset-unexplained client 3+" },
	{ "a RST that answers an ACK: no socket is left",
	  OPEN_DATA TRIED_4 "+1s | s . ack 4 | c R seq 4", NULL,
	  "timed-out client timeout peer-reset - 5+ 0", "timed-out client 5+" },
	{ "a RST in its name, after which it tries on",
	  OPEN_DATA TRIED_4 "+4s | s P. 3 ack 4 | c R seq 4 | +100ms | c P. 5 seq 4 ack 0", NULL,
	  "reset client - peer-reset - 5+ 3+", "reset-unexplained client 8+" },
	{ "a RST in its name, after which it sends on",
	  OPEN_DATA TRIED_4 "+4s | s P. 3 ack 4 | c R seq 4 | +100ms | c P. 9 seq 9 ack 0", NULL,
	  "reset client - peer-reset forged 14+ 3+", "reset-forged client 17+" },
	{ "a RST in its name, after which its socket lives on",
	  SEEN "c P. 4 | s . |" TRIED_4 "+4s | s P. 3 ack 4 | c R seq 4 | +30ms |"
	  "c poll ESTABLISHED inode 11 cookie 1 sq 5", NULL,
	  "reset client - peer-reset forged 5+ 3+", "reset-forged client 8+" },
	{ "tries of long ago do not make a time-out of a RST",
	  OPEN_DATA TRIED_4 "s . ack 9 | +60s | c P. 5 | s P. 3 ack 9 | c R seq 9", NULL,
	  "reset client - peer-reset - 5+ 3+", "reset-unexplained client 8+" },
	{ "a RST right after a keep-alive probe is no time-out",
	  OPEN_DATA "+1s | c . seq 3 | +100ms | c R.", NULL, "reset client - peer-reset - 0 0",
	  "reset-unexplained client 0" },
	{ "probes of a shut window do not end in a RST",
	  OPEN "c P. 4 | s . win 0 | +200ms | c . seq 3 | +400ms | c . seq 3 | +800ms | c R.", NULL,
	  "reset client - peer-reset - - 0", "reset-unexplained client 0" },
	{ "probes whose answers were not captured",
	  "c S | c . ack 0 | c P. 4 ack 0 | +1s | c . seq 3 ack 0 | +1s | c . seq 3 ack 0 | +1s |"
	  "c R. ack 0", NULL, "reset client - peer-reset - - 0", NULL },
	{ "an orphan's FIN is never acknowledged (m6)",
	  SEEN "c F. | c probe FIN_WAIT1 inode 0 cookie 1 sq 1 | +20ms |"
	  "s poll ESTABLISHED inode 22 cookie 2 | +200ms | c F. seq 0 | +400ms |"
	  "c F. seq 0 | +2s | c destroy rq 0 sq 1 cookie 1", NULL,
	  "timed-out client - - - 0 0", "timed-out client 0" },
	{ "an orphan's data is never acknowledged, as its peer hears later (m4)",
	  SEEN "c P. 5 | c F. | c probe FIN_WAIT1 inode 0 cookie 1 sq 6 | +20ms |"
	  "s poll ESTABLISHED inode 22 cookie 2 | +200ms | c FP. 5 seq 0 |"
	  "+400ms | c FP. 5 seq 0 | +2s | c destroy rq 0 sq 6 cookie 1 | s . ack 0 | c R seq 0", NULL,
	  "timed-out client - peer-reset no-socket 5 0",
	  "timed-out client 5, orphaned-data client 5" },
	{ "an orphan that tried again, but then was killed by its peer's data",
	  SEEN "c F. | c probe FIN_WAIT1 inode 0 cookie 1 sq 1 | +200ms | c F. seq 0 | s P. 3 ack 0 |"
	  "c R seq 0 | c destroy rq 0 sq 1 cookie 1", NULL,
	  "reset client - peer-reset data-after-close 0 3+",
	  "write-after-close server 3+, doomed-half-close server 0" },
	{ "reset by its peer, after it had tried again",
	  SEEN "c P. 5 | +200ms | c P. 5 seq 0 | s R. ack 0 | c destroy rq 0 sq 5 cookie 1", NULL,
	  "reset server peer-reset - - 5+ 0", "reset-unexplained server 5+" },
	{ "it tried again, and its program threw all away: a RST was missed",
	  SEEN "c P. 5 | +200ms | c P. 5 seq 0 | c destroy rq 0 sq 65542 cookie 1 disconnected", NULL,
	  NULL, "" },
	{ "it tried again, and all was taken: an ACK was missed",
	  SEEN "c P. 5 | +200ms | c P. 5 seq 0 | c destroy rq 0 sq 0 cookie 1", NULL, NULL, "" },
	{ "gone with something unacknowledged, as a lookup found",
	  SEEN "c P. 5 | +200ms | c P. 5 seq 0 | +1s | c probe gone", NULL,
	  "timed-out - timeout - - 5+ 0", "timed-out client 5+" },
	{ "gone, but a keep-alive probe was all that was sent again",
	  SEEN "c P. 4 | s . | +1s | c . seq 3 | +1s | c probe gone", NULL, NULL, "" },
	{ "a socket died with data queued, but nothing was sent again: a RST was missed",
	  SEEN "c P. 5 | +1s | c destroy rq 0 sq 5 cookie 1", NULL, NULL, "" },
	{ "it lives: silence is no time-out",
	  SEEN "c P. 4 | s . |" TRIED_4 "+7s | c poll ESTABLISHED inode 11 cookie 1 sq 5", NULL,
	  "open - - - - 0 0", "" },
	{ "a RST after its FIN was acknowledged has to do with no shut window",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 "c F. | s . win 0 | +2s | s P. 3 | c R", NULL,
	  "reset client - peer-reset data-after-close 0 3+", "write-after-close server 3+" },
	{ "given up on a shut window, as the socket says (m5)",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 "+700ms | c destroy rq 0 sq 900 cookie 1", NULL,
	  "timed-out - timeout - - 900 0", "timed-out client 900" },
	{ "given up on a shut window, and closed when the other end closed, too, with data unread",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 "+700ms | c probe gone | +1s | s R. |"
	  "c destroy rq 0 sq 900 cookie 1 | s destroy rq 4 cookie 2", NULL,
	  "timed-out server timeout unread-data unread-data 904 0",
	  "unread-at-close server 4, timed-out client 900" },
	{ "given up on a shut window: opened, it meets no socket (m5)",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 "+2s | s . win 4096 | c R", NULL,
	  "timed-out client timeout peer-reset - - 0", "timed-out client 0" },

	/* windows that are shut */
	{ "a window is shut for longer than the limit, and probed",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "+2s", NULL, "open - - - - 0 0",
	  "zero-window client 0" },
	{ "not yet for as long as the limit",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 "+2s", NULL, NULL, "" },
	{ "opened after the limit",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "s . win 500 | c P. 5 | s . | c F. | s F. | c .",
	  NULL, "closed client - - - 0 0", "zero-window client 0" },
	{ "a reader that is slow opens it now and then",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 "s . win 5 | s . win 0 |" PROBED_3 "s . win 5 | s . win 0 |"
	  PROBED_3 "s . win 5 | s . win 0 |" PROBED_3 "s . win 5 | s . win 0 |" PROBED_3, NULL, NULL, "" },
	{ "nobody waits for a shut window",
	  OPEN "c P. 4 | s . win 0 | +20s | s P. 3 win 0 | c . | +20s", NULL, NULL, "" },
	{ "shut for long, before there is something to send",
	  OPEN "c P. 4 | s . win 0 | +20s |" PROBED_3 "+1s", NULL, NULL, "" },
	{ "probed with an octet of data",
	  OPEN "c P. 4 | s . ack 4 win 0 | c P. 1 seq 4 | s . ack 4 win 0 | +1s | c P. 1 seq 4 |"
	  "s . ack 4 win 0 | +2s | c P. 1 seq 4 | s . ack 4 win 0 | +4s | c P. 1 seq 4 |"
	  "s . ack 4 win 0 | +1s", NULL, NULL, "zero-window client 1+" },
	{ "a window that was shut when the capture began",
	  "s . win 0 seq 900 ack 704 | +200ms | c . seq 703 ack 900 | s . win 0 seq 900 ack 704 |"
	  "+2s | c . seq 703 ack 900 | s . win 0 seq 900 ack 704 | +4s | c . seq 703 ack 900 | +1s",
	  NULL, "partial - - - - 0 0", "zero-window client 0" },
	{ "the reader closes unread: the hang is told beside it",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "s R.", NULL, NULL,
	  "reset-unexplained server 0, zero-window client 0" },
	{ "a shut window, as the sockets alone show it",
	  "c poll ESTABLISHED inode 11 cookie 1 sq 900 timer 4 | s poll ESTABLISHED inode 22 rq 400 |"
	  "+6s | c poll ESTABLISHED inode 11 cookie 1 sq 900 timer 4 | +10ms", NULL, NULL,
	  "zero-window client 900" },
	{ "a FIN that waits behind the data is no byte",
	  "c poll FIN_WAIT1 inode 11 cookie 1 sq 901 timer 4 shut 2 | s poll ESTABLISHED inode 22 |"
	  "+6s | c poll FIN_WAIT1 inode 11 cookie 1 sq 901 timer 4 shut 2 | +10ms", NULL, NULL,
	  "zero-window client 900" },
	{ "a FIN that waits behind the data is no byte, where both sources tell",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3
	  "c poll FIN_WAIT1 inode 11 cookie 1 sq 901 timer 4 shut 2 |" PROBED_5 "s . win 9 | +1s", NULL,
	  NULL, "zero-window client 900" },
	{ "it has nothing to send, and keeps the connection alive",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 "c poll ESTABLISHED inode 11 cookie 1 sq 0 |"
	  PROBED_5 "+1s",
	  NULL, NULL, "" },
	{ "the same, until the window opens",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 "c poll ESTABLISHED inode 11 cookie 1 sq 0 |"
	  PROBED_5 "s . win 9 | +1s", NULL, NULL, "" },
	{ "from packets alone: at a steady pace",
	  OPEN "c P. 4 | s . win 0 | +3s |" PROBE "+3s |" PROBE "+3s |" PROBE "+3s |" PROBE "+1s", NULL,
	  NULL, "" },
	{ "the same, until the window opens",
	  OPEN "c P. 4 | s . win 0 | +3s |" PROBE "+3s |" PROBE "+3s |" PROBE "+3s |" PROBE
	  "s . win 9 | +1s", NULL, NULL, "" },
	{ "its queue shrinks: a slow reader",
	  "c poll ESTABLISHED inode 11 cookie 1 sq 900 timer 4 | s poll ESTABLISHED inode 22 rq 400 |"
	  "+6s | c poll ESTABLISHED inode 11 cookie 1 sq 800 timer 4 | +10ms", NULL, NULL, "" },
	{ "what waited is known, though it was sent then",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 "c poll ESTABLISHED inode 11 cookie 1 sq 900 timer 4 |"
	  PROBED_5 "s . win 5000 | c P. 900 | s . | c poll ESTABLISHED inode 11 cookie 1", NULL,
	  "open - - - - 0 0", "zero-window client 900" },
	{ "what waited before is not what waits now",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 "c poll ESTABLISHED inode 11 cookie 1 sq 900 timer 4 |"
	  "s . win 9 | s . win 0 |" PROBED_3 PROBED_5, NULL, NULL, "zero-window client 0" },
	{ "what waits is known where both sources tell",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5
	  "c poll ESTABLISHED inode 11 cookie 1 sq 900 timer 4 | +1s", NULL, NULL,
	  "zero-window client 900" },
};

/* What lasts, or did: when it came to hold after the start, in ms, how long it is, how known. */
static const struct told_text_row hangs[] = {
	{ "SYNs go on up to the end of the capture: the last proves that none was answered",
	  ASKED_3 "+4s | c S | +1s", "no-answer at 5000, for 8004, observed" },
	{ "the last SYN does not prove it",
	  ASKED_3 "+2500ms", "no-answer at 5000, for 5503, inferred" },
	{ "answered after the limit", ASKED_3 "+4s | c S | s S. | c . | +20s",
	  "no-answer at 5000, for 7004, ended, observed" },
	{ "refused after the limit", ASKED_3 "+4s | c S | s R. seq -1 ack 0",
	  "no-answer at 5000, for 7004, ended, observed" },
	{ "given up, at its last SYN at the latest", "c S | +1s | c S | +9s",
	  "no-answer at 1001, for 1001, ended, inferred" },
	{ "the first wait was longer, and so is the next: not given up yet", "c S | +3s | c S | +5500ms",
	  "no-answer at 5000, for 8502, inferred" },
	{ "given up, as its socket says",
	  "c S | c probe SYN_SENT inode 11 cookie 1 sq 1 | +1s | c S | +998ms |"
	  "c destroy rq 0 sq 1 cookie 1 | +9s", "no-answer at 2000, for 2000, ended, observed" },
	{ "given up, as a lookup found",
	  "c S | c probe SYN_SENT inode 11 cookie 1 sq 1 | +1s | c S | +998ms | c probe gone | +9s",
	  "no-answer at 2000, for 2000, ended, observed" },
	{ "not given up, as its socket says",
	  "c S | c probe SYN_SENT inode 11 cookie 1 sq 1 | +1s | c S | +9s |"
	  "c poll SYN_SENT inode 11 cookie 1 sq 1 timer 1 retrans 2",
	  "no-answer at 5000, for 10002, observed" },
	{ "the window is shut still, as its socket says",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "+60s |"
	  "c poll ESTABLISHED inode 11 cookie 1 sq 900 timer 4",
	  "zero-window at 5205, for 66010, observed" },
	{ "the window is shut at the end of the capture",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "+994ms",
	  "zero-window at 5205, for 7004, inferred" },
	{ "the window opened, or was shut for longer before",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "s . win 9 | s . win 0 |" PROBED_3
	  "s . win 9", "zero-window at 5205, for 6010, ended, inferred" },
	{ "the longest time is told, and what lasts before it",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "+3s | s . win 9 | s . win 0 |"
	  PROBED_3 PROBED_5, "zero-window at 14417, for 6010, inferred" },
	{ "the end of a connection is the end of its hang",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "s R. | +20s",
	  "zero-window at 5205, for 6010, ended, inferred" },
	{ "what has begun anew is not told for what ended",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "s . win 9 | s . win 0 |" PROBED_3,
	  "zero-window at 5205, for 6010, ended, inferred" },
	{ "all was taken, though no window opened",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "c F. | s . win 0 | +1s | s F. win 0 | c .",
	  "zero-window at 5205, for 6008, ended, inferred" },
	{ "the writer closes: nobody waits any more",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5
	  "c poll FIN_WAIT1 inode 0 cookie 1 sq 901 timer 4 | +1s",
	  "zero-window at 5205, for 6010, ended, observed" },
	{ "given up on a shut window, as a lookup found",
	  SEEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "c probe gone | +9s",
	  "zero-window at 5205, for 6010, ended, inferred" },
	{ "no more probes: it ended with the last",
	  OPEN "c P. 4 | s . win 0 |" PROBED_3 PROBED_5 "+60s",
	  "zero-window at 5205, for 6008, ended, inferred" },
	{ "a socket tells of its window from before we came",
	  "c poll ESTABLISHED inode 11 cookie 1 sq 900 timer 4 sent 9000 | s poll ESTABLISHED |"
	  "+10ms", "zero-window at -4000, for 9010, observed" },
};

static void conversations(void **state)
{
	(void)state;
	told_check(rows, ARRAY_LEN(rows));
}

static void hangs_and_their_ends(void **state)
{
	(void)state;
	told_check_text(hangs, ARRAY_LEN(hangs), offsetof(struct told, hangs));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations),
		cmocka_unit_test(hangs_and_their_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
