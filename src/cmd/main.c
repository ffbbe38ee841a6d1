/* SPDX-License-Identifier: GPL-2.0-or-later */
/* main.c: finds the command, and prints what failed. */
#include "cmd/command.h"

#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct command {
	const char *name;
	unsigned int mask;
	int (*run)(const struct options *options, struct err *err);
	const char *usage;
	const char *summary;
	int failed;		/* its exit status, where it could not do what it is for */
};

static const struct command commands[] = {
	{ "tui", FOR_TUI, cmd_tui, "[OPTIONS] [FILTER]",
	  "both ends of every connection, live on the screen", STATUS_FAILED },
	{ "watch", FOR_WATCH, cmd_watch, "[OPTIONS] [FILTER]",
	  "a line for each transition and finding, live", STATUS_FAILED },
	{ "report", FOR_REPORT, cmd_report, "[--for TIME | -r FILE] [OPTIONS] [FILTER]",
	  "what is wrong: now, over a time, or in a capture", STATUS_FAILED },
	{ "run", FOR_RUN, cmd_run, "[OPTIONS] [--] COMMAND [ARGUMENTS]",
	  "what is wrong with the connections of a command and its children", STATUS_RUN_FAILED },
	{ "record", FOR_RECORD, cmd_record, "-w FILE [OPTIONS] [FILTER]",
	  "packets and what sockets say, to a file for report -r and others", STATUS_FAILED },
	{ "annotate", FOR_ANNOTATE, cmd_annotate, "IN -o OUT",
	  "a capture with comments on what its packets caused", STATUS_FAILED },
	{ "demo", FOR_DEMO, cmd_demo, "NAME|all [OPTIONS]",
	  "two peers that provoke a case, observed live", STATUS_FAILED },
	{ "explore", FOR_EXPLORE, cmd_explore, "SCENARIO|FILE [OPTIONS] | --all | --list",
	  "peers' calls in every order that matters: which lose data, which hang", STATUS_FAILED },
	{ "explain", FOR_EXPLAIN, cmd_explain, "[TOPIC]",
	  "the manual for a state, a finding, a socket option, a demo", STATUS_FAILED },
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static void print_usage(FILE *out)
{
	fputs("halfclose tells who closed a TCP connection, how, and which bytes never reached "
	      "the other program.\n\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  halfclose %-8s %s\n", commands[i].name, commands[i].summary);
	fputs("\nWithout a command it is \"halfclose tui\". \"halfclose COMMAND --help\" lists a command's options. FILTER is a "
	      "pcap-filter(7) expression that chooses connections.\n", out);
}

static void print_help(const struct command *command)
{
	printf("usage: halfclose %s %s\n%s\n\n", command->name, command->usage,
	       command->summary);
	options_help(stdout, command->mask);
}

static int fail(const struct command *command, const char *text)
{
	fprintf(stderr, "halfclose: %s\n", text);
	return command ? command->failed : STATUS_FAILED;
}

/* What could not be written was not said: a full disk must not look like a clean report. */
static int flushed(int status)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	/* The reader of a pipe has had enough (poll(2): POLLERR); that is no failure of ours. */
	if (poll(&out, 1, 0) == 1 && (out.revents & POLLERR))
		return status;
	return fail(NULL, "cannot write the output");
}

/* Of a set-user-ID program, whoever may call it would write and run as its owner. */
static bool is_of_another(void)
{
	return geteuid() != getuid() || getegid() != getgid();
}

static int run_command(const struct command *command, int argc, char **argv)
{
	struct options options;
	struct err err = { .text = "" };
	int ret;

	if (is_of_another())
		return fail(command, "its file is set-user-ID, which would lend more than watching "
			    "takes: chmod ug-s it, and setcap as README has it");
	ret = options_parse(&options, command->mask, argc, argv, &err);
	if (ret < 0)
		return fail(command, err.text);
	if (options.help) {
		print_help(command);
		return flushed(STATUS_OK);
	}
	if (options.version) {
		puts(PACKAGE_STRING);
		return flushed(STATUS_OK);
	}
	ret = command->run(&options, &err);
	return ret < 0 ? fail(command, err.text) : flushed(ret);
}

static bool is_option(const char *word, const char *name, const char *letter)
{
	return word && (strcmp(word, name) == 0 || strcmp(word, letter) == 0);
}

int main(int argc, char **argv)
{
	char left_out[] = "tui";
	const struct command *command;

	/* For UTF-8 alone: numbers are written as in C. */
	setlocale(LC_CTYPE, "");
	/* A command gets it as we did: cmd_run(). */
	if (argc < 2 || strcmp(argv[1], "run") != 0)
		signal(SIGPIPE, SIG_IGN);
	if (is_option(argv[1], "--help", "-h")) {
		print_usage(stdout);
		return flushed(STATUS_OK);
	}
	/* The options of a command that is left out; messages name it by argv[0]. */
	if (argc < 2 || argv[1][0] == '-') {
		argv[0] = left_out;
		return run_command(find_command(left_out), argc, argv);
	}
	command = find_command(argv[1]);
	if (!command) {
		fprintf(stderr, "halfclose: there is no command \"%s\": see \"halfclose --help\"\n",
			argv[1]);
		return STATUS_FAILED;
	}
	return run_command(command, argc - 1, argv + 1);
}
