/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-message-names.h"

#include <string.h>
#include <glib/gi18n.h>

#include "usher-format.h"
#include "usher-interval.h"

#define REMINDER "reminder-"

/**
 * usher_message_name:
 * @key: a template's key or an interval
 *
 * Returns: (transfer full): what people call that message
 */
char *
usher_message_name (const char *key)
{
  const char *interval = g_str_has_prefix (key, REMINDER) ? key + strlen (REMINDER) : key;
  UsherInterval parsed;

  g_return_val_if_fail (key != NULL, NULL);

  if (g_str_equal (key, "confirmation"))
    return g_strdup (_("Confirmation"));
  if (g_str_equal (key, "change"))
    return g_strdup (_("Change notice"));
  if (g_str_equal (key, "cancellation"))
    return g_strdup (_("Cancellation notice"));
  if (g_str_equal (key, "reminder"))
    return g_strdup (_("Reminder, at other times"));
  return usher_interval_parse (interval, &parsed, NULL) ? usher_format_interval (interval) : g_strdup (key);
}
