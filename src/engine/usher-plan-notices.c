/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-plan.h"

#include <glib/gi18n.h>

#include "usher-table-confirmations.h"
#include "usher-table-deliveries.h"
#include "usher-table-notifications.h"
#include "usher-table-registrations.h"

#define REASON_REPLACED      N_("Replaced by a notice of a newer change.")
#define REASON_CANCELLED     N_("The event was cancelled.")
#define REASON_STILL_TO_COME N_("Not sent: the confirmation has not left yet, and will name the new start.")
#define REASON_NEVER_TOLD    N_("Not sent: not even the confirmation had left.")

gboolean
usher_plan_add_confirmation (UsherCommand *command, const UsherEvent *event, GError **error)
{
  g_autoptr (UsherNotification) n = usher_plan_insert (command, event, USHER_NOTIFICATION_CONFIRMATION, NULL,
                                                       USHER_NEVER, error);

  return n != NULL;
}

/* --- the event moved ----------------------------------------------------------------------------------------------- */

/**
 * Replaced:
 * @old_starts_at: what the people who are to be told now were told last; the oldest of several, or USHER_NEVER
 * @somebody_knows: some of a replaced notice may have left
 */
typedef struct {
  UsherInstant old_starts_at;
  gboolean     somebody_knows;
} Replaced;

/* Takes back one notice that is still on its way. Notices come by due moment, so the first one is the oldest. */
static gboolean
replace_notice (UsherCommand *command, const UsherNotification *n, Replaced *replaced, GError **error)
{
  int in_flight;

  if (replaced->old_starts_at == USHER_NEVER)
    replaced->old_starts_at = usher_notifications_get_old_start (command->conn, n->id, NULL);
  if (!usher_plan_take_back (command, n, REASON_REPLACED, error))
    return FALSE;
  in_flight = usher_deliveries_count_pending (command->conn, n->id, error);
  replaced->somebody_knows = replaced->somebody_knows || n->sent > 0 || in_flight > 0;
  return in_flight >= 0;
}

static gboolean
replace_notices (UsherCommand *command, const UsherEvent *event, Replaced *replaced, GError **error)
{
  g_autoptr (GPtrArray) all = usher_notifications_list (command->conn, event->id, TRUE, error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      const UsherNotification *n = g_ptr_array_index (all, i);
      gboolean on_its_way = n->status == USHER_NOTIFICATION_SCHEDULED || n->status == USHER_NOTIFICATION_SENDING;

      if (n->kind == USHER_NOTIFICATION_CHANGE && on_its_way && !replace_notice (command, n, replaced, error))
        return FALSE;
    }
  return TRUE;
}

/* -1 on error */
static int
count_readers (UsherCommand *command, const UsherEvent *event, GError **error)
{
  return event->channels == USHER_CHANNELS_NONE ? 0 : usher_registrations_count (command->conn, event->id, error);
}

gboolean
usher_plan_announce_move (UsherCommand *command, const UsherEvent *event, UsherInstant old_starts_at, GError **error)
{
  g_autoptr (UsherNotification) notice = NULL;
  Replaced replaced = { USHER_NEVER, FALSE };
  int readers;

  if (!replace_notices (command, event, &replaced, error))
    return FALSE;
  /* Moved there and back again before anybody heard of it: there is nothing to say. */
  if (replaced.old_starts_at == event->starts_at && !replaced.somebody_knows)
    return TRUE;
  if (replaced.old_starts_at != USHER_NEVER && replaced.old_starts_at != event->starts_at)
    old_starts_at = replaced.old_starts_at;
  readers = count_readers (command, event, error);
  if (readers <= 0)
    return readers == 0;
  notice = usher_plan_insert (command, event, USHER_NOTIFICATION_CHANGE, NULL, command->now, error);
  return notice != NULL && usher_notifications_set_old_start (command->conn, notice->id, old_starts_at, error) &&
         usher_confirmations_spare (command->conn, event->id, notice->id, REASON_STILL_TO_COME, command->now, error);
}

/* --- the event is cancelled ---------------------------------------------------------------------------------------- */

/* By kind as well: messages that wait for another try may belong to a notification that was closed. */
static gboolean
take_back_all (UsherCommand *command, const UsherEvent *event, GError **error)
{
  g_autoptr (GPtrArray) all = usher_notifications_list (command->conn, event->id, TRUE, error);

  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < all->len; i++)
    {
      const UsherNotification *n = g_ptr_array_index (all, i);

      if (n->kind == USHER_NOTIFICATION_CANCELLATION ||
          (n->status != USHER_NOTIFICATION_SCHEDULED && n->status != USHER_NOTIFICATION_SENDING))
        continue;
      if (!usher_plan_take_back (command, n, REASON_CANCELLED, error))
        return FALSE;
    }
  return usher_deliveries_cancel_event (command->conn, event->id, USHER_NOTIFICATION_REMINDER, REASON_CANCELLED, command->now, error) &&
         usher_deliveries_cancel_event (command->conn, event->id, USHER_NOTIFICATION_CHANGE, REASON_CANCELLED, command->now, error) &&
         usher_deliveries_cancel_event (command->conn, event->id, USHER_NOTIFICATION_CONFIRMATION, REASON_CANCELLED, command->now, error);
}

gboolean
usher_plan_tells_of_cancellation (const UsherEvent *event, UsherInstant now)
{
  return event->status == USHER_EVENT_SCHEDULED && event->channels != USHER_CHANNELS_NONE && now < usher_event_ends_at (event);
}

gboolean
usher_plan_announce_cancellation (UsherCommand *command, const UsherEvent *event, GError **error)
{
  g_autoptr (UsherNotification) notice = NULL;
  int readers = count_readers (command, event, error);

  if (readers < 0)
    return FALSE;
  if (readers > 0 && usher_plan_tells_of_cancellation (event, command->now))
    {
      notice = usher_plan_insert (command, event, USHER_NOTIFICATION_CANCELLATION, NULL, command->now, error);
      if (notice == NULL ||
          !usher_confirmations_spare (command->conn, event->id, notice->id, REASON_NEVER_TOLD, command->now, error))
        return FALSE;
    }
  return take_back_all (command, event, error);
}
