/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spotter.c: reads SYNs from a packet socket, and looks up who sent them. */
#define _GNU_SOURCE 1	/* SCHED_RESET_ON_FORK */
#include "observe/spotter.h"

#include "core/frame.h"
#include "core/units.h"
#include "observe/clock.h"
#include "observe/privilege.h"
#include "observe/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	HEADERS_MAX = 192,		/* IPv6 with some extension headers, and TCP */
	WAITING_MAX = 4 << 20,		/* octets that may wait for who asked */
	BATCH = 256,
	ASIDE_THOUSANDTHS = 300,	/* who takes so much of a core goes in front of all no more */
};

/* The child's side. */
struct spotting {
	int fd, packets;		/* to who asked; the packet socket */
	struct sockets *sockets;
	bool first;			/* in front of all others */
	uint64_t since_ns, spent_ns;
};

/*
 * IPv4 and IPv6 from the network header on (SOCK_DGRAM); of TCP those with SYN and without ACK, as
 * they leave: on loopback each is seen once more as it comes in.
 */
static int filter_syns(int packets)
{
	static struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 0, 15),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x60, 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x40, 0, 11),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
		BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 3, 8),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6),
		BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, 40),
		/* Behind extension headers: looked into by frame_parse(). */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 3),
		BPF_STMT(BPF_LD | BPF_B | BPF_IND, 13),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, SEGMENT_SYN | SEGMENT_ACK),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SEGMENT_SYN, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, HEADERS_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = { .len = sizeof(code) / sizeof(code[0]), .filter = code };

	return setsockopt(packets, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program));
}

/* Bound only when it is filtered, so that nothing else gets in. */
static int open_packets(const char *device)
{
	struct sockaddr_ll name = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), ret = 0;

	if (fd < 0)
		return -errno;
	if (device && strcmp(device, "any") != 0) {
		name.sll_ifindex = (int)if_nametoindex(device);
		ret = name.sll_ifindex ? 0 : -ENODEV;
	}
	if (ret == 0 && (filter_syns(fd) < 0 ||
			 bind(fd, (struct sockaddr *)&name, sizeof(name)) < 0))
		ret = -errno;
	if (ret < 0)
		close(fd);
	return ret < 0 ? ret : fd;
}

static void look_up(const struct spotting *spotting, const uint8_t *octets, size_t len)
{
	struct segment segment;
	struct event event;

	/* Of what lies behind the header nothing is wanted. */
	if (frame_parse(&segment, LINK_RAW, octets, len, len, false) < 0 ||
	    (segment.flags & (SEGMENT_SYN | SEGMENT_ACK)) != SEGMENT_SYN ||
	    sockets_probe(spotting->sockets, &segment.src, &segment.dst, &event) < 0 ||
	    event.socket.group != SOCK_GROUP_CHOSEN)
		return;
	send(spotting->fd, &event, sizeof(event), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void read_packets(const struct spotting *spotting)
{
	uint8_t octets[HEADERS_MAX];
	ssize_t len;

	for (int i = 0; i < BATCH; i++) {
		len = recv(spotting->packets, octets, sizeof(octets), 0);
		if (len <= 0)
			return;
		look_up(spotting, octets, (size_t)len);
	}
}

/* False: nobody asks any more. */
static bool read_choice(const struct spotting *spotting)
{
	uint64_t cgroup;

	if (recv(spotting->fd, &cgroup, sizeof(cgroup), 0) != sizeof(cgroup))
		return false;
	sockets_choose_cgroup(spotting->sockets, cgroup);
	/* So that the command does not begin before. */
	return send(spotting->fd, &cgroup, sizeof(cgroup), MSG_NOSIGNAL) >= 0;
}

static void go_first(struct spotting *spotting)
{
	const struct sched_param lowest = { .sched_priority = 1 };

	spotting->first = sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &lowest) == 0;
}

static void step_aside(struct spotting *spotting)
{
	const struct sched_param none = { 0 };
	uint64_t now_ns = clock_now_ns(), spent_ns;

	if (!spotting->first || now_ns < spotting->since_ns + S_NS)
		return;
	spent_ns = clock_spent_ns();
	if (spotting->since_ns && (spent_ns - spotting->spent_ns) / ASIDE_THOUSANDTHS >
				  (now_ns - spotting->since_ns) / 1000) {
		sched_setscheduler(0, SCHED_OTHER, &none);
		spotting->first = false;
	}
	spotting->since_ns = now_ns;
	spotting->spent_ns = spent_ns;
}

_Noreturn static void run(struct spotting *spotting)
{
	const struct privilege_keep nothing = { 0 };
	bool asked = true;
	sigset_t all;

	/* The keys of a terminal are for others. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	go_first(spotting);
	if (privilege_drop(&nothing, NULL) < 0)
		_exit(1);
	while (asked) {
		struct pollfd fds[] = { { .fd = spotting->fd, .events = POLLIN },
					{ .fd = spotting->packets, .events = POLLIN } };

		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[0].revents)
			asked = read_choice(spotting);
		if (fds[1].revents)
			read_packets(spotting);
		step_aside(spotting);
	}
	_exit(0);
}

/* Ours. */

static int start(struct spotter *spotter, struct spotting *spotting, struct err *err)
{
	int pair[2], size = WAITING_MAX;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(err, -errno, "cannot look out for sockets");
	setsockopt(pair[1], SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		spotting->fd = pair[1];
		run(spotting);
	}
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return err_sys(err, -EAGAIN, "cannot look out for sockets");
	}
	*spotter = (struct spotter){ .pid = pid, .fd = pair[0] };
	return 0;
}

int spotter_start(struct spotter *spotter, const char *device, struct err *err)
{
	struct spotting spotting = { .packets = open_packets(device) };
	int ret;

	*spotter = (struct spotter){ 0 };
	if (spotting.packets < 0)
		return err_sys(err, spotting.packets, "cannot look out for sockets");
	ret = sockets_open(&spotting.sockets, err);
	if (ret == 0)
		ret = start(spotter, &spotting, err);
	sockets_free(spotting.sockets);
	close(spotting.packets);
	return ret;
}

/* What it has to tell of the one before is not wanted any more. */
void spotter_choose(struct spotter *spotter, uint64_t cgroup)
{
	struct event event;
	ssize_t len;

	if (!spotter->pid || send(spotter->fd, &cgroup, sizeof(cgroup), MSG_NOSIGNAL) < 0)
		return;
	do
		len = recv(spotter->fd, &event, sizeof(event), 0);
	while (len == sizeof(event) || (len < 0 && errno == EINTR));
}

bool spotter_drain(struct spotter *spotter, event_fn fn, void *arg)
{
	struct event event;
	ssize_t len;

	while ((len = recv(spotter->fd, &event, sizeof(event), MSG_DONTWAIT)) == sizeof(event))
		fn(arg, &event);
	return len < 0;
}

void spotter_stop(struct spotter *spotter)
{
	if (!spotter->pid)
		return;
	close(spotter->fd);
	while (waitpid(spotter->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*spotter = (struct spotter){ 0 };
}
