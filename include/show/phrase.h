/* SPDX-License-Identifier: GPL-2.0-or-later */
/* phrase.h: builds a text of bounded length from words, numbers and names. */
#ifndef HALFCLOSE_SHOW_PHRASE_H
#define HALFCLOSE_SHOW_PHRASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What does not fit is cut between characters; the text always ends in a NUL. */
struct phrase {
	char *buf;	/* borrowed */
	size_t size, len;
};

/* An empty text in buf; size is at least 1. */
void phrase_init(struct phrase *phrase, char *buf, size_t size);

/* Words of our own, or already escaped. */
void phrase_text(struct phrase *phrase, const char *text);
void phrase_octets(struct phrase *phrase, const char *octets, size_t len);

/* "57600", for ports and ids; "57,600", for counts. */
void phrase_plain(struct phrase *phrase, uint64_t number);
void phrase_number(struct phrase *phrase, uint64_t number);

/* "1 segment", "57,600 segments": noun in the singular, whose plural takes an s. */
void phrase_count(struct phrase *phrase, uint64_t number, const char *noun);

/* "1 byte", "at least 57,600 bytes". */
void phrase_bytes(struct phrase *phrase, uint64_t bytes, bool at_least);

/*
 * A duration with two or three digits that count: "0.062 ms", "62 ms", "5.2 s", "3.5 h",
 * "12.1 days".
 */
void phrase_span(struct phrase *phrase, uint64_t span_ns);

/* Octets of others, escaped for a terminal. */
void phrase_name(struct phrase *phrase, const char *octets, size_t len);

#endif
