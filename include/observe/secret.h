/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret.h: numbers that nobody outside can foretell. */
#ifndef HALFCLOSE_OBSERVE_SECRET_H
#define HALFCLOSE_OBSERVE_SECRET_H

#include "core/table.h"

/*
 * A key for the table of connections, another in each run (getrandom(2)). Where the kernel
 * refuses, it is left as it was: what is lost is only the defence.
 */
void secret_key(struct table_key *key);

#endif
