/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-setting-rule.h"

#include <string.h>

#include "usher-contact.h"
#include "usher-error.h"
#include "usher-text.h"

/* E.164: at most 15 digits; short codes have 3 to 8; alphanumeric senders of GSM 03.40 have 11 signs. */
#define NUMBER_DIGITS_MIN 7
#define NUMBER_DIGITS_MAX 15
#define SHORT_CODE_MIN    3
#define SHORT_CODE_MAX    8
#define SENDER_NAME_MAX   11

/**
 * usher_is_web_address:
 * @text: valid UTF-8
 *
 * Returns: whether it is an absolute address of http or https, with a host
 */
gboolean
usher_is_web_address (const char *text)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  if (strpbrk (text, " \"<>\\^`{|}") != NULL)   /* never in an address (RFC 3986); GUri lets them pass */
    return FALSE;
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    return FALSE;
  return g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http");
}

static gboolean
is_ipv4_between (const char *host, guint low, guint high)
{
  g_auto (GStrv) parts = g_strsplit (host, ".", -1);
  guint64 first, second;

  if (g_strv_length (parts) != 4 || !g_ascii_string_to_unsigned (parts[0], 10, 0, 255, &first, NULL)
      || !g_ascii_string_to_unsigned (parts[1], 10, 0, 255, &second, NULL))
    return FALSE;
  return first * 256 + second >= low && first * 256 + second <= high;
}

static gboolean
is_this_computer (const char *host)
{
  return g_str_equal (host, "localhost") || g_str_has_suffix (host, ".localhost") || g_str_equal (host, "::1") || g_str_equal (host, "::")
         || is_ipv4_between (host, 127 * 256, 127 * 256 + 255) || g_str_equal (host, "0.0.0.0");
}

static gboolean
is_this_network (const char *host)
{
  gboolean ipv6 = strchr (host, ':') != NULL;

  return g_str_has_suffix (host, ".local") || g_str_has_suffix (host, ".lan") || g_str_has_suffix (host, ".internal")
         || is_ipv4_between (host, 10 * 256, 10 * 256 + 255)            /* RFC 1918, 3927, 6598 */
         || is_ipv4_between (host, 172 * 256 + 16, 172 * 256 + 31)
         || is_ipv4_between (host, 192 * 256 + 168, 192 * 256 + 168)
         || is_ipv4_between (host, 169 * 256 + 254, 169 * 256 + 254)
         || is_ipv4_between (host, 100 * 256 + 64, 100 * 256 + 127)
         || (ipv6 && (g_str_has_prefix (host, "fc") || g_str_has_prefix (host, "fd") || g_str_has_prefix (host, "fe80")))
         || (!ipv6 && strchr (host, '.') == NULL);                      /* a name that only a local resolver knows */
}

/**
 * usher_web_address_reach:
 * @url: a web address
 *
 * Returns: who can reach it at most; what cannot be read is taken for an address of the world
 */
UsherReach
usher_web_address_reach (const char *url)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (url != NULL, USHER_REACH_WORLD);

  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return USHER_REACH_WORLD;
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  if (is_this_computer (host))
    return USHER_REACH_COMPUTER;
  return is_this_network (host) ? USHER_REACH_NETWORK : USHER_REACH_WORLD;
}

static char *
check_line (const char *text, int max_chars, const char *field, const char *name, GError **error)
{
  if (!usher_text_check (text, USHER_TEXT_LINE, max_chars, field, name, error))
    return NULL;
  return g_strstrip (g_strdup (text));
}

static char *
check_link (const char *text, const char *field, const char *name, GError **error)
{
  g_autofree char *link = check_line (text, USHER_SETTING_URL_MAX, field, name, error);

  if (link == NULL)
    return NULL;
  if (usher_is_web_address (link))
    return g_steal_pointer (&link);
  usher_set_error_about (error, field, name, "%s must be an address that begins with http:// or https://.", 0);
  return NULL;
}

static char *
check_base (const char *text, const char *field, const char *name, GError **error)
{
  g_autofree char *url = check_link (text, field, name, error);
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_NONE, NULL) : NULL;

  if (uri == NULL)
    return NULL;
  if (g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      usher_set_error_about (error, field, name, "%s must be a plain address, without a user name, “?” or “#”.", 0);
      return NULL;
    }
  for (gsize length = strlen (url); length > 0 && url[length - 1] == '/'; length--)
    url[length - 1] = '\0';
  return g_steal_pointer (&url);
}

static char *
check_country (const char *text, const char *field, const char *name, GError **error)
{
  g_autofree char *code = check_line (text, USHER_SETTING_LINE_MAX, field, name, error);

  if (code == NULL)
    return NULL;
  if (strlen (code) == 2 && g_ascii_isalpha (code[0]) && g_ascii_isalpha (code[1]))
    return g_ascii_strup (code, -1);
  usher_set_error_about (error, field, name, "%s must be a country code of two letters, like US or DE.", 0);
  return NULL;
}

/* The check of the forms names no input in its words; here nobody sees which one was meant. */
static char *
check_email (const char *text, const char *field, const char *name, GError **error)
{
  char *address = usher_email_check (text, field, error);

  if (address == NULL)
    g_prefix_error (error, "%s: ", name);
  return address;
}

/* People write numbers with blanks, hyphens, dots and brackets. */
static char *
bare_number (const char *text)
{
  g_autoptr (GString) number = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isdigit (*p) || (*p == '+' && number->len == 0))
      g_string_append_c (number, *p);
    else if (strchr (" -./()", *p) == NULL)
      return NULL;
  return g_string_free (g_steal_pointer (&number), FALSE);
}

static gboolean
is_sender_name (const char *text)
{
  gboolean letter = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr (" +-_&", *p) == NULL)
        return FALSE;
      letter = letter || g_ascii_isalpha (*p);
    }
  return letter && strlen (text) <= SENDER_NAME_MAX;
}

static char *
check_sender (const char *text, const char *field, const char *name, GError **error)
{
  g_autofree char *line = check_line (text, USHER_SETTING_LINE_MAX, field, name, error);
  g_autofree char *number = line != NULL ? bare_number (line) : NULL;
  gsize length = number != NULL ? strlen (number) : 0;

  if (line == NULL)
    return NULL;
  if (number != NULL && number[0] == '+' && length > NUMBER_DIGITS_MIN && length <= NUMBER_DIGITS_MAX + 1)
    return g_steal_pointer (&number);
  if (number != NULL && number[0] != '+' && length >= SHORT_CODE_MIN && length <= SHORT_CODE_MAX)
    return g_steal_pointer (&number);
  if (is_sender_name (line))
    return g_steal_pointer (&line);
  usher_set_error_about (error, field, name, "%s must be a number with its country code, like +15551234567, a short code, or a "
                         "name of at most %d letters and digits.", SENDER_NAME_MAX);
  return NULL;
}

static char *
check_name (const char *text, const char *field, const char *name, GError **error)
{
  if (!usher_text_check (text, USHER_TEXT_LINE, USHER_SETTING_NAME_MAX, field, name, error))
    return NULL;
  return usher_name_check (text, field, USHER_SETTING_NAME_MAX, error);
}

/**
 * usher_setting_rule_check:
 * @rule: what may stand there
 * @text: what was typed; any bytes
 * @field: what the error calls the input
 * @name: what it is, to begin a sentence: "The reply address"
 * @error: %USHER_ERROR_INVALID on @field
 *
 * Returns: (transfer full) (nullable): the form in which it is kept; "" where nothing was typed but blanks and the rule takes a
 *   line or a name; %NULL on error
 */
char *
usher_setting_rule_check (UsherSettingRule rule, const char *text, const char *field, const char *name, GError **error)
{
  g_return_val_if_fail (text != NULL && field != NULL && name != NULL, NULL);

  switch (rule)
    {
    case USHER_SETTING_LINE:
      return check_line (text, USHER_SETTING_LINE_MAX, field, name, error);
    case USHER_SETTING_NAME:
      return check_name (text, field, name, error);
    case USHER_SETTING_EMAIL:
      return check_email (text, field, name, error);
    case USHER_SETTING_URL:
      return check_base (text, field, name, error);
    case USHER_SETTING_LINK:
      return check_link (text, field, name, error);
    case USHER_SETTING_COUNTRY:
      return check_country (text, field, name, error);
    case USHER_SETTING_SENDER:
      return check_sender (text, field, name, error);
    default:
      g_return_val_if_reached (NULL);
    }
}
