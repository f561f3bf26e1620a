/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-cost.h"

#define MICROS_PER_DOLLAR G_GINT64_CONSTANT (1000000)
#define MICROS_PER_CENT   G_GINT64_CONSTANT (10000)

/* Too much to count is the largest amount, never a small or negative one. */
static gint64
times (gint64 a, gint64 b)
{
  guint64 product;

  if (!g_uint64_checked_mul (&product, (guint64) MAX (a, 0), (guint64) MAX (b, 0)) || product > G_MAXINT64)
    return G_MAXINT64;
  return (gint64) product;
}

/**
 * usher_cost_estimate:
 * @registrations: recipients; negative counts as none
 * @notifications: messages to each
 * @segments: parts of one SMS; less than one counts as one
 * @email_price_micros: price of one e-mail, in millionths of a dollar
 * @sms_price_micros: price of one SMS segment, in millionths of a dollar
 *
 * Returns: what it costs by e-mail, by SMS, and by both; %G_MAXINT64 where it cannot be counted
 */
UsherCost
usher_cost_estimate (gint64 registrations, gint64 notifications, int segments,
                     gint64 email_price_micros, gint64 sms_price_micros)
{
  gint64 messages = times (registrations, notifications);
  UsherCost cost;

  cost.email_micros = times (messages, email_price_micros);
  cost.sms_micros = times (times (messages, MAX (segments, 1)), sms_price_micros);
  cost.both_micros = cost.email_micros > G_MAXINT64 - cost.sms_micros ? G_MAXINT64 : cost.email_micros + cost.sms_micros;
  return cost;
}

/**
 * usher_cost_format:
 * @micros: an amount in millionths of a dollar
 *
 * Two decimals, rounded half up; a price below a dollar that is no whole number of cents keeps all its digits.
 *
 * Returns: (transfer full): "$8.00", "$0.0075"
 */
char *
usher_cost_format (gint64 micros)
{
  guint64 amount = micros < 0 ? (guint64) - (micros + 1) + 1 : (guint64) micros;
  const char *sign = micros < 0 ? "-" : "";
  guint64 cents = amount / MICROS_PER_CENT + (amount % MICROS_PER_CENT >= MICROS_PER_CENT / 2 ? 1 : 0);
  g_autofree char *digits = NULL;

  if (amount >= (guint64) MICROS_PER_DOLLAR || amount % MICROS_PER_CENT == 0)
    return g_strdup_printf ("%s$%" G_GUINT64_FORMAT ".%02u", sign, cents / 100, (guint) (cents % 100));
  digits = g_strdup_printf ("%06u", (guint) amount);
  for (gsize last = 5; digits[last] == '0'; last--)
    digits[last] = '\0';
  return g_strdup_printf ("%s$0.%s", sign, digits);
}
