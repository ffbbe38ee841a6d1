/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_annotate.c: comments on what packets caused, in a file of its own. */
#include "cmd/command.h"

#include "cmd/annotate.h"
#include "observe/creator.h"
#include "observe/privilege.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where it goes: a file takes its name, and the place of who had it, when it is complete. */
struct goal {
	const char *path;	/* borrowed */
	const char *name;	/* borrowed: of the path, behind the last slash; NULL: it is no file */
	struct creator creator;
	FILE *out;		/* owned, but for stdout; NULL: none yet */
};

/* Nobody expects OUT to be IN, and what is wrong with OUT would be lost with it. */
static int check_other(const char *in, const char *out, struct err *err)
{
	struct stat a, b;

	return strcmp(out, "-") != 0 && stat(in, &a) == 0 && stat(out, &b) == 0 && a.st_dev == b.st_dev &&
	       a.st_ino == b.st_ino ?
	       err_set(err, -EINVAL, "-o %s is the file that is read: give another one", out) : 0;
}

static int open_creator(struct goal *goal, const char *user, struct err *err)
{
	const char *slash = strrchr(goal->path, '/');

	goal->name = slash ? slash + 1 : goal->path;
	if (!goal->name[0])
		return err_set(err, -EINVAL, "cannot write to %s: give a file's name",
			       goal->path);
	return creator_start_over(&goal->creator, goal->path, false, user, err);
}

/* A pipe, or /dev/null, is to stay what it is. */
static bool is_no_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static int open_goal(struct goal *goal, const struct options *options, struct err *err)
{
	goal->path = options->output;
	if (strcmp(goal->path, "-") == 0)
		goal->out = stdout;
	else if (is_no_file(goal->path))
		goal->out = privilege_fopen(goal->path, "wbe");
	else
		return open_creator(goal, options->user, err);
	if (!goal->out)
		return err_sys(err, -errno, "cannot write to %s", goal->path);
	return isatty(fileno(goal->out)) ?
	       err_set(err, -EINVAL, "-o %s is a terminal: give a file", goal->path) : 0;
}

static int begin_writing(struct goal *goal, struct err *err)
{
	int fd;

	if (goal->out)
		return 0;
	fd = creator_spare(&goal->creator, goal->name, err);
	if (fd < 0)
		return fd;
	goal->out = fdopen(fd, "wb");
	if (goal->out)
		return 0;
	close(fd);
	return err_sys(err, -ENOMEM, "cannot write to %s", goal->path);
}

/* A spare file that was not adopted is gone with its creator. */
static int end_writing(struct goal *goal, struct err *err)
{
	FILE *out = goal->out;

	if (out == stdout)
		return 0;
	goal->out = NULL;
	if (fclose(out) != 0)
		return err_sys(err, -errno, "cannot write to %s", goal->path);
	return goal->name ? creator_adopt(&goal->creator, goal->name, err) : 0;
}

static void close_goal(struct goal *goal)
{
	if (goal->out && goal->out != stdout)
		fclose(goal->out);
	creator_stop(&goal->creator);
}

static int run(struct goal *goal, const struct options *options, struct err *err)
{
	const struct privilege_keep nothing = { .user = options->user };
	struct annotation annotation = { .packets = NULL };
	struct err damage;
	int ret = open_goal(goal, options, err), damaged = 0;

	if (ret == 0)
		ret = annotate_open(&annotation, options, err);
	if (ret == 0)
		ret = privilege_drop(&nothing, err);
	if (ret == 0)
		ret = begin_writing(goal, err);
	if (ret == 0)
		ret = damaged = annotate_write(&annotation, goal->out, &damage);
	if (damaged < 0)
		*err = damage;
	if (ret >= 0)
		ret = end_writing(goal, err);
	annotate_close(&annotation);
	if (ret == 0 && damaged)
		fprintf(stderr, "halfclose: %s: what comes before is annotated\n", damage.text);
	return ret < 0 ? ret : damaged ? STATUS_FAILED : STATUS_OK;
}

int cmd_annotate(const struct options *options, struct err *err)
{
	struct options reading = *options;
	struct goal goal = { .out = NULL };
	int ret;

	if (!options->topic)
		return err_set(err, -EINVAL, "annotate what? give a pcap or pcapng file, and -o OUT");
	if (!options->output)
		return err_set(err, -EINVAL, "where to? give -o OUT, another file, or - for the "
			       "standard output");
	reading.file = options->topic;
	reading.expression[0] = '\0';
	ret = check_other(reading.file, options->output, err);
	if (ret == 0)
		ret = run(&goal, &reading, err);
	close_goal(&goal);
	return ret;
}
