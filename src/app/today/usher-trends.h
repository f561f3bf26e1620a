/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-analytics-total.h"
#include "usher-trend-card.h"

G_BEGIN_DECLS

/* What each card says about the events of a period. @results: (element-type UsherEventResult), the last one first */
typedef enum {
  USHER_TREND_REGISTRATIONS,
  USHER_TREND_ATTENDANCE,
  USHER_TREND_DELIVERY,
  USHER_TREND_OPENS,
  USHER_TREND_COST,
} UsherTrend;
#define USHER_N_TRENDS 5

GtkWidget *usher_trend_new  (UsherTrend trend);
void       usher_trend_show (UsherTrend trend, UsherTrendCard *card, GPtrArray *results, const UsherAnalyticsTotal *total,
                             UsherInstant now);

G_END_DECLS
