/* SPDX-License-Identifier: GPL-2.0-or-later */
/* meet.c: how the two peers come to a connection: listen and accept, or connect. */
#define _GNU_SOURCE 1	/* accept4() */
#include "peers/calls.h"

#include "peers/call_log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
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

/* What the kernel gave it is where the client finds it. */
static int bind_listener(struct peer *peer)
{
	struct sockaddr *address = (struct sockaddr *)&peer->address;
	socklen_t len = sizeof(peer->address);
	struct peer_record record;
	int one = 1;

	/* A port in TIME_WAIT from the last run is no obstacle. */
	setsockopt(peer->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	call_begin(&record, "bind()");
	if (bind(peer->listener, address, len) < 0)
		return (int)call_end(peer, &record, -1, "");
	return getsockname(peer->listener, address, &len) < 0 ? -errno : 0;
}

/* sin_port and sin6_port are at the same place. */
static in_port_t *port_of(struct sockaddr_storage *address)
{
	return &((struct sockaddr_in *)address)->sin_port;
}

static int tell_address(struct peer *peer)
{
	ssize_t n;

	if (peer->meeting_fd < 0)
		return 0;
	n = write(peer->meeting_fd, &peer->address, sizeof(peer->address));
	if (n != sizeof(peer->address))
		return n < 0 ? -errno : -EIO;
	return 0;
}

static int learn_address(struct peer *peer)
{
	ssize_t n;

	if (peer->meeting_fd < 0 || peer->met)
		return 0;
	n = read(peer->meeting_fd, &peer->address, sizeof(peer->address));
	if (n != sizeof(peer->address))
		return n < 0 ? -errno : -ENOTCONN;	/* the server broke off */
	peer->met = true;
	return 0;
}

int peer_listen(struct peer *peer, int backlog)
{
	struct peer_record record;
	char note[24];
	int ret = open_socket(peer, &peer->listener);

	if (!ret)
		ret = bind_listener(peer);
	if (ret < 0)
		return ret;
	snprintf(note, sizeof(note), " (port %u)", ntohs(*port_of(&peer->address)));
	call_begin(&record, "listen()");
	ret = (int)call_end(peer, &record, listen(peer->listener, backlog), note);
	return ret < 0 ? ret : tell_address(peer);
}

int peer_close_listener(struct peer *peer)
{
	struct peer_record record;
	int fd = peer->listener;

	peer->listener = -1;
	call_begin(&record, "close(listener)");
	return (int)call_end(peer, &record, close(fd), "");
}

/*
 * A socket that was refused has its port still, and no address: it had that of the other end, on
 * loopback.
 */
static void learn_own_address(struct peer_connection *connection)
{
	struct sockaddr_storage own = connection->remote;
	socklen_t len = sizeof(own);

	if (getsockname(connection->fd, (struct sockaddr *)&own, &len) < 0)
		return;
	connection->local = connection->remote;
	*port_of(&connection->local) = *port_of(&own);
}

int peer_accept(struct peer *peer)
{
	struct peer_connection *connection = peer_at(peer);
	socklen_t len = sizeof(connection->remote);
	struct peer_record record;
	int ret = peer->listener < 0 ? peer_listen(peer, 1) : 0;

	if (ret < 0)
		return ret;
	*connection = (struct peer_connection){ 0 };
	call_begin(&record, "accept()");
	connection->fd = accept4(peer->listener, (struct sockaddr *)&connection->remote, &len,
				 SOCK_CLOEXEC);
	record.waits = true;
	if (connection->fd >= 0)
		learn_own_address(connection);
	ret = (int)call_end(peer, &record, connection->fd, "");
	return ret < 0 ? ret : limit_blocking(peer, connection->fd);
}

bool peer_may_accept(const struct peer *peer)
{
	struct pollfd listener = { .fd = peer->listener, .events = POLLIN };

	return poll(&listener, 1, 0) == 1 && (listener.revents & POLLIN);
}

int peer_connect(struct peer *peer)
{
	const struct sockaddr *address = (const struct sockaddr *)&peer->address;
	struct peer_connection *connection = peer_at(peer);
	struct peer_record record;
	int error, ret = learn_address(peer);

	*connection = (struct peer_connection){ .fd = -1 };
	if (!ret)
		ret = open_socket(peer, &connection->fd);
	if (!ret)
		ret = limit_blocking(peer, connection->fd);
	if (ret)
		return ret;
	call_begin(&record, "connect()");
	record.waits = true;	/* before its SYN there is no connection that it could be told of */
	ret = connect(connection->fd, address, sizeof(peer->address));
	error = errno;
	connection->remote = peer->address;
	learn_own_address(connection);
	errno = error;
	return (int)call_end(peer, &record, ret, "");
}
