/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-response.h"

#include <string.h>

#include "usher-error.h"
#include "usher-response-private.h"

typedef struct {
  char *name;
  char *value;
} Header;

struct _UsherResponse {
  guint      status;
  char      *content_type;
  GBytes    *body;
  GPtrArray *headers;   /* (element-type Header) */
};

static void
header_free (gpointer data)
{
  Header *header = data;

  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

/* RFC 9110 5.6.2: what a header's name is made of. */
static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`|~", *p) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* RFC 9110 5.5: no control characters but the tab; above all no line break, which would begin a header of its own. */
static gboolean
is_field_value (const char *text)
{
  for (const guchar *p = (const guchar *) text; *p != '\0'; p++)
    {
      if ((*p < 0x20 && *p != '\t') || *p == 0x7f)
        return FALSE;
    }
  return TRUE;
}

/**
 * usher_response_new:
 * @status: an HTTP status, 200 to 599
 * @content_type: (nullable): media type of @body with its parameters; %NULL when there is no body
 * @body: (transfer full) (nullable): what follows the headers
 *
 * Returns: (transfer full): a new answer
 */
UsherResponse *
usher_response_new (guint status, const char *content_type, GBytes *body)
{
  UsherResponse *self;

  g_return_val_if_fail (status >= 200 && status <= 599, NULL);
  g_return_val_if_fail (content_type == NULL || is_field_value (content_type), NULL);

  self = g_new0 (UsherResponse, 1);
  self->status = status;
  self->content_type = g_strdup (content_type);
  self->body = body;
  self->headers = g_ptr_array_new_with_free_func (header_free);
  return self;
}

/**
 * usher_response_new_text:
 * @status: an HTTP status, 200 to 599
 * @content_type: media type with its parameters
 * @text: (transfer full): the body
 *
 * Returns: (transfer full): a new answer
 */
UsherResponse *
usher_response_new_text (guint status, const char *content_type, char *text)
{
  g_return_val_if_fail (text != NULL, NULL);
  return usher_response_new (status, content_type, g_bytes_new_take (text, strlen (text)));
}

/**
 * usher_response_new_redirect:
 * @status: 301, 302, 303, 307 or 308
 * @location: where to; must be percent-encoded
 *
 * Returns: (transfer full): a new answer without a body
 */
UsherResponse *
usher_response_new_redirect (guint status, const char *location)
{
  UsherResponse *self;

  g_return_val_if_fail (status >= 300 && status <= 399, NULL);
  g_return_val_if_fail (location != NULL, NULL);

  self = usher_response_new (status, NULL, NULL);
  usher_response_add_header (self, "Location", location);
  return self;
}

static void
append_json_string (GString *json, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (json, '"');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (json, "\\%c", *p);
      else if ((guchar) *p < 0x20)
        g_string_append_printf (json, "\\u%04x", (guint) *p);
      else
        g_string_append_c (json, *p);
    }
  g_string_append_c (json, '"');
}

static void
append_json_member (GString *json, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (json, ",\"%s\":", name);
  append_json_string (json, value);
}

/**
 * usher_response_new_problem:
 * @status: an HTTP status of an error
 * @title: what kind of problem it is, the same for all of its kind
 * @detail: (nullable): what is wrong this time and what to do
 * @field: (nullable): the input that is wrong, named as in the request
 *
 * A problem as RFC 9457 says, with the extension member "field".
 *
 * Returns: (transfer full): a new answer of application/problem+json
 */
UsherResponse *
usher_response_new_problem (guint status, const char *title, const char *detail, const char *field)
{
  GString *json = g_string_new (NULL);

  g_return_val_if_fail (title != NULL, NULL);

  g_string_append_printf (json, "{\"type\":\"about:blank\",\"status\":%u", status);
  append_json_member (json, "title", title);
  append_json_member (json, "detail", detail);
  append_json_member (json, "field", field);
  g_string_append_c (json, '}');
  return usher_response_new_text (status, USHER_PROBLEM_TYPE, g_string_free (json, FALSE));
}

static const struct {
  UsherErrorCode code;
  guint          status;
  const char    *title;
} problems[] = {
  { USHER_ERROR_INVALID,         422, "Invalid input" },
  { USHER_ERROR_NOT_FOUND,       404, "Not found" },
  { USHER_ERROR_CONFLICT,        409, "Not possible in this state" },
  { USHER_ERROR_STALE,           412, "Changed by somebody else" },
  { USHER_ERROR_FULL,            409, "Full" },
  { USHER_ERROR_CLOSED,          409, "Registration is closed" },
  { USHER_ERROR_FORBIDDEN,       403, "Not allowed" },
  { USHER_ERROR_REFUSED,         502, "Refused by the provider" },
  { USHER_ERROR_UNAUTHORIZED,    502, "The provider does not accept the account" },
  { USHER_ERROR_LATER,           503, "Not now" },
  { USHER_ERROR_UNKNOWN_OUTCOME, 502, "No answer from the provider" },
  { USHER_ERROR_NOT_CONFIGURED,  503, "Not set up" },
};

/**
 * usher_response_new_error:
 * @error: why a command or query failed
 *
 * The one table from errors to statuses. An error that is not in it is our fault: it becomes 500, and its text, which may tell
 * of the inside, goes to the log only.
 *
 * Returns: (transfer full): a new answer of application/problem+json
 */
UsherResponse *
usher_response_new_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (problems); i++)
    {
      if (g_error_matches (error, USHER_ERROR, (int) problems[i].code))
        return usher_response_new_problem (problems[i].status, problems[i].title, error->message,
                                           usher_error_get_field (error));
    }
  g_message ("A request failed: %s", error->message);
  return usher_response_new_problem (500, "Internal error", "Something went wrong on this side. It was logged.", NULL);
}

/**
 * usher_response_add_header:
 * @self: an answer that was not completed yet
 * @name: the header's name
 * @value: its value
 *
 * Sets a header; one that is there already is replaced. A name or value that could break out of its line is a programming
 * error and is left out.
 */
void
usher_response_add_header (UsherResponse *self, const char *name, const char *value)
{
  Header *header;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL && is_token (name));
  g_return_if_fail (value != NULL && is_field_value (value));

  for (guint i = 0; i < self->headers->len; i++)
    {
      header = self->headers->pdata[i];
      if (g_ascii_strcasecmp (header->name, name) == 0)
        {
          g_set_str (&header->value, value);
          return;
        }
    }
  header = g_new (Header, 1);
  header->name = g_strdup (name);
  header->value = g_strdup (value);
  g_ptr_array_add (self->headers, header);
}

/**
 * usher_response_get_status:
 * @self: an answer
 *
 * Returns: the HTTP status
 */
guint
usher_response_get_status (const UsherResponse *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->status;
}

/**
 * usher_response_get_body:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): what follows the headers
 */
GBytes *
usher_response_get_body (const UsherResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->body;
}

/**
 * usher_response_get_header:
 * @self: an answer
 * @name: a header's name, in any case
 *
 * Returns: (nullable): the value that was set for it
 */
const char *
usher_response_get_header (const UsherResponse *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < self->headers->len; i++)
    {
      const Header *header = self->headers->pdata[i];

      if (g_ascii_strcasecmp (header->name, name) == 0)
        return header->value;
    }
  return NULL;
}

/**
 * usher_response_get_content_type:
 * @self: an answer
 *
 * Returns: (nullable): the media type of the body
 */
const char *
usher_response_get_content_type (const UsherResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->content_type;
}

/* Calls @func for each header that was set, in the order in which they were. */
void
usher_response_foreach_header (const UsherResponse *self, UsherHeaderFunc func, gpointer data)
{
  g_assert (self != NULL);
  for (guint i = 0; i < self->headers->len; i++)
    {
      const Header *header = self->headers->pdata[i];

      func (header->name, header->value, data);
    }
}

/**
 * usher_response_free:
 * @self: (transfer full) (nullable): an answer
 */
void
usher_response_free (UsherResponse *self)
{
  if (self == NULL)
    return;
  g_free (self->content_type);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_ptr_array_unref (self->headers);
  g_free (self);
}
