/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template.h"

#include <glib/gi18n.h>

#define P USHER_TEMPLATE_PERSONAL
#define U USHER_TEMPLATE_URL

/* Samples are what the preview shows, and what the tests measure the default texts with. */
static const UsherVariable message_variables[] = {
  { "event_title", USHER_TEMPLATE_PLAIN, N_("The event's title"), "Sunday Jazz" },
  { "event_description", USHER_TEMPLATE_PLAIN, N_("The event's description as plain text"), "Live from the attic: two sets, one piano, your requests." },
  { "event_description_html", USHER_TEMPLATE_SAFE_HTML, N_("The event's description with its formatting"),
    "<p>Live from the attic: <strong>two sets</strong>, one piano, your requests.</p>" },
  { "event_date", P, N_("Day of the start, for the reader"), "Sunday, 6 December 2026" },
  { "event_time", P, N_("Time of the start, for the reader"), "20:00" },
  { "event_zone", P, N_("The time zone that date and time are in"), "Europe/Berlin (CET, UTC+1)" },
  { "starts_in", P, N_("How long until the start, in words"), "tomorrow at 20:00" },
  { "event_end_time", P, N_("Expected end, for the reader"), "21:30" },
  { "duration", USHER_TEMPLATE_PLAIN, N_("Expected duration"), "1 h 30 min" },
  { "custom_message", USHER_TEMPLATE_PLAIN, N_("Your own words for this event"),
    "Bring headphones, and send your requests in the chat." },
  { "event_url", U, N_("The event's registration page"), "https://live.example.com/register/sunday-jazz" },
  { "watch_url", P | U, N_("The reader's own link to watch"), "https://live.example.com/watch/sunday-jazz?t=kX3vQ9dTz0aLr5uYp2bN8g" },
  { "calendar_url", P | U, N_("Calendar file of the event"), "https://live.example.com/events/sunday-jazz.ics" },
  { "manage_url", P | U, N_("Where the reader changes or deletes the registration"),
    "https://live.example.com/manage/kX3vQ9dTz0aLr5uYp2bN8g" },
  { "unsubscribe_url", P | U, N_("Where the reader stops these messages"),
    "https://live.example.com/unsubscribe/kX3vQ9dTz0aLr5uYp2bN8g" },
  { "first_name", P, N_("The reader's first name"), "Ada" },
  { "last_name", P, N_("The reader's last name"), "Lovelace" },
  { "full_name", P, N_("The reader's whole name"), "Ada Lovelace" },
  { "old_date", P, N_("In a change: the former day"), "Saturday, 5 December 2026" },
  { "old_time", P, N_("In a change: the former time"), "19:30" },
  { "sender_name", USHER_TEMPLATE_PLAIN, N_("Who sends: your name or your show's"), "Studio Nord" },
  { "sender_address", USHER_TEMPLATE_PLAIN, N_("Your postal address, which the law asks for in many countries"),
    "Hafenstr. 1, 20457 Hamburg" },
  { "privacy_url", U, N_("Your privacy notice"), "https://live.example.com/privacy" },
  { "registration_channels", P, N_("How the reader is reminded, in words"), "e-mail and text message" },
  { NULL },
};

/**
 * usher_template_message_variables:
 *
 * Returns: (transfer none): the variables of e-mails and SMS, ended by one without a name
 */
const UsherVariable *
usher_template_message_variables (void)
{
  return message_variables;
}

/**
 * usher_template_find_variable:
 * @variables: a table, ended by one without a name
 * @name: without braces
 *
 * Returns: (transfer none) (nullable): the variable of that name
 */
const UsherVariable *
usher_template_find_variable (const UsherVariable *variables, const char *name)
{
  g_return_val_if_fail (variables != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  for (; variables->name != NULL; variables++)
    if (g_str_equal (variables->name, name))
      return variables;
  return NULL;
}
