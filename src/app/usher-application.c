/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "usher-help.h"
#include "usher-welcome.h"
#include "usher-window.h"

#define RESOURCE_BASE "/io/github/usherlive/Usher"

struct _UsherApplication {
  AdwApplication      parent_instance;

  const UsherOptions *options;
  UsherClient        *client;
  char               *pending;   /* (nullable): the window's action that waits for the engine */
};

G_DEFINE_FINAL_TYPE (UsherApplication, usher_application, ADW_TYPE_APPLICATION)

/* --- actions ------------------------------------------------------------------------------------------------------- */

/* With a dialog open a window takes "close" for the dialog's. */
static void
close_dialogs (GtkWindow *window)
{
  AdwDialog *dialog;

  while (ADW_IS_APPLICATION_WINDOW (window) &&
         (dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window))) != NULL)
    adw_dialog_force_close (dialog);
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkApplication *application = GTK_APPLICATION (user_data);
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (application));

  /* Windows are closed one by one, so that each keeps its state and finishes what waits for an Undo. */
  for (GList *at = windows; at; at = at->next)
    {
      close_dialogs (GTK_WINDOW (at->data));
      gtk_window_close (GTK_WINDOW (at->data));
    }
  if (!windows)
    g_application_quit (G_APPLICATION (application));
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AdwDialog *dialog = adw_about_dialog_new ();
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  g_object_set (dialog,
                "application-name", _("Usher"),
                "application-icon", USHER_APPLICATION_ID,
                "version", USHER_VERSION,
                "developer-name", _("The Usher founders"),
                "comments", _("Fills the house and starts on time"),
                "website", "https://usherlive.github.io/",
                "license-type", GTK_LICENSE_GPL_3_0,
                /* Translators: your name, one per line */
                "translator-credits", _("translator-credits"),
                NULL);
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

static void
help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (USHER_IS_WINDOW (window) && !adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)))
    adw_dialog_present (usher_help_new (), GTK_WIDGET (window));
}

static void
retry (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UsherApplication *self = USHER_APPLICATION (user_data);

  if (usher_client_get_state (self->client) == USHER_CLIENT_FAILED)
    usher_client_start (self->client);
}

static void
run_pending (UsherApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autofree char *name = NULL;

  if (!self->pending || !window || !usher_client_is_running (self->client))
    return;
  name = g_steal_pointer (&self->pending);
  /* What is under way comes first: a second wizard on top of the first would write over its draft. */
  if (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window)))
    return;
  g_action_group_activate_action (G_ACTION_GROUP (window), name,
                                  g_str_equal (name, "schedule-event") ? g_variant_new_string ("") : NULL);
}

/* From the shell's menu of the app's icon: the window's own action, once there is a window with a running engine */
static void
forward (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UsherApplication *self = USHER_APPLICATION (user_data);

  g_set_str (&self->pending, g_action_get_name (G_ACTION (action)));
  g_application_activate (G_APPLICATION (self));
  run_pending (self);
}

static void
add_accels (UsherApplication *self)
{
  static const struct { const char *action; const char *accels[3]; } keys[] = {
    { "app.quit", { "<Control>q" } },
    { "app.help", { "F1" } },
    { "window.close", { "<Control>w" } },
    { "win.schedule-event::", { "<Control>n" } },
    { "win.quick-start", { "<Control><Shift>n" } },
    { "win.preferences::", { "<Control>comma" } },
    { "win.shortcuts", { "<Control>question" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, keys[i].accels);
}

/* SIGTERM (the session ends), SIGINT (Ctrl-C): end in order. A second one ends at once: the source is gone by then. */
static gboolean
signalled (gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (user_data), "quit", NULL);
  return G_SOURCE_REMOVE;
}

/* --- the application ----------------------------------------------------------------------------------------------- */

static void
usher_application_startup (GApplication *application)
{
  UsherApplication *self = USHER_APPLICATION (application);
  static const GActionEntry entries[] = {
    { "quit", quit },
    { "about", about },
    { "help", help },
    { "retry", retry },
    { "schedule-event", forward },
    { "quick-start", forward },
  };

  G_APPLICATION_CLASS (usher_application_parent_class)->startup (application);
  g_set_application_name (_("Usher"));
  gtk_window_set_default_icon_name (USHER_APPLICATION_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_accels (self);
  g_unix_signal_add (SIGTERM, signalled, self);
  g_unix_signal_add (SIGINT, signalled, self);
  usher_client_start (self->client);
}

static void
usher_application_activate (GApplication *application)
{
  UsherApplication *self = USHER_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (!window)
    {
      window = GTK_WINDOW (usher_window_new (GTK_APPLICATION (application), self->client));
      usher_welcome_offer (window, self->client);
    }
  gtk_window_present (window);
}

static void
usher_application_shutdown (GApplication *application)
{
  UsherApplication *self = USHER_APPLICATION (application);

  G_APPLICATION_CLASS (usher_application_parent_class)->shutdown (application);
  usher_client_stop (self->client);
}

static void
usher_application_dispose (GObject *object)
{
  g_clear_object (&USHER_APPLICATION (object)->client);
  g_clear_pointer (&USHER_APPLICATION (object)->pending, g_free);
  G_OBJECT_CLASS (usher_application_parent_class)->dispose (object);
}

static void
usher_application_class_init (UsherApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_application_dispose;
  application_class->startup = usher_application_startup;
  application_class->activate = usher_application_activate;
  application_class->shutdown = usher_application_shutdown;
}

static void
usher_application_init (UsherApplication *self)
{
}

/**
 * usher_application_new:
 * @options: the command line; must outlive the application
 *
 * Returns: (transfer full): an application whose engine starts with g_application_run()
 */
UsherApplication *
usher_application_new (const UsherOptions *options)
{
  UsherApplication *self;

  g_return_val_if_fail (options != NULL, NULL);

  self = g_object_new (USHER_TYPE_APPLICATION,
                       "application-id", options->demo ? USHER_APPLICATION_ID ".Demo" : USHER_APPLICATION_ID,
                       "resource-base-path", RESOURCE_BASE,
                       NULL);
  self->options = options;
  self->client = usher_client_new (options);
  g_signal_connect_object (self->client, "notify::running", G_CALLBACK (run_pending), self, G_CONNECT_SWAPPED);
  return self;
}

UsherClient *
usher_application_get_client (UsherApplication *self)
{
  g_return_val_if_fail (USHER_IS_APPLICATION (self), NULL);
  return self->client;
}
