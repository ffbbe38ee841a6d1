/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sockets.c: asks sock_diag for one socket, or all. */
#include "observe/sockets.h"
#include "core/array.h"
#include "observe/clock.h"
#include "observe/diag.h"
#include "observe/netlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>

enum {
	ANSWER_MAX = 32 << 10,		/* the kernel fills no more (netlink_dump()) */
	DUMP_TRIES = 3,
	ANSWER_LIMIT_S = 2,		/* the kernel answers at once, or not at all */
};

struct sockets {
	struct mnl_socket *ask;
	struct mnl_socket *list;	/* for dumps, while which one may be asked for */
	uint32_t seq;
	uint32_t ifindex;
	const struct diag_code *choice;	/* borrowed; NULL: all */
	uint64_t cgroup;		/* the one that was chosen; 0: none was */
	_Alignas(struct nlmsghdr) uint8_t answer[ANSWER_MAX];
	_Alignas(struct nlmsghdr) uint8_t listing[ANSWER_MAX];
};

/* The sockets of a dump: delivered as they come, or kept until it is known to be whole. */
struct rows {
	event_fn fn;			/* with arg; NULL: they are kept */
	void *arg;
	struct event *events;		/* owned */
	size_t count, capacity;
	size_t info_max;
	event_sift_fn sift;		/* or NULL; with arg */
	size_t left, sifted;		/* it left the first ones, and took so many others */
	uint64_t asked_ns;
	uint32_t seq;
	int error;			/* -ENOMEM; the rest must be read all the same */
	bool interrupted;
};

/* One socket, and whose it is. */
static int parse(const struct sockets *sockets, struct sock_fact *fact,
		 const struct nlmsghdr *nlh)
{
	int ret = diag_parse(fact, nlh);
	uint64_t cgroup = ret == 0 && sockets->cgroup ? diag_cgroup(nlh) : 0;

	if (cgroup)
		fact->group = cgroup == sockets->cgroup ? SOCK_GROUP_CHOSEN : SOCK_GROUP_OTHER;
	return ret;
}

/* Exact lookups. */

/*
 * Sends a request and reads its answer, which is *answer until the next: 0; -errno, also the kernel's.
 * An acknowledgement is an answer too.
 */
static int ask(struct sockets *sockets, const void *request, const struct nlmsghdr **answer)
{
	int ret = netlink_send(sockets->ask, request);

	if (ret < 0)
		return ret;
	*answer = (const struct nlmsghdr *)sockets->answer;
	/* Some are left over from a request whose answer came too late. */
	do {
		ssize_t len = netlink_receive(sockets->ask, sockets->answer, ANSWER_MAX);

		if (len < 0)
			return (int)len;
		if (!diag_is_whole(*answer, (int)len))
			return -EBADMSG;
	} while ((*answer)->nlmsg_seq != sockets->seq);
	return (*answer)->nlmsg_type == NLMSG_ERROR ? netlink_code(*answer) : 0;
}

static int ask_one(struct sockets *sockets, const struct endpoint *local,
		   const struct endpoint *remote, struct sock_fact *fact)
{
	_Alignas(struct nlmsghdr) uint8_t buf[DIAG_REQUEST_MAX];
	const struct nlmsghdr *answer;
	int ret;

	diag_request_exact(buf, local, remote, sockets->ifindex, ++sockets->seq);
	ret = ask(sockets, buf, &answer);
	if (ret < 0)
		return ret;
	return answer->nlmsg_type == NLMSG_ERROR ? -EBADMSG : parse(sockets, fact, answer);
}

int sockets_probe(struct sockets *sockets, const struct endpoint *local,
		  const struct endpoint *remote, struct event *event)
{
	struct sock_fact *fact = &event->socket;
	uint64_t asked_ns = clock_now_ns();
	int ret = ask_one(sockets, local, remote, fact);

	if (ret < 0 && ret != -ENOENT)
		return ret;
	/* For a tuple that is gone the kernel answers with a listener, if there is one. */
	if (ret == -ENOENT || !endpoint_equal(&fact->local, local) ||
	    !endpoint_equal(&fact->remote, remote)) {
		bool listens = ret == 0 && fact->state == TCP_STATE_LISTEN;

		*fact = (struct sock_fact){ .local = *local, .remote = *remote, .gone = true,
					    .listener = listens ? fact->cookie : 0,
					    .unheard = ret == -ENOENT };
	}
	event->kind = EVENT_SOCKET;
	event->time_ns = clock_now_ns();
	fact->kind = SOCK_PROBE;
	fact->asked_ns = asked_ns;
	return 0;
}

static int destroy_error(int code, struct err *err)
{
	switch (code) {
	case -EPERM:
		return err_set(err, code, "no permission to destroy sockets (CAP_NET_ADMIN)");
	case -EOPNOTSUPP:
		return err_set(err, code, "this kernel cannot destroy sockets (INET_DIAG_DESTROY)");
	case -ENOENT:
	case -ESTALE:
		return err_set(err, -ENOENT, "the socket is gone");
	default:
		return err_sys(err, code, "cannot destroy the socket");
	}
}

int sockets_destroy(struct sockets *sockets, const struct endpoint *local,
		    const struct endpoint *remote, uint64_t cookie, struct err *err)
{
	_Alignas(struct nlmsghdr) uint8_t buf[DIAG_REQUEST_MAX];
	const struct nlmsghdr *answer;
	int ret;

	if (!cookie || cookie == UINT64_MAX)
		return err_set(err, -EINVAL, "which socket it was is not known");
	diag_request_destroy(buf, local, remote, sockets->ifindex, cookie, ++sockets->seq);
	ret = ask(sockets, buf, &answer);
	return ret < 0 ? destroy_error(ret, err) : 0;
}

/* Dumps. */

static int keep_row(struct rows *rows, const struct event *event)
{
	struct event *events = array_make_room(rows->events, rows->count, &rows->capacity,
					       sizeof(*events));

	if (!events)
		return -ENOMEM;
	rows->events = events;
	events[rows->count++] = *event;
	return 0;
}

static int add_row(const struct sockets *sockets, struct rows *rows, const struct nlmsghdr *nlh,
		   uint64_t now_ns)
{
	struct event event = { .kind = EVENT_SOCKET, .time_ns = now_ns };

	if (parse(sockets, &event.socket, nlh) < 0)
		return 0;
	event.socket.kind = SOCK_POLL;
	event.socket.asked_ns = rows->asked_ns;
	if (rows->fn)
		rows->fn(rows->arg, &event);
	else
		return keep_row(rows, &event);
	return 0;
}

/* As many at a time as a datagram has, once it is known that there are too many. */
static void sift_rows(struct rows *rows)
{
	size_t offered = rows->count - rows->left, left;

	if (!rows->sift || (rows->count <= rows->info_max && !rows->sifted))
		return;
	left = rows->sift(rows->arg, rows->events + rows->left, offered);
	rows->sifted += offered - left;
	rows->left += left;
	rows->count = rows->left;
}

/* Takes the rows of one datagram. Returns 1 at the end of the dump, 0 before it, -errno. */
static int read_datagram(const struct sockets *sockets, size_t len, struct rows *rows)
{
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)sockets->listing;
	uint64_t now_ns = clock_now_ns();
	int left = (int)len;

	for (; diag_is_whole(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		int ret;

		if (nlh->nlmsg_seq != rows->seq)
			continue;
		rows->interrupted |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
		if (nlh->nlmsg_type == NLMSG_DONE || nlh->nlmsg_type == NLMSG_ERROR) {
			ret = netlink_code(nlh);
			return ret < 0 ? ret : 1;
		}
		if (rows->error == 0)
			rows->error = add_row(sockets, rows, nlh, now_ns);
	}
	return 0;
}

static int dump_once(struct sockets *sockets, unsigned int state_mask, bool with_info,
		     struct rows *rows)
{
	_Alignas(struct nlmsghdr) uint8_t buf[DIAG_CHOICE_MAX];
	int ret;

	rows->seq = ++sockets->seq;
	diag_request_choose(diag_request_dump(buf, state_mask, with_info, rows->seq),
			    sockets->choice);
	ret = netlink_send(sockets->list, buf);
	while (ret == 0) {
		ssize_t len = netlink_receive(sockets->list, sockets->listing, ANSWER_MAX);

		if (len < 0)
			return (int)len;
		ret = read_datagram(sockets, (size_t)len, rows);
		sift_rows(rows);
	}
	return ret < 0 ? ret : rows->error;
}

/* Tried again while the table changes under the dump. 1: partial. */
static int dump_whole(struct sockets *sockets, unsigned int state_mask, bool with_info,
		      struct rows *rows)
{
	for (int i = 0; i < DUMP_TRIES; i++) {
		int ret;

		rows->count = rows->left = rows->sifted = 0;
		rows->interrupted = false;
		rows->asked_ns = clock_now_ns();
		ret = dump_once(sockets, state_mask, with_info, rows);
		if (ret < 0 || !rows->interrupted)
			return ret;
	}
	return 1;
}

int sockets_dump(struct sockets *sockets, unsigned int state_mask, size_t info_max,
		 event_fn fn, event_sift_fn sift, void *arg, struct err *err)
{
	bool always = info_max == SIZE_MAX;
	struct rows rows = { .info_max = info_max, .sift = sift, .arg = arg };
	int ret = dump_whole(sockets, state_mask, always, &rows);

	/* Their number is known only now. */
	if (ret >= 0 && !always && rows.count > 0 && rows.count <= info_max && !rows.sifted)
		ret = dump_whole(sockets, state_mask, true, &rows);
	if (ret >= 0) {
		for (size_t i = 0; i < rows.count; i++)
			fn(arg, &rows.events[i]);
	} else {
		err_sys(err, ret, "cannot list the sockets (sock_diag)");
	}
	free(rows.events);
	return ret;
}

int sockets_list(struct sockets *sockets, unsigned int state_mask, bool with_info, event_fn fn,
		 void *arg, struct err *err)
{
	struct rows rows = { .fn = fn, .arg = arg };
	int ret = dump_whole(sockets, state_mask, with_info, &rows);

	return ret < 0 ? err_sys(err, ret, "cannot list the sockets (sock_diag)") : ret;
}

/* Opening. */

static void ignore(void *arg, const struct event *event)
{
	(void)arg;
	(void)event;
}

/* Asks, and waits for the answer no longer than that. */
static struct mnl_socket *open_asking(void)
{
	const struct timeval limit = { .tv_sec = ANSWER_LIMIT_S };
	struct mnl_socket *nl = netlink_open(0);

	if (nl)
		setsockopt(mnl_socket_get_fd(nl), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	return nl;
}

int sockets_open(struct sockets **sockets, struct err *err)
{
	struct sockets *new = calloc(1, sizeof(*new));
	int ret;

	if (!new)
		return err_sys(err, -ENOMEM, "cannot open sock_diag");
	new->ask = open_asking();
	if (new->ask)
		new->list = open_asking();
	if (!new->list)
		ret = err_sys(err, -errno, "cannot open sock_diag");
	else
		ret = sockets_list(new, tcp_state_mask(TCP_STATE_LISTEN), false, ignore, NULL, err);
	if (ret < 0) {
		sockets_free(new);
		return ret;
	}
	*sockets = new;
	return 0;
}

void sockets_free(struct sockets *sockets)
{
	if (!sockets)
		return;
	if (sockets->list)
		mnl_socket_close(sockets->list);
	if (sockets->ask)
		mnl_socket_close(sockets->ask);
	free(sockets);
}

void sockets_use_interface(struct sockets *sockets, unsigned int ifindex)
{
	sockets->ifindex = ifindex;
}

void sockets_choose(struct sockets *sockets, const struct diag_code *choice)
{
	sockets->choice = choice;
}

void sockets_choose_cgroup(struct sockets *sockets, uint64_t cgroup)
{
	sockets->cgroup = cgroup;
}
