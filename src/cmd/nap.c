/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nap.c: a timer instead of descriptors that are always readable. */
#include "cmd/nap.h"

#include "core/units.h"

#include <unistd.h>

/* A program that lives for milliseconds is still there when its connection is looked up. */
#define NAP_NS (2 * MS_NS)

/* Frames a millisecond: where it begins, and where it ends. */
enum { THICK = 4, THIN = 2 };

/* Ticks in a row: one large answer is no storm, and who connects behind it may be gone soon. */
enum { PATIENCE = 10 };

static int on_timer(void *arg, struct err *err)
{
	struct nap *nap = arg;

	loop_timer_read(nap->timer_watch.fd);
	return nap->ready(nap->arg, err);
}

void nap_init(struct nap *nap, struct loop *loop, int (*ready)(void *arg, struct err *err),
	      void *arg)
{
	*nap = (struct nap){
		.loop = loop,
		.timer_watch = { .fd = -1, .ready = on_timer, .arg = nap },
		.ready = ready,
		.arg = arg,
	};
}

void nap_free(struct nap *nap)
{
	if (nap->loop && nap->timer_watch.fd >= 0)
		close(nap->timer_watch.fd);
}

void nap_add(struct nap *nap, const struct watch *sleeper)
{
	nap->sleepers[nap->sleepers[0] != NULL] = sleeper;
}

/* Without a timer it goes on awake: that is slower, and tells the same. */
static void begin(struct nap *nap)
{
	struct err unsaid;
	int fd = loop_timer_open(NAP_NS, &unsaid);

	if (fd < 0)
		return;
	nap->timer_watch.fd = fd;
	if (loop_add(nap->loop, &nap->timer_watch, &unsaid) < 0) {
		close(fd);
		nap->timer_watch.fd = -1;
		return;
	}
	for (int i = 0; i < 2; i++) {
		if (nap->sleepers[i])
			loop_remove(nap->loop, nap->sleepers[i]);
	}
}

/* One that cannot be waited for is read by the clock, as before. */
static void end(struct nap *nap)
{
	struct err unsaid;

	for (int i = 0; i < 2; i++) {
		if (!nap->sleepers[i] || loop_add(nap->loop, nap->sleepers[i], &unsaid) == 0)
			continue;
		if (i > 0)
			loop_remove(nap->loop, nap->sleepers[0]);
		return;
	}
	loop_remove(nap->loop, &nap->timer_watch);
	close(nap->timer_watch.fd);
	nap->timer_watch.fd = -1;
}

void nap_tick(struct nap *nap, uint64_t ms)
{
	bool asleep = nap->timer_watch.fd >= 0;
	uint64_t frames = nap->frames;

	nap->frames = 0;
	nap->thick = frames > THICK * ms ? nap->thick + 1 : 0;
	if (!asleep && nap->thick >= PATIENCE)
		begin(nap);
	else if (asleep && frames < THIN * ms)
		end(nap);
}
