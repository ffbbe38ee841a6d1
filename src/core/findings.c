/* SPDX-License-Identifier: GPL-2.0-or-later */
/* findings.c: what was told, what holds now, and what became of the difference. */
#include "core/findings.h"

#include "core/silence.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct finding *told(struct connection *connection, const struct finding *finding)
{
	for (unsigned int i = 0; i < connection->finding_count; i++) {
		struct finding *known = &connection->findings[i];

		if (known->id == finding->id && known->end == finding->end)
			return known;
	}
	return NULL;
}

static int tell(struct connection *connection, const struct finding *finding,
		const struct sink *sink)
{
	struct finding *findings =
		realloc(connection->findings,
			(connection->finding_count + 1u) * sizeof(*findings));

	if (!findings)
		return -ENOMEM;
	connection->findings = findings;
	findings[connection->finding_count++] = *finding;
	if (sink->finding)
		sink->finding(sink->arg, connection, finding);
	return 0;
}

static bool among(const struct finding *findings, unsigned int count,
		  const struct finding *wanted)
{
	for (unsigned int i = 0; i < count; i++) {
		if (findings[i].id == wanted->id && findings[i].end == wanted->end)
			return true;
	}
	return false;
}

static void forget(struct connection *connection, unsigned int i)
{
	connection->finding_count--;
	memmove(&connection->findings[i], &connection->findings[i + 1],
		(connection->finding_count - i) * sizeof(connection->findings[0]));
}

/* How long it lasted counts from the limit before it came to hold. */
static void end(struct finding *finding, const struct rules_context *context)
{
	finding->until_ns = context->now_ns;
	if (finding->span_ns)
		finding->span_ns = finding->until_ns - finding->time_ns + context->limit_ns;
}

/* It lasted, but what became known since puts it in another light. */
static bool taken_back(const struct connection *connection, const struct finding *finding,
		       const struct rules_context *context)
{
	if (finding->id == FINDING_DOOMED_HALF_CLOSE)
		return context->final;
	return finding->id == FINDING_SILENT_AFTER_READ && silence_is_usual(connection);
}

/* What held and holds no more: a leak or hang has ended, a verdict has become a better one. */
static void review(struct connection *connection, const struct finding *now,
		   unsigned int count, const struct rules_context *context)
{
	for (unsigned int i = connection->finding_count; i-- > 0;) {
		struct finding *known = &connection->findings[i];
		bool dropped = taken_back(connection, known, context);

		if (among(now, count, known))
			continue;
		if (!rules_lasting(known->id) || dropped)
			forget(connection, i);
		else if (!known->until_ns)
			end(known, context);
	}
}

int findings_update(struct connection *connection, const struct rules_context *context,
		    const struct sink *sink)
{
	struct finding now[RULES_MAX];
	unsigned int count = rules_judge(connection, context, now);
	int ret = 0;

	review(connection, now, count, context);
	for (unsigned int i = 0; i < count; i++) {
		struct finding *known = told(connection, &now[i]);

		if (known)
			*known = now[i];
		else if (tell(connection, &now[i], sink) < 0)
			ret = -ENOMEM;
	}
	return ret;
}

static int by_weight(const void *a, const void *b)
{
	const struct finding *first = a, *second = b;

	if (first->severity != second->severity)
		return first->severity > second->severity ? -1 : 1;
	return first->id - second->id;
}

void findings_sort(struct connection *connection)
{
	if (connection->finding_count > 1)
		qsort(connection->findings, connection->finding_count,
		      sizeof(*connection->findings), by_weight);
}
