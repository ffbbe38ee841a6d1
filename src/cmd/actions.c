/* SPDX-License-Identifier: GPL-2.0-or-later */
/* actions.c: packets are written to a file, sockets are destroyed. */
#include "cmd/actions.h"

#include "cmd/live.h"
#include "cmd/save.h"
#include "cmd/scope.h"

#include <errno.h>
#include <stdio.h>

enum { ANSWER_MAX = 320 };

int actions_open(struct actions *actions, const char *user, struct err *err)
{
	*actions = (struct actions){ 0 };
	actions->frames = frames_new(FRAMES_BYTES);
	if (!actions->frames)
		return err_sys(err, -ENOMEM, "cannot begin");
	return creator_start(&actions->creator, ".", SAVE_SUFFIX, user, err);
}

void actions_close(struct actions *actions)
{
	creator_stop(&actions->creator);
	frames_free(actions->frames);
	*actions = (struct actions){ 0 };
}

static void fail(struct tui *tui, const struct err *err)
{
	tui_say(tui, STYLE_ERROR, err->text);
}

/* The ports had other lives, whose packets are of another connection. */
static void choose(struct frames_choice *choice, const struct connection *connection)
{
	choice->end[SIDE_A] = connection->end[SIDE_A];
	choice->end[SIDE_B] = connection->end[SIDE_B];
	choice->from_ns = connection->older ? connection->start_ns : 0;
	choice->until_ns = connection->newer ? connection->newer->start_ns - 1 : 0;
}

static void say_gone(struct tui *tui)
{
	tui_say(tui, STYLE_ERROR, "the connection is not in the table any more");
}

static void write_packets(struct actions *actions, struct tui *tui,
			  const struct tui_action *action)
{
	const struct connection *connection = tui_connection(tui, action->connection);
	struct frames_choice choice = { 0 };
	struct saved saved;
	char answer[ANSWER_MAX];
	struct err err;

	if (action->connection && !connection) {
		say_gone(tui);
		return;
	}
	if (connection)
		choose(&choice, connection);
	if (save_packets(&actions->creator, actions->frames, &choice, action->path, &saved,
			 &err) < 0) {
		fail(tui, &err);
		return;
	}
	snprintf(answer, sizeof(answer), "%llu packet%s written to %s",
		 (unsigned long long)saved.packets, saved.packets == 1 ? "" : "s", saved.name);
	tui_say(tui, STYLE_GOOD, answer);
}

static int destroy_end(const struct actions *actions, const struct connection *connection,
		       enum side side, struct err *err)
{
	const struct half_socket *socket = connection_half(connection, side)->socket;
	uint64_t cookie = socket && socket->seen ? socket->latest.cookie : 0;

	return scope_destroy(actions->live, &connection->end[side],
			     &connection->end[side_other(side)], cookie, err);
}

/* The first one's RST is the end of the second, too: that it is gone then is no failure. */
static void destroy_sockets(const struct actions *actions, struct tui *tui,
			    const struct tui_action *action)
{
	const struct connection *connection = tui_connection(tui, action->connection);
	unsigned int done = 0;
	struct err err;
	int ret = 0;

	if (!connection || !actions->live) {
		say_gone(tui);
		return;
	}
	for (int side = SIDE_A; side <= SIDE_B; side++) {
		if (!(action->sides >> side & 1))
			continue;
		ret = destroy_end(actions, connection, (enum side)side, &err);
		if (ret < 0 && !(ret == -ENOENT && done > 0)) {
			fail(tui, &err);
			return;
		}
		done += ret == 0;
	}
	tui_say(tui, STYLE_GOOD, done == 2 ? "both sockets destroyed" : "socket destroyed");
}

void actions_do(struct actions *actions, struct tui *tui, const struct tui_action *action)
{
	switch (action->kind) {
	case TUI_ACTION_WRITE:
		write_packets(actions, tui, action);
		break;
	case TUI_ACTION_DESTROY:
		destroy_sockets(actions, tui, action);
		break;
	case TUI_ACTION_NONE:
	case TUI_ACTION_QUIT:
	case TUI_ACTION_REDRAW:
		break;
	}
}
