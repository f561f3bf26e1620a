/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-message-detail.h"

#include <glib/gi18n.h>
#include <string.h>

#include "usher-cost.h"
#include "usher-delivery-words.h"
#include "usher-error.h"
#include "usher-format.h"
#include "usher-loader.h"
#include "usher-message-view.h"
#include "usher-sent-message.h"
#include "usher-toast.h"

struct _UsherMessageDetail {
  AdwNavigationPage parent_instance;

  UsherClient      *client;
  UsherLoader      *loader;
  UsherSentMessage *message;       /* (nullable): what is shown */
  gint64            delivery_id;

  /* template */
  AdwToggleGroup   *tabs;
  GtkStack         *stack;
  UsherStatusChip  *chip;
  GtkLabel         *to;
  GtkLabel         *answer;
  GtkStack         *words;
  UsherMessageView *view;
  AdwStatusPage    *not_kept;
  AdwActionRow     *recipient_row;
  AdwActionRow     *event_row;
  AdwActionRow     *kind_row;
  AdwActionRow     *state_row;
  AdwActionRow     *answer_row;
  GtkWidget        *times;
  AdwActionRow     *created_row;
  AdwActionRow     *claimed_row;
  AdwActionRow     *settled_row;
  AdwActionRow     *delivered_row;
  AdwActionRow     *opened_row;
  AdwActionRow     *clicked_row;
  AdwActionRow     *provider_row;
  AdwActionRow     *id_row;
  AdwActionRow     *attempts_row;
  AdwActionRow     *size_row;
  GtkWidget        *headers_group;
  GtkLabel         *headers;
  GtkWidget        *attachment_group;
  AdwButtonRow     *attachment;
};

G_DEFINE_FINAL_TYPE (UsherMessageDetail, usher_message_detail, ADW_TYPE_NAVIGATION_PAGE)

/* --- showing ------------------------------------------------------------------------------------------------------- */

/* A row of what is not known is no row. */
static void
set_row (AdwActionRow *row, const char *words)
{
  gtk_widget_set_visible (GTK_WIDGET (row), words && *words);
  adw_action_row_set_subtitle (row, words ? words : "");
}

static void
set_moment (UsherMessageDetail *self, AdwActionRow *row, UsherInstant moment)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *words = NULL;

  if (moment != USHER_NEVER)
    {
      zone = usher_format_own_zone ();
      words = usher_format_day_time (moment, zone, usher_client_now (self->client));
    }
  set_row (row, words);
}

static void
show_times (UsherMessageDetail *self, const UsherDelivery *delivery)
{
  gboolean sent = usher_delivery_group (delivery->status) == USHER_DELIVERY_GROUP_SENT;

  set_moment (self, self->created_row, delivery->created_at);
  set_moment (self, self->claimed_row, delivery->claimed_at);
  set_moment (self, self->settled_row, delivery->settled_at);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->settled_row), sent ? _("Sent") : _("Decided"));
  set_moment (self, self->delivered_row, delivery->delivered_at);
  set_moment (self, self->opened_row, delivery->opened_at);
  set_moment (self, self->clicked_row, delivery->clicked_at);
}

static char *
format_size (const UsherDelivery *delivery)
{
  g_autofree char *cost = delivery->price_micros >= 0 ? usher_cost_format (delivery->price_micros) : NULL;
  g_autofree char *parts = delivery->segments > 0
                           ? g_strdup_printf (g_dngettext (NULL, "%d segment", "%d segments", (gulong) delivery->segments),
                                              delivery->segments) : NULL;

  if (cost && parts)
    /* Translators: size and price of a text message: “2 segments · $0.015” */
    return g_strdup_printf (_("%1$s · %2$s"), parts, cost);
  return cost ? g_steal_pointer (&cost) : g_steal_pointer (&parts);
}

static void
show_provider (UsherMessageDetail *self, const UsherDelivery *delivery)
{
  g_autofree char *attempts = delivery->attempts > 1 ? usher_format_number (delivery->attempts) : NULL;
  g_autofree char *size = format_size (delivery);

  set_row (self->provider_row, delivery->provider);
  set_row (self->id_row, delivery->provider_id);
  set_row (self->attempts_row, attempts);
  set_row (self->size_row, size);
}

static char *
format_recipient (const UsherOutboxRow *row)
{
  if (!*row->recipient)
    return g_strdup (row->delivery->address);
  /* Translators: a person's name and address: “Ada Lovelace, ada@example.com” */
  return g_strdup_printf (_("%1$s, %2$s"), row->recipient, row->delivery->address);
}

static void
show_row (UsherMessageDetail *self, const UsherOutboxRow *row)
{
  const UsherDelivery *delivery = row->delivery;
  g_autofree char *recipient = format_recipient (row);
  g_autofree char *kind = usher_delivery_kind (row);
  g_autofree char *answer = usher_delivery_answer (delivery);

  usher_delivery_chip (self->chip, delivery->status);
  gtk_label_set_label (self->to, recipient);
  gtk_label_set_label (self->answer, answer ? answer : "");
  gtk_widget_set_visible (GTK_WIDGET (self->answer), answer != NULL);
  set_row (self->recipient_row, recipient);
  set_row (self->event_row, row->event_title);
  set_row (self->kind_row, kind);
  set_row (self->state_row, usher_delivery_words (delivery->status));
  set_row (self->answer_row, answer);
  show_times (self, delivery);
  show_provider (self, delivery);
}

static void
show_words (UsherMessageDetail *self, const UsherSentMessage *message)
{
  const UsherOutboxBatch *batch = message->batch;

  if (batch && batch->channel == USHER_CHANNEL_SMS)
    usher_message_view_set_sms (self->view, batch->text, message->row->delivery->segments, message->row->delivery->price_micros);
  else if (batch)
    usher_message_view_set_mail (self->view, batch->sender, batch->subject, batch->html, batch->text);
  else
    adw_status_page_set_description (self->not_kept, message->row->delivery->provider
                                                     ? _("What went through a real account is kept there, not here.")
                                                     : _("Its words are made when it leaves."));
  gtk_stack_set_visible_child_name (self->words, batch ? "message" : "not-kept");
  gtk_label_set_label (self->headers, message->headers ? message->headers : "");
  gtk_widget_set_visible (self->headers_group, message->headers != NULL);
  gtk_widget_set_visible (self->attachment_group, batch && batch->attachment && *batch->attachment);
}

static void
show_message (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherMessageDetail *self = USHER_MESSAGE_DETAIL (widget);

  if (!result)
    {
      if (usher_error_is_not_found (error))
        gtk_stack_set_visible_child_name (self->stack, "gone");
      else
        usher_toast_error (widget, error);
      return;
    }
  g_clear_pointer (&self->message, usher_sent_message_free);
  self->message = result;
  show_row (self, self->message->row);
  show_words (self, self->message);
  gtk_widget_set_visible (GTK_WIDGET (self->tabs), TRUE);
  gtk_stack_set_visible_child_name (self->stack, adw_toggle_group_get_active_name (self->tabs));
}

static gpointer
ask (GtkWidget *widget)
{
  return g_memdup2 (&USHER_MESSAGE_DETAIL (widget)->delivery_id, sizeof (gint64));
}

static gpointer
find_message (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_sent_message_read (engine, *(const gint64 *) input, error);
}

static void
tab_changed (UsherMessageDetail *self)
{
  if (self->message)
    gtk_stack_set_visible_child_name (self->stack, adw_toggle_group_get_active_name (self->tabs));
}

/* --- doing --------------------------------------------------------------------------------------------------------- */

static void
link_pressed (UsherMessageDetail *self, const char *uri)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-uri", "s", uri);
}

static void
event_activated (UsherMessageDetail *self)
{
  if (self->message)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-event", "x", self->message->row->delivery->event_id);
}

static void
copy_headers (UsherMessageDetail *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.copy", "s", gtk_label_get_label (self->headers));
}

static void
written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherMessageDetail) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!self->client)
    return;
  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    usher_toast (GTK_WIDGET (self), _("Calendar file saved"));
  else
    usher_toast_error (GTK_WIDGET (self), error);
}

static void
place_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherMessageDetail) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (!file || !self->message || !self->message->batch || !self->message->batch->attachment)
    return;
  bytes = g_bytes_new (self->message->batch->attachment, strlen (self->message->batch->attachment));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, NULL, written, g_object_ref (self));
}

static void
save_attachment (UsherMessageDetail *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  const char *name = self->message && self->message->batch ? self->message->batch->attachment_name : NULL;

  gtk_file_dialog_set_title (dialog, _("Save Calendar File"));
  gtk_file_dialog_set_initial_name (dialog, name ? name : "event.ics");
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, place_chosen, g_object_ref (self));
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_message_detail_dispose (GObject *object)
{
  UsherMessageDetail *self = USHER_MESSAGE_DETAIL (object);

  g_clear_object (&self->loader);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_MESSAGE_DETAIL);
  G_OBJECT_CLASS (usher_message_detail_parent_class)->dispose (object);
}

static void
usher_message_detail_finalize (GObject *object)
{
  g_clear_pointer (&USHER_MESSAGE_DETAIL (object)->message, usher_sent_message_free);
  G_OBJECT_CLASS (usher_message_detail_parent_class)->finalize (object);
}

static void
bind_rows (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, recipient_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, event_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, kind_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, state_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, answer_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, times);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, created_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, claimed_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, settled_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, delivered_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, opened_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, clicked_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, provider_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, id_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, attempts_row);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, size_row);
}

static void
usher_message_detail_class_init (UsherMessageDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_message_detail_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_message_detail_finalize;

  g_type_ensure (USHER_TYPE_MESSAGE_VIEW);
  g_type_ensure (USHER_TYPE_STATUS_CHIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-message-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, tabs);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, chip);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, to);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, answer);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, words);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, view);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, not_kept);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, headers_group);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, headers);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, attachment_group);
  gtk_widget_class_bind_template_child (widget_class, UsherMessageDetail, attachment);
  bind_rows (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, tab_changed);
  gtk_widget_class_bind_template_callback (widget_class, link_pressed);
  gtk_widget_class_bind_template_callback (widget_class, event_activated);
  gtk_widget_class_bind_template_callback (widget_class, copy_headers);
  gtk_widget_class_bind_template_callback (widget_class, save_attachment);
}

static void
usher_message_detail_init (UsherMessageDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_toggle_group_set_active_name (self->tabs, "message");
}

/**
 * usher_message_detail_show:
 * @self: the page
 * @client: where it is read
 * @delivery_id: which; 0: none
 */
void
usher_message_detail_show (UsherMessageDetail *self, UsherClient *client, gint64 delivery_id)
{
  static const char * const kinds[] = { "delivery", NULL };
  static const UsherLoaderPlan plan = {
    kinds, find_message, ask, g_free, (GDestroyNotify) usher_sent_message_free, show_message,
  };

  g_return_if_fail (USHER_IS_MESSAGE_DETAIL (self));
  g_return_if_fail (USHER_IS_CLIENT (client));

  if (self->delivery_id == delivery_id)
    return;
  self->delivery_id = delivery_id;
  g_set_object (&self->client, client);
  if (delivery_id == 0)
    {
      g_clear_object (&self->loader);
      g_clear_pointer (&self->message, usher_sent_message_free);
      gtk_widget_set_visible (GTK_WIDGET (self->tabs), FALSE);
      gtk_stack_set_visible_child_name (self->stack, "nothing");
    }
  else if (self->loader)
    usher_loader_reload (self->loader);
  else
    self->loader = usher_loader_new (client, GTK_WIDGET (self), &plan);
}
