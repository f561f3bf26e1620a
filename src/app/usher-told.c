/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-told.h"

gpointer
usher_told_by_notification_query (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  UsherReaders readers;

  return usher_engine_count_readers (engine, *(const gint64 *) input, cancellable, &readers, error)
         ? g_memdup2 (&readers, sizeof readers) : NULL;
}

gpointer
usher_told_by_cancellations_query (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const GArray *ids = input;
  UsherReaders all = { 0 };

  for (guint i = 0; i < ids->len; i++)
    {
      UsherReaders readers;

      if (!usher_engine_count_cancellation_readers (engine, g_array_index (ids, gint64, i), cancellable, &readers, error))
        return NULL;
      all.people += readers.people;
      for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
        all.by_channel[channel] += readers.by_channel[channel];
    }
  return g_memdup2 (&all, sizeof all);
}
