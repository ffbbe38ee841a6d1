/* SPDX-License-Identifier: GPL-2.0-or-later */
/* filter_scan.c: follows a filter through all its branches, and sees what each loads and compares. */
#include "observe/filter_scan.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum {
	IPV4_HEADER = 20,
	IPV6_HEADER = 40,
	TCP_PORTS = 4,			/* octets, at the beginning of the header */
	FRAGMENT_OFFSET_MASK = 0x1fff,	/* RFC 791, 3.1 */
};

/* What IP version the packet may have at some instruction; a mask. */
enum { V4 = 1, V6 = 2, OTHER = 4 };

/* What the accumulator holds there. */
enum content {
	CONTENT_NONE,
	CONTENT_OCTET0,		/* version and header length */
	CONTENT_VERSION,	/* of that, the version */
	CONTENT_FRAGMENT,	/* flags and fragment offset */
	CONTENT_CHOSEN,		/* addresses, ports, protocol */
	CONTENT_MIXED,		/* depends on the way here */
};

struct place {
	uint8_t versions;	/* 0: not reached */
	uint8_t a;		/* enum content */
	bool x_is_header;	/* X is the length of the IPv4 header */
};

static enum content load_absolute(uint8_t versions, uint32_t at, uint32_t size)
{
	if (at == 0 && size == 1)
		return CONTENT_OCTET0;
	if (versions == V4 && at == 6 && size == 2)
		return CONTENT_FRAGMENT;
	if (versions == V4 && ((at == 9 && size == 1) ||
			       (at >= 12 && at + size <= IPV4_HEADER)))
		return CONTENT_CHOSEN;
	if (versions == V6 && ((at == 6 && size == 1) ||
			       (at >= 8 && at + size <= IPV6_HEADER + TCP_PORTS)))
		return CONTENT_CHOSEN;
	return CONTENT_NONE;
}

static uint32_t load_size(const struct bpf_insn *insn)
{
	switch (BPF_SIZE(insn->code)) {
	case BPF_W:
		return 4;
	case BPF_H:
		return 2;
	default:
		return 1;
	}
}

static enum content load(const struct place *place, const struct bpf_insn *insn)
{
	uint32_t size = load_size(insn);

	/* Offsets from 2^31 on are the kernel's own: the packet's type and so on. */
	if (insn->k > INT32_MAX)
		return CONTENT_NONE;
	if (BPF_MODE(insn->code) == BPF_ABS)
		return load_absolute(place->versions, insn->k, size);
	if (BPF_MODE(insn->code) == BPF_IND && place->versions == V4 &&
	    place->x_is_header && insn->k + size <= TCP_PORTS)
		return CONTENT_CHOSEN;
	return CONTENT_NONE;
}

/* Does what the instruction does to A and X; false if no choice of connections needs it. */
static bool step(struct place *place, const struct bpf_insn *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_LD:
		place->a = (uint8_t)load(place, insn);
		return place->a != CONTENT_NONE;
	case BPF_LDX:
		place->x_is_header = BPF_MODE(insn->code) == BPF_MSH && insn->k == 0;
		return place->x_is_header;
	case BPF_ALU:
		if (insn->code != (BPF_ALU | BPF_AND | BPF_K))
			return false;
		if (place->a == CONTENT_OCTET0 && insn->k == 0xf0)
			place->a = CONTENT_VERSION;
		return place->a == CONTENT_VERSION || place->a == CONTENT_CHOSEN;
	default:
		return false;
	}
}

static void reach(struct place *to, const struct place *from, uint8_t versions)
{
	if (!versions)
		return;
	if (!to->versions) {
		*to = *from;
		to->versions = versions;
		return;
	}
	to->versions |= versions;
	to->x_is_header = to->x_is_header && from->x_is_header;
	if (to->a != from->a)
		to->a = CONTENT_MIXED;
}

static bool jump_allowed(const struct place *place, const struct bpf_insn *insn)
{
	if (BPF_SRC(insn->code) != BPF_K)
		return false;
	if (place->a == CONTENT_VERSION)
		return BPF_OP(insn->code) == BPF_JEQ;
	if (place->a == CONTENT_FRAGMENT)
		return BPF_OP(insn->code) == BPF_JSET && insn->k == FRAGMENT_OFFSET_MASK;
	return place->a == CONTENT_CHOSEN;
}

/* Follows a jump at places[i] to where it may lead; false if it should not be there. */
static bool follow(struct place *places, size_t count, size_t i,
		   const struct bpf_insn *insn)
{
	const struct place *here = &places[i];
	size_t farthest = insn->jt > insn->jf ? insn->jt : insn->jf;
	uint8_t yes = here->versions, no = here->versions;

	if (insn->code == (BPF_JMP | BPF_JA)) {
		/* Backwards only to follow IPv6 extension headers (protochain). */
		if (insn->k >= count - i - 1)
			return false;
		reach(&places[i + 1 + insn->k], here, here->versions);
		return true;
	}
	if (!jump_allowed(here, insn) || farthest >= count - i - 1)
		return false;
	if (here->a == CONTENT_VERSION) {
		uint8_t version = insn->k == 0x40 ? V4 : insn->k == 0x60 ? V6 : OTHER;

		yes &= version;
		if (version != OTHER)
			no &= (uint8_t)~version;
	}
	reach(&places[i + 1 + insn->jt], here, yes);
	reach(&places[i + 1 + insn->jf], here, no);
	return true;
}

/*
 * Along every branch, knowing at each place which IP version it is about, since the same offset is
 * an address in one and the TCP flags in the other.
 */
int filter_scan(const struct bpf_program *program)
{
	size_t count = program->bf_len;
	struct place *places = calloc(count, sizeof(*places));
	int ok = count > 0;

	if (!places)
		return -ENOMEM;
	if (count)
		places[0].versions = V4 | V6 | OTHER;
	for (size_t i = 0; ok && i < count; i++) {
		const struct bpf_insn *insn = &program->bf_insns[i];

		if (!places[i].versions)
			continue;
		if (BPF_CLASS(insn->code) == BPF_JMP) {
			ok = follow(places, count, i, insn);
		} else if (BPF_CLASS(insn->code) == BPF_RET) {
			ok = BPF_RVAL(insn->code) == BPF_K;
		} else {
			ok = i + 1 < count && step(&places[i], insn);
			if (ok)
				reach(&places[i + 1], &places[i], places[i].versions);
		}
	}
	free(places);
	return ok;
}
