/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-due.h"

#include <glib/gi18n.h>

#include "usher-interval.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-notifications.h"
#include "usher-time.h"

/* How many failed deliveries are looked at for a reason to name */
#define REASONS_LOOKED_AT 200

void
usher_due_clear (UsherDue *self)
{
  g_clear_pointer (&self->reason, g_free);
}

gboolean
usher_due_is_skip (UsherTiming timing)
{
  return timing >= USHER_TIMING_SKIP_SUPERSEDED;
}

/* The earliest of @list that comes after @n in the same event, or @best */
static UsherInstant
next_of (GPtrArray *list, const UsherNotification *n, UsherInstant best)
{
  for (guint i = 0; i < list->len; i++)
    {
      const UsherNotification *other = list->pdata[i];

      if (other->event_id == n->event_id && other->id != n->id && other->kind == USHER_NOTIFICATION_REMINDER
          && other->due_at != USHER_NEVER && other->due_at > n->due_at && (best == USHER_NEVER || other->due_at < best))
        best = other->due_at;
    }
  return best;
}

static gboolean
find_next (UsherConn *conn, const UsherNotification *n, UsherInstant *next, GError **error)
{
  g_autoptr (GPtrArray) pending = usher_notifications_pending (conn, n->event_id, error);
  g_autoptr (GPtrArray) open = pending != NULL ? usher_notifications_open_list (conn, error) : NULL;

  if (open == NULL)
    return FALSE;
  *next = next_of (open, n, next_of (pending, n, USHER_NEVER));
  return TRUE;
}

/* When the step's own words are true: its interval before the start as it is planned now */
static UsherInstant
moment_of_words (const UsherEvent *event, const UsherNotification *n)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new (event->time_zone, "time_zone", NULL);
  UsherInterval interval;

  if (zone == NULL || n->interval == NULL || *event->local_start == '\0'
      || !usher_interval_parse (n->interval, &interval, NULL))
    return USHER_NEVER;
  return usher_interval_due_at (&interval, event->local_start, zone);
}

static UsherInstant
reminder_helps_until (const UsherTimingCase *c)
{
  if (c->due_at >= c->starts_at)
    return MIN (c->starts_at + USHER_TIMING_START_LATE, c->ends_at);
  if (c->next_due_at != USHER_NEVER)
    return MIN (c->due_at + (c->next_due_at - c->due_at) / 2, c->starts_at);
  return c->starts_at;
}

static gboolean
decide_reminder (UsherConn *conn, const UsherEvent *event, const UsherNotification *n, UsherInstant now, UsherDue *due,
                 GError **error)
{
  UsherInstant words = moment_of_words (event, n);
  UsherTimingCase c = {
    .now = now, .due_at = n->due_at, .starts_at = event->starts_at, .ends_at = usher_event_ends_at (event),
    .status = event->status,
  };

  if (!find_next (conn, n, &c.next_due_at, error))
    return FALSE;
  due->timing = usher_timing_decide (&c);
  due->helps_until = reminder_helps_until (&c);
  /* Sent by hand long before its moment, or held up after it: "tomorrow" would not be true. */
  due->general = n->late || due->timing == USHER_TIMING_SEND_LATE
                 || (words != USHER_NEVER && ABS (now - words) > USHER_TIMING_ON_TIME);
  return TRUE;
}

/* Confirmations and change notices help until the event is over; a cancellation until it would have been. */
static void
decide_other (const UsherEvent *event, const UsherNotification *n, UsherInstant now, UsherDue *due)
{
  UsherInstant ends_at = usher_event_ends_at (event);
  gboolean cancellation = n->kind == USHER_NOTIFICATION_CANCELLATION;

  due->timing = USHER_TIMING_SEND;
  due->helps_until = ends_at;
  if (!cancellation && (event->status == USHER_EVENT_CANCELLED || event->status == USHER_EVENT_COMPLETED))
    due->timing = USHER_TIMING_SKIP_EVENT;
  else if (event->status != USHER_EVENT_LIVE && now > ends_at)
    due->timing = USHER_TIMING_SKIP_STARTED;
}

/**
 * usher_due_decide:
 * @conn: any connection
 * @event: the event of @n
 * @n: one that is scheduled and due, or sending
 * @now: the present moment
 * @due: (out): the decision; to be cleared
 * @error: STORAGE
 *
 * Asked when a notification opens, again when its deliveries are claimed, and for those that are held up.
 */
gboolean
usher_due_decide (UsherConn *conn, const UsherEvent *event, const UsherNotification *n, UsherInstant now, UsherDue *due,
                  GError **error)
{
  g_assert (conn != NULL && event != NULL && n != NULL && due != NULL);

  *due = (UsherDue) { .helps_until = USHER_NEVER };
  if (n->kind != USHER_NOTIFICATION_REMINDER)
    decide_other (event, n, now, due);
  else if (!decide_reminder (conn, event, n, now, due, error))
    return FALSE;
  if (usher_due_is_skip (due->timing))
    due->reason = g_strdup (usher_timing_reason (due->timing));
  return TRUE;
}

gboolean
usher_due_find_open (UsherConn *conn, gint64 id, UsherNotification **n, GError **error)
{
  g_autoptr (GPtrArray) open = usher_notifications_open_list (conn, error);

  *n = NULL;
  for (guint i = 0; open != NULL && i < open->len && *n == NULL; i++)
    if (((UsherNotification *) open->pdata[i])->id == id)
      *n = usher_notification_ref (open->pdata[i]);
  return open != NULL;
}

static gboolean
open_one (UsherConn *conn, const UsherNotification *n, UsherInstant now, GError **error)
{
  g_autoptr (UsherEvent) event = usher_events_get (conn, n->event_id, error);
  g_auto (UsherDue) due = { 0 };

  if (event == NULL || !usher_due_decide (conn, event, n, now, &due, error))
    return FALSE;
  if (usher_due_is_skip (due.timing))
    return usher_notifications_set_status (conn, n->id, USHER_NOTIFICATION_SKIPPED, due.reason, now, error);
  return usher_notifications_open (conn, n->id, due.general, now, error);
}

gboolean
usher_due_open_all (UsherConn *conn, UsherInstant now, int *count, GError **error)
{
  g_autoptr (GPtrArray) list = usher_notifications_due (conn, now, error);

  if (list == NULL)
    return FALSE;
  *count = (int) list->len;
  /* By due moment: an earlier step still sees the later ones that supersede it. */
  for (guint i = 0; i < list->len; i++)
    if (!open_one (conn, list->pdata[i], now, error))
      return FALSE;
  return TRUE;
}

/* What most of the deliveries of @n in @status say */
static char *
common_reason (UsherConn *conn, const UsherNotification *n, UsherDeliveryStatus status)
{
  UsherDeliveryQuery query = { .event_id = n->event_id, .channel = -1, .status = (int) status, .limit = REASONS_LOOKED_AT };
  g_autoptr (GPtrArray) list = usher_deliveries_list (conn, &query, NULL);
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  const char *best = NULL;
  int most = 0;

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      UsherDelivery *d = list->pdata[i];
      int count;

      if (d->notification_id != n->id || d->reason == NULL)
        continue;
      count = GPOINTER_TO_INT (g_hash_table_lookup (counts, d->reason)) + 1;
      g_hash_table_insert (counts, d->reason, GINT_TO_POINTER (count));
      if (count > most)
        {
          most = count;
          best = d->reason;
        }
    }
  return g_strdup (best);
}

static char *
words_of_part (UsherConn *conn, const UsherNotification *n, UsherDeliveryStatus status, int count)
{
  g_autofree char *why = common_reason (conn, n, status);
  const char *what = status == USHER_DELIVERY_FAILED ? "could not be sent" : "were not sent";

  if (count == n->total)
    return g_strdup_printf ("None of the %d messages %s%s%s", n->total,
                            status == USHER_DELIVERY_FAILED ? "could be sent" : "were sent",
                            why != NULL ? ": " : ".", why != NULL ? why : "");
  return g_strdup_printf ("%d of %d %s%s%s", count, n->total, what, why != NULL ? ": " : ".", why != NULL ? why : "");
}

static UsherNotificationStatus
outcome (UsherConn *conn, const UsherNotification *n, const UsherDue *due, char **reason)
{
  if (n->total == 0 && usher_due_is_skip (due->timing) && n->kind != USHER_NOTIFICATION_CONFIRMATION)
    {
      *reason = g_strdup (due->reason);
      return USHER_NOTIFICATION_SKIPPED;
    }
  if (n->total == 0)
    {
      *reason = g_strdup (N_("Nobody was registered for it."));
      return USHER_NOTIFICATION_SENT;
    }
  if (n->failed > 0)
    *reason = words_of_part (conn, n, USHER_DELIVERY_FAILED, n->failed);
  else if (n->skipped > 0)
    *reason = words_of_part (conn, n, USHER_DELIVERY_SKIPPED, n->skipped);
  else if (n->sent == 0)
    *reason = g_strdup (N_("Everybody had withdrawn by then."));
  else if (n->kind == USHER_NOTIFICATION_REMINDER && n->late && n->opened_at - n->due_at > USHER_TIMING_ON_TIME)
    *reason = g_strdup (usher_timing_reason (USHER_TIMING_SEND_LATE));
  if (n->sent > 0)
    return USHER_NOTIFICATION_SENT;
  return n->failed > 0 ? USHER_NOTIFICATION_FAILED : USHER_NOTIFICATION_SKIPPED;
}

/* @n was read before: its counts are read again here. */
static gboolean
close_one (UsherConn *conn, gint64 id, const UsherDue *due, UsherInstant now, gboolean *changed, GError **error)
{
  g_autoptr (UsherNotification) n = usher_notifications_get (conn, id, error);
  g_autofree char *reason = NULL;
  UsherNotificationStatus status;

  if (n == NULL)
    return FALSE;
  if (n->pending > 0 || n->status != USHER_NOTIFICATION_SENDING)
    return TRUE;
  status = outcome (conn, n, due, &reason);
  *changed = TRUE;
  return usher_notifications_set_status (conn, id, status, reason, now, error);
}

static char *
held_up_reason (const UsherNotification *n, const UsherDue *due, const char *trouble)
{
  if (due->timing == USHER_TIMING_SKIP_EVENT || n->kind != USHER_NOTIFICATION_REMINDER)
    return g_strdup (due->reason);
  if (trouble != NULL)
    return g_strdup_printf ("Not sent in time: %s", trouble);
  if (n->late)
    return g_strdup (due->reason);
  return g_strdup ("Not sent: it could not leave in time, and it would no longer help.");
}

gboolean
usher_due_tidy (UsherConn *conn, const UsherNotification *n, gboolean filled, const char *trouble, UsherInstant now,
                gboolean *changed, GError **error)
{
  g_autoptr (UsherEvent) event = NULL;
  g_auto (UsherDue) due = { 0 };
  gboolean over;
  int pending;

  g_assert (conn != NULL && n != NULL && changed != NULL);

  event = usher_events_get (conn, n->event_id, error);
  if (event == NULL || !usher_due_decide (conn, event, n, now, &due, error))
    return FALSE;
  over = usher_due_is_skip (due.timing);
  if (over)
    {
      g_autofree char *reason = held_up_reason (n, &due, trouble);

      if (!usher_deliveries_skip_notification (conn, n->id, reason, now, error))
        return FALSE;
    }
  /* A confirmation stays open as long as somebody may register. */
  if (!over && (!filled || n->kind == USHER_NOTIFICATION_CONFIRMATION))
    return TRUE;
  pending = usher_deliveries_count_pending (conn, n->id, error);
  if (pending < 0)
    return FALSE;
  return pending > 0 || close_one (conn, n->id, &due, now, changed, error);
}
