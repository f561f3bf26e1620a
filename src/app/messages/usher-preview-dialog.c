/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-preview-dialog.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-loader.h"
#include "usher-message-names.h"
#include "usher-message-view.h"
#include "usher-reader-chooser.h"
#include "usher-send-test.h"
#include "usher-variable-list.h"

struct _UsherPreviewDialog {
  AdwDialog           parent_instance;

  UsherClient        *client;
  UsherLoader        *steps_loader;
  UsherLoader        *preview_loader;
  GPtrArray          *keys;            /* (element-type utf8): of the drop-down */
  char               *key;             /* of the chosen one */
  char               *template_key;    /* (nullable): of what is shown */
  gint64              event_id;
  UsherChannel        channel;
  gboolean            filling;
  gboolean            chosen;          /* a variable is */

  /* template */
  AdwNavigationView  *navigation;
  AdwWindowTitle     *title;
  GtkWidget          *send_button;
  GtkToggleButton    *variables_button;
  GtkDropDown        *step;
  AdwToggleGroup     *channels;
  UsherReaderChooser *reader;
  AdwOverlaySplitView *split;
  UsherMessageView   *view;
  UsherVariableList  *variables;
  UsherSendTest      *send_test;
};

G_DEFINE_FINAL_TYPE (UsherPreviewDialog, usher_preview_dialog, ADW_TYPE_DIALOG)

/* --- which messages an event has ----------------------------------------------------------------------------------- */

typedef struct {
  char      *title;
  GPtrArray *keys;      /* (element-type utf8) */
} Steps;

static void
steps_free (gpointer data)
{
  Steps *self = data;

  g_free (self->title);
  g_ptr_array_unref (self->keys);
  g_free (self);
}

static void
add_key (GPtrArray *keys, const char *key)
{
  if (!g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
    g_ptr_array_add (keys, g_strdup (key));
}

/* All that can be written about: without an event in hand. */
static void
add_default_keys (GPtrArray *keys)
{
  g_autoptr (GPtrArray) texts = usher_default_templates ();

  for (guint i = 0; i < texts->len; i++)
    add_key (keys, ((const UsherTemplateText *) texts->pdata[i])->key);
}

static gpointer
find_steps (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  gint64 event_id = *(const gint64 *) input;
  Steps *steps = g_new0 (Steps, 1);
  g_autoptr (UsherEvent) event = event_id != 0 ? usher_engine_get_event (engine, event_id, NULL) : NULL;
  g_autoptr (GPtrArray) reminders = event ? usher_engine_list_reminders (engine, event_id, NULL) : NULL;

  steps->title = g_strdup (event ? event->title : "");
  steps->keys = g_ptr_array_new_with_free_func (g_free);
  add_key (steps->keys, "confirmation");
  for (guint i = 0; reminders && i < reminders->len; i++)
    if (((UsherNotification *) reminders->pdata[i])->interval)
      add_key (steps->keys, ((UsherNotification *) reminders->pdata[i])->interval);
  if (!event)
    add_default_keys (steps->keys);
  add_key (steps->keys, "change");
  add_key (steps->keys, "cancellation");
  return steps;
}

static gpointer
ask_event (GtkWidget *widget)
{
  return g_memdup2 (&USHER_PREVIEW_DIALOG (widget)->event_id, sizeof (gint64));
}

/* Keeps what was chosen. */
static void
fill_steps (UsherPreviewDialog *self, GPtrArray *keys)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint index = 0;

  add_key (keys, self->key);
  for (guint i = 0; i < keys->len; i++)
    {
      g_autofree char *name = usher_message_name (keys->pdata[i]);

      gtk_string_list_append (names, name);
    }
  g_ptr_array_find_with_equal_func (keys, self->key, g_str_equal, &index);
  self->filling = TRUE;
  g_ptr_array_unref (self->keys);
  self->keys = g_ptr_array_ref (keys);
  gtk_drop_down_set_model (self->step, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->step, index);
  self->filling = FALSE;
}

static void
show_steps (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherPreviewDialog *self = USHER_PREVIEW_DIALOG (widget);
  Steps *steps = result;

  if (!steps)
    return;
  adw_window_title_set_subtitle (self->title, steps->title);
  fill_steps (self, steps->keys);
  steps_free (steps);
}

/* --- the message --------------------------------------------------------------------------------------------------- */

typedef struct {
  UsherPreviewRequest request;
  char               *key;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_free (self->key);
  g_free (self);
}

static gpointer
ask_preview (GtkWidget *widget)
{
  UsherPreviewDialog *self = USHER_PREVIEW_DIALOG (widget);
  Question *question = g_new0 (Question, 1);

  question->key = g_strdup (self->key);
  question->request = (UsherPreviewRequest) {
    .key = question->key, .channel = self->channel, .event_id = self->event_id,
    .registration_id = usher_reader_chooser_get (self->reader), .flags = USHER_PREVIEW_MARK,
  };
  return question;
}

static gpointer
find_preview (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_engine_preview_full (engine, &((const Question *) input)->request, error);
}

static void
show_preview (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherPreviewDialog *self = USHER_PREVIEW_DIALOG (widget);
  g_autoptr (UsherPreview) preview = result;

  gtk_widget_set_sensitive (self->send_button, preview != NULL);
  if (!preview)
    {
      if (!usher_error_is_cancelled (error))
        usher_message_view_set_problem (self->view, usher_error_get_local_message (error));
      return;
    }
  g_set_str (&self->template_key, preview->template_key);
  usher_message_view_set_preview (self->view, preview);
  usher_variable_list_set (self->variables, preview->variables);
}

static void
choice_changed (UsherPreviewDialog *self)
{
  if (self->preview_loader && !self->filling)
    usher_loader_reload (self->preview_loader);
}

static void
step_chosen (UsherPreviewDialog *self)
{
  guint selected = gtk_drop_down_get_selected (self->step);

  if (self->filling || selected >= self->keys->len)
    return;
  if (g_set_str (&self->key, self->keys->pdata[selected]))
    choice_changed (self);
}

static void
channel_changed (UsherPreviewDialog *self)
{
  gboolean sms = g_strcmp0 (adw_toggle_group_get_active_name (self->channels), "sms") == 0;

  self->channel = sms ? USHER_CHANNEL_SMS : USHER_CHANNEL_EMAIL;
  choice_changed (self);
}

static void
reader_chosen (UsherPreviewDialog *self)
{
  choice_changed (self);
}

/* On a narrow window the list lies over the message: what was chosen is still to be seen when it is gone. */
static void
update_marks (UsherPreviewDialog *self)
{
  gboolean listed = gtk_toggle_button_get_active (self->variables_button);

  usher_message_view_set_show_variables (self->view, listed || (adw_overlay_split_view_get_collapsed (self->split) && self->chosen));
}

static void
variable_chosen (UsherPreviewDialog *self, const char *name)
{
  self->chosen = name != NULL;
  usher_message_view_highlight (self->view, name);
  if (name && adw_overlay_split_view_get_collapsed (self->split))
    gtk_toggle_button_set_active (self->variables_button, FALSE);
  update_marks (self);
}

static void
send_clicked (UsherPreviewDialog *self)
{
  if (!self->template_key)
    return;
  usher_send_test_set_message (self->send_test, self->event_id, self->template_key, self->channel);
  adw_navigation_view_push_by_tag (self->navigation, "send-test");
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_preview_dialog_dispose (GObject *object)
{
  UsherPreviewDialog *self = USHER_PREVIEW_DIALOG (object);

  g_clear_object (&self->steps_loader);
  g_clear_object (&self->preview_loader);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_PREVIEW_DIALOG);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_preview_dialog_parent_class)->dispose (object);
}

static void
usher_preview_dialog_finalize (GObject *object)
{
  UsherPreviewDialog *self = USHER_PREVIEW_DIALOG (object);

  g_ptr_array_unref (self->keys);
  g_free (self->key);
  g_free (self->template_key);
  G_OBJECT_CLASS (usher_preview_dialog_parent_class)->finalize (object);
}

static void
usher_preview_dialog_class_init (UsherPreviewDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_preview_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_preview_dialog_finalize;

  g_type_ensure (USHER_TYPE_MESSAGE_VIEW);
  g_type_ensure (USHER_TYPE_READER_CHOOSER);
  g_type_ensure (USHER_TYPE_SEND_TEST);
  g_type_ensure (USHER_TYPE_VARIABLE_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-preview-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, navigation);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, title);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, send_button);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, variables_button);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, step);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, channels);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, reader);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, split);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, view);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, variables);
  gtk_widget_class_bind_template_child (widget_class, UsherPreviewDialog, send_test);
  gtk_widget_class_bind_template_callback (widget_class, step_chosen);
  gtk_widget_class_bind_template_callback (widget_class, channel_changed);
  gtk_widget_class_bind_template_callback (widget_class, reader_chosen);
  gtk_widget_class_bind_template_callback (widget_class, variable_chosen);
  gtk_widget_class_bind_template_callback (widget_class, update_marks);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked);
}

static void
usher_preview_dialog_init (UsherPreviewDialog *self)
{
  self->keys = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
start_loading (UsherPreviewDialog *self)
{
  static const char * const steps_kinds[] = { "event", "notification", NULL };
  static const char * const preview_kinds[] = { "event", "registration", "template", "settings", NULL };
  static const UsherLoaderPlan steps_plan = { steps_kinds, find_steps, ask_event, g_free, steps_free, show_steps };
  static const UsherLoaderPlan preview_plan = {
    preview_kinds, find_preview, ask_preview, question_free, (GDestroyNotify) usher_preview_free, show_preview,
  };

  self->steps_loader = usher_loader_new (self->client, GTK_WIDGET (self), &steps_plan);
  self->preview_loader = usher_loader_new (self->client, GTK_WIDGET (self), &preview_plan);
  usher_loader_set_event (self->steps_loader, self->event_id);
  usher_loader_set_event (self->preview_loader, self->event_id);
}

/**
 * usher_preview_dialog_new:
 * @client: where messages come from
 * @event_id: whose; 0: sample data
 * @key: a template's key or an interval; "": the confirmation
 * @channel: shown first
 *
 * Returns: a dialog, to be presented
 */
AdwDialog *
usher_preview_dialog_new (UsherClient *client, gint64 event_id, const char *key, UsherChannel channel)
{
  UsherPreviewDialog *self;
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  self = g_object_new (USHER_TYPE_PREVIEW_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->event_id = event_id;
  g_set_str (&self->key, *key ? key : "confirmation");
  fill_steps (self, keys);
  adw_toggle_group_set_active_name (self->channels, channel == USHER_CHANNEL_SMS ? "sms" : "email");
  usher_reader_chooser_set_event (self->reader, client, event_id);
  usher_send_test_set_client (self->send_test, client);
  start_loading (self);
  return ADW_DIALOG (self);
}
