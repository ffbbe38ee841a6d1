/* SPDX-License-Identifier: GPL-2.0-or-later */
/* window.h: which segments their receiver does not accept (RFC 9293, 3.10.7). */
#ifndef HALFCLOSE_CORE_WINDOW_H
#define HALFCLOSE_CORE_WINDOW_H

#include "core/half.h"

#include <stdbool.h>

/* No window is larger (RFC 7323, 2.3). */
enum { WINDOW_MAX = 1 << 30 };

/* An IP packet in fragments is no longer than a whole one (RFC 791, 3.1). */
enum { DATAGRAM_MAX = 65535 };

/*
 * True if peer is sure not to accept what me sends: it is forged, or of another life of the ports.
 * A capture may have missed what explains a segment, so whatever may be right is accepted.
 */
bool window_refuses(const struct half *me, const struct half *peer,
		    const struct segment *segment);

#endif
