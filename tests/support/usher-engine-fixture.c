/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include <glib/gstdio.h>

#include "usher-statement.h"
#include "usher-time.h"

/* --- the house ----------------------------------------------------------------------------------------------------- */

static void
remember_change (UsherEngine *engine, const char *kind, gint64 id, gpointer user_data)
{
  UsherEngineFixture *self = user_data;

  g_ptr_array_add (self->changes, g_strdup_printf ("%s %" G_GINT64_FORMAT, kind, id));
}

static void
open_engine (UsherEngineFixture *self)
{
  g_autoptr (GError) error = NULL;

  self->store = usher_store_open (self->folder, &error);
  g_assert_no_error (error);
  self->engine = self->mailer != NULL ? usher_engine_new_full (self->store, self->clock, self->config, self->mailer,
                                                               self->texter, self->streamer)
                                      : usher_engine_new (self->store, self->clock, self->config);
  g_signal_connect (self->engine, "changed", G_CALLBACK (remember_change), self);
}

static void
close_engine (UsherEngineFixture *self)
{
  usher_engine_stop (self->engine, 5);
  usher_settle ();
  g_assert_finalize_object (g_steal_pointer (&self->engine));
  usher_store_close (self->store);
  g_clear_object (&self->store);
}

static UsherConfig *
make_config (void)
{
  UsherConfig *config = usher_config_new ();

  g_set_str (&config->sender_name, "Usher Test");
  g_set_str (&config->sender_address, "sender@example.org");
  g_set_str (&config->public_url, "https://show.example.org");
  g_set_str (&config->default_country, "DE");
  return config;
}

UsherEngineFixture *
usher_engine_fixture_new (void)
{
  return usher_engine_fixture_new_with (NULL, NULL, NULL);
}

UsherEngineFixture *
usher_engine_fixture_new_with (UsherMailer *mailer, UsherTexter *texter, UsherStreamer *streamer)
{
  UsherEngineFixture *self = g_new0 (UsherEngineFixture, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("usher-engine-XXXXXX", &error);
  g_assert_no_error (error);
  self->clock = usher_clock_new_settable (USHER_FIXTURE_NOW);
  self->config = make_config ();
  g_set_object (&self->mailer, mailer);
  g_set_object (&self->texter, texter);
  g_set_object (&self->streamer, streamer);
  self->changes = g_ptr_array_new_with_free_func (g_free);
  open_engine (self);
  return self;
}

static void
delete_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

void
usher_engine_fixture_free (UsherEngineFixture *self)
{
  close_engine (self);
  delete_folder (self->folder);
  g_clear_object (&self->mailer);
  g_clear_object (&self->texter);
  g_clear_object (&self->streamer);
  g_clear_object (&self->clock);
  usher_config_free (self->config);
  g_ptr_array_unref (self->changes);
  g_free (self->folder);
  g_free (self);
}

void
usher_engine_fixture_restart (UsherEngineFixture *self)
{
  close_engine (self);
  open_engine (self);
}

void
usher_engine_fixture_advance (UsherEngineFixture *self, gint64 microseconds)
{
  usher_clock_set (self->clock, usher_clock_now (self->clock) + microseconds);
}

/* --- waiting ------------------------------------------------------------------------------------------------------- */

void
usher_await_callback (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

GAsyncResult *
usher_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

void
usher_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* --- events -------------------------------------------------------------------------------------------------------- */

UsherEventDraft *
usher_fixture_draft (void)
{
  UsherEventDraft *draft = usher_event_draft_new ();

  g_set_str (&draft->title, "Show");
  g_set_str (&draft->starts_at, "2026-11-15T20:00");
  g_set_str (&draft->time_zone, "Europe/Berlin");
  draft->channels = USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS;
  return draft;
}

UsherEvent *
usher_fixture_create (UsherEngineFixture *self, const UsherEventDraft *draft)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  UsherEvent *event;

  usher_engine_create_event_async (self->engine, draft, NULL, "app", NULL, usher_await_callback, &result);
  event = usher_engine_create_event_finish (self->engine, usher_await (&result), &error);
  g_assert_no_error (error);
  return event;
}

UsherEvent *
usher_fixture_event (UsherEngineFixture *self)
{
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();

  return usher_fixture_create (self, draft);
}

UsherEvent *
usher_fixture_update (UsherEngineFixture *self, gint64 id, const UsherEventDraft *draft, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_update_event_async (self->engine, id, draft, 0, "app", NULL, usher_await_callback, &result);
  return usher_engine_update_event_finish (self->engine, usher_await (&result), error);
}

UsherEvent *
usher_fixture_cancel (UsherEngineFixture *self, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_cancel_event_async (self->engine, id, 0, "app", NULL, usher_await_callback, &result);
  return usher_engine_cancel_event_finish (self->engine, usher_await (&result), error);
}

/* --- viewers ------------------------------------------------------------------------------------------------------- */

UsherRegistrationForm *
usher_fixture_form (const char *name, const char *email, const char *phone)
{
  UsherRegistrationForm *form = usher_registration_form_new ();

  g_set_str (&form->first_name, name);
  g_set_str (&form->email, email != NULL ? email : "");
  g_set_str (&form->phone, phone != NULL ? phone : "");
  g_set_str (&form->email_consent_text, "Yes, write to me.");
  g_set_str (&form->sms_consent_text, "Yes, text me.");
  form->email_opt_in = email != NULL;
  form->sms_opt_in = phone != NULL;
  return form;
}

UsherRegistration *
usher_fixture_register (UsherEngineFixture *self, gint64 event_id, const UsherRegistrationForm *form, gboolean trusted,
                        gboolean *created, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_register_async (self->engine, event_id, form, trusted, trusted ? "api" : "viewer", NULL,
                               usher_await_callback, &result);
  return usher_engine_register_finish (self->engine, usher_await (&result), created, error);
}

UsherRegistration *
usher_fixture_viewer (UsherEngineFixture *self, gint64 event_id, const char *name, const char *email, const char *phone)
{
  g_autoptr (UsherRegistrationForm) form = usher_fixture_form (name, email, phone);
  g_autoptr (GError) error = NULL;
  UsherRegistration *registration = usher_fixture_register (self, event_id, form, TRUE, NULL, &error);

  g_assert_no_error (error);
  return registration;
}

/* --- looking ------------------------------------------------------------------------------------------------------- */

char *
usher_fixture_plan (UsherEngineFixture *self, gint64 event_id, gboolean all)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  list = usher_engine_list_notifications (self->engine, event_id, all, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < list->len; i++)
    {
      const UsherNotification *n = g_ptr_array_index (list, i);
      g_autofree char *due = n->due_at != USHER_NEVER ? usher_time_to_rfc3339 (n->due_at) : g_strdup ("-");

      g_string_append_printf (text, "%s%s %s %s", i > 0 ? "\n" : "",
                              n->interval != NULL ? n->interval : usher_notification_kind_nick (n->kind), due,
                              usher_notification_status_nick (n->status));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gint64
usher_fixture_query (UsherEngineFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  UsherConn *conn = usher_store_acquire_reader (self->store, &error);
  gint64 value = -1;

  g_assert_no_error (error);
  {
    g_autoptr (UsherStatement) statement = usher_statement_new (conn, sql, &error);

    g_assert_no_error (error);
    if (usher_statement_step (statement, &error) == USHER_STEP_ROW)
      value = usher_statement_column_int (statement);
    g_assert_no_error (error);
  }
  usher_store_release_reader (self->store, conn);
  return value;
}

char *
usher_fixture_query_text (UsherEngineFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;
  UsherConn *conn = usher_store_acquire_reader (self->store, &error);
  char *value = NULL;

  g_assert_no_error (error);
  {
    g_autoptr (UsherStatement) statement = usher_statement_new (conn, sql, &error);

    g_assert_no_error (error);
    if (usher_statement_step (statement, &error) == USHER_STEP_ROW)
      value = usher_statement_column_dup (statement);
    g_assert_no_error (error);
  }
  usher_store_release_reader (self->store, conn);
  return value;
}

static gboolean
execute (UsherConn *conn, gpointer sql, GError **error)
{
  g_autoptr (UsherStatement) statement = usher_statement_new (conn, sql, error);

  return statement != NULL && usher_statement_run (statement, error);
}

void
usher_fixture_execute (UsherEngineFixture *self, const char *sql)
{
  g_autoptr (GError) error = NULL;

  usher_store_write (self->store, execute, (gpointer) sql, NULL, &error);
  g_assert_no_error (error);
}

void
usher_fixture_deliver_all (UsherEngineFixture *self)
{
  usher_fixture_execute (self, "UPDATE delivery SET status = 'accepted', batch_id = 'batch', provider = 'fake', "
                         "settled_at = created_at WHERE status = 'queued'");
}
