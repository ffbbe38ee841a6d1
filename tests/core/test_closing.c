/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_closing.c: closes that cross, RSTs that nobody sent, answers that never came. */
#include "support/rows.h"
#include "support/told.h"

#define OPEN "c S | s S. | c . |"
#define OPEN_DATA OPEN "c P. 4 | s . |"
/* Both sockets seen while open, with their owners. */
#define SEEN OPEN "c probe ESTABLISHED inode 11 cookie 1 | c owner 812 peer fd 3 |" \
	     "s probe ESTABLISHED inode 22 cookie 2 | s owner 99 serv fd 7 |"
#define S_ORPHAN "s probe FIN_WAIT2 inode 0 cookie 2 timer 3 | s holder closed |"
#define C_SHUT "c F. | c probe FIN_WAIT2 inode 11 shut 2 cookie 1 | c holder held |"

/* A download that its client reads slowly; the server has closed meanwhile. */
#define SLOW                                                                                    \
	SEEN "c P. 4 | s P. 9000 | c . | c probe ESTABLISHED inode 11 cookie 1 rq 8000 received 9001 |" \
	"s F. |" S_ORPHAN "c . |"

static const struct told_row rows[] = {
	/* closes that cross */
	{ "FINs that cross, and come twice, as on several interfaces",
	  OPEN "c F. ack 0 | c F. seq 0 ack 0 | s F. ack 0 | s F. seq 0 ack 0 | c . | s .",
	  NULL, "closed client - - - 0 0", "simultaneous-close client 0" },
	{ "a FIN that did not acknowledge the other is sent again: it may have been lost (i1)",
	  OPEN "c F. | +20ms | s F. ack 0 | c . | +200ms | c F. seq 0 | s .",
	  NULL, "closed client - - - 0 0", "" },
	{ "a FIN sent again after its ACK, which was lost behind us: the FINs crossed all the same",
	  OPEN "c F. ack 0 | s F. ack 0 | c . | s . ack 1 | +200ms | c F. seq 0 | s .",
	  NULL, "closed client - - - 0 0", "simultaneous-close client 0" },
	{ "both FINs were lost, and cross when they are sent again, as the kernel says (i2)",
	  SEEN "c F. ack 0 | s F. ack 0 | +20ms | c probe FIN_WAIT1 inode 0 cookie 1 |"
	  "s probe FIN_WAIT1 inode 0 cookie 2 | +200ms | c F. seq 0 ack 0 | s F. seq 0 ack 0 |"
	  "c probe CLOSING inode 0 cookie 1 | s probe CLOSING inode 0 cookie 2 | c . | s .",
	  "SYN_SENT ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT / "
	  "SYN_RECV ESTABLISHED FIN_WAIT1 CLOSING TIME_WAIT", "closed client close close - 0 0",
	  "simultaneous-close client 0" },
	{ "both FINs cross, and the sockets are in view",
	  SEEN "c F. ack 0 | s F. ack 0 | c probe CLOSING inode 0 cookie 1 |"
	  "s probe CLOSING inode 0 cookie 2 | c . | s .", NULL, "closed client close close - 0 0",
	  "simultaneous-close client 0" },

	/* RSTs in the name of an end that lives, and RSTs that nobody took */
	{ "a forged [R.], from packets alone: its claimed sender writes on, and is reset for it",
	  OPEN_DATA "s . | s R. | +30ms | s P. 9 | c R seq 4",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED",
	  "reset server peer-reset peer-reset forged 0 9+", "reset-forged server 9+" },
	{ "a forged RST in the name of a reader: it acknowledges what the other sent on its way",
	  OPEN_DATA "s P. 100 | c . | c R. | s P. 100 | +30ms | c . | s P. 100",
	  "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED CLOSED", NULL, "reset-forged client 100+" },
	{ "a forged RST in the name of an end that had half-closed",
	  SEEN "s F. | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | c P. 5 | s R | +30ms |"
	  "s poll FIN_WAIT2 inode 22 shut 2 cookie 2", NULL, NULL,
	  "reset-forged server 5+" },
	{ "repetitions after a RST, of data and of an ACK, are no life",
	  OPEN_DATA "s P. 9 | c . | s R. | s R. | +30ms | s P. 9 seq 0 ack 4 | s . ack 4", NULL,
	  "reset server peer-reset - - - 0", "reset-unexplained server 0" },
	{ "data right behind a RST may have been overtaken by it",
	  OPEN_DATA "s . | s R. | s P. 9", NULL, "reset server peer-reset - - - -",
	  "reset-unexplained server 0" },
	{ "data right in front of its writer's abort may have come, and been read, before any ACK of it",
	  OPEN_DATA "s P. 9 | c . | c P. 100 | c R.", NULL, "reset client - peer-reset - - -",
	  "reset-unexplained client 0" },
	{ "the same of a reader whose program has its socket still: what is in its queue nobody tells yet",
	  OPEN_DATA "s probe ESTABLISHED inode 22 cookie 2 | s P. 9 | c . | c P. 100 | c R. | s holder held | +1s",
	  NULL, "reset client - peer-reset - - -", "reset-unexplained client 0" },
	{ "nor is an ACK of what nobody sent",
	  OPEN_DATA "s . | s R. | +30ms | s . ack 400",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED", NULL, NULL },
	{ "another life of the ports, whose SYN was missed, is no life of the one that was reset",
	  OPEN_DATA "s . | s R. | +30ms | s P. 9 seq 90000000",
	  "SYN_SENT ESTABLISHED CLOSED / SYN_RECV ESTABLISHED CLOSED", NULL, NULL },
	{ "another socket on the same ports does not show that the one that was reset lives",
	  SEEN "s R. | +30ms | s poll ESTABLISHED inode 33 cookie 9", NULL,
	  "reset server peer-reset - - 0 0", NULL },
	{ "a RST that neither end takes (RFC 5961, 3.2) is none: new data has its ACK",
	  OPEN_DATA "s . | s R seq 50 | c . | +30ms | s P. 9 seq 0 | c .",
	  "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED", "open - - - - 0 0", "" },
	{ "a RST that neither end takes: the writer is not one that has yet to hear of it",
	  OPEN_DATA "s P. 100 | c . | c R seq 50 | s P. 100 | +30ms | c . | +4s | s P. 100 | c .",
	  "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED", "open - - - - 0 0", "" },
	{ "a RST that neither end takes, as the sockets say",
	  SEEN "s R. seq 50 | +30ms | c poll ESTABLISHED inode 11 cookie 1 |"
	  "s poll ESTABLISHED inode 22 cookie 2",
	  "SYN_SENT ESTABLISHED / SYN_RECV ESTABLISHED", "open - - - - 0 0", "" },
	{ "a RST that neither end takes, as the sockets say, its claimed sender's first",
	  SEEN "s R. seq 50 | +30ms | s poll ESTABLISHED inode 22 cookie 2 |"
	  "c poll ESTABLISHED inode 11 cookie 1", NULL, "open - - - - 0 0", "" },
	{ "after a RST that was none a connection is reset as any other",
	  OPEN_DATA "s . | s R seq 50 | c . | +30ms | s P. 9 seq 0 | c . | c R.", NULL,
	  "reset client - peer-reset - 0 -", "reset-after-done client 0" },

	/* a SYN that somebody else answered: who listens had nothing to do with it */
	{ "a firewall rejects: the listener was there before, and is the one that would take the SYN",
	  "s listen inode 9 cookie 5 | s owner 77 nginx fd 6 | +10ms | c S | s R. seq -1 ack 0 |"
	  "s probe gone here listener 5",
	  "SYN_SENT CLOSED / CLOSED", "refused server peer-reset - forged 0 0",
	  "reset-forged server 0" },
	{ "the listener came up after the refusal: a client that tries until the server is there",
	  "c S | s R. seq -1 ack 0 | s listen inode 9 cookie 5 | s probe gone here listener 5",
	  NULL, "refused server peer-reset - no-listener 0 0", "refused client 0" },
	{ "another listener was there before, the kernel names a new one: it may have been too late",
	  "s listen inode 9 cookie 5 | +10ms | c S | s R. seq -1 ack 0 | s listen inode 10 cookie 6 |"
	  "s probe gone here listener 6", NULL, NULL, "refused client 0" },
	{ "there was a listener, which the kernel does not name: it is bound to an interface, or gone",
	  "s listen inode 9 cookie 5 | +10ms | c S | s R. seq -1 ack 0 | s probe gone here", NULL,
	  NULL, "refused client 0" },
	{ "the kernel was asked before the RST: the listener may have closed in between",
	  "s listen inode 9 cookie 5 | +10ms | c S | s probe gone here listener 5 |"
	  "s R. seq -1 ack 0", NULL, NULL, "refused client 0" },
	{ "it has died since it was asked for, as is told",
	  "s listen inode 9 cookie 5 | +10ms | c S | s R. seq -1 ack 0 | s destroy cookie 5 |"
	  "s probe gone here listener 5", NULL, NULL, "refused client 0" },
	{ "the address is another host's: a listener on every address here is not asked",
	  "s listen inode 9 cookie 5 | +10ms | c S | s R. seq -1 ack 0 | s probe gone listener 5",
	  NULL, NULL, "refused client 0" },
	{ "an older life of the ports may have answered: a minisocket, which is gone with that",
	  "s listen inode 9 cookie 5 |" OPEN "s F. | c . | +10ms | isn c 77 | isn s 99 | c S |"
	  "s R. seq -1 ack 0 | s probe gone here listener 5", NULL, NULL, "refused client 0" },
	{ "MPTCP's listener resets who would join a connection that it does not know",
	  "s listen inode 9 cookie 5 | +10ms | c S join | s R. seq -1 ack 0 |"
	  "s probe gone here listener 5", NULL, NULL, "refused client 0" },
	{ "a RST to an established connection, and its listener lives: that is another story",
	  "s listen inode 9 cookie 5 | +10ms |" OPEN "s R. | s probe gone here listener 5", NULL,
	  "reset server peer-reset - - 0 0", "reset-unexplained server 0" },

	/* an answer that never came, or not all of it */
	{ "the client half-closed, and the server took it for a close",
	  SEEN "c P. 4 | s . |" C_SHUT "s . | +60ms | s F. | s holder closed | c . | s holder closed",
	  NULL, "closed client shutdown close - 0 0", "half-close-cut server 0, half-closed client 0" },
	{ "the same at once, and its process lives on",
	  SEEN "c P. 4 | s . |" C_SHUT "s F. | s holder closed | c . | +60ms | s holder closed",
	  NULL, "closed client shutdown close - 0 0", "half-close-cut server 0" },
	{ "the same, and it ended some time after that",
	  SEEN "c P. 4 | s . |" C_SHUT "s F. | s holder closed | c . | +60ms | s ended status 0",
	  NULL, "closed client shutdown close - 0 0", "half-close-cut server 0" },
	{ "at once, and what its process did is not known: it may be such a sink",
	  SEEN "s unwatched | c P. 4 | s . |" C_SHUT "s F. | s holder closed | c . | +300ms", NULL, NULL,
	  "" },
	{ "at once, with an end-of-file behind what is no request any more: the good end of a transfer",
	  SEEN "c P. 1048577 | s . |" C_SHUT "s F. | s holder closed | c . | +60ms | s holder closed",
	  NULL, NULL, "" },
	{ "its process ended with it: a sink that had nothing to say (nc -l)",
	  SEEN "c P. 4 | s . |" C_SHUT "s F. | s holder closed | c . | +20ms | s ended status 0 | +60ms",
	  NULL, "closed client shutdown close - 0 0", "" },
	{ "its process ended too, but long after the client's FIN: no sink",
	  SEEN "c P. 4 | s . |" C_SHUT "s . | +90ms | s F. | s holder exited | c . | +60ms", NULL, NULL,
	  "half-close-cut server 0, half-closed client 0" },
	{ "a half-close that was answered",
	  SEEN "c P. 4 | s . |" C_SHUT "s P. 9 | c . | s F. | s holder closed | c . | +60ms |"
	  "s holder closed", NULL, NULL, "half-closed client 0" },
	{ "answered before the half-close", SEEN "c P. 4 | s P. 9 | c . |" C_SHUT "s F. |"
	  "s holder closed | c . | +60ms | s holder closed", NULL, NULL, "" },
	{ "the client closed altogether before the server did",
	  SEEN "c P. 4 | s . |" C_SHUT "s . | c probe FIN_WAIT2 inode 0 timer 3 cookie 1 | +10ms |"
	  "s F. | s holder closed | c . | +60ms | s holder closed", NULL, NULL, "" },
	{ "a client that closed looks the same on the wire",
	  SEEN "c P. 4 | s . | c F. | c holder closed | s F. | s holder closed | c . | +60ms |"
	  "s holder closed", NULL, NULL, "" },
	{ "a server half-closed, and the client had nothing to say",
	  SEEN "s P. 4 | c . | s F. | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | c F. |"
	  "c holder closed | s . | +60ms | c holder closed", NULL, NULL, "" },
	{ "a server that closed while the FIN was on its way did not take it for the end",
	  SEEN "c P. 4 | s . | c F. ack 0 | s F. ack 4 | c probe CLOSING inode 11 shut 2 cookie 1 |"
	  "c . | s .", NULL, NULL, "simultaneous-close client 0" },
	{ "a half-close that was cut by a FIN, and a RST behind it",
	  SEEN "c P. 4 | s . |" C_SHUT "s F. | c . | s R. | +60ms | s holder closed", NULL, NULL,
	  "half-close-cut server 0, reset-after-done server 0" },
	{ "a half-close, and a server whose socket was destroyed from outside",
	  SEEN "c P. 4 | s . |" C_SHUT "s . | s R. | s holder held | s destroy rq 0 sq 0 cookie 2", NULL,
	  "reset client shutdown destroyed destroyed 0 0", "destroyed server 0" },
	{ "a client that resets a half-closed server cuts no answer off",
	  OPEN "s P. 4 | c . | s F. | c P. 9 | s . | c P. 7 | c R.", NULL, NULL,
	  "reset-unexplained client 0, half-closed server 0" },
	{ "a half-close, and a RST that threw nothing away",
	  SEEN "c P. 4 | s . |" C_SHUT "s . | s R. | s destroy rq 0 sq 65537 cookie 2 disconnected",
	  NULL, "reset client shutdown linger-zero linger-zero 0 0", "half-close-cut server 0" },
	{ "a half-close, and a RST that did: of one RST one is said",
	  SEEN "c P. 4 | s . |" C_SHUT "s P. 9 | c . win 0 | s R. |"
	  "s destroy rq 0 sq 65637 cookie 2 disconnected", NULL, NULL,
	  "linger-discard server 100, half-closed client 0" },
	{ "a server that half-closed does not read what comes then: behind both FINs there is no RST",
	  SEEN "s F. | c . | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | s holder held | c P. 9 | s . | c F. |"
	  "s . | +60ms | s destroy rq 10 sq 0 received 10 cookie 2", NULL, "closed server - shutdown - 9 0",
	  "unread-at-close server 9, half-closed server 0" },
	{ "one that read some of it was a reader, and left the rest",
	  SEEN "s F. | c . | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | s holder held | c P. 9 | s . | c F. |"
	  "s . | +60ms | s destroy rq 5 sq 0 received 10 cookie 2", NULL, "closed server - shutdown - 4 0",
	  "unread-at-close server 4, half-closed server 0" },
	{ "one that read all of it: its queue has the FIN alone",
	  SEEN "s F. | c . | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | s holder held | c P. 9 | s . | c F. |"
	  "s . | +60ms | s destroy rq 1 sq 0 received 10 cookie 2", NULL, "closed server - shutdown - 0 0",
	  "half-closed server 0" },
	{ "the second closer's queue, behind its shutdown()",
	  SEEN "c P. 9 | s . | c F. | s . | s F. | c . | +60ms | s destroy rq 10 sq 0 received 10 cookie 2", NULL,
	  "closed client - - - 9 0", "unread-at-close server 9" },
	{ "a client that half-closed gives up the reply",
	  SEEN "c P. 4 | s . |" C_SHUT "s . | s P. 50 | s F. | c . |"
	  "+60ms | c destroy rq 51 sq 0 received 51 cookie 1", NULL, "closed client shutdown - - 0 50",
	  "reply-abandoned client 50, half-closed client 0" },
	{ "what it left is a close_notify: no data",
	  "server 10.0.0.2 443 |" SEEN "c P. 4 | s . |" C_SHUT "s . | s P. 24 notify | s F. | c . |"
	  "+60ms | c destroy rq 25 sq 0 received 25 cookie 1", NULL, "closed client shutdown - - 0 0",
	  "" },
	{ "one that died before the other's FIN came has sent RST, which was not captured",
	  SEEN "s F. | c . | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | s holder held | c P. 9 | s . |"
	  "s destroy rq 9 sq 0 received 9 cookie 2 | c F.", NULL, NULL, "half-closed server 0" },
	{ "so has one whose own FIN was not acknowledged",
	  SEEN "c P. 9 | s . | c F. | s . | s F. | +60ms | s destroy rq 10 sq 1 received 10 cookie 2", NULL, NULL, "" },
	{ "a half-close, and a RST because of what was unread: that is why",
	  SEEN "c P. 4 | s . |" C_SHUT "s . | s R. | s destroy rq 5 sq 0 cookie 2", NULL, NULL,
	  "unread-at-close server 4" },
	{ "a RST into an answer that a half-closed client acknowledged: packets alone show it",
	  OPEN_DATA "c F. | s P. 9 | c . | s P. 7 | s R.", NULL, "reset client - - - - -",
	  "half-close-cut server 0, half-closed client 0" },
	{ "a RST after the FIN of a client that may have closed: packets alone do not show it",
	  OPEN_DATA "c F. | s . | s R.", NULL, NULL, "reset-unexplained server 0" },
	{ "an answer that was complete when the RST came, as the sockets say",
	  SEEN "c P. 4 | s . |" C_SHUT "s P. 9 | c . | s R. |"
	  "s destroy rq 0 sq 65537 cookie 2 disconnected | c destroy rq 0 sq 0 cookie 1", NULL, NULL,
	  "half-closed client 0, reset-after-done server 0" },
	{ "a [R] is an answer, no abort", OPEN_DATA "c F. | s P. 9 | c . | s R", NULL, NULL,
	  "half-closed client 0, reset-after-done server 0" },
	{ "the server read a request and closed without an answer",
	  OPEN_DATA "s F. | c F. | s .", NULL, "closed server - - - 0 0",
	  "closed-without-reply server 0" },
	{ "the same, seen", SEEN "c P. 4 | s . | s F. |" S_ORPHAN "c . | c F. | s .", NULL,
	  "closed server - close - 0 0", "closed-without-reply server 0" },
	{ "PostgreSQL's cancel request never has an answer",
	  OPEN "c P. 16 cancel | s . | s F. | c F. | s .", NULL, NULL, "" },
	{ "the client has not closed yet at the end", OPEN_DATA "s F. | c .", NULL, NULL,
	  "closed-without-reply server 0" },
	{ "the answer came", OPEN_DATA "s P. 9 | s F. | c F. | s .", NULL, NULL, "" },
	{ "the answer was not captured, but the FIN stands behind it", OPEN_DATA "s F. seq 9", NULL,
	  NULL, "" },
	{ "a second request, after a silence, had no answer",
	  OPEN_DATA "s P. 9 | c . | +2s | c P. 78 | s . | s F. | c F. | s .", NULL, NULL,
	  "closed-without-reply server 0" },
	{ "a goodbye, after a silence, wants none (MQTT, MySQL)",
	  OPEN_DATA "s P. 9 | c . | +2s | c P. 2 | s . | s F. | c F. | s .", NULL, NULL, "" },
	{ "a goodbye and a half-close want none, either",
	  SEEN "c P. 4 | s P. 9 | c . | +2s | c P. 5 | s . |" C_SHUT "s F. | s holder closed | c . |"
	  "+60ms | s holder closed", NULL, NULL, "" },
	{ "a server that said nothing but close_notify said something",
	  OPEN "+2s | c P. 240 | s P. 24 notify | s F. | c F. | s .", NULL, NULL, "" },
	{ "the server's close_notify is no answer",
	  OPEN_DATA "s P. 9 | c . | +2s | c P. 78 | s . | s P. 24 notify | s F. | c F. | s .", NULL,
	  NULL, "closed-without-reply server 0" },
	{ "the client's close_notify wants none",
	  OPEN_DATA "s P. 9 | c . | +2s | c P. 24 notify | s . | s F. | c F. | s .", NULL, NULL, "" },
	{ "nor do words before it",
	  OPEN_DATA "s P. 9 | c . | +2s | c P. 78 | c P. 24 notify | s . | s F. | c F. | s .", NULL,
	  NULL, "" },
	{ "what comes at once behind the server's words may be an answer to them",
	  OPEN_DATA "s P. 9 | c P. 8 | s . | s F. | c F. | s .", NULL, NULL, "" },
	{ "a stream that never has an answer",
	  OPEN_DATA "+1s | c P. 4 | s . | +1500ms | c P. 4 | s . | s F. | c F. | s .", NULL, NULL,
	  "" },
	{ "who writes on after the FIN waits for no answer",
	  OPEN_DATA "s F. | c . | +20ms | c P. 4 | s R seq 1", NULL, NULL,
	  "write-after-close client 4+" },
	{ "nor does who closes while the FIN is on its way",
	  OPEN_DATA "s F. ack 4 | c F. ack 0 | c . | s .", NULL, NULL,
	  "simultaneous-close server 0" },
	{ "who closed first waits for none, as far as packets show",
	  OPEN_DATA "c F. | s . | s F. | c .", NULL, NULL, "" },
	{ "a server that only half-closed, and reads on, has not closed",
	  SEEN "c P. 4 | s . | s F. | s probe FIN_WAIT2 inode 22 shut 2 cookie 2 | c . | c F. | s .",
	  NULL, NULL, "" },
	{ "a server that shut down both ways had not read all",
	  SEEN "c P. 4 | s . | s F. | s probe FIN_WAIT2 inode 22 shut 3 rq 4 cookie 2 | c . | c F. |"
	  "s .", NULL, NULL, "" },
	{ "a server that resets after its FIN did not close in good order",
	  OPEN_DATA "s F. | c . | s R. | c F.", NULL, NULL, "reset-after-done server 0" },
	{ "the answer was not captured, but acknowledged",
	  OPEN_DATA "c . ack 9 | s F. seq 9 | c F. ack 10 | s . seq 10", NULL, NULL, "" },
	{ "only the server's direction was captured: the client may have closed first",
	  "s S. ack 0 | s . ack 4 | s F. ack 5 | s . ack 5", NULL, NULL, "" },
	{ "not all of the request was acknowledged",
	  OPEN "c P. 4 | s F. ack 2", NULL, NULL, "" },
	{ "from the middle on: what was said before is not known",
	  "s listen inode 5 | c P. 5 seq 700 ack 900 | s . seq 900 ack 705 | s F. seq 900 ack 705 |"
	  "c F. seq 705 ack 901 | s . seq 901 ack 706", NULL, NULL, "" },
	{ "from the middle on, who is the server only guessed by its port",
	  "c P. 5 seq 700 ack 900 | s P. 3 seq 900 ack 705 | +2s | c P. 78 seq 705 ack 903 |"
	  "s . seq 903 ack 783 | s F. seq 903 ack 783 | c F. seq 783 ack 904 | s . seq 904 ack 784",
	  NULL, NULL, "" },
	{ "the client's FIN was not captured, but acknowledged", OPEN_DATA "s F. ack 5", NULL, NULL,
	  "" },
	{ "who has just read the last of it has not ignored the end for long",
	  SLOW "c probe CLOSE_WAIT inode 11 cookie 1 rq 6001 received 9002 | +4s |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 3001 received 9002 | +4s |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 0 received 9002 | +200ms", NULL, NULL,
	  "doomed-half-close client 0" },
	{ "a client need not answer", OPEN "s P. 9 | c . | c F. | s F. | c .", NULL, NULL, "" },
	{ "the server spoke, and the client never did",
	  OPEN "s P. 9 | c . | s F. | c F. | s .", NULL, NULL, "" },
};

/* What watch says when it comes to hold, and cannot take back. */
static const struct told_text_row saids[] = {
	{ "a half-close that may have met a sink: not before it is known",
	  SEEN "c P. 4 | s . |" C_SHUT "s F. | s holder closed | c . | +40ms | s ended status 0 | +60ms", "" },
	{ "a request that may be a stream: not before the client has closed",
	  SEEN "c P. 4 | s . | s F. |" S_ORPHAN "c . | +200ms | c P. 4 | s R seq 1",
	  "doomed-half-close, write-after-close" },
	{ "a client that still reads what came cannot know of the end",
	  SLOW "c probe CLOSE_WAIT inode 11 cookie 1 rq 6001 received 9002 | +2s |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 3001 received 9002 | +2s |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 0 received 9002 | +20ms | c F. | s .", "" },
	{ "and that does not read it",
	  SLOW "c probe CLOSE_WAIT inode 11 cookie 1 rq 8001 received 9002 | +200ms", "doomed-half-close" },
	{ "or has just read it all: no leak yet",
	  SLOW "c probe CLOSE_WAIT inode 11 cookie 1 rq 6001 received 9002 | +4s |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 3001 received 9002 | +4s |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 0 received 9002 | +200ms | c F. | s .", "" },
	{ "has read it, and does not close",
	  SLOW "c probe CLOSE_WAIT inode 11 cookie 1 rq 6001 received 9002 | +200ms |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 0 received 9002 | +200ms", "doomed-half-close" },
	{ "has read all but the end-of-file, for which it does not ask",
	  SLOW "c probe CLOSE_WAIT inode 11 cookie 1 rq 6001 received 9002 | +200ms |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 1 received 9002 | +200ms", "doomed-half-close" },
	{ "or closed soon after the last of it: there is nothing to warn of any more",
	  SLOW "c probe CLOSE_WAIT inode 11 cookie 1 rq 6001 received 9002 | +4s |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 3001 received 9002 | +4s |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 0 received 9002 | +200ms | c F. | +300ms", "" },
	{ "has stopped reading it",
	  SLOW "c probe CLOSE_WAIT inode 11 cookie 1 rq 6001 received 9002 | +6s |"
	  "c poll CLOSE_WAIT inode 11 cookie 1 rq 6001 received 9002 | +1s",
	  "doomed-half-close, unread-backlog" },
};

static void conversations(void **state)
{
	(void)state;
	told_check(rows, ARRAY_LEN(rows));
}

static void nothing_is_said_too_soon(void **state)
{
	(void)state;
	told_check_text(saids, ARRAY_LEN(saids), offsetof(struct told, said));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conversations),
		cmocka_unit_test(nothing_is_said_too_soon),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
