/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sms.h"

#include <string.h>

/* 3GPP TS 23.038, tables 6.2.1 and 6.2.1.1: the GSM 7 bit default alphabet and its extension table. */
static const char gsm_basic[] =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
  "¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char gsm_extension[] = "\f^{}\\[~]|€";

/* Octets of one message: 140; a part of a longer one gives 6 of them to the concatenation header (TS 23.040, 9.2.3.24.1). */
#define GSM7_ALONE 160
#define GSM7_PART  153
#define UCS2_ALONE 70
#define UCS2_PART  67

/* 0: not in the alphabet. */
static int
gsm_units (gunichar c)
{
  if (c < 0x80 && g_ascii_isalnum ((char) c))
    return 1;
  if (g_utf8_strchr (gsm_basic, -1, c) != NULL)
    return 1;
  return g_utf8_strchr (gsm_extension, -1, c) != NULL ? 2 : 0;
}

static gboolean
is_gsm (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (gsm_units (g_utf8_get_char (p)) == 0)
      return FALSE;
  return TRUE;
}

/* Characters of two units are never split, so a part may end one unit short. */
static void
count (UsherSmsSize *size, const char *text, int alone, int part)
{
  gint64 units = 0;
  gint64 parts = 1;
  int in_part = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      int n = size->encoding == USHER_SMS_GSM7 ? gsm_units (c) : c > 0xffff ? 2 : 1;

      units += n;
      if (in_part + n > part)
        {
          parts++;
          in_part = 0;
        }
      in_part += n;
    }
  size->units = (int) MIN (units, G_MAXINT);
  size->segments = units == 0 ? 0 : units <= alone ? 1 : (int) MIN (parts, G_MAXINT);
}

/**
 * usher_sms_measure:
 * @text: a message as it leaves, all variables filled in
 *
 * One character outside of the GSM alphabet makes the whole message UCS-2. An empty text has no segments.
 *
 * Returns: encoding, units and segments
 */
UsherSmsSize
usher_sms_measure (const char *text)
{
  UsherSmsSize size = { USHER_SMS_GSM7, 0, 0 };
  g_autofree char *valid = NULL;

  g_return_val_if_fail (text != NULL, size);
  valid = g_utf8_make_valid (text, -1);
  if (is_gsm (valid))
    {
      count (&size, valid, GSM7_ALONE, GSM7_PART);
    }
  else
    {
      size.encoding = USHER_SMS_UCS2;
      count (&size, valid, UCS2_ALONE, UCS2_PART);
    }
  return size;
}

static const struct {
  const char *from;   /* characters */
  const char *to;
} look_alikes[] = {
  { "‘’‚‛′`´ʼ", "'" },
  { "“”„‟″«»", "\"" },
  { "‐‑‒–—―−", "-" },
  { "…", "..." },
  { "‹", "<" },
  { "›", ">" },
  { "•·", "-" },
  { "\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " " },
  { "\u2028\u2029", "\n" },
  { "\u00ad\u200b\u2060\ufeff\r", "" },
};

static const char *
look_alike (gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (look_alikes); i++)
    if (g_utf8_strchr (look_alikes[i].from, -1, c) != NULL)
      return look_alikes[i].to;
  return NULL;
}

/**
 * usher_sms_simplify:
 * @text: a message
 *
 * Replaces typographic characters by their twins in the GSM alphabet, so that a curly quote does not make a message cost
 * three parts. Letters and emoji are never touched.
 *
 * Returns: (transfer full): the message, valid UTF-8
 */
char *
usher_sms_simplify (const char *text)
{
  g_autofree char *valid = NULL;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);
  valid = g_utf8_make_valid (text, -1);
  out = g_string_sized_new (strlen (valid));
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      const char *twin = look_alike (c);

      if (twin != NULL)
        g_string_append (out, twin);
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}
