/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd_explain.c: the manual of one finding, or the list of all. */
#include "cmd/command.h"
#include "show/explain.h"

#include <errno.h>
#include <stdio.h>

int cmd_explain(const struct options *options, struct err *err)
{
	struct style style;

	style_detect(&style, options->color, stdout);
	if (options->list || !options->topic) {
		explain_list(stdout, &style);
		return STATUS_OK;
	}
	if (explain_print(stdout, &style, options->topic) < 0)
		return err_set(err, -EINVAL, "nothing is known of \"%s\": \"halfclose explain "
			       "--list\" names what is", options->topic);
	return STATUS_OK;
}
