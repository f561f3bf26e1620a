/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-restored.h"

#include "usher-store-restore.h"
#include "usher-table-misc.h"

static gboolean
heed (UsherConn *conn, gpointer data, GError **error)
{
  UsherInstant now = usher_clock_now (usher_engine_get_clock (data));
  g_autofree char *detail = NULL;
  UsherInstant restored_at;
  int count;

  if (!usher_restore_hold_back (conn, now, &restored_at, &count, error))
    return FALSE;
  if (restored_at == USHER_NEVER)
    return TRUE;
  detail = g_strdup_printf ("%d held back", count);
  return usher_audit_add (conn, now, "app", "store.restore", 0, NULL, detail, error);
}

gboolean
usher_restored_heed (UsherEngine *engine, GError **error)
{
  return usher_store_write (usher_engine_get_store (engine), heed, engine, NULL, error);
}
