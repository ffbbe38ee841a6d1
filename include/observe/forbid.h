/* SPDX-License-Identifier: GPL-2.0-or-later */
/* forbid.h: takes system calls away from this process that who only watches never needs. */
#ifndef HALFCLOSE_OBSERVE_FORBID_H
#define HALFCLOSE_OBSERVE_FORBID_H

#include "core/err.h"

#include <stdbool.h>

#ifdef HAVE_SECCOMP
#define FORBID_WORKS true
#else
#define FORBID_WORKS false
#endif

/*
 * From now on such calls fail with EPERM, for good: to start or meddle with processes (killing is
 * left where children is set), to open sockets or anything for writing, to change files (but making,
 * renaming and removing them is left where files is set), interfaces, namespaces or the kernel. Needs
 * no_new_privs. Does nothing where it was built without libseccomp, or the kernel has no filters. 0 or
 * -errno with err.
 */
int forbid_unused(bool children, bool files, struct err *err);

#endif
