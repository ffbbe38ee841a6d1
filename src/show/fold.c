/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fold.c: groups connections by what is to be said of them. */
#include "show/fold.h"
#include "core/verdict.h"
#include "show/end.h"
#include "show/phrase.h"
#include "show/text.h"
#include "show/wrap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void fold_init(struct fold *fold, const struct style *style)
{
	*fold = (struct fold){ .style = style };
}

void fold_free(struct fold *fold)
{
	for (size_t i = 0; i < fold->count; i++)
		free(fold->groups[i].text);
	free(fold->groups);
	*fold = (struct fold){ .style = fold->style };
}

static void key_number(struct phrase *key, uint64_t number)
{
	phrase_plain(key, number);
	phrase_text(key, "/");
}

static void key_process(struct phrase *key, const struct connection *connection,
			enum side side, bool with_pid)
{
	const struct owner *owner = end_owner(connection, side);

	if (owner) {
		phrase_name(key, owner->comm, strnlen(owner->comm, sizeof(owner->comm)));
		phrase_text(key, "/");
		key_number(key, with_pid ? (uint64_t)owner->pid : 0);
	}
	phrase_text(key, "/");
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

static void make_key(struct phrase *key, const struct connection *connection)
{
	enum side server = connection_server(connection);

	key_number(key, connection->end[server].port);
	key_number(key, verdict_outcome(connection));
	for (unsigned int i = 0; i < connection->finding_count; i++)
		key_finding(key, connection, &connection->findings[i]);
	if (connection->finding_count == 0)
		key_process(key, connection, server, false);
}

static size_t hash(const char *key)
{
	uint64_t value = 14695981039346656037u;	/* FNV-1a */

	while (*key)
		value = (value ^ (unsigned char)*key++) * 1099511628211u;
	return (size_t)(value ^ value >> 32) % FOLD_SLOTS;
}

/* The slot of that key, or the empty one where it belongs. */
static uint16_t *find_slot(struct fold *fold, const char *key)
{
	size_t at = hash(key);

	while (fold->slots[at] && strcmp(fold->groups[fold->slots[at] - 1].key, key) != 0)
		at = (at + 1) % FOLD_SLOTS;
	return &fold->slots[at];
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
	text_connection(out, fold->style, connection);
	if (fclose(out) == 0)
		return 0;
	free(group->text);
	return -ENOMEM;
}

static int grow(struct fold *fold)
{
	size_t capacity = fold->capacity ? fold->capacity * 2 : 16;
	struct fold_group *groups;

	if (fold->count < fold->capacity)
		return 0;
	groups = realloc(fold->groups, capacity * sizeof(*groups));
	if (!groups)
		return -ENOMEM;
	fold->groups = groups;
	fold->capacity = capacity;
	return 0;
}

static int add_group(struct fold *fold, uint16_t *slot, const char *key,
		     const struct connection *connection)
{
	struct fold_group *group;
	int ret = grow(fold);

	if (ret < 0)
		return ret;
	group = &fold->groups[fold->count];
	*group = (struct fold_group){ .severity = worst(connection) };
	strcpy(group->key, key);
	ret = render(fold, group, connection);
	if (ret < 0)
		return ret;
	*slot = (uint16_t)++fold->count;
	return 0;
}

static void count_in(struct fold_group *group, const struct connection *connection)
{
	if (group->count < FOLD_EXAMPLES) {
		group->examples[group->count].id = connection->id;
		group->examples[group->count].client = connection->end[connection->client];
	}
	if (group->count == 0 || connection->start_ns < group->oldest_ns) {
		group->oldest_ns = connection->start_ns;
		group->oldest_id = connection->id;
	}
	group->count++;
	for (unsigned int i = 0; i < connection->finding_count; i++)
		group->bytes += connection->findings[i].bytes;
}

int fold_add(struct fold *fold, const struct connection *connection)
{
	char key[FOLD_KEY_MAX];
	struct phrase phrase;
	uint16_t *slot;

	phrase_init(&phrase, key, sizeof(key));
	make_key(&phrase, connection);
	slot = find_slot(fold, key);
	if (!*slot) {
		int ret = 0;

		if (fold->count < FOLD_GROUPS_MAX)
			ret = add_group(fold, slot, key, connection);
		else
			fold->beyond++;
		if (!*slot)
			return ret;
	}
	count_in(&fold->groups[*slot - 1], connection);
	return 0;
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

/* "×40: also #9 127.0.0.1:6999, #12 127.0.0.1:7001; oldest #7; 57,600 bytes in all" */
static void put_count(const struct fold *fold, const struct fold_group *group, FILE *out)
{
	char number[32], text[320], address[ENDPOINT_TEXT_MAX];
	struct phrase phrase;

	phrase_init(&phrase, number, sizeof(number));
	phrase_number(&phrase, group->count);
	phrase_init(&phrase, text, sizeof(text));
	phrase_text(&phrase, "like this: ");
	for (unsigned int i = 0; i < FOLD_EXAMPLES && i < group->count; i++) {
		phrase_text(&phrase, i ? ", #" : "#");
		phrase_plain(&phrase, group->examples[i].id);
		phrase_text(&phrase, " ");
		phrase_text(&phrase, endpoint_format(&group->examples[i].client, address));
	}
	phrase_text(&phrase, group->count > FOLD_EXAMPLES ? ", ...; oldest #" : "; oldest #");
	phrase_plain(&phrase, group->oldest_id);
	if (group->bytes) {
		phrase_text(&phrase, "; ");
		phrase_bytes(&phrase, group->bytes, false);
		phrase_text(&phrase, " in all");
	}
	fprintf(out, "   %s%s%s%s ", style_on(fold->style, STYLE_STRONG),
		style_glyphs(fold->style)->times, number, style_off(fold->style));
	wrap_print(out, fold->style, text, phrase.len, 5 + (unsigned int)strlen(number), 5);
}

static void put_group(const struct fold *fold, const struct fold_group *group, FILE *out)
{
	fwrite(group->text, 1, group->text_len, out);
	if (group->count > 1)
		put_count(fold, group, out);
	putc('\n', out);
}

void fold_print(const struct fold *fold, FILE *out)
{
	const struct fold_group *order[FOLD_GROUPS_MAX];

	for (size_t i = 0; i < fold->count; i++)
		order[i] = &fold->groups[i];
	qsort(order, fold->count, sizeof(order[0]), compare);
	for (size_t i = 0; i < fold->count; i++)
		put_group(fold, order[i], out);
	if (fold->beyond)
		fprintf(out, "%llu more connections, of too many kinds to show here: "
			"--format json has them all\n\n", (unsigned long long)fold->beyond);
}
