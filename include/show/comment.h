/* SPDX-License-Identifier: GPL-2.0-or-later */
/* comment.h: what a packet caused, in the words of a comment on it in a capture. */
#ifndef HALFCLOSE_SHOW_COMMENT_H
#define HALFCLOSE_SHOW_COMMENT_H

#include "core/connection.h"
#include "core/finding.h"
#include "core/transition.h"

#include <stddef.h>

/* What each begins with, so that whoever reads a file, or annotates it again, knows whose they are. */
#define COMMENT_MARK "halfclose: "

enum { COMMENT_MAX = 768 };

/*
 * "halfclose: server ESTABLISHED → FIN_WAIT1: close(), nginx[812]": of a connection of which all is
 * known that there will be. Each writes to buf (size octets, at least 1) UTF-8 in which the names of
 * others are escaped, and returns the length.
 */
size_t comment_transition(char *buf, size_t size, const struct connection *connection,
			  const struct transition *transition);
size_t comment_finding(char *buf, size_t size, const struct connection *connection,
		       const struct finding *finding);

#endif
