/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-retention.h"

#include "usher-settings-store.h"
#include "usher-table-misc.h"
#include "usher-table-registrations.h"

/* The figures of an ended event are fixed already; those of a cancelled one are counted from what is about to go. */
static gboolean
fix_figures (UsherConn *conn, gint64 event_id, UsherInstant now, gint64 email_price, gint64 sms_price, GError **error)
{
  g_autoptr (UsherAnalytics) figures = usher_analytics_read (conn, event_id, email_price, sms_price, error);

  if (figures == NULL)
    return FALSE;
  if (figures->computed_at != USHER_NEVER)
    return TRUE;
  figures->computed_at = now;
  return usher_analytics_fix (conn, figures, error);
}

/* As usher_engine_remove_registration_async() does, but that nobody withdrew anything. */
static gboolean
erase (UsherConn *conn, gint64 event_id, GArray *ids, UsherInstant now, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("%u registrations", ids->len);

  for (guint i = 0; i < ids->len; i++)
    if (!usher_registrations_delete (conn, g_array_index (ids, gint64, i), error))
      return FALSE;
  return usher_audit_add (conn, now, "scheduler", "retention.erase", event_id, NULL, detail, error);
}

gboolean
usher_retention_run (UsherConn *conn, UsherInstant now, gint64 email_price, gint64 sms_price, UsherInstant *again_at,
                     gint64 *erased, GError **error)
{
  g_autoptr (UsherSettings) settings = usher_settings_load (conn, error);
  g_autoptr (GArray) ids = NULL;
  gint64 event_id;

  *again_at = USHER_NEVER;
  *erased = 0;
  if (settings == NULL)
    return FALSE;
  if (settings->retention_days == 0)
    return TRUE;
  *again_at = now + USHER_RETENTION_TURN;
  if (!usher_retention_find_event (conn, now - settings->retention_days * USHER_DAY, &event_id, error))
    return FALSE;
  if (event_id == 0)
    return TRUE;
  *again_at = now + USHER_RETENTION_PAUSE;
  *erased = event_id;
  ids = usher_retention_list (conn, event_id, USHER_RETENTION_PAGE, error);
  return ids != NULL && fix_figures (conn, event_id, now, email_price, sms_price, error)
         && erase (conn, event_id, ids, now, error);
}
