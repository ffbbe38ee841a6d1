/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_log.c: a header that names the columns, and a line per record. */
#include "show/zeek_log.h"

#include "show/stamp.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

/* X(name, type), in the order of scripts/base/protocols/conn/main.zeek. */
#define COLUMN_LIST(X)				\
	X("ts", "time")				\
	X("uid", "string")			\
	X("id.orig_h", "addr")			\
	X("id.orig_p", "port")			\
	X("id.resp_h", "addr")			\
	X("id.resp_p", "port")			\
	X("proto", "enum")			\
	X("service", "string")			\
	X("duration", "interval")		\
	X("orig_bytes", "count")		\
	X("resp_bytes", "count")		\
	X("conn_state", "string")		\
	X("local_orig", "bool")			\
	X("local_resp", "bool")			\
	X("missed_bytes", "count")		\
	X("history", "string")			\
	X("orig_pkts", "count")			\
	X("orig_ip_bytes", "count")		\
	X("resp_pkts", "count")			\
	X("resp_ip_bytes", "count")		\
	X("tunnel_parents", "set[string]")

void zeek_log_open(struct zeek_log *log, FILE *out)
{
	*log = (struct zeek_log){ .out = out };
}

/* "2026-01-02-03-04-05" */
static void stamp_line(FILE *out, const char *key, uint64_t time_ns)
{
	char text[STAMP_UTC_SIZE];

	stamp_utc(text, time_ns);
	fprintf(out, "#%s\t%.10s-%.2s-%.2s-%.2s\n", key, text, text + 11, text + 14, text + 17);
}

static void header(FILE *out, uint64_t time_ns)
{
	fputs("#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n"
	      "#unset_field\t-\n#path\tconn\n", out);
	stamp_line(out, "open", time_ns);
#define X(name, type) "\t" name
	fputs("#fields" COLUMN_LIST(X) "\n", out);
#undef X
#define X(name, type) "\t" type
	fputs("#types" COLUMN_LIST(X) "\n", out);
#undef X
}

/* 17 digits to the base of 62 behind a C, which nothing but this log gives a meaning. */
enum { UID_SIZE = 19 };

static uint64_t mix(uint64_t state)
{
	/* splitmix64 */
	state += 0x9e3779b97f4a7c15u;
	state = (state ^ state >> 30) * 0xbf58476d1ce4e5b9u;
	state = (state ^ state >> 27) * 0x94d049bb133111ebu;
	return state ^ state >> 31;
}

static void make_uid(char uid[UID_SIZE], uint64_t start_ns, uint64_t row)
{
	static const char digits[] =
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	uint64_t words[2] = { mix(start_ns ^ mix(row)), mix(mix(start_ns) + row) };

	uid[0] = 'C';
	for (int i = 1; i < UID_SIZE - 1; i++) {
		uid[i] = digits[words[i & 1] % 62];
		words[i & 1] /= 62;
	}
	uid[UID_SIZE - 1] = '\0';
}

/*
 * Site::private_address_space, which is local unless a site says otherwise: addresses that
 * IANA does not route, and those of IPv4 within 6to4.
 */
struct prefix {
	uint8_t octets[7];	/* one more than the longest has */
	uint8_t bits;
};

static bool within(const uint8_t *addr, const struct prefix *prefixes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct prefix *prefix = &prefixes[i];
		size_t whole = prefix->bits / 8;
		unsigned int mask = 0xff00u >> prefix->bits % 8;

		if (!memcmp(addr, prefix->octets, whole) &&
		    !((addr[whole] ^ prefix->octets[whole]) & mask & 0xff))
			return true;
	}
	return false;
}

static bool is_local_ipv4(const uint8_t *addr)
{
	static const struct prefix prefixes[] = {
		{ { 0 }, 8 }, { { 10 }, 8 }, { { 100, 64 }, 10 }, { { 127 }, 8 },
		{ { 169, 254 }, 16 }, { { 172, 16 }, 12 }, { { 192, 0, 0 }, 24 },
		{ { 192, 0, 2 }, 24 }, { { 192, 168 }, 16 }, { { 198, 18 }, 15 },
		{ { 198, 51, 100 }, 24 }, { { 203, 0, 113 }, 24 }, { { 240 }, 4 },
	};

	return within(addr, prefixes, sizeof(prefixes) / sizeof(prefixes[0]));
}

static bool is_local(const struct endpoint *endpoint)
{
	static const struct prefix prefixes[] = {
		{ { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 48 }, { { 0x20, 0x01, 0x00 }, 23 },
		{ { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, { { 0xfc }, 7 }, { { 0xfe, 0x80 }, 10 },
	};
	static const uint8_t zeros[15] = { 0 }, discard[8] = { 0x01 };
	const uint8_t *addr = endpoint->addr;

	if (endpoint->family == FAMILY_IPV4)
		return is_local_ipv4(addr);
	/* :: and ::1 */
	if (!memcmp(addr, zeros, sizeof(zeros)) && addr[15] <= 1)
		return true;
	if (!memcmp(addr, discard, sizeof(discard)))
		return true;
	if (addr[0] == 0x20 && addr[1] == 0x02)
		return is_local_ipv4(addr + 2);
	return within(addr, prefixes, sizeof(prefixes) / sizeof(prefixes[0]));
}

static void address(FILE *out, const struct endpoint *endpoint)
{
	char text[ENDPOINT_TEXT_MAX];

	fprintf(out, "\t%s\t%u", endpoint_address(endpoint, text), endpoint->port);
}

/* Duration and bytes: unset where no time passed. Zeek's clock counts microseconds. */
static void size(FILE *out, const struct zeek *zeek, enum side orig)
{
	uint64_t us = zeek->last_ns / 1000 - zeek->start_ns / 1000;

	if (!us) {
		fputs("\t-\t-\t-", out);
		return;
	}
	fprintf(out, "\t%" PRIu64 ".%06" PRIu64 "\t%" PRIu64 "\t%" PRIu64, us / 1000000,
		us % 1000000, zeek_bytes(zeek, orig), zeek_bytes(zeek, side_other(orig)));
}

static void packets(FILE *out, const struct zeek_end *end)
{
	fprintf(out, "\t%" PRIu32 "\t%" PRIu64, end->packets, end->ip_bytes);
}

void zeek_log_row(struct zeek_log *log, const struct connection *connection,
		  const struct zeek *zeek)
{
	enum side orig = (enum side)zeek->orig, resp = side_other(orig);
	uint64_t us = zeek->start_ns / 1000;
	const char *history = zeek_history(zeek);
	FILE *out = log->out;
	char uid[UID_SIZE];

	if (!log->rows++)
		header(out, zeek->start_ns);
	make_uid(uid, zeek->start_ns, log->rows);
	fprintf(out, "%" PRIu64 ".%06" PRIu64 "\t%s", us / 1000000, us % 1000000, uid);
	address(out, &connection->end[orig]);
	address(out, &connection->end[resp]);
	fputs("\ttcp\t-", out);
	size(out, zeek, orig);
	fprintf(out, "\t%s\t%c\t%c\t%" PRIu64 "\t%s", zeek_conn_state(zeek),
		is_local(&connection->end[orig]) ? 'T' : 'F',
		is_local(&connection->end[resp]) ? 'T' : 'F', zeek_missed_bytes(zeek),
		*history ? history : "-");
	packets(out, &zeek->end[orig]);
	packets(out, &zeek->end[resp]);
	fputs("\t-\n", out);
}

void zeek_log_close(struct zeek_log *log, uint64_t time_ns)
{
	if (!log->rows)
		header(log->out, time_ns);
	stamp_line(log->out, "close", time_ns);
}
