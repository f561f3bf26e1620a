/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "usher-types.h"

G_BEGIN_DECLS

/* Money is counted in millionths of a dollar. */
#define USHER_PRICE_EMAIL_DEFAULT 1000   /* $0.001 for a message */
#define USHER_PRICE_SMS_DEFAULT   7500   /* $0.0075 for a segment */

typedef struct {
  gint64 email_micros;
  gint64 sms_micros;
  gint64 both_micros;
} UsherCost;

/* registrations × notifications × price; @segments: SMS parts of one message, 1 at least */
UsherCost usher_cost_estimate (gint64 registrations, gint64 notifications, int segments,
                               gint64 email_price_micros, gint64 sms_price_micros);
char     *usher_cost_format   (gint64 micros);   /* "$8.00"; more digits below a cent: "$0.0075" */

G_END_DECLS
