/* SPDX-License-Identifier: GPL-2.0-or-later */
/* err.h: what failed, for a person. The code that decides uses the negative errno. */
#ifndef HALFCLOSE_CORE_ERR_H
#define HALFCLOSE_CORE_ERR_H

struct err {
	char text[384];
};

/*
 * Writes the formatted text (lower case, what was tried and on what, no newline)
 * and returns code, so that a caller fails in one line. A NULL err is fine.
 */
int err_set(struct err *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As err_set(), and appends ": " and what the errno -code means. */
int err_sys(struct err *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
