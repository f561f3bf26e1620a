/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-event-menu.h"

#include <glib/gi18n.h>

#include "usher-links.h"
#include "usher-move.h"

static void
append (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

char *
usher_event_menu_link (UsherClient *client, const UsherEvent *event)
{
  UsherEngine *engine = usher_client_get_engine (client);
  g_autofree char *base = engine ? usher_engine_dup_public_url (engine) : NULL;

  return base ? usher_link_register (base, event) : NULL;
}

static void
append_section (GMenu *menu, GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_unref (section);
}

static GMenu *
stage_section (const UsherEvent *event)
{
  GMenu *section = g_menu_new ();

  append (section, _("Open"), "win.open-event", g_variant_new_int64 (event->id));
  if (event->status == USHER_EVENT_SCHEDULED)
    append (section, _("Go Live…"), "win.go-live", g_variant_new_int64 (event->id));
  if (event->status == USHER_EVENT_LIVE)
    append (section, _("Open Studio"), "win.open-studio", g_variant_new_int64 (event->id));
  if (event->status == USHER_EVENT_COMPLETED)
    append (section, _("Analytics"), "win.open-summary", g_variant_new_int64 (event->id));
  return section;
}

static GMenu *
edit_section (const UsherEvent *event)
{
  GMenu *section = g_menu_new ();

  if (event->status == USHER_EVENT_SCHEDULED)
    append (section, _("Edit…"), "win.edit-event", g_variant_new_int64 (event->id));
  if (usher_move_allowed (event))
    append (section, _("Move to…"), "event.move", NULL);
  append (section, _("Duplicate…"), "win.duplicate-event", g_variant_new_int64 (event->id));
  return section;
}

GMenuModel *
usher_event_menu_new (UsherClient *client, const UsherEvent *event)
{
  GMenu *menu = g_menu_new ();
  GMenu *section;
  g_autofree char *link = NULL;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);
  g_return_val_if_fail (event != NULL, NULL);

  append_section (menu, stage_section (event));
  append_section (menu, edit_section (event));
  section = g_menu_new ();
  link = event->registration_enabled ? usher_event_menu_link (client, event) : NULL;
  if (link)
    append (section, _("Copy Registration Link"), "win.copy", g_variant_new_string (link));
  append_section (menu, section);
  section = g_menu_new ();
  if (event->status == USHER_EVENT_SCHEDULED)
    append (section, _("Cancel Event…"), "win.cancel-event", g_variant_new_int64 (event->id));
  append_section (menu, section);
  return G_MENU_MODEL (menu);
}

/* --- showing it ---------------------------------------------------------------------------------------------------- */

static gboolean
take_away (gpointer popover)
{
  gtk_widget_unparent (popover);
  g_object_unref (popover);
  return G_SOURCE_REMOVE;
}

static void
popover_closed (GtkWidget *popover)
{
  /* Its item is activated after this */
  if (gtk_widget_get_parent (popover))
    g_idle_add (take_away, g_object_ref (popover));
}

static void
parent_destroyed (GtkWidget *popover)
{
  if (gtk_widget_get_parent (popover))
    gtk_widget_unparent (popover);
}

void
usher_event_menu_popup (GtkWidget *widget, UsherClient *client, const UsherEvent *event, double x, double y)
{
  g_autoptr (GMenuModel) menu = usher_event_menu_new (client, event);
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  gtk_widget_set_parent (popover, widget);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (popover_closed), NULL);
  g_signal_connect_object (widget, "destroy", G_CALLBACK (parent_destroyed), popover, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (popover));
}
