/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-error.h"
#include "usher-form.h"
#include "usher-limits.h"

static GHashTable *
parse (const char *type, const char *text, gssize length, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  return usher_form_parse (type, body, error);
}

#define LONG "aaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaabbbbbbbbbbaaaaaaaaaab"

static void
test_urlencoded (void)
{
  static const struct {
    const char *text;
    const char *name;
    const char *value;
    guint       count;
  } cases[] = {
    { "", "a", NULL, 0 },
    { "a=1", "a", "1", 1 },
    { "a=1&b=2", "b", "2", 2 },
    { "a=1&a=2", "a", "1", 1 },             /* the first one */
    { "a", "a", "", 1 },
    { "a=", "a", "", 1 },
    { "=x", "", "x", 1 },
    { "&&a=1&", "a", "1", 1 },
    { "a=x=y", "a", "x=y", 1 },
    { "a+b=c+d", "a b", "c d", 1 },
    { "a=%C3%BC%26", "a", "ü&", 1 },
    { "a=100%", "a", "100%", 1 },           /* no escape: itself */
    { "a=%4", "a", "%4", 1 },
    { "a=%zz", "a", "%zz", 1 },
    { "a=%0D%0A", "a", "\r\n", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) form = parse ("application/x-www-form-urlencoded; charset=UTF-8", cases[i].text, -1, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_hash_table_size (form), ==, cases[i].count);
      g_assert_cmpstr (g_hash_table_lookup (form, cases[i].name), ==, cases[i].value);
    }
}

static void
test_multipart (void)
{
  static const char body[] = "--X\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n"
                             "--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nfile\r\n"
                             "--X\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nzwei\r\nZeilen\r\n--X--\r\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) form = parse ("multipart/form-data; boundary=X", body, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (form), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (form, "List-Unsubscribe"), ==, "One-Click");
  g_assert_cmpstr (g_hash_table_lookup (form, "n"), ==, "zwei\r\nZeilen");
}

static void
test_multipart_forms (void)
{
#define PART(headers, text) "--X\r\n" headers "\r\n\r\n" text "\r\n"
#define FIELD               "Content-Disposition: form-data; name=\"a\""
  static const struct {
    const char *type;
    const char *text;
    const char *value;   /* of "a" */
    guint       count;
  } cases[] = {
    { "multipart/form-data; boundary=X", PART (FIELD, "") "--X--", "", 1 },
    { "multipart/form-data; boundary=\"X\"; charset=utf-8", PART (FIELD, "b") "--X--\r\n", "b", 1 },
    { "Multipart/Form-Data; charset=utf-8 ; Boundary = X", PART (FIELD, "b") "--X--", "b", 1 },
    { "multipart/form-data; boundary=\"a b;c\"", "--a b;c\r\n" FIELD "\r\n\r\nb\r\n--a b;c--", "b", 1 },
    { "multipart/form-data; boundary=X", "preamble\r\n" PART (FIELD, "b") "--X--\r\nepilogue", "b", 1 },
    { "multipart/form-data; boundary=X", PART (FIELD, "b--X") "--X--", "b--X", 1 },
    { "multipart/form-data; boundary=X", PART (FIELD, "b\r\n-X\r\n") "--X--", "b\r\n-X\r\n", 1 },
    { "multipart/form-data; boundary=X", "--X \t\r\ncontent-disposition:FORM-DATA; name=a\r\n\r\nb\r\n--X--", "b", 1 },
    { "multipart/form-data; boundary=X", PART ("Content-Type: text/plain\r\n" FIELD, "b") "--X--", "b", 1 },
    { "multipart/form-data; boundary=X", PART (FIELD, "b") PART (FIELD, "c") "--X--", "b", 1 },
    { "multipart/form-data; boundary=X", PART ("Content-Disposition: form-data; name=\"a\\\"", "b") "--X--", NULL, 1 },
    { "multipart/form-data; boundary=X", PART (FIELD "; filename=\"\"", "b") "--X--", NULL, 0 },
    { "multipart/form-data; boundary=X", PART ("Content-Disposition: ; name=\"a\"", "b") "--X--", NULL, 0 },
    { "multipart/form-data; boundary=X", PART ("Content-Disposition: attachment; name=\"a\"", "b") "--X--", NULL, 0 },
    { "multipart/form-data; boundary=X", "--X\r\n\r\nno headers\r\n--X--", NULL, 0 },
    { "multipart/form-data; boundary=X", "--X\r\n--X\r\n--X--", NULL, 0 },
    { "multipart/form-data; boundary=X", "--X--", NULL, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GHashTable) form = parse (cases[i].type, cases[i].text, -1, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      g_assert_cmpuint (g_hash_table_size (form), ==, cases[i].count);
      g_assert_cmpstr (g_hash_table_lookup (form, "a"), ==, cases[i].value);
    }
#undef PART
}

static void
test_refused (void)
{
  static const char nul_part[] = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\0c\r\n--X--\r\n";
  static const struct {
    const char *type;
    const char *text;
    gssize      length;
  } cases[] = {
    { "application/x-www-form-urlencoded", "a=%00", -1 },
    { "application/x-www-form-urlencoded", "a=%FF", -1 },
    { "application/x-www-form-urlencoded", "%C3=1", -1 },
    { "application/x-www-form-urlencoded", "a=\0b", 4 },
    { "multipart/form-data; boundary=X", nul_part, sizeof nul_part - 1 },
    { "multipart/form-data; boundary=X", "no boundary at all", -1 },
    { "multipart/form-data", "--X\r\n", -1 },
    { "multipart/form-data; boundary=", "--\r\n\r\n--", -1 },
    { "multipart/form-data; boundary=X", "", -1 },
    { "multipart/form-data; boundary=X", "--X", -1 },
    { "multipart/form-data; boundary=X", "--X-", -1 },
    { "multipart/form-data; boundary=X", "--X\r\n" FIELD "\r\n\r\nb", -1 },
    { "multipart/form-data; boundary=X", "--X\r\n" FIELD "\r\n\r\nb\r\n--X", -1 },
    { "multipart/form-data; boundary=X", "--X\n" FIELD "\n\nb\n--X--", -1 },
    { "multipart/form-data; boundary=X", "--X\r\n" FIELD "\r\n--X--", -1 },
    { "multipart/form-data; boundary=X", "--XY\r\n" FIELD "\r\n\r\nb\r\n--XY--", -1 },
    { "multipart/form-data; boundary=X", "--X\r\nContent-Disposition: form-data; name=\"\377\"\r\n\r\nb\r\n--X--", -1 },
    { "multipart/form-data; boundary=\"\"", "--\r\n" FIELD "\r\n\r\nb\r\n----", -1 },
    { "multipart/form-data; boundary=" LONG "; boundary=X", "--X--", -1 },
    { "application/json", "{}", -1 },
    { "text/plain", "a=1", -1 },
    { NULL, "a=1", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].type, cases[i].text, cases[i].length, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
    }
}

static void
test_field_limit (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) form = NULL;

  for (int i = 0; i < USHER_LIMIT_FORM_FIELDS; i++)
    g_string_append_printf (text, "f%d=1&", i);
  form = parse ("application/x-www-form-urlencoded", text->str, -1, &error);
  g_assert_no_error (error);
  g_string_append (text, "one-more=1");
  g_assert_null (parse ("application/x-www-form-urlencoded", text->str, -1, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/form/urlencoded", test_urlencoded);
  g_test_add_func ("/form/multipart", test_multipart);
  g_test_add_func ("/form/multipart-forms", test_multipart_forms);
  g_test_add_func ("/form/refused", test_refused);
  g_test_add_func ("/form/field-limit", test_field_limit);
  return g_test_run ();
}
