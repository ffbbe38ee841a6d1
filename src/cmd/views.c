/* SPDX-License-Identifier: GPL-2.0-or-later */
/* views.c: a view for each network namespace that the options name. */
#include "cmd/views.h"

#include "observe/netns.h"

#include <errno.h>
#include <unistd.h>

/* One given twice is one. */
static bool has_view(const struct live *live, int netns_fd)
{
	for (size_t i = 0; i < live->view_count; i++) {
		if (netns_same(live->views[i].netns_fd, netns_fd))
			return true;
	}
	return false;
}

static int choose(struct live *live, const struct live_options *options, struct err *err)
{
	for (size_t i = 0; i < options->netns_count; i++) {
		struct view *view = &live->views[live->view_count];
		int fd = netns_open(options->netns[i], err);

		if (fd < 0)
			return fd;
		if (has_view(live, fd)) {
			close(fd);
			continue;
		}
		view_init(view, live);
		view->netns = options->netns[i];
		view->netns_fd = fd;
		live->view_count++;
	}
	if (live->view_count == 0)
		view_init(&live->views[live->view_count++], live);
	return 0;
}

/* Whose sockets are somewhere else altogether had better be told so. */
static int check_in_view(const struct live *live, int pid, struct err *err)
{
	for (size_t i = 0; i < live->view_count; i++) {
		if (netns_has_process(live->views[i].netns_fd, pid))
			return 0;
	}
	return err_set(err, -EINVAL, "process %d is in another network namespace: add --netns %d",
		       pid, pid);
}

int views_open(struct live *live, const struct live_options *options, struct err *err)
{
	int ret = choose(live, options, err);

	for (size_t i = 0; ret == 0 && i < options->pid_count; i++)
		ret = check_in_view(live, options->pids[i], err);
	for (size_t i = 0; ret == 0 && i < live->view_count; i++)
		ret = view_open(&live->views[i], options, err);
	return ret;
}
