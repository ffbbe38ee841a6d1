/* SPDX-License-Identifier: GPL-2.0-or-later */
/* format.h: the formats that --format names. */
#ifndef HALFCLOSE_CMD_FORMAT_H
#define HALFCLOSE_CMD_FORMAT_H

/* X(symbol, name); a command that knows fewer knows the first ones. */
#define FORMAT_LIST(X)		\
	X(TEXT, "text")		\
	X(JSON, "json")		\
	X(ZEEK, "zeek")		\
	X(HTML, "html")		\
	X(MERMAID, "mermaid")	\
	X(MARKDOWN, "markdown")

enum format {
#define X(symbol, name) FORMAT_##symbol,
	FORMAT_LIST(X)
#undef X
	FORMAT_COUNT
};

const char *format_name(enum format format);

/* Returns 0, or -EINVAL if none of the first count formats has that name. */
int format_find(const char *name, unsigned int count, enum format *format);

#endif
