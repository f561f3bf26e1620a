/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-plan.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-event-draft.h"
#include "usher-interval.h"
#include "usher-table-confirmations.h"
#include "usher-table-deliveries.h"
#include "usher-table-notifications.h"
#include "usher-time.h"

#define REASON_REMOVED N_("Taken out of the event's reminders.")
#define REASON_MOVED   N_("The event was moved while this was being sent: what had not left was taken back.")
#define REASON_PASSED  N_("Not sent: the event was moved, and by then the moment of this reminder had passed.")

struct _UsherPlan {
  UsherCommand     *command;
  const UsherEvent *event;
  GTimeZone        *zone;
  GHashTable       *steps;   /* interval → UsherNotification: the newest one */
  gboolean          changed;
};

static gboolean
read_steps (UsherPlan *self, GError **error)
{
  g_autoptr (GPtrArray) all = usher_notifications_list (self->command->conn, self->event->id, FALSE, error);

  if (all == NULL)
    return FALSE;
  g_hash_table_remove_all (self->steps);
  for (guint i = 0; i < all->len; i++)
    {
      UsherNotification *n = g_ptr_array_index (all, i);
      const UsherNotification *known = g_hash_table_lookup (self->steps, n->interval);

      if (known == NULL || known->id < n->id)
        g_hash_table_replace (self->steps, n->interval, usher_notification_ref (n));
    }
  return TRUE;
}

UsherPlan *
usher_plan_load (UsherCommand *command, const UsherEvent *event, GError **error)
{
  g_autoptr (UsherPlan) self = g_new0 (UsherPlan, 1);

  self->command = command;
  self->event = event;
  self->steps = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) usher_notification_unref);
  self->zone = usher_time_zone_new (event->time_zone, "time_zone", error);
  if (self->zone == NULL || !read_steps (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
usher_plan_free (UsherPlan *self)
{
  g_clear_pointer (&self->steps, g_hash_table_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

/* The one form in which a distance is stored and compared; %NULL for none */
static char *
canonical (const char *text)
{
  UsherInterval interval;

  return usher_interval_parse (text, &interval, NULL) ? usher_interval_format (&interval) : NULL;
}

static const UsherNotification *
find (UsherPlan *self, const char *text)
{
  g_autofree char *interval = canonical (text);

  return interval != NULL ? g_hash_table_lookup (self->steps, interval) : NULL;
}

static UsherInstant
due_at (UsherPlan *self, const char *text)
{
  UsherInterval interval;

  if (!usher_interval_parse (text, &interval, NULL))
    return USHER_NEVER;
  return usher_interval_due_at (&interval, self->event->local_start, self->zone);
}

gboolean
usher_plan_knows (UsherPlan *self, const char *interval)
{
  return find (self, interval) != NULL;
}

static gboolean
in_force (const UsherNotification *n)
{
  return n != NULL && n->status != USHER_NOTIFICATION_CANCELLED;
}

gboolean
usher_plan_has (UsherPlan *self, const char *interval)
{
  return in_force (find (self, interval));
}

gboolean
usher_plan_fits (UsherPlan *self, const char *interval)
{
  return usher_interval_fits (due_at (self, interval), self->command->now);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  UsherInterval first = { 0 }, second = { 0 };

  usher_interval_parse (a, &first, NULL);
  usher_interval_parse (b, &second, NULL);
  return usher_interval_compare (&first, &second);
}

GPtrArray *
usher_plan_list (UsherPlan *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer interval, n;

  g_hash_table_iter_init (&iter, self->steps);
  while (g_hash_table_iter_next (&iter, &interval, &n))
    if (in_force (n))
      g_ptr_array_add (list, g_strdup (interval));
  g_ptr_array_sort_values (list, compare_texts);
  return list;
}

gboolean
usher_plan_is_changed (UsherPlan *self)
{
  return self->changed;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

static void
touch (UsherPlan *self, gint64 id)
{
  self->changed = TRUE;
  usher_command_changed (self->command, "notification", id);
}

gboolean
usher_plan_take_back (UsherCommand *command, const UsherNotification *n, const char *reason, GError **error)
{
  if (n->status == USHER_NOTIFICATION_SENDING &&
      !usher_deliveries_cancel (command->conn, n->id, 0, -1, reason, command->now, error))
    return FALSE;
  usher_command_changed (command, "notification", n->id);
  return usher_notifications_set_status (command->conn, n->id, USHER_NOTIFICATION_CANCELLED, reason, command->now, error);
}

UsherNotification *
usher_plan_insert (UsherCommand *command, const UsherEvent *event, UsherNotificationKind kind, const char *interval,
                   UsherInstant due, GError **error)
{
  g_autoptr (UsherNotification) n = usher_notification_new ();

  n->event_id = event->id;
  n->kind = kind;
  n->interval = g_strdup (interval);
  n->due_at = due;
  n->status = USHER_NOTIFICATION_SCHEDULED;
  if (kind == USHER_NOTIFICATION_CONFIRMATION)
    {
      n->status = USHER_NOTIFICATION_SENDING;
      n->opened_at = command->now;
    }
  n->channels = event->channels;
  n->created_at = command->now;
  if (!usher_notifications_insert (command->conn, n, error))
    return NULL;
  usher_command_changed (command, "notification", n->id);
  return g_steal_pointer (&n);
}

/* Takes no look at the time. @interval: canonical */
static gboolean
insert_step (UsherPlan *self, const char *interval, UsherInstant due, GError **error)
{
  UsherNotification *n = usher_plan_insert (self->command, self->event, USHER_NOTIFICATION_REMINDER, interval, due, error);

  if (n == NULL)
    return FALSE;
  self->changed = TRUE;
  g_hash_table_replace (self->steps, n->interval, n);
  return TRUE;
}

static gboolean
is_planned (const UsherNotification *n)
{
  return n->status == USHER_NOTIFICATION_SCHEDULED || n->status == USHER_NOTIFICATION_SENDING;
}

/* Two steps of the same moment are one reminder too many, even where they are written differently (P1D, PT24H). */
static gboolean
check_free (UsherPlan *self, const char *interval, UsherInstant due, GError **error)
{
  GHashTableIter iter;
  gpointer other, n;
  guint count = 0;

  g_hash_table_iter_init (&iter, self->steps);
  while (g_hash_table_iter_next (&iter, &other, &n))
    {
      if (is_planned (n) && due_at (self, other) == due)
        {
          usher_set_error_invalid (error, "intervals", "%s and %s are the same moment.", (const char *) other, interval);
          return FALSE;
        }
      count += in_force (n) ? 1 : 0;
    }
  if (count < USHER_INTERVALS_MAX)
    return TRUE;
  usher_set_error_invalid (error, "intervals", "There are too many reminders: at most %d.", USHER_INTERVALS_MAX);
  return FALSE;
}

gboolean
usher_plan_add (UsherPlan *self, const char *text, GError **error)
{
  g_autofree char *interval = canonical (text);
  UsherInstant due;

  if (interval == NULL)
    {
      UsherInterval ignored;

      return usher_interval_parse (text, &ignored, error);
    }
  if (usher_plan_has (self, interval))
    return TRUE;
  due = due_at (self, interval);
  if (!usher_interval_fits (due, self->command->now))
    {
      usher_set_error_invalid (error, "intervals", "The moment of %s has already passed.", interval);
      return FALSE;
    }
  return check_free (self, interval, due, error) && insert_step (self, interval, due, error);
}

static gboolean
contains (GPtrArray *intervals, const char *wanted)
{
  for (guint i = 0; i < intervals->len; i++)
    {
      g_autofree char *interval = canonical (g_ptr_array_index (intervals, i));

      if (g_strcmp0 (interval, wanted) == 0)
        return TRUE;
    }
  return FALSE;
}

gboolean
usher_plan_keep_only (UsherPlan *self, GPtrArray *intervals, GError **error)
{
  g_autoptr (GPtrArray) ours = usher_plan_list (self);

  for (guint i = 0; i < ours->len; i++)
    {
      const UsherNotification *n = find (self, g_ptr_array_index (ours, i));

      if (!is_planned (n) || contains (intervals, n->interval))
        continue;
      if (!usher_plan_take_back (self->command, n, REASON_REMOVED, error))
        return FALSE;
      self->changed = TRUE;
    }
  return !self->changed || read_steps (self, error);
}

static gboolean
move_scheduled (UsherPlan *self, const UsherNotification *n, UsherInstant due, GError **error)
{
  if (due == n->due_at)
    return TRUE;
  touch (self, n->id);
  if (!usher_notifications_set_due (self->command->conn, n->id, due, error))
    return FALSE;
  return usher_interval_fits (due, self->command->now) ||
         usher_notifications_set_status (self->command->conn, n->id, USHER_NOTIFICATION_SKIPPED, REASON_PASSED,
                                         self->command->now, error);
}

static gboolean
move_step (UsherPlan *self, const UsherNotification *n, GError **error)
{
  UsherInstant due = due_at (self, n->interval);
  g_autofree char *interval = g_strdup (n->interval);

  switch (n->status)
    {
    case USHER_NOTIFICATION_SCHEDULED:
      return move_scheduled (self, n, due, error);
    case USHER_NOTIFICATION_SENDING:
      /* What is queued would say the wrong time. */
      self->changed = TRUE;
      if (!usher_plan_take_back (self->command, n, REASON_MOVED, error))
        return FALSE;
      break;
    case USHER_NOTIFICATION_SENT:
    case USHER_NOTIFICATION_FAILED:
    case USHER_NOTIFICATION_SKIPPED:
      break;
    case USHER_NOTIFICATION_CANCELLED:
    default:
      return TRUE;
    }
  return due <= self->command->now || insert_step (self, interval, due, error);
}

/* It was closed if the event was over by its old start: people may register again now. */
static gboolean
reopen_confirmation (UsherPlan *self, GError **error)
{
  UsherCommand *command = self->command;
  gint64 id = usher_confirmations_find (command->conn, self->event->id, error);

  return id != 0 && usher_notifications_set_status (command->conn, id, USHER_NOTIFICATION_SENDING, NULL, command->now, error);
}

gboolean
usher_plan_move (UsherPlan *self, GError **error)
{
  g_autoptr (GPtrArray) ours = usher_plan_list (self);

  if (!reopen_confirmation (self, error))
    return FALSE;

  for (guint i = 0; i < ours->len; i++)
    if (!move_step (self, find (self, g_ptr_array_index (ours, i)), error))
      return FALSE;

  return read_steps (self, error);
}

static gboolean
set_channels (UsherPlan *self, const UsherNotification *n, GError **error)
{
  UsherChannels gone = n->channels & ~self->event->channels;

  if (n->channels == self->event->channels)
    return TRUE;
  touch (self, n->id);
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    if ((gone & (1 << channel)) != 0 &&
        !usher_deliveries_cancel (self->command->conn, n->id, 0, channel, "The event no longer uses this channel.",
                                  self->command->now, error))
      return FALSE;
  return usher_notifications_set_channels (self->command->conn, n->id, self->event->channels, error);
}

gboolean
usher_plan_set_channels (UsherPlan *self, GError **error)
{
  g_autoptr (GPtrArray) all = usher_notifications_list (self->command->conn, self->event->id, TRUE, error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      const UsherNotification *n = g_ptr_array_index (all, i);

      if (is_planned (n) && !set_channels (self, n, error))
        return FALSE;
    }
  return TRUE;
}
