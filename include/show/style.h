/* SPDX-License-Identifier: GPL-2.0-or-later */
/* style.h: what the reader's terminal can show: colours, characters, columns. */
#ifndef HALFCLOSE_SHOW_STYLE_H
#define HALFCLOSE_SHOW_STYLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { STYLE_WIDTH_MIN = 72, STYLE_WIDTH_MAX = 100, STYLE_HEIGHT_MIN = 24, STYLE_HEIGHT_MAX = 40 };

/* --color; auto: on a terminal that has colours, unless NO_COLOR is set (no-color.org). */
enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* What a piece of text is. Colour repeats what the words say, never more. */
enum style_role {
	STYLE_ERROR,
	STYLE_WARNING,
	STYLE_NOTE,
	STYLE_GOOD,
	STYLE_STRONG,
	STYLE_QUIET,
	STYLE_ROLE_COUNT
};

struct style {
	bool color;
	bool utf8;		/* else ASCII alone */
	bool marks;		/* instead of colour: who draws them reads style_mark() out of the text */
	bool terminal;		/* somebody looks on; else a file or a program reads */
	unsigned int width;	/* columns of a line, from STYLE_WIDTH_MIN to STYLE_WIDTH_MAX */
	unsigned int height;	/* lines of a screen, from STYLE_HEIGHT_MIN to STYLE_HEIGHT_MAX */
};

/* The pieces that lines are drawn of: in UTF-8, or in ASCII. */
struct glyphs {
	const char *line, *heavy;	/* of an arrow; of a RST's */
	const char *left, *right;	/* the heads of arrows */
	const char *from_left, *from_right;	/* a lifeline where an arrow leaves it */
	const char *life, *folded;	/* a lifeline; one where lines are left out */
	const char *to, *back;		/* in text: from here to there, and back */
	const char *more, *times, *dot;
};

/* "auto", "always", "never": 0; anything else: -EINVAL. */
int style_color_when(const char *text, enum color_when *when);

/*
 * What suits out. The locale's LC_CTYPE tells whether it takes UTF-8 (see setlocale(3)); COLUMNS,
 * where it is set, how wide it is.
 */
void style_detect(struct style *style, enum color_when when, FILE *out);

/* The sequences that begin and end a role's colour; empty without colours and marks. */
const char *style_on(const struct style *style, enum style_role role);
const char *style_off(const struct style *style);

/*
 * True if that octet of a text with marks is none of its characters: it begins the role in *role, or
 * ends one, and then *role is STYLE_ROLE_COUNT. Nothing that is escaped has such an octet.
 */
bool style_mark(char octet, enum style_role *role);

const struct glyphs *style_glyphs(const struct style *style);

/*
 * Writes len octets of one line that is already escaped; without UTF-8, what is not ASCII is
 * spelled \xNN.
 */
void style_put(const struct style *style, FILE *out, const char *text, size_t len);

#endif
