/* SPDX-License-Identifier: GPL-2.0-or-later */
/* peer.c: the two demo peers, forked, listened to and ended; or one of them in the foreground. */
#define _GNU_SOURCE 1	/* close_range(), pipe2() */
#include "peers/peer.h"

#include "peers/calls.h"
#include "peers/demo.h"
#include "peers/own_process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	ROLE_STALL_MS = 6000,		/* longer than --stall-after, if nobody changed that */
	STEP_LIMIT_MS = 20000,		/* well under PEER_LIMIT_S, so that a step says what it missed */
	ROLE_STEP_LIMIT_MS = 60000,	/* the other end may be a person with nc(1) */
};

/* What both processes are forked with. */
struct channels {
	int report[2];			/* from both to their parent, who closes the second */
	int cue[PEER_ROLES][2];		/* from him to each, of which he closes the first */
	int meeting[PEER_ROLES];	/* between the two, who closes both */
};

const char *peer_role_name(enum peer_role role)
{
	return role == PEER_SERVER ? "server" : "client";
}

static int parse_address(struct sockaddr_storage *address, const char *host, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

	memset(address, 0, sizeof(*address));
	if (!host)
		host = "127.0.0.1";
	if (inet_pton(AF_INET, host, &in.sin_addr) == 1)
		memcpy(address, &in, sizeof(in));
	else if (inet_pton(AF_INET6, host, &in6.sin6_addr) == 1)
		memcpy(address, &in6, sizeof(in6));
	else
		return -EINVAL;
	return 0;
}

/* Standard input and output stay; no socket of ours is among them. */
static void close_between(int first, int last)
{
	if (first <= STDERR_FILENO)
		first = STDERR_FILENO + 1;
	if (first <= last)
		close_range((unsigned int)first, (unsigned int)last, 0);
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* A socket that the parent has open would live on in here: no FIN at its close(). */
static void close_others(const struct peer *peer)
{
	int kept[] = { -1, peer->report_fd, peer->cue_fd, peer->meeting_fd, INT_MAX };
	const size_t count = sizeof(kept) / sizeof(kept[0]);

	qsort(kept, count, sizeof(kept[0]), compare);
	for (size_t i = 1; i < count; i++)
		close_between(kept[i - 1] + 1, kept[i] - 1);
}

__attribute__((noreturn))
static void live_as(struct peer *peer, const struct demo_variant *variant, unsigned int limit_s)
{
	close_others(peer);
	own_process_begin(peer->role == PEER_SERVER ? "demo-server" : "demo-client");
	alarm(limit_s);
	peer_finish(peer, variant->run[peer->role](peer));
	for (;;)
		pause();
}

static int fork_peer(struct peers *peers, struct peer *peer,
		     const struct demo_variant *variant, unsigned int limit_s)
{
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (pid == 0)
		live_as(peer, variant, limit_s ? limit_s : PEER_LIMIT_S);
	peers->pid[peer->role] = pid;
	return 0;
}

static void close_if_open(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_pair(int fds[2])
{
	close_if_open(&fds[0]);
	close_if_open(&fds[1]);
}

static void close_channels(struct channels *channels)
{
	close_pair(channels->report);
	close_pair(channels->meeting);
	for (int role = 0; role < PEER_ROLES; role++)
		close_pair(channels->cue[role]);
}

/* Without cues nobody is asked for any. */
static int open_channels(struct channels *channels, bool cues)
{
	*channels = (struct channels){
		.report = { -1, -1 }, .cue = { { -1, -1 }, { -1, -1 } }, .meeting = { -1, -1 },
	};
	if (pipe2(channels->report, O_CLOEXEC) < 0 ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channels->meeting) < 0)
		return -errno;
	for (int role = 0; cues && role < PEER_ROLES; role++) {
		if (pipe2(channels->cue[role], O_CLOEXEC) < 0)
			return -errno;
	}
	return 0;
}

static int fork_both(struct peers *peers, const struct channels *channels,
		     const struct demo_variant *variant, const struct peer_options *options)
{
	struct sockaddr_storage address;
	int ret = parse_address(&address, options->host, options->port);

	for (int role = 0; ret == 0 && role < PEER_ROLES; role++) {
		struct peer peer;

		peer_init(&peer, role, &address);
		peer.pause_ms = peer.stall_ms = options->pause_ms;
		peer.limit_ms = STEP_LIMIT_MS;
		peer.report_fd = channels->report[1];
		peer.cue_fd = channels->cue[role][0];
		peer.meeting_fd = channels->meeting[role];
		ret = fork_peer(peers, &peer, variant, options->limit_s);
	}
	return ret;
}

/* What is the parent's moves from there to him. */
static int take_ends(struct peers *peers, struct channels *channels)
{
	peers->open = true;
	peers->fd = channels->report[0];
	channels->report[0] = -1;
	for (int role = 0; role < PEER_ROLES; role++) {
		peers->cue_fd[role] = channels->cue[role][1];
		channels->cue[role][1] = -1;
	}
	/* Here and not at pipe2(): the peers' end of it must wait where it is full. */
	return fcntl(peers->fd, F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
}

int peers_start(struct peers *peers, const struct demo_variant *variant,
		const struct peer_options *options)
{
	struct channels channels;
	int ret = open_channels(&channels, options->watched);

	*peers = (struct peers){ 0 };
	if (ret == 0)
		ret = fork_both(peers, &channels, variant, options);
	if (ret == 0)
		ret = take_ends(peers, &channels);
	close_channels(&channels);
	if (ret < 0)
		peers_stop(peers);
	return ret;
}

int peers_fd(const struct peers *peers)
{
	return peers->fd;
}

int peers_read(struct peers *peers, struct peer_record *record)
{
	ssize_t n = read(peers->fd, record, sizeof(*record));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (n == 0)
		return peers_done(peers) ? 0 : -EPIPE;
	if (n != sizeof(*record))
		return -EIO;
	if (record->last || record->hangs)
		peers->done[record->role] = true;
	return 1;
}

/* Who is gone needs none; and if he is slow, an octet more in the pipe does no harm. */
void peers_cue(struct peers *peers, enum peer_role role)
{
	while (write(peers->cue_fd[role], "", 1) < 0 && errno == EINTR)
		;
}

bool peers_done(const struct peers *peers)
{
	return peers->done[PEER_SERVER] && peers->done[PEER_CLIENT];
}

void peers_stop(struct peers *peers)
{
	for (int role = 0; role < PEER_ROLES; role++) {
		if (peers->pid[role] <= 0)
			continue;
		kill(peers->pid[role], SIGKILL);
		while (waitpid(peers->pid[role], NULL, 0) < 0 && errno == EINTR)
			;
	}
	for (int role = 0; peers->open && role < PEER_ROLES; role++)
		close_if_open(&peers->cue_fd[role]);
	if (peers->open)
		close(peers->fd);
	*peers = (struct peers){ 0 };
}

int peer_run_role(const struct demo_variant *variant, enum peer_role role,
		  const struct peer_options *options, FILE *out)
{
	struct sockaddr_storage address;
	struct peer peer;
	int ret = parse_address(&address, options->host, options->port);

	if (ret < 0)
		return ret;
	peer_init(&peer, role, &address);
	peer.pause_ms = options->pause_ms;
	peer.stall_ms = ROLE_STALL_MS;
	peer.limit_ms = ROLE_STEP_LIMIT_MS;
	peer.out = out;
	ret = variant->run[role](&peer);
	peer_finish(&peer, ret);
	peer_pause(&peer);	/* or its close() would look like an exit */
	while (wait(NULL) > 0)
		;
	peer_free(&peer);
	return ret;
}
