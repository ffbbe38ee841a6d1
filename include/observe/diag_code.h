/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diag_code.h: assembles a program by which sock_diag chooses sockets (inet_diag_bc_run()). */
#ifndef HALFCLOSE_OBSERVE_DIAG_CODE_H
#define HALFCLOSE_OBSERVE_DIAG_CODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * All jumps of such a program lead forward, so it is assembled from its end: a label, which is
 * how many octets before the end a place is, is known before any jump to it is made.
 */
enum { DIAG_ACCEPT = 0, DIAG_REJECT = -4 };

enum { DIAG_CODE_MAX = 4096 };

/* All zero: nothing yet. Its octets are the last ones of the buffer. */
struct diag_code {
	_Alignas(uint32_t) uint8_t octets[DIAG_CODE_MAX];
	int len;
	bool overflow;		/* it did not fit: the program is of no use */
};

enum diag_side { DIAG_LOCAL, DIAG_REMOTE };
enum diag_compare { DIAG_EQUAL, DIAG_AT_LEAST };

/*
 * Each puts a test in front, of the socket's address or port on that side, that leads to the label
 * yes or no. Returns the label of the test; if there is nothing to tell, that of where it leads.
 */
int diag_code_port(struct diag_code *code, enum diag_side side, enum diag_compare compare,
		   uint16_t port, int yes, int no);

/*
 * Do the first prefix_len bits of the address equal those of words (host order)? family is AF_INET,
 * which v4-mapped addresses of IPv6 sockets are too, or AF_INET6; an address of the other one is
 * not equal to any.
 */
int diag_code_address(struct diag_code *code, enum diag_side side, int family,
		      const uint32_t *words, unsigned int prefix_len, int yes, int no);

/* Makes that label the beginning. */
void diag_code_begin(struct diag_code *code, int label);

/* Its octets, of which there are code->len. */
const uint8_t *diag_code_octets(const struct diag_code *code);

#endif
