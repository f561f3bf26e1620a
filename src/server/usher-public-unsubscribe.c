/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-public-private.h"

/* RFC 8058: the address alone says who and what; GET changes nothing (link scanners follow it), POST answers 200 without
 * a redirect, and says the same for a token that nobody has. */

static const struct {
  const char   *nick;
  UsherChannels channels;
  const char   *question;
  const char   *text;
  const char   *done;
} choices[] = {
  { "email", USHER_CHANNELS_EMAIL, "Stop the e-mails?", "You will get no more e-mails about this event.",
    "You will get no more e-mails about this event." },
  { "sms", USHER_CHANNELS_SMS, "Stop the text messages?", "You will get no more text messages about this event.",
    "You will get no more text messages about this event." },
  { "", USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, "Stop all messages?", "You will get no more messages about this event.",
    "You will get no more messages about this event." },
};

/* The choice that @nick names; all messages where it names none */
static gsize
find_choice (const char *nick)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      if (g_strcmp0 (choices[i].nick, nick) == 0)
        return i;
    }
  return G_N_ELEMENTS (choices) - 1;
}

void
usher_public_get_unsubscribe (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  gsize i = find_choice (usher_request_get_query (request, "channel"));
  g_autoptr (GHashTable) values = usher_public_values (site, "Unsubscribe");

  usher_page_set (values, "heading", choices[i].question);
  usher_page_set (values, "text", choices[i].text);
  usher_page_set (values, "channel", choices[i].nick);
  usher_page_set (values, "token", usher_request_get_param (request, "token"));
  usher_public_send_personal (site, request, 200, USHER_PAGE_UNSUBSCRIBE, values);
}

static void
unsubscribed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UsherPublicCall) call = data;
  g_autoptr (GError) error = NULL;

  if (usher_engine_unsubscribe_finish (USHER_ENGINE (source), result, &error) || usher_error_is_not_found (error))
    {
      usher_public_send_message (call->site, call->request, 200, "Done", choices[GPOINTER_TO_SIZE (call->extra)].done);
      return;
    }
  g_warning ("Somebody could not be unsubscribed: %s", error->message);
  usher_public_send_status (call->site, call->request, 500);
}

static void
nothing_to_free (gpointer data)
{
}

/* Mail programs send List-Unsubscribe=One-Click as one kind of form or the other; a person's browser sends our own
 * form. The wish is clear even if the body cannot be read. */
void
usher_public_post_unsubscribe (UsherRequest *request, gpointer data)
{
  UsherPublic *site = data;
  g_autoptr (GHashTable) form = usher_request_get_form (request, NULL);
  const char *nick = usher_request_get_query (request, "channel");
  gboolean one_click = form != NULL && g_str_equal (usher_public_form_get (form, "List-Unsubscribe"), "One-Click");
  UsherPublicCall *call = usher_public_call_new (site, request);
  gsize i;

  if (nick == NULL && form != NULL)
    nick = g_hash_table_lookup (form, "channel");
  i = find_choice (nick);
  call->extra = GSIZE_TO_POINTER (i);
  call->extra_free = nothing_to_free;
  usher_engine_unsubscribe_async (site->engine, usher_request_get_param (request, "token"), choices[i].channels,
                                  one_click ? "one-click" : "link", NULL, unsubscribed, call);
}
