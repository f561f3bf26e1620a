/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-analytics.h"

/**
 * usher_analytics_new:
 *
 * Returns: (transfer full): all counts zero, all moments not set; free with usher_analytics_free()
 */
UsherAnalytics *
usher_analytics_new (void)
{
  UsherAnalytics *self = g_new0 (UsherAnalytics, 1);

  self->started_at = USHER_NEVER;
  self->ended_at = USHER_NEVER;
  self->computed_at = USHER_NEVER;
  return self;
}

/**
 * usher_analytics_free:
 * @self: (transfer full): the figures
 */
void
usher_analytics_free (UsherAnalytics *self)
{
  g_free (self);
}

gboolean
usher_analytics_measured (const UsherAnalytics *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->viewers_total > 0 || self->viewers_peak > 0 || self->attendance > 0 || self->watch_seconds > 0
         || self->reactions > 0 || self->messages > 0 || self->polls > 0;
}
