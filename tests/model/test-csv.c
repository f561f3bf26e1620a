/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-csv.h"

static void
test_fields (void)
{
  static const struct {
    const char *field, *written;
  } cases[] = {
    { "", "" },
    { "plain", "plain" },
    { "two words", "two words" },
    { "Zoë Ångström 日本", "Zoë Ångström 日本" },
    { "a,b", "\"a,b\"" },
    { "a;b", "\"a;b\"" },
    { "say \"hi\"", "\"say \"\"hi\"\"\"" },
    { "line\nbreak", "\"line\nbreak\"" },
    { "line\r\nbreak", "\"line\r\nbreak\"" },
    { " space", "\" space\"" },
    { "=1+1", "'=1+1" },
    { "+4915112345678", "'+4915112345678" },
    { "-5", "'-5" },
    { "@SUM(A1)", "'@SUM(A1)" },
    { "\t=1", "\"'\t=1\"" },
    { "\r=1", "\"'\r=1\"" },
    { "\n=1", "\"'\n=1\"" },
    { "＝1+1", "'＝1+1" },
    { "=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"" },
    { "a;=1+1", "\"a;=1+1\"" },
    { "a=b", "a=b" },
    { "bad \xff byte", "bad \xef\xbf\xbd byte" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) csv = g_string_new ("x");
      g_autofree char *expected = g_strconcat ("x", cases[i].written, "\r\n", NULL);
      const char *fields[] = { cases[i].field, NULL };

      usher_csv_append_row (csv, fields);
      g_assert_cmpstr (csv->str, ==, expected);
    }
}

static void
test_file (void)
{
  static const char * const head[] = { "name", "e-mail", NULL };
  static const char * const row[] = { "Ada", "", NULL };
  static const char * const none[] = { NULL };
  g_autoptr (GString) csv = g_string_new (NULL);

  usher_csv_append_row (csv, head);
  usher_csv_append_row (csv, row);
  usher_csv_append_row (csv, none);
  g_assert_cmpstr (csv->str, ==, "\xef\xbb\xbfname,e-mail\r\nAda,\r\n\r\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/csv/fields", test_fields);
  g_test_add_func ("/csv/file", test_file);
  return g_test_run ();
}
