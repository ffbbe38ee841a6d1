/* SPDX-License-Identifier: GPL-2.0-or-later */
/* zeek_log.h: Zeek's conn.log, as tab-separated values that zeek-cut reads. */
#ifndef HALFCLOSE_SHOW_ZEEK_LOG_H
#define HALFCLOSE_SHOW_ZEEK_LOG_H

#include "core/connection.h"
#include "core/zeek.h"

#include <stdint.h>
#include <stdio.h>

struct zeek_log {
	FILE *out;		/* borrowed */
	uint64_t rows;
};

/*
 * Each writes to out and does not flush. The times of the "#open" and "#close" lines are those
 * of the packets, so that the same capture gives the same log.
 */
void zeek_log_open(struct zeek_log *log, FILE *out);
void zeek_log_row(struct zeek_log *log, const struct connection *connection,
		  const struct zeek *zeek);
void zeek_log_close(struct zeek_log *log, uint64_t time_ns);

#endif
