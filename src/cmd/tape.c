/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tape.c: names and limits of files as tcpdump has them. */
#include "cmd/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A tick of packets, so that there are few writes, and more than the largest block. */
enum { BUFFER = 1 << 20 };

static bool is_pipe(const struct tape *tape)
{
	return strcmp(tape->options.path, "-") == 0;
}

/* Names. */

/* Of the numbers behind names: so many that names sort as they come. */
static int digits(unsigned int files_max)
{
	int count = 0;

	for (unsigned int last = files_max ? files_max - 1 : 0; last > 0; last /= 10)
		count++;
	return count;
}

/* The pattern is what somebody asked for: no compiler can check it, and strftime() writes no further. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static bool expand(char stem[NAME_MAX + 1], const char *pattern, time_t period)
{
	struct tm tm;

	localtime_r(&period, &tm);
	return strftime(stem, NAME_MAX + 1, pattern, &tm) > 0;
}
#pragma GCC diagnostic pop

static int make_name(struct tape *tape, struct err *err)
{
	int width = digits(tape->options.files_max);
	char stem[NAME_MAX + 1];
	int len;

	snprintf(stem, sizeof(stem), "%s", tape->base);
	if (tape->options.period_s && !expand(stem, tape->base, tape->period))
		return err_sys(err, -ENAMETOOLONG, "cannot write %s", tape->base);
	if (!tape->options.bytes_max || (tape->part == 0 && width == 0))
		len = snprintf(tape->name, sizeof(tape->name), "%s", stem);
	else
		len = snprintf(tape->name, sizeof(tape->name), "%s%0*u", stem, width, tape->part);
	return (size_t)len >= sizeof(tape->name) ?
	       err_sys(err, -ENAMETOOLONG, "cannot write %s", tape->base) : 0;
}

const char *tape_path(const struct tape *tape, char *buf)
{
	const char *path = tape->options.path;

	if (is_pipe(tape))
		snprintf(buf, PATH_MAX, "standard output");
	else
		snprintf(buf, PATH_MAX, "%.*s%s", (int)(tape->base - path), path, tape->name);
	return buf;
}

/* Files. */

static int cannot_write(const struct tape *tape, int code, struct err *err)
{
	char path[PATH_MAX];

	/* The path may be longer than all there is room for: then its end is what tells. */
	tape_path(tape, path);
	return err_sys(err, code, "cannot write %.150s", strlen(path) > 150 ? tape->name : path);
}

static int take_fd(struct tape *tape, int fd, struct err *err)
{
	struct stat status;

	if (fd < 0)
		return cannot_write(tape, -errno, err);
	tape->regular = !is_pipe(tape) && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
	tape->out = fdopen(fd, "wb");
	if (!tape->out) {
		close(fd);
		return cannot_write(tape, -errno, err);
	}
	setvbuf(tape->out, tape->buffer, _IOFBF, BUFFER);
	tape->written = 0;
	tape->files++;
	return 0;
}

/* The next by size has another number; the numbers begin anew with each period, and when all are used. */
static void advance(struct tape *tape)
{
	unsigned int files_max = tape->options.files_max;

	if (tape->files == 0 || tape_is_over(tape)) {
		tape->period = time(NULL);
		tape->part = 0;
	} else {
		tape->part = files_max && tape->part + 1 >= files_max ? 0 : tape->part + 1;
	}
}

int tape_begin_file(struct tape *tape, struct err *err)
{
	int fd, ret;

	advance(tape);
	ret = make_name(tape, err);
	if (ret < 0)
		return ret;
	if (is_pipe(tape))
		return take_fd(tape, fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0), err);
	fd = creator_make(&tape->creator, tape->name, err);
	return fd < 0 ? fd : take_fd(tape, fd, err);
}

bool tape_is_full(const struct tape *tape)
{
	return tape->options.bytes_max && tape->out &&
	       tape->written + __fpending(tape->out) > tape->options.bytes_max;
}

bool tape_is_over(const struct tape *tape)
{
	return tape->options.period_s &&
	       time(NULL) - tape->period >= (time_t)tape->options.period_s;
}

bool tape_is_last(const struct tape *tape)
{
	const struct tape_options *options = &tape->options;

	return !options->bytes_max && options->files_max && tape->files >= options->files_max;
}

int tape_flush(struct tape *tape)
{
	size_t pending = tape->out ? __fpending(tape->out) : 0;

	if (tape->code == 0 && pending > 0 && fflush_unlocked(tape->out) != 0)
		tape->code = -errno;
	tape->written += pending;
	return tape->code;
}

FILE *tape_block(struct tape *tape, size_t octets)
{
	if (!tape->out || tape->code < 0)
		return NULL;
	if (__fpending(tape->out) + octets > BUFFER && tape_flush(tape) < 0)
		return NULL;
	return tape->out;
}

/* What could not be written is not tried once more. */
static void close_file(struct tape *tape)
{
	if (!tape->out)
		return;
	__fpurge(tape->out);
	if (fclose(tape->out) != 0 && tape->code == 0)
		tape->code = -errno;
	tape->out = NULL;
}

int tape_end_file(struct tape *tape, struct err *err)
{
	tape_flush(tape);
	close_file(tape);
	return tape->code < 0 ? cannot_write(tape, tape->code, err) : 0;
}

FILE *tape_begin_again(struct tape *tape, struct err *err)
{
	int fd = creator_spare(&tape->creator, tape->name, err);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "wb");

	if (fd >= 0 && !out) {
		cannot_write(tape, -errno, err);
		close(fd);
	}
	return out;
}

int tape_replace(struct tape *tape, FILE *out, bool whole, struct err *err)
{
	int ret = fclose(out) != 0 ? -errno : 0;

	if (ret == 0 && whole)
		return creator_adopt(&tape->creator, tape->name, err);
	creator_adopt(&tape->creator, NULL, NULL);
	return ret < 0 ? cannot_write(tape, ret, err) : 0;
}

/* Opening. */

int tape_open(struct tape *tape, const struct tape_options *options, struct err *err)
{
	const char *slash = strrchr(options->path, '/');

	*tape = (struct tape){ .options = *options };
	tape->base = slash ? slash + 1 : options->path;
	if (is_pipe(tape) && isatty(STDOUT_FILENO))
		return err_set(err, -EINVAL, "-w - writes packets, which are no text for a terminal: "
			       "name a file, or a pipe to a program that reads them");
	tape->buffer = malloc(BUFFER);
	if (!tape->buffer)
		return err_sys(err, -ENOMEM, "cannot begin");
	if (is_pipe(tape))
		return 0;
	if (!tape->base[0])
		return err_set(err, -EINVAL, "-w takes the name of a file, not \"%.100s\"",
			       options->path);
	return creator_start_over(&tape->creator, options->path, options->period_s > 0,
				  options->user, err);
}

void tape_close(struct tape *tape)
{
	close_file(tape);
	creator_stop(&tape->creator);
	free(tape->buffer);
	tape->buffer = NULL;
}
