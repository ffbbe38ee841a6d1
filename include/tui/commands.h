/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands.h: what the keys do, wherever one is. */
#ifndef HALFCLOSE_TUI_COMMANDS_H
#define HALFCLOSE_TUI_COMMANDS_H

#include "tui/state.h"

/* Does what the key means in the view that is shown; nothing, if it means nothing there. */
struct tui_action commands_run(struct tui *tui, const struct tui_input *input);

#endif
