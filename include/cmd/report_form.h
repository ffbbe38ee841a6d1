/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report_form.h: how a report is told in each format. */
#ifndef HALFCLOSE_CMD_REPORT_FORM_H
#define HALFCLOSE_CMD_REPORT_FORM_H

#include "cmd/format.h"
#include "core/connection.h"
#include "core/finding.h"
#include "core/listener.h"
#include "core/transition.h"
#include "show/fold.h"
#include "show/summary.h"

#include <stdbool.h>
#include <stdio.h>

struct reporter;
struct zeek;

/* What is NULL is not told in that format. What returns an int returns 0 or -ENOMEM. */
struct report_form {
	bool trails;	/* it draws the steps of connections, so that they are to be kept */
	bool zeek;	/* it tells conn_state and history, so that they are to be followed */
	bool drawn;	/* another program draws it: in UTF-8, and without colours */
	bool apart;	/* if all are asked for, each connection is told, and not each kind */
	bool of_packets;	/* without packets there is nothing to tell */

	/* What is kept of a connection where it is folded, and told at the end. */
	fold_write_fn write;

	/* A connection that has left: one with a finding, or any if all are asked for. */
	int (*connection)(struct reporter *reporter, const struct connection *connection);
	void (*transition)(struct reporter *reporter, const struct connection *connection,
			   const struct transition *transition);	/* if all are asked for */
	void (*zeek_row)(struct reporter *reporter, const struct connection *connection,
			 const struct zeek *zeek);

	/* A finding about a place; one about missing evidence, at the end. */
	int (*place)(struct reporter *reporter, const struct finding *finding);
	void (*gap)(struct reporter *reporter, FILE *out, const struct finding *finding);

	/* What is left to be told, which asks for the gaps with reporter_gaps(). */
	int (*finish)(struct reporter *reporter, const struct listeners *listeners,
		      const struct summary *summary);
};

extern const struct report_form report_text, report_json, report_zeek, report_mermaid,
	report_markdown, report_html;

const struct report_form *report_form(enum format format);

#endif
