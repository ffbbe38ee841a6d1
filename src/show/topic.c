/* SPDX-License-Identifier: GPL-2.0-or-later */
/* topic.c: compares words as people write them, and follows what pages name. */
#include "show/topic.h"

#include <ctype.h>
#include <string.h>

enum { WORD_MAX = 40, PART_MIN = 4 };

/* FIN_WAIT2, fin-wait-2 and FinWait2 are one word. */
static void fold_word(char word[WORD_MAX], const char *text, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < len && used < WORD_MAX - 1; i++) {
		if (isalnum((unsigned char)text[i]))
			word[used++] = (char)tolower((unsigned char)text[i]);
	}
	word[used] = '\0';
}

static bool is_word(const char *name, size_t len, const char *folded)
{
	char word[WORD_MAX];

	fold_word(word, name, len);
	return strcmp(word, folded) == 0;
}

/* "SO_LINGER" and "linger", "TCP_KEEPIDLE" and "keepidle". */
static bool is_name(const struct topic *topic, const char *name, size_t len, const char *folded)
{
	const char *rest = memchr(name, '_', len);

	return is_word(name, len, folded) ||
	       (topic->kind == TOPIC_OPTION && rest &&
		is_word(rest, len - (size_t)(rest - name), folded));
}

static const char *first_alias(const struct topic *topic)
{
	return topic->aliases ? topic->aliases : "";
}

static const char *next_alias(const char *alias)
{
	alias += strcspn(alias, " ");
	return alias + strspn(alias, " ");
}

bool topic_is(const struct topic *topic, const char *word)
{
	char folded[WORD_MAX];

	fold_word(folded, word, strlen(word));
	if (is_name(topic, topic->name, strlen(topic->name), folded))
		return true;
	for (const char *alias = first_alias(topic); *alias; alias = next_alias(alias)) {
		if (is_name(topic, alias, strcspn(alias, " "), folded))
			return true;
	}
	return false;
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to add, leave out or change, to make the one of the other (Levenshtein). */
static size_t distance(const char *from, const char *to)
{
	size_t len = strlen(to), row[WORD_MAX];

	for (size_t i = 0; i <= len; i++)
		row[i] = i;
	for (; *from; from++) {
		size_t corner = row[0]++;

		for (size_t i = 1; i <= len; i++) {
			size_t above = row[i];

			row[i] = least(above + 1, row[i - 1] + 1, corner + (*from != to[i - 1]));
			corner = above;
		}
	}
	return row[len];
}

static size_t word_distance(const char *name, size_t len, const char *folded)
{
	char word[WORD_MAX];

	fold_word(word, name, len);
	/* A part that says something is nearer than any slip. */
	if (strlen(folded) >= PART_MIN && strstr(word, folded))
		return 1;
	return distance(word, folded);
}

static size_t name_distance(const char *name, size_t len, const char *folded)
{
	const char *rest = memchr(name, '_', len);
	size_t whole = word_distance(name, len, folded), part;

	if (!rest)
		return whole;
	part = word_distance(rest, len - (size_t)(rest - name), folded);
	return part < whole ? part : whole;
}

size_t topic_distance(const struct topic *topic, const char *word)
{
	char folded[WORD_MAX];
	size_t nearest;

	fold_word(folded, word, strlen(word));
	nearest = name_distance(topic->name, strlen(topic->name), folded);
	for (const char *alias = first_alias(topic); *alias; alias = next_alias(alias)) {
		size_t far = name_distance(alias, strcspn(alias, " "), folded);

		nearest = far < nearest ? far : nearest;
	}
	return nearest;
}

/* A demo may have a finding's name, which then means the finding: demos name what they are about. */
static bool sees(const struct topic *topic, const struct topic *other)
{
	if (other->kind == TOPIC_DEMO)
		return false;
	for (const char *const *name = topic->see; *name; name++) {
		if (strcmp(*name, other->name) == 0)
			return true;
	}
	return false;
}

bool topic_leads(const struct topic *topic, const struct topic *other)
{
	return topic != other && (sees(topic, other) || sees(other, topic));
}

const char *topic_kind_name(enum topic_kind kind)
{
	static const char *const kinds[TOPIC_KINDS] = {
		[TOPIC_STATE] = "states", [TOPIC_FINDING] = "findings",
		[TOPIC_OPTION] = "socket options", [TOPIC_DEMO] = "demos",
	};

	return kinds[kind];
}
