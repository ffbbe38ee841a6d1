/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owners.c: looks through /proc/PID/fd for the holders of sockets. */
#include "observe/owners.h"
#include "observe/clock.h"
#include "observe/owner_batch.h"
#include "observe/owner_cache.h"
#include "observe/partner.h"
#include "observe/proc_text.h"
#include "observe/waits.h"
#include "observe/walk.h"

#include <errno.h>
#include <stdlib.h>

enum {
	RECENT_SLOTS = 64,		/* processes of which the latest find is known */
	STATUS_MAX = 512,		/* what is wanted of PID/status stands in front */
	LATEST_MAX = 4,			/* pids that owners_find() tries without listing them, */
	YOUNG_MAX = 32,			/* and processes that it looks into */
	ANCESTORS_MAX = 4,		/* that may have it too */
};

struct owners {
	struct walk walk, pass;		/* for one owner, and for many */
	struct partner partner;
	struct owner_cache cache;
	struct recent {
		int pid, fd;
	} recent[RECENT_SLOTS];		/* by pid */
};

static int root_fd(const struct owners *owners)
{
	return walk_root(&owners->walk);
}

bool owners_holds(const struct owners *owners, const struct owner *known)
{
	return proc_holds(root_fd(owners), known->pid, known->fd, known->inode);
}

/* One owner. */

static bool recall(const struct owners *owners, uint32_t inode, struct owner *owner)
{
	struct owner *known = owner_cache_find(&owners->cache, inode);

	if (!known)
		return false;
	if (!owners_holds(owners, known)) {
		known->known = OWNER_NOT_LOOKED_UP;
		return false;
	}
	*owner = *known;
	owner->holders = 1;
	return true;
}

struct wanted {
	uint32_t inode;
	int pid, fd;
};

static bool is_wanted(void *arg, int pid, int fd, uint32_t inode)
{
	struct wanted *wanted = arg;

	if (inode != wanted->inode)
		return false;
	wanted->pid = pid;
	wanted->fd = fd;
	return true;
}

static struct recent *recent_slot(struct owners *owners, int pid)
{
	return &owners->recent[(unsigned int)pid % RECENT_SLOTS];
}

/*
 * Sockets opened one after the other have descriptors side by side. A few links cost less
 * than a directory, and a thousandth of that of a server with 10,000 connections.
 */
static bool look_near(struct owners *owners, int pid, struct wanted *wanted)
{
	static const int steps[] = { 0, 1, 2, -1, -2 };
	const struct recent *recent = recent_slot(owners, pid);
	size_t count = recent->pid == pid ? sizeof(steps) / sizeof(steps[0]) : 0;

	for (size_t i = 0; i < count; i++) {
		const struct owner guess = { .inode = wanted->inode, .pid = pid,
					     .fd = recent->fd + steps[i] };

		if (guess.fd >= 0 && owners_holds(owners, &guess))
			return is_wanted(wanted, pid, guess.fd, guess.inode);
	}
	return false;
}

/* A thread's id opens its process's /proc/PID too; the process has another one. */
static int process_of(const struct owners *owners, int id)
{
	char status[STATUS_MAX];
	int64_t pid = -1;

	if (proc_read_text(root_fd(owners), id, "status", status, sizeof(status)) > 0)
		pid = proc_parse_process(status);
	return pid > 0 ? (int)pid : id;
}

/* Who inherited it has it from who made it, and perhaps for a moment only: a child about to exec(). */
static void prefer_parent(const struct owners *owners, struct wanted *wanted)
{
	for (int i = 0; i < ANCESTORS_MAX; i++) {
		int parent = proc_parent(root_fd(owners), wanted->pid);

		if (parent <= 1 || !proc_holds(root_fd(owners), parent, wanted->fd, wanted->inode))
			return;
		wanted->pid = parent;
	}
}

/* Who was just started is likely to be the one who just connected, and may soon be gone. */
static bool scan_latest(struct owners *owners, struct wanted *wanted, bool *hidden)
{
	int last = walk_last_pid(&owners->walk);
	bool found = false;

	for (int pid = last; !found && last != PROC_NUMBER_MAX && pid > 0 && pid > last - LATEST_MAX;
	     pid--)
		found = walk_process(&owners->walk, pid, is_wanted, wanted, hidden);
	if (found)
		wanted->pid = process_of(owners, wanted->pid);
	return found;
}

static bool search(struct owners *owners, const int *hint_pids, size_t hint_count,
		   struct wanted *wanted, bool *hidden)
{
	for (size_t i = 0; i < hint_count; i++) {
		if (look_near(owners, hint_pids[i], wanted))
			return true;
	}
	for (size_t i = 0; i < hint_count; i++) {
		if (walk_process(&owners->walk, hint_pids[i], is_wanted, wanted, hidden))
			return true;
	}
	if (!scan_latest(owners, wanted, hidden) &&
	    !walk_youngest(&owners->walk, YOUNG_MAX, hint_pids, hint_count, is_wanted, wanted,
			   hidden))
		return false;
	prefer_parent(owners, wanted);
	return true;
}

void owners_find(struct owners *owners, uint32_t inode, const int *hint_pids,
		 size_t hint_count, struct owner *owner)
{
	struct wanted wanted = { .inode = inode };
	bool hidden = false;

	*owner = (struct owner){ .inode = inode, .known = OWNER_NONE };
	if (inode == 0 || recall(owners, inode, owner))
		return;
	owners->walk.partly = false;
	if (search(owners, hint_pids, hint_count, &wanted, &hidden)) {
		owner->holders = 1;
		walk_found(&owners->walk, owner, wanted.pid, wanted.fd);
		owner_cache_put(&owners->cache, owner);
		*recent_slot(owners, wanted.pid) = (struct recent){ wanted.pid, wanted.fd };
	} else if (owners->walk.pids.count > YOUNG_MAX || owners->walk.partly) {
		owner->known = OWNER_NOT_LOOKED_UP;
	} else if (hidden) {
		owner->known = OWNER_HIDDEN;
	}
}

bool owners_are_large(const struct owners *owners, const int *pids, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (walk_is_large(&owners->walk, pids[i]))
			return true;
	}
	return false;
}

/* Many owners in one pass. */

static void deliver(struct owners *owners, const struct owner_batch *batch,
		    const struct owner_row *row, event_fn fn, void *arg)
{
	struct event event = { .kind = EVENT_OWNER };

	event.owner = owner_batch_owner(batch, row);
	if (event.owner.known == OWNER_FOUND)
		owner_cache_put(&owners->cache, &event.owner);
	event.time_ns = clock_now_ns();
	fn(arg, &event);
	if (!row->several)
		return;
	event = (struct event){ .kind = EVENT_HOLDERS, .holders = *row->several };
	event.time_ns = clock_now_ns();
	fn(arg, &event);
}

void owners_resolve(struct owners *owners, const uint32_t *inodes, size_t n, event_fn fn,
		    void (*pause)(void *arg), void *arg)
{
	struct owner_batch batch = { .walk = &owners->pass, .partner = &owners->partner,
				     .pause = pause, .arg = arg };

	if (n == 0 || owner_batch_find(&batch, inodes, n) < 0)
		return;
	for (size_t i = 0; i < batch.count; i++)
		deliver(owners, &batch, &batch.rows[i], fn, arg);
	owner_batch_free(&batch);
}

/* A holder again. */

void owners_check(struct owners *owners, const struct owner *known,
		  struct holder_check *check)
{
	*check = (struct holder_check){ .inode = known->inode, .pid = known->pid,
					.asked_ns = clock_now_ns() };
	check->process_alive = proc_is_alive(root_fd(owners), known->pid);
	check->descriptor_held = owners_holds(owners, known);
}

void owners_waits(struct owners *owners, const struct owner *known, struct wait_check *check)
{
	*check = (struct wait_check){
		.inode = known->inode,
		.pid = known->pid,
		.reading = waits_reading(root_fd(owners), known->pid, known->fd),
	};
}

int owners_open(struct owners **owners, const char *proc_root, struct err *err)
{
	struct owners *new = calloc(1, sizeof(*new));
	int ret = new ? owner_cache_init(&new->cache) : -ENOMEM;

	if (ret == 0)
		ret = walk_open(&new->walk, proc_root);
	if (ret == 0)
		ret = walk_open(&new->pass, proc_root);
	if (ret < 0) {
		owners_free(new);
		return err_sys(err, ret, "cannot read %s", proc_root);
	}
	*owners = new;
	return 0;
}

void owners_share(struct owners *owners, const struct privilege_keep *keep)
{
	partner_start(&owners->partner, root_fd(owners), keep);
}

void owners_free(struct owners *owners)
{
	if (!owners)
		return;
	partner_stop(&owners->partner);
	walk_free(&owners->walk);
	walk_free(&owners->pass);
	owner_cache_free(&owners->cache);
	free(owners);
}
