/* SPDX-License-Identifier: GPL-2.0-or-later */
/* partner.c: pids and inodes go to it over a socket, descriptors come back. */
#include "observe/partner.h"

#include "core/array.h"
#include "observe/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAUSE_MS = 1 };

struct request {
	size_t pid_count, inode_count;	/* pids follow, and inodes */
};

struct answer {
	size_t count;			/* descriptors follow */
	size_t hidden;			/* 1: not all could be read; no octet of the message is undefined */
};

static bool put(int fd, const void *octets, size_t len)
{
	const char *at = octets;

	while (len > 0) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static bool get(int fd, void *octets, size_t len)
{
	char *at = octets;

	while (len > 0) {
		ssize_t n = recv(fd, at, len, MSG_WAITALL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

/* The process. */

struct search {
	uint32_t *inodes;		/* owned */
	size_t inode_count;
	struct descriptors found;
	bool out_of_memory;
};

static int compare_inodes(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

static bool note(void *arg, int pid, int fd, uint32_t inode)
{
	struct search *search = arg;
	struct descriptors *found = &search->found;
	struct descriptor *rows;

	if (!bsearch(&inode, search->inodes, search->inode_count, sizeof(inode), compare_inodes))
		return false;
	rows = array_make_room(found->rows, found->count, &found->capacity, sizeof(*rows));
	if (!rows) {
		search->out_of_memory = true;
		return false;
	}
	found->rows = rows;
	rows[found->count++] = (struct descriptor){ pid, fd, inode };
	return false;
}

static bool answer(int fd, const struct search *search)
{
	const struct answer head = { search->found.count, search->found.hidden };

	return !search->out_of_memory && put(fd, &head, sizeof(head)) &&
	       put(fd, search->found.rows, head.count * sizeof(*search->found.rows));
}

static bool search(int fd, struct walk *walk, const struct request *request)
{
	struct search search = { .inode_count = request->inode_count };
	int *pids = calloc(request->pid_count, sizeof(*pids));
	bool ok;

	search.inodes = calloc(request->inode_count, sizeof(*search.inodes));
	ok = pids && search.inodes && get(fd, pids, request->pid_count * sizeof(*pids)) &&
	     get(fd, search.inodes, request->inode_count * sizeof(*search.inodes));
	if (ok) {
		for (size_t i = 0; i < request->pid_count; i++)
			walk_whole(walk, pids[i], note, &search, &search.found.hidden);
		ok = answer(fd, &search);
	}
	free(pids);
	free(search.inodes);
	free(search.found.rows);
	return ok;
}

_Noreturn static void run(int fd, int root_fd, const struct privilege_keep *parents)
{
	const struct privilege_keep keep = { .user = parents->user, .owners = parents->owners };
	struct walk walk;
	struct request request;
	sigset_t all;

	/* The keys of a terminal are for who asks: when he ends, so does this. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	if (walk_open_at(&walk, root_fd) < 0)
		_exit(0);
	privilege_keep_open(fd, walk_root(&walk));
	if (privilege_drop(&keep, NULL) == 0) {
		while (get(fd, &request, sizeof(request)) && search(fd, &walk, &request))
			;
	}
	_exit(0);
}

/* Ours. */

void partner_start(struct partner *partner, int root_fd, const struct privilege_keep *keep)
{
	int pair[2];
	pid_t pid;

	*partner = (struct partner){ 0 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return;
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		run(pair[1], root_fd, keep);
	}
	close(pair[1]);
	if (pid < 0)
		close(pair[0]);
	else
		*partner = (struct partner){ .pid = pid, .fd = pair[0] };
}

bool partner_ask(struct partner *partner, const int *pids, size_t pid_count,
		 const uint32_t *inodes, size_t n)
{
	const struct request request = { pid_count, n };

	return partner->pid && put(partner->fd, &request, sizeof(request)) &&
	       put(partner->fd, pids, pid_count * sizeof(*pids)) &&
	       put(partner->fd, inodes, n * sizeof(*inodes));
}

static void await(const struct partner *partner, void (*pause)(void *arg), void *arg)
{
	struct pollfd answer = { .fd = partner->fd, .events = POLLIN };

	while (poll(&answer, 1, PAUSE_MS) == 0)
		pause(arg);
}

bool partner_answer(struct partner *partner, struct descriptors *found, void (*pause)(void *arg),
		    void *arg)
{
	struct answer head;

	*found = (struct descriptors){ 0 };
	await(partner, pause, arg);
	if (!get(partner->fd, &head, sizeof(head)))
		return false;
	found->rows = calloc(head.count, sizeof(*found->rows));
	found->count = found->rows ? head.count : 0;
	found->hidden = head.hidden;
	return found->count == head.count &&
	       get(partner->fd, found->rows, head.count * sizeof(*found->rows));
}

void partner_stop(struct partner *partner)
{
	if (!partner->pid)
		return;
	close(partner->fd);
	while (waitpid(partner->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*partner = (struct partner){ 0 };
}
