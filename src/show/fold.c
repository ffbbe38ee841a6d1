/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fold.c: groups connections by what is to be said of them. */
#include "show/fold.h"
#include "core/array.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/phrase.h"
#include "show/wrap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	INDENT = 3,
	INDENT_MORE = 5,
	COUNT_OCTETS = (1 + FOLD_EXAMPLES) * FOLD_LINE_MAX,	/* of a count and examples, at most */
};

void fold_init(struct fold *fold, const struct style *style, bool all, fold_write_fn write)
{
	*fold = (struct fold){ .style = style, .all = all, .write = write };
}

void fold_free(struct fold *fold)
{
	for (size_t i = 0; i < fold->count; i++)
		free(fold->groups[i].text);
	free(fold->groups);
	keys_free(&fold->keys);
	fold_init(fold, fold->style, fold->all, fold->write);
}

/* Who it is; one that is not known may be any, but behind the same port it is likely the same. */
static void key_process(struct phrase *key, const struct connection *connection,
			enum side side, bool with_pid)
{
	const struct owner *owner = end_owner(connection, side);
	enum holding holding = end_holding(connection, side);

	key_number(key, holding);
	if (owner) {
		phrase_name(key, owner->comm, strnlen(owner->comm, sizeof(owner->comm)));
		phrase_text(key, "/");
		key_number(key, with_pid ? (uint64_t)owner->pid : 0);
		return;
	}
	key_number(key, connection->end[connection_server(connection)].port);
	if (holding == HOLDING_HIDDEN)
		key_number(key, connection_half(connection, side)->socket->uid);
}

static void key_finding(struct phrase *key, const struct connection *connection,
			const struct finding *finding)
{
	bool at_client = finding->end == connection->client;

	key_number(key, finding->id);
	key_number(key, at_client);
	key_number(key, finding->severity);
	key_process(key, connection, (enum side)finding->end,
		    finding->severity > SEVERITY_NOTE);
}

/* What health checks and browsers do all day: of these the number is enough. */
static bool is_harmless_reset(const struct connection *connection)
{
	return connection->finding_count == 1 &&
	       connection->findings[0].id == FINDING_RESET_AFTER_DONE;
}

static void make_key(const struct fold *fold, struct phrase *key,
		     const struct connection *connection)
{
	if (fold->count < fold->apart) {
		phrase_text(key, "#");
		key_number(key, connection->id);
		return;
	}
	if (!fold->all && is_harmless_reset(connection)) {
		phrase_text(key, "harmless reset");
		return;
	}
	key_number(key, verdict_outcome(connection));
	for (unsigned int i = 0; i < connection->finding_count; i++)
		key_finding(key, connection, &connection->findings[i]);
	if (connection->finding_count == 0)
		key_process(key, connection, connection_server(connection), false);
}

static int worst(const struct connection *connection)
{
	int severity = -1;

	for (unsigned int i = 0; i < connection->finding_count; i++) {
		if (connection->findings[i].severity > severity)
			severity = connection->findings[i].severity;
	}
	return severity;
}

static int render(const struct fold *fold, struct fold_group *group,
		  const struct connection *connection)
{
	FILE *out = open_memstream(&group->text, &group->text_len);

	if (!out)
		return -ENOMEM;
	fold->write(out, fold->style, connection);
	if (fclose(out) == 0)
		return 0;
	free(group->text);
	return -ENOMEM;
}

/* Its index, or -ENOSPC, or -ENOMEM. */
static int add_group(struct fold *fold, const char *key, const struct connection *connection)
{
	struct fold_group group = { .severity = worst(connection) };
	struct fold_group *groups =
		array_make_room(fold->groups, fold->count, &fold->capacity, sizeof(group));
	int ret, index;

	if (!groups)
		return -ENOMEM;
	fold->groups = groups;
	ret = render(fold, &group, connection);
	if (ret < 0)
		return ret;
	index = keys_add(&fold->keys, key);
	if (index < 0) {
		free(group.text);
		return index;
	}
	groups[fold->count++] = group;
	return index;
}

static void count_in(struct fold_group *group, const struct connection *connection)
{
	if (group->count < FOLD_EXAMPLES) {
		group->examples[group->count].id = connection->id;
		group->examples[group->count].client = connection->end[connection->client];
		group->examples[group->count].server =
			connection->end[connection_server(connection)];
	}
	if (group->count == 0 || connection->start_ns < group->oldest_ns) {
		group->oldest_ns = connection->start_ns;
		group->oldest_id = connection->id;
	}
	group->count++;
	/* What went with a process is among the bytes that the findings beside it count. */
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		const struct finding *finding = &connection->findings[i];

		if (finding->id == FINDING_PROCESS_ENDED)
			continue;
		group->bytes += finding->bytes;
		group->at_least |= finding->at_least;
	}
}

int fold_add(struct fold *fold, const struct connection *connection)
{
	char key[KEY_MAX];
	struct phrase phrase;
	int index;

	phrase_init(&phrase, key, sizeof(key));
	make_key(fold, &phrase, connection);
	index = keys_find(&fold->keys, key);
	if (index < 0 && fold->count < KEYS_MAX)
		index = add_group(fold, key, connection);
	else if (index < 0)
		fold->beyond++;
	if (index >= 0)
		count_in(&fold->groups[index], connection);
	return index == -ENOMEM ? -ENOMEM : 0;
}

static int compare(const void *left, const void *right)
{
	const struct fold_group *const *a = left, *const *b = right;

	if ((*a)->severity != (*b)->severity)
		return (*a)->severity > (*b)->severity ? -1 : 1;
	if ((*a)->count != (*b)->count)
		return (*a)->count > (*b)->count ? -1 : 1;
	return (*a)->examples[0].id < (*b)->examples[0].id ? -1 : 1;
}

static int compare_order(const void *left, const void *right)
{
	const struct fold_group *const *a = left, *const *b = right;

	return (*a)->oldest_id < (*b)->oldest_id ? -1 : 1;
}

void fold_say_example(struct phrase *phrase, const struct style *style,
		      const struct fold_group *group, unsigned int i)
{
	char address[ENDPOINT_TEXT_MAX];

	phrase_text(phrase, "#");
	phrase_plain(phrase, group->examples[i].id);
	phrase_text(phrase, " ");
	phrase_text(phrase, endpoint_format(&group->examples[i].client, address));
	phrase_text(phrase, " ");
	phrase_text(phrase, style_glyphs(style)->to);
	phrase_text(phrase, " ");
	phrase_text(phrase, endpoint_format(&group->examples[i].server, address));
}

void fold_say_count(struct phrase *phrase, const struct fold_group *group)
{
	phrase_text(phrase, "like this, ");
	if (group->bytes) {
		phrase_bytes(phrase, group->bytes, group->at_least);
		phrase_text(phrase, " in all, ");
	}
	phrase_text(phrase, "the oldest is #");
	phrase_plain(phrase, group->oldest_id);
}

void fold_say_beyond(struct phrase *phrase, uint64_t beyond)
{
	phrase_count(phrase, beyond, "more connection");
	phrase_text(phrase, ", of too many kinds to show here: --format json has them all");
}

static void put_example(const struct fold *fold, const struct fold_group *group, unsigned int i,
			FILE *out)
{
	char text[FOLD_LINE_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	fold_say_example(&phrase, fold->style, group, i);
	fprintf(out, "%*s", INDENT_MORE, "");
	wrap_print(out, fold->style, text, phrase.len, INDENT_MORE, INDENT_MORE + 2);
}

/* "x40 like this, ...:", and some of them. */
void fold_print_count(const struct fold *fold, const struct fold_group *group, FILE *out)
{
	char number[32], text[FOLD_LINE_MAX];
	struct phrase phrase;

	phrase_init(&phrase, number, sizeof(number));
	phrase_number(&phrase, group->count);
	phrase_init(&phrase, text, sizeof(text));
	fold_say_count(&phrase, group);
	phrase_text(&phrase, ":");
	fprintf(out, "%*s%s%s%s%s ", INDENT, "", style_on(fold->style, STYLE_STRONG),
		style_glyphs(fold->style)->times, number, style_off(fold->style));
	wrap_print(out, fold->style, text, phrase.len, INDENT + 2 + (unsigned int)strlen(number),
		   INDENT_MORE);
	for (unsigned int i = 0; i < FOLD_EXAMPLES && i < group->count; i++)
		put_example(fold, group, i, out);
}

static void put_group(const struct fold *fold, const struct fold_group *group, FILE *out)
{
	fwrite(group->text, 1, group->text_len, out);
	if (group->count > 1)
		fold_print_count(fold, group, out);
	putc('\n', out);
}

static void put_beyond(const struct fold *fold, FILE *out)
{
	char text[FOLD_LINE_MAX];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	fold_say_beyond(&phrase, fold->beyond);
	wrap_print(out, fold->style, text, phrase.len, 0, INDENT);
	putc('\n', out);
}

size_t fold_sort(const struct fold *fold, const struct fold_group *order[KEYS_MAX])
{
	for (size_t i = 0; i < fold->count; i++)
		order[i] = &fold->groups[i];
	qsort(order, fold->count, sizeof(order[0]), fold->in_order ? compare_order : compare);
	return fold->count;
}

size_t fold_fitting(const struct fold_group *const *order, size_t count, size_t room,
		    size_t around)
{
	size_t fitting = 0;

	while (fitting < count) {
		size_t needed = order[fitting]->text_len + around +
				(order[fitting]->count > 1 ? COUNT_OCTETS : 0);

		if (fitting && needed > room)
			break;
		room -= needed < room ? needed : room;
		fitting++;
	}
	return fitting;
}

void fold_print(const struct fold *fold, FILE *out)
{
	const struct fold_group *order[KEYS_MAX];
	size_t count = fold_sort(fold, order);

	for (size_t i = 0; i < count; i++)
		put_group(fold, order[i], out);
	if (fold->beyond)
		put_beyond(fold, out);
}
