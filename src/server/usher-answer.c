/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-answer.h"

#include "usher-response-private.h"

typedef struct {
  const char *name;
  const char *value;
} FixedHeader;

/* OWASP "HTTP Headers" and "Content Security Policy" cheat sheets. A handler's own value wins. no-referrer because
 * addresses of pages carry personal tokens. */
static const FixedHeader common_headers[] = {
  { "X-Content-Type-Options", "nosniff" },
  { "Cache-Control", "no-store" },
};

static const FixedHeader public_headers[] = {
  { "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                               "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'" },
  { "X-Frame-Options", "DENY" },
  { "Referrer-Policy", "no-referrer" },
  { "Cross-Origin-Opener-Policy", "same-origin" },
  { "Cross-Origin-Resource-Policy", "same-origin" },
  { "Permissions-Policy", "geolocation=(), camera=(), microphone=()" },
};

/* Those that SoupServer has no words for */
static const char *
status_phrase (guint status)
{
  switch (status)
    {
    case 413:
      return "Content Too Large";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    default:
      return soup_status_get_phrase (status);
    }
}

static void
add_fixed (SoupMessageHeaders *headers, const FixedHeader *fixed, gsize n)
{
  for (gsize i = 0; i < n; i++)
    soup_message_headers_replace (headers, fixed[i].name, fixed[i].value);
}

static void
replace_header (const char *name, const char *value, gpointer data)
{
  soup_message_headers_replace (data, name, value);
}

static void
fill_headers (SoupMessageHeaders *headers, const UsherResponse *response, gboolean is_public)
{
  GBytes *body = usher_response_get_body (response);
  guint status = usher_response_get_status (response);

  add_fixed (headers, common_headers, G_N_ELEMENTS (common_headers));
  if (is_public)
    add_fixed (headers, public_headers, G_N_ELEMENTS (public_headers));
  usher_response_foreach_header (response, replace_header, headers);
  if (usher_response_get_content_type (response) != NULL)
    soup_message_headers_replace (headers, "Content-Type", usher_response_get_content_type (response));
  if (status == 204 || status == 304)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_NONE);
  else
    soup_message_headers_set_content_length (headers, body != NULL ? (goffset) g_bytes_get_size (body) : 0);
}

void
usher_answer_fill (SoupServerMessage *message, const UsherResponse *response, gboolean is_public)
{
  GBytes *body = usher_response_get_body (response);
  guint status = usher_response_get_status (response);

  /* SoupServer would make parts of its own of our answer; many small ranges are more work than they are worth. */
  soup_message_headers_remove (soup_server_message_get_request_headers (message), "Range");
  soup_server_message_set_status (message, status, status_phrase (status));
  fill_headers (soup_server_message_get_response_headers (message), response, is_public);
  if (body != NULL)
    soup_message_body_append_bytes (soup_server_message_get_response_body (message), body);
}

GString *
usher_answer_print (const UsherResponse *response, gboolean is_public)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  guint status = usher_response_get_status (response);
  GString *raw = g_string_new (NULL);
  GBytes *body = usher_response_get_body (response);
  SoupMessageHeadersIter iter;
  const char *name, *value;

  fill_headers (headers, response, is_public);
  soup_message_headers_replace (headers, "Connection", "close");
  g_string_append_printf (raw, "HTTP/1.1 %u %s\r\n", status, status_phrase (status));
  soup_message_headers_iter_init (&iter, headers);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    g_string_append_printf (raw, "%s: %s\r\n", name, value);
  g_string_append (raw, "\r\n");
  if (body != NULL)
    g_string_append_len (raw, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  return raw;
}

static void
copy_header (const char *name, const char *value, gpointer data)
{
  usher_response_add_header (data, name, value);
}

void
usher_answer_copy_headers (const UsherResponse *from, UsherResponse *to)
{
  usher_response_foreach_header (from, copy_header, to);
}
