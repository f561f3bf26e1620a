/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Fails the test unless every element is closed in order, every attribute's value is quoted, no id is used twice, every
 * label has its field, and there is neither a script nor a style inside the page, nor an event handler. */
void html_check (const char *html);

G_END_DECLS
