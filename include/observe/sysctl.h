/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysctl.h: reads the kernel's settings, as sysctl(8) names them. */
#ifndef HALFCLOSE_OBSERVE_SYSCTL_H
#define HALFCLOSE_OBSERVE_SYSCTL_H

#include <stddef.h>

/*
 * The value of "net.ipv4.tcp_fin_timeout", in the network namespace of this process; what stands
 * between several is one space. 0; -ENOENT: this namespace, or kernel, has none; -errno. On failure
 * the value is empty.
 */
int sysctl_read(const char *name, char *value, size_t size);

#endif
