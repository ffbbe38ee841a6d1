/* SPDX-License-Identifier: GPL-2.0-or-later */
/* html_assets.h: src/show/html/ as text, put into C by scripts/embed when it is built. */
#ifndef HALFCLOSE_SHOW_HTML_ASSETS_H
#define HALFCLOSE_SHOW_HTML_ASSETS_H

extern const char html_style[], html_script[];

/* "sha256-...": all that a page allows (Content Security Policy Level 3, 2.3.1). */
extern const char html_style_hash[], html_script_hash[];

#endif
