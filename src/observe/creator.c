/* SPDX-License-Identifier: GPL-2.0-or-later */
/* creator.c: names go to it over a socket, descriptors come back. */
#define _GNU_SOURCE	/* O_PATH */
#include "observe/creator.h"
#include "observe/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NAME_SIZE = NAME_MAX + 1 };

/* The child's side. */
struct maker {
	int fd, directory;
	const char *suffix;
	char made[NAME_SIZE];	/* the file that it made last; empty: none that may be removed */
};

/* An empty name: remove what was made last. */
struct request {
	char name[NAME_SIZE];
};

struct answer {
	int code;		/* 0 or -errno with err */
	struct err err;
};

/* Messages with at most one descriptor. */

union control {
	char octets[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
};

static int send_answer(int to, const struct answer *answer, int fd)
{
	struct iovec iov = { (void *)answer, sizeof(*answer) };
	union control control = { { 0 } };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *cmsg = &control.align;

	if (fd >= 0) {
		msg.msg_control = control.octets;
		msg.msg_controllen = sizeof(control.octets);
		cmsg->cmsg_level = SOL_SOCKET;
		cmsg->cmsg_type = SCM_RIGHTS;
		cmsg->cmsg_len = CMSG_LEN(sizeof(fd));
		memcpy(CMSG_DATA(cmsg), &fd, sizeof(fd));
	}
	return sendmsg(to, &msg, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* -1 if there is none, or there was no room for it here. */
static int descriptor_of(struct msghdr *msg)
{
	const struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg);
	int fd;

	if (!cmsg || cmsg->cmsg_type != SCM_RIGHTS || cmsg->cmsg_len != CMSG_LEN(sizeof(fd)))
		return -1;
	memcpy(&fd, CMSG_DATA(cmsg), sizeof(fd));
	return fd;
}

/* 0, or -errno with err: the answer's, or -EPIPE: there is none. */
static int receive_answer(int from, int *fd, struct err *err)
{
	struct answer answer;
	struct iovec iov = { &answer, sizeof(answer) };
	union control control = { { 0 } };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.octets,
			      .msg_controllen = sizeof(control.octets) };
	ssize_t len;

	do
		len = recvmsg(from, &msg, MSG_CMSG_CLOEXEC);
	while (len < 0 && errno == EINTR);
	if (len < (ssize_t)sizeof(answer))
		return err_set(err, -EPIPE, "the process that makes files is gone");
	*fd = descriptor_of(&msg);
	return answer.code < 0 ? err_set(err, answer.code, "%s", answer.err.text) : 0;
}

/* The process. */

static bool name_allowed(const char *name, const char *suffix)
{
	size_t len = strlen(name), end = strlen(suffix);

	return name[0] != '.' && !strchr(name, '/') && len > end &&
	       strcmp(name + len - end, suffix) == 0;
}

static int unmake(struct maker *maker, struct err *err)
{
	int ret = maker->made[0] ? unlinkat(maker->directory, maker->made, 0) : 0;

	ret = ret < 0 ? err_sys(err, -errno, "cannot remove %s", maker->made) : 0;
	maker->made[0] = '\0';
	return ret;
}

static int make(struct maker *maker, const char *name, int *fd, struct err *err)
{
	if (!name_allowed(name, maker->suffix))
		return err_set(err, -EINVAL, "cannot make %s: only NAME%s, without a slash", name,
			       maker->suffix);
	*fd = openat(maker->directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		     0666);
	if (*fd < 0)
		return err_sys(err, -errno, "cannot make %s", name);
	snprintf(maker->made, sizeof(maker->made), "%s", name);
	return 0;
}

/* One request; false: nobody asks any more. */
static bool serve(struct maker *maker)
{
	struct answer answer = { 0 };
	struct request request;
	ssize_t len = recv(maker->fd, &request, sizeof(request), 0);
	bool told;
	int fd = -1;

	if (len < 0 && errno == EINTR)
		return true;
	if (len != sizeof(request))
		return false;
	request.name[NAME_MAX] = '\0';
	answer.code = request.name[0] ? make(maker, request.name, &fd, &answer.err) :
					unmake(maker, &answer.err);
	told = send_answer(maker->fd, &answer, fd) == 0;
	if (fd >= 0)
		close(fd);
	return told;
}

/* All descriptors but two, so that nothing stays open for its sake. */
static void close_others(const struct maker *maker)
{
	unsigned int low = (unsigned int)(maker->fd < maker->directory ? maker->fd :
							 maker->directory);
	unsigned int high = (unsigned int)(maker->fd + maker->directory) - low;

	if (low > 0)
		syscall(SYS_close_range, 0U, low - 1, 0U);
	if (high - low > 1)
		syscall(SYS_close_range, low + 1, high - 1, 0U);
	syscall(SYS_close_range, high + 1, ~0U, 0U);
}

/* What a terminal's keys send goes to both, and it has to outlive who asks. */
static void ignore_signals(void)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
}

_Noreturn static void run(struct maker *maker, const char *user)
{
	const struct privilege_keep keep = { .user = user, .files = true };
	struct answer answer = { 0 };

	ignore_signals();
	close_others(maker);
	answer.code = privilege_drop(&keep, &answer.err);
	/* The first answer is to no request. */
	if (send_answer(maker->fd, &answer, -1) == 0 && answer.code == 0)
		while (serve(maker))
			;
	_exit(0);
}

/* Ours. */

static int start(struct creator *creator, struct maker *maker, const char *user,
		 struct err *err)
{
	int pair[2], fd, ret;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(err, -errno, "cannot start the process that makes files");
	pid = fork();
	if (pid == 0) {
		maker->fd = pair[1];
		run(maker, user);
	}
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return err_sys(err, -errno, "cannot start the process that makes files");
	}
	*creator = (struct creator){ .pid = pid, .fd = pair[0] };
	ret = receive_answer(creator->fd, &fd, err);
	if (ret < 0)
		creator_stop(creator);
	return ret;
}

int creator_start(struct creator *creator, const char *directory, const char *suffix,
		  const char *user, struct err *err)
{
	struct maker maker = { .suffix = suffix };
	int ret;

	*creator = (struct creator){ 0 };
	maker.directory = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (maker.directory < 0)
		return err_sys(err, -errno, "cannot write into %s", directory);
	ret = start(creator, &maker, user, err);
	close(maker.directory);
	return ret;
}

static int ask(const struct creator *creator, const char *name, int *fd, struct err *err)
{
	struct request request = { { 0 } };

	*fd = -1;
	/* What is cut would be another name. */
	if (strlen(name) > NAME_MAX)
		return err_sys(err, -ENAMETOOLONG, "cannot make %s", name);
	memcpy(request.name, name, strlen(name));
	/* If it is gone, there will be no answer. */
	send(creator->fd, &request, sizeof(request), MSG_NOSIGNAL);
	return receive_answer(creator->fd, fd, err);
}

int creator_make(struct creator *creator, const char *name, struct err *err)
{
	int fd, ret;

	if (!name[0])
		return err_set(err, -EINVAL, "cannot make a file without a name");
	ret = ask(creator, name, &fd, err);
	if (ret == 0 && fd < 0)
		return err_sys(err, -EMFILE, "cannot make %s", name);
	return ret < 0 ? ret : fd;
}

int creator_unmake(struct creator *creator, struct err *err)
{
	int fd;

	return ask(creator, "", &fd, err);
}

void creator_stop(struct creator *creator)
{
	if (!creator->pid)
		return;
	close(creator->fd);
	while (waitpid(creator->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*creator = (struct creator){ 0 };
}
