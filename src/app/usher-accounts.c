/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-accounts.h"

#include "usher-error.h"
#include "usher-secrets.h"

typedef struct {
  UsherSecrets *secrets;
  GError       *error;
  gboolean      done;
} Answer;

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->secrets = usher_secrets_load_finish (result, &answer->error);
  answer->done = TRUE;
}

static gboolean
has_account (const UsherSettings *settings)
{
  return settings->mailgun_domain || settings->twilio_account_sid || settings->mux_token_id;
}

/**
 * usher_accounts_configure:
 * @settings: what the streamer chose
 * @cancellable: a #GCancellable
 * @error: %G_IO_ERROR_CANCELLED; %USHER_ERROR_INVALID
 *
 * Waits for the keyring, on the thread-default context of the calling thread, which is not the UI's. A keyring that is locked or
 * missing is no error: its accounts are closed, and say so (usher-closed.h).
 *
 * Returns: (transfer full) (nullable): what the engine is told
 */
UsherConfig *
usher_accounts_configure (const UsherSettings *settings, gpointer cancellable, GError **error)
{
  Answer answer = { 0 };
  UsherConfig *config;

  if (!has_account (settings))
    return usher_config_new_from_keyring (settings, NULL, NULL, error);
  usher_secrets_load_async (USHER_ACCOUNTS_PATIENCE, cancellable, loaded, &answer);
  while (!answer.done)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
  if (usher_error_is_cancelled (answer.error))
    {
      g_propagate_error (error, answer.error);
      return NULL;
    }
  config = usher_config_new_from_keyring (settings, answer.secrets, answer.error, error);
  g_clear_pointer (&answer.secrets, usher_secrets_free);
  g_clear_error (&answer.error);
  return config;
}
