/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stream.h: a file that is read from its beginning to its end, behind a look at its first octets. */
#ifndef HALFCLOSE_OBSERVE_STREAM_H
#define HALFCLOSE_OBSERVE_STREAM_H

#include "core/err.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* It stays where it is. All zero: nothing is open. */
struct stream {
	FILE *file;		/* owned, but for stdin: to be read from */
	FILE *pipe;		/* likewise: what file reads on from, behind head; or NULL */
	char *buffers[2];	/* owned: of both */
	uint8_t *head;		/* owned: what was read of a pipe too early; or NULL */
	size_t head_len, head_at;
};

/*
 * Opens a file, "-" is the standard input; reads nothing. 0; -EBADMSG: it is empty; -EISDIR; -ENOMEM;
 * -errno; with err. stream_close() in either case.
 */
int stream_open(struct stream *stream, const char *path, struct err *err);

/*
 * Copies the first octets, up to size of them, and returns how many there are. They stay to be read: of
 * a pipe from another file than before. -ENOMEM; -errno: it cannot be read.
 */
ssize_t stream_peek(struct stream *stream, uint8_t *head, size_t size);

/* What others have closed is NULL. */
void stream_close(struct stream *stream);

#endif
