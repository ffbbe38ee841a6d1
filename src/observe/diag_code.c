/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diag_code.c: puts instructions in front of those that are there. */
#include "observe/diag_code.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <string.h>
#include <sys/socket.h>

enum {
	OP = sizeof(struct inet_diag_bc_op),
	CONDITION = OP + sizeof(struct inet_diag_hostcond),
	CONDITION_MAX = CONDITION + sizeof(struct in6_addr),
	ANY_PORT = -1,
};

/*
 * instruction begins with a struct inet_diag_bc_op whose code is set. The kernel finds the next
 * instruction by "yes", so it is always that one.
 */
static void prepend(struct diag_code *code, void *instruction, int size, int no)
{
	struct inet_diag_bc_op op;

	if (code->len + size > DIAG_CODE_MAX) {
		code->overflow = true;
		return;
	}
	code->len += size;
	memcpy(&op, instruction, sizeof(op));
	op.yes = (unsigned char)size;
	op.no = (unsigned short)(code->len - no);
	memcpy(instruction, &op, sizeof(op));
	memcpy(code->octets + DIAG_CODE_MAX - code->len, instruction, (size_t)size);
}

void diag_code_begin(struct diag_code *code, int label)
{
	struct inet_diag_bc_op jump = { .code = INET_DIAG_BC_JMP };

	if (code->len != label)
		prepend(code, &jump, sizeof(jump), label);
}

static int test(struct diag_code *code, void *instruction, int size, int yes, int no)
{
	if (yes == no)
		return yes;
	diag_code_begin(code, yes);
	prepend(code, instruction, size, no);
	return code->len;
}

int diag_code_port(struct diag_code *code, enum diag_side side, enum diag_compare compare,
		   uint16_t port, int yes, int no)
{
	static const uint8_t codes[2][2] = {
		[DIAG_LOCAL] = { INET_DIAG_BC_S_EQ, INET_DIAG_BC_S_GE },
		[DIAG_REMOTE] = { INET_DIAG_BC_D_EQ, INET_DIAG_BC_D_GE },
	};
	/* The port is where a second instruction would have its "no". */
	struct inet_diag_bc_op ops[2] = { { .code = codes[side][compare] }, { .no = port } };

	return test(code, ops, sizeof(ops), yes, no);
}

int diag_code_address(struct diag_code *code, enum diag_side side, int family,
		      const uint32_t *words, unsigned int prefix_len, int yes, int no)
{
	const struct inet_diag_bc_op op = {
		.code = side == DIAG_LOCAL ? INET_DIAG_BC_S_COND : INET_DIAG_BC_D_COND,
	};
	const struct inet_diag_hostcond condition = {
		.family = (uint8_t)family, .prefix_len = (uint8_t)prefix_len, .port = ANY_PORT,
	};
	int count = family == AF_INET ? 1 : 4;
	uint8_t octets[CONDITION_MAX] = { 0 };

	memcpy(octets, &op, sizeof(op));
	memcpy(octets + OP, &condition, sizeof(condition));
	for (int i = 0; i * 32 < (int)prefix_len; i++) {
		uint32_t word = htonl(words[i]);

		memcpy(octets + CONDITION + i * 4, &word, sizeof(word));
	}
	return test(code, octets, CONDITION + count * 4, yes, no);
}

const uint8_t *diag_code_octets(const struct diag_code *code)
{
	return code->octets + DIAG_CODE_MAX - code->len;
}
