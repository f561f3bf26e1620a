/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-config.h"

#include "usher-cost.h"
#include "usher-error.h"

static UsherConfig *
read_env (const char * const *pairs, GError **error)
{
  return usher_config_new_from_environ (pairs, error);
}

static void
test_defaults (void)
{
  static const char * const nothing[] = { "MAILGUN_API_KEY=", "PATH=/bin", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConfig) config = read_env (nothing, &error);

  g_assert_no_error (error);
  g_assert_null (config->mailgun_api_key);
  g_assert_cmpstr (config->default_country, ==, "US");
  g_assert_cmpint (config->email_price_micros, ==, USHER_PRICE_EMAIL_DEFAULT);
  g_assert_cmpint (config->sms_price_micros, ==, USHER_PRICE_SMS_DEFAULT);
  g_assert_false (config->track);
}

static void
test_full (void)
{
  static const char * const full[] = {
    "MAILGUN_API_KEY=key", "MAILGUN_DOMAIN=mg.example.com", "MAILGUN_BASE_URL=https://api.eu.mailgun.net/",
    "MAILGUN_SIGNING_KEY=sign", "TWILIO_ACCOUNT_SID=AC1", "TWILIO_AUTH_TOKEN=t", "TWILIO_PHONE_NUMBER=+15005550006",
    "TWILIO_MESSAGING_SERVICE_SID=MG1", "TWILIO_BASE_URL=http://127.0.0.1:1", "MUX_TOKEN_ID=id", "MUX_TOKEN_SECRET=s",
    "MUX_BASE_URL=http://127.0.0.1:2//", "MUX_SIGNING_SECRET=ms", "CRON_SECRET=c", "USHER_SENDER_NAME=Studio Nord",
    "USHER_SENDER_ADDRESS= show@EXAMPLE.com ", "USHER_REPLY_TO=me@example.com", "USHER_POSTAL_ADDRESS=Hafenstr. 1",
    "USHER_PLAYBACK_URL=https://tv.example/live.m3u8", "USHER_PRIVACY_URL=https://example.com/privacy",
    "USHER_DEFAULT_COUNTRY=de", "USHER_EMAIL_PRICE=0.002", "USHER_SMS_PRICE=0.05", "USHER_TRACKING=Yes", NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConfig) config = read_env (full, &error);
  g_autoptr (UsherConfig) copy = NULL;

  g_assert_no_error (error);
  copy = usher_config_copy (config);
  g_clear_pointer (&config, usher_config_free);
  g_assert_cmpstr (copy->mailgun_base_url, ==, "https://api.eu.mailgun.net");
  g_assert_cmpstr (copy->mux_base_url, ==, "http://127.0.0.1:2");
  g_assert_cmpstr (copy->sender_address, ==, "show@example.com");
  g_assert_cmpstr (copy->default_country, ==, "DE");
  g_assert_cmpstr (copy->cron_secret, ==, "c");
  g_assert_cmpint (copy->email_price_micros, ==, 2000);
  g_assert_cmpint (copy->sms_price_micros, ==, 50000);
  g_assert_true (copy->track);
}

/* The variable that the error names, for one or two wrong settings */
static const struct {
  const char *set[4];
  const char *field;
} wrong[] = {
  { { "MAILGUN_API_KEY=k" }, "MAILGUN_DOMAIN" },
  { { "MAILGUN_DOMAIN=d" }, "MAILGUN_API_KEY" },
  { { "TWILIO_ACCOUNT_SID=AC1", "TWILIO_PHONE_NUMBER=+15005550006" }, "TWILIO_AUTH_TOKEN" },
  { { "TWILIO_ACCOUNT_SID=AC1", "TWILIO_AUTH_TOKEN=t" }, "TWILIO_PHONE_NUMBER" },
  { { "MUX_TOKEN_ID=i" }, "MUX_TOKEN_SECRET" },
  { { "MUX_TOKEN_SECRET=s" }, "MUX_TOKEN_ID" },
  { { "MAILGUN_BASE_URL=api.mailgun.net" }, "MAILGUN_BASE_URL" },
  { { "USHER_PLAYBACK_URL=javascript:alert(1)" }, "USHER_PLAYBACK_URL" },
  { { "USHER_PRIVACY_URL=https://" }, "USHER_PRIVACY_URL" },
  { { "USHER_SENDER_ADDRESS=nobody" }, "USHER_SENDER_ADDRESS" },
  { { "USHER_SENDER_NAME=a\r\nBcc: b" }, "USHER_SENDER_NAME" },
  { { "MAILGUN_API_KEY=k\n", "MAILGUN_DOMAIN=d" }, "MAILGUN_API_KEY" },
  { { "USHER_SENDER_NAME=\xff" }, "USHER_SENDER_NAME" },
  { { "USHER_DEFAULT_COUNTRY=Germany" }, "USHER_DEFAULT_COUNTRY" },
  { { "USHER_EMAIL_PRICE=cheap" }, "USHER_EMAIL_PRICE" },
  { { "USHER_EMAIL_PRICE=nan" }, "USHER_EMAIL_PRICE" },
  { { "USHER_SMS_PRICE=-1" }, "USHER_SMS_PRICE" },
  { { "USHER_SMS_PRICE=0,05" }, "USHER_SMS_PRICE" },
  { { "USHER_TRACKING=perhaps" }, "USHER_TRACKING" },
};

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherConfig) config = read_env (wrong[i].set, &error);

      g_assert_null (config);
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, wrong[i].field);
      g_assert_nonnull (strstr (error->message, wrong[i].field));
    }
}

/* The real one where its account is set, else the sandbox twin */
static void
test_providers (void)
{
  static const char * const full[] = {
    "MAILGUN_API_KEY=key", "MAILGUN_DOMAIN=mg.example.com", "TWILIO_ACCOUNT_SID=AC1", "TWILIO_AUTH_TOKEN=t",
    "TWILIO_MESSAGING_SERVICE_SID=MG1", "MUX_TOKEN_ID=id", "MUX_TOKEN_SECRET=s", NULL,
  };
  g_autoptr (UsherConfig) config = read_env (full, NULL);
  g_autoptr (UsherMailer) mailer = usher_config_make_mailer (config, NULL);
  g_autoptr (UsherTexter) texter = usher_config_make_texter (config, NULL);
  g_autoptr (UsherStreamer) streamer = usher_config_make_streamer (config);

  g_assert_cmpstr (usher_mailer_get_name (mailer), ==, "mailgun");
  g_assert_cmpstr (usher_texter_get_name (texter), ==, "twilio");
  g_assert_cmpstr (usher_streamer_get_name (streamer), ==, "mux");
}

/* --- from settings -------------------------------------------------------------------------------------------------- */

/* The field that the error names when these halves of accounts are there; NULL: it works, and which are real then */
static const struct {
  const char *domain, *sid, *number, *mux_id;        /* settings */
  const char *mailgun_key, *token, *mux_secret;      /* secrets */
  const char *field;
  gboolean    mailer, texter, streamer;
} accounts[] = {
  { .field = NULL },
  { .domain = "mg.example.com", .mailgun_key = "k", .mailer = TRUE },
  { .sid = "AC1", .number = "+15005550006", .token = "t", .mux_id = "i", .mux_secret = "s",
    .texter = TRUE, .streamer = TRUE },
  { .domain = "mg.example.com", .field = "mailgun_api_key" },
  { .domain = "mg.example.com", .mailgun_key = "  ", .field = "mailgun_api_key" },
  { .mailgun_key = "k", .field = "mailgun_domain" },
  { .mailgun_key = "k\nx", .domain = "mg.example.com", .field = "mailgun_api_key" },
  { .sid = "AC1", .number = "+15005550006", .field = "twilio_auth_token" },
  { .token = "t", .field = "twilio_account_sid" },
  { .sid = "AC1", .token = "t", .field = "twilio_phone_number" },
  { .mux_id = "i", .field = "mux_token_secret" },
  { .mux_secret = "s", .field = "mux_token_id" },
  { .number = "01511", .domain = "a\nb", .field = "mailgun_domain" },
};

static UsherConfig *
read_account (guint i, GError **error)
{
  g_autoptr (UsherSettings) settings = usher_settings_new ();
  g_autoptr (UsherSecrets) secrets = usher_secrets_new ();
  g_autoptr (UsherSecrets) copy = NULL;

  g_set_str (&settings->mailgun_domain, accounts[i].domain);
  g_set_str (&settings->twilio_account_sid, accounts[i].sid);
  g_set_str (&settings->twilio_phone_number, accounts[i].number);
  g_set_str (&settings->mux_token_id, accounts[i].mux_id);
  g_set_str (&secrets->mailgun_api_key, accounts[i].mailgun_key);
  g_set_str (&secrets->twilio_auth_token, accounts[i].token);
  g_set_str (&secrets->mux_token_secret, accounts[i].mux_secret);
  copy = usher_secrets_copy (secrets);
  return usher_config_new_from_settings (settings, copy, error);
}

static void
test_accounts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherConfig) config = read_account (i, &error);

      g_assert_cmpstr (error != NULL ? usher_error_get_field (error) : NULL, ==, accounts[i].field);
      if (error != NULL)
        continue;
      g_assert_cmpint (config->mailgun_api_key != NULL, ==, accounts[i].mailer);
      g_assert_cmpint (config->twilio_auth_token != NULL, ==, accounts[i].texter);
      g_assert_cmpint (config->mux_token_secret != NULL, ==, accounts[i].streamer);
    }
}

/* The environment goes before what was saved, also when something else is saved later. */
static void
test_environ_and_settings (void)
{
  static const char * const env[] = { "USHER_SENDER_NAME=Env", "MAILGUN_API_KEY=k", "USHER_SMS_PRICE=0.5", NULL };
  g_autoptr (UsherSettings) settings = usher_settings_new ();
  g_autoptr (UsherConfig) config = NULL;
  g_autoptr (UsherConfig) later = NULL;
  g_autoptr (GError) error = NULL;

  g_set_str (&settings->sender_name, "Saved");
  g_set_str (&settings->reply_to, "me@example.com");
  g_set_str (&settings->mailgun_domain, "mg.example.com");
  settings->email_price_micros = settings->sms_price_micros = 7;
  config = usher_config_new_from_environ_and_settings (env, settings, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (config->sender_name, ==, "Env");
  g_assert_cmpstr (config->reply_to, ==, "me@example.com");
  g_assert_cmpstr (config->mailgun_domain, ==, "mg.example.com");
  g_assert_cmpint (config->email_price_micros, ==, 7);
  g_assert_cmpint (config->sms_price_micros, ==, 500000);

  g_set_str (&settings->sender_name, "Other");
  g_set_str (&settings->reply_to, NULL);
  g_set_str (&settings->mailgun_domain, "other.example.com");
  settings->sms_price_micros = 8;
  later = usher_config_with_settings (config, settings);
  g_assert_cmpstr (later->sender_name, ==, "Env");
  g_assert_null (later->reply_to);
  g_assert_cmpstr (later->mailgun_domain, ==, "mg.example.com");
  g_assert_cmpint (later->sms_price_micros, ==, 500000);

}

/* Half an account that was saved (over the API) must not keep the program from starting: reminders of the other channel would be
 * lost with it. Half of one in the environment is a mistake of whoever starts it, and looks at it. */
static const struct {
  const char *env[4];
  const char *domain, *sid, *mux_id;
  const char *field;                       /* of the error; NULL: it starts */
  gboolean    mailer, texter, streamer;    /* closed */
} halves_saved[] = {
  { { NULL }, .domain = "mg.example.com", .mailer = TRUE },
  { { NULL }, .sid = "AC1", .texter = TRUE },
  { { NULL }, .mux_id = "id", .streamer = TRUE },
  { { "TWILIO_AUTH_TOKEN=t", NULL }, .sid = "AC1", .texter = TRUE },      /* no sender */
  { { "MAILGUN_API_KEY=k", NULL }, .domain = "mg.example.com", .sid = "AC1", .texter = TRUE },
  { { "MAILGUN_API_KEY=k", NULL }, .field = "MAILGUN_DOMAIN" },
  { { "MAILGUN_DOMAIN=mg.example.com", NULL }, .domain = "x.example.com", .field = "MAILGUN_API_KEY" },
  { { "TWILIO_ACCOUNT_SID=AC1", "TWILIO_AUTH_TOKEN=t", NULL }, .sid = "AC2", .field = "TWILIO_PHONE_NUMBER" },
};

static void
test_halves_saved (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (halves_saved); i++)
    {
      g_autoptr (UsherSettings) settings = usher_settings_new ();
      g_autoptr (UsherConfig) config = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("case %u", i);
      g_set_str (&settings->mailgun_domain, halves_saved[i].domain);
      g_set_str (&settings->twilio_account_sid, halves_saved[i].sid);
      g_set_str (&settings->mux_token_id, halves_saved[i].mux_id);
      config = usher_config_new_from_environ_and_settings (halves_saved[i].env, settings, &error);
      if (halves_saved[i].field != NULL)
        {
          g_assert_cmpstr (usher_error_get_field (error), ==, halves_saved[i].field);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpint (config->mailgun_closed != NULL, ==, halves_saved[i].mailer);
      g_assert_cmpint (config->twilio_closed != NULL, ==, halves_saved[i].texter);
      g_assert_cmpint (config->mux_closed != NULL, ==, halves_saved[i].streamer);
    }
}

/* Who may save settings learns no key of the environment: it goes where the environment says. */
static void
test_key_goes_home (void)
{
  static const char * const env[] = { "MAILGUN_API_KEY=k", "MAILGUN_DOMAIN=mg.example.com", "TWILIO_AUTH_TOKEN=t", NULL };
  g_autoptr (UsherSettings) settings = usher_settings_new ();
  g_autoptr (UsherConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  g_set_str (&settings->mailgun_base_url, "https://elsewhere.example.com");
  g_set_str (&settings->twilio_account_sid, "AC1");
  g_set_str (&settings->twilio_phone_number, "+15005550006");
  g_set_str (&settings->twilio_base_url, "https://api.example.com");
  config = usher_config_new_from_environ_and_settings (env, settings, &error);
  g_assert_no_error (error);
  g_assert_null (config->mailgun_base_url);
  g_assert_cmpstr (config->twilio_base_url, ==, "https://api.example.com");
}

/* What of each account is there, whether the keyring could be read, and which account is closed then. */
static const struct {
  const char *domain, *key, *sid, *token, *number, *mux_id, *mux_secret;
  gboolean    locked;
  gboolean    mailer, texter, streamer;    /* closed */
  gboolean    sandbox;
} keyrings[] = {
  { .sandbox = TRUE },
  { .locked = TRUE, .sandbox = TRUE },
  { .key = "left behind", .token = "t", .mux_secret = "s", .sandbox = TRUE },
  { .domain = "mg.example.com", .key = "k" },
  { .domain = "mg.example.com", .mailer = TRUE },
  { .domain = "mg.example.com", .locked = TRUE, .mailer = TRUE },
  { .sid = "AC1", .token = "t", .number = "+15005550006" },
  { .sid = "AC1", .number = "+15005550006", .locked = TRUE, .texter = TRUE },
  { .sid = "AC1", .token = "t", .texter = TRUE },                         /* no sender */
  { .mux_id = "id", .mux_secret = "s", .sandbox = TRUE },
  { .mux_id = "id", .streamer = TRUE, .sandbox = TRUE },
};

static void
test_keyring (void)
{
  g_autoptr (GError) why = g_error_new_literal (USHER_ERROR, USHER_ERROR_LATER, "The keyring is locked.");

  for (guint i = 0; i < G_N_ELEMENTS (keyrings); i++)
    {
      g_autoptr (UsherSettings) settings = usher_settings_new ();
      g_autoptr (UsherSecrets) secrets = usher_secrets_new ();
      g_autoptr (UsherConfig) config = NULL;
      g_autoptr (UsherConfig) copy = NULL;
      g_autoptr (UsherStreamer) streamer = NULL;
      g_autoptr (GError) error = NULL;

      g_test_message ("keyring %u", i);
      g_set_str (&settings->mailgun_domain, keyrings[i].domain);
      g_set_str (&settings->twilio_account_sid, keyrings[i].sid);
      g_set_str (&settings->twilio_phone_number, keyrings[i].number);
      g_set_str (&settings->mux_token_id, keyrings[i].mux_id);
      g_set_str (&secrets->mailgun_api_key, keyrings[i].key);
      g_set_str (&secrets->twilio_auth_token, keyrings[i].token);
      g_set_str (&secrets->mux_token_secret, keyrings[i].mux_secret);
      config = usher_config_new_from_keyring (settings, keyrings[i].locked ? NULL : secrets, keyrings[i].locked ? why : NULL, &error);
      g_assert_no_error (error);
      copy = usher_config_copy (config);
      g_assert_cmpint (copy->mailgun_closed != NULL, ==, keyrings[i].mailer);
      g_assert_cmpint (copy->twilio_closed != NULL, ==, keyrings[i].texter);
      g_assert_cmpint (copy->mux_closed != NULL, ==, keyrings[i].streamer);
      g_assert_cmpint (usher_config_is_sandbox (copy), ==, keyrings[i].sandbox);
      if (keyrings[i].locked && keyrings[i].mailer)
        g_assert_cmpstr (copy->mailgun_closed, ==, why->message);
      streamer = usher_config_make_streamer (copy);
      g_assert_cmpstr (usher_streamer_get_name (streamer), ==, keyrings[i].mux_id != NULL ? "mux" : "manual");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/config/defaults", test_defaults);
  g_test_add_func ("/engine/config/full", test_full);
  g_test_add_func ("/engine/config/wrong", test_wrong);
  g_test_add_func ("/engine/config/providers", test_providers);
  g_test_add_func ("/engine/config/accounts", test_accounts);
  g_test_add_func ("/engine/config/keyring", test_keyring);
  g_test_add_func ("/engine/config/environ-and-settings", test_environ_and_settings);
  g_test_add_func ("/engine/config/halves-saved", test_halves_saved);
  g_test_add_func ("/engine/config/key-goes-home", test_key_goes_home);
  return g_test_run ();
}
