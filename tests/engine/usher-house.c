/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-house.h"

#include <glib/gstdio.h>

#include "usher-engine-private.h"

static void
open_engine (UsherHouse *self)
{
  g_autoptr (GError) error = NULL;

  self->store = usher_store_open (self->folder, &error);
  g_assert_no_error (error);
  self->engine = usher_engine_new_full (self->store, self->clock, self->config, USHER_MAILER (self->mailer),
                                        USHER_TEXTER (self->texter), USHER_STREAMER (self->streamer));
  usher_engine_start (self->engine, &error);
  g_assert_no_error (error);
}

static void
close_engine (UsherHouse *self, int seconds)
{
  usher_engine_stop (self->engine, seconds);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  usher_store_close (self->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&self->engine));
  g_clear_object (&self->store);
}

UsherHouse *
usher_house_new_in (const char *folder, UsherInstant now)
{
  UsherHouse *self = g_new0 (UsherHouse, 1);

  self->folder = g_strdup (folder);
  self->keep_folder = TRUE;
  self->clock = usher_clock_new_settable (now);
  self->config = usher_config_new ();
  self->config->public_url = g_strdup ("https://live.example.com");
  self->config->sender_name = g_strdup ("Studio Nord");
  self->config->sender_address = g_strdup ("show@example.com");
  self->config->default_country = (g_free (self->config->default_country), g_strdup ("DE"));
  self->mailer = usher_fake_mailer_new ();
  self->texter = usher_fake_texter_new ();
  self->streamer = usher_fake_streamer_new ();
  self->mail = usher_fake_mailer_get (self->mailer);
  self->text = usher_fake_texter_get (self->texter);
  self->stage = usher_fake_streamer_get (self->streamer);
  open_engine (self);
  return self;
}

UsherHouse *
usher_house_new (UsherInstant now)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("usher-house-XXXXXX", &error);
  UsherHouse *self;

  g_assert_no_error (error);
  self = usher_house_new_in (folder, now);
  self->keep_folder = FALSE;
  return self;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_remove (file);
    }
  g_rmdir (path);
}

void
usher_house_free (UsherHouse *self)
{
  close_engine (self, 5);
  g_object_unref (self->clock);
  usher_config_free (self->config);
  g_object_unref (self->mailer);
  g_object_unref (self->texter);
  g_object_unref (self->streamer);
  if (!self->keep_folder)
    remove_folder (self->folder);
  g_free (self->folder);
  g_free (self);
}

void
usher_house_restart_after (UsherHouse *self, int seconds)
{
  close_engine (self, seconds);
  open_engine (self);
}

void
usher_house_restart (UsherHouse *self)
{
  usher_house_restart_after (self, 5);
}

void
usher_house_take (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **there = data;

  *there = g_object_ref (result);
}

GAsyncResult *
usher_house_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

int
usher_house_run_due (UsherHouse *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  int due;

  usher_engine_run_due_async (self->engine, NULL, usher_house_take, &result);
  due = usher_engine_run_due_finish (self->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  return due;
}

int
usher_house_go_to (UsherHouse *self, UsherInstant now)
{
  usher_clock_set (self->clock, now);
  return usher_house_run_due (self);
}

UsherEvent *
usher_house_create (UsherHouse *self, UsherChannels channels, const char * const *intervals)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UsherEvent *event;

  g_set_str (&draft->title, "Sunday Night Jazz");
  g_set_str (&draft->description, "Live from the **attic**");
  g_set_str (&draft->starts_at, "2026-12-06T20:00");
  g_set_str (&draft->time_zone, "Europe/Berlin");
  draft->duration_minutes = 90;
  draft->channels = channels;
  if (intervals != NULL)
    {
      g_clear_pointer (&draft->intervals, g_ptr_array_unref);
      draft->intervals = g_ptr_array_new_with_free_func (g_free);
      for (; *intervals != NULL; intervals++)
        g_ptr_array_add (draft->intervals, g_strdup (*intervals));
    }
  usher_engine_create_event_async (self->engine, draft, NULL, "app", NULL, usher_house_take, &result);
  event = usher_engine_create_event_finish (self->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (event->starts_at, ==, HOUSE_START);
  return event;
}

gint64
usher_house_create_id (UsherHouse *self, UsherChannels channels, const char * const *intervals)
{
  g_autoptr (UsherEvent) event = usher_house_create (self, channels, intervals);

  return event->id;
}

gint64
usher_house_register (UsherHouse *self, gint64 event_id, const char *name, const char *email, const char *phone,
                      const char *time_zone)
{
  g_autoptr (UsherRegistrationForm) form = usher_registration_form_new ();
  g_autoptr (UsherRegistration) registration = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_set_str (&form->first_name, name);
  g_set_str (&form->last_name, "Lovelace");
  g_set_str (&form->email, email);
  g_set_str (&form->phone, phone);
  g_set_str (&form->time_zone, time_zone);
  g_set_str (&form->country, "DE");
  form->email_opt_in = email != NULL;
  form->sms_opt_in = phone != NULL;
  usher_engine_register_async (self->engine, event_id, form, TRUE, "api", NULL, usher_house_take, &result);
  registration = usher_engine_register_finish (self->engine, usher_house_wait (&result), NULL, &error);
  g_assert_no_error (error);
  return registration->id;
}

typedef struct {
  gint64       event_id;
  int          count;
  UsherInstant now;
} Filling;

static gboolean
fill_job (UsherConn *conn, gpointer data, GError **error)
{
  const Filling *filling = data;

  for (int i = 0; i < filling->count; i++)
    {
      g_autoptr (UsherRegistration) r = usher_registration_new ();

      r->event_id = filling->event_id;
      g_free (r->token);
      r->token = g_strdup_printf ("token-%d", i);
      g_free (r->first_name);
      r->first_name = g_strdup_printf ("Viewer %d", i);
      r->email = g_strdup_printf ("viewer%d@example.com", i);
      r->email_opt_in = TRUE;
      r->registered_at = r->updated_at = filling->now;
      if (!usher_registrations_insert (conn, r, error))
        return FALSE;
    }
  return TRUE;
}

void
usher_house_fill (UsherHouse *self, gint64 event_id, int count)
{
  Filling filling = { event_id, count, usher_clock_now (self->clock) };
  g_autoptr (GError) error = NULL;

  usher_store_write (self->store, fill_job, &filling, NULL, &error);
  g_assert_no_error (error);
}

UsherNotification *
usher_house_find (UsherHouse *self, gint64 event_id, const char *interval)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = usher_engine_list_notifications (self->engine, event_id, TRUE, &error);

  g_assert_no_error (error);
  for (guint i = list->len; i > 0; i--)
    {
      UsherNotification *n = list->pdata[i - 1];

      if (g_strcmp0 (n->interval, interval) == 0
          || (n->interval == NULL && g_strcmp0 (usher_notification_kind_nick (n->kind), interval) == 0))
        return usher_notification_ref (n);
    }
  g_assert_not_reached ();
}

UsherEvent *
usher_house_get_event (UsherHouse *self, gint64 event_id)
{
  g_autoptr (GError) error = NULL;
  UsherEvent *event = usher_engine_get_event (self->engine, event_id, &error);

  g_assert_no_error (error);
  return event;
}

UsherEvent *
usher_house_start (UsherHouse *self, gint64 event_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_start_event_async (self->engine, event_id, "app", NULL, usher_house_take, &result);
  return usher_engine_start_event_finish (self->engine, usher_house_wait (&result), error);
}

UsherEvent *
usher_house_end (UsherHouse *self, gint64 event_id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_end_event_async (self->engine, event_id, "app", NULL, usher_house_take, &result);
  return usher_engine_end_event_finish (self->engine, usher_house_wait (&result), error);
}

int
usher_house_count (UsherHouse *self, gint64 event_id, int status)
{
  UsherDeliveryQuery query = { .event_id = event_id, .channel = -1, .status = status, .limit = 100000 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = usher_engine_list_deliveries (self->engine, &query, &error);

  g_assert_no_error (error);
  return (int) list->len;
}

UsherDelivery *
usher_house_delivery (UsherHouse *self, gint64 id)
{
  g_autoptr (GError) error = NULL;
  UsherDelivery *d = usher_engine_get_delivery (self->engine, id, &error);

  g_assert_no_error (error);
  return d;
}

void
usher_house_set_channels (UsherHouse *self, gint64 registration_id, UsherChannels channels)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherRegistration) registration = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_reader_open (&reader, self->engine, &error);
  registration = usher_registrations_get (reader.conn, registration_id, &error);
  g_assert_no_error (error);
  usher_reader_clear (&reader);
  usher_engine_set_channels_async (self->engine, registration->token, channels, "", NULL, usher_house_take, &result);
  usher_engine_set_channels_finish (self->engine, usher_house_wait (&result), &error);
  g_assert_no_error (error);
}

const char *
usher_house_suppression (UsherHouse *self, UsherChannel channel, const char *address)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (GError) error = NULL;
  const char *reason;

  usher_reader_open (&reader, self->engine, &error);
  reason = usher_suppressions_find (reader.conn, channel, address, &error);
  g_assert_no_error (error);
  return reason;
}

char *
usher_house_provider_state (UsherHouse *self, const char *provider, char **reason)
{
  g_auto (UsherReader) reader = { 0 };
  g_autoptr (UsherProviderState) state = NULL;
  g_autoptr (GError) error = NULL;

  usher_reader_open (&reader, self->engine, &error);
  state = usher_provider_state_get (reader.conn, provider, &error);
  g_assert_no_error (error);
  if (reason != NULL)
    *reason = g_strdup (state->reason);
  return g_strdup (state->state);
}
