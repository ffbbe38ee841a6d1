/* SPDX-License-Identifier: GPL-2.0-or-later */
/* exploration_run.c: an exploration, until it is done or interrupted, and what stops it. */
#include "cmd/exploration.h"

#include "core/units.h"
#include "observe/clock.h"
#include "show/phrase.h"

#include <errno.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#define PROGRESS_NS (200 * MS_NS)

static void name_threads(const struct exploration *exploration, struct phrase *phrase,
			 uint32_t threads)
{
	const char *between = "";

	for (unsigned int i = 0; i < exploration->scenario.thread_count; i++) {
		if (!(threads >> i & 1))
			continue;
		phrase_text(phrase, between);
		phrase_text(phrase, exploration->scenario.threads[i].name);
		between = ", ";
	}
}

/* "after 7 steps server may not go: those that may are client" */
static void say_divergence(const struct exploration *exploration, struct phrase *phrase)
{
	static const char *const words[] = {
		[EXPLORER_MAY_NOT_GO] = " may not go",
		[EXPLORER_OTHERS_MAY] = " may go, with others than before",
		[EXPLORER_TOUCHES_OTHER] = " is about to do something else than before",
		[EXPLORER_OVER] = "it is over",
		[EXPLORER_GOES_ON] = "it is not over",
	};
	const struct explorer_divergence *divergence =
		explorer_divergence(exploration->explorer);
	enum explorer_difference difference = divergence->difference;

	phrase_text(phrase, "after ");
	phrase_count(phrase, divergence->point, "step");
	phrase_text(phrase, " ");
	if (difference != EXPLORER_OVER && difference != EXPLORER_GOES_ON) {
		if (divergence->thread < exploration->scenario.thread_count)
			phrase_text(phrase, exploration->scenario.threads[divergence->thread].name);
		else
			phrase_text(phrase, "a thread that there is not");
	}
	phrase_text(phrase, words[difference]);
	if (divergence->ready) {
		phrase_text(phrase, difference == EXPLORER_GOES_ON ? ": there may go " :
								     ": those that may are ");
		name_threads(exploration, phrase, divergence->ready);
	}
}

static int fail(const struct exploration *exploration, int ret, const char *what,
		struct err *err)
{
	char where[256];
	struct phrase phrase;

	if (ret == -E2BIG)
		return err_set(err, ret, "a schedule has more than %d steps", SCHEDULE_STEPS_MAX);
	if (ret == -EADDRNOTAVAIL)
		return err_sys(err, ret, "no address or port for the peers%s",
			       exploration->options->ipv6 ? " (is there IPv6 here?)" : "");
	if (ret != -EBADE)
		return err_sys(err, ret, "cannot go on with the execution");
	phrase_init(&phrase, where, sizeof(where));
	say_divergence(exploration, &phrase);
	return err_set(err, ret, "%s: %s", what, where);
}

/* Those that end it, until they are taken: the executions' own processes are not to get them. */
static void block_signals(sigset_t *before, bool *blocked)
{
	sigset_t ending;

	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	*blocked = sigprocmask(SIG_BLOCK, &ending, before) == 0;
}

/* Takes the one that came, which so is no death of ours before all is told; 0: none did. */
static int interrupted(void)
{
	static const struct timespec now = { 0 };
	sigset_t ending;
	int number;

	sigemptyset(&ending);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	number = sigtimedwait(&ending, NULL, &now);
	return number > 0 ? number : 0;
}

/* A line that is written over, for who looks on. */
static void say_progress(const struct exploration *exploration, uint64_t since_ns)
{
	const struct explorer_tally *tally = explorer_tally(exploration->explorer);
	uint64_t ms = (clock_now_ns() - since_ns) / MS_NS + 1;

	fprintf(stderr, "\r\033[K%llu schedules, %llu failed, %llu a second",
		(unsigned long long)tally->schedules, (unsigned long long)tally->failed,
		(unsigned long long)((tally->schedules + tally->begun) * 1000 / ms));
}

static void end_progress(bool said)
{
	if (said)
		fputs("\r\033[K", stderr);
}

/* Until there is nothing left to do, or it is enough. */
static int run(struct exploration *exploration, bool progress)
{
	uint64_t begun_ns = clock_now_ns(), told_ns = begun_ns;
	bool said = false;
	int ret;

	while ((ret = explorer_next(exploration->explorer)) > 0) {
		if (exploration->executed)
			exploration->executed(exploration);
		exploration->interrupted = interrupted();
		if (exploration->interrupted)
			break;
		if (progress && clock_now_ns() - told_ns > PROGRESS_NS) {
			told_ns = clock_now_ns();
			say_progress(exploration, begun_ns);
			said = true;
		}
	}
	end_progress(said);
	exploration->took_ns = clock_now_ns() - begun_ns;
	return ret < 0 ? ret : 0;
}

int exploration_run(struct exploration *exploration, struct err *err)
{
	const struct options *options = exploration->options;
	sigset_t before;
	bool blocked;
	int ret;

	block_signals(&before, &blocked);
	ret = run(exploration, isatty(STDERR_FILENO) && !options->quiet);
	if (blocked)
		sigprocmask(SIG_SETMASK, &before, NULL);
	return ret < 0 ? fail(exploration, ret, "the same steps led to something else", err) : 0;
}

int exploration_replay(struct exploration *exploration, const struct schedule *schedule,
		       struct err *err)
{
	struct explorer_result result;
	int ret;

	exploration->follows = true;
	ret = explorer_replay(exploration->explorer, schedule, &result);
	exploration->follows = false;
	return ret < 0 ? fail(exploration, ret, "the schedule cannot be repeated", err) : 0;
}
