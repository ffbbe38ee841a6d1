/* SPDX-License-Identifier: GPL-2.0-or-later */
/* no_tui.c: in place of the interface, where it was not built. */
#include "cmd/command.h"

#include <errno.h>

int cmd_tui(const struct options *options, struct err *err)
{
	(void)options;
	return err_set(err, -ENOTSUP, "there is no screen in this halfclose (--without-tui): use "
		       "\"halfclose watch\", or \"halfclose report\"");
}
