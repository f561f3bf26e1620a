/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sandbox-feed.h"

#include <string.h>

#define PREFIX   "sandbox-"
#define PAGE_MAX 500

char *
usher_sandbox_id (gint64 delivery_id)
{
  return g_strdup_printf (PREFIX "%" G_GINT64_FORMAT, delivery_id);
}

gint64
usher_sandbox_id_delivery (const char *provider_id)
{
  if (!g_str_has_prefix (provider_id, PREFIX))
    return 0;
  return MAX (g_ascii_strtoll (provider_id + strlen (PREFIX), NULL, 10), 0);
}

UsherProviderEvent *
usher_sandbox_delivered (gint64 delivery_id, UsherInstant at)
{
  UsherProviderEvent *event = usher_provider_event_new ("sandbox", "delivered");

  event->provider_id = usher_sandbox_id (delivery_id);
  event->provider_event_id = g_strconcat (event->provider_id, ":delivered", NULL);
  event->delivery_id = delivery_id;
  event->at = at;
  return event;
}

GPtrArray *
usher_sandbox_feed_poll (GArray *waiting, const char *cursor, UsherInstant now, char **next_cursor)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_provider_event_free);
  guint n = MIN (waiting->len, PAGE_MAX);
  gint64 count = cursor != NULL ? g_ascii_strtoll (cursor, NULL, 10) : 0;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (events, usher_sandbox_delivered (g_array_index (waiting, gint64, i), now));
  if (n > 0)
    g_array_remove_range (waiting, 0, n);
  *next_cursor = n == 0 && cursor != NULL ? g_strdup (cursor) : g_strdup_printf ("%" G_GINT64_FORMAT, count + n);
  return events;
}
