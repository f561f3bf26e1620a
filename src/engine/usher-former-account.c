/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-former-account.h"

#include <glib/gi18n.h>

#include "usher-table-deliveries.h"
#include "usher-table-misc.h"

#define SANDBOX "sandbox"
#define REASON  N_("It is not known whether this message left: the account that it was sent with is not set up any more, so it was " \
                   "not sent again.")

/* What one account knows no other does. Not the key: that may be changed at the same account. */
static char *
name_account (const UsherConfig *config, UsherChannel channel)
{
  const char *name = channel == USHER_CHANNEL_EMAIL ? config->mailgun_domain : config->twilio_account_sid;
  const char *base = channel == USHER_CHANNEL_EMAIL ? config->mailgun_base_url : config->twilio_base_url;

  return name != NULL ? g_strdup_printf ("%s %s", name, base != NULL ? base : "") : g_strdup (SANDBOX);
}

/* Nothing is left of what the sandbox was given: it reached nobody, and may go by an account. */
static gboolean
leave (UsherConn *conn, UsherChannel channel, const char *former, UsherInstant now, GError **error)
{
  int count;

  if (former == NULL || g_str_equal (former, SANDBOX))
    return TRUE;
  count = usher_deliveries_give_up (conn, channel, REASON, now, error);
  if (count > 0)
    g_message ("%d messages may have left by an account that is not set up any more", count);
  return count >= 0;
}

static gboolean
leave_channel (UsherConn *conn, UsherChannel channel, const UsherConfig *config, UsherInstant now, GError **error)
{
  g_autofree char *key = g_strconcat ("account-", usher_channel_nick (channel), NULL);
  g_autofree char *account = name_account (config, channel);
  g_autofree char *former = NULL;
  g_autoptr (GError) local = NULL;

  former = usher_settings_get (conn, key, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (g_strcmp0 (former, account) == 0)
    return TRUE;
  return leave (conn, channel, former, now, error) && usher_settings_set (conn, key, account, error);
}

/**
 * usher_former_account_leave:
 * @conn: the writer's connection
 * @config: the accounts from now on
 * @now: now
 * @error: STORAGE
 *
 * A message whose fate is unknown is asked about at its provider before it is sent again. An account that was set up since
 * does not know it, which says nothing; to send it again would be to send it twice. So those are given up when the account
 * is another one than at the last start. What is queued is not touched: it did not leave.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_former_account_leave (UsherConn *conn, const UsherConfig *config, UsherInstant now, GError **error)
{
  for (int channel = 0; channel < USHER_N_CHANNELS; channel++)
    if (!leave_channel (conn, (UsherChannel) channel, config, now, error))
      return FALSE;
  return TRUE;
}
