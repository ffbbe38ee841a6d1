/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scarce.h: allocations that fail, for a test that is linked with $(SCARCE_WRAPS); in one file of it. */
#ifndef HALFCLOSE_SUPPORT_SCARCE_H
#define HALFCLOSE_SUPPORT_SCARCE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

/* The linker gives these the calls of all but the C library (--wrap). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t count, size_t size);
int __real_posix_memalign(void **to, size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t count, size_t size);
int __wrap_posix_memalign(void **to, size_t alignment, size_t size);

/* A wrapped function has no argument for it. */
static struct {
	bool on;		/* what is tested runs, and not the test */
	unsigned int asked, failing;	/* the failing-th fails; 0: none */
} memory;

static bool lacks(void)
{
	return memory.on && ++memory.asked == memory.failing;
}

void *__wrap_malloc(size_t size)
{
	return lacks() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return lacks() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return lacks() ? NULL : __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t count, size_t size)
{
	return lacks() ? NULL : __real_reallocarray(old, count, size);
}

int __wrap_posix_memalign(void **to, size_t alignment, size_t size)
{
	return lacks() ? ENOMEM : __real_posix_memalign(to, alignment, size);
}

#endif
