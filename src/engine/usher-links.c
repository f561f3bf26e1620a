/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-links.h"

/* Slugs and tokens are plain already; what comes from elsewhere must not end the segment. */
static char *
segment (const char *text)
{
  return g_uri_escape_string (text, NULL, FALSE);
}

/**
 * usher_link_register:
 * @base: public URL without a slash at the end
 * @event: the event
 *
 * Returns: (transfer full): where viewers register
 */
char *
usher_link_register (const char *base, const UsherEvent *event)
{
  g_autofree char *slug = NULL;

  g_return_val_if_fail (base != NULL && event != NULL, NULL);
  slug = segment (event->slug);
  return g_strdup_printf ("%s/register/%s", base, slug);
}

/**
 * usher_link_watch:
 * @base: public URL without a slash at the end
 * @event: the event
 * @token: (nullable): the registration's token, so that its attendance is counted
 *
 * Returns: (transfer full): where the event is watched
 */
char *
usher_link_watch (const char *base, const UsherEvent *event, const char *token)
{
  g_autofree char *slug = NULL;
  g_autofree char *person = NULL;

  g_return_val_if_fail (base != NULL && event != NULL, NULL);
  slug = segment (event->slug);
  if (token == NULL)
    return g_strdup_printf ("%s/watch/%s", base, slug);
  person = segment (token);
  return g_strdup_printf ("%s/watch/%s?t=%s", base, slug, person);
}

/**
 * usher_link_calendar:
 * @base: public URL without a slash at the end
 * @event: the event
 *
 * Returns: (transfer full): the calendar file
 */
char *
usher_link_calendar (const char *base, const UsherEvent *event)
{
  g_autofree char *slug = NULL;

  g_return_val_if_fail (base != NULL && event != NULL, NULL);
  slug = segment (event->slug);
  return g_strdup_printf ("%s/events/%s.ics", base, slug);
}

/**
 * usher_link_manage:
 * @base: public URL without a slash at the end
 * @token: the registration's token
 *
 * Returns: (transfer full): where a viewer changes or deletes their registration
 */
char *
usher_link_manage (const char *base, const char *token)
{
  g_autofree char *person = NULL;

  g_return_val_if_fail (base != NULL && token != NULL, NULL);
  person = segment (token);
  return g_strdup_printf ("%s/manage/%s", base, person);
}

/**
 * usher_link_unsubscribe:
 * @base: public URL without a slash at the end
 * @token: the registration's token
 * @channels: what the link is about; more than one: the page asks
 *
 * Returns: (transfer full): the address of List-Unsubscribe and of the footer's link
 */
char *
usher_link_unsubscribe (const char *base, const char *token, UsherChannels channels)
{
  g_autofree char *person = NULL;

  g_return_val_if_fail (base != NULL && token != NULL, NULL);
  person = segment (token);
  switch (channels)
    {
    case USHER_CHANNELS_EMAIL:
      return g_strdup_printf ("%s/unsubscribe/%s?channel=%s", base, person, usher_channel_nick (USHER_CHANNEL_EMAIL));
    case USHER_CHANNELS_SMS:
      return g_strdup_printf ("%s/unsubscribe/%s?channel=%s", base, person, usher_channel_nick (USHER_CHANNEL_SMS));
    case USHER_CHANNELS_NONE:
    default:
      return g_strdup_printf ("%s/unsubscribe/%s", base, person);
    }
}
