/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-statement.h"
#include "usher-table-misc.h"

/**
 * usher_provider_state_free:
 * @state: (transfer full): the state
 */
void
usher_provider_state_free (UsherProviderState *state)
{
  g_return_if_fail (state != NULL);

  g_free (state->provider);
  g_free (state->state);
  g_free (state->reason);
  g_free (state->cursor);
  g_free (state);
}

/**
 * usher_provider_state_get:
 * @conn: a connection
 * @provider: "mailgun", "twilio", "mux", "sandbox"
 * @error: return location
 *
 * Returns: (transfer full): what is known of it; "unknown" where nothing is. %NULL on error
 */
UsherProviderState *
usher_provider_state_get (UsherConn *conn, const char *provider, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT state, reason, cursor, retry_at, checked_at "
                                                      "FROM provider_state WHERE provider = ?", error);
  g_autoptr (UsherProviderState) state = NULL;
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_text (s, provider);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ERROR)
    return NULL;
  state = g_new0 (UsherProviderState, 1);
  state->provider = g_strdup (provider);
  state->state = g_strdup ("unknown");
  state->retry_at = USHER_NEVER;
  state->checked_at = USHER_NEVER;
  if (step == USHER_STEP_ROW)
    {
      usher_statement_column_text (s, &state->state);
      usher_statement_column_text (s, &state->reason);
      usher_statement_column_text (s, &state->cursor);
      state->retry_at = usher_statement_column_instant (s);
      state->checked_at = usher_statement_column_instant (s);
    }
  return g_steal_pointer (&state);
}

/**
 * usher_provider_state_put:
 * @conn: the writer's connection
 * @state: what is known now
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_provider_state_put (UsherConn *conn, const UsherProviderState *state, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && state != NULL, FALSE);

  s = usher_statement_new (conn, "INSERT OR REPLACE INTO provider_state (provider, state, reason, cursor, retry_at, checked_at) "
                           "VALUES (?, ?, ?, ?, ?, ?)", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, state->provider);
  usher_statement_bind_text (s, state->state);
  usher_statement_bind_text (s, state->reason);
  usher_statement_bind_text (s, state->cursor);
  usher_statement_bind_instant (s, state->retry_at);
  usher_statement_bind_instant (s, state->checked_at);
  return usher_statement_run (s, error);
}

static gboolean
forget_tokens (UsherConn *conn, UsherInstant before, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "DELETE FROM webhook_token WHERE at < ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, before);
  return usher_statement_run (s, error);
}

/**
 * usher_webhook_tokens_use:
 * @conn: the writer's connection
 * @provider: whose webhook
 * @token: what makes the signed request unique
 * @at: now
 * @forget: tokens used before this are dropped: the age at which a signature is too old to be accepted
 * @fresh: (out): %FALSE: the token was used before
 * @error: return location
 *
 * Returns: %FALSE on error
 */
gboolean
usher_webhook_tokens_use (UsherConn *conn, const char *provider, const char *token, UsherInstant at, UsherInstant forget,
                          gboolean *fresh, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  g_return_val_if_fail (conn != NULL && provider != NULL && token != NULL && fresh != NULL, FALSE);

  if (!forget_tokens (conn, forget, error))
    return FALSE;
  s = usher_statement_new (conn, "INSERT INTO webhook_token (provider, token, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, provider);
  usher_statement_bind_text (s, token);
  usher_statement_bind_int (s, at);
  if (!usher_statement_run (s, error))
    return FALSE;
  *fresh = usher_statement_changes (s) > 0;
  return TRUE;
}
