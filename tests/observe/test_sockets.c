/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_sockets.c: sockets of our own on loopback, as sock_diag shows them. */
#include "observe/sockets.h"
#include "observe/clock.h"
#include "observe/deaths.h"
#include "support/rows.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000, BACKLOG = 7, MANY = 64 };

/* Two ends of a connection; what the tests do to them decides how it closes. */
struct pair {
	int listener, client, server;
	struct endpoint client_end, server_end;
};

static struct endpoint endpoint_of(int fd)
{
	struct sockaddr_storage name = { 0 };
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&name;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&name;
	socklen_t len = sizeof(name);
	struct endpoint endpoint;

	assert_int_equal(getsockname(fd, (struct sockaddr *)&name, &len), 0);
	if (name.ss_family == AF_INET)
		endpoint_set(&endpoint, FAMILY_IPV4, &v4->sin_addr, ntohs(v4->sin_port));
	else
		endpoint_set(&endpoint, FAMILY_IPV6, &v6->sin6_addr, ntohs(v6->sin6_port));
	return endpoint;
}

/* False if this machine does not have that address. */
static bool pair_open(struct pair *pair, const char *address)
{
	struct sockaddr_in6 name = { .sin6_family = AF_INET6 };
	socklen_t len = sizeof(name);
	int off = 0;

	assert_int_equal(inet_pton(AF_INET6, address, &name.sin6_addr), 1);
	pair->listener = socket(AF_INET6, SOCK_STREAM, 0);
	pair->client = socket(AF_INET6, SOCK_STREAM, 0);
	if (pair->listener < 0 || pair->client < 0)
		return false;
	setsockopt(pair->listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	setsockopt(pair->client, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(pair->listener, (struct sockaddr *)&name, len) < 0)
		return false;
	assert_int_equal(listen(pair->listener, BACKLOG), 0);
	assert_int_equal(getsockname(pair->listener, (struct sockaddr *)&name, &len), 0);
	assert_int_equal(connect(pair->client, (struct sockaddr *)&name, len), 0);
	pair->server = accept(pair->listener, NULL, NULL);
	assert_true(pair->server >= 0);
	pair->client_end = endpoint_of(pair->client);
	pair->server_end = endpoint_of(pair->server);
	return true;
}

static void pair_open_v4(struct pair *pair)
{
	assert_true(pair_open(pair, "::ffff:127.0.0.1"));
	assert_int_equal(pair->client_end.family, FAMILY_IPV4);
}

static void pair_close(const struct pair *pair)
{
	close(pair->client);
	close(pair->server);
	close(pair->listener);
}

static void send_octets(int from, int to, int count)
{
	struct pollfd ready = { .fd = to, .events = POLLIN };

	while (count-- > 0)
		assert_int_equal(write(from, "x", 1), 1);
	assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
}

/* Every test has sockets of its own, open for it. */
static int setup(void **state)
{
	struct sockets *sockets = NULL;
	struct err err = { "" };

	if (sockets_open(&sockets, &err) < 0)
		print_message("skipped: %s\n", err.text);
	*state = sockets;
	return 0;
}

static int teardown(void **state)
{
	sockets_free(*state);
	return 0;
}

static struct sockets *open_or_skip(void **state)
{
	if (!*state)
		skip();
	return *state;
}

static struct sock_fact probe(struct sockets *sockets, const struct endpoint *local,
			      const struct endpoint *remote)
{
	struct event event;
	uint64_t before_ns = clock_now_ns();

	assert_int_equal(sockets_probe(sockets, local, remote, &event), 0);
	assert_int_equal(event.kind, EVENT_SOCKET);
	assert_int_equal(event.socket.kind, SOCK_PROBE);
	assert_true(event.socket.asked_ns >= before_ns);
	assert_true(event.time_ns >= event.socket.asked_ns);
	assert_true(clock_now_ns() >= event.time_ns);
	assert_true(endpoint_equal(&event.socket.local, local));
	assert_true(endpoint_equal(&event.socket.remote, remote));
	return event.socket;
}

static uint32_t inode_of(int fd)
{
	struct stat status;

	assert_int_equal(fstat(fd, &status), 0);
	return (uint32_t)status.st_ino;
}

static void test_probe(void **state)
{
	static const char *const addresses[] = { "::ffff:127.0.0.1", "::1" };
	struct sockets *sockets = open_or_skip(state);
	struct rows rows = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		struct sock_fact client, server;
		struct pair pair;

		rows_next(&rows, addresses[i]);
		if (!pair_open(&pair, addresses[i])) {
			print_message("skipped: no %s here\n", addresses[i]);
			continue;
		}
		send_octets(pair.client, pair.server, 3);
		client = probe(sockets, &pair.client_end, &pair.server_end);
		server = probe(sockets, &pair.server_end, &pair.client_end);
		CHECK(&rows, !client.gone && !server.gone);
		CHECK_INT(&rows, client.state, TCP_STATE_ESTABLISHED);
		CHECK_INT(&rows, client.inode, inode_of(pair.client));
		CHECK_INT(&rows, client.uid, geteuid());
		CHECK(&rows, client.has_shutdown && client.shutdown == 0);
		CHECK(&rows, client.has_info && client.cookie != 0);
		CHECK_INT(&rows, server.inode, inode_of(pair.server));
		CHECK_INT(&rows, server.recv_q, 3);
		CHECK_INT(&rows, server.bytes_received, 3);
		pair_close(&pair);
	}
	rows_end(&rows);
}

/* close() and shutdown() send the same FIN; here they differ. */
static void test_probe_half_closed(void **state)
{
	struct sockets *sockets = open_or_skip(state);
	struct sock_fact client, server;
	struct pair pair;

	pair_open_v4(&pair);
	shutdown(pair.client, SHUT_WR);
	send_octets(pair.server, pair.client, 1);
	client = probe(sockets, &pair.client_end, &pair.server_end);
	server = probe(sockets, &pair.server_end, &pair.client_end);
	assert_int_equal(client.state, TCP_STATE_FIN_WAIT2);
	assert_int_equal(client.inode, inode_of(pair.client));
	assert_int_equal(client.shutdown, SOCK_SHUT_SEND);
	assert_int_equal(server.state, TCP_STATE_CLOSE_WAIT);
	assert_int_equal(server.shutdown, SOCK_SHUT_RECEIVE);
	assert_int_equal(server.recv_q, 1);
	pair_close(&pair);
}

/* Waits for the other end's RST: POLLHUP comes unasked. */
static void wait_reset(int fd)
{
	struct pollfd reset = { .fd = fd };

	assert_int_equal(poll(&reset, 1, PATIENCE_MS), 1);
}

static void test_probe_gone(void **state)
{
	struct sockets *sockets = open_or_skip(state);
	struct sock_fact client, server;
	struct endpoint stranger;
	struct pair pair;

	pair_open_v4(&pair);
	send_octets(pair.client, pair.server, 1);
	close(pair.server);
	wait_reset(pair.client);
	client = probe(sockets, &pair.client_end, &pair.server_end);
	assert_true(client.gone || client.state == TCP_STATE_CLOSED);
	/* The kernel answers for the server's tuple with the listener on its port. */
	server = probe(sockets, &pair.server_end, &pair.client_end);
	assert_true(server.gone);
	assert_int_equal(server.inode, 0);
	stranger = pair.client_end;
	stranger.port = 1;
	assert_true(probe(sockets, &pair.server_end, &stranger).gone);
	pair.server = -1;
	pair_close(&pair);
	assert_true(probe(sockets, &pair.server_end, &pair.client_end).gone);
}

static void test_probe_bound_to_interface(void **state)
{
	struct sockets *sockets = open_or_skip(state);
	unsigned int lo = if_nametoindex("lo");
	struct pair pair;

	pair_open_v4(&pair);
	if (setsockopt(pair.client, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3) < 0)
		skip();
	assert_true(probe(sockets, &pair.client_end, &pair.server_end).gone);
	sockets_use_interface(sockets, lo);
	assert_false(probe(sockets, &pair.client_end, &pair.server_end).gone);
	assert_false(probe(sockets, &pair.server_end, &pair.client_end).gone);
	pair_close(&pair);
}

/* What of a connection's sockets was delivered. */
struct seen {
	const struct pair *pair;
	struct event client, server, listener;
	unsigned int clients, servers, listeners, gaps, others;
};

static void note(void *arg, const struct event *event)
{
	struct seen *seen = arg;
	const struct pair *pair = seen->pair;
	const struct sock_fact *fact = &event->socket;

	if (event->kind == EVENT_GAP) {
		assert_int_equal(event->gap.kind, GAP_SOCKETS_OVERRUN);
		assert_int_equal(event->gap.count, 1);
		seen->gaps++;
	} else if (endpoint_equal(&fact->local, &pair->client_end) &&
		   endpoint_equal(&fact->remote, &pair->server_end)) {
		seen->client = *event;
		seen->clients++;
	} else if (endpoint_equal(&fact->local, &pair->server_end) &&
		   endpoint_equal(&fact->remote, &pair->client_end)) {
		seen->server = *event;
		seen->servers++;
	} else if (fact->state == TCP_STATE_LISTEN &&
		   fact->local.port == pair->server_end.port) {
		seen->listener = *event;
		seen->listeners++;
	} else {
		seen->others++;
	}
}

static void test_dump(void **state)
{
	struct sockets *sockets = open_or_skip(state);
	const unsigned int established = tcp_state_mask(TCP_STATE_ESTABLISHED);
	const unsigned int listen = tcp_state_mask(TCP_STATE_LISTEN);
	struct pair pair;
	struct seen seen = { .pair = &pair };

	pair_open_v4(&pair);
	send_octets(pair.client, pair.server, 5);
	assert_int_equal(sockets_dump(sockets, established, 0, note, NULL, &seen, NULL), 0);
	assert_int_equal(seen.clients, 1);
	assert_int_equal(seen.servers, 1);
	assert_int_equal(seen.listeners, 0);
	assert_int_equal(seen.server.kind, EVENT_SOCKET);
	assert_int_equal(seen.server.socket.kind, SOCK_POLL);
	assert_int_equal(seen.server.socket.recv_q, 5);
	assert_int_equal(seen.server.socket.inode, inode_of(pair.server));
	assert_false(seen.server.socket.has_info);
	assert_true(seen.server.socket.asked_ns <= seen.server.time_ns);

	assert_int_equal(sockets_dump(sockets, established | listen, SIZE_MAX, note, NULL, &seen,
				      NULL), 0);
	assert_int_equal(seen.clients, 2);
	assert_int_equal(seen.listeners, 1);
	assert_true(seen.server.socket.has_info);
	assert_int_equal(seen.server.socket.bytes_received, 5);
	assert_int_equal(seen.listener.socket.send_q, BACKLOG);
	assert_int_equal(seen.listener.socket.remote.port, 0);
	pair_close(&pair);
}

/* Asks for each socket that a list tells of, while the list goes on. */
struct asking {
	struct sockets *sockets;
	struct seen seen;
	unsigned int found;
};

static void ask_and_note(void *arg, const struct event *event)
{
	struct asking *asking = arg;
	const struct sock_fact *fact = &event->socket;
	struct event answer;

	assert_int_equal(sockets_probe(asking->sockets, &fact->local, &fact->remote, &answer), 0);
	asking->found += !answer.socket.gone;
	note(&asking->seen, event);
}

static void test_list(void **state)
{
	enum { PAIRS = 200 };
	struct pair pairs[PAIRS];
	struct asking asking = { .sockets = open_or_skip(state), .seen = { .pair = &pairs[0] } };
	const unsigned int established = tcp_state_mask(TCP_STATE_ESTABLISHED);

	for (int i = 0; i < PAIRS; i++)
		pair_open_v4(&pairs[i]);
	assert_int_equal(sockets_list(asking.sockets, established, true, ask_and_note, &asking,
				      NULL), 0);
	assert_int_equal(asking.seen.clients, 1);
	assert_int_equal(asking.seen.servers, 1);
	assert_true(asking.seen.server.socket.has_info);
	assert_true(asking.seen.others >= 2 * (PAIRS - 1));
	assert_true(asking.found >= 2 * PAIRS);
	for (int i = 0; i < PAIRS; i++)
		pair_close(&pairs[i]);
}

static size_t take_servers(void *arg, struct event *events, size_t count)
{
	const struct seen *seen = arg;
	size_t left = 0;

	for (size_t i = 0; i < count; i++) {
		note(arg, &events[i]);
		if (!endpoint_equal(&events[i].socket.local, &seen->pair->server_end))
			events[left++] = events[i];
	}
	return left;
}

/* Both are offered as they are read, and the one that is not taken is delivered too. */
static void test_dump_sifted(void **state)
{
	struct sockets *sockets = open_or_skip(state);
	const unsigned int established = tcp_state_mask(TCP_STATE_ESTABLISHED);
	struct pair pair;
	struct seen seen = { .pair = &pair };

	pair_open_v4(&pair);
	assert_int_equal(sockets_dump(sockets, established, 0, note, take_servers, &seen, NULL), 0);
	assert_int_equal(seen.servers, 1);
	assert_int_equal(seen.clients, 2);
	assert_false(seen.client.socket.has_info);
	pair_close(&pair);

	/* So few are not offered at all, and more is asked of them. */
	seen = (struct seen){ .pair = &pair };
	pair_open_v4(&pair);
	assert_int_equal(sockets_dump(sockets, established, 100000, note, take_servers, &seen,
				      NULL), 0);
	assert_int_equal(seen.servers, 1);
	assert_int_equal(seen.clients, 1);
	assert_true(seen.client.socket.has_info);
	pair_close(&pair);
}

struct offers {
	unsigned int taken, delivered;
};

static size_t take_all(void *arg, struct event *events, size_t count)
{
	struct offers *offers = arg;

	(void)events;
	offers->taken += (unsigned int)count;
	return 0;
}

static void count_delivered(void *arg, const struct event *event)
{
	struct offers *offers = arg;

	(void)event;
	offers->delivered++;
}

/* Also the first, which was read when it was not known yet that there are more. */
static void test_dump_sifted_all(void **state)
{
	enum { PAIRS = 300 };
	struct sockets *sockets = open_or_skip(state);
	const unsigned int established = tcp_state_mask(TCP_STATE_ESTABLISHED);
	struct offers offers = { 0 };
	struct pair pairs[PAIRS];

	for (int i = 0; i < PAIRS; i++)
		pair_open_v4(&pairs[i]);
	assert_int_equal(sockets_dump(sockets, established, 2 * PAIRS - 1, count_delivered,
				      take_all, &offers, NULL), 0);
	assert_true(offers.taken >= 2 * PAIRS);
	assert_int_equal(offers.delivered, 0);
	for (int i = 0; i < PAIRS; i++)
		pair_close(&pairs[i]);
}

static int join_or_skip(void **state, struct deaths *deaths)
{
	int fd;

	open_or_skip(state);
	fd = deaths_join(deaths, NULL);
	assert_true(fd >= 0);
	return fd;
}

static void drain_until_servers(struct deaths *deaths, struct seen *seen, int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	while (!seen->servers) {
		assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
		assert_true(deaths_drain(deaths, note, seen, NULL) >= 0);
	}
}

static void test_deaths(void **state)
{
	struct sockets *sockets = open_or_skip(state);
	struct deaths deaths = { 0 };
	struct pair pair;
	struct seen seen = { .pair = &pair };
	struct sock_fact before;
	int fd = join_or_skip(state, &deaths);

	assert_int_equal(deaths_join(&deaths, NULL), fd);
	pair_open_v4(&pair);
	send_octets(pair.client, pair.server, 3);
	before = probe(sockets, &pair.server_end, &pair.client_end);
	close(pair.server);
	drain_until_servers(&deaths, &seen, fd);
	assert_int_equal(seen.server.kind, EVENT_SOCKET);
	assert_int_equal(seen.server.socket.kind, SOCK_OBITUARY);
	assert_int_equal(seen.server.socket.state, TCP_STATE_CLOSED);
	assert_int_equal(seen.server.socket.recv_q, 3);
	assert_int_equal(seen.server.socket.inode, 0);
	assert_int_equal(seen.server.socket.cookie, before.cookie);
	assert_int_equal(seen.server.socket.asked_ns, 0);
	assert_true(seen.server.socket.has_info);
	assert_true(seen.server.time_ns <= clock_now_ns());
	pair.server = -1;
	pair_close(&pair);
	deaths_free(&deaths);
}

static void test_deaths_left(void **state)
{
	struct deaths deaths = { 0 };
	struct pair pair;
	struct seen seen = { .pair = &pair };

	assert_int_equal(deaths_drain(&deaths, note, &seen, NULL), 0);
	join_or_skip(state, &deaths);
	deaths_leave(&deaths);
	pair_open_v4(&pair);
	pair_close(&pair);
	assert_int_equal(deaths_drain(&deaths, note, &seen, NULL), 0);
	deaths_free(&deaths);
}

/* With the same descriptor, which somebody waits on. */
static void test_deaths_joined_again(void **state)
{
	struct deaths deaths = { 0 };
	struct pair pair;
	struct seen seen = { .pair = &pair };
	int fd = join_or_skip(state, &deaths);

	deaths_leave(&deaths);
	assert_int_equal(deaths_join(&deaths, NULL), fd);
	pair_open_v4(&pair);
	close(pair.server);
	drain_until_servers(&deaths, &seen, fd);
	pair.server = -1;
	pair_close(&pair);
	deaths_free(&deaths);
}

static void set_ring(int fd, int size)
{
	assert_int_equal(setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)), 0);
}

/* More deaths than the smallest queue there is can hold: said, and what follows still comes. */
static void test_deaths_overrun(void **state)
{
	struct deaths deaths = { 0 };
	struct pair pair;
	struct seen seen = { .pair = &pair };
	int fd = join_or_skip(state, &deaths);
	struct pollfd overrun = { .fd = fd };	/* POLLERR comes unasked */

	set_ring(fd, 1);
	for (int i = 0; i < MANY; i++) {
		pair_open_v4(&pair);
		pair_close(&pair);
	}
	assert_int_equal(poll(&overrun, 1, PATIENCE_MS), 1);
	assert_true(deaths_drain(&deaths, note, &seen, NULL) > 0);
	assert_true(seen.gaps > 0);

	set_ring(fd, 1 << 20);
	pair_open_v4(&pair);
	send_octets(pair.client, pair.server, 2);
	close(pair.server);
	drain_until_servers(&deaths, &seen, fd);
	assert_int_equal(seen.server.socket.recv_q, 2);
	pair.server = -1;
	pair_close(&pair);
	deaths_free(&deaths);
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_probe),
		LIVE(test_probe_half_closed),
		LIVE(test_probe_gone),
		LIVE(test_probe_bound_to_interface),
		LIVE(test_dump),
		LIVE(test_list),
		LIVE(test_dump_sifted),
		LIVE(test_dump_sifted_all),
		LIVE(test_deaths),
		LIVE(test_deaths_left),
		LIVE(test_deaths_joined_again),
		LIVE(test_deaths_overrun),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
