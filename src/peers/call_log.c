/* SPDX-License-Identifier: GPL-2.0-or-later */
/* call_log.c: a peer's account of a system call, from before it to after it. */
#define _GNU_SOURCE 1	/* strerrorname_np() */
#include "peers/call_log.h"

#include "peers/wall_clock.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* So that records of both peers can share a pipe without being torn: pipe(7). */
static_assert(sizeof(struct peer_record) <= PIPE_BUF, "a record must be written in one piece");

void call_report(const struct peer *peer, struct peer_record *record)
{
	const struct peer_connection *connection = &peer->connections[peer->at];

	record->role = peer->role;
	record->local = connection->local;
	record->remote = connection->remote;
	if (peer->thread)
		snprintf(record->thread, sizeof(record->thread), "%s", peer->thread);
	if (peer->out) {
		fprintf(peer->out, "%s%s%s: %s\n", peer_role_name(peer->role),
			peer->thread ? " " : "", record->thread, record->text);
		fflush(peer->out);
		return;
	}
	/* Any other failure means that the parent is gone, and then nobody asks. */
	while (write(peer->report_fd, record, sizeof(*record)) < 0 && errno == EINTR)
		;
}

void call_begin(struct peer_record *record, const char *fmt, ...)
{
	va_list args;

	*record = (struct peer_record){ 0 };
	va_start(args, fmt);
	vsnprintf(record->text, sizeof(record->text), fmt, args);
	va_end(args);
	record->time_ns = wall_clock_ns();
}

double call_seconds(const struct peer_record *record)
{
	return (double)(wall_clock_ns() - record->time_ns) / 1e9;
}

ssize_t call_end(const struct peer *peer, struct peer_record *record, ssize_t ret,
		 const char *note)
{
	int error = ret < 0 ? errno : 0;
	size_t used = strlen(record->text);
	char *end = record->text + used;
	size_t room = sizeof(record->text) - used;

	record->end_ns = wall_clock_ns();
	if (error)
		snprintf(end, room, " = -1 %s", strerrorname_np(error));
	else
		snprintf(end, room, " = %zd%s", ret, note);
	call_report(peer, record);
	return error ? -error : ret;
}
