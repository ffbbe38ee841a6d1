/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_annotate.c: any file with comments: it can be read, and annotated again it is the same. */
#define _GNU_SOURCE	/* memfd_create() */
#include "cmd/annotate.h"
#include "fuzz.h"
#include "observe/blocks.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct written {
	char *octets;	/* owned */
	size_t len;
};

/* As annotate_write(). */
static int annotate(const void *octets, size_t len, struct written *written)
{
	static char path[32];
	struct options options = { .file = path, .max_connections = 64 };
	struct annotation annotation;
	FILE *out = open_memstream(&written->octets, &written->len);
	int fd = memfd_create("capture", MFD_CLOEXEC), ret;
	struct err err;

	CLAIM(out && fd >= 0 && write(fd, octets, len) == (ssize_t)len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	ret = annotate_open(&annotation, &options, &err);
	CLAIM(ret == (len ? 0 : -EBADMSG));
	if (ret == 0)
		ret = annotate_write(&annotation, out, &err);
	annotate_close(&annotation);
	CLAIM(fclose(out) == 0);
	close(fd);
	return ret;
}

/* All that is in it is whole, and packets of ours have a number. */
static void read_all(const struct written *written)
{
	struct blocks blocks;
	FILE *file = fmemopen(written->octets, written->len, "rb");
	int ret;

	CLAIM(file);
	blocks_init(&blocks, file);
	while ((ret = blocks_next(&blocks, NULL)) > 0)
		;
	CLAIM(ret == 0);
	blocks_free(&blocks);
	fclose(file);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct written once = { 0 }, twice = { 0 };
	int ret = annotate(octets, len, &once);

	CLAIM(ret >= 0 || ret == -EBADMSG || ret == -ENOTSUP || ret == -EIO);
	if (ret >= 0 && once.len > 0) {
		read_all(&once);
		CLAIM(annotate(once.octets, once.len, &twice) >= 0);
		CLAIM(twice.len == once.len);
		CLAIM(!memcmp(once.octets, twice.octets, once.len));
	}
	free(once.octets);
	free(twice.octets);
	return 0;
}
