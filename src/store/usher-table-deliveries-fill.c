/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-statement.h"
#include "usher-table-deliveries.h"

/* How far the making of a notification's deliveries has come */
typedef struct {
  gint64                  event_id;
  gint64                  cursor;      /* the last registration that was looked at */
  gboolean                complete;
  UsherNotificationKind   kind;
  UsherNotificationStatus status;
  UsherChannels           channels;
  UsherInstant            due_at;
} Progress;

static gboolean
read_progress (UsherConn *conn, gint64 id, Progress *progress, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT event_id, cursor, complete, kind, status, email, sms, due_at "
                                                      "FROM notification WHERE id = ?", error);
  UsherStep step;

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_DONE)
    usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such notification");
  if (step != USHER_STEP_ROW)
    return FALSE;
  progress->event_id = usher_statement_column_int (s);
  progress->cursor = usher_statement_column_int (s);
  progress->complete = usher_statement_column_bool (s);
  usher_notification_kind_from_nick (usher_statement_column_peek (s), &progress->kind);
  usher_notification_status_from_nick (usher_statement_column_peek (s), &progress->status);
  progress->channels = usher_statement_column_channels (s);
  progress->due_at = usher_statement_column_instant (s);
  return TRUE;
}

/* Moves the cursor over the next registrations of the event. */
static gboolean
advance (UsherConn *conn, Progress *progress, int page, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT count(*), coalesce(max(id), 0) FROM "
                                                      "(SELECT id FROM registration WHERE event_id = ? AND id > ? "
                                                      "ORDER BY id LIMIT ?)", error);
  int count;
  gint64 last;

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, progress->event_id);
  usher_statement_bind_int (s, progress->cursor);
  usher_statement_bind_int (s, page);
  if (usher_statement_step (s, error) != USHER_STEP_ROW)
    return FALSE;
  count = (int) usher_statement_column_int (s);
  last = usher_statement_column_int (s);
  progress->cursor = MAX (progress->cursor, last);
  progress->complete = count < page;
  return TRUE;
}

/* Who agreed, has an address and was there in time. A suppressed address is kept as skipped, with the reason: the streamer sees
 * that nobody was forgotten. The strongest reason first, as in usher_suppressions_find(). */
#define FILL(channel, opt_in, address)                                                                           \
  "INSERT INTO delivery (event_id, notification_id, registration_id, kind, channel, address, status, reason, "   \
  "next_attempt_at, created_at, settled_at) "                                                                    \
  "SELECT event_id, ?1, id, ?2, '" channel "', " address ", "                                                    \
  "iif(suppressed IS NULL, 'queued', 'skipped'), usher_suppressed_words(suppressed), ?3, ?3, "                   \
  "iif(suppressed IS NULL, NULL, ?3) FROM "                                                                      \
  "(SELECT r.*, (SELECT reason FROM suppression WHERE channel = '" channel "' "                                  \
  "AND address_hash = usher_address_hash('" channel "', r." address ") "                                         \
  "ORDER BY reason = 'unsubscribe', reason LIMIT 1) AS suppressed "                                              \
  "FROM registration r WHERE r.event_id = ?4 AND r.id > ?5 AND r.id <= ?6 AND r." opt_in " = 1 "                 \
  "AND r." address " IS NOT NULL AND (?7 IS NULL OR r.registered_at < ?7)) WHERE true "                          \
  "ON CONFLICT (notification_id, registration_id, channel, edition) DO NOTHING"

static gboolean
fill_channel (UsherConn *conn, UsherChannel channel, gint64 id, const Progress *progress, gint64 from, UsherInstant now,
              int *made, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, channel == USHER_CHANNEL_EMAIL
                                                      ? FILL ("email", "email_opt_in", "email")
                                                      : FILL ("sms", "sms_opt_in", "phone"), error);
  gboolean reminder = progress->kind == USHER_NOTIFICATION_REMINDER;

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, id);
  usher_statement_bind_text (s, usher_notification_kind_nick (progress->kind));
  usher_statement_bind_int (s, now);
  usher_statement_bind_int (s, progress->event_id);
  usher_statement_bind_int (s, from);
  usher_statement_bind_int (s, progress->cursor);
  usher_statement_bind_instant (s, reminder ? progress->due_at : USHER_NEVER);
  if (!usher_statement_run (s, error))
    return FALSE;
  *made += usher_statement_changes (s);
  return TRUE;
}

static gboolean
write_progress (UsherConn *conn, gint64 id, const Progress *progress, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "UPDATE notification SET cursor = ?, complete = ? WHERE id = ?",
                                                      error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, progress->cursor);
  usher_statement_bind_bool (s, progress->complete);
  usher_statement_bind_int (s, id);
  return usher_statement_run (s, error);
}

/**
 * usher_deliveries_fill:
 * @conn: the writer's connection
 * @n: a notification that is being sent; what the table says of it counts
 * @page: how many registrations to look at
 * @now: now
 * @complete: (out): whether all registrations were looked at
 * @made: (out): how many deliveries were made, skipped ones among them
 * @error: return location
 *
 * Makes the next page of deliveries. Running it again after a crash makes none twice.
 *
 * Returns: %FALSE on error; %USHER_ERROR_CONFLICT when the notification is not being sent
 */
gboolean
usher_deliveries_fill (UsherConn *conn, const UsherNotification *n, int page, UsherInstant now, gboolean *complete, int *made,
                       GError **error)
{
  Progress progress;
  gint64 from;

  g_return_val_if_fail (conn != NULL && n != NULL && page > 0 && complete != NULL && made != NULL, FALSE);

  *complete = FALSE;
  *made = 0;
  if (!read_progress (conn, n->id, &progress, error))
    return FALSE;
  if (progress.status != USHER_NOTIFICATION_SENDING)
    {
      usher_set_error (error, USHER_ERROR_CONFLICT, "The notification is not being sent");
      return FALSE;
    }
  from = progress.cursor;
  if (!progress.complete)
    {
      if (!advance (conn, &progress, page, error))
        return FALSE;
      for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
        if ((progress.channels & (1 << channel)) != 0 &&
            !fill_channel (conn, (UsherChannel) channel, n->id, &progress, from, now, made, error))
          return FALSE;
      if (!write_progress (conn, n->id, &progress, error))
        return FALSE;
    }
  *complete = progress.complete;
  return TRUE;
}
