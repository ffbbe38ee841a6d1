/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sieve.c: reads a filter, and holds rows against it. */
#include "tui/sieve.h"
#include "core/tcp_state.h"
#include "show/phrase.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *key;
	enum sieve_kind kind;
} keys[] = {
	{ "state:", SIEVE_STATE },
	{ "pid:", SIEVE_PID },
	{ "port:", SIEVE_PORT },
	{ "comm:", SIEVE_COMM },
	{ "find:", SIEVE_FIND },
	{ "lost>", SIEVE_LOST },
	{ "lost<", SIEVE_LOST },
	{ "lost=", SIEVE_LOST },
};

static char lower(char letter)
{
	return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* "57600", "12k", "1M"; false if that is none. */
static bool read_number(const char *word, uint64_t *number)
{
	char *end;

	if (*word < '0' || *word > '9')
		return false;
	*number = strtoull(word, &end, 10);
	if (*end == 'k')
		*number *= 1000;
	else if (*end == 'm')
		*number *= 1000 * 1000;
	return *end == '\0' || ((*end == 'k' || *end == 'm') && end[1] == '\0');
}

static void copy_word(struct sieve_term *term, const char *word, size_t len)
{
	if (len >= SIEVE_WORD_MAX)
		len = SIEVE_WORD_MAX - 1;
	for (size_t i = 0; i < len; i++)
		term->word[i] = lower(word[i]);
	term->word[len] = '\0';
}

/* "close-wait" is as good as the kernel's name. */
static void join_with_underscores(char *word)
{
	for (; *word; word++) {
		if (*word == '-')
			*word = '_';
	}
}

static bool is_number(enum sieve_kind kind)
{
	return kind == SIEVE_PID || kind == SIEVE_PORT || kind == SIEVE_LOST;
}

/* What is no term of a kind is a word: "::1" too. */
static void read_term(struct sieve_term *term, const char *text, size_t len)
{
	*term = (struct sieve_term){ .kind = SIEVE_WORD };
	copy_word(term, text, len);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		size_t key_len = strlen(keys[i].key);

		if (strncmp(term->word, keys[i].key, key_len) != 0)
			continue;
		term->kind = keys[i].kind;
		term->below = keys[i].key[key_len - 1] == '<';
		term->exactly = keys[i].key[key_len - 1] == '=';
		copy_word(term, text + key_len, len - key_len);
		break;
	}
	if (term->kind == SIEVE_STATE)
		join_with_underscores(term->word);
	if (is_number(term->kind) && term->word[0] && !read_number(term->word, &term->number))
		term->never = true;
}

void sieve_parse(struct sieve *sieve, const char *text)
{
	*sieve = (struct sieve){ 0 };
	for (;;) {
		size_t len;

		text += strspn(text, " ");
		len = strcspn(text, " ");
		if (len == 0)
			return;
		if (sieve->count == SIEVE_TERMS_MAX) {
			sieve->too_many = true;
			return;
		}
		read_term(&sieve->terms[sieve->count++], text, len);
		text += len;
	}
}

/* word is in lower case already. */
static bool contains(const char *text, size_t len, const char *word)
{
	size_t need = strlen(word);

	for (size_t at = 0; at + need <= len; at++) {
		size_t i = 0;

		while (i < need && lower(text[at + i]) == word[i])
			i++;
		if (i == need)
			return true;
	}
	return false;
}

static bool begins(const char *text, const char *word)
{
	while (*word && lower(*text) == *word) {
		text++;
		word++;
	}
	return !*word;
}

static bool in_state(const struct row_end *end, const char *word)
{
	const char *name = tcp_state_name((enum tcp_state)end->state);

	return name && begins(name, word);
}

static bool in_comm(const struct row_end *end, const char *word)
{
	return end->pid && contains(end->comm, strnlen(end->comm, sizeof(end->comm)), word);
}

static bool in_address(const struct row_end *end, const char *word)
{
	char text[ENDPOINT_TEXT_MAX];

	endpoint_format(&end->endpoint, text);
	return contains(text, strlen(text), word);
}

static bool in_pid(const struct row_end *end, const char *word)
{
	char text[16];
	struct phrase phrase;

	phrase_init(&phrase, text, sizeof(text));
	phrase_plain(&phrase, (uint64_t)end->pid);
	return end->pid && strcmp(text, word) == 0;
}

static bool is_finding(const struct finding_info *info, const char *word)
{
	return contains(info->id, strlen(info->id), word) ||
	       strcmp(category_name(info->category), word) == 0 ||
	       strcmp(severity_name(info->severity), word) == 0;
}

static bool in_findings(const struct row *row, const char *word)
{
	for (int id = 0; row->findings && id < FINDING_COUNT; id++) {
		if ((row->findings >> id & 1) && is_finding(finding_info((enum finding_id)id), word))
			return true;
	}
	return false;
}

static bool in_end(const struct row_end *end, const char *word)
{
	const char *name = tcp_state_name((enum tcp_state)end->state);

	return in_comm(end, word) || (name && contains(name, strlen(name), word)) ||
	       in_pid(end, word) || in_address(end, word);
}

static bool lost_matches(const struct sieve_term *term, uint64_t lost)
{
	if (term->exactly)
		return lost == term->number;
	return term->below ? lost < term->number : lost > term->number;
}

static bool term_matches(const struct sieve_term *term, const struct row *row)
{
	const struct row_end *client = &row->end[ROW_CLIENT], *server = &row->end[ROW_SERVER];
	const char *word = term->word;

	if (!*word)
		return true;
	switch (term->kind) {
	case SIEVE_WORD:
		return in_findings(row, word) || in_end(client, word) || in_end(server, word);
	case SIEVE_STATE:
		return in_state(client, word) || in_state(server, word);
	case SIEVE_PID:
		return (client->pid && (uint64_t)client->pid == term->number) ||
		       (server->pid && (uint64_t)server->pid == term->number);
	case SIEVE_PORT:
		return client->endpoint.port == term->number ||
		       server->endpoint.port == term->number;
	case SIEVE_COMM:
		return in_comm(client, word) || in_comm(server, word);
	case SIEVE_FIND:
		return in_findings(row, word);
	case SIEVE_LOST:
		return lost_matches(term, row->lost_bytes);
	}
	return true;
}

bool sieve_matches(const struct sieve *sieve, const struct row *row)
{
	for (unsigned int i = 0; i < sieve->count; i++) {
		const struct sieve_term *term = &sieve->terms[i];

		if (term->never || !term_matches(term, row))
			return false;
	}
	return true;
}
