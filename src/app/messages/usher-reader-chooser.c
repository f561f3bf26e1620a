/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-reader-chooser.h"

#include <glib/gi18n.h>

#include "usher-loader.h"

/* More are found by typing on. */
#define AT_MOST 30

struct _UsherReaderChooser {
  GtkWidget       parent_instance;

  UsherLoader    *loader;
  gint64          event_id;
  gint64          chosen;

  /* template */
  GtkMenuButton  *button;
  GtkPopover     *popover;
  GtkWidget      *content;
  GtkSearchEntry *search;
  GtkListBox     *list;
};

enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherReaderChooser, usher_reader_chooser, GTK_TYPE_WIDGET)

/* --- reading ------------------------------------------------------------------------------------------------------- */

typedef struct {
  gint64 event_id;
  char  *search;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->search);
  g_free (self);
}

static gpointer
ask (GtkWidget *widget)
{
  UsherReaderChooser *self = USHER_READER_CHOOSER (gtk_widget_get_ancestor (widget, USHER_TYPE_READER_CHOOSER));
  Question *question = g_new0 (Question, 1);

  question->event_id = self->event_id;
  question->search = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search)));
  return question;
}

static gpointer
find_readers (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const Question *question = input;
  UsherRegistrationQuery query = {
    .event_id = question->event_id, .search = *question->search ? question->search : NULL, .limit = AT_MOST,
    .cancellable = cancellable,
  };

  return usher_engine_list_registrations (engine, &query, error);
}

/* --- the list ------------------------------------------------------------------------------------------------------ */

static GtkWidget *
make_row (UsherReaderChooser *self, gint64 id, const char *name, const char *detail)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (name), *subtitle = gtk_label_new (detail);
  gint64 *key = g_new (gint64, 1);

  *key = id;
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (subtitle), 0);
  gtk_label_set_ellipsize (GTK_LABEL (subtitle), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_add_css_class (subtitle, "caption");
  gtk_widget_add_css_class (subtitle, "dimmed");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), subtitle);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), "usher-registration", key, g_free);
  g_object_set_data_full (G_OBJECT (row), "usher-name", g_strdup (name), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_list_box_append (self->list, row);
  return row;
}

static char *
name_of (const UsherRegistration *reader)
{
  if (!reader->last_name || !*reader->last_name)
    return g_strdup (reader->first_name);
  /* Translators: first and last name of a person */
  return g_strdup_printf (_("%1$s %2$s"), reader->first_name, reader->last_name);
}

static void
show_readers (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherReaderChooser *self = USHER_READER_CHOOSER (gtk_widget_get_ancestor (widget, USHER_TYPE_READER_CHOOSER));
  g_autoptr (GPtrArray) readers = result;

  if (!self)
    return;
  gtk_list_box_remove_all (self->list);
  if (!*gtk_editable_get_text (GTK_EDITABLE (self->search)))
    make_row (self, 0, _("Sample Data"), _("Made-up names and links"));
  for (guint i = 0; readers && i < readers->len; i++)
    {
      const UsherRegistration *reader = readers->pdata[i];
      g_autofree char *name = name_of (reader);

      make_row (self, reader->id, name, reader->email ? reader->email : reader->phone);
    }
}

static void
usher_reader_chooser_search_changed (UsherReaderChooser *self)
{
  if (self->loader)
    usher_loader_reload (self->loader);
}

static void
row_activated (UsherReaderChooser *self, GtkListBoxRow *row)
{
  const gint64 *id = g_object_get_data (G_OBJECT (row), "usher-registration");

  self->chosen = *id;
  gtk_menu_button_set_label (self->button, g_object_get_data (G_OBJECT (row), "usher-name"));
  gtk_popover_popdown (self->popover);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, self->chosen);
}

/* Enter in the search takes the first one. */
static void
search_activated (UsherReaderChooser *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, 0);

  if (row)
    row_activated (self, row);
}

static void
popover_closed (UsherReaderChooser *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
usher_reader_chooser_dispose (GObject *object)
{
  UsherReaderChooser *self = USHER_READER_CHOOSER (object);

  g_clear_object (&self->loader);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_READER_CHOOSER);
  G_OBJECT_CLASS (usher_reader_chooser_parent_class)->dispose (object);
}

static void
usher_reader_chooser_class_init (UsherReaderChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_reader_chooser_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", USHER_TYPE_READER_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                         G_TYPE_INT64);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-reader-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherReaderChooser, button);
  gtk_widget_class_bind_template_child (widget_class, UsherReaderChooser, popover);
  gtk_widget_class_bind_template_child (widget_class, UsherReaderChooser, content);
  gtk_widget_class_bind_template_child (widget_class, UsherReaderChooser, search);
  gtk_widget_class_bind_template_child (widget_class, UsherReaderChooser, list);
  gtk_widget_class_bind_template_callback (widget_class, usher_reader_chooser_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, row_activated);
  gtk_widget_class_bind_template_callback (widget_class, search_activated);
  gtk_widget_class_bind_template_callback (widget_class, popover_closed);
}

static void
usher_reader_chooser_init (UsherReaderChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
usher_reader_chooser_set_event (UsherReaderChooser *self, UsherClient *client, gint64 event_id)
{
  static const char * const kinds[] = { "registration", NULL };
  static const UsherLoaderPlan plan = {
    kinds, find_readers, ask, question_free, (GDestroyNotify) g_ptr_array_unref, show_readers,
  };

  g_return_if_fail (USHER_IS_READER_CHOOSER (self));
  g_return_if_fail (!self->loader);

  self->event_id = event_id;
  gtk_widget_set_visible (GTK_WIDGET (self), event_id != 0);
  if (event_id != 0)
    self->loader = usher_loader_new (client, self->content, &plan);
}

gint64
usher_reader_chooser_get (UsherReaderChooser *self)
{
  g_return_val_if_fail (USHER_IS_READER_CHOOSER (self), 0);
  return self->chosen;
}
