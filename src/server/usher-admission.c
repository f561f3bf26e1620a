/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-admission.h"

#include <string.h>

#include "usher-connection.h"
#include "usher-guard.h"

/* (nullable): why a request of this address may not come in now */
static UsherResponse *
check_rate (UsherAdmission *self, const char *client)
{
  g_autofree char *key = usher_address_key_from_text (client);
  g_autofree char *seconds = NULL;
  UsherResponse *problem;
  guint retry_after = 1;

  if (usher_rate_take (self->rate, key, g_get_monotonic_time (), &retry_after))
    return NULL;
  seconds = g_strdup_printf ("%u", retry_after);
  problem = usher_response_new_problem (429, "Too many requests", "Wait a moment, then try again.", NULL);
  usher_response_add_header (problem, "Retry-After", seconds);
  return problem;
}

static UsherResponse *
check_headers (UsherAdmission *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *host = soup_message_headers_get_list (headers, "Host");
  GUri *uri = soup_server_message_get_uri (message);
  SoupMessageHeadersIter iter;
  const char *name, *value;
  gsize bytes = strlen (g_uri_get_path (uri)) + (g_uri_get_query (uri) != NULL ? strlen (g_uri_get_query (uri)) : 0);
  guint count = 0;

  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      bytes += strlen (name) + strlen (value) + strlen (": \r\n");
      count++;
    }
  if (bytes > self->limits->header_bytes || count > self->limits->header_count)
    return usher_response_new_problem (431, "Headers too long", NULL, NULL);
  if (host != NULL && strchr (host, ',') != NULL)
    return usher_response_new_problem (400, "Bad request", "There is more than one Host.", NULL);
  return NULL;
}

static gboolean
has_token (UsherAdmission *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *given = soup_message_headers_get_one (headers, "Authorization");
  const char *secret = soup_message_headers_get_one (headers, "X-Cron-Secret");
  const char *extra = g_hash_table_lookup (self->path_tokens, g_uri_get_path (soup_server_message_get_uri (message)));

  if (self->token != NULL && usher_guard_bearer (given, self->token))
    return TRUE;
  /* Some schedulers cannot set Authorization */
  return extra != NULL && (usher_guard_bearer (given, extra) || (secret != NULL && usher_guard_equal (secret, extra)));
}

static UsherResponse *
check_caller (UsherAdmission *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  GUri *uri = soup_server_message_get_uri (message);
  const char *host = soup_message_headers_get_list (headers, "Host");
  const char *origin = soup_message_headers_get_list (headers, "Origin");
  g_autofree char *authority = g_strdup_printf (strchr (g_uri_get_host (uri), ':') != NULL ? "[%s]:%d" : "%s:%d",
                                                g_uri_get_host (uri),
                                                g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : 80);
  UsherResponse *problem;

  if (!usher_guard_host_is_local (host, self->port) || !usher_guard_host_is_local (authority, self->port))
    return usher_response_new_problem (403, "Not allowed", "This door is for programs on this machine: use its own address.", NULL);
  if (origin != NULL && !usher_guard_same_origin (origin, host))
    return usher_response_new_problem (403, "Not allowed", "Other web pages may not use this door.", NULL);
  if (has_token (self, message))
    return NULL;
  problem = usher_response_new_problem (401, "Who are you?", "Send the header Authorization: Bearer TOKEN.", NULL);
  usher_response_add_header (problem, "WWW-Authenticate", "Bearer realm=\"Usher\"");
  return problem;
}

static UsherResponse *
check_route (const UsherMatch *match, const char *method)
{
  UsherResponse *response;

  switch (match->kind)
    {
    case USHER_MATCH_NO_PATH:
      return usher_response_new_problem (404, "Not found", "There is nothing at this address.", NULL);
    case USHER_MATCH_NO_METHOD:
      response = g_str_equal (method, "OPTIONS")
                     ? usher_response_new (204, NULL, NULL)
                     : usher_response_new_problem (405, "Method not allowed", NULL, NULL);
      usher_response_add_header (response, "Allow", match->allow);
      return response;
    case USHER_MATCH_FOUND:
      return NULL;
    default:
      g_assert_not_reached ();
    }
}

static UsherResponse *
check_body (UsherAdmission *self, SoupServerMessage *message, gsize max_body, gsize memory)
{
  goffset length = soup_message_headers_get_content_length (soup_server_message_get_request_headers (message));
  UsherResponse *problem;

  if (length > (goffset) max_body)
    return usher_response_new_problem (413, "Too long", "The request is longer than this address takes.", NULL);
  if (memory + (gsize) length <= self->limits->memory)
    return NULL;
  problem = usher_response_new_problem (503, "Busy", "Too much is under way. Try again in a moment.", NULL);
  usher_response_add_header (problem, "Retry-After", "1");
  return problem;
}

static char *
find_client (UsherAdmission *self, SoupServerMessage *message, const char *peer)
{
  const char *forwarded = soup_message_headers_get_list (soup_server_message_get_request_headers (message), "X-Forwarded-For");

  return usher_guard_client (peer, forwarded, (const char * const *) self->proxies);
}

UsherResponse *
usher_admission_check (UsherAdmission *self, SoupServerMessage *message, const char *peer, gsize memory, UsherMatch *match,
                       char **client)
{
  const char *method = soup_server_message_get_method (message);
  UsherResponse *refusal;

  *client = find_client (self, message, peer);
  usher_router_match (self->router, method, g_uri_get_path (soup_server_message_get_uri (message)), match);
  refusal = check_headers (self, message);
  if (refusal == NULL)
    refusal = check_rate (self, *client);
  if (refusal == NULL && self->local_only)
    refusal = check_caller (self, message);
  if (refusal == NULL)
    refusal = check_route (match, method);
  if (refusal == NULL)
    refusal = check_body (self, message, match->max_body, memory);
  return refusal;
}

/* Does more follow? Then a refusal must cut it off, or SoupServer would read it all. */
gboolean
usher_admission_has_body (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *length = soup_message_headers_get_list (headers, "Content-Length");

  return (length != NULL && !g_str_equal (length, "0")) || soup_message_headers_get_list (headers, "Transfer-Encoding") != NULL;
}
