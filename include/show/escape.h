/* SPDX-License-Identifier: GPL-2.0-or-later */
/* escape.h: octets of others, made fit for a terminal, or for HTML. */
#ifndef HALFCLOSE_SHOW_ESCAPE_H
#define HALFCLOSE_SHOW_ESCAPE_H

#include <stddef.h>

/* The longest text that one octet becomes: "\x1b"; in HTML "&quot;". */
enum { ESCAPE_OCTET_MAX = 4, ESCAPE_HTML_MAX = 6 };

/*
 * Copies len octets to buf (size of them, at least 1), NUL-terminated. Printable UTF-8 stays;
 * each octet of anything else becomes \xNN: control characters (C0, DEL, C1), what is not
 * UTF-8, what reorders, hides or breaks text. What does not fit is cut between characters.
 * Returns the length of the text.
 */
size_t escape_terminal(char *buf, size_t size, const void *octets, size_t len);

/* As above for a terminal that knows only ASCII: anything else becomes \xNN. */
size_t escape_ascii(char *buf, size_t size, const void *octets, size_t len);

/* As for a terminal, for the text of an element or a quoted attribute: & < > " ' become entities. */
size_t escape_html(char *buf, size_t size, const void *octets, size_t len);

#endif
