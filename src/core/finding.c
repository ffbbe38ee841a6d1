/* SPDX-License-Identifier: GPL-2.0-or-later */
/* finding.c: finds a row of the catalog, and the words for its values. */
#include "core/finding.h"

#include "core/catalog.h"

#include <string.h>

static const char *const categories[CATEGORY_COUNT] = {
	[CATEGORY_LOST] = "lost",
	[CATEGORY_LEAK] = "leak",
	[CATEGORY_HANG] = "hang",
	[CATEGORY_RESET] = "reset",
	[CATEGORY_INFO] = "info",
};

static const char *const severities[SEVERITY_COUNT] = {
	[SEVERITY_NOTE] = "note",
	[SEVERITY_WARNING] = "warning",
	[SEVERITY_ERROR] = "error",
};

static const char *const evidences[EVIDENCE_COUNT] = {
	"packet", "socket", "destroy", "call",
};

static const struct finding_info *const catalogs[CATEGORY_COUNT] = {
	[CATEGORY_LOST] = catalog_lost,
	[CATEGORY_LEAK] = catalog_leak,
	[CATEGORY_HANG] = catalog_hang,
	[CATEGORY_RESET] = catalog_reset,
	[CATEGORY_INFO] = catalog_info,
};

const struct finding_info *finding_info(enum finding_id id)
{
	int category = 0;

	while (category < CATEGORY_COUNT - 1 && !catalogs[category][id].id)
		category++;
	return &catalogs[category][id];
}

int finding_by_name(const char *name)
{
	for (int id = 0; id < FINDING_COUNT; id++) {
		if (strcmp(finding_info((enum finding_id)id)->id, name) == 0)
			return id;
	}
	return -1;
}

const char *category_name(enum category category)
{
	return categories[category];
}

const char *severity_name(enum severity severity)
{
	return severities[severity];
}

const char *certainty_name(enum certainty certainty)
{
	return certainty == CERTAINTY_OBSERVED ? "observed" : "inferred";
}

const char *evidence_name(unsigned int bit)
{
	for (unsigned int i = 0; i < EVIDENCE_COUNT; i++) {
		if (bit == 1u << i)
			return evidences[i];
	}
	return NULL;
}
