/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diag_filter.h: what a packet filter says of ports and addresses, said to sock_diag. */
#ifndef HALFCLOSE_OBSERVE_DIAG_FILTER_H
#define HALFCLOSE_OBSERVE_DIAG_FILTER_H

#include "observe/diag_code.h"

#include <pcap/pcap.h>

/*
 * Translates a filter, compiled for raw IP (DLT_RAW) and of the instructions that filter_new()
 * lets pass, into a program for sock_diag. It lets every socket through for which
 * the filter passes a bare TCP segment of its connection, one way or the other (filter_matches()),
 * and, since sock_diag has fewer tests, perhaps more. code->len is 0 if it would let all through,
 * or is too long. directional as filter_is_directional() has it. Returns 0 or -ENOMEM.
 */
int diag_filter_make(struct diag_code *code, const struct bpf_program *filter,
		     bool directional);

#endif
