/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-account-check.h"

#include <glib/gi18n.h>

#include "usher-error.h"
#include "usher-http.h"

typedef struct {
  UsherAccountKind kind;
  UsherConfig     *config;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  usher_config_free (self->config);
  g_free (self);
}

/* Without an account there is a sandbox, and nobody to ask. */
static gboolean
is_set_up (const Question *self, GError **error)
{
  const UsherConfig *config = self->config;
  const char *words;

  switch (self->kind)
    {
    case USHER_ACCOUNT_MAILER:
      if (config->mailgun_api_key != NULL && config->mailgun_domain != NULL)
        return TRUE;
      words = N_("Fill in Mailgun’s domain and API key first. Until then e-mail stays in the sandbox.");
      break;
    case USHER_ACCOUNT_TEXTER:
      if (config->twilio_account_sid != NULL && config->twilio_auth_token != NULL)
        return TRUE;
      words = N_("Fill in Twilio’s account SID, auth token and number first. Until then SMS stay in the sandbox.");
      break;
    case USHER_ACCOUNT_STREAMER:
    default:
      if (config->mux_token_id != NULL && config->mux_token_secret != NULL)
        return TRUE;
      words = N_("Fill in Mux’s token ID and secret first. Until then you bring a stream of your own.");
    }
  usher_set_error_literal (error, USHER_ERROR_NOT_CONFIGURED, words);
  return FALSE;
}

static gboolean
ask (const Question *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (UsherMailer) mailer = NULL;
  g_autoptr (UsherTexter) texter = NULL;
  g_autoptr (UsherStreamer) streamer = NULL;

  switch (self->kind)
    {
    case USHER_ACCOUNT_MAILER:
      mailer = usher_config_make_mailer (self->config, NULL);
      return usher_mailer_check (mailer, cancellable, error);
    case USHER_ACCOUNT_TEXTER:
      texter = usher_config_make_texter (self->config, NULL);
      return usher_texter_check (texter, cancellable, error);
    case USHER_ACCOUNT_STREAMER:
    default:
      streamer = usher_config_make_streamer (self->config);
      return usher_streamer_check (streamer, cancellable, error);
    }
}

/* A provider's object belongs to the thread that made it. */
static void
run_check (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *self = data;
  g_autoptr (GError) error = NULL;

  if (ask (self, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  /* Nothing is wrong with what was typed in. */
  if (g_error_matches (error, USHER_ERROR, USHER_ERROR_LATER) || g_error_matches (error, USHER_ERROR, USHER_ERROR_UNKNOWN_OUTCOME))
    {
      GError *later = NULL;

      usher_set_error (&later, USHER_ERROR_LATER, "The account could not be checked now (%s). Make sure that this computer is "
                       "online, or try again in a few minutes.", error->message);
      g_task_return_error (task, later);
      return;
    }
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * usher_account_check_async:
 * @kind: which account
 * @candidate: what was typed in, of usher_config_new_from_settings(); copied
 * @cancellable: (nullable): ends the question
 * @callback: called when the provider has answered
 * @user_data: for @callback
 *
 * Nothing is sent, and nothing is stored. (At Mux a test stream is made, which is free, and removed again.)
 */
void
usher_account_check_async (UsherAccountKind kind, const UsherConfig *candidate, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);
  GError *error = NULL;

  g_return_if_fail (candidate != NULL);

  usher_http_prepare ();
  question->kind = kind;
  question->config = usher_config_copy (candidate);
  g_task_set_source_tag (task, usher_account_check_async);
  g_task_set_task_data (task, question, question_free);
  if (is_set_up (question, &error))
    g_task_run_in_thread (task, run_check);
  else
    g_task_return_error (task, error);
}

/**
 * usher_account_check_finish:
 * @result: of usher_account_check_async()
 * @error: %USHER_ERROR_NOT_CONFIGURED: something is missing; %USHER_ERROR_UNAUTHORIZED: the key; %USHER_ERROR_NOT_FOUND: the
 *   domain or account, or its region; %USHER_ERROR_REFUSED: the provider does not let the account work; %USHER_ERROR_LATER: the
 *   provider could not be asked
 *
 * Returns: whether the account can be used
 */
gboolean
usher_account_check_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_account_check_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
