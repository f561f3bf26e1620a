/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-form.h"

#include <string.h>

#include "usher-error.h"
#include "usher-limits.h"
#include "usher-multipart.h"

#define URLENCODED "application/x-www-form-urlencoded"
#define MULTIPART  "multipart/form-data"

/* (nullable): @length bytes as text: valid UTF-8, without NUL */
static char *
take_text (const char *bytes, gsize length, GError **error)
{
  if (!g_utf8_validate_len (bytes, length, NULL))
    {
      g_set_error_literal (error, USHER_ERROR, USHER_ERROR_INVALID, "The form is not valid UTF-8 text.");
      return NULL;
    }
  return g_strndup (bytes, length);
}

/* "+" is a space; an escape that is none stands for itself, as browsers and the standard have it. */
static char *
decode (const char *text, gsize length, GError **error)
{
  g_autoptr (GString) decoded = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '+')
        g_string_append_c (decoded, ' ');
      else if (text[i] == '%' && i + 2 < length && g_ascii_isxdigit (text[i + 1]) && g_ascii_isxdigit (text[i + 2]))
        {
          g_string_append_c (decoded, (char) (g_ascii_xdigit_value (text[i + 1]) * 16 + g_ascii_xdigit_value (text[i + 2])));
          i += 2;
        }
      else
        g_string_append_c (decoded, text[i]);
    }
  return take_text (decoded->str, decoded->len, error);
}

static GHashTable *
new_fields (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* Takes both. FALSE with @error when the form has too many. */
static gboolean
add_field (GHashTable *fields, char *name, char *value, GError **error)
{
  if (g_hash_table_contains (fields, name))
    {
      g_free (name);
      g_free (value);
      return TRUE;
    }
  g_hash_table_insert (fields, name, value);
  if (g_hash_table_size (fields) <= USHER_LIMIT_FORM_FIELDS)
    return TRUE;
  g_set_error_literal (error, USHER_ERROR, USHER_ERROR_INVALID, "The form has too many fields.");
  return FALSE;
}

/**
 * usher_form_parse_urlencoded:
 * @text: name=value pairs with & between them
 * @length: bytes
 * @error: %USHER_ERROR_INVALID for what is not valid UTF-8, has a NUL, or is too much
 *
 * Returns: (transfer full) (element-type utf8 utf8) (nullable): the fields
 */
GHashTable *
usher_form_parse_urlencoded (const char *text, gsize length, GError **error)
{
  g_autoptr (GHashTable) fields = new_fields ();
  const char *end = text + length;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *start = text; start < end;)
    {
      const char *stop = memchr (start, '&', (gsize) (end - start));
      const char *equals;
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      stop = stop != NULL ? stop : end;
      equals = memchr (start, '=', (gsize) (stop - start));
      equals = equals != NULL ? equals : stop;
      name = decode (start, (gsize) (equals - start), error);
      value = name == NULL ? NULL : decode (equals < stop ? equals + 1 : stop, equals < stop ? (gsize) (stop - equals - 1) : 0, error);
      if (value == NULL)
        return NULL;
      if (stop > start && !add_field (fields, g_steal_pointer (&name), g_steal_pointer (&value), error))
        return NULL;
      start = stop + 1;
    }
  return g_steal_pointer (&fields);
}

static gboolean
take_part (const char *name, const char *bytes, gsize length, gpointer data, GError **error)
{
  g_autofree char *value = take_text (bytes, length, error);

  if (value == NULL)
    return FALSE;
  if (g_utf8_validate (name, -1, NULL))
    return add_field (data, g_strdup (name), g_steal_pointer (&value), error);
  g_set_error_literal (error, USHER_ERROR, USHER_ERROR_INVALID, "The form is not valid UTF-8 text.");
  return FALSE;
}

static GHashTable *
parse_multipart (const char *content_type, const char *body, gsize length, GError **error)
{
  g_autoptr (GHashTable) fields = new_fields ();

  return usher_multipart_parse (content_type, body, length, take_part, fields, error) ? g_steal_pointer (&fields) : NULL;
}

/**
 * usher_form_parse:
 * @content_type: (nullable): the whole header
 * @body: what was sent
 * @error: %USHER_ERROR_INVALID for another type, or what cannot be read
 *
 * Files in a form are left out.
 *
 * Returns: (transfer full) (element-type utf8 utf8) (nullable): the fields
 */
GHashTable *
usher_form_parse (const char *content_type, GBytes *body, GError **error)
{
  gsize size;
  const char *data;

  g_return_val_if_fail (body != NULL, NULL);

  data = g_bytes_get_data (body, &size);
  if (content_type != NULL && g_ascii_strncasecmp (content_type, URLENCODED, strlen (URLENCODED)) == 0)
    return usher_form_parse_urlencoded (data != NULL ? data : "", size, error);
  if (content_type != NULL && g_ascii_strncasecmp (content_type, MULTIPART, strlen (MULTIPART)) == 0)
    return parse_multipart (content_type, data != NULL ? data : "", size, error);
  g_set_error_literal (error, USHER_ERROR, USHER_ERROR_INVALID,
                       "A form must come as " URLENCODED " or " MULTIPART ".");
  return NULL;
}
