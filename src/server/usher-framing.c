/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-framing.h"

#include <string.h>

#define BLANK_LINES_MAX     4    /* RFC 9112 2.2: some clients send one behind a body that needs none */
#define LENGTH_DIGITS_MAX   18   /* fits 63 bits */
#define CHUNK_DIGITS_MAX    8
#define CHUNK_EXTENSION_MAX 64   /* nobody uses them; long ones are an attack of their own */

static gboolean
is_token (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-.^_`|~", c) != NULL);
}

static gboolean
is_text (char c)
{
  return c == '\t' || ((guchar) c >= 0x20 && c != 0x7f);
}

static void
enter (UsherFraming *self, UsherFramingState state)
{
  self->state = state;
  self->count = 0;
}

/* Adds a character to @buffer. What is longer than it (but for blanks at the end) is made to look like nothing that we know. */
static void
keep (UsherFraming *self, char *buffer, gsize size, char c)
{
  gsize at = self->count++;

  if (at < size - 1)
    {
      buffer[at] = c;
      buffer[at + 1] = '\0';
    }
  else if (c != ' ' && c != '\t')
    buffer[0] = '!';
}

static void
begin_request (UsherFraming *self)
{
  memset (self, 0, sizeof *self);
}

/* RFC 9112 6.3. A length that is given twice, or beside chunks, is one of two readings: refused. */
static gboolean
take_length (UsherFraming *self, const char *value)
{
  gsize digits = strspn (value, "0123456789");

  if (self->has_length || digits == 0 || digits > LENGTH_DIGITS_MAX || value[digits] != '\0')
    return FALSE;
  self->has_length = TRUE;
  self->left = g_ascii_strtoull (value, NULL, 10);
  return TRUE;
}

static gboolean
take_encoding (UsherFraming *self, const char *value)
{
  if (self->chunked || self->http_1_0 || g_ascii_strcasecmp (value, "chunked") != 0)
    return FALSE;
  self->chunked = TRUE;
  return TRUE;
}

static gboolean
end_field (UsherFraming *self)
{
  enter (self, USHER_FRAMING_FIELD);
  if (strcmp (self->name, "content-length") == 0)
    return take_length (self, g_strchomp (self->value));
  if (strcmp (self->name, "transfer-encoding") == 0)
    return take_encoding (self, g_strchomp (self->value));
  return TRUE;
}

static gboolean
end_head (UsherFraming *self)
{
  if (self->chunked && self->has_length)
    return FALSE;
  if (self->chunked)
    enter (self, USHER_FRAMING_CHUNK_SIZE);
  else if (self->left > 0)
    enter (self, USHER_FRAMING_BODY);
  else
    begin_request (self);
  return TRUE;
}

static gboolean
end_chunk_size (UsherFraming *self)
{
  enter (self, self->left > 0 ? USHER_FRAMING_CHUNK_DATA : USHER_FRAMING_LAST);
  return TRUE;
}

/* A CR LF. Header lines behind the last chunk are refused: SoupServer does not skip them. */
static gboolean
end_line (UsherFraming *self)
{
  switch (self->state)
    {
    case USHER_FRAMING_START:
      return ++self->blank_lines <= BLANK_LINES_MAX;
    case USHER_FRAMING_VERSION:
      if (self->count != strlen ("HTTP/1.1"))
        return FALSE;
      enter (self, USHER_FRAMING_FIELD);
      return TRUE;
    case USHER_FRAMING_FIELD:
      return end_head (self);
    case USHER_FRAMING_VALUE:
      return end_field (self);
    case USHER_FRAMING_CHUNK_SIZE:
      return self->count > 0 && end_chunk_size (self);
    case USHER_FRAMING_CHUNK_EXTENSION:
      return end_chunk_size (self);
    case USHER_FRAMING_CHUNK_END:
      enter (self, USHER_FRAMING_CHUNK_SIZE);
      return TRUE;
    case USHER_FRAMING_LAST:
      begin_request (self);
      return TRUE;
    case USHER_FRAMING_METHOD:
    case USHER_FRAMING_TARGET:
    case USHER_FRAMING_NAME:
    case USHER_FRAMING_BODY:
    case USHER_FRAMING_CHUNK_DATA:
    case USHER_FRAMING_BROKEN:
      return FALSE;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
take_version (UsherFraming *self, char c)
{
  static const char form[] = "HTTP/d.d";
  guint at = self->count++;

  if (at >= strlen (form))
    return FALSE;
  if (at == strlen (form) - 1)
    self->http_1_0 = c == '0';
  return form[at] == 'd' ? g_ascii_isdigit (c) : c == form[at];
}

static gboolean
take_request_line (UsherFraming *self, char c)
{
  if (self->state == USHER_FRAMING_VERSION)
    return take_version (self, c);
  if (c == ' ' && self->count > 0)
    {
      enter (self, self->state == USHER_FRAMING_METHOD ? USHER_FRAMING_TARGET : USHER_FRAMING_VERSION);
      return TRUE;
    }
  self->state = self->state == USHER_FRAMING_START ? USHER_FRAMING_METHOD : self->state;
  self->count++;
  return self->state == USHER_FRAMING_METHOD ? is_token (c) : is_text (c) && c != ' ' && c != '\t';
}

/* A blank at the beginning of a line would continue the one before, which is obsolete, and read in several ways. */
static gboolean
take_field (UsherFraming *self, char c)
{
  if (self->state == USHER_FRAMING_VALUE)
    {
      if (self->count > 0 || (c != ' ' && c != '\t'))
        keep (self, self->value, sizeof self->value, c);
      return is_text (c);
    }
  if (self->state == USHER_FRAMING_NAME && c == ':')
    {
      enter (self, USHER_FRAMING_VALUE);
      self->value[0] = '\0';
      return TRUE;
    }
  self->state = USHER_FRAMING_NAME;
  keep (self, self->name, sizeof self->name, g_ascii_tolower (c));
  return is_token (c);
}

static gboolean
take_chunk_size (UsherFraming *self, char c)
{
  if (self->state == USHER_FRAMING_CHUNK_EXTENSION)
    return is_text (c) && ++self->count <= CHUNK_EXTENSION_MAX;
  if (self->count > 0 && (c == ';' || c == ' ' || c == '\t'))
    {
      enter (self, USHER_FRAMING_CHUNK_EXTENSION);
      return TRUE;
    }
  if (!g_ascii_isxdigit (c) || ++self->count > CHUNK_DIGITS_MAX)
    return FALSE;
  self->left = self->left * 16 + (guint64) g_ascii_xdigit_value (c);
  return TRUE;
}

static gboolean
take (UsherFraming *self, char c)
{
  if (self->cr)
    {
      self->cr = FALSE;
      return c == '\n' && end_line (self);
    }
  if (c == '\r')
    {
      self->cr = TRUE;
      return TRUE;
    }
  if (self->state <= USHER_FRAMING_VERSION)
    return take_request_line (self, c);
  if (self->state <= USHER_FRAMING_VALUE)
    return take_field (self, c);
  if (self->state == USHER_FRAMING_CHUNK_SIZE || self->state == USHER_FRAMING_CHUNK_EXTENSION)
    return take_chunk_size (self, c);
  return FALSE;
}

/* As much of a body or chunk as there is */
static gsize
skip (UsherFraming *self, gsize length)
{
  gsize n = (gsize) MIN (self->left, length);

  self->left -= n;
  if (self->left > 0)
    return n;
  if (self->state == USHER_FRAMING_BODY)
    begin_request (self);
  else
    enter (self, USHER_FRAMING_CHUNK_END);
  return n;
}

gsize
usher_framing_follow (UsherFraming *self, const char *bytes, gsize length)
{
  gsize i = 0;

  while (i < length && self->state != USHER_FRAMING_BROKEN)
    {
      if (self->state == USHER_FRAMING_BODY || self->state == USHER_FRAMING_CHUNK_DATA)
        i += skip (self, length - i);
      else if (take (self, bytes[i]))
        i++;
      else
        self->state = USHER_FRAMING_BROKEN;
    }
  return i;
}
