/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-claim.h"

#include "usher-due.h"
#include "usher-error.h"
#include "usher-quiet.h"
#include "usher-settings-store.h"
#include "usher-table-deliveries.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-notifications.h"
#include "usher-table-registrations.h"
#include "usher-time.h"

/* How many messages of quiet hours one job puts off */
#define HELD_AT_ONCE 200

void
usher_claim_free (UsherClaim *self)
{
  if (self == NULL)
    return;
  g_free (self->batch_id);
  g_clear_pointer (&self->deliveries, g_ptr_array_unref);
  g_clear_pointer (&self->registrations, g_ptr_array_unref);
  g_clear_pointer (&self->event, usher_event_unref);
  g_clear_pointer (&self->notification, usher_notification_unref);
  g_clear_pointer (&self->text, usher_template_text_free);
  g_free (self);
}

static void
registration_unref0 (gpointer registration)
{
  if (registration != NULL)
    usher_registration_unref (registration);
}

/* Readers in the order of the deliveries. One who was erased meanwhile leaves a gap. */
static gboolean
load_readers (UsherConn *conn, UsherClaim *self, GError **error)
{
  self->registrations = g_ptr_array_new_with_free_func (registration_unref0);
  for (guint i = 0; i < self->deliveries->len; i++)
    {
      const UsherDelivery *d = self->deliveries->pdata[i];
      g_autoptr (GError) local = NULL;
      UsherRegistration *registration = NULL;

      if (d->registration_id != 0)
        registration = usher_registrations_get (conn, d->registration_id, &local);
      if (local != NULL && !usher_error_is_not_found (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_ptr_array_add (self->registrations, registration);
    }
  return TRUE;
}

static char *
key_of_template (UsherConn *conn, const UsherClaim *self, gboolean general, GError **error)
{
  const UsherDelivery *first = self->deliveries->pdata[0];
  char *key;

  if (self->notification != NULL)
    return usher_template_key (self->notification->kind, self->notification->interval, general);
  key = usher_deliveries_get_template_key (conn, first->id, error);
  return key != NULL || (error != NULL && *error != NULL) ? key : g_strdup ("confirmation");
}

/* One that was cancelled or closed meanwhile is still asked about. */
static UsherNotification *
get_notification (UsherConn *conn, gint64 id, GError **error)
{
  UsherNotification *n;

  if (!usher_due_find_open (conn, id, &n, error))
    return NULL;
  return n != NULL ? n : usher_notifications_get (conn, id, error);
}

/* @due is out: what the rule says about the notification at the moment of the claim; a test send always leaves. */
static gboolean
load_all (UsherConn *conn, UsherClaim *self, UsherDue *due, GError **error)
{
  const UsherDelivery *first = self->deliveries->pdata[0];
  g_autofree char *key = NULL;

  self->event = usher_events_get (conn, first->event_id, error);
  if (self->event == NULL)
    return FALSE;
  if (first->notification_id != 0)
    {
      self->notification = get_notification (conn, first->notification_id, error);
      if (self->notification == NULL || !usher_due_decide (conn, self->event, self->notification, self->at, due, error))
        return FALSE;
      self->old_starts_at = usher_notifications_get_old_start (conn, first->notification_id, NULL);
      self->helps_until = due->helps_until;
    }
  else
    {
      *due = (UsherDue) { .timing = USHER_TIMING_SEND };
      self->helps_until = self->at + USHER_HOUR;
    }
  key = key_of_template (conn, self, due->general, error);
  if (key == NULL)
    return FALSE;
  self->text = usher_composer_load (conn, key, first->channel, error);
  return self->text != NULL && load_readers (conn, self, error);
}

static UsherClaim *
claim_new (GPtrArray *deliveries, const char *batch_id, UsherInstant at)
{
  UsherClaim *self = g_new0 (UsherClaim, 1);

  self->batch_id = g_strdup (batch_id);
  self->at = at;
  self->deliveries = g_ptr_array_ref (deliveries);
  self->old_starts_at = USHER_NEVER;
  return self;
}

/* What the rule decided against goes no further, and neither does the rest of its notification. */
static gboolean
skip (UsherConn *conn, const UsherClaim *self, const char *provider, const UsherDue *due, GError **error)
{
  g_autoptr (UsherProviderState) state = usher_provider_state_get (conn, provider, error);
  g_autofree char *reason = NULL;

  if (state == NULL)
    return FALSE;
  if (state->reason != NULL && due->timing != USHER_TIMING_SKIP_EVENT)
    reason = g_strdup_printf ("Not sent in time: %s", state->reason);
  return usher_deliveries_skip (conn, self->batch_id, 0, reason != NULL ? reason : due->reason, self->at, error)
         && usher_deliveries_skip_notification (conn, self->notification->id, reason != NULL ? reason : due->reason,
                                                self->at, error);
}

/* --- quiet hours ---------------------------------------------------------------------------------------------------- */

static GTimeZone *
zone_of_reader (const UsherClaim *self, guint index)
{
  const UsherRegistration *reader = self->registrations->pdata[index];
  GTimeZone *zone = NULL;

  if (reader != NULL && reader->time_zone != NULL && *reader->time_zone != '\0')
    zone = usher_time_zone_new (reader->time_zone, "time_zone", NULL);
  return zone != NULL ? zone : usher_time_zone_new (self->event->time_zone, "time_zone", NULL);
}

static gboolean
decide_quiet (UsherConn *conn, const UsherClaim *self, guint index, const UsherQuietHours *hours, UsherQuiet *quiet,
              UsherInstant *end, GError **error)
{
  g_autoptr (GTimeZone) zone = zone_of_reader (self, index);
  g_auto (UsherDue) then = { 0 };
  UsherQuietCase c = {
    .kind = self->notification->kind, .now = self->at, .starts_at = self->event->starts_at,
    .old_starts_at = self->old_starts_at,
  };

  c.quiet_end = *end = zone != NULL ? usher_quiet_end (hours, self->at, zone) : USHER_NEVER;
  if (*end != USHER_NEVER && !usher_due_decide (conn, self->event, self->notification, *end, &then, error))
    return FALSE;
  c.helps_then = !usher_due_is_skip (then.timing);
  *quiet = usher_quiet_decide (&c);
  return TRUE;
}

/* What must not leave now goes back to the queue, or no further; in the job that claimed it, so that it is never seen as claimed.
 * The rest of the claim stays. */
static gboolean
keep_quiet (UsherConn *conn, UsherClaim *self, const UsherQuietHours *hours, GError **error)
{
  for (guint i = self->deliveries->len; i > 0; i--)
    {
      const UsherDelivery *d = self->deliveries->pdata[i - 1];
      UsherInstant end;
      UsherQuiet quiet;

      if (!decide_quiet (conn, self, i - 1, hours, &quiet, &end, error))
        return FALSE;
      if (quiet == USHER_QUIET_LEAVE)
        continue;
      if (!(quiet == USHER_QUIET_WAIT
            ? usher_deliveries_requeue (conn, self->batch_id, d->id, usher_quiet_reason (quiet), end, FALSE, error)
            : usher_deliveries_skip (conn, self->batch_id, d->id, usher_quiet_reason (quiet), self->at, error)))
        return FALSE;
      g_ptr_array_remove_index (self->registrations, i - 1);
      g_ptr_array_remove_index (self->deliveries, i - 1);
    }
  return TRUE;
}

static gboolean
read_quiet_hours (UsherConn *conn, UsherChannel channel, UsherQuietHours *hours, GError **error)
{
  g_autoptr (UsherSettings) settings = NULL;

  *hours = (UsherQuietHours) { 0 };
  if (channel != USHER_CHANNEL_SMS)
    return TRUE;
  settings = usher_settings_load (conn, error);
  if (settings == NULL)
    return FALSE;
  *hours = (UsherQuietHours) { settings->quiet_enabled, settings->quiet_from, settings->quiet_to };
  return TRUE;
}

/* One claim. NULL without error and *again: what was claimed goes no further, or not now. */
static UsherClaim *
take_one (UsherConn *conn, UsherChannel channel, const char *provider, int limit, const UsherQuietHours *hours,
          UsherInstant now, gboolean *again, GError **error)
{
  g_autofree char *batch_id = g_uuid_string_random ();
  g_autoptr (GPtrArray) deliveries = usher_deliveries_claim (conn, channel, batch_id, provider, limit, now, error);
  g_autoptr (UsherClaim) self = NULL;
  g_auto (UsherDue) due = { 0 };

  *again = FALSE;
  if (deliveries == NULL || deliveries->len == 0)
    return NULL;
  self = claim_new (deliveries, batch_id, now);
  if (!load_all (conn, self, &due, error))
    return NULL;
  if (usher_due_is_skip (due.timing))
    {
      *again = skip (conn, self, provider, &due, error);
      return NULL;
    }
  if (hours->enabled && self->notification != NULL && !keep_quiet (conn, self, hours, error))
    return NULL;
  if (self->deliveries->len > 0)
    return g_steal_pointer (&self);
  *again = TRUE;
  return NULL;
}

UsherClaim *
usher_claim_take (UsherConn *conn, UsherChannel channel, const char *provider, int limit, UsherInstant now,
                  gboolean *again, GError **error)
{
  g_autoptr (GError) local = NULL;
  UsherQuietHours hours;
  UsherClaim *claim = NULL;

  *again = FALSE;
  if (!read_quiet_hours (conn, channel, &hours, error))
    return NULL;
  /* A night is a matter of one commit, not of ten thousand. */
  for (int i = 0; i < (hours.enabled ? HELD_AT_ONCE : 1); i++)
    {
      claim = take_one (conn, channel, provider, limit, &hours, now, again, &local);
      if (claim != NULL || local != NULL || !*again)
        break;
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return claim;
}

UsherClaim *
usher_claim_load (UsherConn *conn, GPtrArray *deliveries, GError **error)
{
  const UsherDelivery *first;
  g_autoptr (UsherClaim) self = NULL;
  g_autoptr (GError) local = NULL;
  g_auto (UsherDue) due = { 0 };

  g_assert (deliveries->len > 0);
  first = deliveries->pdata[0];
  self = claim_new (deliveries, first->batch_id, first->claimed_at);
  if (load_all (conn, self, &due, &local))
    return g_steal_pointer (&self);
  if (!usher_error_is_not_found (local))
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

UsherComposer *
usher_claim_compose (const UsherClaim *self, const UsherConfig *config, const char *public_url, GError **error)
{
  g_autoptr (UsherComposer) composer = usher_composer_new (self->text, self->event, config, public_url, self->at, NULL);

  if (composer == NULL)
    {
      const UsherTemplateText *usual = usher_default_template (self->text->key, self->text->channel);

      if (usual == NULL)
        {
          usher_set_error (error, USHER_ERROR_INVALID, "The template “%s” cannot be used.", self->text->key);
          return NULL;
        }
      composer = usher_composer_new (usual, self->event, config, public_url, self->at, error);
    }
  if (composer != NULL && self->notification != NULL)
    usher_composer_set_notification (composer, self->notification, self->old_starts_at);
  return g_steal_pointer (&composer);
}
