/* SPDX-License-Identifier: GPL-2.0-or-later */
/* markup.h: text in HTML, so that none of it is taken for markup. */
#ifndef HALFCLOSE_SHOW_MARKUP_H
#define HALFCLOSE_SHOW_MARKUP_H

#include "show/phrase.h"

#include <stdio.h>

/* Each writes the text of an element, or of a quoted attribute. */
void markup_octets(FILE *out, const char *octets, size_t len);
void markup_text(FILE *out, const char *text);
void markup_phrase(FILE *out, const struct phrase *phrase);

#endif
