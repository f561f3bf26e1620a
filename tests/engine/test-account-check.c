/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-account-check.h"
#include "usher-engine-fixture.h"
#include "usher-error.h"
#include "usher-standin.h"

typedef struct {
  UsherAccountKind kind;
  const char      *id, *secret, *number;   /* NULL: the right one; number: of Twilio */
  const char      *fault;                  /* (nullable) */
  int              code;                   /* -1: the account is good */
  const char      *words;
} Case;

static const Case cases[] = {
  { USHER_ACCOUNT_MAILER, .code = -1 },
  { USHER_ACCOUNT_MAILER, .secret = "wrong", .code = USHER_ERROR_UNAUTHORIZED, .words = "does not accept the key" },
  { USHER_ACCOUNT_MAILER, .id = "elsewhere.example", .code = USHER_ERROR_NOT_FOUND, .words = "US or the EU" },
  { USHER_ACCOUNT_MAILER, .id = USHER_STANDIN_MAILGUN_UNVERIFIED, .code = USHER_ERROR_NOT_CONFIGURED, .words = "DNS" },
  { USHER_ACCOUNT_MAILER, .id = USHER_STANDIN_MAILGUN_DISABLED, .code = USHER_ERROR_REFUSED, .words = "disabled" },
  { USHER_ACCOUNT_MAILER, .id = "", .code = USHER_ERROR_NOT_CONFIGURED, .words = "Fill in" },
  { USHER_ACCOUNT_MAILER, .fault = "500", .code = USHER_ERROR_LATER, .words = "try again" },
  { USHER_ACCOUNT_TEXTER, .code = -1 },
  { USHER_ACCOUNT_TEXTER, .secret = "wrong", .code = USHER_ERROR_UNAUTHORIZED, .words = "auth token" },
  { USHER_ACCOUNT_TEXTER, .secret = "", .code = USHER_ERROR_NOT_CONFIGURED, .words = "Fill in" },
  { USHER_ACCOUNT_TEXTER, .number = "", .code = USHER_ERROR_NOT_CONFIGURED, .words = "number" },
  { USHER_ACCOUNT_TEXTER, .fault = "reset", .code = USHER_ERROR_LATER, .words = "online" },
  { USHER_ACCOUNT_STREAMER, .code = -1 },
  { USHER_ACCOUNT_STREAMER, .secret = "wrong", .code = USHER_ERROR_UNAUTHORIZED, .words = "Mux" },
  { USHER_ACCOUNT_STREAMER, .id = "", .code = USHER_ERROR_NOT_CONFIGURED, .words = "Fill in" },
};

static const char *
pick (const char *given, const char *right)
{
  if (given == NULL)
    return right;
  return *given != '\0' ? given : NULL;
}

static UsherConfig *
make_candidate (UsherStandin *standin, const Case *c)
{
  UsherConfig *config = usher_config_new ();

  config->mailgun_base_url = g_strdup (usher_standin_get_url (standin, USHER_STANDIN_MAILGUN));
  config->mailgun_domain = g_strdup (pick (c->id, USHER_STANDIN_MAILGUN_DOMAIN));
  config->mailgun_api_key = g_strdup (pick (c->secret, USHER_STANDIN_MAILGUN_KEY));
  config->twilio_base_url = g_strdup (usher_standin_get_url (standin, USHER_STANDIN_TWILIO));
  config->twilio_account_sid = g_strdup (pick (c->id, USHER_STANDIN_TWILIO_SID));
  config->twilio_auth_token = g_strdup (pick (c->secret, USHER_STANDIN_TWILIO_TOKEN));
  config->twilio_phone_number = g_strdup (pick (c->number, USHER_STANDIN_TWILIO_NUMBER));
  config->mux_base_url = g_strdup (usher_standin_get_url (standin, USHER_STANDIN_MUX));
  config->mux_token_id = g_strdup (pick (c->id, USHER_STANDIN_MUX_TOKEN_ID));
  config->mux_token_secret = g_strdup (pick (c->secret, USHER_STANDIN_MUX_TOKEN_SECRET));
  return config;
}

static gboolean
check (UsherAccountKind kind, const UsherConfig *config, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_account_check_async (kind, config, cancellable, usher_await_callback, &result);
  return usher_account_check_finish (usher_await (&result), error);
}

static void
test_answers (void)
{
  static const UsherStandinService services[] = { USHER_STANDIN_MAILGUN, USHER_STANDIN_TWILIO, USHER_STANDIN_MUX };
  g_autoptr (UsherStandin) standin = usher_standin_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherConfig) config = make_candidate (standin, &cases[i]);
      g_autoptr (GError) error = NULL;

      if (cases[i].fault != NULL)
        usher_standin_inject (standin, services[cases[i].kind], cases[i].fault, 3, 0);
      g_assert_cmpint (check (cases[i].kind, config, NULL, &error), ==, cases[i].code == -1);
      if (cases[i].code == -1)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, USHER_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_null (strstr (error->message, "wrong"));   /* no secret in an error */
    }
}

/* Nobody is there, and somebody who does not want to wait */
static void
test_no_network (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherConfig) config = make_candidate (standin, &(Case) { .kind = USHER_ACCOUNT_MAILER });
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cancelled = NULL;

  g_set_str (&config->mailgun_base_url, "http://127.0.0.1:1");
  g_assert_false (check (USHER_ACCOUNT_MAILER, config, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_LATER);
  g_assert_nonnull (strstr (error->message, "online"));

  g_cancellable_cancel (cancellable);
  g_assert_false (check (USHER_ACCOUNT_MAILER, config, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account-check/answers", test_answers);
  g_test_add_func ("/account-check/no-network", test_no_network);
  return g_test_run ();
}
