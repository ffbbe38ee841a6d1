/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options.c: the command line, read by getopt_long() as the table of options says. */
#include "cmd/options.h"

#include "cmd/option_rows.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>

enum { LETTERS_MAX = 2 * OPTION_ROWS_MAX + 3 };

static bool applies(const struct option_row *row, unsigned int command)
{
	return row->commands & command;
}

/* getopt_long()'s tables; val is the row's index behind all characters. */
enum { FIRST_VALUE = 256 };

static void make_tables(unsigned int command, struct option *longs, char *letters)
{
	/*
	 * A leading "+" stops at the first word, which a FILTER must not, but a command, whose options
	 * follow; ":" tells a missing value from a bad option.
	 */
	if (command & FOR_RUN)
		*letters++ = '+';
	*letters++ = ':';
	for (size_t i = 0; option_rows[i].name; i++) {
		if (!applies(&option_rows[i], command))
			continue;
		*longs++ = (struct option){
			.name = option_rows[i].name,
			.has_arg = option_rows[i].value ? required_argument : no_argument,
			.val = FIRST_VALUE + (int)i,
		};
		if (option_rows[i].letter) {
			*letters++ = option_rows[i].letter;
			if (option_rows[i].value)
				*letters++ = ':';
		}
	}
	*longs = (struct option){ 0 };
	*letters = '\0';
}

static const struct option_row *row_of(int value)
{
	if (value >= FIRST_VALUE)
		return &option_rows[value - FIRST_VALUE];
	for (size_t i = 0; option_rows[i].name; i++) {
		if (option_rows[i].letter == value)
			return &option_rows[i];
	}
	return NULL;
}

static int join_words(struct options *options, unsigned int command, char **words,
		      struct err *err)
{
	size_t used = 0;

	options->topic = words[0];
	if (command & FOR_RUN) {
		options->command = words;
		return 0;
	}
	if ((command & (FOR_DEMO | FOR_EXPLAIN | FOR_ANNOTATE | FOR_EXPLORE)) && words[0] && words[1])
		return err_set(err, -EINVAL, "one word is enough: what is \"%s\" for?", words[1]);
	if (command & FOR_ANNOTATE)
		return 0;
	for (; *words; words++) {
		int len = snprintf(options->expression + used, EXPRESSION_MAX - used, "%s%s",
				   used ? " " : "", *words);

		used += (size_t)len;
		if (used >= EXPRESSION_MAX)
			return err_set(err, -EINVAL, "the filter is too long");
	}
	return 0;
}

static int bad_option(int value, char **argv, struct err *err)
{
	const char *word = argv[optind - 1];
	bool letter = word[0] == '-' && word[1] != '-';

	if (value == ':')
		return err_set(err, -EINVAL, "%s needs a value", word);
	if (letter && optopt > 0 && optopt < FIRST_VALUE)
		return err_set(err, -EINVAL, "there is no option -%c: see \"halfclose %s --help\"",
			       optopt, argv[0]);
	return err_set(err, -EINVAL, "there is no option %s: see \"halfclose %s --help\"", word,
		       argv[0]);
}

int options_parse(struct options *options, unsigned int command, int argc, char **argv,
		  struct err *err)
{
	struct option longs[OPTION_ROWS_MAX + 1];
	char letters[LETTERS_MAX];
	int value, ret;

	*options = (struct options){ 0 };
	make_tables(command, longs, letters);
	opterr = 0;
	optind = 1;
	while ((value = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
		const struct option_row *row = row_of(value);

		if (value == '?' || value == ':' || !row)
			return bad_option(value, argv, err);
		ret = row->set(options, optarg, err);
		if (ret < 0)
			return ret;
	}
	return join_words(options, command, argv + optind, err);
}

void options_help(FILE *out, unsigned int command)
{
	for (size_t i = 0; option_rows[i].name; i++) {
		char name[40];

		if (!applies(&option_rows[i], command) || !option_rows[i].help)
			continue;
		snprintf(name, sizeof(name), "--%s%s%s", option_rows[i].name,
			 option_rows[i].value ? " " : "", option_rows[i].value ? option_rows[i].value : "");
		if (option_rows[i].letter)
			fprintf(out, "  -%c, %-20s %s\n", option_rows[i].letter, name, option_rows[i].help);
		else
			fprintf(out, "      %-20s %s\n", name, option_rows[i].help);
	}
}
