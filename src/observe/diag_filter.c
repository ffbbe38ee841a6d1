/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diag_filter.c: follows a packet filter over a bare segment, and says what it asks there. */
#include "observe/diag_filter.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/*
 * Of a bare segment all but ports and addresses is known, and both kinds of program jump forward
 * only. So each test of a port or an address becomes the same test of the socket; from one that has
 * no equal the socket is let through.
 */

/* What the accumulator holds: a constant, or that part of the packet. */
enum content { CONTENT_UNKNOWN, CONTENT_CONSTANT, CONTENT_PORT, CONTENT_WORD };

struct value {
	enum content content;
	unsigned int side;	/* 0: source, 1: destination */
	unsigned int word;	/* which of the address */
	uint32_t mask;		/* of that part; of a constant, its value */
};

/* What the words of an address are known to be, from tests on the way here. */
struct prefix {
	unsigned int count;
	uint32_t words[4];
};

struct place {
	bool reached;
	struct value a;
	struct prefix known[2];	/* source, destination */
	int label;
};

struct layout {
	int family;
	uint32_t addresses, header;	/* where the source's begins; where the TCP header does */
	uint32_t protocol, fragment;	/* fragment 0: none */
	uint8_t octet0;
};

static const struct layout layouts[] = {
	{ .family = AF_INET, .addresses = 12, .header = 20, .protocol = 9, .fragment = 6,
	  .octet0 = 0x45 },
	{ .family = AF_INET6, .addresses = 8, .header = 40, .protocol = 6, .octet0 = 0x60 },
};

/* Going through the filter, with what is known at each place. */

static struct value constant(uint32_t value)
{
	return (struct value){ .content = CONTENT_CONSTANT, .mask = value };
}

static struct value word_at(const struct layout *layout, uint32_t at)
{
	uint32_t offset = at - layout->addresses;
	uint32_t len = (layout->header - layout->addresses) / 2;

	if (offset % 4)
		return (struct value){ 0 };
	return (struct value){ .content = CONTENT_WORD, .side = offset / len,
			       .word = offset % len / 4, .mask = UINT32_MAX };
}

static struct value part_at(const struct layout *layout, uint32_t at, unsigned int size)
{
	if (size == BPF_W && at >= layout->addresses && at < layout->header)
		return word_at(layout, at);
	if (size == BPF_H && (at == layout->header || at == layout->header + 2))
		return (struct value){ .content = CONTENT_PORT, .mask = UINT16_MAX,
				       .side = (at - layout->header) / 2 };
	if (size == BPF_H && layout->fragment && at == layout->fragment)
		return constant(0);
	if (size == BPF_B && at == layout->protocol)
		return constant(IPPROTO_TCP);
	if (size == BPF_B && at == 0)
		return constant(layout->octet0);
	return (struct value){ 0 };
}

/* X is the length of the IPv4 header, and nothing else. */
static void step(struct place *place, const struct layout *layout, const struct bpf_insn *insn)
{
	uint32_t base = BPF_MODE(insn->code) == BPF_IND ? layout->header : 0;

	if (BPF_CLASS(insn->code) == BPF_LD)
		place->a = part_at(layout, base + insn->k, BPF_SIZE(insn->code));
	else if (BPF_CLASS(insn->code) == BPF_ALU)
		place->a.mask &= insn->k;
}

static void keep_common(struct prefix *to, const struct prefix *from)
{
	unsigned int count = 0;

	while (count < to->count && count < from->count &&
	       to->words[count] == from->words[count])
		count++;
	to->count = count;
}

static void reach(struct place *to, const struct place *from)
{
	if (!to->reached) {
		*to = *from;
		return;
	}
	if (to->a.content != from->a.content || to->a.side != from->a.side ||
	    to->a.word != from->a.word || to->a.mask != from->a.mask)
		to->a = (struct value){ 0 };
	keep_common(&to->known[0], &from->known[0]);
	keep_common(&to->known[1], &from->known[1]);
}

/* Where the test says what a whole word is, that is known behind it. */
static void learn(struct place *place, const struct bpf_insn *insn)
{
	const struct value *a = &place->a;
	struct prefix *known = &place->known[a->side];

	if (a->content == CONTENT_WORD && a->mask == UINT32_MAX && known->count == a->word &&
	    insn->code == (BPF_JMP | BPF_JEQ | BPF_K))
		known->words[known->count++] = insn->k;
}

static bool decided(uint32_t value, const struct bpf_insn *insn)
{
	switch (BPF_OP(insn->code)) {
	case BPF_JEQ:
		return value == insn->k;
	case BPF_JGT:
		return value > insn->k;
	case BPF_JGE:
		return value >= insn->k;
	default:
		return value & insn->k;
	}
}

static void follow(struct place *places, size_t i, const struct bpf_insn *insn)
{
	struct place yes = places[i];
	bool known = yes.a.content == CONTENT_CONSTANT;

	if (insn->code == (BPF_JMP | BPF_JA)) {
		reach(&places[i + 1 + insn->k], &yes);
		return;
	}
	if (!known || !decided(yes.a.mask, insn))
		reach(&places[i + 1 + insn->jf], &places[i]);
	if (!known || decided(yes.a.mask, insn)) {
		learn(&yes, insn);
		reach(&places[i + 1 + insn->jt], &yes);
	}
}

static void go_through(struct place *places, const struct bpf_program *filter,
		       const struct layout *layout)
{
	memset(places, 0, filter->bf_len * sizeof(*places));
	places[0].reached = true;
	for (size_t i = 0; i < filter->bf_len; i++) {
		const struct bpf_insn *insn = &filter->bf_insns[i];
		struct place next = places[i];

		if (!next.reached || BPF_CLASS(insn->code) == BPF_RET)
			continue;
		if (BPF_CLASS(insn->code) == BPF_JMP) {
			follow(places, i, insn);
			continue;
		}
		step(&next, layout, insn);
		reach(&places[i + 1], &next);
	}
}

/* Saying it, from the end. */

struct target {
	struct diag_code *code;
	const struct layout *layout;
	bool backwards;		/* the segment goes to the socket */
	int reject;		/* the label to go to if the filter says no */
};

static enum diag_side side_of(const struct target *to, const struct value *a)
{
	return (a->side == 1) == to->backwards ? DIAG_LOCAL : DIAG_REMOTE;
}

static int say_port(const struct target *to, const struct value *a, const struct bpf_insn *insn,
		    int yes, int no)
{
	enum diag_compare compare = BPF_OP(insn->code) == BPF_JEQ ? DIAG_EQUAL : DIAG_AT_LEAST;
	uint64_t port = (uint64_t)insn->k + (BPF_OP(insn->code) == BPF_JGT);

	if (a->mask != UINT16_MAX || BPF_OP(insn->code) == BPF_JSET)
		return DIAG_ACCEPT;
	if (port > UINT16_MAX)
		return no;
	if (port == 0 && compare == DIAG_AT_LEAST)
		return yes;
	return diag_code_port(to->code, side_of(to, a), compare, (uint16_t)port, yes, no);
}

static int say_prefix(const struct target *to, const struct place *place, uint32_t mask,
		      uint32_t value, int yes, int no)
{
	const struct value *a = &place->a;
	struct prefix prefix = place->known[a->side];
	unsigned int bits = (unsigned int)__builtin_popcount(mask);

	if (value & ~mask)
		return no;
	/* A prefix has no holes, and nothing unknown in front. */
	if ((~mask & (~mask + 1)) != 0 || prefix.count < a->word)
		return DIAG_ACCEPT;
	prefix.words[a->word] = value;
	return diag_code_address(to->code, side_of(to, a), to->layout->family, prefix.words,
				 a->word * 32 + bits, yes, no);
}

static int say_word(const struct target *to, const struct place *place,
		    const struct bpf_insn *insn, int yes, int no)
{
	if (BPF_OP(insn->code) == BPF_JEQ)
		return say_prefix(to, place, place->a.mask, insn->k, yes, no);
	/* What libpcap makes of "and mask, jeq 0". */
	if (BPF_OP(insn->code) == BPF_JSET)
		return say_prefix(to, place, place->a.mask & insn->k, 0, no, yes);
	return DIAG_ACCEPT;
}

static int say_jump(const struct target *to, const struct place *place,
		    const struct bpf_insn *insn)
{
	int yes = place[1 + insn->jt].label, no = place[1 + insn->jf].label;

	if (insn->code == (BPF_JMP | BPF_JA))
		return place[1 + insn->k].label;
	switch (place->a.content) {
	case CONTENT_CONSTANT:
		return decided(place->a.mask, insn) ? yes : no;
	case CONTENT_PORT:
		return say_port(to, &place->a, insn, yes, no);
	case CONTENT_WORD:
		return say_word(to, place, insn, yes, no);
	case CONTENT_UNKNOWN:
		break;
	}
	return DIAG_ACCEPT;
}

/* Returns the label where it begins. */
static int say(const struct target *to, struct place *places, const struct bpf_program *filter)
{
	for (size_t i = filter->bf_len; i-- > 0; ) {
		const struct bpf_insn *insn = &filter->bf_insns[i];

		if (!places[i].reached)
			continue;
		if (BPF_CLASS(insn->code) == BPF_RET)
			places[i].label = insn->k ? DIAG_ACCEPT : to->reject;
		else if (BPF_CLASS(insn->code) == BPF_JMP)
			places[i].label = say_jump(to, &places[i], insn);
		else
			places[i].label = places[i + 1].label;
	}
	return places[0].label;
}

/* One way, and if the filter says no, the other, where that may make a difference. */
static int say_all(struct diag_code *code, struct place *places, const struct bpf_program *filter,
		   bool directional, const struct layout *layout)
{
	struct target to = { .code = code, .layout = layout, .backwards = true,
			     .reject = DIAG_REJECT };

	go_through(places, filter, layout);
	if (directional)
		to.reject = say(&to, places, filter);
	to.backwards = false;
	return say(&to, places, filter);
}

/*
 * Of a socket of IPv6 that lost one of its addresses only the other may be v4-mapped; so is a
 * listener's on such an address. It is for the caller to say what that is.
 */
static int say_families(struct diag_code *code, int v4, int v6)
{
	int of_v4, of_v6;

	if (v4 == v6)
		return v4;
	of_v6 = diag_code_address(code, DIAG_REMOTE, AF_INET, NULL, 0, DIAG_ACCEPT, v6);
	of_v4 = diag_code_address(code, DIAG_REMOTE, AF_INET, NULL, 0, v4, DIAG_ACCEPT);
	return diag_code_address(code, DIAG_LOCAL, AF_INET, NULL, 0, of_v4, of_v6);
}

int diag_filter_make(struct diag_code *code, const struct bpf_program *filter,
		     bool directional)
{
	struct place *places = calloc(filter->bf_len, sizeof(*places));
	int v4, v6, all;

	*code = (struct diag_code){ 0 };
	if (!places)
		return -ENOMEM;
	v6 = say_all(code, places, filter, directional, &layouts[1]);
	v4 = say_all(code, places, filter, directional, &layouts[0]);
	all = say_families(code, v4, v6);
	diag_code_begin(code, all);
	if (code->overflow || all == DIAG_ACCEPT)
		code->len = 0;
	free(places);
	return 0;
}
