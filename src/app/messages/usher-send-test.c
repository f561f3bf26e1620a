/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-send-test.h"

#include <glib/gi18n.h>

#include "usher-delivery-words.h"
#include "usher-error.h"
#include "usher-loader.h"
#include "usher-test-address.h"
#include "usher-toast.h"

/* To choose an event from, where none is given: the next ones */
#define EVENTS_AT_MOST 50

struct _UsherSendTest {
  AdwNavigationPage parent_instance;

  UsherClient     *client;
  UsherLoader     *event_loader;
  UsherLoader     *delivery_loader;
  GCancellable    *cancellable;
  GPtrArray       *events;         /* (nullable) (element-type UsherEventOverview): those to choose from */
  char            *key;
  gint64           event_id;
  gint64           delivery_id;    /* of the last test; 0: none yet */
  gint64           delivery_event;
  UsherChannel     channel;
  gboolean         sending;

  /* template */
  GtkStack        *stack;
  AdwComboRow     *event_row;
  AdwEntryRow     *address;
  GtkLabel        *problem;
  GtkWidget       *send;
  GtkWidget       *result;
  AdwActionRow    *result_row;
  UsherStatusChip *chip;
  GtkWidget       *open;
};

G_DEFINE_FINAL_TYPE (UsherSendTest, usher_send_test, ADW_TYPE_NAVIGATION_PAGE)

/* --- which event --------------------------------------------------------------------------------------------------- */

static gpointer
find_events (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  UsherEventOverviewQuery query = { .limit = EVENTS_AT_MOST, .cancellable = cancellable };

  return usher_engine_list_event_overviews (engine, &query, error);
}

static void
show_events (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherSendTest *self = USHER_SEND_TEST (widget);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  guint selected = adw_combo_row_get_selected (self->event_row);

  g_clear_pointer (&self->events, g_ptr_array_unref);
  self->events = result;
  for (guint i = 0; self->events && i < self->events->len; i++)
    gtk_string_list_append (titles, ((UsherEventOverview *) self->events->pdata[i])->event->title);
  adw_combo_row_set_model (self->event_row, G_LIST_MODEL (titles));
  if (self->events && selected < self->events->len)
    adw_combo_row_set_selected (self->event_row, selected);
  gtk_stack_set_visible_child_name (self->stack, self->events && self->events->len > 0 ? "form" : "no-event");
}

static gint64
chosen_event (UsherSendTest *self)
{
  guint selected = adw_combo_row_get_selected (self->event_row);

  if (self->event_id != 0)
    return self->event_id;
  return self->events && selected < self->events->len ? ((UsherEventOverview *) self->events->pdata[selected])->event->id : 0;
}

/* --- what became of it --------------------------------------------------------------------------------------------- */

static gpointer
ask_delivery (GtkWidget *widget)
{
  UsherSendTest *self = USHER_SEND_TEST (gtk_widget_get_ancestor (widget, USHER_TYPE_SEND_TEST));

  return g_memdup2 (&self->delivery_id, sizeof self->delivery_id);
}

static gpointer
find_delivery (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_engine_get_outbox_row (engine, *(const gint64 *) input, error);
}

static char *
describe (UsherSendTest *self, const UsherDelivery *delivery)
{
  char *answer = usher_delivery_answer (delivery);

  if (answer)
    return answer;
  switch (usher_delivery_group (delivery->status))
    {
    case USHER_DELIVERY_GROUP_SENT:
      return g_strdup (usher_client_get_sandbox (self->client) ? _("It is in the Outbox.") : _("The provider took it."));
    case USHER_DELIVERY_GROUP_FAILED:
      return g_strdup (_("The provider refused it."));
    case USHER_DELIVERY_GROUP_SKIPPED:
      return g_strdup (_("It was not sent."));
    case USHER_DELIVERY_GROUP_ALL:
    case USHER_DELIVERY_GROUP_WAITING:
    default:
      return g_strdup (_("It is on its way."));
    }
}

static void
show_delivery (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherSendTest *self = USHER_SEND_TEST (gtk_widget_get_ancestor (widget, USHER_TYPE_SEND_TEST));
  g_autoptr (UsherOutboxRow) row = result;
  g_autofree char *words = NULL;

  if (!self || !row)
    return;
  words = describe (self, row->delivery);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result_row), row->delivery->address);
  adw_action_row_set_subtitle (self->result_row, words);
  usher_delivery_chip (self->chip, row->delivery->status);
}

static void
follow (UsherSendTest *self, gint64 delivery_id)
{
  static const char * const kinds[] = { "delivery", NULL };
  static const UsherLoaderPlan plan = {
    kinds, find_delivery, ask_delivery, g_free, (GDestroyNotify) usher_outbox_row_unref, show_delivery,
  };

  self->delivery_id = delivery_id;
  gtk_widget_set_visible (self->result, TRUE);
  if (self->delivery_loader)
    usher_loader_reload (self->delivery_loader);
  else
    self->delivery_loader = usher_loader_new (self->client, self->result, &plan);
}

static void
open_clicked (UsherSendTest *self)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_DIALOG);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  gint64 id = self->delivery_id;

  if (dialog)
    adw_dialog_close (ADW_DIALOG (dialog));
  gtk_widget_activate_action (root, "win.open-message", "x", id);
}

/* --- sending ------------------------------------------------------------------------------------------------------- */

static void
set_problem (UsherSendTest *self, const char *words)
{
  gtk_label_set_label (self->problem, words ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), words != NULL);
  if (words)
    gtk_widget_add_css_class (GTK_WIDGET (self->address), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->address), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->address), GTK_ACCESSIBLE_STATE_INVALID,
                               words ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
set_sending (UsherSendTest *self, gboolean sending)
{
  self->sending = sending;
  gtk_widget_set_sensitive (self->send, !sending);
}

static void
sent (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherSendTest) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 id = usher_engine_send_test_finish (USHER_ENGINE (source), result, &error);

  if (!self->client)
    return;
  set_sending (self, FALSE);
  if (id == 0)
    {
      set_problem (self, usher_error_get_local_message (error));
      gtk_widget_grab_focus (GTK_WIDGET (self->address));
      return;
    }
  usher_test_address_save (self->channel, gtk_editable_get_text (GTK_EDITABLE (self->address)));
  follow (self, id);
}

static void
send_clicked (UsherSendTest *self)
{
  UsherEngine *engine = usher_client_get_engine (self->client);

  if (self->sending || !engine || !self->key)
    return;
  set_problem (self, NULL);
  set_sending (self, TRUE);
  usher_engine_send_test_async (engine, chosen_event (self), self->key, self->channel,
                                gtk_editable_get_text (GTK_EDITABLE (self->address)), "app", self->cancellable, sent,
                                g_object_ref (self));
}

static void
address_changed (UsherSendTest *self)
{
  set_problem (self, NULL);
}

static void
address_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherSendTest) self = user_data;
  g_autofree char *address = usher_test_address_load_finish (result);

  if (self->client && address && !*gtk_editable_get_text (GTK_EDITABLE (self->address)))
    gtk_editable_set_text (GTK_EDITABLE (self->address), address);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_send_test_dispose (GObject *object)
{
  UsherSendTest *self = USHER_SEND_TEST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->event_loader);
  g_clear_object (&self->delivery_loader);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_SEND_TEST);
  G_OBJECT_CLASS (usher_send_test_parent_class)->dispose (object);
}

static void
usher_send_test_finalize (GObject *object)
{
  UsherSendTest *self = USHER_SEND_TEST (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_free (self->key);
  G_OBJECT_CLASS (usher_send_test_parent_class)->finalize (object);
}

static void
usher_send_test_class_init (UsherSendTestClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_send_test_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_send_test_finalize;

  g_type_ensure (USHER_TYPE_STATUS_CHIP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-send-test.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherSendTest, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherSendTest, event_row);
  gtk_widget_class_bind_template_child (widget_class, UsherSendTest, address);
  gtk_widget_class_bind_template_child (widget_class, UsherSendTest, problem);
  gtk_widget_class_bind_template_child (widget_class, UsherSendTest, send);
  gtk_widget_class_bind_template_child (widget_class, UsherSendTest, result);
  gtk_widget_class_bind_template_child (widget_class, UsherSendTest, result_row);
  gtk_widget_class_bind_template_child (widget_class, UsherSendTest, chip);
  gtk_widget_class_bind_template_child (widget_class, UsherSendTest, open);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked);
  gtk_widget_class_bind_template_callback (widget_class, address_changed);
}

static void
usher_send_test_init (UsherSendTest *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
usher_send_test_set_client (UsherSendTest *self, UsherClient *client)
{
  g_return_if_fail (USHER_IS_SEND_TEST (self));
  g_set_object (&self->client, client);
}

/* A page is for one channel at a time: an address does not fit the other. */
static void
set_channel (UsherSendTest *self, UsherChannel channel)
{
  self->channel = channel;
  gtk_editable_set_text (GTK_EDITABLE (self->address), "");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->address),
                                 channel == USHER_CHANNEL_EMAIL ? _("Your e-mail address") : _("Your phone number"));
  adw_entry_row_set_input_purpose (self->address, channel == USHER_CHANNEL_EMAIL ? GTK_INPUT_PURPOSE_EMAIL : GTK_INPUT_PURPOSE_PHONE);
  usher_test_address_load_async (channel, self->cancellable, address_loaded, g_object_ref (self));
}

void
usher_send_test_set_message (UsherSendTest *self, gint64 event_id, const char *key, UsherChannel channel)
{
  static const char * const kinds[] = { "event", NULL };
  static const UsherLoaderPlan plan = { kinds, find_events, NULL, NULL, (GDestroyNotify) g_ptr_array_unref, show_events };

  g_return_if_fail (USHER_IS_SEND_TEST (self));

  self->event_id = event_id;
  if (g_set_str (&self->key, key))
    gtk_widget_set_visible (self->result, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->event_row), event_id == 0);
  if (event_id != 0)
    gtk_stack_set_visible_child_name (self->stack, "form");
  else if (!self->event_loader)
    self->event_loader = usher_loader_new (self->client, GTK_WIDGET (self), &plan);
  if (channel != self->channel || !gtk_widget_get_sensitive (GTK_WIDGET (self->address)))
    {
      gtk_widget_set_sensitive (GTK_WIDGET (self->address), TRUE);
      gtk_widget_set_visible (self->result, FALSE);
      set_channel (self, channel);
    }
}
