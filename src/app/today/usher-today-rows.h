/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-queries-today.h"
#include "usher-row-list.h"

G_BEGIN_DECLS

/* How the rows of the first page are made, and what they say. */
void usher_attention_row_prepare (AdwActionRow *row);
void usher_attention_row_fill    (AdwActionRow *row, const UsherAttention *item, UsherInstant now);
void usher_sent_row_prepare      (AdwActionRow *row);
void usher_sent_row_fill         (AdwActionRow *row, const UsherSentItem *item, UsherInstant now);
void usher_upcoming_row_prepare  (AdwActionRow *row);
void usher_upcoming_row_fill     (AdwActionRow *row, const UsherEventOverview *overview, UsherInstant now);

G_END_DECLS
