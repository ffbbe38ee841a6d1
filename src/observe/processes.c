/* SPDX-License-Identifier: GPL-2.0-or-later */
/* processes.c: pidfds in an epoll set of their own. */
#include "observe/processes.h"

#include "observe/clock.h"
#include "observe/proc.h"
#include "observe/proc_sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* As in include/uapi/linux/pidfd.h of Linux 6.15, which is younger than the headers may be. */
struct pidfd_exit_info {
	uint64_t mask;
	uint64_t cgroupid;
	uint32_t pid, tgid, ppid;
	uint32_t credentials[8];
	int32_t exit_code;
};

#define PIDFD_GET_EXIT_INFO _IOWR(0xFF, 11, struct pidfd_exit_info)
#define PIDFD_MASK_EXIT ((uint64_t)1 << 3)

struct held {
	int pid, fd;		/* pid 0: a free place */
};

struct processes_held {
	int epoll_fd, root_fd;
	unsigned int max, next;		/* the place to use next: after that of the latest */
	struct held places[];
};

int processes_open(struct processes_held **held, const char *proc_root, unsigned int max,
		   struct err *err)
{
	unsigned int places = max ? max : PROCESSES_MAX;
	struct processes_held *new = calloc(1, sizeof(*new) + places * sizeof(new->places[0]));
	int ret;

	if (!new)
		return err_sys(err, -ENOMEM, "cannot watch processes");
	new->max = places;
	new->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	new->root_fd = new->epoll_fd < 0 ? -1 :
		       open(proc_root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (new->root_fd < 0) {
		ret = -errno;
		processes_free(new);
		return err_sys(err, ret, "cannot watch processes");
	}
	*held = new;
	return 0;
}

void processes_free(struct processes_held *held)
{
	if (!held)
		return;
	for (unsigned int i = 0; i < held->max; i++) {
		if (held->places[i].pid)
			close(held->places[i].fd);
	}
	if (held->root_fd >= 0)
		close(held->root_fd);
	if (held->epoll_fd >= 0)
		close(held->epoll_fd);
	free(held);
}

int processes_fd(const struct processes_held *held)
{
	return held->epoll_fd;
}

static void tell(const struct process_news *news, event_fn fn, void *arg)
{
	struct event event = { .kind = EVENT_PROCESS, .process = *news };

	event.time_ns = clock_now_ns();
	fn(arg, &event);
}

/* A child that was just forked may have the descriptor, too: its close() alone leaves it in the epoll set. */
static void let_go(const struct processes_held *held, struct held *place)
{
	epoll_ctl(held->epoll_fd, EPOLL_CTL_DEL, place->fd, NULL);
	close(place->fd);
	*place = (struct held){ 0 };
}

static struct held *make_room(struct processes_held *held, event_fn fn, void *arg)
{
	struct held *place = &held->places[held->next];

	held->next = (held->next + 1) % held->max;
	if (place->pid) {
		tell(&(struct process_news){ .pid = place->pid }, fn, arg);
		let_go(held, place);
	}
	return place;
}

static struct held *find_held(struct processes_held *held, int pid)
{
	for (unsigned int i = 0; i < held->max; i++) {
		if (held->places[i].pid == pid)
			return &held->places[i];
	}
	return NULL;
}

static bool has_ended(int fd)
{
	struct pollfd ended = { .fd = fd, .events = POLLIN };

	return poll(&ended, 1, 0) > 0;
}

/* As wait(2) has it. */
static void set_status(struct process_news *news, int status)
{
	news->status_known = true;
	news->signal = WIFSIGNALED(status) ? (uint8_t)WTERMSIG(status) : 0;
	news->status = WIFEXITED(status) ? (uint8_t)WEXITSTATUS(status) : 0;
}

/* First /proc, which has it until somebody waits for the process: then the pidfd has it. */
static void find_status(const struct processes_held *held, const struct held *place,
			struct process_news *news)
{
	struct pidfd_exit_info info = { .mask = PIDFD_MASK_EXIT };
	int64_t status = proc_exit_status(held->root_fd, place->pid);

	if (status >= 0)
		set_status(news, (int)status);
	else if (ioctl(place->fd, PIDFD_GET_EXIT_INFO, &info) == 0 && (info.mask & PIDFD_MASK_EXIT))
		set_status(news, info.exit_code);
}

static void tell_end(struct processes_held *held, struct held *place, event_fn fn, void *arg)
{
	struct process_news news = { .pid = place->pid, .ended = true };

	find_status(held, place, &news);
	let_go(held, place);
	tell(&news, fn, arg);
}

bool processes_check(struct processes_held *held, int pid, event_fn fn, void *arg)
{
	struct held *place = find_held(held, pid);

	if (!place || !has_ended(place->fd))
		return false;
	tell_end(held, place, fn, arg);
	return true;
}

/*
 * Whose descriptor was found may have ended since, and its pid be another's by now: that one has no
 * such descriptor. One that ended since a moment ago, with all its descriptors, is the same.
 */
static bool is_same(const struct processes_held *held, const struct owner *owner, int fd)
{
	return proc_holds(held->root_fd, owner->pid, owner->fd, owner->inode) || has_ended(fd);
}

bool processes_hold(struct processes_held *held, const struct owner *owner, event_fn fn, void *arg)
{
	struct epoll_event event = { .events = EPOLLIN };
	struct held *place;
	int fd;

	if (find_held(held, owner->pid))
		return true;
	fd = (int)syscall(SYS_pidfd_open, owner->pid, 0);
	if (fd < 0) {
		if (errno == ESRCH)
			tell(&(struct process_news){ .pid = owner->pid, .ended = true }, fn, arg);
		return false;
	}
	if (!is_same(held, owner, fd)) {
		close(fd);
		return false;
	}
	place = make_room(held, fn, arg);
	event.data.ptr = place;
	if (epoll_ctl(held->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0) {
		close(fd);
		return false;
	}
	*place = (struct held){ .pid = owner->pid, .fd = fd };
	return true;
}

void processes_drain(struct processes_held *held, event_fn fn, void *arg)
{
	struct epoll_event event;

	while (epoll_wait(held->epoll_fd, &event, 1, 0) > 0)
		tell_end(held, event.data.ptr, fn, arg);
}
