/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checksum.h: the Internet checksum (RFC 1071). */
#ifndef HALFCLOSE_CORE_CHECKSUM_H
#define HALFCLOSE_CORE_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Adds octets to sum as 16-bit words in network order; of an odd number the last is padded. */
uint64_t checksum_add(uint64_t sum, const uint8_t *octets, size_t len);

/* True if a sum over all that is covered, the checksum included, says that it is intact. */
bool checksum_holds(uint64_t sum);

#endif
