/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-zone-page.h"

#include <string.h>

#include "usher-draft-store.h"
#include "usher-format.h"
#include "usher-zone-list.h"

#define RECENT_KEY "recent-zones"
#define N_RECENT   5

struct _UsherZonePage {
  AdwNavigationPage  parent_instance;

  UsherClient       *client;
  GCancellable      *cancellable;
  GListStore        *all;         /* (nullable): not read yet */
  GListStore        *found;
  GStrv              recent;

  /* template */
  GtkSearchEntry    *search_entry;
  GtkStack          *stack;
  GtkListView       *list_view;
  GtkSingleSelection *selection;
};

enum { CHOSEN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherZonePage, usher_zone_page, ADW_TYPE_NAVIGATION_PAGE)

/* --- finding ------------------------------------------------------------------------------------------------------- */

static void
search_changed (UsherZonePage *self)
{
  g_autoptr (GPtrArray) zones = NULL;

  if (!self->all)
    return;
  zones = usher_zone_list_search (G_LIST_MODEL (self->all), gtk_editable_get_text (GTK_EDITABLE (self->search_entry)),
                                  usher_format_own_zone_name (), (const char * const *) self->recent);
  g_list_store_splice (self->found, 0, g_list_model_get_n_items (G_LIST_MODEL (self->found)), zones->pdata, zones->len);
  gtk_stack_set_visible_child_name (self->stack, zones->len > 0 ? "list" : "nothing");
  if (zones->len > 0)
    gtk_list_view_scroll_to (self->list_view, 0, GTK_LIST_SCROLL_SELECT, NULL);
}

static void
choose (UsherZonePage *self, guint position)
{
  g_autoptr (UsherZone) zone = g_list_model_get_item (G_LIST_MODEL (self->found), position);
  g_autoptr (GString) recent = NULL;
  int kept = 1;

  if (!zone)
    return;
  recent = g_string_new (usher_zone_get_name (zone));
  for (int i = 0; self->recent && self->recent[i] && kept < N_RECENT; i++)
    if (!g_str_equal (self->recent[i], usher_zone_get_name (zone)))
      {
        g_string_append_printf (recent, "\n%s", self->recent[i]);
        kept++;
      }
  usher_draft_store_save (usher_draft_store_for (self->client), RECENT_KEY, recent->str);
  g_signal_emit (self, signals[CHOSEN], 0, usher_zone_get_name (zone));
}

static void
row_activated (UsherZonePage *self, guint position)
{
  choose (self, position);
}

static void
entry_activated (UsherZonePage *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);

  if (position != GTK_INVALID_LIST_POSITION)
    choose (self, position);
}

/* The arrows walk through the list while one types. */
static gboolean
entry_key_pressed (UsherZonePage *self, guint key, guint code, GdkModifierType modifiers)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->found));

  if ((key != GDK_KEY_Up && key != GDK_KEY_Down) || position == GTK_INVALID_LIST_POSITION ||
      (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Down ? position + 1 < n : position > 0)
    gtk_list_view_scroll_to (self->list_view, key == GDK_KEY_Down ? position + 1 : position - 1, GTK_LIST_SCROLL_SELECT, NULL);
  return GDK_EVENT_STOP;
}

/* --- reading ------------------------------------------------------------------------------------------------------- */

static gpointer
load_zones (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_zone_list_load (USHER_ZONE_FOLDER, usher_clock_now (usher_engine_get_clock (engine)));
}

static void
zones_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherZonePage) self = user_data;
  g_autoptr (GListStore) zones = usher_client_query_finish (USHER_CLIENT (source), result, NULL);

  if (!zones || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_set_object (&self->all, zones);
  search_changed (self);
}

static void
recent_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherZonePage) self = user_data;
  g_autofree char *text = usher_draft_store_load_finish (usher_draft_store_for (self->client), result, NULL, NULL);

  if (!text || g_cancellable_is_cancelled (self->cancellable))
    return;
  g_strfreev (self->recent);
  self->recent = g_strsplit (text, "\n", N_RECENT);
  if (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))[0] == '\0')
    search_changed (self);
}

static void
usher_zone_page_shown (AdwNavigationPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (USHER_ZONE_PAGE (page)->search_entry));
}

static void
usher_zone_page_dispose (GObject *object)
{
  UsherZonePage *self = USHER_ZONE_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_ZONE_PAGE);
  g_clear_object (&self->all);
  g_clear_object (&self->found);
  G_OBJECT_CLASS (usher_zone_page_parent_class)->dispose (object);
}

static void
usher_zone_page_finalize (GObject *object)
{
  UsherZonePage *self = USHER_ZONE_PAGE (object);

  g_strfreev (self->recent);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_zone_page_parent_class)->finalize (object);
}

static void
usher_zone_page_class_init (UsherZonePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_zone_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_zone_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = usher_zone_page_shown;
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
  g_type_ensure (USHER_TYPE_ZONE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-zone-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherZonePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, UsherZonePage, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherZonePage, list_view);
  gtk_widget_class_bind_template_child (widget_class, UsherZonePage, selection);
  gtk_widget_class_bind_template_callback (widget_class, search_changed);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, entry_key_pressed);
}

/* --- rows ---------------------------------------------------------------------------------------------------------- */

static GtkWidget *
add_label (GtkBox *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (style)
    {
      gtk_widget_add_css_class (label, style);
      gtk_widget_add_css_class (label, "dim-label");
    }
  gtk_box_append (box, label);
  return label;
}

static void
setup_row (GtkSignalListItemFactory *factory, GtkListItem *item, UsherZonePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  add_label (GTK_BOX (box), NULL);
  add_label (GTK_BOX (box), "caption");
  gtk_list_item_set_child (item, box);
}

static void
bind_row (GtkSignalListItemFactory *factory, GtkListItem *item, UsherZonePage *self)
{
  UsherZone *zone = gtk_list_item_get_item (item);
  GtkWidget *title = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  g_autofree char *name = g_strdup_printf ("%s, %s", usher_zone_get_city (zone), usher_zone_get_detail (zone));
  g_autofree char *detail = g_strdup_printf ("%s · %s", usher_zone_get_name (zone), usher_zone_get_detail (zone));

  gtk_label_set_label (GTK_LABEL (title), usher_zone_get_city (zone));
  gtk_label_set_label (GTK_LABEL (gtk_widget_get_next_sibling (title)), detail);
  gtk_list_item_set_accessible_label (item, name);
}

static void
usher_zone_page_init (UsherZonePage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  self->found = g_list_store_new (USHER_TYPE_ZONE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->found));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row), self);
  gtk_list_view_set_factory (self->list_view, factory);
}

AdwNavigationPage *
usher_zone_page_new (UsherClient *client)
{
  UsherZonePage *self = g_object_new (USHER_TYPE_ZONE_PAGE, NULL);

  self->client = g_object_ref (client);
  usher_client_query_async (client, load_zones, NULL, NULL, g_object_unref, self->cancellable, zones_loaded, g_object_ref (self));
  usher_draft_store_load_async (usher_draft_store_for (client), RECENT_KEY, self->cancellable, recent_loaded, g_object_ref (self));
  return ADW_NAVIGATION_PAGE (self);
}
