/* SPDX-License-Identifier: GPL-2.0-or-later */
/* utf8.h: characters of UTF-8 and the terminal columns they take. */
#ifndef HALFCLOSE_SHOW_UTF8_H
#define HALFCLOSE_SHOW_UTF8_H

#include <stddef.h>
#include <stdint.h>

/*
 * The character at octets (len of them, at least one). Returns how many octets it has (1 to
 * 4) and sets *code, or 0 if they are not UTF-8 by RFC 3629: cut, overlong, a surrogate.
 */
size_t utf8_decode(const char *octets, size_t len, uint32_t *code);

/* The columns that a character takes: 0 if it combines with the one before it, 1, or 2. */
unsigned int utf8_code_columns(uint32_t code);

/* The columns that valid UTF-8 takes on a terminal, whatever the locale. */
unsigned int utf8_columns(const char *text);

/* How many leading octets of text fit into that many columns: whole characters only. */
size_t utf8_fit(const char *text, unsigned int columns);

#endif
