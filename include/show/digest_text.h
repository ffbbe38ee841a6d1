/* SPDX-License-Identifier: GPL-2.0-or-later */
/* digest_text.h: what is wrong now, on a part of the screen. */
#ifndef HALFCLOSE_SHOW_DIGEST_TEXT_H
#define HALFCLOSE_SHOW_DIGEST_TEXT_H

#include "show/digest.h"
#include "show/style.h"

#include <stdio.h>

/*
 * Writes the cases of a sorted digest, worst first, in no more than lines lines, if the first one
 * needs no more: those that find room with what it is and what to do, others with a line each, the
 * rest as a number. Returns 0 or -ENOMEM.
 */
int digest_text(FILE *out, const struct style *style, const struct digest *digest,
		unsigned int lines);

/* One case in a line, and with what it is and what to do. */
void digest_text_brief(FILE *out, const struct style *style, const struct digest_case *found);
void digest_text_paragraph(FILE *out, const struct style *style,
			   const struct digest_case *found);

#endif
