/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stream.c: what was read of a pipe too early is kept, and read again in front of the rest. */
#define _GNU_SOURCE	/* fopencookie() */
#include "observe/stream.h"
#include "observe/privilege.h"

#include <errno.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BUFFER = 64 << 10 };

/*
 * Fewer and larger reads, each of which the filter of system calls looks at, and no lock for each
 * frame: a fifth of a large capture's time. Without memory of ours setvbuf() would ignore the size.
 */
static int read_in_large(FILE *file, char **buffer)
{
	*buffer = malloc(BUFFER);
	if (!*buffer)
		return -ENOMEM;
	setvbuf(file, *buffer, _IOFBF, BUFFER);
	__fsetlocking(file, FSETLOCKING_BYCALLER);
	return 0;
}

int stream_open(struct stream *stream, const char *path, struct err *err)
{
	struct stat status;

	*stream = (struct stream){ .file = stdin };
	if (strcmp(path, "-") == 0)
		return 0;
	stream->file = privilege_fopen(path, "rbe");
	if (!stream->file)
		return err_sys(err, -errno, "cannot open %s", path);
	if (fstat(fileno(stream->file), &status) < 0)
		return err_sys(err, -errno, "cannot read %s", path);
	if (S_ISDIR(status.st_mode))
		return err_sys(err, -EISDIR, "cannot read %s", path);
	if (S_ISREG(status.st_mode) && status.st_size == 0)
		return err_set(err, -EBADMSG, "cannot read %s: the file is empty", path);
	if (read_in_large(stream->file, &stream->buffers[0]) < 0)
		return err_sys(err, -ENOMEM, "cannot read %s", path);
	return 0;
}

static ssize_t read_again(void *cookie, char *buf, size_t size)
{
	struct stream *stream = cookie;
	size_t left = stream->head_len - stream->head_at;

	if (left == 0) {
		size = fread(buf, 1, size, stream->pipe);
		return size == 0 && ferror(stream->pipe) ? -1 : (ssize_t)size;
	}
	size = size < left ? size : left;
	memcpy(buf, stream->head + stream->head_at, size);
	stream->head_at += size;
	return (ssize_t)size;
}

static int put_in_front(struct stream *stream, const uint8_t *head, size_t len)
{
	static const cookie_io_functions_t functions = { .read = read_again };
	FILE *front = fopencookie(stream, "rb", functions);

	if (!front)
		return -ENOMEM;
	stream->pipe = stream->file;
	stream->file = front;
	stream->head = malloc(len + 1);
	if (!stream->head)
		return -ENOMEM;
	memcpy(stream->head, head, len);
	stream->head_len = len;
	return read_in_large(front, &stream->buffers[1]);
}

ssize_t stream_peek(struct stream *stream, uint8_t *head, size_t size)
{
	size_t len = fread(head, 1, size, stream->file);
	int ret;

	if (ferror(stream->file))
		return errno ? -errno : -EIO;
	if (fseeko(stream->file, -(off_t)len, SEEK_CUR) == 0)
		return (ssize_t)len;
	ret = put_in_front(stream, head, len);
	return ret < 0 ? ret : (ssize_t)len;
}

void stream_close(struct stream *stream)
{
	if (stream->file && stream->file != stdin)
		fclose(stream->file);
	if (stream->pipe && stream->pipe != stdin)
		fclose(stream->pipe);
	free(stream->buffers[0]);
	free(stream->buffers[1]);
	free(stream->head);
	*stream = (struct stream){ .file = NULL };
}
