/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-window-actions.h"

#include <glib/gi18n.h>

#include "usher-cancel-event.h"
#include "usher-event-page.h"
#include "usher-go-live.h"
#include "usher-outbox-page.h"
#include "usher-page.h"
#include "usher-preferences-dialog.h"
#include "usher-preview-dialog.h"
#include "usher-quick-start.h"
#include "usher-restore.h"
#include "usher-studio-page.h"
#include "usher-summary-page.h"
#include "usher-templates-page.h"
#include "usher-toast.h"
#include "usher-welcome.h"
#include "usher-wizard.h"

static UsherClient *
client_of (gpointer window)
{
  return usher_window_get_client (USHER_WINDOW (window));
}

/* The same dialog is there once, however often it is asked for (by D-Bus: the keyboard cannot reach behind a dialog). */
static void
present (gpointer window, AdwDialog *dialog)
{
  AdwDialog *shown = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

  if (shown && G_OBJECT_TYPE (shown) == G_OBJECT_TYPE (dialog))
    {
      g_object_ref_sink (dialog);
      g_object_unref (dialog);
      return;
    }
  adw_dialog_present (dialog, GTK_WIDGET (window));
}

/* --- pages --------------------------------------------------------------------------------------------------------- */

static void
show_section (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  usher_window_show_section (window, g_variant_get_string (parameter, NULL));
}

static void
open_event (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  usher_window_push (window, usher_event_page_new (client_of (window), g_variant_get_int64 (parameter)));
}

static void
open_studio (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  AdwNavigationPage *page = usher_studio_page_new (client_of (window), g_variant_get_int64 (parameter));

  if (USHER_IS_EVENT_PAGE (usher_window_get_page (window)))
    usher_window_replace_top (window, page);
  else
    usher_window_push (window, page);
}

static void
open_summary (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  AdwNavigationPage *page = usher_summary_page_new (client_of (window), g_variant_get_int64 (parameter));

  if (USHER_IS_STUDIO_PAGE (usher_window_get_page (window)))
    usher_window_replace_top (window, page);
  else
    usher_window_push (window, page);
}

static void
edit_template (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  usher_window_show_section (window, "templates");
  usher_templates_page_edit (USHER_TEMPLATES_PAGE (usher_window_get_page (window)), g_variant_get_string (parameter, NULL));
}

static void
show_outbox (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  usher_window_show_section (window, "outbox");
  usher_outbox_page_set_event (USHER_OUTBOX_PAGE (usher_window_get_page (window)), g_variant_get_int64 (parameter));
}

static void
show_notification (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gint64 event_id, notification_id;

  g_variant_get (parameter, "(xx)", &event_id, &notification_id);
  usher_window_show_section (window, "outbox");
  usher_outbox_page_set_notification (USHER_OUTBOX_PAGE (usher_window_get_page (window)), event_id, notification_id);
}

static void
open_message (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  usher_window_show_section (window, "outbox");
  usher_outbox_page_open_message (USHER_OUTBOX_PAGE (usher_window_get_page (window)), g_variant_get_int64 (parameter));
}

/* --- dialogs ------------------------------------------------------------------------------------------------------- */

static void
schedule_event (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  const char *date = g_variant_get_string (parameter, NULL);

  present (window, usher_wizard_new (client_of (window), *date ? date : NULL));
}

static void
edit_event (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  present (window, usher_wizard_new_edit (client_of (window), g_variant_get_int64 (parameter), NULL));
}

static void
reschedule (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  const char *start;
  gint64 id;

  g_variant_get (parameter, "(x&s)", &id, &start);
  present (window, usher_wizard_new_edit (client_of (window), id, start));
}

static void
duplicate_event (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  present (window, usher_wizard_new_duplicate (client_of (window), g_variant_get_int64 (parameter)));
}

static void
cancel_event (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  usher_cancel_event_ask (GTK_WIDGET (window), client_of (window), g_variant_get_int64 (parameter));
}

static void
quick_start (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  present (window, usher_quick_start_new (client_of (window)));
}

static void
go_live (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  usher_go_live_ask (GTK_WIDGET (window), client_of (window), g_variant_get_int64 (parameter));
}

static void
preview (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  const char *key, *nick;
  gint64 id;
  UsherChannel channel = USHER_CHANNEL_EMAIL;

  g_variant_get (parameter, "(x&s&s)", &id, &key, &nick);
  usher_channel_from_nick (nick, &channel);
  present (window, usher_preview_dialog_new (client_of (window), id, key, channel));
}

static void
preferences (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  present (window, usher_preferences_dialog_new (client_of (window), g_variant_get_string (parameter, NULL)));
}

static void
welcome (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  present (window, usher_welcome_new (client_of (window)));
}

static void
restore_backup (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  usher_restore_ask (GTK_WIDGET (window), client_of (window));
}

static void
shortcuts (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/usherlive/Usher/ui/usher-shortcuts.ui");
  GtkWindow *shown = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shown, GTK_WINDOW (window));
  gtk_window_present (shown);
}

/* --- small things -------------------------------------------------------------------------------------------------- */

static void
copy (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (window)), g_variant_get_string (parameter, NULL));
  usher_toast (GTK_WIDGET (window), _("Copied to the clipboard"));
}

static void
uri_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) window = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error)
      && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
      && !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED))
    usher_toast (window, _("No program could open the link"));
}

static void
open_uri (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (g_variant_get_string (parameter, NULL));

  gtk_uri_launcher_launch (launcher, GTK_WINDOW (window), NULL, uri_opened, g_object_ref (window));
}

static void
search (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  AdwNavigationPage *page = usher_window_get_page (window);

  if (USHER_IS_PAGE (page))
    usher_page_search (USHER_PAGE (page));
}

void
usher_window_actions_install (UsherWindow *window)
{
  static const GActionEntry entries[] = {
    { "show-section", show_section, "s" },
    { "open-event", open_event, "x" },
    { "open-studio", open_studio, "x" },
    { "open-summary", open_summary, "x" },
    { "edit-template", edit_template, "s" },
    { "show-outbox", show_outbox, "x" },
    { "show-notification", show_notification, "(xx)" },
    { "open-message", open_message, "x" },
    { "schedule-event", schedule_event, "s" },
    { "edit-event", edit_event, "x" },
    { "reschedule", reschedule, "(xs)" },
    { "duplicate-event", duplicate_event, "x" },
    { "cancel-event", cancel_event, "x" },
    { "quick-start", quick_start },
    { "go-live", go_live, "x" },
    { "preview", preview, "(xss)" },
    { "preferences", preferences, "s" },
    { "welcome", welcome },
    { "restore-backup", restore_backup },
    { "shortcuts", shortcuts },
    { "copy", copy, "s" },
    { "open-uri", open_uri, "s" },
    { "search", search },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
}

/**
 * usher_window_actions_set_running:
 * @window: the window
 * @running: the engine runs
 *
 * Without an engine there is nothing to schedule, show or prefer: only what works without one can be activated.
 */
void
usher_window_actions_set_running (UsherWindow *window, gboolean running)
{
  static const char * const always[] = { "menu", "restore-backup", "shortcuts", "copy", "open-uri", NULL };
  g_auto (GStrv) names = g_action_group_list_actions (G_ACTION_GROUP (window));

  for (char **name = names; *name; name++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (window), *name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), running || g_strv_contains (always, *name));
    }
}
