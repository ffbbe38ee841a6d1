/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wording_leak.c: how the findings of the category "leak" are told: sockets that stay. */
#include "show/wording.h"
#include "show/fill.h"

static void explain_orphaned_data(struct fill *fill)
{
	const struct half_socket *socket = connection_half(fill->connection, fill->x)->socket;

	if (fill->finding->until_ns)
		fill_say(fill, "{X} closed with {bytes} still to send, and for a while {Y} took "
			      "nothing from its ownerless socket; then it went on");
	else if (socket && socket->destroy)
		fill_say(fill, "{X} closed with {bytes} still to send; {Y} did not take them, and "
			      "they died with the ownerless socket");
	else
		fill_say(fill, "{X} closed with {bytes} still to send; its socket has no owner "
			      "now, is in {state}, and {Y} takes nothing from it");
}

static void explain_eof_ignored(struct fill *fill)
{
	bool ended = fill->finding->until_ns;

	fill_say(fill, ended ?
		 "{X} had consumed all up to the FIN of {Y}, then sent nothing, and kept its "
		 "socket open: in CLOSE_WAIT{for}" :
		 "{X} has consumed all up to the FIN of {Y}, has sent nothing since, and keeps "
		 "its socket open: in CLOSE_WAIT{for}");
	if (fill->finding->certainty == CERTAINTY_INFERRED)
		fill_say(fill, ended ? "; {y} was not in view and may have been reading"
				     : "; {y} is not in view and may still be reading");
}

const struct wording wording_leak[FINDING_COUNT] = {
	[FINDING_ORPHANED_DATA] = {
		.explain = explain_orphaned_data,
	},
	[FINDING_EOF_IGNORED] = {
		.explain = explain_eof_ignored,
		.where = "in {X}, ",
	},
	[FINDING_EOF_UNREAD] = {
		.says = "{X} has not called read() since the FIN of {Y} came: only the "
			"end-of-file waits in its receive queue, in CLOSE_WAIT{for}",
		.ended = "{X} did not call read() when the FIN of {Y} had come: only the "
			 "end-of-file waited in its receive queue, in CLOSE_WAIT{for}",
		.where = "in {X}, ",
	},
};
