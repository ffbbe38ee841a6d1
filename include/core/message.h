/* SPDX-License-Identifier: GPL-2.0-or-later */
/* message.h: structs as octets and back, by tables, in the wire format of protocol buffers. */
#ifndef HALFCLOSE_CORE_MESSAGE_H
#define HALFCLOSE_CORE_MESSAGE_H

#include "core/endpoint.h"

#include <stddef.h>
#include <stdint.h>

/* What a field is in the struct, and how it is written. */
enum message_kind {
	MESSAGE_NUMBER,		/* unsigned, a bool or an enum, of 1 to 8 octets: a varint */
	MESSAGE_INT,		/* an int: a varint, of its 64 bits */
	MESSAGE_TIME,		/* a uint64_t: eight octets */
	MESSAGE_TEXT,		/* char[size], NUL-terminated: the octets before the NUL */
	MESSAGE_ADDRESS,	/* of a struct endpoint, with its family: 4 or 16 octets */
	MESSAGE_PART,		/* a struct: a message */
	MESSAGE_CASE,		/* a struct in a union: likewise, if the enum that tells is .is */
};

/* A row: zero is left out, in an array what comes behind the last that is not zero. */
struct message_field {
	uint16_t number;		/* the field's own for ever, from 1 */
	uint8_t kind;			/* enum message_kind */
	uint8_t is;			/* MESSAGE_CASE: the enum's value */
	uint16_t offset, size;		/* in the struct; size of an element */
	uint16_t count;			/* elements of an array; 0: it is none */
	uint64_t max;			/* MESSAGE_NUMBER: the greatest that makes sense */
	const struct message *message;	/* MESSAGE_PART, MESSAGE_CASE */
};

enum { MESSAGE_FIELDS_MAX = 32 };

struct message {
	const struct message_field *fields;
	size_t count;			/* up to MESSAGE_FIELDS_MAX */
	uint16_t tell;			/* offset of the enum (32 bits) that tells which case it is */
};

/* What makes the tables short. */
#define MESSAGE_AT(kind_, number_, type, member)			\
	.number = (number_), .kind = (kind_), .offset = offsetof(type, member),	\
	.size = sizeof(((type *)0)->member)
#define MESSAGE_WIDEST(type, member) (UINT64_MAX >> (64 - 8 * sizeof(((type *)0)->member)))
#define MESSAGE_TABLE(rows) { .fields = (rows), .count = sizeof(rows) / sizeof((rows)[0]) }

/* Returns how many octets were written, or -ENOSPC. */
int message_encode(const struct message *message, const void *object, uint8_t *out, size_t room);

/*
 * The other way round: of size octets, fields that are not there become zero, unknown ones are passed
 * over. 0; -EBADMSG: no such message, a value that makes no sense, or a field twice; -ENOMSG: none of the
 * cases that are known.
 */
int message_decode(const struct message *message, void *object, size_t size, const uint8_t *octets,
		   size_t len);

extern const struct message message_endpoint;

#endif
