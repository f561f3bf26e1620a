/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* How a value is written so that it stays a value: for the template engine, and for who checks links. */

#include "usher-template-html.h"
#include "usher-template.h"

G_BEGIN_DECLS

/* Personal variables travel through the renderer between these two, which no text can contain. */
#define USHER_MARK_OPEN  '\x01'
#define USHER_MARK_CLOSE '\x02'

/* So do the places of values in a preview: name, value and end, each behind one of these. */
#define USHER_VALUE_NAME  '\x03'
#define USHER_VALUE_BEGIN '\x04'
#define USHER_VALUE_END   '\x05'

gboolean usher_url_is_safe      (const char *url);
void     usher_escape_append    (GString *out, const char *value, UsherPlace place);
void     usher_escape_link      (GString *out, const char *value, gsize value_start, gboolean whole_link);
char    *usher_escape_finish    (const char *text, UsherSyntax syntax);

G_END_DECLS
