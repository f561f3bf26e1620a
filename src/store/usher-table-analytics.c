/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-statement.h"
#include "usher-table-misc.h"

#define COLUMNS                                                                                                     \
  "registrations, registrations_email, registrations_sms, unsubscribes, email_sent, email_delivered, email_failed, " \
  "sms_sent, sms_delivered, sms_failed, opened, clicked, segments, email_cost_micros, sms_cost_micros, attendance, "  \
  "viewers_total, viewers_peak, watch_seconds, reactions, messages, polls, poll_votes, duration_seconds, computed_at"

/* The stored row: all of it for an ended event, and the stage's part at any time. */
static gboolean
read_stored (UsherConn *conn, UsherAnalytics *a, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT " COLUMNS ", e.started_at, e.ended_at FROM analytics "
                                                      "JOIN event e ON e.id = event_id WHERE event_id = ?", error);
  UsherStep step;

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, a->event_id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_DONE)
    usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such event");
  if (step != USHER_STEP_ROW)
    return FALSE;
  a->registrations = (int) usher_statement_column_int (s);
  a->registrations_email = (int) usher_statement_column_int (s);
  a->registrations_sms = (int) usher_statement_column_int (s);
  a->unsubscribes = (int) usher_statement_column_int (s);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    {
      a->sent[channel] = (int) usher_statement_column_int (s);
      a->delivered[channel] = (int) usher_statement_column_int (s);
      a->failed[channel] = (int) usher_statement_column_int (s);
    }
  a->opened = (int) usher_statement_column_int (s);
  a->clicked = (int) usher_statement_column_int (s);
  a->segments = (int) usher_statement_column_int (s);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    a->cost_micros[channel] = usher_statement_column_int (s);
  a->attendance = (int) usher_statement_column_int (s);
  a->viewers_total = (int) usher_statement_column_int (s);
  a->viewers_peak = (int) usher_statement_column_int (s);
  a->watch_seconds = usher_statement_column_int (s);
  a->reactions = (int) usher_statement_column_int (s);
  a->messages = (int) usher_statement_column_int (s);
  a->polls = (int) usher_statement_column_int (s);
  a->poll_votes = (int) usher_statement_column_int (s);
  a->duration_seconds = (int) usher_statement_column_int (s);
  a->computed_at = usher_statement_column_instant (s);
  a->started_at = usher_statement_column_instant (s);
  a->ended_at = usher_statement_column_instant (s);
  return TRUE;
}

static gboolean
count_registrations (UsherConn *conn, UsherAnalytics *a, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT total, email, sms, (SELECT count(*) FROM consent WHERE event_id = ?1 AND act = 'withdrawn') "
                         "FROM registration_tally WHERE event_id = ?1", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, a->event_id);
  if (usher_statement_step (s, error) != USHER_STEP_ROW)
    return FALSE;
  a->registrations = (int) usher_statement_column_int (s);
  a->registrations_email = (int) usher_statement_column_int (s);
  a->registrations_sms = (int) usher_statement_column_int (s);
  a->unsubscribes = (int) usher_statement_column_int (s);
  return TRUE;
}

/* Test sends belong to no notification, and do not count. */
static gboolean
count_deliveries (UsherConn *conn, UsherAnalytics *a, gint64 email_price, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT channel, coalesce(sum(n) FILTER (WHERE status IN ('accepted', 'delivered')), 0), "
                         "coalesce(sum(n) FILTER (WHERE status = 'delivered'), 0), "
                         "coalesce(sum(n) FILTER (WHERE status = 'failed'), 0) FROM delivery_tally "
                         "WHERE event_id = ? AND notification_id <> 0 GROUP BY channel", error);
  UsherStep step;

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, a->event_id);
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    {
      UsherChannel channel = USHER_CHANNEL_EMAIL;

      usher_channel_from_nick (usher_statement_column_peek (s), &channel);
      a->sent[channel] = (int) usher_statement_column_int (s);
      a->delivered[channel] = (int) usher_statement_column_int (s);
      a->failed[channel] = (int) usher_statement_column_int (s);
    }
  a->cost_micros[USHER_CHANNEL_EMAIL] = a->sent[USHER_CHANNEL_EMAIL] * email_price;
  return step == USHER_STEP_DONE;
}

static gboolean
count_reactions_to_messages (UsherConn *conn, UsherAnalytics *a, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT coalesce(sum((SELECT count(*) FROM delivery d WHERE d.notification_id = n.id "
                         "AND d.opened_at IS NOT NULL)), 0), "
                         "coalesce(sum((SELECT count(*) FROM delivery d WHERE d.notification_id = n.id "
                         "AND d.clicked_at IS NOT NULL)), 0) FROM notification n WHERE n.event_id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, a->event_id);
  if (usher_statement_step (s, error) != USHER_STEP_ROW)
    return FALSE;
  a->opened = (int) usher_statement_column_int (s);
  a->clicked = (int) usher_statement_column_int (s);
  return TRUE;
}

/* An SMS costs what the provider said, or else its segments; one that left has at least one. */
static gboolean
count_sms (UsherConn *conn, UsherAnalytics *a, gint64 sms_price, GError **error)
{
  g_autoptr (UsherStatement) s =
    usher_statement_new (conn, "SELECT coalesce(sum(max(d.segments, 1)), 0), "
                         "coalesce(sum(iif(d.price_micros >= 0, d.price_micros, max(d.segments, 1) * ?)), 0) "
                         "FROM notification n JOIN delivery d ON d.notification_id = n.id AND d.channel = 'sms' "
                         "AND d.status IN ('accepted', 'delivered') WHERE n.event_id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, sms_price);
  usher_statement_bind_int (s, a->event_id);
  if (usher_statement_step (s, error) != USHER_STEP_ROW)
    return FALSE;
  a->segments = (int) usher_statement_column_int (s);
  a->cost_micros[USHER_CHANNEL_SMS] = usher_statement_column_int (s);
  return TRUE;
}

static gboolean
count_attendance (UsherConn *conn, UsherAnalytics *a, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT count(*), coalesce(sum(watch_seconds), 0) FROM attendance "
                                                      "WHERE event_id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, a->event_id);
  if (usher_statement_step (s, error) != USHER_STEP_ROW)
    return FALSE;
  a->attendance = (int) usher_statement_column_int (s);
  a->watch_seconds = usher_statement_column_int (s);
  return TRUE;
}

/**
 * usher_analytics_read:
 * @conn: a connection
 * @event_id: the event
 * @email_price: of an e-mail, in millionths of a dollar
 * @sms_price: of an SMS segment, in millionths of a dollar
 * @error: return location
 *
 * Returns: (transfer full): the figures of an ended event as they were fixed, of any other one as they are now; %NULL on error,
 *   %USHER_ERROR_NOT_FOUND
 */
UsherAnalytics *
usher_analytics_read (UsherConn *conn, gint64 event_id, gint64 email_price, gint64 sms_price, GError **error)
{
  g_autoptr (UsherAnalytics) a = NULL;

  g_return_val_if_fail (conn != NULL, NULL);

  a = usher_analytics_new ();
  a->event_id = event_id;
  if (!read_stored (conn, a, error))
    return NULL;
  if (a->computed_at == USHER_NEVER &&
      (!count_registrations (conn, a, error) || !count_deliveries (conn, a, email_price, error) ||
       !count_reactions_to_messages (conn, a, error) || !count_sms (conn, a, sms_price, error) ||
       !count_attendance (conn, a, error)))
    return NULL;
  return g_steal_pointer (&a);
}

static void
bind_figures (UsherStatement *s, const UsherAnalytics *a)
{
  usher_statement_bind_int (s, a->registrations);
  usher_statement_bind_int (s, a->registrations_email);
  usher_statement_bind_int (s, a->registrations_sms);
  usher_statement_bind_int (s, a->unsubscribes);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    {
      usher_statement_bind_int (s, a->sent[channel]);
      usher_statement_bind_int (s, a->delivered[channel]);
      usher_statement_bind_int (s, a->failed[channel]);
    }
  usher_statement_bind_int (s, a->opened);
  usher_statement_bind_int (s, a->clicked);
  usher_statement_bind_int (s, a->segments);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    usher_statement_bind_int (s, a->cost_micros[channel]);
  usher_statement_bind_int (s, a->attendance);
  usher_statement_bind_int (s, a->viewers_total);
  usher_statement_bind_int (s, a->viewers_peak);
  usher_statement_bind_int (s, a->watch_seconds);
  usher_statement_bind_int (s, a->reactions);
  usher_statement_bind_int (s, a->messages);
  usher_statement_bind_int (s, a->polls);
  usher_statement_bind_int (s, a->poll_votes);
  usher_statement_bind_int (s, a->duration_seconds);
  usher_statement_bind_instant (s, a->computed_at);
}

/**
 * usher_analytics_fix:
 * @conn: the writer's connection
 * @analytics: the figures; with computed_at not set, only those of the stage are read back, the others are counted again
 * @error: return location
 *
 * Stores the figures of an event. Start and end are the event's own.
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_analytics_fix (UsherConn *conn, const UsherAnalytics *analytics, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && analytics != NULL, FALSE);

  s = usher_statement_new (conn, "UPDATE analytics SET (" COLUMNS ") = "
                           "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE event_id = ?", error);
  if (s == NULL)
    return FALSE;
  bind_figures (s, analytics);
  usher_statement_bind_int (s, analytics->event_id);
  if (!usher_statement_run (s, error))
    return FALSE;
  if (usher_statement_changes (s) > 0)
    return TRUE;
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such event");
  return FALSE;
}
