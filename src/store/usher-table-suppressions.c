/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-contact.h"
#include "usher-statement.h"
#include "usher-table-misc.h"

#include <glib/gi18n.h>

/**
 * usher_address_hash:
 * @channel: the channel
 * @address: an e-mail address or a phone number, as checked
 *
 * What stays of an address after it is erased: it can be recognised when it comes again, and is not there to be read. (It is
 * no secret from somebody who has the file and tries all numbers.) The channel is part of it, so e-mail and SMS lists do not
 * match.
 *
 * Returns: (transfer full): SHA-256 in hexadecimal
 */
char *
usher_address_hash (UsherChannel channel, const char *address)
{
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (address != NULL, NULL);

  key = channel == USHER_CHANNEL_EMAIL ? usher_email_key (address) : g_strdup (address);
  text = g_strconcat (usher_channel_nick (channel), ":", key, NULL);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/**
 * usher_suppression_words:
 * @nick: (nullable): the nick of a reason
 *
 * Returns: (nullable): why nothing is sent to the address, for the streamer; %NULL for %NULL
 */
const char *
usher_suppression_words (const char *nick)
{
  UsherSuppressionReason reason;

  if (nick == NULL || !usher_suppression_reason_from_nick (nick, &reason))
    return nick;
  switch (reason)
    {
    case USHER_SUPPRESSION_UNSUBSCRIBE:
      return N_("The recipient unsubscribed");
    case USHER_SUPPRESSION_BOUNCE:
      return N_("An earlier message to this address came back");
    case USHER_SUPPRESSION_COMPLAINT:
      return N_("The recipient reported an earlier message as spam");
    case USHER_SUPPRESSION_STOP:
      return N_("The recipient answered STOP");
    case USHER_SUPPRESSION_MANUAL:
      return N_("You blocked this address");
    default:
      return nick;
    }
}

/**
 * usher_suppressions_add:
 * @conn: the writer's connection
 * @channel: the channel
 * @address: the address that is not to be written to any more
 * @reason: why
 * @source: who told: a provider, "page", "app", "api"
 * @at: when
 * @error: return location
 *
 * The same reason twice keeps the first moment.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_suppressions_add (UsherConn *conn, UsherChannel channel, const char *address, UsherSuppressionReason reason,
                        const char *source, UsherInstant at, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  g_autofree char *hash = NULL;

  g_return_val_if_fail (conn != NULL && address != NULL && source != NULL, FALSE);

  s = usher_statement_new (conn, "INSERT INTO suppression (channel, address_hash, reason, source, at) VALUES (?, ?, ?, ?, ?) "
                           "ON CONFLICT DO NOTHING", error);
  if (s == NULL)
    return FALSE;
  hash = usher_address_hash (channel, address);
  usher_statement_bind_text (s, usher_channel_nick (channel));
  usher_statement_bind_text (s, hash);
  usher_statement_bind_text (s, usher_suppression_reason_nick (reason));
  usher_statement_bind_text (s, source);
  usher_statement_bind_int (s, at);
  return usher_statement_run (s, error);
}

/**
 * usher_suppressions_lift:
 * @conn: the writer's connection
 * @channel: the channel
 * @address: the address whose owner agreed again
 * @error: return location
 *
 * Takes an unsubscribe back. Every other reason stays: a new form entry does not mend a mailbox, and whoever complained or
 * answered STOP said it to the provider, who keeps to it.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_suppressions_lift (UsherConn *conn, UsherChannel channel, const char *address, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  g_autofree char *hash = NULL;

  g_return_val_if_fail (conn != NULL && address != NULL, FALSE);

  s = usher_statement_new (conn, "DELETE FROM suppression WHERE channel = ? AND address_hash = ? AND reason = 'unsubscribe'",
                           error);
  if (s == NULL)
    return FALSE;
  hash = usher_address_hash (channel, address);
  usher_statement_bind_text (s, usher_channel_nick (channel));
  usher_statement_bind_text (s, hash);
  return usher_statement_run (s, error);
}

/**
 * usher_suppressions_find:
 * @conn: a connection
 * @channel: the channel
 * @address: the address
 * @error: return location
 *
 * Returns: (nullable): the nick of a reason (the one that binds most); %NULL: the address may be written to, or an error
 */
const char *
usher_suppressions_find (UsherConn *conn, UsherChannel channel, const char *address, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  g_autofree char *hash = NULL;
  UsherSuppressionReason reason;

  g_return_val_if_fail (conn != NULL && address != NULL, NULL);

  s = usher_statement_new (conn, "SELECT reason FROM suppression WHERE channel = ? AND address_hash = ? "
                           "ORDER BY reason = 'unsubscribe', reason LIMIT 1", error);
  if (s == NULL)
    return NULL;
  hash = usher_address_hash (channel, address);
  usher_statement_bind_text (s, usher_channel_nick (channel));
  usher_statement_bind_text (s, hash);
  if (usher_statement_step (s, error) != USHER_STEP_ROW ||
      !usher_suppression_reason_from_nick (usher_statement_column_peek (s), &reason))
    return NULL;
  return usher_suppression_reason_nick (reason);
}
