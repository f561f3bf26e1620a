/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sms.h"

#include <string.h>

static char *
repeat (const char *piece, int n)
{
  GString *text = g_string_new (NULL);

  while (n-- > 0)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

static void
test_segments (void)
{
  static const struct {
    const char      *piece;
    int              times;
    UsherSmsEncoding encoding;
    int              units;
    int              segments;
  } cases[] = {
    { "a", 0, USHER_SMS_GSM7, 0, 0 },
    { "a", 1, USHER_SMS_GSM7, 1, 1 },
    { "a", 160, USHER_SMS_GSM7, 160, 1 },
    { "a", 161, USHER_SMS_GSM7, 161, 2 },
    { "a", 306, USHER_SMS_GSM7, 306, 2 },
    { "a", 307, USHER_SMS_GSM7, 307, 3 },
    { "€", 80, USHER_SMS_GSM7, 160, 1 },
    { "€", 81, USHER_SMS_GSM7, 162, 2 },
    { "€", 152, USHER_SMS_GSM7, 304, 2 },
    { "€", 153, USHER_SMS_GSM7, 306, 3 },    /* 76 pairs fit into 153 septets, not 76½ */
    { "你", 70, USHER_SMS_UCS2, 70, 1 },
    { "你", 71, USHER_SMS_UCS2, 71, 2 },
    { "你", 134, USHER_SMS_UCS2, 134, 2 },
    { "你", 135, USHER_SMS_UCS2, 135, 3 },
    { "😀", 35, USHER_SMS_UCS2, 70, 1 },
    { "😀", 36, USHER_SMS_UCS2, 72, 2 },
    { "😀", 66, USHER_SMS_UCS2, 132, 2 },
    { "😀", 67, USHER_SMS_UCS2, 134, 3 },    /* 33 pairs in 67 units */
    { "ç", 1, USHER_SMS_UCS2, 1, 1 },
    { "`", 1, USHER_SMS_UCS2, 1, 1 },
    { "\t", 1, USHER_SMS_UCS2, 1, 1 },
    { "\u00a0", 1, USHER_SMS_UCS2, 1, 1 },
    { "it’s", 1, USHER_SMS_UCS2, 4, 1 },
    { "Ç", 1, USHER_SMS_GSM7, 1, 1 },
    { "\r\n", 1, USHER_SMS_GSM7, 2, 1 },
    { "a\xff" "b", 1, USHER_SMS_UCS2, 3, 1 },   /* not UTF-8: counts as the replacement character that will be sent */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = repeat (cases[i].piece, cases[i].times);
      UsherSmsSize size = usher_sms_measure (text);

      g_test_message ("row %u", i);
      g_assert_cmpint (size.encoding, ==, cases[i].encoding);
      g_assert_cmpint (size.units, ==, cases[i].units);
      g_assert_cmpint (size.segments, ==, cases[i].segments);
    }
}

/* The two tables as the reference lists them, sorted differently than in the code. */
static void
test_alphabet (void)
{
  static const char basic[] =
    "\n\r !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
    "¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ";
  static const char extension[] = "\f[\\]^{|}~€";
  static const char outside[] = "`çÁáâêëÈÊíîïóôúûÀÌÒÙαβγАБ’“”–—…№™©®°±²³µ·";
  UsherSmsSize size = usher_sms_measure (basic);

  g_assert_cmpint (g_utf8_strlen (basic, -1), ==, 127);   /* 128 places, one of them the escape */
  g_assert_cmpint (size.encoding, ==, USHER_SMS_GSM7);
  g_assert_cmpint (size.units, ==, 127);
  size = usher_sms_measure (extension);
  g_assert_cmpint (size.encoding, ==, USHER_SMS_GSM7);
  g_assert_cmpint (size.units, ==, 20);
  for (const char *p = outside; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_autofree char *one = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));

      g_test_message ("%s", one);
      g_assert_cmpint (usher_sms_measure (one).encoding, ==, USHER_SMS_UCS2);
    }
}

/* A pair at the edge of a part moves whole to the next one. */
static void
test_pairs_at_the_edge (void)
{
  g_autofree char *a152 = repeat ("a", 152);
  g_autofree char *a153 = repeat ("a", 153);
  g_autofree char *gsm = g_strconcat (a152, "€", a152, NULL);        /* 152 | €+151 | 1: three parts, 306 septets */
  g_autofree char *gsm_even = g_strconcat (a153, "€", a152, NULL);   /* 307 septets: 153 | 153 | 1 */
  g_autofree char *u66 = repeat ("你", 66);
  g_autofree char *ucs = g_strconcat (u66, "😀", u66, NULL);          /* 66 | 2+65 | 1 */

  g_assert_cmpint (usher_sms_measure (gsm).units, ==, 306);
  g_assert_cmpint (usher_sms_measure (gsm).segments, ==, 3);
  g_assert_cmpint (usher_sms_measure (gsm_even).segments, ==, 3);
  g_assert_cmpint (usher_sms_measure (ucs).units, ==, 134);
  g_assert_cmpint (usher_sms_measure (ucs).segments, ==, 3);
}

static void
test_simplify (void)
{
  static const struct {
    const char *from, *to;
  } cases[] = {
    { "", "" },
    { "it’s “on” – now…", "it's \"on\" - now..." },
    { "20\u00a0€\u202fnow\tthen", "20 € now then" },
    { "soft\u00adhyphen, zero\u200bwidth", "softhyphen, zerowidth" },
    { "a\r\nb\u2028c", "a\nb\nc" },
    { "«ça» déjà 👩‍🚀 日本", "\"ça\" déjà 👩‍🚀 日本" },
    { "100% & <b>", "100% & <b>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *simple = usher_sms_simplify (cases[i].from);
      g_autofree char *again = usher_sms_simplify (simple);

      g_assert_cmpstr (simple, ==, cases[i].to);
      g_assert_cmpstr (again, ==, simple);
    }
}

static void
test_random_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261206);

  for (int round = 0; round < 3000; round++)
    {
      char bytes[256];
      int length = g_rand_int_range (rand, 0, (int) sizeof bytes);
      g_autofree char *simple = NULL;
      UsherSmsSize size;

      for (int i = 0; i < length; i++)
        bytes[i] = (char) g_rand_int_range (rand, 1, 256);
      bytes[length] = '\0';
      size = usher_sms_measure (bytes);
      simple = usher_sms_simplify (bytes);
      g_assert_true (g_utf8_validate (simple, -1, NULL));
      g_assert_cmpint (size.units, >=, size.segments);
      g_assert_cmpint (size.segments, <=, 1 + size.units / 66);
      g_assert_cmpint (usher_sms_measure (simple).segments, <=, size.segments + 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sms/segments", test_segments);
  g_test_add_func ("/sms/alphabet", test_alphabet);
  g_test_add_func ("/sms/pairs-at-the-edge", test_pairs_at_the_edge);
  g_test_add_func ("/sms/simplify", test_simplify);
  g_test_add_func ("/sms/random-bytes", test_random_bytes);
  return g_test_run ();
}
