/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_destroy.c: a socket that is destroyed, as both ends of its connection see it. */
#include "observe/sockets.h"
#include "observe/privilege.h"
#include "support/rows.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_MS = 5000, NOBODY = 65534 };

struct pair {
	int listener, client, server;
	struct endpoint client_end, server_end;
};

static struct endpoint end_of(const struct sockaddr_in6 *name)
{
	struct endpoint endpoint;

	endpoint_set(&endpoint, FAMILY_IPV6, &name->sin6_addr, ntohs(name->sin6_port));
	return endpoint;
}

/* Also of IPv4, as most servers have it: v4-mapped. */
static bool pair_open(struct pair *pair, const char *address)
{
	struct sockaddr_in6 server = { .sin6_family = AF_INET6 }, client;
	socklen_t len = sizeof(server);
	int off = 0;

	assert_int_equal(inet_pton(AF_INET6, address, &server.sin6_addr), 1);
	pair->listener = socket(AF_INET6, SOCK_STREAM, 0);
	pair->client = socket(AF_INET6, SOCK_STREAM, 0);
	setsockopt(pair->listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	setsockopt(pair->client, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(pair->listener, (struct sockaddr *)&server, len) < 0)
		return false;
	assert_int_equal(listen(pair->listener, 1), 0);
	assert_int_equal(getsockname(pair->listener, (struct sockaddr *)&server, &len), 0);
	assert_int_equal(connect(pair->client, (struct sockaddr *)&server, len), 0);
	pair->server = accept(pair->listener, (struct sockaddr *)&client, &len);
	assert_true(pair->server >= 0);
	pair->client_end = end_of(&client);
	pair->server_end = end_of(&server);
	return true;
}

static void pair_close(const struct pair *pair)
{
	close(pair->client);
	close(pair->server);
	close(pair->listener);
}

static struct sock_fact probe(struct sockets *sockets, const struct endpoint *local,
			      const struct endpoint *remote)
{
	struct event event;

	assert_int_equal(sockets_probe(sockets, local, remote, &event), 0);
	return event.socket;
}

/* What the program gets from its socket: the error, once. */
static int error_of(int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char octet;

	assert_int_equal(poll(&ready, 1, PATIENCE_MS), 1);
	assert_int_equal(recv(fd, &octet, 1, 0), -1);
	return errno;
}

static bool is_open(int fd)
{
	int error = 0;
	socklen_t len = sizeof(error);
	char octet;

	return recv(fd, &octet, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN &&
	       getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 && error == 0;
}

static bool listens(int fd)
{
	int listening = 0;
	socklen_t len = sizeof(listening);

	return getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) == 0 && listening;
}

/* Opens sockets, or skips the test where it has no permission or the kernel cannot do it. */
static struct sockets *open_or_skip(void)
{
	struct sockets *sockets = NULL;
	const struct endpoint nobody = { .family = FAMILY_IPV4, .port = 1 };
	struct err err = { "" };
	int ret;

	if (sockets_open(&sockets, &err) < 0)
		skip();
	ret = sockets_destroy(sockets, &nobody, &nobody, 1, &err);
	if (ret == -EOPNOTSUPP || ret == -EPERM) {
		sockets_free(sockets);
		skip();
	}
	assert_int_equal(ret, -ENOENT);
	return sockets;
}

/* o2 of the kernel's experiments: its program is told ECONNABORTED, the peer's ECONNRESET. */
static void test_both_ends(void **state)
{
	static const char *const addresses[] = { "::ffff:127.0.0.1", "::1" };
	struct sockets *sockets = open_or_skip();
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(addresses); i++) {
		struct sock_fact fact;
		struct pair pair;

		rows_next(&rows, addresses[i]);
		if (!pair_open(&pair, addresses[i])) {
			print_message("skipped: no %s here\n", addresses[i]);
			continue;
		}
		fact = probe(sockets, &pair.server_end, &pair.client_end);
		CHECK_INT(&rows, sockets_destroy(sockets, &pair.server_end, &pair.client_end,
						 fact.cookie, NULL), 0);
		CHECK_INT(&rows, error_of(pair.server), ECONNABORTED);
		CHECK_INT(&rows, error_of(pair.client), ECONNRESET);
		CHECK(&rows, probe(sockets, &pair.server_end, &pair.client_end).gone);
		pair_close(&pair);
	}
	rows_end(&rows);
	sockets_free(sockets);
}

/* The kernel finds the listener instead of a socket that is gone, and would end it. */
static void test_not_the_listener(void **state)
{
	struct sockets *sockets = open_or_skip();
	struct err err = { "" };
	struct sock_fact fact;
	struct pair pair;

	(void)state;
	assert_true(pair_open(&pair, "::ffff:127.0.0.1"));
	fact = probe(sockets, &pair.server_end, &pair.client_end);
	assert_int_equal(sockets_destroy(sockets, &pair.server_end, &pair.client_end,
					 fact.cookie, NULL), 0);
	assert_int_equal(sockets_destroy(sockets, &pair.server_end, &pair.client_end,
					 fact.cookie, &err), -ENOENT);
	assert_string_equal(err.text, "the socket is gone");
	assert_true(listens(pair.listener));
	pair_close(&pair);
	sockets_free(sockets);
}

static void test_another_cookie(void **state)
{
	struct sockets *sockets = open_or_skip();
	struct err err = { "" };
	struct sock_fact fact;
	struct pair pair;

	(void)state;
	assert_true(pair_open(&pair, "::ffff:127.0.0.1"));
	fact = probe(sockets, &pair.server_end, &pair.client_end);
	assert_int_equal(sockets_destroy(sockets, &pair.server_end, &pair.client_end,
					 fact.cookie + 1000, &err), -ENOENT);
	assert_int_equal(sockets_destroy(sockets, &pair.server_end, &pair.client_end, 0, &err),
			 -EINVAL);
	assert_int_equal(sockets_destroy(sockets, &pair.server_end, &pair.client_end,
					 UINT64_MAX, &err), -EINVAL);
	assert_true(is_open(pair.client));
	assert_true(is_open(pair.server));
	pair_close(&pair);
	sockets_free(sockets);
}

/* What is left after dropping privileges: with the capability, and without it. */
static int after_dropping(struct sockets *sockets, const struct pair *pair, uint64_t cookie,
			  bool keeps)
{
	const struct privilege_keep keep = { .destroy = keeps };
	struct err err = { "" };
	int ret;

	if (privilege_drop(&keep, NULL) < 0)
		return 1;
	ret = sockets_destroy(sockets, &pair->client_end, &pair->server_end, cookie, &err);
	if (keeps)
		return ret == 0 ? 0 : 2;
	return ret == -EPERM && strstr(err.text, "no permission") ? 0 : 3;
}

static void test_dropped(void **state)
{
	struct sockets *sockets = open_or_skip();
	struct sock_fact fact;
	struct pair pair;

	(void)state;
#ifndef HAVE_CAP_NG
	sockets_free(sockets);
	skip();
#endif
	assert_true(pair_open(&pair, "::ffff:127.0.0.1"));
	fact = probe(sockets, &pair.client_end, &pair.server_end);
	for (int keeps = 0; keeps < 2; keeps++) {
		pid_t child = fork();
		int status;

		if (child == 0)
			_exit(after_dropping(sockets, &pair, fact.cookie, keeps));
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
		assert_int_equal(is_open(pair.client), !keeps);
	}
	pair_close(&pair);
	sockets_free(sockets);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both_ends),
		cmocka_unit_test(test_not_the_listener),
		cmocka_unit_test(test_another_cookie),
		cmocka_unit_test(test_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
