/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_time_waits.c: TIME_WAIT sockets, counted by destination. */
#include "observe/time_waits.h"
#include "support/rows.h"

#include <stdio.h>

enum { LOW = 40000, HIGH = 40099 };

struct told {
	char text[256];
};

static void tell(void *arg, const struct endpoint *destination, uint64_t count)
{
	struct told *told = arg;
	char address[ENDPOINT_TEXT_MAX];
	size_t used = strlen(told->text);

	snprintf(told->text + used, sizeof(told->text) - used, "%s %llu; ",
		 endpoint_format(destination, address), (unsigned long long)count);
}

static struct sock_fact waiting(uint8_t local, uint16_t local_port, uint8_t remote,
				uint16_t remote_port)
{
	struct sock_fact fact = { .state = TCP_STATE_TIME_WAIT };
	uint8_t octets[4] = { 10, 0, 0, local };

	endpoint_set(&fact.local, FAMILY_IPV4, octets, local_port);
	octets[3] = remote;
	endpoint_set(&fact.remote, FAMILY_IPV4, octets, remote_port);
	return fact;
}

static void add(struct time_waits *waits, struct sock_fact fact)
{
	assert_int_equal(time_waits_add(waits, &fact), 0);
}

static void by_destination(void **state)
{
	const struct port_range ports = { LOW, HIGH };
	struct time_waits waits;
	struct told told = { "" };
	struct sock_fact other = waiting(1, LOW, 9, 80);

	(void)state;
	time_waits_init(&waits, &ports);
	time_waits_each(&waits, 0, tell, &told);
	assert_string_equal(told.text, "");
	for (uint16_t i = 0; i < 90; i++) {
		add(&waits, waiting(1, LOW + i, 9, 80));
		/* Another address of ours has ports of its own. */
		if (i < 50)
			add(&waits, waiting(2, LOW + i, 9, 80));
		if (i < 49)
			add(&waits, waiting(1, LOW + i, 9, 443));
		/* A server that closed first. */
		add(&waits, waiting(1, 80, 9, LOW + i));
	}
	add(&waits, waiting(1, LOW - 1, 9, 80));
	add(&waits, waiting(1, HIGH + 1, 9, 80));
	add(&waits, waiting(1, HIGH, 9, 80));
	other.state = TCP_STATE_FIN_WAIT2;
	add(&waits, other);
	time_waits_each(&waits, 50, tell, &told);
	assert_string_equal(told.text, "10.0.0.9:80 91; 10.0.0.9:80 50; ");
	time_waits_free(&waits);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_destination),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
