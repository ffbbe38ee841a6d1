/* SPDX-License-Identifier: GPL-2.0-or-later */
/* inet_diag.h: what the kernel does with a program that chooses sockets: net/ipv4/inet_diag.c. */
#ifndef HALFCLOSE_SUPPORT_INET_DIAG_H
#define HALFCLOSE_SUPPORT_INET_DIAG_H

#include <linux/inet_diag.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

/* A socket, as the kernel has it. */
struct inet_diag_socket {
	int family;			/* AF_INET, AF_INET6 */
	uint8_t addr[2][16];		/* local, remote */
	uint16_t port[2];
};

struct inet_diag_insn {
	struct inet_diag_bc_op op;
	uint16_t port;			/* of a comparison of ports */
	uint8_t family, prefix_len;	/* of a comparison of addresses, as is addr */
	uint8_t addr[16];
	int size;			/* 0: there is no such instruction, or it is cut */
};

static inline int inet_diag_size(uint8_t code, const uint8_t *octets, size_t left)
{
	switch (code) {
	case INET_DIAG_BC_JMP:
		return 4;
	case INET_DIAG_BC_S_EQ:
	case INET_DIAG_BC_D_EQ:
	case INET_DIAG_BC_S_GE:
	case INET_DIAG_BC_D_GE:
		return 8;
	case INET_DIAG_BC_S_COND:
	case INET_DIAG_BC_D_COND:
		return left < 12 ? 0 : octets[4] == AF_INET ? 16 : octets[4] == AF_INET6 ? 28 : 0;
	default:
		return 0;
	}
}

static inline struct inet_diag_insn inet_diag_fetch(const uint8_t *octets, size_t left)
{
	struct inet_diag_insn insn = { .size = 0 };
	int size;

	if (left < sizeof(insn.op))
		return insn;
	memcpy(&insn.op, octets, sizeof(insn.op));
	size = inet_diag_size(insn.op.code, octets, left);
	if (size > (int)left)
		return insn;
	insn.size = size;
	if (size == 8)
		memcpy(&insn.port, octets + 6, sizeof(insn.port));
	if (size > 8) {
		insn.family = octets[4];
		insn.prefix_len = octets[5];
		memcpy(insn.addr, octets + 12, (size_t)size - 12);
	}
	return insn;
}

/* Does an instruction begin there, or the end? valid_cc() */
static inline bool inet_diag_begins(const uint8_t *code, size_t len, size_t at)
{
	size_t here = 0;

	while (here < at && here < len)
		here += code[here + 1];
	return here == at;
}

/* Would the kernel take it? inet_diag_bc_audit() */
static inline bool inet_diag_is_valid(const uint8_t *code, size_t len)
{
	for (size_t at = 0; at < len; at += code[at + 1]) {
		struct inet_diag_insn insn = inet_diag_fetch(code + at, len - at);
		size_t no = at + insn.op.no;

		if (!insn.size || insn.op.yes != insn.size || insn.op.no < insn.size ||
		    insn.op.no % 4 || no > len + 4)
			return false;
		if (insn.size > 8 &&
		    insn.prefix_len > (insn.family == AF_INET ? 32 : 128))
			return false;
		if (no < len && !inet_diag_begins(code, len, no))
			return false;
	}
	return len > 0;
}

static inline bool inet_diag_bits_equal(const uint8_t *a, const uint8_t *b, unsigned int bits)
{
	unsigned int rest = bits % 8;

	return memcmp(a, b, bits / 8) == 0 &&
	       (!rest || (a[bits / 8] ^ b[bits / 8]) >> (8 - rest) == 0);
}

static inline bool inet_diag_addr_is(const struct inet_diag_socket *socket, int side,
				     const struct inet_diag_insn *insn)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	const uint8_t *addr = socket->addr[side];

	if (insn->family != socket->family) {
		if (socket->family != AF_INET6 || memcmp(addr, mapped, sizeof(mapped)) != 0)
			return false;
		addr += sizeof(mapped);
	}
	return inet_diag_bits_equal(addr, insn->addr, insn->prefix_len);
}

static inline bool inet_diag_holds(const struct inet_diag_insn *insn,
				   const struct inet_diag_socket *socket)
{
	switch (insn->op.code) {
	case INET_DIAG_BC_S_EQ:
		return socket->port[0] == insn->port;
	case INET_DIAG_BC_D_EQ:
		return socket->port[1] == insn->port;
	case INET_DIAG_BC_S_GE:
		return socket->port[0] >= insn->port;
	case INET_DIAG_BC_D_GE:
		return socket->port[1] >= insn->port;
	case INET_DIAG_BC_S_COND:
		return inet_diag_addr_is(socket, 0, insn);
	case INET_DIAG_BC_D_COND:
		return inet_diag_addr_is(socket, 1, insn);
	default:
		return false;
	}
}

/* Does a valid program let that socket through? inet_diag_bc_run() */
static inline bool inet_diag_passes(const uint8_t *code, size_t len,
				    const struct inet_diag_socket *socket)
{
	size_t at = 0;

	while (at < len) {
		struct inet_diag_insn insn = inet_diag_fetch(code + at, len - at);

		at += inet_diag_holds(&insn, socket) ? insn.op.yes : insn.op.no;
	}
	return at == len;
}

#endif
