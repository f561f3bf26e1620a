/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-lanes.h"

/* The first lane that is free at @start: interval partitioning, which needs no more lanes than ever overlap at once. */
static int
take_lane (GArray *ends, const UsherLane *span)
{
  for (guint i = 0; i < ends->len; i++)
    if (g_array_index (ends, int, i) <= span->start)
      {
        g_array_index (ends, int, i) = span->end;
        return (int) i;
      }
  g_array_append_val (ends, span->end);
  return (int) ends->len - 1;
}

/**
 * usher_lanes_assign:
 * @spans: (array length=n): spans ordered by start; one that is empty counts as one unit
 * @n: how many
 *
 * Sets lane and lanes of each: spans that overlap lie in different lanes, and all that are chained by overlaps share one width.
 */
void
usher_lanes_assign (UsherLane *spans, gsize n)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (int));
  gsize first = 0;
  int reach = G_MININT;

  g_return_if_fail (spans != NULL || n == 0);

  for (gsize i = 0; i <= n; i++)
    {
      if (i == n || spans[i].start >= reach)
        {
          for (; first < i; first++)
            spans[first].lanes = (int) ends->len;
          g_array_set_size (ends, 0);
        }
      if (i == n)
        break;
      g_assert (i == 0 || spans[i].start >= spans[i - 1].start);
      spans[i].end = MAX (spans[i].end, spans[i].start + 1);
      spans[i].lane = take_lane (ends, &spans[i]);
      reach = MAX (reach, spans[i].end);
    }
}
