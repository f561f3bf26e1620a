/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether the guide of the first start was seen: a file in the user's state folder, which may go without harm. */
gboolean usher_welcome_seen          (void);   /* reads; on a worker thread */
void     usher_welcome_seen_remember (void);   /* returns at once */

G_END_DECLS
