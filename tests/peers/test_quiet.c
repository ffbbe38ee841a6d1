/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test_quiet.c: the built-in scenarios: the same order comes to the same, however busy all is. */
#define _GNU_SOURCE 1	/* in the headers */
#include "peers/builtin.h"
#include "peers/execution.h"
#include "support/rows.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	ORDERS = 5,		/* drawn, of each scenario */
	POINTS_MAX = 64, CALLS_MAX = 64,
	OUTCOMES_MAX = 256,
	BUSY = 2,
	STREAMS_MAX = 16,
};

/* All that an explorer may rest on. */
struct course {
	size_t points, calls;
	struct {
		uint32_t ready;
		unsigned int thread;
		struct footprint footprint;
	} point[POINTS_MAX];
	char call[CALLS_MAX][EXECUTION_TEXT_MAX];
	struct scenario_outcome outcome;
};

static void hear(void *arg, const struct execution_call *call)
{
	struct course *course = arg;

	assert_true(course->calls < CALLS_MAX);
	snprintf(course->call[course->calls++], EXECUTION_TEXT_MAX, "%s", call->text);
}

static struct execution *open_execution(size_t i, struct scenario *scenario,
					const struct execution_options *options)
{
	const char *text = scenario_builtin_text(scenario_builtin_at(i));
	struct scenario_error error;
	struct execution *execution;

	assert_int_equal(scenario_parse(scenario, text, strlen(text), &error), 0);
	assert_int_equal(execution_new(&execution, scenario, options), 0);
	return execution;
}

static unsigned int draw(uint32_t ready, uint32_t *seed)
{
	unsigned int thread;

	do {
		*seed = *seed * 1103515245 + 12345;
		thread = *seed >> 16 & 31;
	} while (!(ready & UINT32_C(1) << thread));
	return thread;
}

static void step(struct execution *execution, struct course *course, uint32_t *seed)
{
	uint32_t ready = execution_ready(execution);
	unsigned int thread = draw(ready, seed);

	assert_true(course->points < POINTS_MAX);
	course->point[course->points].ready = ready;
	course->point[course->points].thread = thread;
	execution_touches(execution, thread, &course->point[course->points++].footprint);
	assert_int_equal(execution_step(execution, thread), 0);
}

static void run(struct execution *execution, struct course *course, uint32_t seed)
{
	memset(course, 0, sizeof(*course));
	assert_int_equal(execution_begin(execution), 0);
	while (execution_ready(execution))
		step(execution, course, &seed);
	execution_outcome(execution, &course->outcome);
	execution_end(execution);
}

static void check_same(struct rows *rows, const struct course *got, const struct course *want)
{
	CHECK_INT(rows, got->points, want->points);
	for (size_t i = 0; i < got->points && i < want->points; i++) {
		CHECK_INT(rows, got->point[i].ready, want->point[i].ready);
		CHECK_INT(rows, got->point[i].footprint.reads, want->point[i].footprint.reads);
		CHECK_INT(rows, got->point[i].footprint.writes, want->point[i].footprint.writes);
	}
	CHECK_INT(rows, got->calls, want->calls);
	for (size_t i = 0; i < got->calls && i < want->calls; i++)
		CHECK_STRING(rows, got->call[i], want->call[i]);
	CHECK(rows, memcmp(&got->outcome, &want->outcome, sizeof(got->outcome)) == 0);
}

static void make_busy(pid_t pids[BUSY])
{
	for (int i = 0; i < BUSY; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (pids[i] == 0)
			;
		assert_true(pids[i] > 0);
	}
}

static void make_calm(const pid_t pids[BUSY])
{
	for (int i = 0; i < BUSY; i++) {
		kill(pids[i], SIGKILL);
		waitpid(pids[i], NULL, 0);
	}
}

static void test_same(void **state)
{
	static struct course calm[ORDERS], busy;
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < scenario_builtin_count(); i++) {
		const struct execution_options options = { .called = hear, .arg = &busy };
		struct scenario scenario;
		struct execution *execution = open_execution(i, &scenario, &options);
		pid_t pids[BUSY];

		rows_next(&rows, scenario_builtin_at(i)->name);
		for (uint32_t seed = 0; seed < ORDERS; seed++) {
			run(execution, &busy, seed);
			calm[seed] = busy;
		}
		make_busy(pids);
		for (uint32_t seed = 0; seed < ORDERS; seed++) {
			run(execution, &busy, seed);
			check_same(&rows, &busy, &calm[seed]);
		}
		make_calm(pids);
		execution_free(execution);
	}
	rows_end(&rows);
}

/* What comes of an order is what comes of one of those that explorers try. */

struct outcomes {
	struct explorer_model model;
	struct execution *execution;	/* borrowed */
	struct scenario_outcome found[OUTCOMES_MAX];
	size_t count;
};

static bool is_found(const struct outcomes *outcomes, const struct scenario_outcome *outcome)
{
	for (size_t i = 0; i < outcomes->count; i++) {
		if (memcmp(&outcomes->found[i], outcome, sizeof(*outcome)) == 0)
			return true;
	}
	return false;
}

static int on_begin(void *arg)
{
	return execution_begin(((struct outcomes *)arg)->execution);
}

static uint32_t on_ready(void *arg)
{
	return execution_ready(((struct outcomes *)arg)->execution);
}

static void on_touches(void *arg, unsigned int thread, struct footprint *footprint)
{
	execution_touches(((struct outcomes *)arg)->execution, thread, footprint);
}

static int on_step(void *arg, unsigned int thread)
{
	return execution_step(((struct outcomes *)arg)->execution, thread);
}

static int on_end(void *arg, struct explorer_result *result)
{
	struct outcomes *outcomes = arg;
	struct scenario_outcome outcome;

	execution_outcome(outcomes->execution, &outcome);
	if (!execution_ready(outcomes->execution) && !is_found(outcomes, &outcome)) {
		assert_true(outcomes->count < OUTCOMES_MAX);
		outcomes->found[outcomes->count++] = outcome;
	}
	return outcomes->model.end(outcomes->model.arg, result);
}

static void explore(struct outcomes *outcomes)
{
	const struct explorer_model model = {
		.begin = on_begin,
		.ready = on_ready,
		.touches = on_touches,
		.step = on_step,
		.end = on_end,
		.arg = outcomes,
	};
	const struct explorer_options options = { .strategy = EXPLORER_EXHAUSTIVE };
	struct explorer *explorer = explorer_new(&model, &options);
	int ret;

	assert_non_null(explorer);
	do
		ret = explorer_next(explorer);
	while (ret > 0);
	assert_int_equal(ret, 0);
	explorer_free(explorer);
}

static void test_nothing_left_out(void **state)
{
	static struct outcomes outcomes;
	static struct course course;
	struct rows rows = { 0 };

	(void)state;
	for (size_t i = 0; i < scenario_builtin_count(); i++) {
		const struct execution_options options = { 0 };
		struct scenario scenario;
		struct execution *execution = open_execution(i, &scenario, &options);

		rows_next(&rows, scenario_builtin_at(i)->name);
		outcomes = (struct outcomes){ .execution = execution };
		execution_model(execution, &outcomes.model);
		explore(&outcomes);
		for (uint32_t seed = 100; seed < 100 + 3 * ORDERS; seed++) {
			run(execution, &course, seed);
			if (!CHECK(&rows, is_found(&outcomes, &course.outcome)))
				print_error("variant %s, seed %u\n",
					    scenario_builtin_at(i)->variant, seed);
		}
		execution_free(execution);
	}
	rows_end(&rows);
}

/* Of what goes over loopback meanwhile nothing falls between two steps. */

struct span {
	uint64_t begin_ns, end_ns;
};

struct wire {
	int fd;
	struct sockaddr_in server;	/* where this execution's clients came; all zero: they did not */
	struct span spans[POINTS_MAX + 1];	/* of begin() and each step */
	size_t count;
	struct {
		uint16_t from, to;
		uint32_t end;		/* of what was sent so far */
	} streams[STREAMS_MAX];
	size_t stream_count;
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void note_server(void *arg, const struct execution_call *call)
{
	struct wire *wire = arg;

	if (strcmp(call->text, "connect() = 0") == 0)
		wire->server = *(const struct sockaddr_in *)&call->remote;
}

static int open_wire(void)
{
	/* TCP alone: the others would fill it. */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offsetof(struct iphdr, protocol)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog filter = { .len = ARRAY_LEN(code), .filter = code };
	const struct sockaddr_ll lo = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)if_nametoindex("lo"),
	};
	const int one = 1, room = 8 << 20;
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, htons(ETH_P_IP));

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room));
	assert_int_equal(bind(fd, (const struct sockaddr *)&lo, sizeof(lo)), 0);
	return fd;
}

/*
 * Is it sent again, since a timer thought so? The first one had come, or the next step would
 * not have been taken: with the ACK delayed this happens within 10 ms.
 */
static bool is_repeated(struct wire *wire, const struct tcphdr *tcp, uint32_t len)
{
	uint32_t end = ntohl(tcp->seq) + len + tcp->syn + tcp->fin;
	size_t i = 0;

	while (i < wire->stream_count && (wire->streams[i].from != tcp->source ||
					  wire->streams[i].to != tcp->dest))
		i++;
	assert_true(i < STREAMS_MAX);
	if (i < wire->stream_count && (int32_t)(end - wire->streams[i].end) <= 0)
		return !tcp->rst;
	wire->streams[i].from = tcp->source;
	wire->streams[i].to = tcp->dest;
	wire->streams[i].end = end;
	wire->stream_count += i == wire->stream_count;
	return false;
}

/* One that matters to a program: a bare ACK may be late. */
static bool is_ours(struct wire *wire, const uint8_t *packet, size_t len)
{
	uint32_t octets;
	struct iphdr ip;
	struct tcphdr tcp;

	if (len < sizeof(ip) + sizeof(tcp))
		return false;
	memcpy(&ip, packet, sizeof(ip));
	memcpy(&tcp, packet + ip.ihl * 4u, sizeof(tcp));
	if (ip.protocol != IPPROTO_TCP ||
	    (ip.saddr != wire->server.sin_addr.s_addr && ip.daddr != wire->server.sin_addr.s_addr))
		return false;
	octets = ntohs(ip.tot_len) - ip.ihl * 4u - tcp.doff * 4u;
	return (tcp.syn || tcp.fin || tcp.rst || octets) && !is_repeated(wire, &tcp, octets);
}

static bool in_a_span(const struct wire *wire, uint64_t time_ns)
{
	for (size_t i = 0; i < wire->count; i++) {
		if (wire->spans[i].begin_ns <= time_ns && time_ns <= wire->spans[i].end_ns)
			return true;
	}
	return false;
}

/* The next packet, and when it was there; false: there is none. */
static bool take_packet(const struct wire *wire, uint8_t *packet, size_t room, size_t *len,
			uint64_t *time_ns)
{
	union {
		char octets[128];
		struct cmsghdr align;
	} control;
	struct iovec data = { .iov_base = packet, .iov_len = room };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1,
				  .msg_control = control.octets,
				  .msg_controllen = sizeof(control.octets) };
	ssize_t n = recvmsg(wire->fd, &message, MSG_DONTWAIT);
	const struct cmsghdr *header = n < 0 ? NULL : CMSG_FIRSTHDR(&message);
	struct timespec time;

	if (!header)
		return false;
	memcpy(&time, CMSG_DATA(header), sizeof(time));
	*len = (size_t)n;
	*time_ns = (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
	return true;
}

/* Returns how many were looked at. */
static size_t check_packets(struct rows *rows, struct wire *wire)
{
	uint8_t packet[256];
	uint64_t time_ns;
	size_t len, count = 0;

	while (take_packet(wire, packet, sizeof(packet), &len, &time_ns)) {
		if (!is_ours(wire, packet, len))
			continue;
		count++;
		CHECK(rows, in_a_span(wire, time_ns));
	}
	return count;
}

static void begin_span(struct wire *wire)
{
	const struct timespec gap = { .tv_nsec = 300000 };

	nanosleep(&gap, NULL);
	wire->spans[wire->count].begin_ns = now_ns();
}

static void run_slowly(struct execution *execution, struct wire *wire, uint32_t seed)
{
	wire->count = 0;
	wire->server = (struct sockaddr_in){ 0 };
	wire->stream_count = 0;
	begin_span(wire);
	assert_int_equal(execution_begin(execution), 0);
	wire->spans[wire->count++].end_ns = now_ns();
	while (execution_ready(execution)) {
		assert_true(wire->count <= POINTS_MAX);
		begin_span(wire);
		assert_int_equal(execution_step(execution,
						draw(execution_ready(execution), &seed)), 0);
		wire->spans[wire->count++].end_ns = now_ns();
	}
}

/* How its sockets end is nobody's step. */
static void finish(struct execution *execution, struct wire *wire)
{
	begin_span(wire);
	execution_end(execution);
}

static void test_nothing_between(void **state)
{
	struct wire wire = { .fd = open_wire() };
	struct rows rows = { 0 };
	pid_t pids[BUSY];

	(void)state;
	if (wire.fd < 0) {
		print_message("no packets may be seen: %s\n", strerror(errno));
		skip();
	}
	make_busy(pids);
	for (size_t i = 0; i < scenario_builtin_count(); i++) {
		const struct execution_options options = { .called = note_server, .arg = &wire };
		struct scenario scenario;
		struct execution *execution = open_execution(i, &scenario, &options);

		rows_next(&rows, scenario_builtin_at(i)->name);
		for (uint32_t seed = 0; seed < ORDERS; seed++) {
			run_slowly(execution, &wire, seed);
			CHECK(&rows, check_packets(&rows, &wire) > 0 || !wire.server.sin_port);
			finish(execution, &wire);
		}
		execution_free(execution);
	}
	make_calm(pids);
	close(wire.fd);
	rows_end(&rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_nothing_between),
		cmocka_unit_test(test_nothing_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
