/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hang.c: two lines below a connection's head, or one object. */
#include "show/hang.h"

#include "core/verdict.h"
#include "show/end.h"
#include "show/json.h"
#include "show/phrase.h"
#include "show/text.h"
#include "show/wrap.h"

#include <string.h>

enum { LINE_MAX_OCTETS = 768, INDENT = 3, INDENT_MORE = 5 };

static void say_wait(struct phrase *phrase, const struct thread_wait *wait)
{
	if (!wait->call[0]) {
		phrase_text(phrase, "runs");
		return;
	}
	phrase_text(phrase, "waits in ");
	phrase_text(phrase, wait->call);
	phrase_text(phrase, "(");
	if (wait->fd >= 0)
		phrase_plain(phrase, (uint64_t)wait->fd);
	phrase_text(phrase, wait->watches ? "), which watches this" : ")");
}

/* A process with one thread waits itself. */
static void say_waits(struct phrase *phrase, const struct thread_waits *waits)
{
	bool several = waits->count + waits->others > 1;

	for (size_t i = 0; i < waits->count; i++) {
		phrase_text(phrase, i ? ", " : "");
		if (several) {
			phrase_text(phrase, "thread ");
			phrase_plain(phrase, (uint64_t)waits->rows[i].tid);
			phrase_text(phrase, " ");
		}
		say_wait(phrase, &waits->rows[i]);
	}
	if (waits->others) {
		phrase_text(phrase, ", and ");
		phrase_count(phrase, waits->others, "thread");
		phrase_text(phrase, " more");
	}
	if (!waits->count)
		phrase_text(phrase, waits->hidden ? "what it waits in may not be seen" : "it is gone");
}

static void say_bytes(struct phrase *phrase, struct byte_count count, const char *what)
{
	phrase_text(phrase, ", ");
	if (count.known)
		phrase_bytes(phrase, count.bytes, count.at_least);
	else
		phrase_text(phrase, "unknown");
	phrase_text(phrase, what);
}

static void say_process(struct phrase *phrase, const struct hang *hang, enum side side)
{
	end_say_owner(phrase, hang->owners[side]);
	phrase_text(phrase, ", descriptor ");
	phrase_plain(phrase, (uint64_t)hang->owners[side]->fd);
	phrase_text(phrase, ": ");
	say_waits(phrase, &hang->waits[side]);
}

static void say_holder(struct phrase *phrase, const struct hang *hang, enum side side)
{
	static const char *const said[] = {
		[HOLDING_UNSEEN] = "; its socket is not in view",
		[HOLDING_KNOWN] = "; ",
		[HOLDING_HIDDEN] = "; who has it may not be seen",
		[HOLDING_NONE] = "; no program has it any more",
		[HOLDING_NOT_ACCEPTED] = "; it waits for accept()",
		[HOLDING_NOT_LOOKED_UP] = "; who has it was not looked up",
	};
	enum holding holding = end_holding(hang->connection, side);

	phrase_text(phrase, said[holding]);
	if (!hang->owners[side])
		return;
	if (holding == HOLDING_NOT_ACCEPTED)
		phrase_text(phrase, " by ");
	if (holding == HOLDING_KNOWN || holding == HOLDING_NOT_ACCEPTED)
		say_process(phrase, hang, side);
}

/* No packet came from there, and no socket of it was seen. */
static void say_silence(struct phrase *phrase, const struct hang *hang, enum side side)
{
	if (!hang->connection->queue_full) {
		phrase_text(phrase, "has not answered; its socket is not in view");
		return;
	}
	phrase_text(phrase, "has not answered: the accept queue is full");
	if (hang->owners[side]) {
		phrase_text(phrase, "; accept() is for ");
		say_process(phrase, hang, side);
	}
}

static void put_end(FILE *out, const struct style *style, const struct hang *hang,
		    enum side side)
{
	const struct connection *connection = hang->connection;
	const char *state = tcp_state_name(verdict_state(connection, side));
	char text[LINE_MAX_OCTETS];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, end_role(connection, side));
	phrase_text(&phrase, " ");
	if (state) {
		phrase_text(&phrase, state);
		say_bytes(&phrase, verdict_unread(connection, side), " unread");
		say_bytes(&phrase, verdict_unsent(connection, side), " unsent");
		say_holder(&phrase, hang, side);
	} else {
		say_silence(&phrase, hang, side);
	}
	fprintf(out, "%*s", INDENT, "");
	wrap_print(out, style, text, phrase.len, INDENT, INDENT_MORE);
}

void hang_text(FILE *out, const struct style *style, const struct hang *hang)
{
	enum side client = (enum side)hang->connection->client;

	text_head(out, style, hang->connection);
	put_end(out, style, hang, client);
	if (!hang->connection->self)
		put_end(out, style, hang, side_other(client));
}

void hang_process(FILE *out, const struct style *style, int pid,
		  const char comm[OWNER_COMM_MAX], const struct thread_waits *waits)
{
	char text[LINE_MAX_OCTETS];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	end_say_process(&phrase, comm, pid);
	phrase_text(&phrase, ": ");
	say_waits(&phrase, waits);
	fprintf(out, "%*s", INDENT, "");
	wrap_print(out, style, text, phrase.len, INDENT, INDENT_MORE);
}

/* JSON. */

static void put_known(struct json *json, const char *key, bool known, uint64_t number)
{
	json_key(json, key);
	if (known)
		json_put_u64(json, number);
	else
		json_put_null(json);
}

static void put_thread(struct json *json, const struct thread_wait *wait)
{
	json_object_begin(json);
	put_known(json, "tid", true, (uint64_t)wait->tid);
	json_key(json, "call");
	json_put_string(json, wait->call[0] ? wait->call : NULL);
	put_known(json, "fd", wait->fd >= 0, (uint64_t)wait->fd);
	json_key(json, "watches");
	json_put_bool(json, wait->watches);
	json_object_end(json);
}

static void put_end_member(struct json *json, const struct hang *hang, enum side side)
{
	const struct connection *connection = hang->connection;
	const struct owner *owner = hang->owners[side];
	struct byte_count unread = verdict_unread(connection, side);
	struct byte_count unsent = verdict_unsent(connection, side);

	json_key(json, end_role(connection, side));
	json_object_begin(json);
	json_key(json, "state");
	json_put_string(json, tcp_state_name(verdict_state(connection, side)));
	put_known(json, "bytes_unread", unread.known, unread.bytes);
	put_known(json, "bytes_unsent", unsent.known, unsent.bytes);
	put_known(json, "pid", owner, owner ? (uint64_t)owner->pid : 0);
	put_known(json, "fd", owner, owner ? (uint64_t)owner->fd : 0);
	json_key(json, "threads");
	json_array_begin(json);
	for (size_t i = 0; i < hang->waits[side].count; i++)
		put_thread(json, &hang->waits[side].rows[i]);
	json_array_end(json);
	json_object_end(json);
}

void hang_record(FILE *out, const struct hang *hang)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json);
	json_key(&json, "type");
	json_put_string(&json, "hang");
	json_key(&json, "time");
	json_put_time(&json, hang->time_ns);
	json_key(&json, "connection");
	json_put_u64(&json, hang->connection->id);
	put_end_member(&json, hang, (enum side)hang->connection->client);
	if (!hang->connection->self)
		put_end_member(&json, hang, connection_server(hang->connection));
	json_object_end(&json);
	json_line_end(&json);
}
