/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_frame.c: frames of every link type: link type, octets that were not captured, the frame. */
#include "core/frame.h"
#include "fuzz.h"

#include <errno.h>
#include <string.h>

static const int link_types[] = {
	LINK_ETHERNET, LINK_LINUX_SLL2, LINK_LINUX_SLL, LINK_NULL, LINK_LOOP, LINK_RAW,
	LINK_RAW_DLT, LINK_IPV4, LINK_IPV6, -1,
};

/* Parses a copy of exactly caplen octets: AddressSanitizer sees what is read behind them. */
static int parse(struct segment *segment, int link_type, const uint8_t *octets, size_t caplen,
		 size_t wire_len)
{
	uint8_t *copy = malloc(caplen ? caplen : 1);
	int ret;

	CLAIM(copy);
	memcpy(copy, octets, caplen);
	ret = frame_parse(segment, link_type, copy, caplen, wire_len, false);
	free(copy);
	return ret;
}

static void check_segment(const struct segment *segment, size_t wire_len)
{
	CLAIM(segment->payload_len <= wire_len);
	CLAIM(segment->src.family == FAMILY_IPV4 || segment->src.family == FAMILY_IPV6);
	CLAIM(segment->src.family == segment->dst.family);
	CLAIM(segment->head_len <= SEGMENT_HEAD_MAX && segment->head_len <= segment->payload_len);
	CLAIM(segment->window_scale <= 14);
	CLAIM(!segment->has_window_scale || (segment->flags & SEGMENT_SYN));
	CLAIM(!segment_is_close_notify(segment) || segment->payload_len >= 5);
}

/* A shorter snapshot length says the same, or that it is cut. */
static void check_cut(const struct segment *whole, const struct segment *cut)
{
	CLAIM(endpoint_equal(&whole->src, &cut->src) && endpoint_equal(&whole->dst, &cut->dst));
	CLAIM(whole->seq == cut->seq && whole->ack == cut->ack && whole->flags == cut->flags);
	CLAIM(whole->payload_len == cut->payload_len && whole->window == cut->window);
	CLAIM(cut->head_len <= whole->head_len);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct input input = { octets, len };
	int link_type = link_types[take8(&input) % ARRAY_LEN(link_types)];
	size_t wire_len = take16(&input) + input.len;
	struct segment whole = { 0 }, cut;
	int ret = parse(&whole, link_type, input.octets, input.len, wire_len);

	CLAIM(ret == 0 || ret == -EPROTONOSUPPORT || ret == -ENOMSG || ret == -EBADMSG ||
	      ret == -ENODATA);
	CLAIM(ret < 0 || frame_link_known(link_type));
	if (ret == 0)
		check_segment(&whole, wire_len);
	for (size_t caplen = 0; caplen < input.len; caplen++) {
		int again;

		cut = (struct segment){ 0 };
		again = parse(&cut, link_type, input.octets, caplen, wire_len);
		CLAIM(again == ret || again == -ENODATA);
		if (again == 0)
			check_cut(&whole, &cut);
	}
	return 0;
}
