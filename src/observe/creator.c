/* SPDX-License-Identifier: GPL-2.0-or-later */
/* creator.c: names go to it over a socket, descriptors come back. */
#define _GNU_SOURCE	/* O_PATH */
#include "observe/creator.h"
#include "observe/maker.h"
#include "observe/privilege.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NAME_SIZE = NAME_MAX + 1 };

/* What is asked of it. */
enum ask { ASK_MAKE, ASK_UNMAKE, ASK_SPARE, ASK_ADOPT, ASK_DROP };

struct request {
	enum ask ask;
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

struct child {
	int fd;
	struct maker maker;
};

/* Of a request's descriptors only a new file's is not the maker's to close. */
static int do_it(struct maker *maker, const struct request *request, int *fd, struct err *err)
{
	switch (request->ask) {
	case ASK_MAKE:
		return maker_make(maker, request->name, fd, err);
	case ASK_UNMAKE:
		return maker_unmake(maker, err);
	case ASK_SPARE:
		return maker_spare(maker, request->name, fd, err);
	case ASK_ADOPT:
		return maker_adopt(maker, request->name, err);
	case ASK_DROP:
		return maker_adopt(maker, NULL, err);
	}
	return err_set(err, -EINVAL, "cannot do that");
}

/* One request; false: nobody asks any more. */
static bool serve(struct child *child)
{
	struct answer answer = { 0 };
	struct request request;
	ssize_t len = recv(child->fd, &request, sizeof(request), 0);
	bool told;
	int fd = -1;

	if (len < 0 && errno == EINTR)
		return true;
	if (len != sizeof(request))
		return false;
	request.name[NAME_MAX] = '\0';
	answer.code = do_it(&child->maker, &request, &fd, &answer.err);
	told = send_answer(child->fd, &answer, fd) == 0;
	if (fd >= 0 && fd != child->maker.spare)
		close(fd);
	return told;
}

/* What a terminal's keys send goes to both, and it has to outlive who asks. */
static void ignore_signals(void)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };

	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
}

_Noreturn static void run(struct child *child, const char *user)
{
	const struct privilege_keep keep = { .user = user, .files = true };
	struct answer answer = { 0 };

	ignore_signals();
	privilege_keep_open(child->fd, child->maker.directory);
	answer.code = privilege_drop(&keep, &answer.err);
	/* The first answer is to no request. */
	if (send_answer(child->fd, &answer, -1) == 0 && answer.code == 0)
		while (serve(child))
			;
	maker_adopt(&child->maker, NULL, NULL);
	_exit(0);
}

/* Ours. */

static int fork_child(struct creator *creator, struct child *child, const char *user,
		      struct err *err)
{
	int pair[2], fd, ret;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(err, -errno, "cannot start the process that makes files");
	pid = fork();
	if (pid == 0) {
		child->fd = pair[1];
		run(child, user);
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

static int start(struct creator *creator, const char *directory, const struct maker *rule,
		 const char *user, struct err *err)
{
	struct child child = { .maker = *rule };
	uint64_t aside = privilege_set_aside();
	int ret;

	*creator = (struct creator){ 0 };
	child.maker.spare = -1;
	child.maker.directory = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	privilege_take_up(aside);
	if (child.maker.directory < 0)
		return err_sys(err, -errno, "cannot write into %s", directory);
	ret = fork_child(creator, &child, user, err);
	close(child.maker.directory);
	return ret;
}

int creator_start(struct creator *creator, const char *directory, const char *suffix,
		  const char *user, struct err *err)
{
	return start(creator, directory, &(struct maker){ .suffix = suffix }, user, err);
}

/* As of strftime(), for which a name without conversions is not. */
static void make_pattern(char *to, const char *name, bool is_pattern)
{
	for (; *name; name++) {
		if (*name == '%' && !is_pattern)
			*to++ = '%';
		*to++ = *name;
	}
	*to = '\0';
}

int creator_start_over(struct creator *creator, const char *path, bool is_pattern, const char *user,
		       struct err *err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char directory[PATH_MAX], pattern[2 * NAME_MAX + 1];

	if ((size_t)(name - path) >= sizeof(directory) || strlen(name) > NAME_MAX)
		return err_sys(err, -ENAMETOOLONG, "cannot write %.100s", path);
	snprintf(directory, sizeof(directory), "%.*s", slash ? (int)(name - path) : 1,
		 slash ? path : ".");
	make_pattern(pattern, name, is_pattern);
	return start(creator, directory, &(struct maker){ .pattern = pattern }, user, err);
}

/* A name of "" is none. */
static int ask(const struct creator *creator, enum ask what, const char *name, int *fd,
	       struct err *err)
{
	struct request request = { .ask = what };

	*fd = -1;
	/* What is cut would be another name. */
	if (strlen(name) > NAME_MAX)
		return err_sys(err, -ENAMETOOLONG, "cannot make %s", name);
	memcpy(request.name, name, strlen(name));
	/* If it is gone, there will be no answer. */
	send(creator->fd, &request, sizeof(request), MSG_NOSIGNAL);
	return receive_answer(creator->fd, fd, err);
}

static int ask_for_file(const struct creator *creator, enum ask what, const char *name,
			struct err *err)
{
	int fd, ret = ask(creator, what, name, &fd, err);

	if (ret == 0 && fd < 0)
		return err_sys(err, -EMFILE, "cannot make %s", name);
	return ret < 0 ? ret : fd;
}

int creator_make(struct creator *creator, const char *name, struct err *err)
{
	if (!name[0])
		return err_set(err, -EINVAL, "cannot make a file without a name");
	return ask_for_file(creator, ASK_MAKE, name, err);
}

int creator_unmake(struct creator *creator, struct err *err)
{
	int fd;

	return ask(creator, ASK_UNMAKE, "", &fd, err);
}

int creator_spare(struct creator *creator, const char *name, struct err *err)
{
	return ask_for_file(creator, ASK_SPARE, name, err);
}

int creator_adopt(struct creator *creator, const char *name, struct err *err)
{
	int fd;

	return ask(creator, name ? ASK_ADOPT : ASK_DROP, name ? name : "", &fd, err);
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
