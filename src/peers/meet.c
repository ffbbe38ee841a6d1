/* SPDX-License-Identifier: GPL-2.0-or-later */
/* meet.c: how the two peers come to a connection: listen and accept, or connect. */
#define _GNU_SOURCE 1	/* accept4() */
#include "peers/calls.h"

#include "peers/call_log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static int set_buffer(const struct peer *peer, int fd, int option, const char *name, int bytes)
{
	struct peer_record record;

	if (!bytes)
		return 0;
	call_begin(&record, "setsockopt(%s, %d)", name, bytes);
	return (int)call_end(peer, &record,
			     setsockopt(fd, SOL_SOCKET, option, &bytes, sizeof(bytes)), "");
}

/* Buffers come before connect() and listen(): the SYN fixes the window's scale. */
static int open_socket(struct peer *peer, int *fd)
{
	struct peer_record record;
	int ret;

	call_begin(&record, "socket()");
	*fd = socket(peer->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return (int)call_end(peer, &record, *fd, "");
	ret = set_buffer(peer, *fd, SO_RCVBUF, "SO_RCVBUF", peer->receive_buffer);
	if (!ret)
		ret = set_buffer(peer, *fd, SO_SNDBUF, "SO_SNDBUF", peer->send_buffer);
	return ret;
}

static int limit_blocking(const struct peer *peer, int fd)
{
	struct timeval limit = {
		.tv_sec = peer->limit_ms / 1000,
		.tv_usec = peer->limit_ms % 1000 * 1000,
	};

	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) < 0)
		return -errno;
	return 0;
}

static int listen_at(struct peer *peer)
{
	const struct sockaddr *address = (const struct sockaddr *)&peer->address;
	socklen_t len = sizeof(peer->local);
	struct peer_record record;
	char note[24];
	int one = 1;

	/* A port in TIME_WAIT from the last run is no obstacle. */
	setsockopt(peer->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	call_begin(&record, "bind()");
	if (bind(peer->listener, address, sizeof(peer->address)) < 0)
		return (int)call_end(peer, &record, -1, "");
	if (getsockname(peer->listener, (struct sockaddr *)&peer->local, &len) < 0)
		return -errno;
	/* sin_port and sin6_port are at the same place. */
	snprintf(note, sizeof(note), " (port %u)",
		 ntohs(((const struct sockaddr_in *)&peer->local)->sin_port));
	call_begin(&record, "listen()");
	return (int)call_end(peer, &record, listen(peer->listener, 1), note);
}

static int tell_address(struct peer *peer)
{
	ssize_t n;

	if (peer->meeting_fd < 0)
		return 0;
	n = write(peer->meeting_fd, &peer->local, sizeof(peer->local));
	if (n != sizeof(peer->local))
		return n < 0 ? -errno : -EIO;
	return 0;
}

static int learn_address(struct peer *peer)
{
	ssize_t n;

	if (peer->meeting_fd < 0)
		return 0;
	n = read(peer->meeting_fd, &peer->address, sizeof(peer->address));
	if (n != sizeof(peer->address))
		return n < 0 ? -errno : -ENOTCONN;	/* the server broke off */
	return 0;
}

static void learn_own_address(struct peer *peer)
{
	socklen_t len = sizeof(peer->local);

	if (getsockname(peer->fd, (struct sockaddr *)&peer->local, &len) < 0)
		memset(&peer->local, 0, sizeof(peer->local));
}

int peer_accept(struct peer *peer)
{
	socklen_t len = sizeof(peer->remote);
	struct peer_record record;
	int ret = open_socket(peer, &peer->listener);

	if (!ret)
		ret = listen_at(peer);
	if (!ret)
		ret = tell_address(peer);
	if (ret)
		return ret;
	call_begin(&record, "accept()");
	peer->fd = accept4(peer->listener, (struct sockaddr *)&peer->remote, &len,
			   SOCK_CLOEXEC);
	record.waits = true;
	if (peer->fd >= 0)
		learn_own_address(peer);
	ret = (int)call_end(peer, &record, peer->fd, "");
	if (ret < 0)
		return ret;
	return limit_blocking(peer, peer->fd);
}

int peer_connect(struct peer *peer)
{
	const struct sockaddr *address = (const struct sockaddr *)&peer->address;
	struct peer_record record;
	int ret = learn_address(peer);

	if (!ret)
		ret = open_socket(peer, &peer->fd);
	if (!ret)
		ret = limit_blocking(peer, peer->fd);
	if (ret)
		return ret;
	call_begin(&record, "connect()");
	ret = connect(peer->fd, address, sizeof(peer->address));
	if (ret == 0) {
		peer->remote = peer->address;
		learn_own_address(peer);
	}
	return (int)call_end(peer, &record, ret, "");
}
