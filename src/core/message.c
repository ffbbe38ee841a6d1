/* SPDX-License-Identifier: GPL-2.0-or-later */
/* message.c: varints, and what is behind a length (protobuf.dev, "Encoding"). */
#include "core/message.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_LENGTH = 2, WIRE_FIXED32 = 5, VARINT_MAX = 10 };

static const struct message_field endpoint_fields[] = {
	{ .number = 1, .kind = MESSAGE_ADDRESS, .size = sizeof(struct endpoint) },
	{ MESSAGE_AT(MESSAGE_NUMBER, 2, struct endpoint, port), .max = UINT16_MAX },
	{ MESSAGE_AT(MESSAGE_NUMBER, 3, struct endpoint, scope), .max = UINT8_MAX },
};

const struct message message_endpoint = MESSAGE_TABLE(endpoint_fields);

static unsigned int wire_of(const struct message_field *field)
{
	if (field->kind == MESSAGE_NUMBER || field->kind == MESSAGE_INT)
		return WIRE_VARINT;
	return field->kind == MESSAGE_TIME ? WIRE_FIXED64 : WIRE_LENGTH;
}

static size_t elements(const struct message_field *field)
{
	return field->count ? field->count : 1;
}

/* Numbers in a struct. */

static uint64_t load(const uint8_t *at, size_t size)
{
	uint64_t value = 0;

	for (size_t i = 0; i < size; i++)
		value = value << 8 |
			at[__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? size - 1 - i : i];
	return value;
}

static void store(uint8_t *at, size_t size, uint64_t value)
{
	for (size_t i = 0; i < size; i++, value >>= 8)
		at[__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? i : size - 1 - i] = (uint8_t)value;
}

static uint32_t case_of(const struct message *message, const uint8_t *object)
{
	return (uint32_t)load(object + message->tell, sizeof(uint32_t));
}

/* Writing. */

struct writer {
	uint8_t *octets;
	size_t len, room;
	bool full;
};

static void put(struct writer *out, const void *octets, size_t len)
{
	out->full |= len > out->room - out->len;
	if (out->full)
		return;
	memcpy(out->octets + out->len, octets, len);
	out->len += len;
}

static size_t make_varint(uint8_t *octets, uint64_t value)
{
	size_t len = 0;

	for (; value > 0x7f; value >>= 7)
		octets[len++] = (uint8_t)(value | 0x80);
	octets[len++] = (uint8_t)value;
	return len;
}

static void put_varint(struct writer *out, uint64_t value)
{
	uint8_t octets[VARINT_MAX];

	put(out, octets, make_varint(octets, value));
}

static void put_octets(struct writer *out, const void *octets, size_t len)
{
	put_varint(out, len);
	put(out, octets, len);
}

static void put_fields(struct writer *out, const struct message *message, const uint8_t *object);

/* Its length goes in front, once that is known. */
static void put_message(struct writer *out, const struct message *message, const uint8_t *object)
{
	uint8_t head[VARINT_MAX];
	size_t begin = out->len, len, head_len;

	put_fields(out, message, object);
	len = out->len - begin;
	head_len = make_varint(head, len);
	put(out, head, head_len);
	if (out->full)
		return;
	memmove(out->octets + begin + head_len, out->octets + begin, len);
	memcpy(out->octets + begin, head, head_len);
}

static size_t address_len(uint8_t family)
{
	return family == FAMILY_IPV6 ? 16 : family == FAMILY_IPV4 ? 4 : 0;
}

static void put_value(struct writer *out, const struct message_field *field, const uint8_t *at)
{
	const struct endpoint *endpoint = (const struct endpoint *)at;
	uint8_t time[sizeof(uint64_t)];

	switch ((enum message_kind)field->kind) {
	case MESSAGE_NUMBER:
		put_varint(out, load(at, field->size));
		break;
	case MESSAGE_INT:
		put_varint(out, (uint64_t)(int64_t)(int32_t)load(at, field->size));
		break;
	case MESSAGE_TIME:
		for (size_t i = 0; i < sizeof(time); i++)
			time[i] = (uint8_t)(load(at, sizeof(time)) >> 8 * i);
		put(out, time, sizeof(time));
		break;
	case MESSAGE_TEXT:
		put_octets(out, at, strnlen((const char *)at, field->size));
		break;
	case MESSAGE_ADDRESS:
		put_octets(out, endpoint->addr, address_len(endpoint->family));
		break;
	case MESSAGE_PART:
	case MESSAGE_CASE:
		put_message(out, field->message, at);
		break;
	}
}

/* True if there is something to tell: of zero, no text and an empty message all octets are zero. */
static bool put_field(struct writer *out, const struct message_field *field, const uint8_t *at)
{
	size_t begin;
	bool told = field->kind == MESSAGE_CASE;

	put_varint(out, (uint64_t)field->number << 3 | wire_of(field));
	begin = out->len;
	put_value(out, field, at);
	for (size_t i = begin; !told && i < out->len; i++)
		told = out->octets[i] != 0;
	return told;
}

static void put_fields(struct writer *out, const struct message *message, const uint8_t *object)
{
	for (size_t i = 0; i < message->count; i++) {
		const struct message_field *field = &message->fields[i];
		const uint8_t *at = object + field->offset;
		size_t kept = out->len;

		if (field->kind == MESSAGE_CASE && case_of(message, object) != field->is)
			continue;
		for (size_t n = 0; n < elements(field); n++)
			if (put_field(out, field, at + n * field->size))
				kept = out->len;
		out->len = kept;
	}
}

int message_encode(const struct message *message, const void *object, uint8_t *out, size_t room)
{
	struct writer writer = { .octets = out, .room = room };

	put_fields(&writer, message, object);
	return writer.full ? -ENOSPC : (int)writer.len;
}

/* Reading. */

struct reader {
	const uint8_t *octets;
	size_t len;
};

/* What is behind a key. */
struct value {
	uint64_t number;
	struct reader octets;
};

static int get_varint(struct reader *in, uint64_t *value)
{
	*value = 0;
	for (unsigned int shift = 0; in->len > 0 && shift < 64; shift += 7) {
		uint8_t octet = *in->octets++;

		in->len--;
		if (shift == 63 && octet > 1)
			return -EBADMSG;
		*value |= (uint64_t)(octet & 0x7f) << shift;
		if (octet <= 0x7f)
			return 0;
	}
	return -EBADMSG;
}

static int get_fixed(struct reader *in, size_t size, uint64_t *value)
{
	*value = 0;
	if (in->len < size)
		return -EBADMSG;
	for (size_t i = 0; i < size; i++)
		*value |= (uint64_t)in->octets[i] << 8 * i;
	in->octets += size;
	in->len -= size;
	return 0;
}

static int get_octets(struct reader *in, struct reader *octets)
{
	uint64_t len;

	if (get_varint(in, &len) < 0 || len > in->len)
		return -EBADMSG;
	*octets = (struct reader){ in->octets, (size_t)len };
	in->octets += len;
	in->len -= (size_t)len;
	return 0;
}

static int get_value(struct reader *in, unsigned int wire, struct value *value)
{
	switch (wire) {
	case WIRE_VARINT:
		return get_varint(in, &value->number);
	case WIRE_FIXED64:
		return get_fixed(in, 8, &value->number);
	case WIRE_FIXED32:
		return get_fixed(in, 4, &value->number);
	case WIRE_LENGTH:
		return get_octets(in, &value->octets);
	default:
		return -EBADMSG;
	}
}

static int take_text(char *text, size_t size, const struct reader *octets)
{
	if (octets->len >= size || memchr(octets->octets, '\0', octets->len))
		return -EBADMSG;
	memcpy(text, octets->octets, octets->len);
	return 0;
}

static int take_address(struct endpoint *endpoint, const struct reader *octets)
{
	struct endpoint read = { 0 };

	if (octets->len != 0 && octets->len != 4 && octets->len != 16)
		return -EBADMSG;
	if (octets->len > 0)
		endpoint_set(&read, octets->len == 4 ? FAMILY_IPV4 : FAMILY_IPV6, octets->octets, 0);
	memcpy(endpoint->addr, read.addr, sizeof(read.addr));
	endpoint->family = read.family;
	return 0;
}

static int get_fields(struct reader in, const struct message *message, uint8_t *object);

static int take_value(const struct message_field *field, uint8_t *at, const struct value *value)
{
	int64_t number = (int64_t)value->number;

	switch ((enum message_kind)field->kind) {
	case MESSAGE_NUMBER:
		if (value->number > field->max)
			return -EBADMSG;
		break;
	case MESSAGE_INT:
		if (number < INT32_MIN || number > INT32_MAX)
			return -EBADMSG;
		break;
	case MESSAGE_TIME:
		break;
	case MESSAGE_TEXT:
		return take_text((char *)at, field->size, &value->octets);
	case MESSAGE_ADDRESS:
		return take_address((struct endpoint *)at, &value->octets);
	case MESSAGE_PART:
	case MESSAGE_CASE:
		return get_fields(value->octets, field->message, at);
	}
	store(at, field->size, value->number);
	return 0;
}

static const struct message_field *find(const struct message *message, uint64_t number)
{
	for (size_t i = 0; i < message->count; i++)
		if (message->fields[i].number == number)
			return &message->fields[i];
	return NULL;
}

/* How often each field came, by its row; all cases count as one. */
struct seen {
	uint16_t times[MESSAGE_FIELDS_MAX], cases;
};

static int take_field(const struct message_field *field, unsigned int wire, uint16_t *times,
		      const struct message *message, uint8_t *object, const struct value *value)
{
	size_t n = (*times)++;

	if (wire != wire_of(field) || n >= elements(field))
		return -EBADMSG;
	if (field->kind == MESSAGE_CASE)
		store(object + message->tell, sizeof(uint32_t), field->is);
	return take_value(field, object + field->offset + n * field->size, value);
}

static bool has_cases(const struct message *message)
{
	return message->count > 0 && message->fields[message->count - 1].kind == MESSAGE_CASE;
}

static int get_fields(struct reader in, const struct message *message, uint8_t *object)
{
	struct seen seen = { 0 };

	while (in.len > 0) {
		const struct message_field *field;
		struct value value = { 0 };
		uint64_t key;

		if (get_varint(&in, &key) < 0 || key >> 3 == 0 ||
		    get_value(&in, key & 7, &value) < 0)
			return -EBADMSG;
		field = find(message, key >> 3);
		if (field && take_field(field, key & 7, field->kind == MESSAGE_CASE ? &seen.cases :
					&seen.times[field - message->fields], message, object,
					&value) < 0)
			return -EBADMSG;
	}
	return seen.cases > 0 || !has_cases(message) ? 0 : -ENOMSG;
}

int message_decode(const struct message *message, void *object, size_t size, const uint8_t *octets,
		   size_t len)
{
	memset(object, 0, size);
	return get_fields((struct reader){ octets, len }, message, object);
}
