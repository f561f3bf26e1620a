/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registration-cells.h"

#include <glib/gi18n.h>

#include "usher-format.h"

/* --- words --------------------------------------------------------------------------------------------------------- */

char *
usher_registration_name (const UsherRegistration *registration)
{
  if (!registration)
    return g_strdup ("");
  if (!registration->last_name || !*registration->last_name)
    return g_strdup (registration->first_name);
  /* Translators: first and last name, in the order of your language */
  return g_strdup_printf (C_("name of a person", "%1$s %2$s"), registration->first_name, registration->last_name);
}

static const char *
channels_words (const UsherRegistration *registration)
{
  UsherChannels channels = usher_registration_channels (registration);

  if (channels == (UsherChannels) (USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS))
    return _("E-mail and SMS");
  if (channels == USHER_CHANNELS_EMAIL)
    return _("E-mail");
  return channels == USHER_CHANNELS_SMS ? _("SMS") : _("Unsubscribed");
}

char *
usher_cell_words (UsherCell cell, const UsherRegistration *registration, UsherInstant now)
{
  g_autoptr (GTimeZone) zone = NULL;

  if (!registration)
    return g_strdup (cell == USHER_CELL_NAME ? "…" : "");
  switch (cell)
    {
    case USHER_CELL_NAME:     return usher_registration_name (registration);
    case USHER_CELL_EMAIL:    return g_strdup (registration->email ? registration->email : "");
    case USHER_CELL_PHONE:    return g_strdup (registration->phone ? registration->phone : "");
    case USHER_CELL_CHANNELS: return g_strdup (channels_words (registration));
    case USHER_CELL_TIME:
    default:
      zone = usher_format_own_zone ();
      return usher_format_day_time (registration->registered_at, zone, now);
    }
}

GMenuModel *
usher_registration_menu (const UsherRegistration *registration)
{
  static const struct { const char *label, *action; } items[] = {
    { N_("Details"), "registrations.details" },
    { N_("Resend Confirmation"), "registrations.resend" },
    { N_("Remove"), "registrations.remove" },
  };
  GMenu *menu = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_(items[i].label), NULL);

      g_menu_item_set_action_and_target (item, items[i].action, "x", registration->id);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}

/* --- one cell ------------------------------------------------------------------------------------------------------ */

typedef struct {
  UsherClient *client;    /* (nullable) */
  UsherCell    cell;
} Kind;

static void
kind_free (gpointer data, GClosure *closure)
{
  Kind *self = data;

  g_clear_object (&self->client);
  g_free (self);
}

static Kind *
kind_new (UsherClient *client, UsherCell cell)
{
  Kind *self = g_new0 (Kind, 1);

  g_set_object (&self->client, client);
  self->cell = cell;
  return self;
}

/* Hears of the item for as long as the row shows it. */
static void
follow (GtkListItem *row, GCallback changed, gpointer data)
{
  UsherRegistrationItem *item = gtk_list_item_get_item (row);
  gulong handler = g_signal_connect_object (item, "changed", changed, row, G_CONNECT_SWAPPED);

  g_object_set_data (G_OBJECT (row), "usher-kind", data);
  g_object_set_data (G_OBJECT (row), "usher-changed", GSIZE_TO_POINTER (handler));
}

static void
unfollow (GtkSignalListItemFactory *factory, GtkListItem *row, gpointer data)
{
  gulong handler = GPOINTER_TO_SIZE (g_object_steal_data (G_OBJECT (row), "usher-changed"));
  gpointer item = gtk_list_item_get_item (row);

  if (handler != 0 && item)
    g_signal_handler_disconnect (item, handler);
}

static void
set_leaving (GtkWidget *widget, UsherRegistrationItem *item)
{
  if (usher_registration_item_is_leaving (item))
    gtk_widget_add_css_class (widget, "leaving");
  else
    gtk_widget_remove_css_class (widget, "leaving");
}

static void
show_cell (GtkListItem *row)
{
  UsherRegistrationItem *item = gtk_list_item_get_item (row);
  Kind *kind = g_object_get_data (G_OBJECT (row), "usher-kind");
  GtkWidget *label = gtk_list_item_get_child (row);
  g_autofree char *words = usher_cell_words (kind->cell, usher_registration_item_get (item), usher_client_now (kind->client));

  gtk_label_set_label (GTK_LABEL (label), words);
  set_leaving (label, item);
}

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *row, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);
  Kind *kind = data;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (kind->cell == USHER_CELL_TIME || kind->cell == USHER_CELL_PHONE)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (row, label);
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *row, gpointer data)
{
  follow (row, G_CALLBACK (show_cell), data);
  show_cell (row);
}

GtkListItemFactory *
usher_cell_factory_new (UsherClient *client, UsherCell cell)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Kind *kind = kind_new (client, cell);

  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_cell), kind, kind_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), kind);
  g_signal_connect (factory, "unbind", G_CALLBACK (unfollow), NULL);
  return factory;
}

/* --- the menu's column --------------------------------------------------------------------------------------------- */

static void
make_menu (GtkMenuButton *button, gpointer data)
{
  UsherRegistration *registration = g_object_get_data (G_OBJECT (button), "usher-registration");
  g_autoptr (GMenuModel) menu = registration ? usher_registration_menu (registration) : NULL;

  gtk_menu_button_set_menu_model (button, menu);
}

/* Makes its menu when it is opened: those of all rows would take most of the time of filling the list. */
static GtkWidget *
make_menu_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), make_menu, NULL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE, -1);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Registration Actions"));
  return button;
}

static void
show_menu_button (GtkWidget *button, UsherRegistrationItem *item)
{
  UsherRegistration *registration = usher_registration_item_get (item);
  g_autofree char *name = usher_registration_name (registration);
  /* Translators: the name of a menu for screen readers; %s: a person */
  g_autofree char *spoken = g_strdup_printf (_("Actions of “%s”"), name);

  g_object_set_data_full (G_OBJECT (button), "usher-registration", registration ? usher_registration_ref (registration) : NULL,
                          (GDestroyNotify) usher_registration_unref);
  gtk_widget_set_sensitive (button, registration && !usher_registration_item_is_leaving (item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
show_menu_cell (GtkListItem *row)
{
  show_menu_button (gtk_list_item_get_child (row), gtk_list_item_get_item (row));
}

static void
setup_menu (GtkSignalListItemFactory *factory, GtkListItem *row, gpointer data)
{
  gtk_list_item_set_child (row, make_menu_button ());
}

static void
bind_menu (GtkSignalListItemFactory *factory, GtkListItem *row, gpointer data)
{
  follow (row, G_CALLBACK (show_menu_cell), NULL);
  show_menu_cell (row);
}

GtkListItemFactory *
usher_menu_factory_new (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_menu), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_menu), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unfollow), NULL);
  return factory;
}

/* --- cards, where it is narrow ------------------------------------------------------------------------------------- */

static void
show_card (GtkListItem *row)
{
  UsherRegistrationItem *item = gtk_list_item_get_item (row);
  Kind *kind = g_object_get_data (G_OBJECT (row), "usher-kind");
  UsherRegistration *r = usher_registration_item_get (item);
  GtkWidget *box = gtk_list_item_get_child (row);
  GtkWidget *lines = gtk_widget_get_first_child (box);
  GtkWidget *first = gtk_widget_get_first_child (lines);
  GtkWidget *second = gtk_widget_get_next_sibling (first);
  g_autofree char *name = usher_cell_words (USHER_CELL_NAME, r, 0);
  g_autofree char *address = usher_cell_words (r && r->email ? USHER_CELL_EMAIL : USHER_CELL_PHONE, r, 0);
  g_autofree char *time = usher_cell_words (USHER_CELL_TIME, r, usher_client_now (kind->client));
  /* Translators: an address and when that person registered */
  g_autofree char *line = r ? g_strdup_printf (_("%s · %s"), address, time) : g_strdup ("");

  gtk_label_set_label (GTK_LABEL (first), name);
  gtk_label_set_label (GTK_LABEL (second), line);
  show_menu_button (gtk_widget_get_last_child (box), item);
  set_leaving (lines, item);
}

static GtkWidget *
add_line (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
setup_card (GtkSignalListItemFactory *factory, GtkListItem *row, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  add_line (lines, NULL);
  gtk_widget_add_css_class (add_line (lines, "caption"), "dimmed");
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), make_menu_button ());
  gtk_list_item_set_child (row, box);
}

static void
bind_card (GtkSignalListItemFactory *factory, GtkListItem *row, gpointer data)
{
  follow (row, G_CALLBACK (show_card), data);
  show_card (row);
}

GtkListItemFactory *
usher_card_factory_new (UsherClient *client)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Kind *kind = kind_new (client, USHER_CELL_NAME);

  g_signal_connect_data (factory, "setup", G_CALLBACK (setup_card), kind, kind_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_card), kind);
  g_signal_connect (factory, "unbind", G_CALLBACK (unfollow), NULL);
  return factory;
}
