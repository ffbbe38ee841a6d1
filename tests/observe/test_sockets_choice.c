/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_sockets_choice.c: of a filtered dump nothing is missing: asked of the kernel itself. */
#define _GNU_SOURCE 1	/* unshare() */
#include "observe/filter.h"
#include "observe/sockets.h"
#include "support/rows.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/ipv6.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000, FACTS_MAX = 256, ALL_STATES = ~0U };

static const char *const expressions[] = {
	"port 22", "not port 22", "src port 22", "portrange 8000-8099", "port 8099 or port 80",
	"port 1", "ip", "ip6", "host 127.0.0.1", "host 127.0.0.3", "not host 127.0.0.1",
	"net 127", "net 10.0.0.0/8", "host ::1", "host 2001:db8::1", "not host 2001:db8::1",
	"net 2001:db8::/32", "net 2001:db8:8000::/33", "host ::", "host 0.0.0.0", "net 0.0.0.0/1",
	"src host 127.0.0.1 and dst port 22", "host 127.0.0.3 and port 80",
	"(ip and port 80) or (ip6 and port 22)", "host 127.0.0.1 or host ::1",
	"host 2001:db8::1 and not port 22", "tcp[0:2] > 1023", "port 22 and tcp[0:2] & 1 = 1",
};

/* A namespace of our own, so that no other socket comes or goes. */
static bool enter_namespace(void)
{
	if (unshare(CLONE_NEWNET) == 0)
		return true;
	return errno == EPERM && unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0;
}

static void set_up_lo(const char *address)
{
	struct in6_ifreq add = { .ifr6_prefixlen = 128 };
	struct ifreq lo = { .ifr_name = "lo", .ifr_flags = IFF_UP };
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(ioctl(fd, SIOCSIFFLAGS, &lo), 0);
	add.ifr6_ifindex = (int)if_nametoindex("lo");
	assert_int_equal(inet_pton(AF_INET6, address, &add.ifr6_addr), 1);
	assert_int_equal(ioctl(fd, SIOCSIFADDR, &add), 0);
	close(fd);
}

static socklen_t set_name(struct sockaddr_storage *name, const char *address, uint16_t port)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)name;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)name;

	memset(name, 0, sizeof(*name));
	name->ss_family = strchr(address, ':') ? AF_INET6 : AF_INET;
	v4->sin_port = htons(port);
	inet_pton(name->ss_family, address, name->ss_family == AF_INET ?
		  (void *)&v4->sin_addr : (void *)&v6->sin6_addr);
	return name->ss_family == AF_INET ? sizeof(*v4) : sizeof(*v6);
}

/* An address of IPv6 is there some moments after it was set. */
static void bind_patiently(int fd, const struct sockaddr_storage *name, socklen_t len)
{
	int tries = PATIENCE_MS;

	while (bind(fd, (const struct sockaddr *)name, len) < 0) {
		assert_int_equal(errno, EADDRNOTAVAIL);
		assert_true(tries-- > 0);
		poll(NULL, 0, 1);
	}
}

/* They stay open until the test ends. */
static int listener(const char *address, uint16_t port, int backlog)
{
	struct sockaddr_storage name;
	socklen_t len = set_name(&name, address, port);
	int off = 0, fd = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	bind_patiently(fd, &name, len);
	assert_int_equal(listen(fd, backlog), 0);
	return fd;
}

static int client(const char *address, uint16_t port, int flags)
{
	struct sockaddr_storage name;
	socklen_t len = set_name(&name, address, port);
	int off = 0, fd = socket(name.ss_family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);

	assert_true(fd >= 0);
	setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (connect(fd, (struct sockaddr *)&name, len) < 0)
		assert_int_equal(errno, EINPROGRESS);
	return fd;
}

/* A connection that lasts, one that is half closed, and one of which TIME_WAIT is left. */
static void talk(int server, const char *address, uint16_t port)
{
	int half_closed = client(address, port, 0), done = client(address, port, 0);
	int accepted[2];

	client(address, port, 0);
	accepted[0] = accept(server, NULL, NULL);
	accepted[1] = accept(server, NULL, NULL);
	assert_true(accepted[0] >= 0 && accepted[1] >= 0);
	shutdown(half_closed, SHUT_WR);
	close(done);
	close(accepted[1]);
}

static int open_sockets(void **state)
{
	static const struct {
		const char *on, *to;
		uint16_t port;
	} all[] = {
		{ "127.0.0.1", "127.0.0.1", 22 },
		{ "0.0.0.0", "127.0.0.2", 8000 },
		{ "127.0.0.1", "::ffff:127.0.0.1", 8099 },
		{ "::ffff:127.0.0.3", "127.0.0.3", 80 },
		{ "::", "127.0.0.4", 8100 },
		{ "::", "::1", 81 },
		{ "::1", "::1", 22 },
		{ "2001:db8::1", "2001:db8::1", 80 },
		{ "2001:db8::1", "2001:db8::1", 22 },
	};

	(void)state;
	set_up_lo("2001:db8::1");
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		talk(listener(all[i].on, all[i].port, 5), all[i].to, all[i].port);
	/* Nobody accepts: what comes later stays in SYN_SENT. */
	listener("127.0.0.1", 8001, 0);
	for (int i = 0; i < 4; i++)
		client("127.0.0.1", 8001, SOCK_NONBLOCK);
	return 0;
}

/* Of a dump: what the filter chooses of it, in an order of its own. */
struct dumped {
	const struct filter *filter;
	struct sock_fact facts[FACTS_MAX];
	size_t rows, count;
	unsigned int states;
};

static void take(void *arg, const struct event *event)
{
	struct dumped *dumped = arg;
	const struct sock_fact *fact = &event->socket;

	dumped->rows++;
	if (!filter_matches(dumped->filter, &fact->local, &fact->remote))
		return;
	assert_true(dumped->count < FACTS_MAX);
	dumped->states |= tcp_state_mask(fact->state);
	dumped->facts[dumped->count++] = *fact;
}

static int by_ends(const void *a, const void *b)
{
	const struct sock_fact *left = a, *right = b;
	int order = endpoint_compare(&left->local, &right->local);

	return order ? order : endpoint_compare(&left->remote, &right->remote);
}

static void dump(struct sockets *sockets, const struct filter *filter, bool chosen,
		 struct dumped *dumped)
{
	struct err err = { "" };

	*dumped = (struct dumped){ .filter = filter };
	sockets_choose(sockets, chosen ? filter_for_sockets(filter) : NULL);
	assert_int_equal(sockets_dump(sockets, ALL_STATES, 0, take, NULL, dumped, &err), 0);
	qsort(dumped->facts, dumped->count, sizeof(dumped->facts[0]), by_ends);
}

static bool same(const struct dumped *a, const struct dumped *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++) {
		if (by_ends(&a->facts[i], &b->facts[i]) != 0)
			return false;
	}
	return a->count == b->count;
}

static void test_expression(struct rows *rows, struct sockets *sockets, const char *expression)
{
	static struct dumped all, some;
	struct filter *filter = NULL;
	struct err err = { "" };

	assert_int_equal(filter_new(&filter, expression, &err), 0);
	dump(sockets, filter, false, &all);
	dump(sockets, filter, true, &some);
	CHECK(rows, same(&all, &some));
	CHECK(rows, some.rows < all.rows);
	filter_free(filter);
}

static void test_choice(void **state)
{
	struct rows rows = { 0 };
	struct sockets *sockets = NULL;
	struct err err = { "" };

	(void)state;
	assert_int_equal(sockets_open(&sockets, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(expressions); i++) {
		rows_next(&rows, expressions[i]);
		test_expression(&rows, sockets, expressions[i]);
	}
	rows_end(&rows);
	sockets_free(sockets);
}

/* The comparisons above are of sockets in all states that last. */
static void test_states(void **state)
{
	static const enum tcp_state wanted[] = {
		TCP_STATE_LISTEN, TCP_STATE_SYN_SENT, TCP_STATE_ESTABLISHED, TCP_STATE_CLOSE_WAIT,
		TCP_STATE_TIME_WAIT,
	};
	static struct dumped all;
	struct sockets *sockets = NULL;
	struct filter *filter = NULL;
	struct err err = { "" };

	(void)state;
	assert_int_equal(filter_new(&filter, NULL, &err), 0);
	assert_int_equal(sockets_open(&sockets, &err), 0);
	dump(sockets, filter, true, &all);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		assert_true(all.states & tcp_state_mask(wanted[i]));
	sockets_free(sockets);
	filter_free(filter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_choice),
	};

	if (!enter_namespace()) {
		print_message("skipped: no permission to make a network namespace\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, open_sockets, NULL);
}
