/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-registration-dialog.h"

#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-loader.h"
#include "usher-registration-cells.h"

#define DELIVERIES_MAX 100

struct _UsherRegistrationDialog {
  AdwDialog            parent_instance;

  UsherClient         *client;
  UsherLoader         *loader;
  gint64               event_id;
  gint64               id;
  GtkWidget           *list;           /* its actions */
  GPtrArray           *rows;           /* what was added to the groups */

  /* template */
  GtkStack            *stack;
  AdwStatusPage       *problem;
  AdwPreferencesGroup *person;
  AdwPreferencesGroup *consents;
  AdwPreferencesGroup *deliveries;
};

#define USHER_TYPE_REGISTRATION_DIALOG (usher_registration_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherRegistrationDialog, usher_registration_dialog, USHER, REGISTRATION_DIALOG, AdwDialog)
G_DEFINE_FINAL_TYPE (UsherRegistrationDialog, usher_registration_dialog, ADW_TYPE_DIALOG)

/* --- reading ------------------------------------------------------------------------------------------------------- */

typedef struct {
  gint64 event_id;
  gint64 id;
} Input;

typedef struct {
  UsherRegistration *registration;
  GPtrArray         *consents;      /* of UsherConsentRecord */
  GPtrArray         *deliveries;    /* of UsherDelivery */
} Person;

static void
person_free (gpointer data)
{
  Person *self = data;

  g_clear_pointer (&self->registration, usher_registration_unref);
  g_clear_pointer (&self->consents, g_ptr_array_unref);
  g_clear_pointer (&self->deliveries, g_ptr_array_unref);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Person, person_free)

static gpointer
read_person (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  const Input *who = input;
  g_autoptr (Person) person = g_new0 (Person, 1);
  UsherDeliveryQuery query = { .event_id = who->event_id, .registration_id = who->id, .channel = -1, .status = -1,
                               .limit = DELIVERIES_MAX };

  person->registration = usher_engine_get_registration (engine, who->event_id, who->id, error);
  if (!person->registration)
    return NULL;
  person->consents = usher_engine_list_consents (engine, who->id, error);
  if (!person->consents)
    return NULL;
  person->deliveries = usher_engine_list_deliveries (engine, &query, error);
  return person->deliveries ? g_steal_pointer (&person) : NULL;
}

static gpointer
ask (GtkWidget *widget)
{
  UsherRegistrationDialog *self = (UsherRegistrationDialog *) widget;
  Input input = { self->event_id, self->id };

  return g_memdup2 (&input, sizeof input);
}

/* --- showing ------------------------------------------------------------------------------------------------------- */

static void
add_row (UsherRegistrationDialog *self, AdwPreferencesGroup *group, const char *title, const char *value, gboolean property)
{
  GtkWidget *row;

  if (!value || !*value)
    return;
  row = adw_action_row_new ();
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), value);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  if (property)
    gtk_widget_add_css_class (row, "property");
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static const char *
source_words (const char *source)
{
  if (g_strcmp0 (source, "page") == 0)
    return _("Registration page");
  return g_strcmp0 (source, "import") == 0 ? _("Import") : _("Program interface");
}

static void
show_person (UsherRegistrationDialog *self, const UsherRegistration *r)
{
  UsherInstant now = usher_client_now (self->client);
  g_autofree char *name = usher_registration_name (r);
  g_autofree char *channels = usher_cell_words (USHER_CELL_CHANNELS, r, now);
  g_autofree char *time = usher_cell_words (USHER_CELL_TIME, r, now);

  adw_dialog_set_title (ADW_DIALOG (self), name);
  add_row (self, self->person, _("E-mail"), r->email, TRUE);
  add_row (self, self->person, _("Phone"), r->phone, TRUE);
  add_row (self, self->person, _("Told by"), channels, TRUE);
  add_row (self, self->person, _("Time zone"), r->time_zone, TRUE);
  add_row (self, self->person, _("Language"), r->language, TRUE);
  add_row (self, self->person, _("Registered"), time, TRUE);
  add_row (self, self->person, _("Came from"), source_words (r->source), TRUE);
}

static char *
consent_words (const UsherConsentRecord *consent)
{
  gboolean sms = consent->channel == USHER_CHANNEL_SMS;

  if (g_str_equal (consent->act, "given"))
    return g_strdup (sms ? _("Agreed to SMS") : _("Agreed to e-mail"));
  if (g_str_equal (consent->act, "withdrawn"))
    return g_strdup (sms ? _("Withdrew SMS") : _("Withdrew e-mail"));
  return g_strdup (sms ? _("Declined SMS") : _("Declined e-mail"));
}

static void
show_consents (UsherRegistrationDialog *self, GPtrArray *consents)
{
  g_autoptr (GTimeZone) zone = usher_format_own_zone ();
  UsherInstant now = usher_client_now (self->client);

  for (guint i = 0; i < consents->len; i++)
    {
      const UsherConsentRecord *consent = consents->pdata[i];
      g_autofree char *title = consent_words (consent);
      g_autofree char *time = usher_format_day_time (consent->at, zone, now);
      g_autofree char *line = *consent->consent_text ? g_strdup_printf ("%s\n%s", time, consent->consent_text) : g_strdup (time);

      add_row (self, self->consents, title, line, FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->consents), consents->len > 0);
}

static const char *
delivery_words (UsherDeliveryStatus status)
{
  switch (status)
    {
    case USHER_DELIVERY_QUEUED:    return _("Waiting");
    case USHER_DELIVERY_CLAIMED:   return _("On its way");
    case USHER_DELIVERY_ACCEPTED:  return _("Sent");
    case USHER_DELIVERY_DELIVERED: return _("Delivered");
    case USHER_DELIVERY_FAILED:    return _("Failed");
    case USHER_DELIVERY_UNKNOWN:   return _("Being asked about");
    case USHER_DELIVERY_CANCELLED: return _("Cancelled");
    case USHER_DELIVERY_SKIPPED:   return _("Skipped");
    default: g_return_val_if_reached ("");
    }
}

static const char *
kind_words (UsherNotificationKind kind)
{
  switch (kind)
    {
    case USHER_NOTIFICATION_CONFIRMATION: return _("Confirmation");
    case USHER_NOTIFICATION_CHANGE:       return _("Change notice");
    case USHER_NOTIFICATION_CANCELLATION: return _("Cancellation notice");
    case USHER_NOTIFICATION_TEST:         return _("Test");
    case USHER_NOTIFICATION_REMINDER:
    default:                              return _("Reminder");
    }
}

static void
show_deliveries (UsherRegistrationDialog *self, GPtrArray *deliveries)
{
  g_autoptr (GTimeZone) zone = usher_format_own_zone ();
  UsherInstant now = usher_client_now (self->client);

  for (guint i = 0; i < deliveries->len; i++)
    {
      const UsherDelivery *d = deliveries->pdata[i];
      g_autofree char *time = usher_format_day_time (d->settled_at != USHER_NEVER ? d->settled_at : d->created_at, zone, now);
      /* Translators: a message and its channel: "Confirmation · E-mail" */
      g_autofree char *title = g_strdup_printf (_("%s · %s"), kind_words (d->kind), usher_format_channel (d->channel));
      /* Translators: a state and a moment: "Delivered · Sun 6 Dec, 20:00" */
      g_autofree char *state = g_strdup_printf (_("%s · %s"), delivery_words (d->status), time);
      g_autofree char *line = d->reason && *d->reason ? g_strdup_printf ("%s\n%s", state, d->reason) : g_strdup (state);

      add_row (self, self->deliveries, title, line, FALSE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->deliveries), deliveries->len > 0);
}

static void
remove_rows (UsherRegistrationDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *group = gtk_widget_get_ancestor (self->rows->pdata[i], ADW_TYPE_PREFERENCES_GROUP);

      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), self->rows->pdata[i]);
    }
  g_ptr_array_set_size (self->rows, 0);
}

static void
show (GtkWidget *widget, gpointer result, const GError *error)
{
  UsherRegistrationDialog *self = (UsherRegistrationDialog *) widget;
  g_autoptr (Person) person = result;

  if (!person)
    {
      adw_status_page_set_description (self->problem, error->message);
      gtk_stack_set_visible_child_name (self->stack, "problem");
      return;
    }
  remove_rows (self);
  show_person (self, person->registration);
  show_consents (self, person->consents);
  show_deliveries (self, person->deliveries);
  gtk_stack_set_visible_child_name (self->stack, "content");
}

static const char * const kinds[] = { "registration", "delivery", NULL };

static const UsherLoaderPlan plan = {
  .kinds = kinds,
  .query = read_person,
  .ask = ask,
  .free_input = g_free,
  .free_result = person_free,
  .show = show,
};

static void
resend_clicked (GtkButton *button, UsherRegistrationDialog *self)
{
  gtk_widget_activate_action (self->list, "registrations.resend", "x", self->id);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
remove_clicked (GtkButton *button, UsherRegistrationDialog *self)
{
  gtk_widget_activate_action (self->list, "registrations.remove", "x", self->id);
  adw_dialog_close (ADW_DIALOG (self));
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_registration_dialog_dispose (GObject *object)
{
  UsherRegistrationDialog *self = (UsherRegistrationDialog *) object;

  g_clear_object (&self->loader);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), USHER_TYPE_REGISTRATION_DIALOG);
  g_clear_object (&self->list);
  g_clear_object (&self->client);
  G_OBJECT_CLASS (usher_registration_dialog_parent_class)->dispose (object);
}

static void
usher_registration_dialog_class_init (UsherRegistrationDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_registration_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-registration-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationDialog, person);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationDialog, consents);
  gtk_widget_class_bind_template_child (widget_class, UsherRegistrationDialog, deliveries);
  gtk_widget_class_bind_template_callback (widget_class, resend_clicked);
  gtk_widget_class_bind_template_callback (widget_class, remove_clicked);
}

static void
usher_registration_dialog_init (UsherRegistrationDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwDialog *
usher_registration_dialog_new (UsherClient *client, gint64 event_id, gint64 registration_id, GtkWidget *list)
{
  UsherRegistrationDialog *self = g_object_new (USHER_TYPE_REGISTRATION_DIALOG, NULL);

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  self->client = g_object_ref (client);
  self->event_id = event_id;
  self->id = registration_id;
  self->list = g_object_ref (list);
  self->loader = usher_loader_new (client, GTK_WIDGET (self), &plan);
  return ADW_DIALOG (self);
}
