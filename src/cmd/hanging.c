/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hanging.c: open connections of a command, and the threads at both their ends. */
#include "cmd/hanging.h"

#include "cmd/live.h"
#include "cmd/reporter.h"
#include "cmd/settle.h"
#include "core/verdict.h"
#include "observe/clock.h"
#include "observe/proc.h"
#include "observe/waits.h"
#include "show/end.h"
#include "show/hang.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* More of them hang alike; the report has their findings. */
enum { TOLD_MAX = 16 };

/* The end's, or that of the listener whose queue has no room for it. */
static const struct owner *owner_of(const struct listeners *listeners,
				    const struct connection *connection, enum side side)
{
	const struct owner *owner = end_owner(connection, side);
	const struct listener *listener = NULL;

	if (!owner && connection->queue_full && side == connection_server(connection))
		listener = listeners_find(listeners, &connection->end[side]);
	return listener && listener->owner.known == OWNER_FOUND ? &listener->owner : owner;
}

static void look_at_threads(struct hang *hang, const struct listeners *listeners, int proc_fd)
{
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		const struct owner *owner = owner_of(listeners, hang->connection, (enum side)side);

		hang->owners[side] = owner;
		if (owner)
			waits_list(proc_fd, owner->pid, owner->fd, &hang->waits[side]);
	}
}

static bool is_open(const struct connection *connection)
{
	enum tcp_state a = verdict_state(connection, SIDE_A);
	enum tcp_state b = verdict_state(connection, SIDE_B);

	return (a != TCP_STATE_CLOSED && a != TCP_STATE_TIME_WAIT && a != TCP_STATE_NONE) ||
	       (b != TCP_STATE_CLOSED && b != TCP_STATE_TIME_WAIT && b != TCP_STATE_NONE);
}

static void tell_one(const struct live *live, const struct reporter *reporter, FILE *out,
		     const struct connection *connection, int proc_fd)
{
	struct hang hang = { .connection = connection, .time_ns = clock_now_ns() };

	look_at_threads(&hang, &live->tracker.listeners, proc_fd);
	if (reporter->options->format == FORMAT_JSON)
		hang_record(out, &hang);
	else
		hang_text(out, &reporter->style, &hang);
}

/* How many there are. */
static unsigned int tell_open(struct live *live, const struct reporter *reporter, FILE *out,
			      int proc_fd)
{
	unsigned int count = 0;

	for (const struct connection *c = live->tracker.table.oldest; c; c = c->active_next) {
		if (is_open(c) && choice_has(live->choice, c) && count++ < TOLD_MAX)
			tell_one(live, reporter, out, c, proc_fd);
	}
	return count;
}

static void tell_process(const struct reporter *reporter, FILE *out, int proc_fd, int pid)
{
	char comm[OWNER_COMM_MAX] = "";
	struct thread_waits waits;

	if (!waits_list(proc_fd, pid, -1, &waits))
		return;
	proc_read_text(proc_fd, pid, "comm", comm, sizeof(comm));
	comm[strcspn(comm, "\n")] = '\0';
	hang_process(out, &reporter->style, pid, comm, &waits);
}

/* But for the first of them, who started the command. */
static void tell_processes(struct live *live, const struct reporter *reporter, FILE *out,
			   int proc_fd)
{
	struct family *family = &live->choice->family;
	struct proc_numbers pids = { 0 };
	DIR *dir = opendir("/proc");
	unsigned int count = 0;

	fputs("   no connection of it is open: it waits for something else\n", out);
	if (dir && proc_list_numbers(dir, &pids) == 0) {
		for (size_t i = 0; i < pids.count && count < TOLD_MAX; i++) {
			int pid = pids.values[i];

			family_look(family, pid);
			if (pid == family->roots[0] || !family_has(family, pid))
				continue;
			tell_process(reporter, out, proc_fd, pid);
			count++;
		}
	}
	free(pids.values);
	if (dir)
		closedir(dir);
}

int hanging_tell(struct live *live, struct reporter *reporter, struct err *err)
{
	enum format format = reporter->options->format;
	FILE *out = format == FORMAT_TEXT || format == FORMAT_JSON ? reporter->out : stderr;
	unsigned int count;
	int proc_fd, ret;

	/* Both ends anew, with their owners. */
	ret = settle_look(live, err);
	if (ret < 0)
		return ret;
	proc_fd = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (proc_fd < 0)
		return err_sys(err, -errno, "cannot read /proc");
	count = tell_open(live, reporter, out, proc_fd);
	if (!count && format != FORMAT_JSON)
		tell_processes(live, reporter, out, proc_fd);
	if (count > TOLD_MAX && format != FORMAT_JSON)
		fprintf(out, "   and %u more\n", count - TOLD_MAX);
	close(proc_fd);
	return 0;
}
