/* SPDX-License-Identifier: GPL-2.0-or-later */
/* evidence.h: what the statements about a connection rest on. */
#ifndef HALFCLOSE_SHOW_EVIDENCE_H
#define HALFCLOSE_SHOW_EVIDENCE_H

#include "core/connection.h"
#include "core/transition.h"
#include "show/phrase.h"
#include "show/style.h"

#include <stdio.h>

/* "observed from packet, socket" */
void evidence_say(struct phrase *phrase, unsigned int mask, enum certainty certainty);

/* "server ESTABLISHED -> FIN_WAIT1, fin-sent: observed from packet", with to as the arrow. */
void evidence_say_change(struct phrase *phrase, const struct connection *connection,
			 const struct transition *change, const char *to);

/* The lines of evidence_sockets(): what each is about, NULL behind the last one, ... */
const char *evidence_label(size_t line);

/* ... and what it says of an end; nothing where it is not known. */
void evidence_say_line(struct phrase *phrase, size_t line, const struct connection *connection,
		       enum side side);

/* A line for each finding and each change of a state: what shows it, observed or inferred. */
void evidence_print(FILE *out, const struct style *style, const struct connection *connection);

/* What the sockets of both ends said last, side by side, as the kernel counts. */
void evidence_sockets(FILE *out, const struct style *style, const struct connection *connection);

#endif
