/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_demo.c: which demos are played, in which variants; or one of their peers; or a list of them. */
#include "cmd/command.h"
#include "cmd/play.h"
#include "peers/demo.h"
#include "peers/peer.h"
#include "show/page.h"
#include "show/phrase.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { COLUMN_GAP = 2, VARIANTS_MAX = 64 };

/* The variants that are to be played, in order. */
struct program {
	const struct options *options;	/* borrowed */
	const struct demo *only;	/* NULL: of all demos */
	const struct demo *demo;	/* the one that program_next() has come to, */
	size_t demo_next, variant_next;	/* and where it goes on */
};

static const struct demo_variant *program_next(struct program *program)
{
	const char *name = program->options->variant;
	const struct demo_variant *variant;

	for (; program->demo_next < demo_count(); program->demo_next++) {
		program->demo = demo_at(program->demo_next);
		variant = program->only && program->only != program->demo ? NULL :
			  demo_variant_next(program->demo, name, &program->variant_next);
		if (variant)
			return variant;
		program->variant_next = 0;
	}
	return NULL;
}

static unsigned int program_count(struct program program)
{
	unsigned int count = 0;

	while (program_next(&program))
		count++;
	return count;
}

/* All demos are a program without looks at the single one, but for what it came to. */

struct tally {
	struct page table;
	unsigned int agree, played;
};

static void tally_row(struct tally *tally, const struct demo *demo,
		      const struct demo_variant *variant, int result)
{
	tally->played++;
	tally->agree += result == PLAY_AGREES;
	fprintf(tally->table.out, "%-20s%-20s%s\n", demo->name, variant->name,
		result == PLAY_AGREES ? "agrees" : "disagrees");
}

static int tally_print(struct tally *tally, struct err *err)
{
	int ret = page_end(&tally->table);

	if (ret < 0)
		return err_sys(err, ret, "cannot say what agrees");
	page_print(&tally->table, stdout);
	printf("%u of %u agree with their peers\n", tally->agree, tally->played);
	return 0;
}

static int play_all(struct program program, struct tally *tally, struct err *err)
{
	const bool one = program.only;
	struct play_options how = { .options = program.options, .among_others = !one,
				    .silent = !one && program.options->quiet };
	unsigned int left = program_count(program);
	const struct demo_variant *variant;

	while ((variant = program_next(&program))) {
		int ret;

		how.last = --left == 0;
		ret = play_variant(&how, program.demo, variant, err);
		if (ret < 0)
			return ret;
		if (ret == PLAY_INTERRUPTED)
			break;
		tally_row(tally, program.demo, variant, ret);
	}
	return one ? 0 : tally_print(tally, err);
}

static int play_program(const struct program *program, struct err *err)
{
	struct tally tally = { 0 };
	int ret = page_begin(&tally.table);

	if (ret < 0)
		return err_sys(err, ret, "cannot begin");
	ret = play_all(*program, &tally, err);
	page_free(&tally.table);
	if (ret < 0)
		return ret;
	return tally.agree == tally.played ? STATUS_OK : STATUS_FINDINGS;
}

/* A recording is of one tracker; and the story itself goes to the standard output. */
static int check_record(const struct program *program, struct err *err)
{
	struct program first = *program;

	if (strcmp(program->options->record, "-") == 0)
		return err_set(err, -EINVAL, "-w of a demo takes a file: its text goes to the "
			       "standard output");
	if (program_count(*program) > 1 && !program->only)
		return err_set(err, -EINVAL, "-w records one variant: name a demo, and give --variant");
	if (program_count(*program) > 1)
		return err_set(err, -EINVAL, "-w records one variant: give --variant %s, or another",
			       program_next(&first)->name);
	return 0;
}

static int run_role(const struct program *program, struct err *err)
{
	const struct options *options = program->options;
	struct program first = *program;
	const struct demo_variant *variant = program_next(&first);
	enum peer_role role = strcmp(options->role, "server") == 0 ? PEER_SERVER : PEER_CLIENT;
	struct peer_options peer;
	int ret;

	if (!program->only)
		return err_set(err, -EINVAL, "--role needs the name of a demo");
	if (variant->never_alone[role])
		return err_set(err, -EINVAL, "the %s of %s cannot be run alone: %s", options->role,
			       program->only->name, variant->never_alone[role]);
	if (role == PEER_CLIENT && !options->port)
		return err_set(err, -EINVAL, "--role client needs the server's --port");
	play_peer_options(options, PEER_PAUSE_MS, &peer);
	ret = peer_run_role(variant, role, &peer, stdout);
	return ret < 0 ? play_broke_off(options, role, ret, err) : STATUS_OK;
}

/* "close, shutdown" */
static const char *list_variants(const struct demo *demo, char text[VARIANTS_MAX])
{
	struct phrase phrase;

	phrase_init(&phrase, text, VARIANTS_MAX);
	for (size_t i = 0; i < demo->variant_count; i++) {
		phrase_text(&phrase, i ? ", " : "");
		phrase_text(&phrase, demo->variants[i].name);
	}
	return text;
}

static int list_demos(const struct options *options)
{
	int name = (int)strlen("NAME"), variants = (int)strlen("VARIANTS");
	char text[VARIANTS_MAX];
	struct style style;

	style_detect(&style, options->color, stdout);
	for (size_t i = 0; i < demo_count(); i++) {
		int lens[] = { (int)strlen(demo_at(i)->name),
			       (int)strlen(list_variants(demo_at(i), text)) };

		name = lens[0] > name ? lens[0] : name;
		variants = lens[1] > variants ? lens[1] : variants;
	}
	printf("%s%-*s%-*s%s%s\n", style_on(&style, STYLE_STRONG), name + COLUMN_GAP, "NAME",
	       variants + COLUMN_GAP, "VARIANTS", "SHOWS", style_off(&style));
	for (size_t i = 0; i < demo_count(); i++)
		printf("%-*s%-*s%s\n", name + COLUMN_GAP, demo_at(i)->name, variants + COLUMN_GAP,
		       list_variants(demo_at(i), text), demo_at(i)->summary);
	return STATUS_OK;
}

static int find_program(struct program *program, struct err *err)
{
	const struct options *options = program->options;

	if (!options->topic)
		return err_set(err, -EINVAL, "which demo? \"halfclose demo --list\" names them");
	program->only = demo_find(options->topic);
	if (!program->only && strcmp(options->topic, "all") != 0)
		return err_set(err, -EINVAL, "there is no demo \"%s\": \"halfclose demo --list\" "
			       "names them", options->topic);
	if (program_count(*program) == 0)
		return err_set(err, -EINVAL, "%s%s has %s variant \"%s\": \"halfclose demo "
			       "--list\" names them",
			       program->only ? "the demo " : "no demo",
			       program->only ? program->only->name : "",
			       program->only ? "no" : "a", options->variant);
	return 0;
}

int cmd_demo(const struct options *options, struct err *err)
{
	struct program program = { .options = options };
	int ret;

	if (options->list && options->topic)
		return err_set(err, -EINVAL, "--list names each demo: what is \"%s\" for?", options->topic);
	if (options->list)
		return list_demos(options);
	ret = find_program(&program, err);
	if (ret == 0 && options->role)
		return run_role(&program, err);
	if (ret == 0 && options->record)
		ret = check_record(&program, err);
	return ret < 0 ? ret : play_program(&program, err);
}
