/* SPDX-License-Identifier: GPL-2.0-or-later */
/* builtin.c: the table of built-in scenarios. */
#include "peers/builtin.h"

#include "peers/scenario_texts.h"

#include <stdbool.h>
#include <string.h>

/* Variants of one name stand together, broken ones first. */
static const struct scenario_builtin builtins[] = {
	{ "close-vs-shutdown", "close", "the server reads what is there and calls close()",
	  "lost == 0" },
	{ "close-vs-shutdown", "shutdown", "the server calls shutdown(SHUT_WR) and reads to the end",
	  NULL },
	{ "linger-default", "default", "close() with a full queue, without SO_LINGER", NULL },
	{ "linger-zero", "unsent", "SO_LINGER {1, 0} with a full queue", "lost == 0" },
	{ "linger-zero", "idle", "SO_LINGER {1, 0} with nothing queued", NULL },
	{ "linger-timeout", "timeout", "SO_LINGER {1, 1}, and nobody reads before it is over", NULL },
	{ "last-reference", "close", "close() while a helper may hold the connection", "hung == 0" },
	{ "last-reference", "shutdown", "shutdown(SHUT_WR) while a helper may hold the connection",
	  NULL },
	{ "check-before-write", "zero-length", "recv() of no octets as the check", "lost == 0" },
	{ "check-before-write", "peek", "recv(MSG_PEEK) of one octet as the check", "lost == 0" },
	{ "check-before-write", "half-close", "no check; the server half-closes and reads to the end",
	  NULL },
	{ "unread-at-close", "broken", "the server closes with part of the request unread",
	  "lost.server == 0" },
	{ "unread-at-close", "fixed", "shutdown(SHUT_WR), read to the end, close()", NULL },
	{ "two-readers", "broken", "a second buffer for the second line", "hung == 0" },
	{ "two-readers", "fixed", "one buffer for both lines", NULL },
	{ "early-catch-up", "broken", "the reader goes on until done() was called", "short == 0" },
	{ "early-catch-up", "missed", "the reader's sleep begins after it was woken", "hung == 0" },
	{ "early-catch-up", "wait", "the reader waits while it has caught up", NULL },
	{ "early-catch-up", "half-close", "shutdown(SHUT_WR) is done(); the reader reads to the end",
	  NULL },
	{ "close-vs-accept", "broken", "a connection is accepted and not yet counted at the exit",
	  "accepted == served" },
	{ "close-vs-accept", "fixed", "the acceptor ends before the connections are counted", NULL },
	{ "pool-order", "broken", "the permit is given back before the buffer", "crashes == 0" },
	{ "pool-order", "fixed", "the buffer is given back before the permit", NULL },
};

size_t scenario_builtin_count(void)
{
	return sizeof(builtins) / sizeof(builtins[0]);
}

const struct scenario_builtin *scenario_builtin_at(size_t i)
{
	return &builtins[i];
}

const struct scenario_builtin *scenario_builtin_find(const char *name, const char *variant)
{
	for (size_t i = 0; i < scenario_builtin_count(); i++) {
		if (strcmp(builtins[i].name, name) == 0 &&
		    (!variant || strcmp(builtins[i].variant, variant) == 0))
			return &builtins[i];
	}
	return NULL;
}

/* Is it NAME.VARIANT? */
static bool is_file_of(const char *file, const struct scenario_builtin *builtin)
{
	size_t len = strlen(builtin->name);

	return strncmp(file, builtin->name, len) == 0 && file[len] == '.' &&
	       strcmp(file + len + 1, builtin->variant) == 0;
}

const char *scenario_builtin_text(const struct scenario_builtin *builtin)
{
	for (size_t i = 0; i < scenario_text_count; i++) {
		if (is_file_of(scenario_texts[i].name, builtin))
			return scenario_texts[i].text;
	}
	return NULL;	/* tests/peers/test_builtin.c: does not happen */
}
