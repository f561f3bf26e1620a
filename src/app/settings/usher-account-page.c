/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-account-page.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-mailgun.h"
#include "usher-problem-row.h"
#include "usher-queries.h"
#include "usher-secrets.h"
#include "usher-toast.h"

#define FIELDS_MAX 4
#define TYPED_MAX  4000

typedef enum {
  REGION_US,
  REGION_EU,
  REGION_OTHER,
} Region;

typedef enum {
  DEED_CHECK,
  DEED_SAVE,
  DEED_REMOVE,
} Deed;

struct _UsherAccountPage {
  AdwNavigationPage       parent_instance;

  UsherClient            *client;
  const UsherAccountForm *form;
  UsherSettings          *settings;                /* as they were when it opened */
  GtkWidget              *rows[FIELDS_MAX];
  UsherProblemRow        *problems[FIELDS_MAX];
  GtkWidget              *region_row;              /* (nullable) */

  /* what is under way */
  GCancellable           *running;                 /* (nullable) */
  Deed                    deed;
  UsherSettings          *draft;                   /* this account alone */
  UsherSecrets           *typed;
  UsherSecrets           *secrets;                 /* typed, and for the rest those of the keyring */
  guint                   next_secret;

  /* template */
  AdwBanner              *banner;
  AdwPreferencesGroup    *fields_group;
  GtkButton              *where_button;
  AdwActionRow           *result_row;
  GtkStack               *result_stack;
  GtkWidget              *stop_button;
  GtkWidget              *check_row;
  GtkWidget              *save_row;
  GtkWidget              *remove_group;
};

G_DEFINE_FINAL_TYPE (UsherAccountPage, usher_account_page, ADW_TYPE_NAVIGATION_PAGE)

static void proceed (UsherAccountPage *self);
static void store_next (UsherAccountPage *self);

/* --- what is shown ------------------------------------------------------------------------------------------------- */

static void
show_result (UsherAccountPage *self, const char *icon, const char *words)
{
  gtk_stack_set_visible_child_name (self->result_stack, icon);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->result_row), words);
  gtk_widget_set_visible (GTK_WIDGET (self->result_row), TRUE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->result_row), words, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* The focus stays where it is; what is pressed twice happens once (begin()). */
static void
show_busy (UsherAccountPage *self, const char *words)
{
  gtk_widget_set_visible (self->stop_button, words != NULL);
  if (words)
    show_result (self, "busy", words);
}

static void
show_error (UsherAccountPage *self, const GError *error)
{
  const char *field = usher_error_get_field (error);
  const char *words = usher_error_get_local_message (error);

  show_busy (self, NULL);
  for (guint i = 0; i < self->form->n_fields; i++)
    if (g_strcmp0 (self->form->fields[i].field, field) == 0)
      {
        usher_problem_row_set (self->problems[i], words);
        gtk_widget_grab_focus (self->rows[i]);
        gtk_widget_set_visible (GTK_WIDGET (self->result_row), FALSE);
        return;
      }
  show_result (self, "bad", words);
}

/* Whether it goes on; else what is to be said was said. */
static gboolean
goes_on (UsherAccountPage *self, const GError *error)
{
  if (!error && self->running && !g_cancellable_is_cancelled (self->running))
    return TRUE;
  g_clear_object (&self->running);
  if (!error || usher_error_is_cancelled (error))
    {
      show_busy (self, NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->result_row), FALSE);
    }
  else
    show_error (self, error);
  return FALSE;
}

/* --- checking ------------------------------------------------------------------------------------------------------ */

static void
checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  usher_account_check_finish (result, &error);
  if (!goes_on (self, error))
    return;
  g_clear_object (&self->running);
  show_busy (self, NULL);
  words = g_strdup_printf (_("%s answers, and the account can be used."), self->form->name);
  show_result (self, "good", words);
}

/* --- saving -------------------------------------------------------------------------------------------------------- */

static void
leave (UsherAccountPage *self)
{
  GtkWidget *dialog = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_DIALOG);
  g_autofree char *words = NULL;

  if (self->deed == DEED_REMOVE)
    words = g_strdup_printf (_("%s is no longer used"), self->form->name);
  else
    words = g_strdup_printf (_("%s is used from now on"), self->form->name);
  if (!dialog)
    return;
  adw_preferences_dialog_pop_subpage (ADW_PREFERENCES_DIALOG (dialog));
  usher_toast (dialog, words);
}

static void
settings_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherSettings) saved = usher_engine_save_settings_finish (USHER_ENGINE (source), result, &error);

  if (error)
    {
      goes_on (self, error);
      return;
    }
  g_clear_object (&self->running);
  usher_client_restart (self->client);
  leave (self);
}

static gpointer
query_settings (UsherEngine *engine, gconstpointer input, GCancellable *cancellable, GError **error)
{
  return usher_engine_get_settings (engine, error);
}

static void
settings_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherSettings) now = usher_client_query_finish (USHER_CLIENT (source), result, &error);
  g_autoptr (UsherSettings) changed = NULL;
  UsherEngine *engine = usher_client_get_engine (self->client);

  if (!goes_on (self, error) || !engine)
    return;
  changed = usher_settings_copy (now);
  if (self->deed == DEED_REMOVE)
    usher_account_form_clear (self->form, changed);
  else
    usher_account_form_copy (self->form, self->draft, changed);
  usher_engine_save_settings_async (engine, changed, "app", NULL, settings_saved, g_object_ref (self));
}

static void
secret_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;

  usher_secrets_store_finish (result, &error);
  /* An account can be given up without a keyring. */
  if (error && self->deed == DEED_REMOVE && !usher_error_is_cancelled (error))
    g_clear_error (&error);
  if (goes_on (self, error))
    store_next (self);
}

/* The keys first: an account whose key could not be kept is not begun. */
static void
store_next (UsherAccountPage *self)
{
  while (self->next_secret < self->form->n_fields)
    {
      const UsherAccountField *field = &self->form->fields[self->next_secret++];
      const char *value = field->key ? *usher_account_field_text (field, self->draft, self->typed) : NULL;

      if (!field->key || (!value && self->deed != DEED_REMOVE))
        continue;
      usher_secrets_store_async (field->key, value, USHER_SECRETS_PATIENCE, self->running, secret_stored, g_object_ref (self));
      return;
    }
  usher_client_query_async (self->client, query_settings, NULL, NULL, (GDestroyNotify) usher_settings_unref, self->running,
                            settings_read, g_object_ref (self));
}

/* --- what was typed ------------------------------------------------------------------------------------------------ */

static const char *
region_address (UsherAccountPage *self, const char *typed)
{
  switch ((Region) adw_combo_row_get_selected (ADW_COMBO_ROW (self->region_row)))
    {
    case REGION_EU:    return USHER_MAILGUN_BASE_URL_EU;
    case REGION_OTHER: return typed;
    case REGION_US:
    default:           return NULL;
    }
}

static gboolean
is_address (const UsherAccountField *field)
{
  return g_str_equal (field->field, "mailgun_base_url");
}

/* Returns: whether a key is to be looked up in the keyring, because none was typed */
static gboolean
gather (UsherAccountPage *self)
{
  gboolean look = FALSE;

  g_clear_pointer (&self->draft, usher_settings_unref);
  g_clear_pointer (&self->typed, usher_secrets_free);
  self->draft = usher_account_form_only (self->form, self->settings);
  self->typed = usher_secrets_new ();
  for (guint i = 0; i < self->form->n_fields; i++)
    {
      const UsherAccountField *field = &self->form->fields[i];
      const char *text = gtk_editable_get_text (GTK_EDITABLE (self->rows[i]));
      char **value = usher_account_field_text (field, self->draft, self->typed);

      usher_problem_row_set (self->problems[i], NULL);
      if (is_address (field))
        text = region_address (self, text);
      g_set_str (value, text && *text ? text : NULL);
      look = look || (field->key && !*value);
    }
  g_clear_pointer (&self->secrets, usher_secrets_free);
  self->secrets = usher_secrets_copy (self->typed);
  return look && usher_account_form_is_set_up (self->form, self->settings);
}

static void
secrets_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherAccountPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherSecrets) kept = usher_secrets_load_finish (result, &error);

  if (!goes_on (self, error))
    return;
  for (guint i = 0; i < self->form->n_fields; i++)
    if (self->form->fields[i].key)
      {
        char **value = usher_account_field_text (&self->form->fields[i], self->draft, self->secrets);

        if (!*value)
          g_set_str (value, *usher_account_field_text (&self->form->fields[i], self->draft, kept));
      }
  proceed (self);
}

static void
proceed (UsherAccountPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConfig) config = usher_config_new_from_settings (self->draft, self->secrets, &error);
  gboolean whole = config && G_STRUCT_MEMBER (char *, self->draft, self->form->id_offset);

  if (!goes_on (self, error))
    return;
  if (self->deed == DEED_SAVE && whole)
    {
      self->next_secret = 0;
      store_next (self);
    }
  else      /* what is missing is said by the same words */
    usher_account_check_async (self->form->kind, config, self->running, checked, g_object_ref (self));
}

static void
begin (UsherAccountPage *self, Deed deed, const char *words)
{
  gboolean look;

  if (self->running)
    return;
  look = gather (self);
  self->deed = deed;
  self->running = g_cancellable_new ();
  show_busy (self, words);
  if (look)
    usher_secrets_load_async (USHER_SECRETS_PATIENCE, self->running, secrets_loaded, g_object_ref (self));
  else
    proceed (self);
}

static void
check_activated (UsherAccountPage *self)
{
  g_autofree char *words = g_strdup_printf (_("Asking %s…"), self->form->name);

  begin (self, DEED_CHECK, words);
}

static void
save_activated (UsherAccountPage *self)
{
  begin (self, DEED_SAVE, _("Saving…"));
}

static void
stop_clicked (UsherAccountPage *self)
{
  if (self->running)
    g_cancellable_cancel (self->running);
}

/* --- removing ------------------------------------------------------------------------------------------------------ */

static void
remove_answered (AdwAlertDialog *dialog, const char *response, UsherAccountPage *self)
{
  if (!g_str_equal (response, "remove") || self->running)
    return;
  gather (self);
  self->deed = DEED_REMOVE;
  self->running = g_cancellable_new ();
  self->next_secret = 0;
  g_clear_pointer (&self->typed, usher_secrets_free);
  self->typed = usher_secrets_new ();
  show_busy (self, _("Removing…"));
  store_next (self);
}

static const char *
word_loss (UsherAccountPage *self)
{
  switch (self->form->kind)
    {
    case USHER_ACCOUNT_MAILER:
      return _("E-mail stays in the sandbox from then on, and reaches nobody. The key is deleted from your keyring.");
    case USHER_ACCOUNT_TEXTER:
      return _("SMS stay in the sandbox from then on, and reach nobody. The key is deleted from your keyring.");
    case USHER_ACCOUNT_STREAMER:
    default:
      return _("You bring a stream of your own from then on. The key is deleted from your keyring.");
    }
}

static void
remove_activated (UsherAccountPage *self)
{
  g_autofree char *heading = g_strdup_printf (_("Remove the %s Account?"), self->form->name);
  AdwDialog *dialog = adw_alert_dialog_new (heading, word_loss (self));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _("Cancel"), "remove", _("Remove"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (remove_answered), self, 0);
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* --- the form ------------------------------------------------------------------------------------------------------ */

static void
region_changed (UsherAccountPage *self)
{
  gboolean other = adw_combo_row_get_selected (ADW_COMBO_ROW (self->region_row)) == REGION_OTHER;

  for (guint i = 0; i < self->form->n_fields; i++)
    if (is_address (&self->form->fields[i]))
      {
        gtk_widget_set_visible (self->rows[i], other);
        usher_problem_row_set (self->problems[i], NULL);
      }
}

static void
add_region (UsherAccountPage *self)
{
  const char *labels[] = { _("United States"), _("European Union"), _("Another Address"), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (labels);
  const char *address = self->settings->mailgun_base_url;
  Region region = REGION_OTHER;

  if (!address || g_str_equal (address, USHER_MAILGUN_BASE_URL_US))
    region = REGION_US;
  else if (g_str_equal (address, USHER_MAILGUN_BASE_URL_EU))
    region = REGION_EU;
  self->region_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->region_row), _("Region"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->region_row), _("Where your domain is kept at Mailgun"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->region_row), G_LIST_MODEL (list));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->region_row), region);
  g_signal_connect_object (self->region_row, "notify::selected", G_CALLBACK (region_changed), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->fields_group, self->region_row);
}

static void
typed_again (GtkWidget *row, UsherProblemRow *problem)
{
  usher_problem_row_set (problem, NULL);
}

static void
add_field (UsherAccountPage *self, guint i)
{
  const UsherAccountField *field = &self->form->fields[i];
  GtkWidget *row = field->key ? adw_password_entry_row_new () : adw_entry_row_new ();
  const char *text = field->key ? NULL : *usher_account_field_text (field, self->settings, NULL);
  g_autofree char *title = NULL;

  if (field->key && usher_account_form_is_set_up (self->form, self->settings))
    /* Translators: %s is the name of a key: its field is empty, since it is in the keyring */
    title = g_strdup_printf (_("%s: Kept in the Keyring"), _(field->title));
  else
    title = g_strdup (_(field->title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_max_length (ADW_ENTRY_ROW (row), TYPED_MAX);
  gtk_editable_set_text (GTK_EDITABLE (row), text ? text : "");
  gtk_widget_set_name (row, field->field);
  self->rows[i] = row;
  self->problems[i] = USHER_PROBLEM_ROW (usher_problem_row_new (row));
  g_signal_connect_object (row, "changed", G_CALLBACK (typed_again), self->problems[i], 0);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (check_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->fields_group, row);
  adw_preferences_group_add (self->fields_group, GTK_WIDGET (self->problems[i]));
}

static void
fill_form (UsherAccountPage *self)
{
  gboolean demo = usher_client_get_options (self->client)->demo;

  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), self->form->name);
  adw_preferences_group_set_description (self->fields_group, _(self->form->where));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->where_button), "s", self->form->uri);
  for (guint i = 0; i < self->form->n_fields; i++)
    {
      if (is_address (&self->form->fields[i]))
        add_region (self);
      add_field (self, i);
    }
  if (self->region_row)
    region_changed (self);
  gtk_widget_set_visible (self->remove_group, usher_account_form_is_set_up (self->form, self->settings));
  adw_banner_set_title (self->banner, _("The demo reaches no account"));
  adw_banner_set_revealed (self->banner, demo);
  gtk_widget_set_sensitive (self->check_row, !demo);
  gtk_widget_set_sensitive (self->save_row, !demo);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_account_page_dispose (GObject *object)
{
  UsherAccountPage *self = USHER_ACCOUNT_PAGE (object);

  if (self->running)
    g_cancellable_cancel (self->running);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_ACCOUNT_PAGE);
  G_OBJECT_CLASS (usher_account_page_parent_class)->dispose (object);
}

static void
usher_account_page_finalize (GObject *object)
{
  UsherAccountPage *self = USHER_ACCOUNT_PAGE (object);

  g_clear_object (&self->running);
  g_clear_object (&self->client);
  g_clear_pointer (&self->settings, usher_settings_unref);
  g_clear_pointer (&self->draft, usher_settings_unref);
  g_clear_pointer (&self->typed, usher_secrets_free);
  g_clear_pointer (&self->secrets, usher_secrets_free);
  G_OBJECT_CLASS (usher_account_page_parent_class)->finalize (object);
}

static void
usher_account_page_class_init (UsherAccountPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_account_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_account_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-account-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherAccountPage, banner);
  gtk_widget_class_bind_template_child (widget_class, UsherAccountPage, fields_group);
  gtk_widget_class_bind_template_child (widget_class, UsherAccountPage, where_button);
  gtk_widget_class_bind_template_child (widget_class, UsherAccountPage, result_row);
  gtk_widget_class_bind_template_child (widget_class, UsherAccountPage, result_stack);
  gtk_widget_class_bind_template_child (widget_class, UsherAccountPage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, UsherAccountPage, check_row);
  gtk_widget_class_bind_template_child (widget_class, UsherAccountPage, save_row);
  gtk_widget_class_bind_template_child (widget_class, UsherAccountPage, remove_group);
  gtk_widget_class_bind_template_callback (widget_class, check_activated);
  gtk_widget_class_bind_template_callback (widget_class, save_activated);
  gtk_widget_class_bind_template_callback (widget_class, remove_activated);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked);
}

static void
usher_account_page_init (UsherAccountPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AdwNavigationPage *
usher_account_page_new (UsherClient *client, UsherAccountKind kind, const UsherSettings *settings)
{
  UsherAccountPage *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  self = g_object_new (USHER_TYPE_ACCOUNT_PAGE, NULL);
  self->client = g_object_ref (client);
  self->form = usher_account_form_get (kind);
  self->settings = usher_settings_copy (settings);
  fill_form (self);
  return ADW_NAVIGATION_PAGE (self);
}
