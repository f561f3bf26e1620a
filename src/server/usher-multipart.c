/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-multipart.h"

#include <string.h>

#include "usher-error.h"

/* Our own reader and not libsoup's: anybody may send us such a body, and that one has read beyond its end more than once. */

#define BOUNDARY_MAX 70   /* RFC 2046 5.1.1 */

typedef struct {
  const char *at;
  const char *end;
} Span;

static gboolean
fail (GError **error)
{
  g_set_error_literal (error, USHER_ERROR, USHER_ERROR_INVALID, "The form could not be read.");
  return FALSE;
}

static const char *
find (Span span, const char *needle, gsize length)
{
  return memmem (span.at, (gsize) (span.end - span.at), needle, length);
}

static gboolean
starts_with (Span span, const char *text)
{
  return (gsize) (span.end - span.at) >= strlen (text) && memcmp (span.at, text, strlen (text)) == 0;
}

static void
skip_blanks (const char **text)
{
  *text += strspn (*text, " \t");
}

/* "value" or value, up to the next semicolon; *text is moved behind it */
static char *
take_value (const char **text)
{
  g_autoptr (GString) value = g_string_new (NULL);
  const char *p = *text;

  if (*p == '"')
    {
      for (p++; *p != '\0' && *p != '"'; p++)
        g_string_append_c (value, *p == '\\' && p[1] != '\0' ? *++p : *p);
      if (*p == '"')
        p++;
    }
  else
    {
      gsize length = strcspn (p, "; \t");

      g_string_append_len (value, p, (gssize) length);
      p += length;
    }
  *text = p;
  return g_string_free (g_steal_pointer (&value), FALSE);
}

/* (nullable): the parameter @name of a header like "form-data; name=a; filename=b" */
static char *
get_parameter (const char *header, const char *name)
{
  const char *p = header + strcspn (header, ";");

  while (*p == ';')
    {
      g_autofree char *value = NULL;
      const char *start;
      gsize length;

      p++;
      skip_blanks (&p);
      start = p;
      length = strcspn (p, "=; \t");
      p += length;
      skip_blanks (&p);
      if (*p == '=')
        {
          p++;
          skip_blanks (&p);
          value = take_value (&p);
        }
      if (value != NULL && length == strlen (name) && g_ascii_strncasecmp (start, name, length) == 0)
        return g_steal_pointer (&value);
      p += strcspn (p, ";");
    }
  return NULL;
}

/* (nullable): the value of Content-Disposition among the header lines in @head */
static char *
get_disposition (Span head)
{
  static const char name[] = "Content-Disposition:";

  while (head.at < head.end)
    {
      const char *stop = find (head, "\r\n", 2);
      gsize length = (gsize) ((stop != NULL ? stop : head.end) - head.at);

      if (length > strlen (name) && g_ascii_strncasecmp (head.at, name, strlen (name)) == 0)
        return g_strstrip (g_strndup (head.at + strlen (name), length - strlen (name)));
      head.at = stop != NULL ? stop + 2 : head.end;
    }
  return NULL;
}

/* One part: headers, an empty line, and what belongs to them */
static gboolean
read_part (Span part, UsherMultipartField field, gpointer data, GError **error)
{
  const char *gap = starts_with (part, "\r\n") ? part.at : find (part, "\r\n\r\n", 4);
  g_autofree char *disposition = NULL;
  g_autofree char *name = NULL;
  g_autofree char *file = NULL;

  if (gap == NULL)
    return fail (error);
  if (gap == part.at)
    return TRUE;
  disposition = get_disposition ((Span) { part.at, gap });
  if (disposition == NULL || g_ascii_strncasecmp (disposition, "form-data;", strlen ("form-data;")) != 0)
    return TRUE;
  name = get_parameter (disposition, "name");
  file = get_parameter (disposition, "filename");
  if (name == NULL || file != NULL)
    return TRUE;
  gap += strlen ("\r\n\r\n");
  return field (name, gap, (gsize) (part.end - gap), data, error);
}

/* *delimiter: the line's end before a boundary and the boundary. Moves @body to the first part */
static gboolean
begin (Span *body, const char *content_type, char **delimiter, GError **error)
{
  g_autofree char *boundary = get_parameter (content_type, "boundary");
  const char *first;

  if (boundary == NULL || *boundary == '\0' || strlen (boundary) > BOUNDARY_MAX)
    return fail (error);
  *delimiter = g_strconcat ("\r\n--", boundary, NULL);
  if (starts_with (*body, *delimiter + 2))
    {
      body->at += strlen (*delimiter + 2);
      return TRUE;
    }
  first = find (*body, *delimiter, strlen (*delimiter));
  if (first == NULL)
    return fail (error);
  body->at = first + strlen (*delimiter);
  return TRUE;
}

/**
 * usher_multipart_parse:
 * @content_type: the whole header, with the boundary
 * @body: what was sent
 * @length: bytes
 * @field: called for each field in its order
 * @data: for @field
 * @error: %USHER_ERROR_INVALID for what is not whole
 *
 * Reads a form as RFC 7578 (and RFC 2046, 5.1) has it. Files are left out, and parts that are no fields.
 *
 * Returns: %FALSE on error
 */
gboolean
usher_multipart_parse (const char *content_type, const char *body, gsize length, UsherMultipartField field,
                       gpointer data, GError **error)
{
  g_autofree char *delimiter = NULL;
  Span rest = { body, body + length };

  g_return_val_if_fail (content_type != NULL && body != NULL && field != NULL, FALSE);

  if (!begin (&rest, content_type, &delimiter, error))
    return FALSE;
  while (!starts_with (rest, "--"))
    {
      const char *stop;

      while (rest.at < rest.end && (*rest.at == ' ' || *rest.at == '\t'))
        rest.at++;
      if (!starts_with (rest, "\r\n"))
        return fail (error);
      rest.at += strlen ("\r\n");
      /* A part without anything in it: the line's end that was just read is the delimiter's, too. */
      stop = find ((Span) { rest.at - 2, rest.end }, delimiter, strlen (delimiter));
      if (stop == NULL)
        return fail (error);
      if (stop >= rest.at && !read_part ((Span) { rest.at, stop }, field, data, error))
        return FALSE;
      rest.at = stop + strlen (delimiter);
    }
  return TRUE;
}
