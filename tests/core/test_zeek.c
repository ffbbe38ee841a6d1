/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_zeek.c: one row, one conversation, one rule of Zeek's: the records it makes of it. */
#include "core/tracker.h"
#include "core/zeek.h"

#include "support/rows.h"
#include "support/story.h"

#include <stdio.h>

/*
 * Records as "conn_state history orig_bytes/resp_bytes orig_pkts/resp_pkts", " missed N" where
 * there is something missing, joined by "; ".
 */
struct row {
	const char *name;
	const char *story;
	const char *records;
};

#define OPEN "c S | s S. | c . |"
#define OPEN_DATA OPEN "c P. 4 | s . |"
#define TO_80 "server 10.0.0.1 80 | "
#define BOTH "client 10.0.0.1 80 | server 10.0.0.2 443 | "
/* From the middle of a conversation. */
#define PARTIAL "c P. 5 seq 700 ack 900 | s . seq 900 ack 705 |"
#define TEN(step) step step step step step step step step step step

static const struct row rows[] = {
	/* conn_state */
	{ "SF: both closed",
	  OPEN "c P. 4 | s P. 6 | c F. | s F. | c .", "SF ShADdFf 4/6 5/3" },
	{ "SF: the responder first",
	  OPEN_DATA "s P. 6 | s F. | c F. | s .", "SF ShADadfF 4/6 4/5" },
	{ "SF: FIN and RST of one side, then FIN of the other",
	  OPEN_DATA "c F. | c R. | s F.", "SF ShADaFRf 4/0 5/3" },
	{ "SF: a RST behind both FINs changes nothing",
	  OPEN_DATA "c F. | s F. | s R", "SF ShADaFfr 4/0 4/4" },
	{ "SF: closed in both directions, captured from the middle",
	  PARTIAL "c F. seq 705 ack 900 | s F. seq 900 ack 706 | c . seq 706 ack 901",
	  "SF DaFfA 5/0 3/2" },
	{ "S0: no answer", "c S", "S0 S 0/0 1/0" },
	{ "S1: open at the end", OPEN_DATA, "S1 ShADa 4/0 3/2" },
	{ "S2: closed by the originator", OPEN_DATA "c F. | s .", "S2 ShADaF 4/0 4/3" },
	{ "S3: closed by the responder", OPEN_DATA "s F. | c .", "S3 ShADaf 4/0 4/3" },
	{ "REJ: a RST for the SYN", "c S | s R. seq -1 ack 0", "REJ Sr 0/0 1/1" },
	{ "REJ: both reset it, and no data was sent", OPEN "c R. | s R.", "REJ ShARr 0/0 3/2" },
	{ "RSTR: both reset it, after data", OPEN_DATA "c R. | s R.", "RSTR ShADaRr 4/0 4/3" },
	{ "RSTR: a RST behind the SYN-ACK", "c S | s S. | s R", "RSTR Shr 0/0 1/2" },
	{ "RSTR: the responder resets", OPEN_DATA "s R.", "RSTR ShADar 4/0 3/3" },
	{ "RSTO: the originator resets", OPEN_DATA "c R.", "RSTO ShADaR 4/0 4/2" },
	{ "RSTRH: no originator was seen", TO_80 "s S. | s R", "RSTRH ^hr 0/0 0/2" },
	{ "RSTOS0: SYN, RST", "c S | c R seq 0", "RSTOS0 SR 0/0 2/0" },
	{ "RSTOS0: an ACK that is no SYN-ACK does not matter",
	  "c S | s . | c R seq 0", "RSTOS0 SaR 0/0 2/1" },
	{ "OTH: a FIN of the originator spoils RSTOS0",
	  "c S | s . | c F. | c R", "OTH SaFR 0/0 3/1" },
	{ "OTH: a RST alone", "c R seq 5", "OTH R 0/0 1/0" },
	{ "SH: SYN, FIN", "c S | c F.", "SH SF 0/0 2/0" },
	{ "SH: the responder was seen in the middle only",
	  PARTIAL "c F. seq 705 ack 900", "SH DaF 5/0 2/1" },
	{ "SHR: SYN-ACK, FIN", TO_80 "s S. | s F.", "SHR ^hf 0/0 0/2" },
	{ "SHR: the originator was seen in the middle only",
	  PARTIAL "s F. seq 900 ack 705", "SHR Daf 5/0 1/2" },
	{ "REJ: a RST for the SYN-ACK, whoever that was", "s S. | c R", "REJ Hr 0/0 1/1" },
	{ "RSTO: a RST without a FIN before it is not mended by the other's FIN",
	  OPEN "c R | s F.", "RSTO ShARf 0/0 3/2" },
	{ "OTH: a SYN-ACK alone", TO_80 "s S.", "OTH ^h 0/0 0/1" },
	{ "OTH: from the middle to the middle", PARTIAL, "OTH Da 5/0 1/1" },
	{ "OTH, not S0: data of a responder that sent no SYN",
	  "c S | s P. 3 seq 0", "OTH Sd 0/3 1/1" },
	{ "S0: what is acknowledged was never seen", "c S | c . seq 0 ack 100", "S0 SA 0/0 2/0" },
	{ "S1: only the SYN was missed", TO_80 "s S. | c . seq 0", "S1 ^hA 0/0 1/1" },
	{ "S1: two SYNs with the same number pass for an opening",
	  "isn s 1000 | c S | s S", "S1 Ss 0/0 1/1" },
	{ "to itself: the originator alone",
	  "client 127.0.0.1 5555 | c S | c S. ack 0 | c . ack 0", "S0 SA 0/0 3/0" },

	/* History: what is written once, and what again. */
	{ "a SYN again", "c S | c S seq -1 | s S. | c .", "S1 ShA 0/0 3/1" },
	{ "a FIN elsewhere", OPEN "c F. | c P. 3 | c F.", "S2 ShAFDF 4/0 5/1" },
	{ "a FIN again, with data", OPEN "c F. 3 | c F. 3 seq 0", "S2 ShAFT 3/0 4/1" },
	{ "a RST elsewhere", OPEN "s R | s R seq 9 | s R seq 9", "RSTR ShArr 0/0 2/4" },
	{ "FIN and RST in one", "c FR seq 1", "OTH I 0/0 1/0" },
	{ "SYN and FIN in one", "c SF", "SH Q 0/0 1/0" },
	{ "SYN and RST in one", "c SR", "OTH Q 0/0 1/0" },
	{ "all three in one", "c SFR", "OTH I 0/0 1/0" },
	{ "data in the SYN", "c S 5", "S0 S 5/0 1/0" },
	{ "a keep-alive with an octet", OPEN "c P. 1 seq -1", "S1 ShADT 0/0 3/1" },
	{ "data without ACK", OPEN "c P 5", "S1 ShAD 5/0 3/1" },
	{ "no flag at all", OPEN "c P", "S1 ShA 0/0 3/1" },

	/* History: at the 1st, 10th, ... time. */
	{ "a zero window", OPEN "c . win 0", "S1 ShAW 0/0 3/1" },
	{ "a zero window in the SYN", "c S win 0", "S0 SW 0/0 1/0" },
	{ "no zero window in a RST", OPEN "c R win 0", "RSTO ShAR 0/0 3/1" },
	{ "no zero window to one that has closed", OPEN "s F. | c . win 0", "S3 ShAf 0/0 3/2" },
	{ "no zero window behind a RST", OPEN "c R | c . win 0", "RSTO ShAR 0/0 4/1" },
	{ "ten zero windows", OPEN TEN("c . win 0 |"), "S1 ShAWW 0/0 12/1" },
	{ "a retransmission", OPEN_DATA "c P. 4 seq 0", "S1 ShADaT 4/0 4/2" },
	{ "what fills a hole counts as one", OPEN "c P. 4 seq 4 | c P. 4 seq 0",
	  "S1 ShADT 8/0 4/1" },
	{ "what goes beyond is none", OPEN_DATA "c P. 5 seq 0", "S1 ShADa 5/0 4/2" },
	{ "payload in a RST is one", OPEN "c R 5 seq 0", "RSTO ShART 0/0 3/1" },
	{ "none of a side that has reset", OPEN_DATA "c R | c P. 4 seq 0",
	  "RSTO ShADaR 4/0 5/2" },
	{ "D before W before T", OPEN "c P. 1 seq -1 win 0", "S1 ShADWT 0/0 3/1" },
	{ "fragments are put together", OPEN "c P. 500 fragment | s . ack 1000", "S1 ShADa 1000/0 3/2" },
	{ "a copy on another interface is none",
	  "c S on 1 | c S seq -1 on 2 | s S. on 2 | s S. seq -1 ack 0 on 1 | c . on 1 | c . on 2 |"
	  "c P. 4 on 1 | c P. 4 seq 0 on 2 | c P. 4 seq 0 on 1 | c P. 4 seq 0 on 2 | s F. on 2 | s F. seq 0 on 1",
	  "S3 ShADTf 4/0 4/2" },
	{ "a wrong checksum", OPEN "c P. 4 corrupt | c P. 4 seq 0", "S1 ShACD 4/0 3/1" },
	{ "a wrong checksum first of all", "c S corrupt | c S",
	  "OTH C 0/0 0/0; S0 S 0/0 1/0" },
	{ "ten wrong checksums", OPEN TEN("s . corrupt |"), "S1 ShAcc 0/0 2/1" },
	{ "cut within the header", "c S headless", "OTH - 0/0 0/0" },
	{ "a header that lies about its length", "c S lying | c S", "OTH - 0/0 0/0; S0 S 0/0 1/0" },
	{ "such a one replaces a record as any SYN does",
	  OPEN "isn c 5 | c S lying", "S1 ShA 0/0 2/1; OTH - 0/0 0/0" },

	/* Gaps. */
	{ "a gap", OPEN "c P. 4 seq 4 | s . ack 8", "S1 ShADaG 8/0 3/2 missed 4" },
	{ "a gap of the responder", OPEN "s P. 4 seq 4 | c . ack 8",
	  "S1 ShAdg 0/8 3/2 missed 4" },
	{ "filled in time", OPEN "c P. 4 seq 4 | c P. 4 seq 0 | s . ack 8",
	  "S1 ShADTa 8/0 4/2" },
	{ "filled in disorder",
	  OPEN "c P. 2 seq 6 | c P. 2 seq 2 | c P. 2 seq 4 | c P. 2 seq 0 | s . ack 8",
	  "S1 ShADTa 8/0 6/2" },
	{ "two gaps, one acknowledgement", OPEN "c P. 1 seq 1 | c P. 1 seq 3 | s . ack 4",
	  "S1 ShADaG 4/0 4/2 missed 2" },
	{ "only what was acknowledged", OPEN "c P. 1 seq 1 | c P. 1 seq 3 | s . ack 2",
	  "S1 ShADaG 4/0 4/2 missed 1" },
	{ "never seen at all", OPEN "s . ack 50", "S1 ShAaG 50/0 2/2 missed 50" },
	{ "told by the acknowledgement in a FIN", OPEN "s F. ack 8",
	  "S3 ShAfG 8/0 2/2 missed 8" },
	{ "not by that in a RST", OPEN "s R. ack 8", "RSTR ShAr 0/0 2/2" },
	{ "an acknowledgement of the FIN is of no data", OPEN "c F. | s .", "S2 ShAFa 0/0 3/2" },
	{ "not where the beginning is missing", PARTIAL "s . seq 900 ack 800",
	  "OTH Da 100/0 1/2" },
	{ "payload cut by the snapshot length", OPEN "c P. 100 cut | s .",
	  "S1 ShADaG 100/0 3/2 missed 100" },
	{ "ten of them", OPEN TEN("c P. 1 cut | s . |"), "S1 ShADaGG 10/0 12/11 missed 10" },
	{ "too much above a hole", OPEN "c P. 20000 seq 4 | s . ack 20004",
	  "S1 ShADa 20004/0 3/2" },
	{ "not too much, once something was acknowledged",
	  OPEN_DATA "c P. 20000 seq 8 | s . ack 20008", "S1 ShADaG 20008/0 4/3 missed 4" },
	{ "more unacknowledged than is kept",
	  OPEN_DATA TEN("c P. 1048577 |") "c P. 4 seq 10485778 | s . ack 10485782",
	  "S1 ShADa 10485782/0 14/3" },

	{ "what is from before the beginning is not looked at",
	  OPEN "c P. 10 seq -5 | s . ack 5", "S1 ShADaG 5/0 3/2 missed 5" },
	{ "an octet behind an unseen beginning may have been a keep-alive",
	  "c . seq 0 | c S | s S. | s . ack 1", "S1 ASha 1/0 2/2" },
	{ "an unseen SYN is no unseen beginning",
	  TO_80 "s S. | c . seq 0 | s . ack 1", "S1 ^hAaG 1/0 1/2 missed 1" },
	{ "nor is one that was overtaken", "s S. ack 0 | c S | s . ack 1",
	  "S1 Hs^aG 1/0 1/2 missed 1" },

	/* Whose is it? */
	{ "from a server's port", TO_80 "s P. 5 seq 900 ack 700 | c . seq 700 ack 905",
	  "OTH ^dA 0/5 1/1" },
	{ "from one to another, the lower first", BOTH "c P. 5 seq 900 ack 700",
	  "OTH ^d 0/5 0/1" },
	{ "from one to another, the higher first", BOTH "s P. 5 seq 900 ack 700",
	  "OTH D 5/0 1/0" },
	{ "a SYN-ACK between two of them", BOTH "c S.", "OTH H 0/0 1/0" },
	{ "a SYN settles it", "client 10.0.0.1 80 | c S", "S0 S 0/0 1/0" },
	{ "not to a broadcast address", "client 255.255.255.255 9 | " TO_80 "s S.",
	  "OTH H 0/0 1/0" },
	{ "a SYN-ACK that is answered came from the responder", "s S. | c . seq 0",
	  "OTH ^hA 0/0 1/1" },
	{ "and so if it goes on itself", "s S. | s P. 3", "OTH ^hd 0/3 0/2" },
	{ "and closes in order", "s S. | c . seq 0 | c F. | s F.", "SF ^hAFf 0/0 2/2" },
	{ "a SYN-ACK and RST remain a scan", "s S. | s R", "OTH HR 0/0 2/0" },
	{ "a SYN-ACK and FIN remain a scan", "s S. | s F.", "SH HF 0/0 2/0" },
	{ "the SYN-ACK overtook the SYN", "s S. ack 0 | c S | c .", "S1 Hs^A 0/0 2/1" },
	{ "the same from a server's port", TO_80 "s S. ack 0 | c S | c .", "OTH ^hSA 0/0 2/1" },

	/* Bytes. */
	{ "numbers that wrap", "isn c 4294967290 |" OPEN "c P. 20 | s .", "S1 ShADa 20/0 3/2" },
	{ "numbers that begin at 0", "isn c 4294967295 |" OPEN "c P. 20", "S1 ShAD 20/0 3/1" },
	{ "more than 4 GiB",
	  OPEN TEN("c P. 1000000000 |"), "S1 ShAD 10000000000/0 12/1" },
	{ "a RST nearby counts", OPEN "c R seq 1000", "RSTO ShAR 1000/0 3/1" },
	{ "a RST far away does not", OPEN "c R seq 2000000", "RSTO ShAR 0/0 3/1" },
	{ "nor its payload, as a retransmission", OPEN "c P. 2000000 | c R 5 seq 0",
	  "RSTO ShADR 2000000/0 4/1" },
	{ "a FIN counts however far away, if it is all there is",
	  OPEN "c F. seq 3000000000", "S2 ShAF 3000000000/0 3/1" },
	{ "an acknowledgement of 0 that is far away does not",
	  "isn c 3000000000 |" OPEN "s . ack 1294967295", "S1 ShAaG 0/0 2/2 missed 1294967295" },
	{ "a SYN begins the numbers that a RST had set", "c S | s R seq 5 | s S. | c . ack 3",
	  "REJ SrhA 0/3 2/2" },
	{ "but not those before the RST", OPEN "s P. 5 | s R | c . ack 5 | s S. seq -1",
	  "RSTR ShAdr 0/5 3/4" },
	{ "the attempt met a connection of old", "c S | s . ack 70000 seq 5 | c R seq 70000",
	  "RSTOS0 SaR 0/0 2/1" },
	{ "a SYN that comes late", "c . seq 0 | c S | c P. 3 seq 0", "S0 ASD 3/0 3/0" },

	/* One record after the other. */
	{ "a SYN with another number", "c S | isn c 77 | c S", "S0 S 0/0 1/0; S0 S 0/0 1/0" },
	{ "both open at once", "c S | s S", "S0 S 0/0 1/0; S0 S 0/0 1/0" },
	{ "a SYN behind a close", OPEN "c F. | c S seq -1", "S2 ShAF 0/0 3/1; S0 S 0/0 1/0" },
	{ "a SYN behind a FIN before which data is missing", OPEN "c F. seq 4 | c S seq -1",
	  "S2 ShAF 4/0 4/1" },
	{ "the data came", OPEN "c F. seq 4 | c P. 4 seq 0 | c S seq -1",
	  "S2 ShAFDT 4/0 4/1; S0 S 0/0 1/0" },
	{ "the data was given up",
	  OPEN "c F. seq 4 | s . ack 5 | c S seq -1",
	  "S2 ShAFaG 4/0 3/2 missed 4; S0 S 0/0 1/0" },
	{ "reuse behind both FINs", OPEN "c F. | s F. | isn c 77 | isn s 99 | c S",
	  "SF ShAFf 0/0 3/2; S0 S 0/0 1/0" },
	{ "an attempt lasts 5 s", "c S | +5s | c S seq -1", "S0 S 0/0 1/0; S0 S 0/0 1/0" },
	{ "and no less", "c S | +4s | c S seq -1", "S0 S 0/0 2/0" },
	{ "an attempt that is answered lasts", "c S | +1s | s S. | +5s | c .", "S1 ShA 0/0 2/1" },
	{ "a close lasts 5 s", OPEN "c F. | s F. | +5s | c .",
	  "SF ShAFf 0/0 3/2; OTH A 0/0 1/0" },
	{ "and no less", OPEN "c F. | s F. | +4s | c .", "SF ShAFf 0/0 4/2" },
	{ "stragglers behind a RST", "c S | s S. | c R | +6s | c P. 3 seq 0 | s R",
	  "RSTO ShR 0/0 2/1; RSTRH Dr 3/0 1/1" },
	{ "a half-close lasts", OPEN "c F. | +100s | s P. 5 | c .", "S2 ShAFd 0/5 4/2" },
	{ "closed, then reset by the same side, and silent", OPEN "c F. | c R | +12s | s .",
	  "RSTO ShAFR 0/0 4/1; OTH A 0/0 1/0" },
	{ "silent for 5 minutes", OPEN "+300s | c .", "S1 ShA 0/0 2/1; OTH A 0/0 1/0" },
	{ "and less", OPEN "+299s | c .", "S1 ShA 0/0 3/1" },
	{ "ssh may be silent for an hour", "server 10.0.0.1 22 |" OPEN "+3599s | c .",
	  "S1 ShA 0/0 3/1" },
	{ "and no more", "server 10.0.0.1 22 |" OPEN "+3600s | c . | s .",
	  "S1 ShA 0/0 2/1; OTH Aa 0/0 1/1" },
	{ "a minute in the handshake", "s S. | s P. 3 | +60s | s P. 3",
	  "OTH ^hd 0/3 0/2; OTH D 3/0 1/0" },
	{ "and less", "s S. | s P. 3 | +59s | s P. 3", "OTH ^hd 0/6 0/3" },
	{ "a SYN-ACK again", TO_80 "s S. | s S.", "OTH ^h 0/0 0/2" },
	{ "a SYN-ACK with another number", TO_80 "s S. | isn s 77 | s S.",
	  "OTH ^h 0/0 0/1; OTH ^h 0/0 0/1" },
	{ "a FIN in front of which it misses data of the other side",
	  OPEN "s P. 4 seq 4 | c F. ack 0 | c S seq -1", "S2 ShAdF 0/8 4/2" },
	{ "nothing fit to read: looked at after 11 s", "c . headless | +10s | c .",
	  "OTH A 0/0 1/0" },
	{ "and ended then", "c . headless | +11s | c .", "OTH - 0/0 0/0; OTH A 0/0 1/0" },
};

struct text {
	char records[512];
};

static void on_zeek(void *arg, const struct connection *connection, const struct zeek *zeek)
{
	struct text *text = arg;
	size_t used = strlen(text->records);
	enum side orig = (enum side)zeek->orig, resp = side_other(orig);

	(void)connection;
	used += (size_t)snprintf(text->records + used, sizeof(text->records) - used,
				 "%s%s %s %llu/%llu %u/%u", used ? "; " : "",
				 zeek_conn_state(zeek),
				 *zeek_history(zeek) ? zeek_history(zeek) : "-",
				 (unsigned long long)zeek_bytes(zeek, orig),
				 (unsigned long long)zeek_bytes(zeek, resp),
				 zeek->end[orig].packets, zeek->end[resp].packets);
	if (zeek_missed_bytes(zeek))
		snprintf(text->records + used, sizeof(text->records) - used, " missed %llu",
			 (unsigned long long)zeek_missed_bytes(zeek));
}

static void on_ended(void *arg, const struct connection *connection)
{
	if (connection->zeek)
		on_zeek(arg, connection, connection->zeek);
}

static void to_tracker(void *arg, const struct event *event)
{
	tracker_event(arg, event);
}

static void tell(struct rows *check, const char *words, const struct sink *sink)
{
	const struct tracker_options options = { .packets = true, .zeek = KEEP_ALL };
	struct tracker tracker;
	struct story story;

	assert_int_equal(tracker_init(&tracker, &options, sink), 0);
	story_init(&story, to_tracker, &tracker);
	if (story_tell(&story, words) < 0)
		CHECK_STRING(check, story.error, "");
	tracker_finish(&tracker, story.time_ns);
	CHECK(check, !tracker.out_of_memory);
	tracker_free(&tracker);
}

static void records(void **state)
{
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct text text = { "" };
		const struct sink sink = { .arg = &text, .zeek = on_zeek };

		rows_next(&check, rows[i].name);
		tell(&check, rows[i].story, &sink);
		CHECK_STRING(&check, text.records, rows[i].records);
	}
	rows_end(&check);
}

/* Where no log is written, a connection keeps the record that holds its first packet. */
static void first_records(void **state)
{
	static const struct row connections[] = {
		{ "one and the same", OPEN_DATA "c F. | s F.", "SF ShADaFf 4/0 4/3" },
		{ "the first of two attempts", "c S | +6s | c S seq -1 | s S. | c .",
		  "S0 S 0/0 1/0" },
		{ "two connections, two records", "c S | isn c 77 | c S | s S.",
		  "S0 S 0/0 1/0; S1 Sh 0/0 1/1" },
		{ "more segments than are noted down at first",
		  OPEN_DATA "c F. | s . | +1s | s . | +1s | s . | +1s | s . | +1s | s . | +1s | s . "
		  "| +1s | s . | +1s | s . | +1s | s . | s F. | c .", "SF ShADaFf 4/0 5/12" },
		{ "sockets alone have none", "c poll ESTABLISHED inode 5", "" },
	};
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(connections); i++) {
		struct text text = { "" };
		const struct sink sink = { .arg = &text, .ended = on_ended };

		rows_next(&check, connections[i].name);
		tell(&check, connections[i].story, &sink);
		CHECK_STRING(&check, text.records, connections[i].records);
	}
	rows_end(&check);
}

/* Made of what was noted down, it is what it would have been. */
static void later_records(void **state)
{
	struct rows check = { 0 };
	int compared = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct text text = { "" };
		const struct sink sink = { .arg = &text, .ended = on_ended };

		if (strchr(rows[i].records, ';'))
			continue;
		rows_next(&check, rows[i].name);
		tell(&check, rows[i].story, &sink);
		CHECK_STRING(&check, text.records, rows[i].records);
		compared++;
	}
	assert_true(compared > 50);
	rows_end(&check);
}

static const struct segment syn = { .flags = SEGMENT_SYN, .seq = 999 };

static void feed(struct zeek *zeek, uint32_t seq, uint8_t flags, uint32_t len)
{
	const struct segment segment = { .seq = seq, .flags = flags, .payload_len = len,
					 .window = 1 };

	assert_int_equal(zeek_segment(zeek, SIDE_A, &segment, 1), 0);
}

/* Longer than what is kept in place, and bounded. */
static void long_histories(void **state)
{
	struct zeek *zeek = zeek_new(SIDE_A, &syn, 1);

	(void)state;
	assert_non_null(zeek);
	for (uint32_t i = 0; i < 30; i++)
		feed(zeek, 1000 + i, SEGMENT_FIN, 0);
	assert_string_equal(zeek_history(zeek), "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFF");
	for (uint32_t i = 0; i < 2 * ZEEK_HISTORY_MAX; i++)
		feed(zeek, 2000 + i, SEGMENT_FIN, 0);
	assert_int_equal(strlen(zeek_history(zeek)), ZEEK_HISTORY_MAX - 1);
	zeek_free(zeek);
}

/* Each second octet of a long stream: the list of holes ends, nothing else does. */
static void many_holes(void **state)
{
	struct zeek *zeek = zeek_new(SIDE_A, &syn, 1);

	(void)state;
	assert_non_null(zeek);
	feed(zeek, 999, SEGMENT_SYN, 0);
	for (uint32_t i = 0; i < 4 * HOLES_MAX; i++)
		feed(zeek, 1001 + 2 * i, SEGMENT_PSH, 1);
	assert_int_equal(zeek_bytes(zeek, SIDE_A), 8 * HOLES_MAX);
	assert_true(zeek->end[SIDE_A].untraced);
	zeek_free(zeek);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records),
		cmocka_unit_test(first_records),
		cmocka_unit_test(later_records),
		cmocka_unit_test(long_histories),
		cmocka_unit_test(many_holes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
