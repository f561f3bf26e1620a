/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-options.h"

#include <string.h>

#include "usher-error.h"
#include "usher-time.h"

void
usher_options_free (UsherOptions *self)
{
  g_free (self->data_dir);
  g_free (self->public_listen);
  g_free (self->control_listen);
  g_free (self->public_url);
  g_free (self->token_file);
  g_strfreev (self->trusted_proxies);
  g_free (self);
}

/* http or https, a host, no query or fragment: every link in every message begins with it. */
static gboolean
check_public_url (UsherOptions *self, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;
  gsize length;

  if (!self->public_url)
    return TRUE;
  uri = g_uri_parse (self->public_url, G_URI_FLAGS_NONE, NULL);
  scheme = uri ? g_uri_get_scheme (uri) : "";
  if (!uri || (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0) || !g_uri_get_host (uri)
      || !*g_uri_get_host (uri) || g_uri_get_query (uri) || g_uri_get_fragment (uri) || g_uri_get_userinfo (uri))
    {
      usher_set_error_invalid (error, "public-url", "--public-url: an address such as https://live.example.org is wanted");
      return FALSE;
    }
  length = strlen (self->public_url);
  while (length > 0 && self->public_url[length - 1] == '/')
    self->public_url[--length] = '\0';
  return TRUE;
}

static void
fill_defaults (UsherOptions *self)
{
  self->public_listen_given = self->public_listen != NULL;
  self->control_listen_given = self->control_listen != NULL;
  if (!self->data_dir)
    self->data_dir = g_build_filename (g_get_user_data_dir (), self->demo ? "usher-demo" : "usher", NULL);
  if (!self->public_listen)
    self->public_listen = g_strdup (USHER_PUBLIC_LISTEN_DEFAULT);
  if (!self->control_listen)
    self->control_listen = g_strdup (USHER_CONTROL_LISTEN_DEFAULT);
  if (!self->token_file)
    self->token_file = g_build_filename (self->data_dir, "control-token", NULL);
}

/**
 * usher_options_parse:
 *
 * Returns: (transfer full): the options; %NULL with @error in words for the terminal
 */
UsherOptions *
usher_options_parse (int *argc, char ***argv, GError **error)
{
  g_autoptr (UsherOptions) self = g_new0 (UsherOptions, 1);
  g_autofree char *clock = NULL;
  const GOptionEntry entries[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &self->data_dir, "Folder of the database", "DIR" },
    { "public-listen", 0, 0, G_OPTION_ARG_STRING, &self->public_listen,
      "Address of the public pages (default " USHER_PUBLIC_LISTEN_DEFAULT "; port 0: the system's choice)", "ADDR:PORT" },
    { "control-listen", 0, 0, G_OPTION_ARG_STRING, &self->control_listen,
      "Loopback address of the control API (default " USHER_CONTROL_LISTEN_DEFAULT ")", "ADDR:PORT" },
    { "public-url", 0, 0, G_OPTION_ARG_STRING, &self->public_url, "What viewers type: the beginning of every link in messages", "URL" },
    { "control-token-file", 0, 0, G_OPTION_ARG_FILENAME, &self->token_file, "Where the control API's token lies (made when missing)", "FILE" },
    { "trust-proxy", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->trusted_proxies,
      "Believe X-Forwarded-For and -Proto from this proxy (may be repeated)", "ADDR" },
    { "demo", 0, 0, G_OPTION_ARG_NONE, &self->demo, "Sandbox with a sample event and registrants; no account is used", NULL },
    { "test-clock", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &clock, "Start with a settable clock at this instant", "RFC3339" },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, "Print the version", NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  self->test_clock = USHER_NEVER;
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, "The app's accounts come from its preferences and the keyring, those of usherd from the\n"
                                             "environment (MAILGUN_API_KEY, TWILIO_ACCOUNT_SID, MUX_TOKEN_ID …); without them messages\n"
                                             "stay in the sandbox's outbox.");
  if (!g_option_context_parse (context, argc, argv, error))
    return NULL;
  if (*argc > 1)
    {
      usher_set_error_invalid (error, NULL, "%s: is no option (see --help)", (*argv)[1]);
      return NULL;
    }
  if (clock && !usher_time_from_rfc3339 (clock, &self->test_clock, "test-clock", error))
    return NULL;
  fill_defaults (self);
  if (!check_public_url (self, error))
    return NULL;
  return g_steal_pointer (&self);
}
