/* SPDX-License-Identifier: GPL-2.0-or-later */
/* calls.c: the calls of one peer on its connection, and its waits between them. */
#define _GNU_SOURCE 1	/* POLLRDHUP */
#include "peers/calls.h"

#include "peers/call_log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static ssize_t count_written(struct peer *peer, struct peer_record *record, ssize_t n)
{
	if (n > 0) {
		record->bytes_written = n;
		peer_at(peer)->written += n;
	}
	return call_end(peer, record, n, "");
}

static ssize_t count_read(struct peer *peer, struct peer_record *record, ssize_t n)
{
	record->waits = true;
	if (n > 0) {
		record->bytes_read = n;
		peer_at(peer)->read += n;
	}
	return call_end(peer, record, n, n == 0 ? " (EOF)" : "");
}

/* send(MSG_NOSIGNAL) is write() without SIGPIPE: the story wants to see EPIPE. */
ssize_t peer_write(struct peer *peer, const void *data, size_t len)
{
	struct peer_record record;

	call_begin(&record, "write(%zu)", len);
	return count_written(peer, &record, send(peer_at(peer)->fd, data, len, MSG_NOSIGNAL));
}

ssize_t peer_write_now(struct peer *peer, const void *data, size_t len)
{
	struct peer_record record;

	call_begin(&record, "send(%zu, MSG_DONTWAIT)", len);
	return count_written(peer, &record,
			     send(peer_at(peer)->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT));
}

ssize_t peer_read(struct peer *peer, size_t len)
{
	char data[PEER_READ_MAX];
	struct peer_record record;

	if (len > sizeof(data))
		return -EINVAL;
	call_begin(&record, "read(%zu)", len);
	return count_read(peer, &record, recv(peer_at(peer)->fd, data, len, 0));
}

ssize_t peer_read_in_vain(struct peer *peer, size_t len)
{
	struct peer_record record;

	call_begin(&record, "read(%zu) blocks", len);
	record.end_ns = record.time_ns;
	record.hangs = true;
	call_report(peer, &record);
	return peer_read(peer, len);
}

ssize_t peer_read_all(struct peer *peer, size_t len)
{
	char data[PEER_READ_MAX];
	struct peer_record record;

	if (len > sizeof(data))
		return -EINVAL;
	call_begin(&record, "recv(%zu, MSG_WAITALL)", len);
	return count_read(peer, &record, recv(peer_at(peer)->fd, data, len, MSG_WAITALL));
}

/* These take nothing out of the queue, so nothing is counted as read. */

ssize_t peer_recv_nothing(struct peer *peer)
{
	struct peer_record record;
	char none;

	call_begin(&record, "recv(0, MSG_DONTWAIT)");
	return call_end(peer, &record, recv(peer_at(peer)->fd, &none, 0, MSG_DONTWAIT), "");
}

ssize_t peer_peek(struct peer *peer)
{
	struct peer_record record;
	char octet;

	call_begin(&record, "recv(1, MSG_PEEK | MSG_DONTWAIT)");
	return call_end(peer, &record,
			recv(peer_at(peer)->fd, &octet, 1, MSG_PEEK | MSG_DONTWAIT), "");
}

int peer_read_to_eof(struct peer *peer, size_t len)
{
	ssize_t n;

	do
		n = peer_read(peer, len);
	while (n > 0);
	return (int)n;
}

int peer_shutdown_write(struct peer *peer)
{
	struct peer_record record;

	call_begin(&record, "shutdown(SHUT_WR)");
	return (int)call_end(peer, &record, shutdown(peer_at(peer)->fd, SHUT_WR), "");
}

int peer_linger(struct peer *peer, int seconds)
{
	const struct linger linger = { .l_onoff = 1, .l_linger = seconds };
	struct peer_record record;

	call_begin(&record, "setsockopt(SO_LINGER, {1, %d})", seconds);
	return (int)call_end(peer, &record,
			     setsockopt(peer_at(peer)->fd, SOL_SOCKET, SO_LINGER, &linger,
					sizeof(linger)), "");
}

int peer_set_nonblocking(struct peer *peer)
{
	int fd = peer_at(peer)->fd;
	struct peer_record record;

	call_begin(&record, "fcntl(O_NONBLOCK)");
	return (int)call_end(peer, &record, fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK), "");
}

int peer_close(struct peer *peer)
{
	struct peer_record record;
	int fd = peer_at(peer)->fd;

	peer_at(peer)->fd = -1;
	call_begin(&record, "close()");
	return (int)call_end(peer, &record, close(fd), "");
}

int peer_close_lingering(struct peer *peer)
{
	struct peer_record record;
	int fd = peer_at(peer)->fd, ret;
	char took[32];

	peer_at(peer)->fd = -1;
	peer_note(peer, "close() ...");
	call_begin(&record, "close()");
	ret = close(fd);
	record.waits = true;
	snprintf(took, sizeof(took), " after %.3f s", call_seconds(&record));
	return (int)call_end(peer, &record, ret, took);
}

int peer_dup(struct peer *peer, unsigned int to)
{
	struct peer_connection *other = &peer->connections[to];
	struct peer_record record;

	call_begin(&record, "dup()");
	*other = (struct peer_connection){ .local = peer_at(peer)->local,
					   .remote = peer_at(peer)->remote,
					   .fd = dup(peer_at(peer)->fd) };
	return (int)call_end(peer, &record, other->fd, "");
}

static int wait_for(struct peer *peer, short events)
{
	struct pollfd watched = { .fd = peer_at(peer)->fd, .events = events };
	int n;

	do
		n = poll(&watched, 1, (int)peer->limit_ms);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -errno;
	return n ? 0 : -ETIMEDOUT;
}

int peer_wait_end(struct peer *peer)
{
	return wait_for(peer, POLLRDHUP);
}

int peer_wait_reset(struct peer *peer)
{
	/* POLLERR and POLLHUP need no asking; a FIN alone gives neither. */
	return wait_for(peer, 0);
}

/* SO_RCVLOWAT is what poll() wakes for, and what the next read() would wait for. */
static int set_low_mark(struct peer *peer, int bytes)
{
	return setsockopt(peer_at(peer)->fd, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof(bytes)) < 0 ? -errno : 0;
}

int peer_wait_bytes(struct peer *peer, int bytes)
{
	int ret = set_low_mark(peer, bytes);

	if (!ret)
		ret = wait_for(peer, POLLIN);
	return ret < 0 ? ret : set_low_mark(peer, 1);
}

void peer_note(const struct peer *peer, const char *fmt, ...)
{
	struct peer_record record;
	va_list args;

	call_begin(&record, "%s", "");
	va_start(args, fmt);
	vsnprintf(record.text, sizeof(record.text), fmt, args);
	va_end(args);
	record.end_ns = record.time_ns;
	call_report(peer, &record);
}
