/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-contact.h"

#include "usher-error.h"
#include "usher-phone.h"

#include <idn2.h>
#include <string.h>

/* RFC 5321, 4.5.3.1, in octets; a path's 256 include its angle brackets. A name in the DNS is shorter than 4.5.3.1.2
 * allows (RFC 1035, 3.1: 255 octets on the wire, 253 as text). */
#define LOCAL_LIMIT  64
#define DOMAIN_LIMIT 253
#define LABEL_LIMIT  63
#define PATH_LIMIT   254

static const char atext_marks[] = "!#$%&'*+-/=?^_`{|}~";   /* RFC 5321, 4.1.2 (RFC 5322 atext), besides letters and digits */

/* Letters that only look empty: a name of them would be no name. */
static const gunichar blank_letters[] = { 0x115f, 0x1160, 0x2800, 0x3164, 0xffa0 };

static gboolean
is_invisible (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  if (c == 0x200c || c == 0x200d)   /* the joiners are spelling in Persian and in Indic scripts */
    return FALSE;
  return type == G_UNICODE_CONTROL || type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE
         || type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED;
}

static gboolean
is_space (gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (blank_letters); i++)
    if (c == blank_letters[i])
      return TRUE;
  return g_unichar_isspace (c) || g_unichar_type (c) == G_UNICODE_LINE_SEPARATOR
         || g_unichar_type (c) == G_UNICODE_PARAGRAPH_SEPARATOR;
}

/* NFC, without invisible characters at the ends that come along when an address is copied from somewhere. */
static char *
trimmed (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  char *start = normal;
  char *end = normal + strlen (normal);

  while (*start != '\0' && (is_space (g_utf8_get_char (start)) || is_invisible (g_utf8_get_char (start))))
    start = g_utf8_next_char (start);
  while (end > start)
    {
      char *last = g_utf8_prev_char (end);

      if (!is_space (g_utf8_get_char (last)) && !is_invisible (g_utf8_get_char (last)))
        break;
      end = last;
    }
  return g_strndup (start, (gsize) (end - start));
}

static gboolean
check_utf8 (const char *text, const char *field, GError **error)
{
  if (g_utf8_validate (text, -1, NULL))
    return TRUE;
  usher_set_error_invalid (error, field, "This is not valid UTF-8 text.");
  return FALSE;
}

/* A dot-string of RFC 5321, 4.1.2, with the letters of RFC 6531, 3.3. */
static gboolean
check_local_part (const char *local, const char *field, GError **error)
{
  char before = '.';

  if (local[0] == '\0')
    {
      usher_set_error_invalid (error, field, "There is nothing before the @.");
      return FALSE;
    }
  if (strlen (local) > LOCAL_LIMIT)
    {
      usher_set_error_invalid (error, field, "The part before the @ is longer than %d bytes.", LOCAL_LIMIT);
      return FALSE;
    }
  for (const char *p = local; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean good = c < 0x80 ? g_ascii_isalnum (*p) || strchr (atext_marks, *p) != NULL || (*p == '.' && before != '.')
                               : !is_space (c) && !is_invisible (c);

      if (!good)
        {
          usher_set_error_invalid (error, field, "The part before the @ has a character, or a dot, where none can be.");
          return FALSE;
        }
      before = *p;
    }
  if (before == '.')
    usher_set_error_invalid (error, field, "The part before the @ ends with a dot.");
  return before != '.';
}

static gboolean
is_host_label (const char *label)
{
  gsize length = strlen (label);

  if (length == 0 || length > LABEL_LIMIT || label[0] == '-' || label[length - 1] == '-')
    return FALSE;
  for (const char *p = label; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '-')
      return FALSE;
  return TRUE;
}

/* Two labels at least, and a last one that is no number: an address that the public mail system can reach. */
static gboolean
is_host_name (const char *domain)
{
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
  guint n = g_strv_length (labels);

  if (strlen (domain) > DOMAIN_LIMIT || n < 2)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!is_host_label (labels[i]))
      return FALSE;
  return strlen (labels[n - 1]) >= 2 && strspn (labels[n - 1], "0123456789-") < strlen (labels[n - 1]);
}

static char *
domain_to_ascii (const char *domain)
{
  g_autofree char *lower = g_ascii_strdown (domain, -1);
  char *ascii;
  guint8 *converted = NULL;

  if (g_str_is_ascii (lower) && strstr (lower, "xn--") == NULL)
    return g_steal_pointer (&lower);
  /* IDNA 2008 with the mapping of UTS 46, as browsers do it: RFC 5891, section 5 */
  if (idn2_lookup_u8 ((const guint8 *) domain, &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
    return NULL;
  ascii = g_ascii_strdown ((const char *) converted, -1);
  idn2_free (converted);
  return ascii;
}

/**
 * usher_email_check:
 * @text: what was typed
 * @field: what the error calls the input
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the address to send to; %NULL with %USHER_ERROR_INVALID, whose message does not
 *   repeat the address
 */
char *
usher_email_check (const char *text, const char *field, GError **error)
{
  g_autofree char *address = NULL;
  g_autofree char *domain = NULL;
  char *at;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (field != NULL, NULL);

  if (!check_utf8 (text, field, error))
    return NULL;
  address = trimmed (text);
  at = strrchr (address, '@');
  if (at == NULL)
    {
      usher_set_error_invalid (error, field, "An e-mail address has an @, as in name@example.com.");
      return NULL;
    }
  *at = '\0';
  if (!check_local_part (address, field, error))
    return NULL;
  domain = domain_to_ascii (at + 1);
  if (domain == NULL || !is_host_name (domain))
    {
      usher_set_error_invalid (error, field, "The part behind the @ is not the name of a mail domain, as in example.com.");
      return NULL;
    }
  if (strlen (address) + 1 + strlen (domain) > PATH_LIMIT)
    {
      usher_set_error_invalid (error, field, "The address is longer than %d bytes.", PATH_LIMIT);
      return NULL;
    }
  return g_strconcat (address, "@", domain, NULL);
}

/**
 * usher_email_key:
 * @checked: an address from usher_email_check()
 *
 * Servers may tell upper from lower case in the local part, but none that matters does (RFC 5321, 2.4 asks not to).
 *
 * Returns: (transfer full): what two spellings of one mailbox have in common
 */
char *
usher_email_key (const char *checked)
{
  g_autofree char *valid = NULL;
  g_autofree char *lower = NULL;

  g_return_val_if_fail (checked != NULL, NULL);
  /* Nearly all; and g_utf8_strdown() lower-cases "I" by the locale, which a stored key must not depend on. */
  if (g_str_is_ascii (checked))
    return g_ascii_strdown (checked, -1);
  valid = g_utf8_make_valid (checked, -1);
  lower = g_utf8_strdown (valid, -1);
  return g_utf8_normalize (lower, -1, G_NORMALIZE_NFC);
}

static const char *
phone_problem (UsherPhoneResult result)
{
  switch (result)
    {
    case USHER_PHONE_NEEDS_COUNTRY:
      return "Write the number with + and its country code, as in +49 151 23456789.";
    case USHER_PHONE_NOT_A_NUMBER:
      return "This is not a phone number.";
    case USHER_PHONE_LETTERS:
      return "A phone number has digits only, no letters.";
    case USHER_PHONE_TOO_SHORT:
      return "The number is too short: some digits are missing.";
    case USHER_PHONE_TOO_LONG:
      return "The number is too long for its country.";
    case USHER_PHONE_EXTENSION:
      return "A number with an extension cannot get text messages.";
    case USHER_PHONE_PREMIUM:
      return "Premium-rate numbers cannot be used.";
    case USHER_PHONE_OK:
    case USHER_PHONE_UNASSIGNED:
    default:
      return "There is no such number in that country.";
    }
}

/**
 * usher_phone_check:
 * @text: what was typed
 * @country: (nullable): ISO 3166 region that a national number belongs to, in any case
 * @field: what the error calls the input
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the number in E.164; %NULL with %USHER_ERROR_INVALID, whose message does not repeat
 *   the number
 */
char *
usher_phone_check (const char *text, const char *country, const char *field, GError **error)
{
  char e164[USHER_PHONE_E164_SIZE];
  g_autofree char *typed = NULL;
  g_autofree char *region = NULL;
  UsherPhoneResult result;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (field != NULL, NULL);

  if (!check_utf8 (text, field, error))
    return NULL;
  typed = trimmed (text);
  region = country != NULL ? g_ascii_strup (country, -1) : NULL;
  result = usher_phone_parse (typed, region, e164);
  if (result == USHER_PHONE_OK)
    return g_strdup (e164);
  usher_set_error_invalid (error, field, "%s", phone_problem (result));
  return NULL;
}

/* Runs of space become one space, what is invisible goes. */
static char *
fold (const char *text)
{
  GString *folded = g_string_sized_new (strlen (text));
  gboolean gap = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_space (c))
        {
          gap = TRUE;
        }
      else if (!is_invisible (c))
        {
          if (gap && folded->len > 0)
            g_string_append_c (folded, ' ');
          gap = FALSE;
          g_string_append_unichar (folded, c);
        }
    }
  return g_string_free (folded, FALSE);
}

/**
 * usher_name_check:
 * @text: what was typed
 * @field: what the error calls the input
 * @max_chars: the most characters that it may have
 * @error: return location
 *
 * Nothing but a name is left: line breaks and runs of space become one space; characters that are invisible, turn the
 * direction of writing or control a terminal go. What is left of nothing is "": whether that will do, the caller knows.
 *
 * Returns: (transfer full) (nullable): the name; %NULL with %USHER_ERROR_INVALID
 */
char *
usher_name_check (const char *text, const char *field, int max_chars, GError **error)
{
  g_autofree char *folded = NULL;
  g_autofree char *normal = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (field != NULL, NULL);
  g_return_val_if_fail (max_chars > 0, NULL);

  if (!check_utf8 (text, field, error))
    return NULL;
  folded = fold (text);
  normal = g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
  if (g_utf8_strlen (normal, -1) > max_chars)
    {
      usher_set_error_invalid (error, field, "This is longer than %d characters.", max_chars);
      return NULL;
    }
  return g_steal_pointer (&normal);
}

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static gboolean
is_all (const char *text, const char *allowed)
{
  return text[strspn (text, allowed)] == '\0';
}


/* One subtag behind the language: script, region or variant (RFC 5646, 2.1), in its canonical case. */
static char *
canonical_subtag (const char *subtag)
{
  gsize length = strlen (subtag);
  char *script;

  if (length == 4 && is_all (subtag, LETTERS))
    {
      script = g_ascii_strdown (subtag, -1);
      script[0] = g_ascii_toupper (script[0]);
      return script;
    }
  if ((length == 2 && is_all (subtag, LETTERS)) || (length == 3 && is_all (subtag, DIGITS)))
    return g_ascii_strup (subtag, -1);
  if (is_all (subtag, LETTERS DIGITS) && length <= 8 && (length >= 5 || (length == 4 && g_ascii_isdigit (subtag[0]))))
    return g_ascii_strdown (subtag, -1);
  return NULL;
}

/**
 * usher_language_check:
 * @text: (nullable): a BCP 47 tag of language, script, region and variants; "_" is taken for "-"
 *
 * Returns: (transfer full) (nullable): the tag in its canonical case, or %NULL
 */
char *
usher_language_check (const char *text)
{
  g_auto (GStrv) subtags = NULL;
  g_autoptr (GString) tag = NULL;
  gsize length;

  if (text == NULL || strlen (text) > 35)   /* RFC 5646, 4.4.1: what software should take at least */
    return NULL;
  subtags = g_strsplit_set (text, "-_", -1);
  length = subtags[0] != NULL ? strlen (subtags[0]) : 0;
  if ((length != 2 && length != 3) || !is_all (subtags[0], LETTERS))
    return NULL;
  tag = g_string_new (NULL);
  for (const char *p = subtags[0]; *p != '\0'; p++)
    g_string_append_c (tag, g_ascii_tolower (*p));
  for (guint i = 1; subtags[i] != NULL; i++)
    {
      g_autofree char *canonical = canonical_subtag (subtags[i]);

      if (canonical == NULL)
        return NULL;
      g_string_append_printf (tag, "-%s", canonical);
    }
  return g_strdup (tag->str);
}
