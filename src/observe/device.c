/* SPDX-License-Identifier: GPL-2.0-or-later */
/* device.c: makes libpcap capture on an interface as it is wanted here, and says why it does not. */
#include "observe/device.h"
#include "observe/filter.h"
#include "observe/privilege.h"
#include "observe/whole.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int no_such_device(const char *device, struct err *err)
{
	struct if_nameindex *interfaces = if_nameindex();
	char list[128] = "any";

	for (size_t i = 0; interfaces && interfaces[i].if_index; i++) {
		size_t used = strlen(list);

		snprintf(list + used, sizeof(list) - used, ", %s", interfaces[i].if_name);
	}
	if (interfaces)
		if_freenameindex(interfaces);
	return err_set(err, -ENODEV, "no interface %.60s; there are: %s", device, list);
}

static int activation_error(pcap_t *pcap, const char *name, int status, struct err *err)
{
	char advice[PRIVILEGE_ADVICE_MAX];

	switch (status) {
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return no_such_device(name, err);
	case PCAP_ERROR_PERM_DENIED:
		return err_set(err, -EPERM, "no permission to capture on %s: %s",
			       name, privilege_advice(advice, "cap_net_raw"));
	case PCAP_ERROR_IFACE_NOT_UP:
		return err_set(err, -ENETDOWN, "cannot capture on %s: it is down; "
			       "ip link set %s up", name, name);
	case PCAP_ERROR:
		return err_set(err, -EIO, "cannot capture on %s: %s", name,
			       pcap_geterr(pcap));
	default:
		return err_set(err, -EIO, "cannot capture on %s: %s", name,
			       pcap_statustostr(status));
	}
}

static int activate(pcap_t *pcap, const char *name, const struct capture_options *options,
		    struct err *err)
{
	size_t snaplen = options->snaplen ? options->snaplen : CAPTURE_SNAPLEN;
	size_t ring = options->ring_bytes ? options->ring_bytes :
		      snaplen < WHOLE_SLOT ? CAPTURE_RING_BYTES : CAPTURE_WHOLE_RING_BYTES;
	char text[PCAP_ERRBUF_SIZE] = "";
	int status;

	pcap_set_snaplen(pcap, snaplen < WHOLE_SLOT ? (int)snaplen : WHOLE_SLOT);
	pcap_set_buffer_size(pcap, ring < INT32_MAX ? (int)ring : INT32_MAX);
	/* Without it a block of the ring is handed over only when it is full. */
	pcap_set_immediate_mode(pcap, 1);
	/* Where it is refused, time stamps are in microseconds. */
	pcap_set_tstamp_precision(pcap, PCAP_TSTAMP_PRECISION_NANO);
	status = pcap_activate(pcap);
	if (status < 0)
		return activation_error(pcap, name, status, err);
	if (pcap_setnonblock(pcap, 1, text) < 0)
		return err_set(err, -EIO, "cannot capture on %s: %s", name, text);
	return 0;
}

/*
 * The kernel hands every frame of a loopback interface over twice, as sent and as received,
 * and libpcap throws one away: better not have it in the ring. A kernel before 4.20
 * refuses, which does no harm.
 */
static void ignore_sent_copies(pcap_t *pcap, const char *name)
{
	int one = 1;

	if (strcmp(name, "lo") == 0)
		setsockopt(pcap_fileno(pcap), SOL_PACKET, PACKET_IGNORE_OUTGOING,
			   &one, sizeof(one));
}

int device_open(pcap_t **pcap, const char *name, const struct capture_options *options,
		struct err *err)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	int ret;

	*pcap = pcap_create(name, text);
	if (!*pcap)
		return err_set(err, -EIO, "cannot capture on %s: %s", name, text);
	ret = activate(*pcap, name, options, err);
	if (ret < 0)
		return ret;
	ignore_sent_copies(*pcap, name);
	/* SLL2 says which interface a frame of "any" came from; others do not have it. */
	pcap_set_datalink(*pcap, DLT_LINUX_SLL2);
	return 0;
}

/* The program says as well how much of a frame is kept: as it is, what fits into a slot of the ring. */
static void keep_all(struct bpf_program *program)
{
	for (unsigned int i = 0; i < program->bf_len; i++) {
		struct bpf_insn *instruction = &program->bf_insns[i];

		if (instruction->code == (BPF_RET | BPF_K) && instruction->k)
			instruction->k = UINT16_MAX * 4;
	}
}

int device_filter(pcap_t *pcap, const char *name, const char *expression, bool whole,
		  struct err *err)
{
	size_t size = (expression ? strlen(expression) : 0) + 16;
	struct bpf_program program;
	char *text = malloc(size);
	int ret = -ENOMEM;

	if (!text)
		return err_sys(err, ret, "cannot capture on %s", name);
	filter_capture_expression(expression, text, size);
	ret = pcap_compile(pcap, &program, text, 1, PCAP_NETMASK_UNKNOWN);
	free(text);
	if (ret < 0)
		return err_set(err, -EINVAL, "cannot use the filter '%.80s' on %s: %s",
			       expression ? expression : "tcp", name,
			       pcap_geterr(pcap));
	if (whole)
		keep_all(&program);
	ret = pcap_setfilter(pcap, &program);
	pcap_freecode(&program);
	if (ret < 0)
		return err_set(err, -EIO, "cannot set the filter on %s: %s", name,
			       pcap_geterr(pcap));
	return 0;
}

/* libpcap says only in words whether the interface went or something else is wrong. */
int device_error(pcap_t *pcap, const char *name, struct err *err)
{
	const char *text = pcap_geterr(pcap);
	bool gone = strstr(text, "disappeared") || strstr(text, "went down");

	return err_set(err, gone ? -ENETDOWN : -EIO, "cannot go on capturing on %s: %s",
		       name, text);
}
