/* SPDX-License-Identifier: GPL-2.0-or-later */
/* loop.c: the epoll loop, its timer and its signals. */
#include "observe/loop.h"

#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

int loop_init(struct loop *loop, struct err *err)
{
	*loop = (struct loop){ .epoll_fd = epoll_create1(EPOLL_CLOEXEC) };
	if (loop->epoll_fd < 0)
		return err_sys(err, -errno, "cannot wait for events");
	return 0;
}

int loop_add(struct loop *loop, const struct watch *watch, struct err *err)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = (void *)watch };

	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, watch->fd, &event) < 0)
		return err_sys(err, -errno, "cannot watch descriptor %d", watch->fd);
	return 0;
}

void loop_remove(struct loop *loop, const struct watch *watch)
{
	epoll_ctl(loop->epoll_fd, EPOLL_CTL_DEL, watch->fd, NULL);
}

int loop_run(struct loop *loop, struct err *err)
{
	while (!loop->done) {
		/*
		 * One event a turn: a callback may remove any watch, and a batch could
		 * still hold a pointer to it.
		 */
		struct epoll_event event;
		const struct watch *watch;
		int n = epoll_wait(loop->epoll_fd, &event, 1, -1);
		int ret;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, -errno, "cannot wait for events");
		watch = event.data.ptr;
		ret = watch->ready(watch->arg, err);
		if (ret < 0)
			return ret;
	}
	return 0;
}

void loop_free(struct loop *loop)
{
	if (loop->epoll_fd >= 0)
		close(loop->epoll_fd);
	loop->epoll_fd = -1;
}

int loop_timer_open(uint64_t period_ns, struct err *err)
{
	const struct timespec period = { .tv_sec = (time_t)(period_ns / 1000000000),
					 .tv_nsec = (long)(period_ns % 1000000000) };
	const struct itimerspec spec = { .it_interval = period, .it_value = period };
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);

	if (fd < 0 || timerfd_settime(fd, 0, &spec, NULL) < 0) {
		int ret = err_sys(err, -errno, "cannot set a timer");

		if (fd >= 0)
			close(fd);
		return ret;
	}
	return fd;
}

uint64_t loop_timer_read(int timer_fd)
{
	uint64_t periods;

	return read(timer_fd, &periods, sizeof(periods)) == sizeof(periods) ? periods : 0;
}

void loop_timer_restart(int timer_fd)
{
	struct itimerspec spec;

	if (timerfd_gettime(timer_fd, &spec) < 0)
		return;
	spec.it_value = spec.it_interval;
	timerfd_settime(timer_fd, 0, &spec, NULL);
}

int loop_signals_open(const int *signals, struct err *err)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	for (; *signals; signals++)
		sigaddset(&set, *signals);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return err_sys(err, -errno, "cannot block signals");
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		return err_sys(err, -errno, "cannot wait for signals");
	return fd;
}

int loop_signals_whence(int signal_fd, bool *sent)
{
	struct signalfd_siginfo info;

	if (read(signal_fd, &info, sizeof(info)) != sizeof(info))
		return 0;
	*sent = info.ssi_code != SI_KERNEL;
	return (int)info.ssi_signo;
}

int loop_signals_read(int signal_fd)
{
	bool sent;

	return loop_signals_whence(signal_fd, &sent);
}
