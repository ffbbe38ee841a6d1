/* SPDX-License-Identifier: GPL-2.0-or-later */
/* terminal.c: takes the terminal by ncurses, and gives it back. */
#include "cmd/terminal.h"

#include "cmd/curses.h"
#include "cmd/restore.h"
#include "cmd/terminfo.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
	ESCAPE_MS = 25,		/* what comes as fast behind an Escape is a key's sequence */
	INSTEAD_ROWS = 24, INSTEAD_COLUMNS = 80,	/* where a terminal does not say */
};

/* It installs handlers of its own where there are none. */
static void take_back_signals(void)
{
	static const int handled[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };

	for (size_t i = 0; i < sizeof(handled) / sizeof(handled[0]); i++) {
		struct sigaction action;

		if (sigaction(handled[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			signal(handled[i], SIG_DFL);
	}
}

static void set_keys(void)
{
	cbreak();
	noecho();
	nonl();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(ESCAPE_MS);
	/* It would wait for what becomes of a press. */
	mouseinterval(0);
}

/* A pair of colours for each role, with the background that is there. */
static short pair_of(enum cell_role role)
{
	return (short)(role + 1);
}

static void set_colors(struct terminal *terminal, bool wanted)
{
	wanted = wanted && has_colors() && start_color() == OK && use_default_colors() == OK;
	terminal->palette = palette_for(wanted ? COLORS : 0, wanted);
	for (enum cell_role role = 0; wanted && role < CELL_ROLE_COUNT; role++)
		init_pair(pair_of(role), (short)palette_paint(terminal->palette, role, 0).color, -1);
}

int terminal_open(struct terminal *terminal, bool color, struct err *err)
{
	struct restore restore = { .fd = STDOUT_FILENO };

	*terminal = (struct terminal){ 0 };
	if (tcgetattr(STDOUT_FILENO, &restore.line) < 0)
		return err_sys(err, -errno, "cannot take the terminal");
	/* The size is asked of the terminal alone: COLUMNS may be of another one. */
	use_env(FALSE);
	use_tioctl(TRUE);
	terminal->screen = newterm(NULL, stdout, stdin);
	if (!terminal->screen)
		return err_set(err, -ENOTSUP, "cannot take the terminal");
	terminfo_restore(&restore);
	restore_arm(&restore);
	take_back_signals();
	set_keys();
	/* What is typed meanwhile does not leave a frame half painted. */
	typeahead(-1);
	curs_set(0);
	set_colors(terminal, color);
	terminal_mouse(terminal, true);
	return 0;
}

/* Where there is no other screen to go back to, a shell goes on below this one. */
static void leave(void)
{
	move(LINES - 1, 0);
	clrtoeol();
	refresh();
	endwin();
}

void terminal_close(struct terminal *terminal)
{
	if (!terminal->screen)
		return;
	terminal_mouse(terminal, false);
	leave();
	restore_disarm();
	delscreen(terminal->screen);
	*terminal = (struct terminal){ 0 };
}

void terminal_size(unsigned int *rows, unsigned int *columns)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || !size.ws_row || !size.ws_col)
		size = (struct winsize){ .ws_row = INSTEAD_ROWS, .ws_col = INSTEAD_COLUMNS };
	*rows = size.ws_row;
	*columns = size.ws_col;
	if (LINES != size.ws_row || COLS != size.ws_col)
		resizeterm(size.ws_row, size.ws_col);
}

void terminal_mouse(struct terminal *terminal, bool wanted)
{
	/* Where it is let go, too: ncurses would wait for more behind what nobody asked for. */
	const mmask_t mask = BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED |
			     BUTTON5_PRESSED;

	if (terminal->mouse == wanted)
		return;
	mousemask(wanted ? mask : 0, NULL);
	terminal->mouse = wanted;
}

void terminal_spoilt(void)
{
	clearok(curscr, TRUE);
}

/* Signals that stop. */

void terminal_stop(void)
{
	sigset_t stop, pending;

	leave();
	sigemptyset(&stop);
	sigaddset(&stop, SIGTSTP);
	raise(SIGTSTP);
	sigprocmask(SIG_UNBLOCK, &stop, NULL);
	/* It stops here. */
	sigprocmask(SIG_BLOCK, &stop, NULL);
	/* Who went on was sent one; who did not stop, since nobody would make it go on, was not. */
	if (sigpending(&pending) == 0 && !sigismember(&pending, SIGCONT))
		terminal_resume();
}

void terminal_resume(void)
{
	if (!isendwin())
		endwin();
	terminal_spoilt();
}

/* Painting. */

static attr_t weight_of(unsigned int weight)
{
	return (weight & PAINT_BOLD ? A_BOLD : 0) | (weight & PAINT_DIM ? A_DIM : 0) |
	       (weight & PAINT_REVERSE ? A_REVERSE : 0);
}

static void paint_cell(const struct terminal *terminal, unsigned int row, unsigned int column,
		       const struct cell *cell)
{
	enum cell_role role = (enum cell_role)cell->role;
	const struct paint paint = palette_paint(terminal->palette, role, cell->marks);
	short pair = paint.color == PAINT_NO_COLOR ? 0 : pair_of(role);
	const wchar_t text[] = { (wchar_t)cell->code, L'\0' };
	cchar_t character;

	setcchar(&character, text, weight_of(paint.weight), pair, NULL);
	mvadd_wchnstr((int)row, (int)column, &character, 1);
}

void terminal_paint(const struct terminal *terminal, const struct cells *cells)
{
	for (unsigned int row = 0; row < cells->rows; row++) {
		for (unsigned int column = 0; column < cells->columns; column++) {
			const struct cell *cell = cells_at(cells, row, column);

			if (cell->code)
				paint_cell(terminal, row, column, cell);
		}
	}
	curs_set(cells->cursor_shown ? 1 : 0);
	move((int)cells->cursor_row, (int)cells->cursor_column);
	refresh();
}
