/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-outbox-item.h"

G_BEGIN_DECLS

/* A message in the list: to whom, which, what became of it, when. Property `item`. */
#define USHER_TYPE_OUTBOX_LINE (usher_outbox_line_get_type ())
G_DECLARE_FINAL_TYPE (UsherOutboxLine, usher_outbox_line, USHER, OUTBOX_LINE, GtkWidget)

G_END_DECLS
