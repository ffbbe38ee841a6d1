/* SPDX-License-Identifier: GPL-2.0-or-later */
/* puppet_linger.c: close(), also one that SO_LINGER keeps waiting until its octets are gone. */
#define _GNU_SOURCE 1	/* gettid() */
#include "peers/puppet_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

static void *linger(void *arg)
{
	const uint64_t one = 1;
	struct lingering *lingering = arg;

	atomic_store(&lingering->tid, gettid());
	lingering->error = close(lingering->fd) < 0 ? errno : 0;
	atomic_store(&lingering->done, true);
	return write(lingering->bell_fd, &one, sizeof(one)) < 0 ? NULL : lingering;
}

static void on_signal(int signal)
{
	(void)signal;	/* that it came is what ends the waiting */
}

/* A descriptor, or -errno. */
static int open_bell(unsigned int thread)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = thread };
	int fd = eventfd(0, EFD_CLOEXEC);
	int bell_fd = fcntl(fd, F_DUPFD_CLOEXEC, PUPPET_BELL_FD + (int)thread);
	int ret = epoll_ctl(PUPPET_EPOLL_FD, EPOLL_CTL_ADD, bell_fd, &event) < 0 ? -errno : bell_fd;

	close(fd);
	if (ret < 0 && bell_fd >= 0)
		close(bell_fd);
	return ret;
}

static void close_bell(int bell_fd)
{
	epoll_ctl(PUPPET_EPOLL_FD, EPOLL_CTL_DEL, bell_fd, NULL);
	close(bell_fd);
}

static bool asleep(int tid)
{
	char path[48], text[128];
	const char *end;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	end = strrchr(text, ')');
	return end && strncmp(end, ") S", 3) == 0;
}

/* The descriptor goes first; then nothing but the waiting makes the thread sleep. */
static bool waits(struct lingering *lingering)
{
	int tid = atomic_load(&lingering->tid);

	return tid && fcntl(lingering->fd, F_GETFD) < 0 && asleep(tid);
}

static void finish(struct puppet_self *self, struct lingering *lingering,
		   struct puppet_answer *answer)
{
	if (!self->stage.patient && !atomic_load(&lingering->done))
		pthread_kill(lingering->thread, SIGUSR1);
	pthread_join(lingering->thread, NULL);
	close_bell(lingering->bell_fd);
	answer->error = lingering->error;
}

static void begin(struct puppet_self *self, const struct puppet_order *order,
		  struct puppet_answer *answer)
{
	const struct sigaction action = { .sa_handler = on_signal };
	struct lingering *lingering = &self->lingering[order->thread];

	*lingering = (struct lingering){ .fd = order->fd, .bell_fd = open_bell(order->thread) };
	if (lingering->bell_fd < 0) {
		answer->error = -lingering->bell_fd;
		return;
	}
	sigaction(SIGUSR1, &action, NULL);
	answer->error = pthread_create(&lingering->thread, NULL, linger, lingering);
	if (answer->error) {
		close_bell(lingering->bell_fd);
		return;
	}
	while (!atomic_load(&lingering->done) && !waits(lingering))
		sched_yield();
	answer->blocked = !atomic_load(&lingering->done);
	if (!answer->blocked)
		finish(self, lingering, answer);
}

/*
 * Would anybody have to do something before it returns? With unread octets it resets, and if
 * all was sent, the other end's kernel will say so in 40 ms at the latest.
 */
static bool will_wait(int fd)
{
	struct puppet_answer seen = { 0 };
	int unread = 0;

	ioctl(fd, FIONREAD, &unread);
	puppet_look(fd, &seen);
	return unread == 0 && seen.unsent > 0;
}

void puppet_call_close(struct puppet_self *self, const struct puppet_order *order,
		       struct puppet_answer *answer)
{
	if (order->resumed) {
		finish(self, &self->lingering[order->thread], answer);
		return;
	}
	if (order->may_linger && will_wait(order->fd)) {
		begin(self, order, answer);
		return;
	}
	/* Those 40 ms are nothing that anyone can see. */
	if (order->may_linger)
		puppet_set_linger(order->fd, -1);
	puppet_result(answer, close(order->fd));
}
