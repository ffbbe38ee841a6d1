/* SPDX-License-Identifier: GPL-2.0-or-later */
/* owners.c: looks through /proc/PID/fd for the holders of sockets. */
#include "observe/owners.h"
#include "observe/clock.h"
#include "observe/proc.h"
#include "observe/waits.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	CACHE_MAX = 4096,		/* owners remembered, before all are forgotten */
	CACHE_SLOTS = 2 * CACHE_MAX,
	RECENT_SLOTS = 64,		/* processes of which the latest find is known */
	LOADAVG_MAX = 128,
	STATUS_MAX = 512,		/* what is wanted of PID/status stands in front */
	LATEST_MAX = 4,			/* pids that owners_find() tries without listing them, */
	YOUNG_MAX = 32,			/* and processes that it looks into */
	ANCESTORS_MAX = 4,		/* that may have it too */
};

struct owners {
	DIR *root;
	struct proc_numbers pids, fds;	/* kept for their memory */
	struct owner *cache;		/* CACHE_SLOTS, by inode; owned */
	size_t cached;
	struct recent {
		int pid, fd;
	} recent[RECENT_SLOTS];		/* by pid */
};

static int root_fd(const struct owners *owners)
{
	return dirfd(owners->root);
}

static bool scan_process(struct owners *owners, int pid, proc_socket_fn fn, void *arg,
			 bool *hidden)
{
	return proc_scan_sockets(root_fd(owners), pid, &owners->fds, fn, arg, hidden);
}

static bool contains(const int *values, size_t count, int value)
{
	for (size_t i = 0; i < count; i++) {
		if (values[i] == value)
			return true;
	}
	return false;
}

/* The pid that was given last (proc(5): loadavg); PROC_NUMBER_MAX where there is none. */
static int last_pid(const struct owners *owners)
{
	char text[LOADAVG_MAX];
	int64_t pid = -1;

	if (proc_read_file(root_fd(owners), "loadavg", text, sizeof(text)) > 0)
		pid = proc_parse_last_pid(text);
	return pid < 0 ? PROC_NUMBER_MAX : (int)pid;
}

/*
 * The i-th youngest process: pids go up to the last one given, but have begun anew when they
 * reached their maximum, so the higher ones are the oldest.
 */
static int youngest(const struct proc_numbers *pids, size_t up_to_last, size_t i)
{
	return i < up_to_last ? pids->values[up_to_last - 1 - i] :
				pids->values[pids->count - 1 - (i - up_to_last)];
}

/*
 * As scan_process(), for the max youngest processes but those to skip; *hidden is set too if
 * not all processes are there to see.
 */
static bool scan_youngest(struct owners *owners, size_t max, const int *skip, size_t skip_count,
			  proc_socket_fn fn, void *arg, bool *hidden)
{
	const struct proc_numbers *pids = &owners->pids;
	int last = last_pid(owners);
	size_t up_to_last = 0;

	rewinddir(owners->root);
	if (proc_list_numbers(owners->root, &owners->pids) < 0)
		*hidden = true;
	/* A namespace always has a process 1: /proc is mounted with hidepid. */
	if (!contains(pids->values, pids->count, 1))
		*hidden = true;
	while (up_to_last < pids->count && pids->values[up_to_last] <= last)
		up_to_last++;
	for (size_t i = 0; i < pids->count && i < max; i++) {
		int pid = youngest(pids, up_to_last, i);

		if (!contains(skip, skip_count, pid) &&
		    scan_process(owners, pid, fn, arg, hidden))
			return true;
	}
	return false;
}

static bool scan_all(struct owners *owners, proc_socket_fn fn, void *arg, bool *hidden)
{
	return scan_youngest(owners, SIZE_MAX, NULL, 0, fn, arg, hidden);
}

static void read_comm(const struct owners *owners, int pid, char comm[OWNER_COMM_MAX])
{
	ssize_t len = proc_read_text(root_fd(owners), pid, "comm", comm, OWNER_COMM_MAX);

	if (len > 0 && comm[len - 1] == '\n')
		comm[len - 1] = '\0';
}

static void set_found(const struct owners *owners, struct owner *owner, int pid, int fd)
{
	owner->known = OWNER_FOUND;
	owner->pid = pid;
	owner->fd = fd;
	read_comm(owners, pid, owner->comm);
}

/* The cache: open addressing; an entry that proved wrong stays, but is not OWNER_FOUND. */

static struct owner *cache_slot(const struct owners *owners, uint32_t inode)
{
	size_t i = (inode * 2654435761U) % CACHE_SLOTS;

	while (owners->cache[i].inode && owners->cache[i].inode != inode)
		i = (i + 1) % CACHE_SLOTS;
	return &owners->cache[i];
}

static void cache_put(struct owners *owners, const struct owner *owner)
{
	struct owner *slot = cache_slot(owners, owner->inode);

	if (!slot->inode && owners->cached == CACHE_MAX) {
		memset(owners->cache, 0, CACHE_SLOTS * sizeof(*owners->cache));
		owners->cached = 0;
		slot = cache_slot(owners, owner->inode);
	}
	if (!slot->inode)
		owners->cached++;
	*slot = *owner;
}

bool owners_holds(const struct owners *owners, const struct owner *known)
{
	return proc_holds(root_fd(owners), known->pid, known->fd, known->inode);
}

static bool cache_get(const struct owners *owners, uint32_t inode, struct owner *owner)
{
	struct owner *slot = cache_slot(owners, inode);

	if (slot->inode != inode || slot->known != OWNER_FOUND)
		return false;
	if (!owners_holds(owners, slot)) {
		slot->known = OWNER_NOT_LOOKED_UP;
		return false;
	}
	*owner = *slot;
	owner->holders = 1;
	return true;
}

/* One owner. */

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
	int last = last_pid(owners);
	bool found = false;

	for (int pid = last; !found && last != PROC_NUMBER_MAX && pid > 0 && pid > last - LATEST_MAX;
	     pid--)
		found = scan_process(owners, pid, is_wanted, wanted, hidden);
	if (found)
		wanted->pid = process_of(owners, wanted->pid);
	return found;
}

void owners_find(struct owners *owners, uint32_t inode, const int *hint_pids,
		 size_t hint_count, struct owner *owner)
{
	struct wanted wanted = { .inode = inode };
	bool hidden = false, found = false;

	*owner = (struct owner){ .inode = inode, .known = OWNER_NONE };
	if (inode == 0 || cache_get(owners, inode, owner))
		return;
	for (size_t i = 0; !found && i < hint_count; i++)
		found = look_near(owners, hint_pids[i], &wanted);
	for (size_t i = 0; !found && i < hint_count; i++)
		found = scan_process(owners, hint_pids[i], is_wanted, &wanted, &hidden);
	if (!found) {
		found = scan_latest(owners, &wanted, &hidden) ||
			scan_youngest(owners, YOUNG_MAX, hint_pids, hint_count, is_wanted, &wanted,
				      &hidden);
		if (found)
			prefer_parent(owners, &wanted);
	}
	if (found) {
		owner->holders = 1;
		set_found(owners, owner, wanted.pid, wanted.fd);
		cache_put(owners, owner);
		*recent_slot(owners, wanted.pid) = (struct recent){ wanted.pid, wanted.fd };
	} else if (owners->pids.count > YOUNG_MAX) {
		owner->known = OWNER_NOT_LOOKED_UP;
	} else if (hidden) {
		owner->known = OWNER_HIDDEN;
	}
}

/* Many owners in one pass. */

struct batch {
	const struct owners *owners;
	struct batch_row {
		struct owner owner;	/* the first one found, who is the youngest */
		struct holders *several;	/* owned; NULL: there is none, or one */
	} *rows;			/* by inode; owned */
	size_t count;
	const struct owner *latest;	/* found: a process has many, one after the other */
};

static int compare_inodes(const void *a, const void *b)
{
	uint32_t left = ((const struct batch_row *)a)->owner.inode;
	uint32_t right = ((const struct batch_row *)b)->owner.inode;

	return (left > right) - (left < right);
}

/* The scan goes from the youngest process to the oldest, who goes in front. */
static void put_in_front(struct holders *holders, int pid, int fd)
{
	memmove(&holders->named[1], &holders->named[0],
		(HOLDERS_MAX - 1) * sizeof(holders->named[0]));
	holders->named[0] = (struct holder){ .pid = pid, .fd = fd };
	holders->count++;
}

static void note_another(struct batch_row *row, int pid, int fd)
{
	const struct owner *owner = &row->owner;

	if (!row->several) {
		row->several = calloc(1, sizeof(*row->several));
		if (row->several)
			put_in_front(row->several, owner->pid, owner->fd);
	}
	if (row->several)
		put_in_front(row->several, pid, fd);
}

static void note_first(struct batch *batch, struct owner *owner, int pid, int fd)
{
	if (batch->latest && batch->latest->pid == pid) {
		owner->known = OWNER_FOUND;
		owner->pid = pid;
		owner->fd = fd;
		memcpy(owner->comm, batch->latest->comm, sizeof(owner->comm));
	} else {
		set_found(batch->owners, owner, pid, fd);
	}
	batch->latest = owner;
}

static bool note_holder(void *arg, int pid, int fd, uint32_t inode)
{
	struct batch *batch = arg;
	struct batch_row key = { .owner = { .inode = inode } };
	struct batch_row *row = bsearch(&key, batch->rows, batch->count, sizeof(key),
					compare_inodes);

	if (!row)
		return false;
	if (row->owner.holders++ == 0)
		note_first(batch, &row->owner, pid, fd);
	else
		note_another(row, pid, fd);
	return false;
}

static void batch_init(struct batch *batch, const uint32_t *inodes, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		batch->rows[i].owner.inode = inodes[i];
	qsort(batch->rows, n, sizeof(*batch->rows), compare_inodes);
	for (size_t i = 0; i < n; i++) {
		uint32_t inode = batch->rows[i].owner.inode;

		if (kept == 0 || batch->rows[kept - 1].owner.inode != inode)
			batch->rows[kept++].owner.inode = inode;
	}
	batch->count = kept;
}

/* The names of those that were only counted up to here are read for few. */
static void deliver(struct owners *owners, struct batch_row *row, event_fn fn, void *arg)
{
	struct event event = { .kind = EVENT_OWNER };
	struct holders *several = row->several;

	if (row->owner.known == OWNER_FOUND)
		cache_put(owners, &row->owner);
	event.owner = row->owner;
	event.time_ns = clock_now_ns();
	fn(arg, &event);
	if (!several)
		return;
	several->inode = row->owner.inode;
	for (unsigned int i = 0; i < several->count && i < HOLDERS_MAX; i++)
		read_comm(owners, several->named[i].pid, several->named[i].comm);
	event = (struct event){ .kind = EVENT_HOLDERS, .holders = *several };
	event.time_ns = clock_now_ns();
	fn(arg, &event);
}

void owners_resolve(struct owners *owners, const uint32_t *inodes, size_t n, event_fn fn,
		    void *arg)
{
	struct batch batch = { .owners = owners };
	bool hidden = false;

	if (n == 0)
		return;
	batch.rows = calloc(n, sizeof(*batch.rows));
	if (!batch.rows)
		return;
	batch_init(&batch, inodes, n);
	scan_all(owners, note_holder, &batch, &hidden);
	for (size_t i = 0; i < batch.count; i++) {
		struct owner *owner = &batch.rows[i].owner;

		if (owner->known != OWNER_FOUND)
			owner->known = hidden && owner->inode ? OWNER_HIDDEN : OWNER_NONE;
		deliver(owners, &batch.rows[i], fn, arg);
		free(batch.rows[i].several);
	}
	free(batch.rows);
}

/* A holder again. */

void owners_check(struct owners *owners, const struct owner *known,
		  struct holder_check *check)
{
	*check = (struct holder_check){ .inode = known->inode, .pid = known->pid };
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

	if (!new)
		return err_sys(err, -ENOMEM, "cannot read %s", proc_root);
	new->cache = calloc(CACHE_SLOTS, sizeof(*new->cache));
	new->root = new->cache ? opendir(proc_root) : NULL;
	if (!new->root) {
		int ret = new->cache ? -errno : -ENOMEM;

		owners_free(new);
		return err_sys(err, ret, "cannot read %s", proc_root);
	}
	*owners = new;
	return 0;
}

void owners_free(struct owners *owners)
{
	if (!owners)
		return;
	if (owners->root)
		closedir(owners->root);
	free(owners->pids.values);
	free(owners->fds.values);
	free(owners->cache);
	free(owners);
}
