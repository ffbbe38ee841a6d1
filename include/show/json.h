/* SPDX-License-Identifier: GPL-2.0-or-later */
/* json.h: writes JSON (RFC 8259) as a stream: no tree, no allocation, no printf. */
#ifndef HALFCLOSE_SHOW_JSON_H
#define HALFCLOSE_SHOW_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_HELD_MAX = 2048 };

/*
 * The caller nests properly and writes a key before each value of an object; the commas come
 * by themselves. Errors stay in the stream (ferror()). The stream is used without its lock:
 * no other thread may use it.
 */
struct json {
	FILE *out;	/* borrowed */
	bool comma;	/* a value stands before the next one */
	size_t held;	/* octets that wait, so that a line is a few writes and not a hundred */
	char octets[JSON_HELD_MAX];
};

void json_init(struct json *json, FILE *out);

void json_object_begin(struct json *json);
void json_object_end(struct json *json);
void json_array_begin(struct json *json);
void json_array_end(struct json *json);

/* A name of our own: plain ASCII that needs no escape. */
void json_key(struct json *json, const char *name);

/* Any octets: what is not UTF-8 becomes U+FFFD, control characters and the like \uNNNN. */
void json_put_octets(struct json *json, const char *octets, size_t len);

/* As above, up to the NUL; NULL becomes null. */
void json_put_string(struct json *json, const char *text);

void json_put_u64(struct json *json, uint64_t number);
void json_put_i64(struct json *json, int64_t number);
void json_put_bool(struct json *json, bool is_true);
void json_put_null(struct json *json);

/* Nanoseconds since the Epoch as an RFC 3339 string in UTC, nine decimals; 0 becomes null. */
void json_put_time(struct json *json, uint64_t time_ns);

/* A member of an object: a name as above, and its value. */
void json_string_member(struct json *json, const char *name, const char *text);
void json_number_member(struct json *json, const char *name, uint64_t number);
void json_time_member(struct json *json, const char *name, uint64_t time_ns);
void json_bool_member(struct json *json, const char *name, bool is_true);

/* Ends a line of JSON Lines, and gives it to the stream; the caller flushes that. */
void json_line_end(struct json *json);

/* Gives the stream what waits, where no line ends. */
void json_flush(struct json *json);

#endif
