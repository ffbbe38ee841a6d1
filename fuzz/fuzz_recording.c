/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz_recording.c: what a recording's block says, and whether it is written as it was read. */
#include "core/recording.h"
#include "fuzz.h"

#include <errno.h>
#include <string.h>

static void check_values(const struct recording *recording)
{
	const struct event *event = &recording->event;

	if (recording->kind != RECORDING_EVENT)
		return;
	CLAIM(event->kind > EVENT_SEGMENT && event->kind <= EVENT_TIME_WAITS);
	if (event->kind == EVENT_SOCKET) {
		CLAIM(event->socket.kind <= SOCK_OBITUARY && event->socket.state < TCP_STATE_COUNT);
		CLAIM(event->socket.local.family == FAMILY_NONE ||
		      event->socket.local.family == FAMILY_IPV4 ||
		      event->socket.local.family == FAMILY_IPV6);
	}
	if (event->kind == EVENT_GAP)
		CLAIM(event->gap.kind < GAP_KIND_COUNT);
	if (event->kind == EVENT_OWNER)
		CLAIM(memchr(event->owner.comm, '\0', OWNER_COMM_MAX));
	if (event->kind == EVENT_CALL)
		CLAIM(memchr(event->call.text, '\0', CALL_TEXT_MAX));
}

/* An octet for the kind, then the block's. */
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	static uint8_t first[RECORDING_MAX], second[RECORDING_MAX];
	struct recording recording, again;
	uint32_t first_len;
	int ret;

	if (len == 0)
		return 0;
	ret = recording_decode(&recording, octets[0], octets + 1, (uint32_t)len - 1);
	CLAIM(ret == 0 || ret == -EBADMSG || ret == -ENOMSG);
	if (ret < 0)
		return 0;
	check_values(&recording);
	/* Unknown fields are gone, and the rest may have been longer than it must be. */
	first_len = recording_encode(&recording, first);
	CLAIM(recording_decode(&again, octets[0], first, first_len) == 0);
	CLAIM(recording_encode(&again, second) == first_len);
	CLAIM(!memcmp(first, second, first_len));
	return 0;
}
