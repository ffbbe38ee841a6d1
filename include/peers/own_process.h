/* SPDX-License-Identifier: GPL-2.0-or-later */
/* own_process.h: how a process of ours begins that plays a part of its own. */
#ifndef HALFCLOSE_PEERS_OWN_PROCESS_H
#define HALFCLOSE_PEERS_OWN_PROCESS_H

/*
 * Right after fork(): signals work as in any program, though the parent may block some of them, but
 * for SIGPIPE (EPIPE is to be seen) and those of the keyboard, which are the parent's: he ends us.
 * The name is what ps shows, and the priority is an ordinary one, whatever the parent gave himself.
 */
void own_process_begin(const char *name);

#endif
