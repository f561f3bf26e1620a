/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-support.h"

#include "usher-error-row.h"

static AdwDialog *
visible (UsherAppFixture *house)
{
  return adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (house->window));
}

AdwDialog *
wizard_open (UsherAppFixture *house, int width, int height, const char *action, GVariant *parameter)
{
  AdwDialog *dialog;

  if (!house->window)
    usher_app_fixture_open_window (house, width, height);
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (house->window), action, parameter));
  usher_app_wait_for (visible (house) != NULL);
  dialog = visible (house);
  usher_app_wait_for (usher_app_find (GTK_WIDGET (dialog), ADW_TYPE_PREFERENCES_GROUP) != NULL);
  usher_app_settle (50);
  return dialog;
}

void
wizard_wait (AdwDialog *wizard, const char *text)
{
  usher_app_wait_for (usher_app_sees (GTK_WIDGET (wizard), text));
}

static GtkWidget *
find_row (GtkWidget *widget, const char *title)
{
  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (ADW_IS_PREFERENCES_ROW (widget) && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found)
        return found;
    }
  return NULL;
}

GtkWidget *
wizard_row (AdwDialog *wizard, const char *title)
{
  GtkWidget *row = find_row (GTK_WIDGET (wizard), title);

  if (!row)
    g_error ("There is no row “%s”", title);
  return row;
}

void
wizard_type (AdwDialog *wizard, const char *title, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (wizard_row (wizard, title)), text);
  usher_app_iterate ();
}

const char *
wizard_read (AdwDialog *wizard, const char *title)
{
  return gtk_editable_get_text (GTK_EDITABLE (wizard_row (wizard, title)));
}

void
wizard_next (AdwDialog *wizard)
{
  gtk_widget_activate_action (GTK_WIDGET (wizard), "wizard.next", NULL);
  usher_app_settle (30);
}

const char *
wizard_error (AdwDialog *wizard)
{
  GtkWidget *row = usher_app_find (GTK_WIDGET (wizard), USHER_TYPE_ERROR_ROW);

  return row ? usher_error_row_get (USHER_ERROR_ROW (row)) : NULL;
}

void
wizard_press (GtkWidget *root, const char *label)
{
  GtkWidget *button = usher_app_find_button (root, label);

  if (!button)
    g_error ("There is no button “%s”", label);
  g_signal_emit_by_name (button, "clicked");
  usher_app_settle (50);
}
