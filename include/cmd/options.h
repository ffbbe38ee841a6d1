/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options.h: the command line, parsed. */
#ifndef HALFCLOSE_CMD_OPTIONS_H
#define HALFCLOSE_CMD_OPTIONS_H

#include "cmd/fail_on.h"
#include "cmd/format.h"
#include "core/err.h"
#include "show/style.h"
#include "show/summary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Which commands take an option; a mask. */
enum {
	FOR_WATCH = 1,
	FOR_REPORT = 2,
	FOR_DEMO = 4,
	FOR_EXPLAIN = 8,
	FOR_TUI = 16,
	FOR_RECORD = 32,
	FOR_RUN = 64,
	FOR_ANNOTATE = 128,
	FOR_EXPLORE = 256,
	FOR_LIVE = FOR_WATCH | FOR_REPORT | FOR_TUI | FOR_RECORD,
	FOR_ALL = FOR_WATCH | FOR_REPORT | FOR_DEMO | FOR_EXPLAIN | FOR_TUI | FOR_RECORD | FOR_RUN |
		  FOR_ANNOTATE | FOR_EXPLORE,
};

enum { SNAPLEN_MAX = 256 << 10 };	/* tcpdump's default, larger than any packet */

enum { EXPRESSION_MAX = 1024, NETNS_MAX = SUMMARY_NETNS_MAX, PIDS_MAX = 16 };

/* Strings are borrowed from argv. */
struct options {
	const char *device;		/* NULL: the default, lo */
	const char *file;		/* -r */
	const char *record;		/* -w: a recording; NULL: none */
	uint64_t file_bytes;		/* -C; 0: no limit, as these: */
	uint64_t file_period_s;		/* -G */
	uint64_t files;			/* -W */
	uint64_t snaplen;		/* -s: octets of a packet; 0: all */
	const char *netns[NETNS_MAX];	/* as in netns_open() */
	size_t netns_count;
	int pids[PIDS_MAX];		/* -p */
	size_t pid_count;
	const char *user;		/* -Z */
	const char *output;		/* -o */
	const char *role;		/* of a demo: "server", "client" */
	const char *variant;
	uint64_t for_ns;		/* 0: no limit */
	uint64_t count;			/* lines, or packets; 0: no limit */
	uint64_t stall_after_ns;
	uint64_t delay_ns;		/* of a demo; 0: the default */
	uint64_t keep_closed_ns;	/* 0: the default */
	bool keep_findings;		/* connections with findings however long */
	uint64_t max_connections;
	uint16_t port;
	enum format format;
	enum color_when color;
	struct fail_on fail_on;
	bool all, check_checksums, children, ipv6, list, no_packets, no_sockets, quiet, verbose, help, version;
	char expression[EXPRESSION_MAX];	/* the FILTER words, joined */
	const char *topic;		/* the first word, for commands that take one */
	char *const *command;		/* of run: the words to start; ends in NULL; else NULL */
	uint64_t timeout_ns;		/* 0: none */
	uint64_t repeat;		/* 0: once */
	bool until_finding, netns_new;
	const char *strategy;		/* of explore, as those that follow; NULL: the default */
	uint64_t seed;
	uint64_t iterations;		/* 0: the default */
	unsigned int depth;		/* 0: the default */
	const char *schedule;		/* --replay; NULL: none */
};

/*
 * Parses argv[1] and on for the command whose mask is given. Returns 0, or -EINVAL with a
 * text that says what to write instead.
 */
int options_parse(struct options *options, unsigned int command, int argc, char **argv,
		  struct err *err);

/* One line for each option of that command. */
void options_help(FILE *out, unsigned int command);

#endif
