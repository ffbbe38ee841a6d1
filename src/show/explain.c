/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain.c: prints the catalog for people. */
#include "show/explain.h"
#include "core/finding.h"
#include "core/rules.h"
#include "show/text.h"
#include "show/wrap.h"

#include <errno.h>
#include <string.h>

static void put_severity(FILE *out, const struct style *style, enum severity severity)
{
	fprintf(out, "%s%s%s", style_on(style, text_role(severity)), severity_name(severity),
		style_off(style));
}

/* Lines that begin with spaces are commands and such: they stay as they are. */
static void put_manual(FILE *out, const struct style *style, const char *manual)
{
	while (*manual) {
		size_t len = strcspn(manual, "\n");

		if (*manual == ' ' || len == 0)
			fprintf(out, "%.*s\n", (int)len, manual);
		else
			wrap_print(out, style, manual, len, 0, 0);
		manual += len + (manual[len] == '\n');
	}
}

static void put_labelled(FILE *out, const struct style *style, const char *label,
			 const char *text)
{
	unsigned int indent = (unsigned int)strlen(label);

	fprintf(out, "\n%s%s%s", style_on(style, STYLE_STRONG), label, style_off(style));
	wrap_print(out, style, text, strlen(text), indent, indent);
}

int explain_print(FILE *out, const struct style *style, const char *topic)
{
	int id = finding_by_name(topic);
	const struct finding_info *info;

	if (id < 0)
		return -ENOENT;
	info = finding_info((enum finding_id)id);
	fprintf(out, "%s%s%s (", style_on(style, STYLE_STRONG), info->id, style_off(style));
	put_severity(out, style, info->severity);
	fprintf(out, ", %s)\n", category_name(info->category));
	wrap_print(out, style, info->summary, strlen(info->summary), 0, 0);
	putc('\n', out);
	put_manual(out, style, info->manual);
	put_labelled(out, style, "Shown by: ", rules_of_sockets((enum finding_id)id) ?
		     "the sockets, so live only" : "packets: a capture will do");
	put_labelled(out, style, "In short: ", info->fix);
	put_labelled(out, style, "See also: ", info->reference);
	return 0;
}

void explain_list(FILE *out, const struct style *style)
{
	for (int id = 0; id < FINDING_COUNT; id++) {
		const struct finding_info *info = finding_info((enum finding_id)id);

		fprintf(out, "%s%s%s (", style_on(style, STYLE_STRONG), info->id,
			style_off(style));
		put_severity(out, style, info->severity);
		fprintf(out, ", %s)\n    ", category_name(info->category));
		wrap_print(out, style, info->summary, strlen(info->summary), 4, 4);
	}
}
