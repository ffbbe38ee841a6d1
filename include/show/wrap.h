/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wrap.h: paragraphs, broken at spaces to the width of the terminal. */
#ifndef HALFCLOSE_SHOW_WRAP_H
#define HALFCLOSE_SHOW_WRAP_H

#include "show/style.h"

#include <stddef.h>
#include <stdio.h>

/*
 * Writes the words of a paragraph (escaped; len octets) in lines of at most style->width
 * columns, and ends the last one. The first line goes on behind the first columns that the
 * caller has written; the others are indented by indent.
 */
void wrap_print(FILE *out, const struct style *style, const char *text, size_t len,
		unsigned int first, unsigned int indent);

#endif
