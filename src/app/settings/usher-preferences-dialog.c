/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-preferences-dialog.h"

#include <glib/gi18n.h>

#include "usher-account-page.h"
#include "usher-backup-row.h"
#include "usher-restore.h"
#include "usher-settings-rows.h"

#define OFFSET(member) G_STRUCT_OFFSET (UsherSettings, member)
#define N_ACCOUNTS 3

struct _UsherPreferencesDialog {
  AdwPreferencesDialog parent_instance;

  UsherClient         *client;
  UsherSettingsForm   *form;
  AdwActionRow        *account_rows[N_ACCOUNTS];
  GtkWidget           *keyring_row;
  AdwActionRow        *reach_row;
  AdwPreferencesGroup *first_group;              /* (nullable): gets the focus when it opens */
  GtkWidget           *quiet_rows[2];

  /* template */
  AdwPreferencesPage  *accounts_page;
  AdwPreferencesPage  *messages_page;
  AdwPreferencesPage  *pages_page;
  AdwPreferencesPage  *data_page;
  AdwPreferencesGroup *accounts_group;
  AdwPreferencesGroup *stream_group;
  AdwPreferencesGroup *sender_group;
  AdwPreferencesGroup *defaults_group;
  AdwPreferencesGroup *quiet_group;
  AdwPreferencesGroup *prices_group;
  AdwPreferencesGroup *address_group;
  AdwPreferencesGroup *privacy_group;
  AdwPreferencesGroup *backup_group;
};

#define USHER_TYPE_PREFERENCES_DIALOG (usher_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UsherPreferencesDialog, usher_preferences_dialog, USHER, PREFERENCES_DIALOG, AdwPreferencesDialog)
G_DEFINE_FINAL_TYPE (UsherPreferencesDialog, usher_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

/* --- accounts ------------------------------------------------------------------------------------------------------ */

static const char *
word_sandbox (UsherAccountKind kind)
{
  switch (kind)
    {
    case USHER_ACCOUNT_MAILER: return _("Sends e-mail. In the sandbox now: e-mail stays in the Outbox.");
    case USHER_ACCOUNT_TEXTER: return _("Sends SMS. In the sandbox now: SMS stay in the Outbox.");
    case USHER_ACCOUNT_STREAMER:
    default:                   return _("Carries the stream. Not used now: you bring a stream of your own.");
    }
}

static const char *
get_closed (UsherPreferencesDialog *self, UsherAccountKind kind)
{
  UsherEngine *engine = usher_client_get_engine (self->client);

  return engine ? G_STRUCT_MEMBER (char *, usher_engine_get_config (engine), usher_account_form_get (kind)->closed_offset) : NULL;
}

static void
show_account (UsherPreferencesDialog *self, UsherAccountKind kind)
{
  const UsherAccountForm *form = usher_account_form_get (kind);
  const UsherSettings *settings = usher_settings_form_get (self->form);
  const char *closed = get_closed (self, kind);
  const char *id = settings ? G_STRUCT_MEMBER (char *, settings, form->id_offset) : NULL;
  const char *words = closed ? _(closed) : id ? id : word_sandbox (kind);

  adw_action_row_set_subtitle (self->account_rows[kind], words);
  if (closed)
    gtk_widget_add_css_class (GTK_WIDGET (self->account_rows[kind]), "problem-text");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->account_rows[kind]), "problem-text");
}

static void
account_activated (AdwActionRow *row, UsherPreferencesDialog *self)
{
  const UsherSettings *settings = usher_settings_form_get (self->form);

  for (guint kind = 0; kind < N_ACCOUNTS && settings; kind++)
    if (self->account_rows[kind] == row)
      adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), usher_account_page_new (self->client, kind, settings));
}

static void
add_account (UsherPreferencesDialog *self, UsherAccountKind kind)
{
  GtkWidget *row = adw_action_row_new ();

  self->account_rows[kind] = ADW_ACTION_ROW (row);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), usher_account_form_get (kind)->name);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (account_activated), self, 0);
  adw_preferences_group_add (self->accounts_group, row);
  show_account (self, kind);
}

/* The keyring was unlocked meanwhile: the engine asks it again. */
static void
retry_keyring (UsherPreferencesDialog *self)
{
  if (usher_client_is_running (self->client))
    usher_client_restart (self->client);
}

/* --- what follows from the settings -------------------------------------------------------------------------------- */

static void
show_reach (UsherPreferencesDialog *self)
{
  UsherEngine *engine = usher_client_get_engine (self->client);
  g_autofree char *url = engine ? usher_engine_dup_public_url (engine) : NULL;
  const char *words;

  gtk_widget_set_visible (GTK_WIDGET (self->reach_row), url != NULL);
  if (!url)
    return;
  switch (usher_web_address_reach (url))
    {
    case USHER_REACH_COMPUTER:
      words = _("Only this computer can open it. Viewers elsewhere need a public address.");
      break;
    case USHER_REACH_NETWORK:
      words = _("Only computers in your own network can open it.");
      break;
    case USHER_REACH_WORLD:
    default:
      words = _("Links in messages begin with this.");
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->reach_row), words);
  adw_action_row_set_subtitle (self->reach_row, url);
}

static void
settings_changed (UsherPreferencesDialog *self)
{
  const UsherSettings *settings = usher_settings_form_get (self->form);
  gboolean closed = FALSE;

  for (guint kind = 0; kind < N_ACCOUNTS; kind++)
    {
      show_account (self, kind);
      closed = closed || get_closed (self, kind);
    }
  gtk_widget_set_visible (self->keyring_row, closed);
  for (guint i = 0; i < G_N_ELEMENTS (self->quiet_rows); i++)
    gtk_widget_set_sensitive (self->quiet_rows[i], settings && settings->quiet_enabled);
  show_reach (self);
}

static void
client_changed (UsherClient *client, GParamSpec *pspec, UsherPreferencesDialog *self)
{
  settings_changed (self);
}

/* The engine has taken the settings over when it says so: the address in use is another then. */
static void
engine_changed (UsherClient *client, const char *kind, gint64 id, UsherPreferencesDialog *self)
{
  if (g_str_equal (kind, "settings"))
    show_reach (self);
}

/* --- pages --------------------------------------------------------------------------------------------------------- */

static void
fill_accounts (UsherPreferencesDialog *self)
{
  for (guint kind = 0; kind < N_ACCOUNTS; kind++)
    add_account (self, kind);
  self->keyring_row = adw_button_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->keyring_row), _("Read the Keyring Again"));
  g_signal_connect_object (self->keyring_row, "activated", G_CALLBACK (retry_keyring), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->accounts_group, self->keyring_row);
  usher_settings_form_add_text (self->form, self->stream_group, "playback_url", _("Address of the Stream"));
}

static void
fill_messages (UsherPreferencesDialog *self)
{
  UsherSettingsForm *form = self->form;

  usher_settings_form_add_text (form, self->sender_group, "sender_name", _("Name"));
  usher_settings_form_add_text (form, self->sender_group, "sender_address", _("E-Mail Address"));
  usher_settings_form_add_text (form, self->sender_group, "reply_to", _("Answers Go to"));
  usher_settings_form_add_text (form, self->sender_group, "postal_address", _("Postal Address"));
  usher_settings_add_channel (form, self->defaults_group, _("E-Mail"), USHER_CHANNELS_EMAIL);
  usher_settings_add_channel (form, self->defaults_group, _("SMS"), USHER_CHANNELS_SMS);
  usher_settings_add_intervals (form, self->defaults_group, _("Reminders"));
  usher_settings_form_add_text (form, self->defaults_group, "default_country",
                                _("Country of Phone Numbers Without a Country Code"));
  usher_settings_add_switch (form, self->quiet_group, _("Quiet Hours for SMS"), NULL, OFFSET (quiet_enabled));
  self->quiet_rows[0] = usher_settings_add_minutes (form, self->quiet_group, _("From"), "quiet_from", OFFSET (quiet_from));
  self->quiet_rows[1] = usher_settings_add_minutes (form, self->quiet_group, _("Until"), "quiet_to", OFFSET (quiet_to));
  usher_settings_add_price (form, self->prices_group, _("An E-Mail"), OFFSET (email_price_micros));
  usher_settings_add_price (form, self->prices_group, _("A Part of an SMS"), OFFSET (sms_price_micros));
}

static void
fill_pages (UsherPreferencesDialog *self)
{
  UsherSettingsForm *form = self->form;

  usher_settings_form_add_text (form, self->address_group, "public_url", _("Public Address"));
  self->reach_row = ADW_ACTION_ROW (adw_action_row_new ());
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->reach_row), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->reach_row), "property");
  adw_preferences_group_add (self->address_group, GTK_WIDGET (self->reach_row));
  usher_settings_form_add_text (form, self->privacy_group, "privacy_url", _("Link to Your Privacy Page"));
  usher_settings_add_days (form, self->privacy_group, _("Erase Registrations After"),
                           _("Days after the end of their event; 0 keeps them for ever"), OFFSET (retention_days));
  usher_settings_add_switch (form, self->privacy_group, _("Count Opens and Clicks"),
                             _("E-mail then loads an invisible picture, and its links lead through the service that sends it"),
                             OFFSET (track));
}

static void
restore_activated (UsherPreferencesDialog *self)
{
  usher_restore_ask (GTK_WIDGET (self), self->client);
}

static void
fill_data (UsherPreferencesDialog *self)
{
  GtkWidget *restore = adw_button_row_new ();

  adw_preferences_group_add (self->backup_group, usher_backup_row_new (self->client));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (restore), _("Restore a Backup…"));
  g_signal_connect_object (restore, "activated", G_CALLBACK (restore_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->backup_group, restore);
}

/* Names of win.preferences, and the page and group that they mean */
static void
show_page (UsherPreferencesDialog *self, const char *name)
{
  const struct { const char *name; AdwPreferencesPage *page; AdwPreferencesGroup *group; } places[] = {
    { "accounts", self->accounts_page, self->accounts_group },
    { "sender", self->messages_page, self->sender_group },
    { "notifications", self->messages_page, self->defaults_group },
    { "address", self->pages_page, self->address_group },
    { "privacy", self->pages_page, self->privacy_group },
    { "background", self->data_page, self->backup_group },
    { "data", self->data_page, self->backup_group },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (places[i].name, name) == 0)
      {
        adw_preferences_dialog_set_visible_page (ADW_PREFERENCES_DIALOG (self), places[i].page);
        self->first_group = places[i].group;
      }
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

/* On the keyboard one begins where the link led, and the page scrolls there. */
static void
usher_preferences_dialog_map (GtkWidget *widget)
{
  UsherPreferencesDialog *self = USHER_PREFERENCES_DIALOG (widget);

  GTK_WIDGET_CLASS (usher_preferences_dialog_parent_class)->map (widget);
  if (self->first_group)
    gtk_widget_child_focus (GTK_WIDGET (self->first_group), GTK_DIR_TAB_FORWARD);
  self->first_group = NULL;
}

static void
usher_preferences_dialog_closed (AdwDialog *dialog)
{
  usher_settings_form_apply_all (USHER_PREFERENCES_DIALOG (dialog)->form);
  if (ADW_DIALOG_CLASS (usher_preferences_dialog_parent_class)->closed)
    ADW_DIALOG_CLASS (usher_preferences_dialog_parent_class)->closed (dialog);
}

static void
usher_preferences_dialog_dispose (GObject *object)
{
  UsherPreferencesDialog *self = USHER_PREFERENCES_DIALOG (object);

  if (self->client)
    g_signal_handlers_disconnect_by_data (self->client, self);
  if (self->form)
    g_object_run_dispose (G_OBJECT (self->form));
  g_clear_object (&self->form);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (object), USHER_TYPE_PREFERENCES_DIALOG);
  G_OBJECT_CLASS (usher_preferences_dialog_parent_class)->dispose (object);
}

static void
usher_preferences_dialog_class_init (UsherPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = usher_preferences_dialog_dispose;
  widget_class->map = usher_preferences_dialog_map;
  ADW_DIALOG_CLASS (klass)->closed = usher_preferences_dialog_closed;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/usherlive/Usher/ui/usher-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, accounts_page);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, messages_page);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, pages_page);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, data_page);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, accounts_group);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, stream_group);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, sender_group);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, defaults_group);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, quiet_group);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, prices_group);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, address_group);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, privacy_group);
  gtk_widget_class_bind_template_child (widget_class, UsherPreferencesDialog, backup_group);
}

static void
usher_preferences_dialog_init (UsherPreferencesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * usher_preferences_dialog_new:
 * @client: whose settings
 * @page: "" or one of win.preferences
 *
 * Returns: (transfer floating): the preferences
 */
AdwDialog *
usher_preferences_dialog_new (UsherClient *client, const char *page)
{
  UsherPreferencesDialog *self;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  self = g_object_new (USHER_TYPE_PREFERENCES_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->form = usher_settings_form_new (client, GTK_WIDGET (self));
  fill_accounts (self);
  fill_messages (self);
  fill_pages (self);
  fill_data (self);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (settings_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect (client, "notify::state", G_CALLBACK (client_changed), self);
  g_signal_connect (client, "changed", G_CALLBACK (engine_changed), self);
  settings_changed (self);
  show_page (self, page);
  return ADW_DIALOG (self);
}
