/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "usher-bar-chart.h"

G_BEGIN_DECLS

/* One idea: what it is, its number written large, what the number is of, and a bar for each event. */
#define USHER_TYPE_TREND_CARD (usher_trend_card_get_type ())
G_DECLARE_FINAL_TYPE (UsherTrendCard, usher_trend_card, USHER, TREND_CARD, GtkWidget)

GtkWidget *usher_trend_card_new  (const char *title);
void       usher_trend_card_show (UsherTrendCard *self, const char *number, const char *detail, const UsherBar *bars, guint n_bars,
                                  double maximum);

G_END_DECLS
