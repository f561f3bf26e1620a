/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-account-form.h"

#include <glib/gi18n.h>

#include "usher-secrets.h"

#define TEXT(member, title) \
  { #member, title, USHER_ACCOUNT_FIELD_TEXT, G_STRUCT_OFFSET (UsherSettings, member), NULL }
#define SECRET(member, title, key) \
  { #member, title, USHER_ACCOUNT_FIELD_SECRET, G_STRUCT_OFFSET (UsherSecrets, member), key }

static const UsherAccountField mailgun[] = {
  TEXT (mailgun_domain, N_("Domain")),
  SECRET (mailgun_api_key, N_("Private API Key"), USHER_SECRET_MAILGUN_API_KEY),
  SECRET (mailgun_signing_key, N_("Webhook Signing Key (Optional)"), USHER_SECRET_MAILGUN_SIGNING_KEY),
  TEXT (mailgun_base_url, N_("Address of the Service")),
};

static const UsherAccountField twilio[] = {
  TEXT (twilio_account_sid, N_("Account SID")),
  SECRET (twilio_auth_token, N_("Auth Token"), USHER_SECRET_TWILIO_AUTH_TOKEN),
  TEXT (twilio_phone_number, N_("Phone Number")),
  TEXT (twilio_messaging_service_sid, N_("Messaging Service SID (Instead of a Number)")),
};

static const UsherAccountField mux[] = {
  TEXT (mux_token_id, N_("Token ID")),
  SECRET (mux_token_secret, N_("Token Secret"), USHER_SECRET_MUX_TOKEN_SECRET),
  SECRET (mux_signing_secret, N_("Webhook Signing Secret (Optional)"), USHER_SECRET_MUX_SIGNING_SECRET),
};

static const UsherAccountForm forms[] = {
  { USHER_ACCOUNT_MAILER, "Mailgun", N_("Sends e-mail"),
    N_("The domain and its private API key are in Mailgun’s control panel."), "https://app.mailgun.com/settings/api_security",
    mailgun, G_N_ELEMENTS (mailgun), G_STRUCT_OFFSET (UsherSettings, mailgun_domain), G_STRUCT_OFFSET (UsherConfig, mailgun_closed) },
  { USHER_ACCOUNT_TEXTER, "Twilio", N_("Sends SMS"),
    N_("Account SID and auth token are on the first page of Twilio’s console."), "https://console.twilio.com/",
    twilio, G_N_ELEMENTS (twilio), G_STRUCT_OFFSET (UsherSettings, twilio_account_sid), G_STRUCT_OFFSET (UsherConfig, twilio_closed) },
  { USHER_ACCOUNT_STREAMER, "Mux", N_("Carries the stream"),
    N_("Make an access token with the permission for Mux Video in Mux’s settings."), "https://dashboard.mux.com/settings/access-tokens",
    mux, G_N_ELEMENTS (mux), G_STRUCT_OFFSET (UsherSettings, mux_token_id), G_STRUCT_OFFSET (UsherConfig, mux_closed) },
};

const UsherAccountForm *
usher_account_form_get (UsherAccountKind kind)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (forms[i].kind == kind)
      return &forms[i];
  g_return_val_if_reached (NULL);
}

char **
usher_account_field_text (const UsherAccountField *field, UsherSettings *settings, UsherSecrets *secrets)
{
  return field->kind == USHER_ACCOUNT_FIELD_SECRET ? G_STRUCT_MEMBER_P (secrets, field->offset)
                                                   : G_STRUCT_MEMBER_P (settings, field->offset);
}

void
usher_account_form_copy (const UsherAccountForm *form, const UsherSettings *from, UsherSettings *to)
{
  for (guint i = 0; i < form->n_fields; i++)
    if (form->fields[i].kind == USHER_ACCOUNT_FIELD_TEXT)
      g_set_str ((char **) G_STRUCT_MEMBER_P (to, form->fields[i].offset),
                 G_STRUCT_MEMBER (char *, from, form->fields[i].offset));
}

UsherSettings *
usher_account_form_only (const UsherAccountForm *form, const UsherSettings *from)
{
  UsherSettings *only = usher_settings_new ();

  usher_account_form_copy (form, from, only);
  /* Addresses of services that have no field come from tests and proxies. */
  g_set_str (&only->twilio_base_url, from->twilio_base_url);
  g_set_str (&only->mux_base_url, from->mux_base_url);
  return only;
}

void
usher_account_form_clear (const UsherAccountForm *form, UsherSettings *settings)
{
  g_autoptr (UsherSettings) none = usher_settings_new ();

  usher_account_form_copy (form, none, settings);
}

gboolean
usher_account_form_is_set_up (const UsherAccountForm *form, const UsherSettings *settings)
{
  return G_STRUCT_MEMBER (char *, settings, form->id_offset) != NULL;
}
