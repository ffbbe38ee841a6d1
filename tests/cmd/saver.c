/* SPDX-License-Identifier: GPL-2.0-or-later */
/* saver.c: reads a capture as `report -r` does, keeps its frames, and writes those that are chosen. */
#include "cmd/save.h"
#include "observe/capture.h"
#include "observe/privilege.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void ignore(void *arg, const struct event *event)
{
	(void)arg;
	(void)event;
}

static int keep(struct frames *frames, const char *path, struct err *err)
{
	struct capture *capture;
	int ret = capture_open_file(&capture, path, NULL, err);

	if (ret < 0)
		return ret;
	ret = capture_begin_file(capture, err);
	if (ret == 0)
		frames_tap(frames, capture, "lo", 0);
	while (ret == 0 && (ret = capture_drain(capture, ignore, NULL, err)) > 0)
		ret = 0;
	capture_free(capture);
	return ret;
}

static void read_end(struct endpoint *endpoint, char *const *argv)
{
	uint8_t octets[16];
	bool six = strchr(argv[0], ':');

	if (inet_pton(six ? AF_INET6 : AF_INET, argv[0], octets) == 1)
		endpoint_set(endpoint, six ? FAMILY_IPV6 : FAMILY_IPV4, octets,
			     (uint16_t)atoi(argv[1]));
}

/* saver CAPTURE NAME OCTETS [ADDRESS PORT ADDRESS PORT]: an empty name is made up. */
int main(int argc, char **argv)
{
	const struct privilege_keep nothing = { 0 };
	struct frames *frames = argc > 3 ? frames_new(strtoull(argv[3], NULL, 10)) : NULL;
	struct frames_choice choice = { .until_ns = 0 };
	struct creator creator;
	struct saved saved;
	struct err err = { "" };
	int ret = frames ? creator_start(&creator, ".", SAVE_SUFFIX, NULL, &err) : -1;

	if (argc > 7) {
		read_end(&choice.end[0], argv + 4);
		read_end(&choice.end[1], argv + 6);
	}
	if (ret == 0)
		ret = privilege_drop(&nothing, &err);
	if (ret == 0)
		ret = keep(frames, argv[1], &err);
	if (ret == 0)
		ret = save_packets(&creator, frames, &choice, argv[2][0] ? argv[2] : NULL, &saved,
				   &err);
	if (ret == 0)
		printf("%s %llu\n", saved.name, (unsigned long long)saved.packets);
	else
		fprintf(stderr, "saver: %s\n", err.text);
	if (frames)
		creator_stop(&creator);
	frames_free(frames);
	return ret < 0;
}
