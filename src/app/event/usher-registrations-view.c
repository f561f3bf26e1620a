/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registrations-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-format.h"
#include "usher-registration-cells.h"
#include "usher-registration-dialog.h"
#include "usher-registration-export.h"
#include "usher-registration-source.h"
#include "usher-toast.h"

/* From so many rows on an export shows how far it is. */
#define SLOW_EXPORT 5000

struct _UsherRegistrationsView {
  GtkWidget                parent_instance;

  UsherClient             *client;
  gint64                   event_id;
  UsherRegistrationSource *source;
  UsherRegistrationModel  *model;        /* the source's */
  GtkSingleSelection      *selection;
  gint64                   selected_id;
  char                    *url;
  char                    *slug;
  GCancellable            *exporting;    /* (nullable) */

  /* template */
  GtkWidget               *box;
  GtkSearchEntry          *search;
  GtkDropDown             *filter;
  GtkWidget               *export_button;
  GtkLabel                *count;
  GtkWidget               *export_bar;
  GtkProgressBar          *export_progress;
  GtkStack                *stack;
  GtkStack                *layouts;
  GtkScrolledWindow       *table_window;
  GtkColumnView           *table;
  GtkListView             *cards;
  AdwStatusPage           *empty;
  GtkWidget               *share_button;
  AdwStatusPage           *nothing;
};

G_DEFINE_FINAL_TYPE (UsherRegistrationsView, usher_registrations_view, GTK_TYPE_WIDGET)

/* --- which ones ---------------------------------------------------------------------------------------------------- */

static UsherRegistrationSort
get_sort (UsherRegistrationsView *self, gboolean *descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->table);
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (GTK_COLUMN_VIEW_SORTER (sorter));
  const char *id = column ? gtk_column_view_column_get_id (column) : "time";

  *descending = column ? gtk_column_view_sorter_get_primary_sort_order (GTK_COLUMN_VIEW_SORTER (sorter)) == GTK_SORT_DESCENDING
                       : TRUE;
  if (g_strcmp0 (id, "name") == 0)
    return USHER_REGISTRATIONS_BY_NAME;
  return g_strcmp0 (id, "email") == 0 ? USHER_REGISTRATIONS_BY_EMAIL : USHER_REGISTRATIONS_BY_TIME;
}

static void
scroll_to_top (UsherRegistrationsView *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    return;
  gtk_column_view_scroll_to (self->table, 0, NULL, GTK_LIST_SCROLL_NONE, NULL);
  gtk_list_view_scroll_to (self->cards, 0, GTK_LIST_SCROLL_NONE, NULL);
}

/* First to the top: the model reads the rows that are on the screen. */
static void
query_changed (UsherRegistrationsView *self)
{
  gboolean descending;
  UsherRegistrationSort sort;

  if (!self->model)
    return;
  sort = get_sort (self, &descending);
  scroll_to_top (self);
  usher_registration_model_set_query (self->model, gtk_editable_get_text (GTK_EDITABLE (self->search)),
                                      (UsherRegistrationFilter) gtk_drop_down_get_selected (self->filter), sort, descending);
}

static void
sorter_changed (GtkSorter *sorter, GtkSorterChange change, UsherRegistrationsView *self)
{
  query_changed (self);
}

static gboolean
is_narrowed (UsherRegistrationsView *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0' || gtk_drop_down_get_selected (self->filter) != 0;
}

static void
count_changed (UsherRegistrationModel *model, GParamSpec *pspec, UsherRegistrationsView *self)
{
  int count = usher_registration_model_get_count (model);
  g_autofree char *words = count >= 0 ? usher_format_registrations (count) : g_strdup ("");
  const char *page = count != 0 ? "list" : is_narrowed (self) ? "nothing" : "empty";

  gtk_label_set_label (self->count, words);
  gtk_widget_set_sensitive (self->export_button, count > 0 && !self->exporting);
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* Who looks at the top sees who comes in there; who has scrolled stays where they are. */
static void
stay_at_top (UsherRegistrationsView *self)
{
  GtkWidget *window = gtk_stack_get_visible_child (self->layouts);
  GtkAdjustment *place = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (window));

  if (gtk_adjustment_get_value (place) <= gtk_adjustment_get_lower (place))
    scroll_to_top (self);
}

/* Rows may have moved: the selection goes with the person. Where they have gone out of sight it is nobody's for now, so that
 * nothing happens to who stands there instead. */
static void
follow_person (UsherRegistrationsView *self)
{
  guint place = self->selected_id != 0 ? usher_registration_model_find (self->model, self->selected_id) : G_MAXUINT;
  UsherRegistrationItem *item = gtk_single_selection_get_selected_item (self->selection);
  gint64 there = item ? usher_registration_item_get_id (item) : 0;

  if (self->selected_id == 0)
    self->selected_id = there;   /* selected before it was read */
  if (place != G_MAXUINT && place != gtk_single_selection_get_selected (self->selection))
    gtk_single_selection_set_selected (self->selection, place);
  else if (place == G_MAXUINT && there != 0 && self->selected_id != 0)
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

static void
rows_changed (GListModel *model, guint position, guint removed, guint added, UsherRegistrationsView *self)
{
  follow_person (self);
  if (position == 0 && added > 0 && removed == 0)
    stay_at_top (self);
}

static void
selection_changed (GtkSingleSelection *selection, GParamSpec *pspec, UsherRegistrationsView *self)
{
  UsherRegistrationItem *item = gtk_single_selection_get_selected_item (selection);

  if (item && usher_registration_item_get_id (item) != 0)
    self->selected_id = usher_registration_item_get_id (item);
}

static void
client_changed (UsherClient *client, const char *kind, gint64 id, UsherRegistrationsView *self)
{
  if (g_str_equal (kind, "registration") && gtk_widget_get_mapped (GTK_WIDGET (self)))
    usher_registration_model_refresh (self->model);
}

static void
usher_registrations_view_map (GtkWidget *widget)
{
  UsherRegistrationsView *self = USHER_REGISTRATIONS_VIEW (widget);

  GTK_WIDGET_CLASS (usher_registrations_view_parent_class)->map (widget);
  if (self->model && usher_client_is_running (self->client))
    usher_registration_model_refresh (self->model);
}

/* --- one person ---------------------------------------------------------------------------------------------------- */

static void
show_details (GtkWidget *widget, gint64 id)
{
  UsherRegistrationsView *self = USHER_REGISTRATIONS_VIEW (widget);

  adw_dialog_present (usher_registration_dialog_new (self->client, self->event_id, id, widget), widget);
}

static void
row_activated (GtkWidget *list, guint position, UsherRegistrationsView *self)
{
  g_autoptr (UsherRegistrationItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item && usher_registration_item_get_id (item) != 0)
    show_details (GTK_WIDGET (self), usher_registration_item_get_id (item));
}

static void
details (GtkWidget *widget, const char *action, GVariant *parameter)
{
  show_details (widget, g_variant_get_int64 (parameter));
}

static void
resent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) widget = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = usher_engine_resend_confirmation_finish (USHER_ENGINE (source), result, &error);

  if (!gtk_widget_get_root (widget))
    return;
  if (done)
    usher_toast (widget, _("Confirmation is on its way"));
  else
    usher_toast_error (widget, error);
}

static void
resend (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherRegistrationsView *self = USHER_REGISTRATIONS_VIEW (widget);
  UsherEngine *engine = usher_client_get_engine (self->client);

  if (engine)
    usher_engine_resend_confirmation_async (engine, self->event_id, g_variant_get_int64 (parameter), "app", NULL, resent,
                                            g_object_ref (widget));
}

typedef struct {
  UsherRegistrationsView *view;
  UsherRegistrationModel *model;
  UsherClient            *client;
  gint64                  event_id;
  gint64                  id;
} Removal;

static void
removal_free (gpointer data)
{
  Removal *self = data;

  g_clear_object (&self->view);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  g_free (self);
}

static void
removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Removal *removal = user_data;
  g_autoptr (GError) error = NULL;

  if (!usher_engine_remove_registration_finish (USHER_ENGINE (source), result, &error))
    {
      usher_registration_model_set_leaving (removal->model, removal->id, FALSE);
      if (gtk_widget_get_root (GTK_WIDGET (removal->view)))
        usher_toast_error (GTK_WIDGET (removal->view), error);
    }
  removal_free (removal);
}

static void
commit_removal (gpointer data)
{
  const Removal *removal = data;
  UsherEngine *engine = usher_client_get_engine (removal->client);
  Removal *own;

  if (!engine)
    return;
  own = g_memdup2 (removal, sizeof *removal);
  g_object_ref (own->view);
  g_object_ref (own->model);
  g_object_ref (own->client);
  usher_engine_remove_registration_async (engine, own->event_id, own->id, "app", NULL, removed, own);
}

static void
undo_removal (gpointer data)
{
  const Removal *removal = data;

  usher_registration_model_set_leaving (removal->model, removal->id, FALSE);
}

static void
remove_registration (UsherRegistrationsView *self, gint64 id)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->view = g_object_ref (self);
  removal->model = g_object_ref (self->model);
  removal->client = g_object_ref (self->client);
  removal->event_id = self->event_id;
  removal->id = id;
  usher_registration_model_set_leaving (self->model, id, TRUE);
  usher_toast_undo (GTK_WIDGET (self), _("Registration removed"), commit_removal, undo_removal, removal, removal_free);
}

static void
remove_one (GtkWidget *widget, const char *action, GVariant *parameter)
{
  remove_registration (USHER_REGISTRATIONS_VIEW (widget), g_variant_get_int64 (parameter));
}

static void
remove_selected (GtkWidget *widget, const char *action, GVariant *parameter)
{
  UsherRegistrationsView *self = USHER_REGISTRATIONS_VIEW (widget);
  UsherRegistrationItem *item = self->selection ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  if (item && usher_registration_item_get_id (item) != 0 && !usher_registration_item_is_leaving (item))
    remove_registration (self, usher_registration_item_get_id (item));
}

static void
share_clicked (GtkButton *button, UsherRegistrationsView *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", self->url ? self->url : "");
}

static void
reset_clicked (GtkButton *button, UsherRegistrationsView *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_drop_down_set_selected (self->filter, 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/* --- export -------------------------------------------------------------------------------------------------------- */

static void
export_stepped (int written, gpointer data)
{
  UsherRegistrationsView *self = data;
  int count = usher_registration_model_get_count (self->model);
  g_autofree char *number = usher_format_number (written);
  g_autofree char *words = g_strdup_printf (ngettext ("%s row written", "%s rows written", (gulong) written), number);

  gtk_progress_bar_set_text (self->export_progress, words);
  gtk_progress_bar_set_fraction (self->export_progress, count > 0 ? MIN ((double) written / count, 1.0) : 0);
}

static void
exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherRegistrationsView) self = user_data;
  g_autoptr (GError) error = NULL;
  int written = usher_registration_export_finish (USHER_CLIENT (source), result, &error);

  g_clear_object (&self->exporting);
  if (!self->export_bar || !gtk_widget_get_root (GTK_WIDGET (self)))
    return;
  gtk_widget_set_visible (self->export_bar, FALSE);
  count_changed (self->model, NULL, self);
  if (written >= 0)
    {
      g_autofree char *number = usher_format_number (written);
      g_autofree char *words = g_strdup_printf (ngettext ("%s registration exported", "%s registrations exported",
                                                          (gulong) written), number);

      usher_toast (GTK_WIDGET (self), words);
    }
  else if (usher_error_is_cancelled (error))
    usher_toast (GTK_WIDGET (self), _("Export stopped; no file was written"));
  else
    usher_toast_error (GTK_WIDGET (self), error);
}

static void
export_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherRegistrationsView) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (!file || self->exporting || !self->model)
    return;
  self->exporting = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->export_progress, 0);
  gtk_progress_bar_set_text (self->export_progress, _("Writing…"));
  gtk_widget_set_visible (self->export_bar, usher_registration_model_get_count (self->model) >= SLOW_EXPORT);
  gtk_widget_set_sensitive (self->export_button, FALSE);
  usher_registration_export_async (self->client, self->event_id, file, export_stepped, self, self->exporting, exported,
                                   g_object_ref (self));
}

static void
export_clicked (GtkButton *button, UsherRegistrationsView *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = g_strconcat (self->slug ? self->slug : "registrations", ".csv", NULL);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_file_dialog_set_title (dialog, _("Export Registrations"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, export_chosen, g_object_ref (self));
}

static void
stop_clicked (GtkButton *button, UsherRegistrationsView *self)
{
  if (self->exporting)
    g_cancellable_cancel (self->exporting);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_registrations_view_dispose (GObject *object)
{
  UsherRegistrationsView *self = USHER_REGISTRATIONS_VIEW (object);

  if (self->exporting)
    g_cancellable_cancel (self->exporting);
  if (self->client)
    g_signal_handlers_disconnect_by_data (self->client, self);
  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  if (self->selection)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  self->model = NULL;   /* a table that goes is not sorted any more, and says so */
  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_REGISTRATIONS_VIEW);
  self->export_bar = NULL;
  g_clear_object (&self->selection);
  g_clear_pointer (&self->source, usher_registration_source_free);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_registrations_view_parent_class)->dispose (object);
}

static void
usher_registrations_view_finalize (GObject *object)
{
  UsherRegistrationsView *self = USHER_REGISTRATIONS_VIEW (object);

  g_clear_object (&self->exporting);
  g_free (self->url);
  g_free (self->slug);
  G_OBJECT_CLASS (usher_registrations_view_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, box);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, search);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, filter);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, export_button);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, count);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, export_bar);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, export_progress);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, layouts);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, table_window);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, table);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, cards);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, empty);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, share_button);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationsView, nothing);
}

static void
usher_registrations_view_class_init (UsherRegistrationsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_registrations_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_registrations_view_finalize;
  widget_class->map = usher_registrations_view_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-registrations-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, query_changed);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, share_clicked);
  gtk_widget_class_bind_template_callback (widget_class, reset_clicked);
  gtk_widget_class_bind_template_callback (widget_class, export_clicked);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked);
  gtk_widget_class_install_action (widget_class, "registrations.details", "x", details);
  gtk_widget_class_install_action (widget_class, "registrations.resend", "x", resend);
  gtk_widget_class_install_action (widget_class, "registrations.remove", "x", remove_one);
  gtk_widget_class_install_action (widget_class, "registrations.remove-selected", NULL, remove_selected);
}

static void
usher_registrations_view_init (UsherRegistrationsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* The model sorts; a sorter that does nothing makes the header clickable. */
static void
add_column (UsherRegistrationsView *self, const char *title, const char *id, UsherCell cell, gboolean sorts, gboolean expand)
{
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (title, usher_cell_factory_new (self->client, cell));
  g_autoptr (GtkSorter) sorter = sorts ? GTK_SORTER (gtk_custom_sorter_new (NULL, NULL, NULL)) : NULL;

  gtk_column_view_column_set_id (column, id);
  gtk_column_view_column_set_expand (column, expand);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_append_column (self->table, column);
}

static void
set_up_table (UsherRegistrationsView *self)
{
  g_autoptr (GtkColumnViewColumn) menu = gtk_column_view_column_new (NULL, usher_menu_factory_new ());

  add_column (self, _("Name"), "name", USHER_CELL_NAME, TRUE, TRUE);
  add_column (self, _("E-mail"), "email", USHER_CELL_EMAIL, TRUE, TRUE);
  add_column (self, _("Phone"), "phone", USHER_CELL_PHONE, FALSE, FALSE);
  add_column (self, _("Told By"), "channels", USHER_CELL_CHANNELS, FALSE, FALSE);
  add_column (self, _("Registered"), "time", USHER_CELL_TIME, TRUE, FALSE);
  gtk_column_view_append_column (self->table, menu);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed", G_CALLBACK (sorter_changed), self, 0);
}

/**
 * usher_registrations_view_set_event:
 * @self: the view
 * @client: the client
 * @event_id: whose registrations; once
 */
void
usher_registrations_view_set_event (UsherRegistrationsView *self, UsherClient *client, gint64 event_id)
{
  g_autoptr (GtkListItemFactory) cards = NULL;

  g_return_if_fail (USHER_IS_REGISTRATIONS_VIEW (self));
  g_return_if_fail (USHER_IS_CLIENT (client));
  g_return_if_fail (self->source == NULL);

  self->client = g_object_ref (client);
  self->event_id = event_id;
  self->source = usher_registration_source_new (client, event_id);
  self->model = usher_registration_source_get_model (self->source);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  set_up_table (self);
  cards = usher_card_factory_new (client);
  gtk_list_view_set_factory (self->cards, cards);
  gtk_list_view_set_model (self->cards, GTK_SELECTION_MODEL (self->selection));
  g_signal_connect (self->selection, "notify::selected-item", G_CALLBACK (selection_changed), self);
  g_signal_connect (self->model, "notify::count", G_CALLBACK (count_changed), self);
  g_signal_connect (self->model, "items-changed", G_CALLBACK (rows_changed), self);
  g_signal_connect_swapped (self->model, "filled", G_CALLBACK (follow_person), self);
  g_signal_connect (client, "changed", G_CALLBACK (client_changed), self);
}

void
usher_registrations_view_set_facts (UsherRegistrationsView *self, const UsherEventFacts *facts)
{
  gboolean over;

  g_return_if_fail (USHER_IS_REGISTRATIONS_VIEW (self));

  g_set_str (&self->url, facts->register_url);
  g_set_str (&self->slug, facts->overview->event->slug);
  over = facts->closed != NULL;
  gtk_widget_set_visible (self->share_button, !over);
  adw_status_page_set_title (self->empty, over ? _("Nobody Registered") : _("Nobody Yet: Share the Link"));
  adw_status_page_set_description (self->empty, over ? facts->closed
                                                     : _("Whoever registers on your page appears here by themselves."));
}

void
usher_registrations_view_search (UsherRegistrationsView *self)
{
  g_return_if_fail (USHER_IS_REGISTRATIONS_VIEW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
