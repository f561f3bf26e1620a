/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-search.h"

static void
test_matches (void)
{
  static const struct {
    const char *text, *typed;
    gboolean    found;
  } cases[] = {
    { "Späte Show", "SPÄTE", TRUE },
    { "SPA\u0308TE SHOW", "späte", TRUE },          /* decomposed */
    { "Straße", "STRASSE", TRUE },
    { "ΌΛΑ", "όλα", TRUE },
    { "Москва", "МОСКВ", TRUE },
    { "Ada Lovelace", "lace", TRUE },
    { "Ada Lovelace", "ada l", TRUE },
    { "100% live", "%", TRUE },
    { "100 live", "%", FALSE },
    { "a_b", "_", TRUE },
    { "ab", "_", FALSE },
    { "a\\b", "\\", TRUE },
    { "ab", "\\", FALSE },
    { "O'Neil", "o'n", TRUE },
    { "", "", TRUE },
    { "x", "", TRUE },
    { "", "x", FALSE },
    { "aab", "ab", TRUE },
    { "ﬁlm", "film", TRUE },                        /* a ligature */
    { "show", "shows", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *key = usher_search_key (cases[i].typed);

      g_test_message ("“%s” in “%s”", cases[i].typed, cases[i].text);
      g_assert_cmpint (usher_search_matches (cases[i].text, key), ==, cases[i].found);
    }
}

static void
test_phone_key (void)
{
  static const struct {
    const char *typed, *digits;
  } cases[] = {
    { "0151 234-56", "15123456" },
    { "+49 (151) 23456", "4915123456" },
    { "0049/151.2345", "491512345" },
    { "12", NULL },
    { "000", NULL },
    { "", NULL },
    { "12a4", NULL },
    { "ada", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *digits = usher_search_phone_key (cases[i].typed);

      g_assert_cmpstr (digits, ==, cases[i].digits);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/search/matches", test_matches);
  g_test_add_func ("/search/phone-key", test_phone_key);
  return g_test_run ();
}
