/* SPDX-License-Identifier: GPL-2.0-or-later */
/* launcher.c: requests go to it over a socket; it does so with its command, and says how that ended. */
#include "observe/launcher.h"

#include "observe/command.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum what { PREPARE, RUN, SIGNAL, END };

struct request {
	enum what what;
	int signal;
};

/* To each request but SIGNAL one with its word; ENDED comes by itself. */
enum word { PREPARED, STARTED, ENDED, OVER };

struct answer {
	enum word word;
	int code;		/* of STARTED: the pid or -errno; of ENDED: the status */
	uint64_t cgroup;	/* of PREPARED */
};

/* The launcher's side. */
struct launching {
	int fd, signal_fd;
	struct command command;
};

static void tell(const struct launching *launching, enum word word, int code)
{
	const struct answer answer = { .word = word, .code = code,
				       .cgroup = launching->command.cgroup.id };

	/* Who does not hear it is gone, as the next request will say. */
	send(launching->fd, &answer, sizeof(answer), MSG_NOSIGNAL);
}

static void reap(struct launching *launching)
{
	struct signalfd_siginfo info;
	int status = 0;

	while (read(launching->signal_fd, &info, sizeof(info)) == sizeof(info))
		;
	if (command_reap(&launching->command, &status))
		tell(launching, ENDED, status);
}

static void end(struct launching *launching)
{
	int status = 0;

	if (command_end(&launching->command, &status))
		tell(launching, ENDED, status);
	tell(launching, OVER, 0);
}

static bool serve(struct launching *launching)
{
	struct request request;
	ssize_t len = recv(launching->fd, &request, sizeof(request), 0);

	if (len < 0 && errno == EINTR)
		return true;
	if (len != sizeof(request))
		return false;
	switch (request.what) {
	case PREPARE:
		command_prepare(&launching->command);
		tell(launching, PREPARED, 0);
		break;
	case RUN:
		tell(launching, STARTED, command_start(&launching->command));
		break;
	case SIGNAL:
		if (launching->command.pid)
			kill(launching->command.pid, request.signal);
		break;
	case END:
		end(launching);
		break;
	}
	return true;
}

/* The keys of a terminal are for the command; the launcher has to outlive it. */
static void block_signals(struct launching *launching)
{
	sigset_t all, child;

	launching->command.child = signal(SIGCHLD, SIG_DFL);
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &launching->command.mask);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	launching->signal_fd = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
}

_Noreturn static void run(struct launching *launching)
{
	bool asked = true;

	block_signals(launching);
	command_init(&launching->command);
	while (asked) {
		struct pollfd fds[] = { { .fd = launching->fd, .events = POLLIN },
					{ .fd = launching->signal_fd, .events = POLLIN } };

		if (poll(fds, 2, -1) < 0)
			continue;
		if (fds[1].revents)
			reap(launching);
		if (fds[0].revents)
			asked = serve(launching);
	}
	/* Also where nobody asks since he was killed. */
	command_free(&launching->command);
	_exit(0);
}

/* Ours. */

static int gone(struct err *err)
{
	return err_set(err, -EPIPE, "the process that starts the command is gone");
}

int launcher_start(struct launcher *launcher, char *const *argv, struct err *err)
{
	struct launching launching = { .command = { .argv = argv } };
	int pair[2], ret;
	pid_t pid;

	*launcher = (struct launcher){ 0 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_sys(err, -errno, "cannot start the command");
	pid = fork();
	if (pid == 0) {
		close(pair[0]);
		launching.fd = pair[1];
		run(&launching);
	}
	ret = pid < 0 ? -errno : 0;
	close(pair[1]);
	if (ret < 0) {
		close(pair[0]);
		return err_sys(err, ret, "cannot start the command");
	}
	*launcher = (struct launcher){ .pid = pid, .fd = pair[0] };
	return 0;
}

static void ask(const struct launcher *launcher, enum what what, int signal)
{
	const struct request request = { .what = what, .signal = signal };

	/* If it is gone, there will be no answer. */
	send(launcher->fd, &request, sizeof(request), MSG_NOSIGNAL);
}

static int receive(const struct launcher *launcher, int flags, struct answer *answer)
{
	ssize_t len;

	do
		len = recv(launcher->fd, answer, sizeof(*answer), flags);
	while (len < 0 && errno == EINTR);
	if (len < 0 && errno == EAGAIN)
		return -EAGAIN;
	return len == sizeof(*answer) ? 0 : -EPIPE;
}

/* The command may have ended meanwhile. */
static int receive_word(const struct launcher *launcher, enum word word, struct answer *answer,
			struct err *err)
{
	do {
		if (receive(launcher, 0, answer) < 0)
			return gone(err);
	} while (answer->word != word);
	return 0;
}

int launcher_prepare(struct launcher *launcher, uint64_t *cgroup, struct err *err)
{
	struct answer answer;
	int ret;

	ask(launcher, PREPARE, 0);
	ret = receive_word(launcher, PREPARED, &answer, err);
	*cgroup = ret < 0 ? 0 : answer.cgroup;
	return ret;
}

int launcher_run(struct launcher *launcher, struct err *err)
{
	struct answer answer;
	int ret;

	ask(launcher, RUN, 0);
	ret = receive_word(launcher, STARTED, &answer, err);
	if (ret < 0)
		return ret;
	return answer.code < 0 ? err_sys(err, answer.code, "cannot run the command") :
				 answer.code;
}

int launcher_ended(struct launcher *launcher, int *status, struct err *err)
{
	struct answer answer;
	int ret = receive(launcher, MSG_DONTWAIT, &answer);

	if (ret == -EAGAIN)
		return 0;
	if (ret < 0 || answer.word != ENDED)
		return gone(err);
	*status = answer.code;
	return 1;
}

void launcher_signal(struct launcher *launcher, int signal)
{
	ask(launcher, SIGNAL, signal);
}

void launcher_end(struct launcher *launcher)
{
	struct answer answer;

	ask(launcher, END, 0);
	receive_word(launcher, OVER, &answer, NULL);
}

void launcher_stop(struct launcher *launcher)
{
	if (!launcher->pid)
		return;
	close(launcher->fd);
	while (waitpid(launcher->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*launcher = (struct launcher){ 0 };
}
