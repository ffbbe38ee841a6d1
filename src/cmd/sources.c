/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sources.c: makes live options of those of the command line. */
#include "cmd/sources.h"

#include <errno.h>

void sources_init(struct sources *sources, const struct options *options)
{
	*sources = (struct sources){
		.live = {
			.device = options->device,
			.netns = options->netns,
			.netns_count = options->netns_count,
			.pids = options->pids,
			.pid_count = options->pid_count,
			.children = options->children,
			.expression = options->expression,
			.for_ns = options->for_ns,
			.stall_after_ns = options->stall_after_ns,
			.max_connections = options->max_connections,
			.no_packets = options->no_packets,
			.no_sockets = options->no_sockets,
			.check_checksums = options->check_checksums,
			.keep = &sources->keep,
		},
		.keep = { .user = options->user, .owners = !options->no_sockets },
	};
}

int sources_check(const struct options *options, struct err *err)
{
	if (options->children && options->pid_count == 0)
		return err_set(err, -EINVAL, "--children of which process? give -p PID");
	if (options->no_sockets && options->pid_count > 0)
		return err_set(err, -EINVAL, "-p goes by sockets: leave out --no-sockets");
	if (options->no_packets && options->no_sockets)
		return err_set(err, -EINVAL,
			       "--no-packets and --no-sockets together leave nothing to see");
	if (options->file && (options->netns_count > 0 || options->pid_count > 0))
		return err_set(err, -EINVAL, "-r reads a file: leave out --netns and -p");
	if (options->file && options->no_packets)
		return err_set(err, -EINVAL, "-r reads packets: leave out --no-packets");
	return 0;
}
