/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frame.c: link layer and IP headers, down to the TCP segment. */
#include "core/frame.h"

#include "core/checksum.h"
#include "core/octets.h"

#include <errno.h>

/* What is left of the frame: caplen octets are at buf, wire_len were on the wire. */
struct rest {
	const uint8_t *buf;
	size_t caplen, wire_len;	/* caplen <= wire_len */
	bool verify;			/* the checksums */
	uint8_t defects;		/* as in the segment, both */
	uint16_t interface;
};

static int rest_need(const struct rest *rest, size_t len)
{
	if (rest->wire_len < len)
		return -EBADMSG;	/* no sender can have meant it */
	if (rest->caplen < len)
		return -ENODATA;	/* the snapshot length cut it */
	return 0;
}

/* After a rest_need() of at least len. */
static void rest_skip(struct rest *rest, size_t len)
{
	rest->buf += len;
	rest->caplen -= len;
	rest->wire_len -= len;
}

/*
 * Cuts off what lies behind the packet: Ethernet pads short frames, and the padding is no
 * payload. A packet longer than its frame is dropped by receivers (ip_rcv_core() of
 * net/ipv4/ip_input.c), so it is none to us.
 */
static int rest_trim(struct rest *rest, size_t len)
{
	if (len > rest->wire_len)
		return -EBADMSG;
	rest->wire_len = len;
	if (rest->caplen > len)
		rest->caplen = len;
	return 0;
}

enum {
	PROTOCOL_HOP_BY_HOP = 0,
	PROTOCOL_TCP = 6,
	PROTOCOL_ROUTING = 43,
	PROTOCOL_FRAGMENT = 44,
	PROTOCOL_AUTHENTICATION = 51,
	PROTOCOL_DESTINATION = 60,
};

/*
 * With the pseudo header (RFC 9293, 3.1). A v4-mapped IPv6 address adds to it what its IPv4
 * address adds: the ffff before that is 0 in ones' complement.
 */
static bool segment_intact(const struct segment *segment, const struct rest *rest)
{
	size_t addr_len = segment->src.family == FAMILY_IPV4 ? 4 : 16;
	uint64_t sum = PROTOCOL_TCP + rest->wire_len;

	sum = checksum_add(sum, segment->src.addr, addr_len);
	sum = checksum_add(sum, segment->dst.addr, addr_len);
	return checksum_holds(checksum_add(sum, rest->buf, rest->wire_len));
}

/* A fragment that is not the first tells no more than what it is of. */
static int later_fragment(unsigned int protocol)
{
	return protocol == PROTOCOL_TCP ? -ENOMSG : -EPROTONOSUPPORT;
}

/* Of a datagram in fragments not all that the checksum covers is here. */
static void note_fragment(struct rest *rest)
{
	rest->verify = false;
	rest->defects |= SEGMENT_FRAGMENT;
}

static int parse_tcp(struct segment *segment, const struct rest *rest)
{
	int ret = segment_parse(segment, rest->buf, rest->caplen, rest->wire_len);

	if (ret < 0)
		return ret;
	segment->defects |= rest->defects;
	if (rest->verify && rest->caplen == rest->wire_len && !segment_intact(segment, rest))
		segment->defects |= SEGMENT_BAD_CHECKSUM;
	return 0;
}

/*
 * Of these each reads one layer's header, fills in what it tells, and returns the number of the
 * protocol of the next, or as frame_parse() where there is none.
 */
static int read_ipv4(struct segment *segment, struct rest *rest)
{
	enum { HEADER_MIN = 20, FRAGMENT_OFFSET = 0x1fff, MORE_FRAGMENTS = 0x2000 };
	const uint8_t *ip = rest->buf;
	size_t header_len, total_len;
	int ret;

	ret = rest_need(rest, HEADER_MIN);
	if (ret < 0)
		return ret;
	header_len = (size_t)(ip[0] & 0x0f) * 4;
	total_len = get16(ip + 2);
	/* Segmentation offload leaves 0, also where the packet is too long for 16 bits. */
	if (total_len == 0) {
		total_len = rest->wire_len;
		rest->verify = false;
	}
	if (ip[0] >> 4 != 4 || header_len < HEADER_MIN)
		return -EBADMSG;
	ret = rest_trim(rest, total_len);
	if (ret < 0)
		return ret;
	if (get16(ip + 6) & FRAGMENT_OFFSET)
		return later_fragment(ip[9]);
	ret = rest_need(rest, header_len);
	if (ret < 0)
		return ret;
	if (rest->verify && !checksum_holds(checksum_add(0, ip, header_len)))
		return -EBADMSG;
	if (get16(ip + 6) & MORE_FRAGMENTS)
		note_fragment(rest);
	segment->ip_len = (uint32_t)rest->wire_len;
	rest_skip(rest, header_len);
	endpoint_set(&segment->src, FAMILY_IPV4, ip + 12, 0);
	endpoint_set(&segment->dst, FAMILY_IPV4, ip + 16, 0);
	return ip[9];
}

/* The length of an extension header from its first two octets (RFC 8200, 4; RFC 4302, 2.2). */
static size_t extension_len(unsigned int protocol, const uint8_t *extension)
{
	if (protocol == PROTOCOL_FRAGMENT)
		return 8;
	if (protocol == PROTOCOL_AUTHENTICATION)
		return ((size_t)extension[1] + 2) * 4;
	return ((size_t)extension[1] + 1) * 8;
}

static bool is_extension(unsigned int protocol)
{
	return protocol == PROTOCOL_HOP_BY_HOP || protocol == PROTOCOL_ROUTING ||
	       protocol == PROTOCOL_FRAGMENT || protocol == PROTOCOL_AUTHENTICATION ||
	       protocol == PROTOCOL_DESTINATION;
}

/* Skips the extension headers; returns the protocol behind them, or as frame_parse(). */
static int skip_extensions(struct rest *rest, unsigned int protocol)
{
	enum { FRAGMENT_OFFSET = 0xfff8, MORE_FRAGMENTS = 1 };

	while (is_extension(protocol)) {
		const uint8_t *extension = rest->buf;
		size_t len;
		int ret;

		ret = rest_need(rest, 2);
		if (ret < 0)
			return ret;
		len = extension_len(protocol, extension);
		ret = rest_need(rest, len);
		if (ret < 0)
			return ret;
		if (protocol == PROTOCOL_FRAGMENT && get16(extension + 2) & FRAGMENT_OFFSET)
			return later_fragment(extension[0]);
		if (protocol == PROTOCOL_FRAGMENT && get16(extension + 2) & MORE_FRAGMENTS)
			note_fragment(rest);
		protocol = extension[0];
		rest_skip(rest, len);
	}
	return (int)protocol;
}

static int read_ipv6(struct segment *segment, struct rest *rest)
{
	enum { HEADER_LEN = 40 };
	const uint8_t *ip = rest->buf;
	size_t payload_len;
	int ret;

	ret = rest_need(rest, HEADER_LEN);
	if (ret < 0)
		return ret;
	if (ip[0] >> 4 != 6)
		return -EBADMSG;
	payload_len = get16(ip + 4);
	rest_skip(rest, HEADER_LEN);
	/* 0: a jumbogram (RFC 2675) or segmentation offload; the frame tells its length. */
	if (payload_len != 0) {
		ret = rest_trim(rest, payload_len);
		if (ret < 0)
			return ret;
	}
	segment->ip_len = (uint32_t)(rest->wire_len + HEADER_LEN);
	ret = skip_extensions(rest, ip[6]);
	if (ret < 0)
		return ret;
	endpoint_set(&segment->src, FAMILY_IPV6, ip + 8, 0);
	endpoint_set(&segment->dst, FAMILY_IPV6, ip + 24, 0);
	/* Only one is v4-mapped: no socket has such ends. */
	if (segment->src.family != segment->dst.family)
		return -EBADMSG;
	return ret;
}

enum { ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_IPV6 = 0x86dd };

static int read_raw(const struct rest *rest)
{
	int ret = rest_need(rest, 1);

	if (ret < 0)
		return ret;
	return rest->buf[0] >> 4 == 6 ? ETHERTYPE_IPV6 : ETHERTYPE_IPV4;
}

static bool is_vlan(int ethertype)
{
	/* 802.1Q, 802.1ad, and what came before 802.1ad for stacked tags. */
	return ethertype == 0x8100 || ethertype == 0x88a8 || ethertype == 0x9100;
}

/* A header of len octets with an Ethernet type at the given offset. */
static inline int read_typed(struct rest *rest, size_t len, size_t type_at)
{
	enum { TAG_LEN = 4 };
	int ret = rest_need(rest, len);
	int ethertype;

	if (ret < 0)
		return ret;
	ethertype = get16(rest->buf + type_at);
	rest_skip(rest, len);
	while (is_vlan(ethertype)) {
		ret = rest_need(rest, TAG_LEN);
		if (ret < 0)
			return ret;
		ethertype = get16(rest->buf + 2);
		rest_skip(rest, TAG_LEN);
	}
	return ethertype;
}

/*
 * A frame that is forwarded is seen as it arrives, and once more as it leaves. Folded to 16 bits:
 * where two interfaces come to share a number, copies are no worse than retransmissions.
 */
static uint16_t interface_number(uint32_t index, unsigned int packet_type)
{
	uint32_t number = index << 3 ^ packet_type;

	return (uint16_t)(number ^ number >> 16);
}

static int read_sll(struct rest *rest)
{
	const uint8_t *header = rest->buf;
	int ret = read_typed(rest, 16, 14);

	/* It has no index. */
	if (ret >= 0)
		rest->interface = interface_number(0, get16(header));
	return ret;
}

static int read_sll2(struct rest *rest)
{
	const uint8_t *header = rest->buf;
	int ret = read_typed(rest, 20, 0);

	if (ret >= 0)
		rest->interface = interface_number(get32(header + 4), header[10]);
	return ret;
}

/* BSD loopback: the number of the address family on the system that captured. */
static int read_family(struct rest *rest)
{
	enum { INET = 2, INET6_LINUX = 10, INET6_NETBSD = 24, INET6_FREEBSD = 28,
	       INET6_DARWIN = 30 };
	enum { HEADER_LEN = 4 };
	uint32_t family;
	int ret;

	ret = rest_need(rest, HEADER_LEN);
	if (ret < 0)
		return ret;
	family = get32(rest->buf);
	/* In its byte order too; families are small, so the wrong order shows. */
	if (family > 0xffff)
		family = __builtin_bswap32(family);
	rest_skip(rest, HEADER_LEN);
	switch (family) {
	case INET:
		return ETHERTYPE_IPV4;
	case INET6_LINUX:
	case INET6_NETBSD:
	case INET6_FREEBSD:
	case INET6_DARWIN:
		return ETHERTYPE_IPV6;
	}
	return -EPROTONOSUPPORT;
}

static inline int read_link(struct rest *rest, enum link_type link_type)
{
	switch (link_type) {
	case LINK_ETHERNET:
		return read_typed(rest, 14, 12);
	case LINK_LINUX_SLL:
		return read_sll(rest);
	case LINK_LINUX_SLL2:
		return read_sll2(rest);
	case LINK_NULL:
	case LINK_LOOP:
		return read_family(rest);
	case LINK_RAW:
	case LINK_RAW_DLT:
		return read_raw(rest);
	case LINK_IPV4:
		return ETHERTYPE_IPV4;
	case LINK_IPV6:
		return ETHERTYPE_IPV6;
	}
	return -EPROTONOSUPPORT;
}

bool frame_link_known(int link_type)
{
	static const uint8_t unread;
	struct rest nothing = { .buf = &unread };

	return read_link(&nothing, (enum link_type)link_type) != -EPROTONOSUPPORT;
}

int frame_parse(struct segment *segment, int link_type, const uint8_t *buf, size_t caplen,
		size_t wire_len, bool verify)
{
	struct rest rest = { buf, caplen < wire_len ? caplen : wire_len, wire_len, verify, 0, 0 };
	int protocol = read_link(&rest, (enum link_type)link_type);

	segment->interface = rest.interface;
	if (protocol == ETHERTYPE_IPV4)
		protocol = read_ipv4(segment, &rest);
	else if (protocol == ETHERTYPE_IPV6)
		protocol = read_ipv6(segment, &rest);
	else if (protocol >= 0)
		protocol = -EPROTONOSUPPORT;
	if (protocol < 0)
		return protocol;
	return protocol == PROTOCOL_TCP ? parse_tcp(segment, &rest) : -EPROTONOSUPPORT;
}
