/* SPDX-License-Identifier: GPL-2.0-or-later */
/* help_view.c: the help, as a text. */
#include "tui/help_view.h"
#include "show/utf8.h"
#include "show/wrap.h"

#include <stddef.h>
#include <string.h>

struct line {
	const char *sign, *meaning;	/* sign NULL: meaning is the title of what follows */
};

enum { INDENT = 2, SIGN_WIDTH = 18 };

static const struct line lines[] = {
	{ NULL, "Keys" },
	{ "Up Down j k", "move; the wheel does too, and a click chooses" },
	{ "PgUp PgDn", "a page up or down" },
	{ "g Home, G End", "to the first, to the last" },
	{ "Enter", "a connection in detail: findings, packets, evidence, sockets; "
		   "also by a double click" },
	{ "Esc", "back; in the table: clears the filter" },
	{ "Tab", "connections, findings by process and cause, listeners" },
	{ "/", "filter, as you type: see below" },
	{ "s", "choose what to sort by; or click on the head of a column" },
	{ "< >", "sort by the column to the left, to the right" },
	{ "I", "invert the order" },
	{ "p Space", "pause, and go on: nothing is lost in the meantime" },
	{ "t", "show closed connections, or not" },
	{ "e", "explain the finding: the manual's page" },
	{ "y", "the finding as plain text, to select and copy" },
	{ "w", "write packets to a file (pcapng): of the connection, or of all" },
	{ "K", "destroy the socket of an end, or of both; asks first" },
	{ "Ctrl-L", "draw the screen anew" },
	{ "? F1 h", "this help" },
	{ "q F10", "quit" },

	{ NULL, "A row: client on the left, server on the right" },
	{ "RQ SQ", "Recv-Q, Send-Q: bytes unread by the program, bytes not yet acknowledged; "
		   "a FIN counts as one, as in ss(8)" },
	{ "age", "how long both ends have been in these states; >: longer, it was so before" },
	{ "lost", "bytes that one program wrote and the other never read; +: at least" },
	{ "(queue)", "nobody has accepted the connection yet" },
	{ "(hidden)", "its process may not be seen: no permission" },
	{ "-", "not known" },

	{ NULL, "In the middle: who closed what" },
	{ "open", "data may flow both ways" },
	{ "client", "the client has closed its direction: the server may still send" },
	{ "server", "the server has closed its direction: the client may still send" },
	{ "both", "both have; the arrow goes from the first to the second, whose letter is small" },
	{ "reset", "a reset, by the end that has the R" },
	{ "opening", "the handshake is not done" },

	{ NULL, "Findings" },
	{ "X", "error: bytes were lost, or the end was not wanted" },
	{ "!", "warning: a leak, a stall, or a loss about to happen" },
	{ "i", "note: worth knowing, harmless" },
	{ "-", "it was so, and has ended" },

	{ NULL, "Filter: all words must hold" },
	{ "word", "in a name, a state, an address, a finding; or a pid" },
	{ "state:close_wait", "of an end, or the beginning of it: state:fin" },
	{ "pid:812 port:443", "of an end" },
	{ "comm:nginx", "in the name of a process" },
	{ "find:eof", "in the name of a finding; or lost, leak, hang, reset, error, warning" },
	{ "lost>0", "lost bytes; also lost<, lost=, and 10k, 1M" },
};

/* As arrow.c draws them. */
static const char *sign_of(const struct line *line, const struct style *style)
{
	static const struct {
		const char *word, *utf8, *ascii;
	} arrows[] = {
		{ "open", " ◀──▶ ", " <--> " },
		{ "client", "F◀─── ", "F<--- " },
		{ "server", " ───▶F", " --->F" },
		{ "both", "F───▶f", "F--->f" },
		{ "reset", " ◀━━━R", " <===R" },
		{ "opening", " ┄┄┄▶ ", " ...> " },
	};

	for (size_t i = 0; i < sizeof(arrows) / sizeof(arrows[0]); i++) {
		if (strcmp(line->sign, arrows[i].word) == 0)
			return style->utf8 ? arrows[i].utf8 : arrows[i].ascii;
	}
	return line->sign;
}

void help_view_print(FILE *out, const struct style *style)
{
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		const struct line *line = &lines[i];
		const char *sign;

		if (!line->sign) {
			fprintf(out, "%s%s%s%s\n", i ? "\n" : "", style_on(style, STYLE_STRONG),
				line->meaning, style_off(style));
			continue;
		}
		sign = sign_of(line, style);
		fprintf(out, "%*s%s%*s", INDENT, "", sign,
			SIGN_WIDTH - (int)utf8_columns(sign), "");
		wrap_print(out, style, line->meaning, strlen(line->meaning), INDENT + SIGN_WIDTH,
			   INDENT + SIGN_WIDTH);
	}
}
