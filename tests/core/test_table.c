/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_table.c: however the ends are chosen, no bucket of the table fills. */
#include "core/table.h"

#include "support/rows.h"

#include <stdlib.h>

enum { CONNECTIONS = 4096, CHAIN_MAX = 12 };

/* The i-th of many ends, as someone might choose them who wants to slow us down. */
typedef void (*choice_fn)(struct endpoint *end, unsigned int i);

static void set(struct endpoint *end, uint64_t high, uint64_t low, uint16_t port)
{
	uint64_t words[2] = { high, low };

	*end = (struct endpoint){ .port = port, .family = FAMILY_IPV6 };
	memcpy(end->addr, words, sizeof(words));
}

static void by_port(struct endpoint *end, unsigned int i)
{
	const uint8_t loopback[4] = { 127, 0, 0, 1 };

	endpoint_set(end, FAMILY_IPV4, loopback, (uint16_t)(1024 + i));
}

static void by_address(struct endpoint *end, unsigned int i)
{
	const uint8_t octets[4] = { 10, 0, (uint8_t)(i >> 8), (uint8_t)i };

	endpoint_set(end, FAMILY_IPV4, octets, 80);
}

/* What the port adds, a part of the address takes away, wherever the hash puts the port. */
static void port_against_high(struct endpoint *end, unsigned int i)
{
	set(end, (uint64_t)i << 48, 1, (uint16_t)i);
}

static void port_against_low(struct endpoint *end, unsigned int i)
{
	set(end, 1, (uint64_t)i << 48, (uint16_t)i);
}

static void port_against_last(struct endpoint *end, unsigned int i)
{
	set(end, 1, (uint64_t)i << 8, (uint16_t)i);
}

static void halves_against_each_other(struct endpoint *end, unsigned int i)
{
	set(end, i, -(uint64_t)i, 80);
}

static void highest_bits(struct endpoint *end, unsigned int i)
{
	set(end, (uint64_t)i << 52, (uint64_t)i << 52, 80);
}

static const struct {
	const char *name;
	choice_fn choose;
} rows[] = {
	{ "ports", by_port },
	{ "addresses", by_address },
	{ "port against the address's first half", port_against_high },
	{ "port against its second half", port_against_low },
	{ "port against its last octets", port_against_last },
	{ "halves against each other", halves_against_each_other },
	{ "highest bits", highest_bits },
};

static size_t longest_chain(const struct table *table)
{
	size_t longest = 0;

	for (size_t i = 0; i < table->bucket_count; i++) {
		const struct connection *connection = table->buckets[i];
		size_t len = 0;

		for (; connection; connection = connection->hash_next)
			len++;
		if (len > longest)
			longest = len;
	}
	return longest;
}

static void fill(struct rows *check, const struct table_key *key, choice_fn choose)
{
	struct endpoint server, client;
	struct table table;
	enum side side;

	by_port(&server, 0);
	assert_int_equal(table_init(&table, key), 0);
	for (unsigned int i = 1; i <= CONNECTIONS; i++) {
		choose(&client, i);
		assert_non_null(table_add(&table, &client, &server));
	}
	CHECK(check, longest_chain(&table) <= CHAIN_MAX);
	for (unsigned int i = 1; i <= CONNECTIONS; i++) {
		const struct connection *found;

		choose(&client, i);
		found = table_find(&table, &server, &client, &side);
		CHECK(check, found && found->id == i && side == SIDE_B);
	}
	table_free(&table);
}

static void short_chains(void **state)
{
	static const struct table_key keys[] = { { { 0, 0 } }, { { 1, 2 } } };
	struct rows check = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows_next(&check, rows[i].name);
		for (size_t k = 0; k < ARRAY_LEN(keys); k++)
			fill(&check, &keys[k], rows[i].choose);
	}
	rows_end(&check);
}

/* Who cannot know the key cannot know who is together. */
static void keys_differ(void **state)
{
	static const struct table_key keys[] = { { { 0, 0 } }, { { 1, 0 } }, { { 0, 1 } } };
	uint32_t hash[ARRAY_LEN(keys)];
	struct endpoint server, client;

	(void)state;
	by_port(&server, 0);
	by_port(&client, 1);
	for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
		struct table table;

		assert_int_equal(table_init(&table, &keys[k]), 0);
		hash[k] = table_add(&table, &client, &server)->hash;
		table_free(&table);
	}
	assert_true(hash[0] != hash[1] && hash[0] != hash[2] && hash[1] != hash[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_chains),
		cmocka_unit_test(keys_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
