/* SPDX-License-Identifier: GPL-2.0-or-later */
/* style.c: finds out what the terminal can do, once. */
#include "show/style.h"
#include "show/escape.h"

#include <errno.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { SPELL_OCTETS = 64 };	/* that many at a time */

static const char *const color_names[] = {
	[COLOR_AUTO] = "auto",
	[COLOR_ALWAYS] = "always",
	[COLOR_NEVER] = "never",
};

/* The eight old colours only: the reader's theme gives them contrast. */
static const char *const sequences[STYLE_ROLE_COUNT] = {
	[STYLE_ERROR] = "\033[1;31m",
	[STYLE_WARNING] = "\033[33m",
	[STYLE_NOTE] = "\033[36m",
	[STYLE_GOOD] = "\033[32m",
	[STYLE_STRONG] = "\033[1m",
	[STYLE_QUIET] = "\033[2m",
};

/* Control characters, which every text is free of once it is escaped. */
static const char *const marks[STYLE_ROLE_COUNT + 1] = {
	[STYLE_ERROR] = "\001",
	[STYLE_WARNING] = "\002",
	[STYLE_NOTE] = "\003",
	[STYLE_GOOD] = "\004",
	[STYLE_STRONG] = "\005",
	[STYLE_QUIET] = "\006",
	[STYLE_ROLE_COUNT] = "\007",
};

static const struct glyphs utf8_glyphs = {
	.line = "─", .heavy = "━", .left = "◀", .right = "▶",
	.from_left = "├", .from_right = "┤", .life = "│", .folded = "┊",
	.to = "→", .back = "←", .more = "…", .times = "×", .dot = "·",
};

static const struct glyphs ascii_glyphs = {
	.line = "-", .heavy = "=", .left = "<", .right = ">",
	.from_left = "|", .from_right = "|", .life = "|", .folded = ":",
	.to = "->", .back = "<-", .more = "...", .times = "x", .dot = "-",
};

int style_color_when(const char *text, enum color_when *when)
{
	for (size_t i = 0; i < sizeof(color_names) / sizeof(color_names[0]); i++) {
		if (strcmp(text, color_names[i]) == 0) {
			*when = (enum color_when)i;
			return 0;
		}
	}
	return -EINVAL;
}

static bool wants_color(enum color_when when, FILE *out)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (when != COLOR_AUTO)
		return when == COLOR_ALWAYS;
	return isatty(fileno(out)) && !(no_color && *no_color) &&
	       term && strcmp(term, "dumb") != 0;
}

/* 0: nobody says. */
static unsigned long told_columns(FILE *out)
{
	const char *wanted = getenv("COLUMNS");
	struct winsize size = { 0 };

	if (wanted && *wanted)
		return strtoul(wanted, NULL, 10);
	return ioctl(fileno(out), TIOCGWINSZ, &size) < 0 ? 0 : size.ws_col;
}

static unsigned int columns(FILE *out)
{
	unsigned long told = told_columns(out);

	/* A file or a pipe is read by grep too: the fewer lines are broken, the better. */
	if (told == 0 || told > STYLE_WIDTH_MAX)
		return STYLE_WIDTH_MAX;
	return told < STYLE_WIDTH_MIN ? STYLE_WIDTH_MIN : (unsigned int)told;
}

static unsigned int rows(FILE *out)
{
	struct winsize size = { 0 };

	if (ioctl(fileno(out), TIOCGWINSZ, &size) < 0 || size.ws_row == 0 ||
	    size.ws_row > STYLE_HEIGHT_MAX)
		return STYLE_HEIGHT_MAX;
	return size.ws_row < STYLE_HEIGHT_MIN ? STYLE_HEIGHT_MIN : size.ws_row;
}

void style_detect(struct style *style, enum color_when when, FILE *out)
{
	*style = (struct style){
		.color = wants_color(when, out),
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
		.terminal = isatty(fileno(out)),
		.width = columns(out),
		.height = rows(out),
	};
}

const char *style_on(const struct style *style, enum style_role role)
{
	if (style->marks)
		return marks[role];
	return style->color ? sequences[role] : "";
}

const char *style_off(const struct style *style)
{
	if (style->marks)
		return marks[STYLE_ROLE_COUNT];
	return style->color ? "\033[0m" : "";
}

bool style_mark(char octet, enum style_role *role)
{
	for (int i = 0; i <= STYLE_ROLE_COUNT; i++) {
		if (octet == *marks[i]) {
			*role = (enum style_role)i;
			return true;
		}
	}
	return false;
}

const struct glyphs *style_glyphs(const struct style *style)
{
	return style->utf8 ? &utf8_glyphs : &ascii_glyphs;
}

void style_put(const struct style *style, FILE *out, const char *text, size_t len)
{
	if (style->utf8) {
		fwrite(text, 1, len, out);
		return;
	}
	for (size_t at = 0; at < len; at += SPELL_OCTETS) {
		char piece[SPELL_OCTETS * ESCAPE_OCTET_MAX + 1];
		size_t octets = len - at < SPELL_OCTETS ? len - at : SPELL_OCTETS;

		fwrite(piece, 1, escape_ascii(piece, sizeof(piece), text + at, octets), out);
	}
}
