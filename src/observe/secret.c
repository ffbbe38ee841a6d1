/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret.c: asks the kernel for random numbers. */
#include "observe/secret.h"

#include <sys/random.h>

void secret_key(struct table_key *key)
{
	struct table_key random;

	if (getrandom(&random, sizeof(random), GRND_NONBLOCK) == (ssize_t)sizeof(random))
		*key = random;
}
