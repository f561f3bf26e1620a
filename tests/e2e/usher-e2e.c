/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-e2e.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

static void
take_env (GPtrArray *env, const char *name, const char *value)
{
  g_ptr_array_add (env, g_strdup_printf ("%s=%s", name, value));
}

static GPtrArray *
make_env (UsherE2e *self)
{
  GPtrArray *env = g_ptr_array_new_with_free_func (g_free);

  if (self->standin)
    {
      take_env (env, "MAILGUN_API_KEY", USHER_STANDIN_MAILGUN_KEY);
      take_env (env, "MAILGUN_DOMAIN", USHER_STANDIN_MAILGUN_DOMAIN);
      take_env (env, "MAILGUN_BASE_URL", usher_standin_get_url (self->standin, USHER_STANDIN_MAILGUN));
      take_env (env, "MAILGUN_SIGNING_KEY", USHER_STANDIN_MAILGUN_SIGNING_KEY);
      take_env (env, "TWILIO_ACCOUNT_SID", USHER_STANDIN_TWILIO_SID);
      take_env (env, "TWILIO_AUTH_TOKEN", USHER_STANDIN_TWILIO_TOKEN);
      take_env (env, "TWILIO_PHONE_NUMBER", USHER_STANDIN_TWILIO_NUMBER);
      take_env (env, "TWILIO_BASE_URL", usher_standin_get_url (self->standin, USHER_STANDIN_TWILIO));
      take_env (env, "MUX_TOKEN_ID", USHER_STANDIN_MUX_TOKEN_ID);
      take_env (env, "MUX_TOKEN_SECRET", USHER_STANDIN_MUX_TOKEN_SECRET);
      take_env (env, "MUX_BASE_URL", usher_standin_get_url (self->standin, USHER_STANDIN_MUX));
      take_env (env, "MUX_SIGNING_SECRET", USHER_STANDIN_MUX_SIGNING_SECRET);
      take_env (env, "USHER_SENDER_NAME", "The Usual Show");
      take_env (env, "USHER_SENDER_ADDRESS", "show@mg.example.org");
    }
  g_ptr_array_add (env, NULL);
  return env;
}

void
usher_e2e_launch (UsherE2e *self, const char *now)
{
  g_autofree char *data_dir = g_strconcat ("--data-dir=", self->folder, NULL);
  g_autofree char *clock = now ? g_strconcat ("--test-clock=", now, NULL) : NULL;
  g_autoptr (GPtrArray) env = make_env (self);
  const char *argv[] = { g_getenv ("USHERD"), data_dir, "--public-listen=127.0.0.1:0", "--control-listen=127.0.0.1:0",
                         "--public-url=https://live.example.org", clock, NULL };
  g_autofree char *token = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->api, usher_api_client_free);
  g_clear_pointer (&self->process, usher_process_free);
  self->process = usher_process_start (argv, (const char * const *) env->pdata, "data", &error);
  g_assert_no_error (error);
  g_file_get_contents (usher_process_get (self->process, "token"), &token, NULL, &error);
  g_assert_no_error (error);
  self->api = usher_api_client_new (usher_process_get (self->process, "control"), g_strstrip (token));
}

void
usher_e2e_set_up (UsherE2e *self, const char *start, gboolean with_accounts)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("usher-e2e-XXXXXX", &error);
  g_assert_no_error (error);
  self->start = g_strdup (start);
  if (with_accounts)
    self->standin = usher_standin_new ();
  if (start && with_accounts)
    {
      g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (start, NULL);

      usher_standin_set_time (self->standin, g_date_time_to_unix (when));
    }
  usher_e2e_launch (self, start);
}

void
usher_e2e_tear_down (UsherE2e *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  g_assert_cmpint (usher_process_stop (self->process), ==, 0);
  g_clear_pointer (&self->api, usher_api_client_free);
  g_clear_pointer (&self->process, usher_process_free);
  g_clear_pointer (&self->standin, usher_standin_free);
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->start);
}

void
usher_e2e_set_clock (UsherE2e *self, const char *now)
{
  g_autofree char *body = g_strdup_printf ("{\"now\":\"%s\"}", now);
  g_autoptr (GDateTime) when = g_date_time_new_from_iso8601 (now, NULL);
  g_autoptr (JsonNode) due = NULL;

  if (self->standin)
    usher_standin_set_time (self->standin, g_date_time_to_unix (when));
  due = usher_api_call (self->api, "POST", "/api/test/clock", body, 200);
}

JsonNode *
usher_e2e_call (UsherE2e *self, const char *method, const char *path, const char *body, guint status)
{
  return usher_api_call (self->api, method, path, body, status);
}

char *
usher_e2e_page (UsherE2e *self, const char *path, const char *form, guint status)
{
  g_autofree char *url = g_strconcat (usher_process_get (self->process, "public"), path, NULL);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (SoupMessage) message = soup_message_new (form ? "POST" : "GET", url);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  if (form)
    {
      g_autoptr (GBytes) body = g_bytes_new (form, strlen (form));

      soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded", body);
    }
  bytes = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, status);
  data = g_bytes_get_data (bytes, &length);
  return length > 0 ? g_strndup (data, length) : g_strdup ("");
}

char *
usher_e2e_input (const char *html, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("name=\"%s\"[^>]* value=\"([^\"]*)\"", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_true (g_regex_match (regex, html, 0, &match));
  return g_match_info_fetch (match, 1);
}

static guint
count (UsherE2e *self, const char *path)
{
  g_autoptr (JsonNode) list = usher_standin_control (self->standin, "GET", path, NULL);

  return json_array_get_length (json_node_get_array (list));
}

guint
usher_e2e_mails (UsherE2e *self)
{
  return count (self, "/mailgun/messages");
}

guint
usher_e2e_texts (UsherE2e *self)
{
  return count (self, "/twilio/messages");
}
