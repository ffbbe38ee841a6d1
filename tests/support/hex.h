/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hex.h: octets written as hexadecimal digits, as they stand in RFCs and dumps. */
#ifndef HALFCLOSE_SUPPORT_HEX_H
#define HALFCLOSE_SUPPORT_HEX_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Returns the octets of pairs of digits, blanks between them passed over, in memory of exactly
 * that size (so that AddressSanitizer sees the first octet read beyond); the caller frees it.
 */
static inline uint8_t *hex_octets(const char *hex, size_t *len)
{
	uint8_t *octets = malloc(strlen(hex) / 2 + 1), *exact;

	*len = 0;
	while (octets && *(hex += strspn(hex, " \n"))) {
		char digits[3] = { hex[0], hex[1], '\0' };

		octets[(*len)++] = (uint8_t)strtoul(digits, NULL, 16);
		hex += 2;
	}
	exact = octets ? realloc(octets, *len ? *len : 1) : NULL;
	if (!exact)
		abort();
	return exact;
}

#endif
