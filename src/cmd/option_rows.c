/* SPDX-License-Identifier: GPL-2.0-or-later */
/* option_rows.c: what each option takes, where it is kept, and its line in the help. */
#include "cmd/option_rows.h"

#include "cmd/option_value.h"
#include "core/units.h"
#include "peers/explorer.h"
#include "show/phrase.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

/* Peers wait no longer than that for one another, and somewhat longer. */
#define DELAY_MAX_NS (5000 * MS_NS)

static int bad_duration(const char *option, const char *value, struct err *err)
{
	return err_set(err, -EINVAL, "%s takes a duration such as 10s, 250ms or 5m, not \"%s\"",
		       option, value);
}

static int add_netns(struct options *options, const char *value, struct err *err)
{
	if (options->netns_count == NETNS_MAX)
		return err_set(err, -EINVAL, "--netns may be given %d times at most", NETNS_MAX);
	options->netns[options->netns_count++] = value;
	return 0;
}

static int add_pid(struct options *options, const char *value, struct err *err)
{
	uint64_t pid;

	if (option_number(value, INT_MAX, &pid) < 0 || !pid)
		return err_set(err, -EINVAL, "-p takes the number of a process, not \"%s\"", value);
	if (options->pid_count == PIDS_MAX)
		return err_set(err, -EINVAL, "-p may be given %d times at most", PIDS_MAX);
	options->pids[options->pid_count++] = (int)pid;
	return 0;
}

static int set_file_bytes(struct options *options, const char *value, struct err *err)
{
	if (option_size(value, &options->file_bytes) < 0)
		return err_set(err, -EINVAL, "-C takes a number of millions of bytes, or such as "
			       "500K, 64M, 2G, not \"%s\"", value);
	return 0;
}

static int set_file_period(struct options *options, const char *value, struct err *err)
{
	uint64_t ns;

	if (option_duration(value, &ns) < 0 || ns < 1000 * MS_NS)
		return err_set(err, -EINVAL, "-G takes a number of seconds, or such as 10m or 1h, "
			       "not \"%s\"", value);
	options->file_period_s = ns / (1000 * MS_NS);
	return 0;
}

static int set_files(struct options *options, const char *value, struct err *err)
{
	if (option_number(value, 1000000, &options->files) < 0 || !options->files)
		return err_set(err, -EINVAL, "-W takes a number of files, not \"%s\"", value);
	return 0;
}

static int set_snaplen(struct options *options, const char *value, struct err *err)
{
	if (option_number(value, SNAPLEN_MAX, &options->snaplen) < 0)
		return err_set(err, -EINVAL, "-s takes a number of bytes up to %d, not \"%s\"",
			       SNAPLEN_MAX, value);
	return 0;
}

static int set_for(struct options *options, const char *value, struct err *err)
{
	return option_duration(value, &options->for_ns) < 0 ? bad_duration("--for", value, err) :
							      0;
}

static int set_stall_after(struct options *options, const char *value, struct err *err)
{
	return option_duration(value, &options->stall_after_ns) < 0 ?
	       bad_duration("--stall-after", value, err) : 0;
}

static int set_delay(struct options *options, const char *value, struct err *err)
{
	if (option_duration(value, &options->delay_ns) < 0 || options->delay_ns > DELAY_MAX_NS)
		return err_set(err, -EINVAL, "--delay takes a duration up to 5s, not \"%s\"", value);
	return 0;
}

static int set_keep_closed(struct options *options, const char *value, struct err *err)
{
	if (strcmp(value, "findings") == 0)
		options->keep_findings = true;
	else if (option_duration(value, &options->keep_closed_ns) < 0)
		return err_set(err, -EINVAL, "--keep-closed takes a duration such as 60s or 5m, or "
			       "the word findings, not \"%s\"", value);
	return 0;
}

static int set_count(struct options *options, const char *value, struct err *err)
{
	if (option_number(value, UINT64_MAX, &options->count) < 0 || !options->count)
		return err_set(err, -EINVAL, "-c takes a number, not \"%s\"", value);
	return 0;
}

static int set_max_connections(struct options *options, const char *value, struct err *err)
{
	if (option_number(value, UINT32_MAX, &options->max_connections) < 0 ||
	    !options->max_connections)
		return err_set(err, -EINVAL, "--max-connections takes a number, not \"%s\"",
			       value);
	return 0;
}

/* The first count of the formats, in the words of an error that has them all. */
static int find_format(struct options *options, const char *value, unsigned int count,
		       struct err *err)
{
	char names[64] = "";
	struct phrase phrase;

	if (format_find(value, count, &options->format) == 0)
		return 0;
	phrase_init(&phrase, names, sizeof(names));
	for (unsigned int i = 0; i < count; i++) {
		phrase_text(&phrase, i == 0 ? "" : i + 1 < count ? ", " : " or ");
		phrase_text(&phrase, format_name((enum format)i));
	}
	return err_set(err, -EINVAL, "--format takes %s, not \"%s\"", names, value);
}

static int set_stream_format(struct options *options, const char *value, struct err *err)
{
	return find_format(options, value, FORMAT_JSON + 1, err);
}

static int set_netns_new(struct options *options, const char *value, struct err *err)
{
	if (strcmp(value, "new") != 0)
		return err_set(err, -EINVAL, "run makes a network namespace: --netns new, not \"%s\"",
			       value);
	options->netns_new = true;
	return 0;
}

static int set_timeout(struct options *options, const char *value, struct err *err)
{
	return option_duration(value, &options->timeout_ns) < 0 ?
	       bad_duration("--timeout", value, err) : 0;
}

static int set_repeat(struct options *options, const char *value, struct err *err)
{
	if (option_number(value, UINT32_MAX, &options->repeat) < 0 || !options->repeat)
		return err_set(err, -EINVAL, "--repeat takes a number of runs, not \"%s\"", value);
	return 0;
}

static int set_report_format(struct options *options, const char *value, struct err *err)
{
	return find_format(options, value, FORMAT_COUNT, err);
}

static int set_fail_on(struct options *options, const char *value, struct err *err)
{
	return fail_on_parse(&options->fail_on, value, err);
}

static int set_color(struct options *options, const char *value, struct err *err)
{
	if (style_color_when(value, &options->color) < 0)
		return err_set(err, -EINVAL, "--color takes auto, always or never, not \"%s\"",
			       value);
	return 0;
}

static int set_role(struct options *options, const char *value, struct err *err)
{
	if (strcmp(value, "server") != 0 && strcmp(value, "client") != 0)
		return err_set(err, -EINVAL, "--role takes server or client, not \"%s\"", value);
	options->role = value;
	return 0;
}

static int set_port(struct options *options, const char *value, struct err *err)
{
	uint64_t port;

	if (option_number(value, UINT16_MAX, &port) < 0 || !port)
		return err_set(err, -EINVAL, "--port takes a number from 1 to 65535, not \"%s\"",
			       value);
	options->port = (uint16_t)port;
	return 0;
}

static int set_seed(struct options *options, const char *value, struct err *err)
{
	if (option_number(value, UINT64_MAX, &options->seed) < 0)
		return err_set(err, -EINVAL, "--seed takes a number, not \"%s\"", value);
	return 0;
}

static int set_iterations(struct options *options, const char *value, struct err *err)
{
	if (option_number(value, UINT32_MAX, &options->iterations) < 0 || !options->iterations)
		return err_set(err, -EINVAL, "--iterations takes a number of schedules, not \"%s\"",
			       value);
	return 0;
}

static int set_depth(struct options *options, const char *value, struct err *err)
{
	uint64_t depth;

	if (option_number(value, EXPLORER_DEPTH_MAX, &depth) < 0 || !depth)
		return err_set(err, -EINVAL, "--depth takes a number from 1 to %d, not \"%s\"",
			       EXPLORER_DEPTH_MAX, value);
	options->depth = (unsigned int)depth;
	return 0;
}

#define SET_WORD(word)								\
	static int set_##word(struct options *options, const char *value, struct err *err) \
	{									\
		(void)err;							\
		options->word = value;						\
		return 0;							\
	}
SET_WORD(device)
SET_WORD(file)
SET_WORD(output)
SET_WORD(record)
SET_WORD(schedule)
SET_WORD(strategy)
SET_WORD(user)
SET_WORD(variant)
#undef SET_WORD

#define SET_FLAG(flag)								\
	static int set_##flag(struct options *options, const char *value, struct err *err) \
	{									\
		(void)value;							\
		(void)err;							\
		options->flag = true;						\
		return 0;							\
	}
SET_FLAG(all)
SET_FLAG(check_checksums)
SET_FLAG(children)
SET_FLAG(ipv6)
SET_FLAG(list)
SET_FLAG(no_packets)
SET_FLAG(no_sockets)
SET_FLAG(quiet)
SET_FLAG(until_finding)
SET_FLAG(verbose)
SET_FLAG(help)
SET_FLAG(version)
#undef SET_FLAG

const struct option_row option_rows[] = {
	{ "interface", 'i', "NAME", FOR_LIVE | FOR_RUN, set_device,
	  "capture on NAME (default lo; with --netns, any)" },
	{ "output", 'o', "FILE", FOR_RUN, set_output, "write the report there, not on stderr" },
	{ "netns", 0, "WHICH", FOR_LIVE, add_netns,
	  "in this network namespace: name, PID or path; may be repeated" },
	{ "netns", 0, "WHICH", FOR_EXPLAIN, add_netns,
	  "settings as they are in this network namespace: name, PID or path" },
	{ "netns", 0, "new", FOR_RUN, set_netns_new,
	  "in a network namespace of its own, with loopback and nothing else" },
	{ "timeout", 0, "TIME", FOR_RUN, set_timeout,
	  "after TIME say what hangs, and end the command (exit status 124)" },
	{ "repeat", 0, "N", FOR_RUN, set_repeat,
	  "run it N times, but none after one that failed" },
	{ "until-finding", 0, NULL, FOR_RUN, set_until_finding,
	  "with --repeat: nor after one with a finding (--fail-on; else a warning or worse)" },
	{ "read", 'r', "FILE", FOR_REPORT, set_file,
	  "read packets from a pcap or pcapng file (- for the standard input)" },
	{ "read", 'r', "FILE", FOR_TUI, set_file, "show what is in a pcap or pcapng file" },
	{ "write", 'w', "FILE", FOR_RECORD, set_record,
	  "to FILE, in place of what was there (- for the standard output)" },
	{ "write", 'w', "FILE", FOR_DEMO, set_record,
	  "record what is seen to FILE (of one variant)" },
	{ "write", 'w', "FILE", FOR_RUN, set_record,
	  "record what is seen to FILE; with --repeat, of the run that is reported" },
	{ "snaplen", 's', "BYTES", FOR_RECORD, set_snaplen,
	  "keep so much of each packet (default: all of it)" },
	{ "file-size", 'C', "SIZE", FOR_RECORD, set_file_bytes,
	  "begin the next file after SIZE million bytes, or such as 500K, 64M, 2G" },
	{ "file-time", 'G', "TIME", FOR_RECORD, set_file_period,
	  "begin the next after TIME; FILE may have strftime(3) conversions (%H%M%S)" },
	{ "files", 'W', "N", FOR_RECORD, set_files,
	  "with -C: no more than N files, the oldest is written over; with -G: end after N" },
	{ "for", 0, "TIME", FOR_WATCH | FOR_REPORT | FOR_RECORD, set_for,
	  "watch for TIME (10s, 250ms, 5m), then end" },
	{ "count", 'c', "N", FOR_WATCH, set_count, "end after N lines" },
	{ "count", 'c', "N", FOR_RECORD, set_count, "end after N packets" },
	{ "format", 0, "FORMAT", FOR_WATCH, set_stream_format, "text (default) or json" },
	{ "format", 0, "FORMAT", FOR_REPORT | FOR_RUN, set_report_format,
	  "text (default), json, zeek (a conn.log), html, mermaid (a diagram), markdown" },
	{ "all", 0, NULL, FOR_REPORT | FOR_RUN, set_all,
	  "every connection, not only those with a finding" },
	{ "output", 'o', "FILE", FOR_ANNOTATE, set_output,
	  "write to FILE, as pcapng (- for the standard output)" },
	{ "check-checksums", 0, NULL, FOR_REPORT | FOR_TUI | FOR_RUN | FOR_ANNOTATE,
	  set_check_checksums,
	  "leave out segments whose checksum is wrong (default: believe them)" },
	{ "fail-on", 0, "LIST", FOR_WATCH | FOR_REPORT | FOR_RUN, set_fail_on,
	  "exit with 1 on these findings: severities, categories or ids" },
	{ "stall-after", 0, "TIME", FOR_LIVE | FOR_RUN | FOR_ANNOTATE, set_stall_after,
	  "what counts as stuck or leaked (default 5s)" },
	{ "max-connections", 0, "N", FOR_LIVE | FOR_RUN, set_max_connections,
	  "remember at most N connections at once (default 1000000)" },
	{ "no-packets", 0, NULL, FOR_LIVE | FOR_DEMO | FOR_EXPLORE | FOR_RUN, set_no_packets,
	  "do not capture: sockets only" },
	{ "no-sockets", 0, NULL, FOR_LIVE, set_no_sockets,
	  "do not ask the kernel for its sockets: packets only" },
	{ "keep-closed", 0, "WHAT", FOR_TUI, set_keep_closed,
	  "show closed connections for a time (default 60s), or those with findings for good" },
	{ "all", 0, NULL, FOR_EXPLORE, set_all, "each built-in one: does it find what it should?" },
	{ "strategy", 0, "NAME", FOR_EXPLORE, set_strategy,
	  "exhaustive, random or pct (default: exhaustive up to 10000, then pct)" },
	{ "iterations", 0, "N", FOR_EXPLORE, set_iterations,
	  "schedules of random or pct (default 1000), or exhaustive ones at most" },
	{ "seed", 0, "N", FOR_EXPLORE, set_seed, "of random and pct (default 0): another, others" },
	{ "depth", 0, "N", FOR_EXPLORE, set_depth,
	  "of pct: how many orderings a bug takes (default 3)" },
	{ "replay", 0, "STRING", FOR_EXPLORE, set_schedule,
	  "only the schedule that explore printed so" },
	{ "format", 0, "FORMAT", FOR_EXPLORE, set_stream_format, "text (default) or json" },
	{ "list", 0, NULL, FOR_DEMO | FOR_EXPLAIN | FOR_EXPLORE, set_list, "what there is, a line each" },
	{ "role", 0, "ROLE", FOR_DEMO, set_role,
	  "run only the server or the client, against any program" },
	{ "variant", 0, "WHICH", FOR_DEMO | FOR_EXPLORE, set_variant,
	  "only those: broken, fixed, or one by its name" },
	{ "port", 0, "PORT", FOR_DEMO, set_port, "where the server listens (default: any free)" },
	{ "ipv6", '6', NULL, FOR_DEMO | FOR_EXPLORE, set_ipv6, "on ::1, not 127.0.0.1" },
	{ "delay", 0, "TIME", FOR_DEMO, set_delay,
	  "between its steps, for who looks on (default 200ms)" },
	{ "pause", 0, "TIME", FOR_DEMO, set_delay, NULL },
	{ "pid", 'p', "PID", FOR_LIVE, add_pid,
	  "only connections of which this process owns an end; may be repeated" },
	{ "children", 0, NULL, FOR_LIVE, set_children,
	  "with -p: or one of its descendants" },
	{ "user", 'Z', "USER", FOR_LIVE | FOR_RUN | FOR_ANNOTATE, set_user,
	  "go on as USER, once all is open" },
	{ "color", 0, "WHEN", FOR_ALL, set_color, "auto (default), always, never" },
	{ "quiet", 'q', NULL, FOR_ALL, set_quiet, "say only what was asked for" },
	{ "verbose", 'v', NULL, FOR_LIVE | FOR_DEMO | FOR_RUN, set_verbose,
	  "say what it rests on" },
	{ "verbose", 'v', NULL, FOR_EXPLORE, set_verbose, "a line for each schedule" },
	{ "help", 'h', NULL, FOR_ALL, set_help, "this" },
	{ "version", 'V', NULL, FOR_ALL, set_version, "the version" },
	{ 0 },
};

_Static_assert(sizeof(option_rows) <= OPTION_ROWS_MAX * sizeof(option_rows[0]), "too many rows");
