/* SPDX-License-Identifier: GPL-2.0-or-later */
/* annotate.h: a capture or recording, once more, with comments on what its packets caused. */
#ifndef HALFCLOSE_CMD_ANNOTATE_H
#define HALFCLOSE_CMD_ANNOTATE_H

#include "cmd/comments.h"
#include "cmd/offline.h"
#include "cmd/options.h"
#include "core/err.h"
#include "observe/capture.h"
#include "observe/stream.h"

#include <stdio.h>

/* It stays where it is. All zero: nothing is open. */
struct annotation {
	struct offline offline;
	struct comments comments;
	struct stream blocks;		/* the file once more, if it is pcapng ... */
	struct capture *packets;	/* ... or pcap; owned */
};

/*
 * Opens options->file, which has to be a file, as it is read twice; reads nothing of it, so that
 * privileges can be given up before annotate_write(). 0, or -errno with err; annotate_close() in any case.
 */
int annotate_open(struct annotation *annotation, const struct options *options, struct err *err);

/*
 * Writes it to out, as pcapng, with comments: on each packet the transitions that it caused, and the
 * findings that came to hold with it or between it and the connection's next one. Those of an earlier time
 * go; all else stays. 0; 1, with err: the file is damaged, or a recording whose writer was killed, and
 * what comes before is written; -errno, with err; of what could not be written, too.
 */
int annotate_write(struct annotation *annotation, FILE *out, struct err *err);

void annotate_close(struct annotation *annotation);

#endif
