/* SPDX-License-Identifier: GPL-2.0-or-later */
/* json.c: the emitter; on the hot path of `watch`, so it only copies octets. */
#include "show/json.h"
#include "show/stamp.h"
#include "show/utf8.h"

#include <string.h>

void json_flush(struct json *json)
{
	fwrite_unlocked(json->octets, 1, json->held, json->out);
	json->held = 0;
}

static void put(struct json *json, const char *octets, size_t len)
{
	if (len > sizeof(json->octets) - json->held)
		json_flush(json);
	if (len > sizeof(json->octets)) {
		fwrite_unlocked(octets, 1, len, json->out);
		return;
	}
	memcpy(json->octets + json->held, octets, len);
	json->held += len;
}

static void put_char(struct json *json, char octet)
{
	if (json->held >= sizeof(json->octets))
		json_flush(json);
	json->octets[json->held++] = octet;
}

/* Whatever comes next is a value: a comma, if it is not the first. */
static void value(struct json *json)
{
	if (json->comma)
		put_char(json, ',');
	json->comma = true;
}

void json_init(struct json *json, FILE *out)
{
	/* Not what it holds: it is large. */
	json->out = out;
	json->comma = false;
	json->held = 0;
}

static void begin(struct json *json, char bracket)
{
	value(json);
	put_char(json, bracket);
	json->comma = false;
}

static void end(struct json *json, char bracket)
{
	put_char(json, bracket);
	json->comma = true;
}

void json_object_begin(struct json *json)
{
	begin(json, '{');
}

void json_object_end(struct json *json)
{
	end(json, '}');
}

void json_array_begin(struct json *json)
{
	begin(json, '[');
}

void json_array_end(struct json *json)
{
	end(json, ']');
}

void json_key(struct json *json, const char *name)
{
	value(json);
	put_char(json, '"');
	put(json, name, strlen(name));
	put(json, "\":", 2);
	json->comma = false;
}

/* Besides what JSON asks for: what would act on a terminal or end a line of JavaScript. */
static bool must_escape(uint32_t code)
{
	return code < 0x20 || code == '"' || code == '\\' ||
	       (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
}

/* Nearly all that is ever written; it needs no decoding. */
static bool is_plain(char octet)
{
	return octet >= 0x20 && octet < 0x7f && octet != '"' && octet != '\\';
}

static void put_escaped(struct json *json, uint32_t code)
{
	static const char digits[] = "0123456789abcdef";
	char text[6] = { '\\', (char)code };

	if (code == '"' || code == '\\') {
		put(json, text, 2);
		return;
	}
	text[1] = 'u';
	for (unsigned int i = 0; i < 4; i++)
		text[2 + i] = digits[code >> (12 - 4 * i) & 15];
	put(json, text, sizeof(text));
}

void json_put_octets(struct json *json, const char *octets, size_t len)
{
	size_t at = 0, plain = 0;	/* octets from plain to at wait to be copied */

	value(json);
	put_char(json, '"');
	while (at < len) {
		uint32_t code = 0xfffd;
		size_t taken;

		if (is_plain(octets[at])) {
			at++;
			continue;
		}
		taken = utf8_decode(octets + at, len - at, &code);
		if (taken && !must_escape(code)) {
			at += taken;
			continue;
		}
		put(json, octets + plain, at - plain);
		put_escaped(json, code);
		at += taken ? taken : 1;
		plain = at;
	}
	put(json, octets + plain, at - plain);
	put_char(json, '"');
}

void json_put_string(struct json *json, const char *text)
{
	if (text)
		json_put_octets(json, text, strlen(text));
	else
		json_put_null(json);
}

static void put_number(struct json *json, uint64_t number, bool is_negative)
{
	char digits[21];
	size_t at = sizeof(digits);

	value(json);
	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	if (is_negative)
		digits[--at] = '-';
	put(json, digits + at, sizeof(digits) - at);
}

void json_put_u64(struct json *json, uint64_t number)
{
	put_number(json, number, false);
}

void json_put_i64(struct json *json, int64_t number)
{
	put_number(json, number < 0 ? -(uint64_t)number : (uint64_t)number, number < 0);
}

void json_put_bool(struct json *json, bool is_true)
{
	value(json);
	put(json, is_true ? "true" : "false", is_true ? 4 : 5);
}

void json_put_null(struct json *json)
{
	value(json);
	put(json, "null", 4);
}

void json_put_time(struct json *json, uint64_t time_ns)
{
	char text[STAMP_UTC_SIZE];

	if (time_ns == 0) {
		json_put_null(json);
		return;
	}
	stamp_utc(text, time_ns);
	value(json);
	put_char(json, '"');
	put(json, text, STAMP_UTC_SIZE - 1);
	put_char(json, '"');
}

void json_line_end(struct json *json)
{
	put_char(json, '\n');
	json->comma = false;
	json_flush(json);
}

void json_string_member(struct json *json, const char *name, const char *text)
{
	json_key(json, name);
	json_put_string(json, text);
}

void json_number_member(struct json *json, const char *name, uint64_t number)
{
	json_key(json, name);
	json_put_u64(json, number);
}

void json_time_member(struct json *json, const char *name, uint64_t time_ns)
{
	json_key(json, name);
	json_put_time(json, time_ns);
}

void json_bool_member(struct json *json, const char *name, bool is_true)
{
	json_key(json, name);
	json_put_bool(json, is_true);
}
