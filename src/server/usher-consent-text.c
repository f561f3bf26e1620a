/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-consent-text.h"

static char *
reminders_text (guint reminders)
{
  if (reminders == 0)
    return g_strdup ("a confirmation");
  return g_strdup_printf (reminders == 1 ? "a confirmation, %u reminder" : "a confirmation, up to %u reminders", reminders);
}

/**
 * usher_consent_text_email:
 * @event: what the messages are about
 * @sender: (nullable): who sends them
 * @reminders: how many reminders are planned
 *
 * Returns: (transfer full): the sentence beside the e-mail box, as plain text
 */
char *
usher_consent_text_email (const UsherEvent *event, const char *sender, guint reminders)
{
  g_autofree char *what = reminders_text (reminders);

  g_return_val_if_fail (event != NULL, NULL);
  return g_strdup_printf ("Yes, send me e-mail about “%s”: %s, and news if it changes or is cancelled.%s%s%s "
                          "Every message has a link to stop.",
                          event->title, what, sender != NULL && *sender != '\0' ? " Sender: " : "",
                          sender != NULL ? sender : "", sender != NULL && *sender != '\0' ? "." : "");
}

/**
 * usher_consent_text_sms:
 * @event: what the messages are about
 * @sender: (nullable): who sends them
 * @reminders: how many reminders are planned
 *
 * Returns: (transfer full): the sentence beside the SMS box, as plain text
 */
char *
usher_consent_text_sms (const UsherEvent *event, const char *sender, guint reminders)
{
  g_autofree char *what = reminders_text (reminders);

  g_return_val_if_fail (event != NULL, NULL);
  return g_strdup_printf ("Yes, I agree to get automated text messages from %s about “%s” at this number: %s, and news if it "
                          "changes or is cancelled (about %u messages in all). Message and data rates may apply. Reply STOP to "
                          "stop, HELP for help. Agreeing is not a condition of registering or of buying anything.",
                          sender != NULL && *sender != '\0' ? sender : "the organiser of this event", event->title, what,
                          reminders + 1);
}
