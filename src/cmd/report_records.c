/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report_records.c: JSON and conn.log, which stream as connections leave. */
#include "cmd/reporter.h"

#include "show/records.h"

static void json_transition(struct reporter *reporter, const struct connection *connection,
			    const struct transition *transition)
{
	record_transition(reporter->out, connection, transition);
}

static int json_connection(struct reporter *reporter, const struct connection *connection)
{
	record_connection(reporter->out, connection);
	for (unsigned int i = 0; i < connection->finding_count; i++)
		record_finding(reporter->out, connection, &connection->findings[i]);
	return 0;
}

static int json_place(struct reporter *reporter, const struct finding *finding)
{
	record_finding(reporter->out, NULL, finding);
	return 0;
}

static void json_gap(struct reporter *reporter, FILE *out, const struct finding *finding)
{
	(void)reporter;
	record_finding(out, NULL, finding);
}

static int json_finish(struct reporter *reporter, const struct listeners *listeners,
		       const struct summary *summary)
{
	reporter_gaps(reporter, summary, reporter->out);
	for (size_t i = 0; reporter->options->all && i < listeners->count; i++) {
		if (listener_alive(listeners, &listeners->rows[i]))
			record_listener(reporter->out, &listeners->rows[i]);
	}
	record_summary(reporter->out, summary);
	return 0;
}

const struct report_form report_json = {
	.zeek = true,
	.connection = json_connection,
	.transition = json_transition,
	.place = json_place,
	.gap = json_gap,
	.finish = json_finish,
};

static void zeek_row(struct reporter *reporter, const struct connection *connection,
		     const struct zeek *zeek)
{
	zeek_log_row(&reporter->zeek_log, connection, zeek);
}

static int zeek_finish(struct reporter *reporter, const struct listeners *listeners,
		       const struct summary *summary)
{
	(void)listeners;
	reporter_gaps(reporter, summary, reporter->out);
	zeek_log_close(&reporter->zeek_log, summary->end_ns);
	return 0;
}

const struct report_form report_zeek = {
	.zeek = true,
	.of_packets = true,
	.zeek_row = zeek_row,
	.finish = zeek_finish,
};
