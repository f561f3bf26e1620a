/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-wizard-preview.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-format.h"
#include "usher-message-view.h"

/* Milliseconds after the last key */
#define PAUSE 250

struct _UsherWizardPreview {
  AdwBin            parent_instance;

  UsherClient      *client;
  UsherWizardModel *model;
  GCancellable     *cancellable;     /* of the query under way */
  guint             pause;
  GPtrArray        *keys;            /* (element-type utf8): what the drop-down's lines stand for */
  gboolean          filling;

  /* template */
  GtkDropDown      *message_drop_down;
  GtkStringList    *messages;
  GtkStack         *stack;
  AdwToggleGroup   *channel_group;
  UsherMessageView *message_view;
};

G_DEFINE_FINAL_TYPE (UsherWizardPreview, usher_wizard_preview, ADW_TYPE_BIN)

typedef struct {
  UsherEventDraft *draft;
  gint64           event_id;
  char            *key;
  UsherChannel     channel;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  usher_event_draft_free (question->draft);
  g_free (question->key);
  g_free (question);
}

/* On a worker thread */
static gpointer
render (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const Question *question = input;

  return usher_engine_preview_draft (engine, question->draft, question->event_id, question->key, question->channel, 0,
                                     USHER_PREVIEW_PLAIN, error);
}

static void
rendered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherWizardPreview) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherPreview) preview = usher_client_query_finish (USHER_CLIENT (source), result, &error);

  if (usher_error_is_cancelled (error) || !self->model)
    return;
  if (preview)
    usher_message_view_set_preview (self->message_view, preview);
  else
    usher_message_view_set_problem (self->message_view, usher_error_get_local_message (error));
}

/* The chosen one; where only one is on, that */
static UsherChannel
choose_channel (UsherWizardPreview *self)
{
  gboolean email = usher_wizard_model_get_flag (self->model, USHER_WIZARD_EMAIL);
  gboolean sms = usher_wizard_model_get_flag (self->model, USHER_WIZARD_SMS);

  if (email && sms)
    return g_strcmp0 (adw_toggle_group_get_active_name (self->channel_group), "sms") == 0 ? USHER_CHANNEL_SMS : USHER_CHANNEL_EMAIL;
  return sms ? USHER_CHANNEL_SMS : USHER_CHANNEL_EMAIL;
}

static void
ask (UsherWizardPreview *self)
{
  guint selected = gtk_drop_down_get_selected (self->message_drop_down);
  g_autoptr (UsherEventDraft) draft = usher_wizard_model_sketch (self->model, usher_client_now (self->client));
  Question *question;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (!draft || selected >= self->keys->len || draft->channels == USHER_CHANNELS_NONE)
    return;
  question = g_new0 (Question, 1);
  question->draft = g_steal_pointer (&draft);
  question->event_id = usher_wizard_model_get_event_id (self->model);
  question->key = g_strdup (g_ptr_array_index (self->keys, selected));
  question->channel = choose_channel (self);
  self->cancellable = g_cancellable_new ();
  usher_client_query_async (self->client, render, question, question_free, (GDestroyNotify) usher_preview_free, self->cancellable,
                            rendered, g_object_ref (self));
}

static gboolean
pause_over (gpointer data)
{
  UsherWizardPreview *self = data;

  self->pause = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ask (self);
  return G_SOURCE_REMOVE;
}

static void
ask_soon (UsherWizardPreview *self)
{
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE, pause_over, self);
}

/* --- which message ------------------------------------------------------------------------------------------------- */

/* The confirmation, and each reminder that will leave. The same one stays chosen where it is still there. */
static void
fill_messages (UsherWizardPreview *self)
{
  g_autoptr (UsherEventDraft) draft = usher_wizard_model_sketch (self->model, usher_client_now (self->client));
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  guint selected = gtk_drop_down_get_selected (self->message_drop_down);
  g_autofree char *chosen = selected < self->keys->len ? g_strdup (g_ptr_array_index (self->keys, selected)) : NULL;
  gboolean same;

  for (guint i = 0; draft && draft->intervals && i < draft->intervals->len; i++)
    g_ptr_array_add (keys, g_strdup (g_ptr_array_index (draft->intervals, i)));
  g_ptr_array_add (keys, g_strdup ("confirmation"));
  same = keys->len == self->keys->len;
  for (guint i = 0; same && i < keys->len; i++)
    same = g_str_equal (g_ptr_array_index (keys, i), g_ptr_array_index (self->keys, i));
  if (same)
    return;
  self->filling = TRUE;
  g_ptr_array_unref (self->keys);
  self->keys = g_steal_pointer (&keys);
  gtk_string_list_splice (self->messages, 0, g_list_model_get_n_items (G_LIST_MODEL (self->messages)), NULL);
  selected = 0;
  for (guint i = 0; i < self->keys->len; i++)
    {
      const char *key = g_ptr_array_index (self->keys, i);

      gtk_string_list_take (self->messages, i + 1 < self->keys->len ? usher_format_interval (key) : g_strdup (_("Confirmation")));
      if (g_strcmp0 (key, chosen) == 0)
        selected = i;
    }
  gtk_drop_down_set_selected (self->message_drop_down, selected);
  self->filling = FALSE;
}

static void
model_changed (UsherWizardPreview *self)
{
  gboolean email = usher_wizard_model_get_flag (self->model, USHER_WIZARD_EMAIL);
  gboolean sms = usher_wizard_model_get_flag (self->model, USHER_WIZARD_SMS);

  gtk_widget_set_visible (GTK_WIDGET (self->channel_group), email && sms);
  gtk_stack_set_visible_child_name (self->stack, email || sms ? "preview" : "nothing");
  fill_messages (self);
  ask_soon (self);
}

static void
message_selected (UsherWizardPreview *self)
{
  if (self->model && !self->filling)
    ask (self);
}

static void
usher_wizard_preview_map (GtkWidget *widget)
{
  UsherWizardPreview *self = USHER_WIZARD_PREVIEW (widget);

  GTK_WIDGET_CLASS (usher_wizard_preview_parent_class)->map (widget);
  if (self->model)
    ask (self);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_wizard_preview_dispose (GObject *object)
{
  UsherWizardPreview *self = USHER_WIZARD_PREVIEW (object);

  g_clear_handle_id (&self->pause, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->model)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_clear_object (&self->model);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_WIZARD_PREVIEW);
  G_OBJECT_CLASS (usher_wizard_preview_parent_class)->dispose (object);
}

static void
usher_wizard_preview_finalize (GObject *object)
{
  g_ptr_array_unref (USHER_WIZARD_PREVIEW (object)->keys);
  G_OBJECT_CLASS (usher_wizard_preview_parent_class)->finalize (object);
}

static void
usher_wizard_preview_class_init (UsherWizardPreviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_wizard_preview_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_wizard_preview_finalize;
  widget_class->map = usher_wizard_preview_map;
  g_type_ensure (USHER_TYPE_MESSAGE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-wizard-preview.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherWizardPreview, message_drop_down);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardPreview, messages);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardPreview, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardPreview, channel_group);
  gtk_widget_class_bind_template_child (widget_class, UsherWizardPreview, message_view);
  gtk_widget_class_bind_template_callback (widget_class, message_selected);
}

static void
usher_wizard_preview_init (UsherWizardPreview *self)
{
  self->keys = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
usher_wizard_preview_set_model (UsherWizardPreview *self, UsherClient *client, UsherWizardModel *model)
{
  g_return_if_fail (USHER_IS_WIZARD_PREVIEW (self));
  g_return_if_fail (self->model == NULL);

  self->client = g_object_ref (client);
  self->model = g_object_ref (model);
  g_signal_connect_swapped (model, "changed", G_CALLBACK (model_changed), self);
  model_changed (self);
}
