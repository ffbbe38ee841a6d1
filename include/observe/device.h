/* SPDX-License-Identifier: GPL-2.0-or-later */
/* device.h: an interface that libpcap captures on. For capture.c. */
#ifndef HALFCLOSE_OBSERVE_DEVICE_H
#define HALFCLOSE_OBSERVE_DEVICE_H

#include "core/err.h"
#include "observe/capture.h"

#include <pcap/pcap.h>
#include <stdbool.h>

/*
 * Begins to capture on the interface of that name, for who asks without being made to wait. 0; -ENODEV,
 * -EPERM, -ENETDOWN, -EIO as capture_open_live(), with err. Whatever it returns, *pcap is the caller's
 * to close, or NULL.
 */
int device_open(pcap_t **pcap, const char *name, const struct capture_options *options,
		struct err *err);

/*
 * Has the kernel hand over what the expression (NULL: all) chooses of TCP, cut to the slots of the ring;
 * whole: of longer frames the kernel keeps the rest (whole.h). 0; -EINVAL, -ENOMEM, -EIO with err.
 */
int device_filter(pcap_t *pcap, const char *name, const char *expression, bool whole,
		  struct err *err);

/* Why pcap_dispatch() failed: -ENETDOWN: the interface went away; -EIO. With err. */
int device_error(pcap_t *pcap, const char *name, struct err *err);

#endif
