/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-app-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "usher-application.h"

#define WAIT_SECONDS 60

static GtkApplication *application;
static guint *overflows;

/* Warnings are fatal, but for one: a web view talks to assistive technology by itself, which GTK's accessibility for tests has no
 * place for. (g_test_log_set_fatal_handler() holds for one case only, and not for structured messages.) */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0 && strstr (fields[i].value, "WebKitWebView a11y socket") != NULL)
      return G_LOG_WRITER_HANDLED;
  for (gsize i = 0; overflows && i < n_fields; i++)
    if (strcmp (fields[i].key, "MESSAGE") == 0 && strstr (fields[i].value, "exceeds AdwBreakpointBin") != NULL)
      {
        *overflows += 1;
        return G_LOG_WRITER_HANDLED;
      }
  g_log_writer_default (level, fields, n_fields, data);
  if (level & (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL))
    G_BREAKPOINT ();
  return G_LOG_WRITER_HANDLED;
}

static void
judge_logs (void)
{
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  g_log_set_default_handler (g_log_default_handler, NULL);
  g_log_set_writer_func (write_log, NULL, NULL);
}

void
usher_app_test_init (int *argc, char ***argv)
{
  g_autoptr (GError) error = NULL;

  gtk_test_init (argc, argv, NULL);
  judge_logs ();
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  /* As usher-application.c has it, so that styles and icons are found */
  application = GTK_APPLICATION (adw_application_new (USHER_APPLICATION_ID, G_APPLICATION_NON_UNIQUE));
  g_application_set_resource_base_path (G_APPLICATION (application), "/io/github/usherlive/Usher");
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
}

void
usher_app_count_overflows (guint *count)
{
  overflows = count;
}

/* --- waiting ------------------------------------------------------------------------------------------------------- */

static gboolean
wake (gpointer data)
{
  return G_SOURCE_REMOVE;
}

void
usher_app_iterate (void)
{
  guint source = g_timeout_add (10, wake, NULL);
  GSource *found;

  g_main_context_iteration (NULL, TRUE);
  found = g_main_context_find_source_by_id (NULL, source);
  if (found)
    g_source_destroy (found);
}

void
usher_app_wait (UsherCondition condition, gpointer data)
{
  gint64 until = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;

  while (!condition (data) && g_get_monotonic_time () < until)
    usher_app_iterate ();
  g_assert_true (condition (data));
}

void
usher_app_settle (int milliseconds)
{
  gint64 until = g_get_monotonic_time () + milliseconds * 1000;

  while (g_get_monotonic_time () < until)
    usher_app_iterate ();
}

void
usher_app_callback (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

GAsyncResult *
usher_app_await (GAsyncResult **result)
{
  usher_app_wait_for (*result != NULL);
  return g_steal_pointer (result);
}

/* --- the house ----------------------------------------------------------------------------------------------------- */

static UsherOptions *
make_options (const char *folder, UsherInstant now)
{
  UsherOptions *options = g_new0 (UsherOptions, 1);

  options->data_dir = g_strdup (folder);
  options->public_listen = g_strdup ("127.0.0.1:0");
  options->control_listen = g_strdup ("127.0.0.1:0");
  options->public_listen_given = options->control_listen_given = TRUE;
  options->token_file = g_build_filename (folder, "control-token", NULL);
  options->test_clock = now;
  return options;
}

UsherAppFixture *
usher_app_fixture_new (void)
{
  return usher_app_fixture_new_at (USHER_APP_NOW);
}

UsherAppFixture *
usher_app_fixture_new_at (UsherInstant now)
{
  UsherAppFixture *self = g_new0 (UsherAppFixture, 1);
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("usher-app-XXXXXX", &error);
  g_assert_no_error (error);
  self->options = make_options (self->folder, now);
  self->client = usher_client_new (self->options);
  usher_client_start (self->client);
  usher_app_wait_for (usher_client_get_state (self->client) != USHER_CLIENT_STARTING);
  g_assert_no_error (usher_client_get_error (self->client));
  g_assert_true (usher_client_is_running (self->client));
  return self;
}

static void
delete_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        delete_folder (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}

void
usher_app_fixture_free (UsherAppFixture *self)
{
  if (self->window)
    {
      gtk_window_destroy (GTK_WINDOW (self->window));
      usher_app_settle (50);
    }
  usher_client_stop (self->client);
  g_clear_object (&self->client);
  delete_folder (self->folder);
  usher_options_free (self->options);
  g_free (self->folder);
  g_free (self);
}

UsherWindow *
usher_app_fixture_open_window (UsherAppFixture *self, int width, int height)
{
  g_assert_null (self->window);
  self->window = usher_window_new (application, self->client);
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, height);
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (self->window));
  return self->window;
}

UsherEngine *
usher_app_fixture_engine (UsherAppFixture *self)
{
  return usher_client_get_engine (self->client);
}

void
usher_app_fixture_advance (UsherAppFixture *self, gint64 microseconds)
{
  UsherClock *clock = usher_engine_get_clock (usher_app_fixture_engine (self));

  usher_clock_set (clock, usher_clock_now (clock) + microseconds);
}

UsherEvent *
usher_app_fixture_event (UsherAppFixture *self, const char *title)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  UsherEvent *event;

  g_set_str (&draft->title, title);
  g_set_str (&draft->starts_at, "2026-11-15T20:00");
  g_set_str (&draft->time_zone, "Europe/Berlin");
  draft->channels = USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS;
  usher_engine_create_event_async (usher_app_fixture_engine (self), draft, NULL, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  event = usher_engine_create_event_finish (usher_app_fixture_engine (self), result, &error);
  g_assert_no_error (error);
  return event;
}

UsherRegistration *
usher_app_fixture_viewer (UsherAppFixture *self, gint64 event_id, const char *first_name, const char *email)
{
  g_autoptr (UsherRegistrationForm) form = usher_registration_form_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  UsherRegistration *registration;
  gboolean created;

  g_set_str (&form->first_name, first_name);
  g_set_str (&form->email, email);
  g_set_str (&form->source, "api");
  form->email_opt_in = TRUE;
  usher_engine_register_async (usher_app_fixture_engine (self), event_id, form, TRUE, "app", NULL, usher_app_callback, &pending);
  result = usher_app_await (&pending);
  registration = usher_engine_register_finish (usher_app_fixture_engine (self), result, &created, &error);
  g_assert_no_error (error);
  return registration;
}

/* --- looking ------------------------------------------------------------------------------------------------------- */

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
search (GtkWidget *widget, Match match, gconstpointer data)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (match (widget, data))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = search (child, match, data);

      if (found)
        return found;
    }
  return NULL;
}

static gboolean
is_type (GtkWidget *widget, gconstpointer data)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), *(const GType *) data);
}

GtkWidget *
usher_app_find (GtkWidget *root, GType type)
{
  return search (root, is_type, &type);
}

static gboolean
says (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), data) == 0;
}

GtkWidget *
usher_app_find_label (GtkWidget *root, const char *text)
{
  return search (root, says, text);
}

static gboolean
is_button (GtkWidget *widget, gconstpointer data)
{
  if (!GTK_IS_BUTTON (widget) && !GTK_IS_MENU_BUTTON (widget) && !ADW_IS_BUTTON_ROW (widget))
    return FALSE;
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), data) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    if (search (child, says, data))
      return TRUE;
  return FALSE;
}

GtkWidget *
usher_app_find_button (GtkWidget *root, const char *label)
{
  return search (root, is_button, label);
}

static gboolean
contains (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), data) != NULL;
}

gboolean
usher_app_sees (GtkWidget *root, const char *text)
{
  return search (root, contains, text) != NULL;
}

void
usher_app_picture (GtkWidget *widget, const char *name)
{
  const char *folder = g_getenv ("USHER_TEST_PICTURES");
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *path = NULL;
  GtkSnapshot *snapshot;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);

  if (!folder)
    return;
  paintable = gtk_widget_paintable_new (widget);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (!node)
    return;
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  path = g_strdup_printf ("%s/%s.png", folder, name);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}
