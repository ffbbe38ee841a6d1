/* SPDX-License-Identifier: GPL-2.0-or-later */
/* filter_scan.h: whether a compiled packet filter chooses connections. For filter.c. */
#ifndef HALFCLOSE_OBSERVE_FILTER_SCAN_H
#define HALFCLOSE_OBSERVE_FILTER_SCAN_H

#include <pcap/pcap.h>

/*
 * Looks a program for raw IP through. Returns 1 if it asks for nothing but addresses, ports and the
 * protocol, as what libpcap 1.10 makes of host, net, port, portrange, proto, ip, ip6 and tcp; 0 if it
 * asks for anything else; -ENOMEM.
 */
int filter_scan(const struct bpf_program *program);

#endif
