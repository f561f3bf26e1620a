/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "html-check.h"

#include <string.h>

static const char * const void_elements[] = { "meta", "link", "input", "img", "br", "hr", "path", NULL };

typedef struct {
  GPtrArray  *open;       /* (element-type utf8) */
  GHashTable *ids;
  GPtrArray  *label_fors;
} Check;

static void
attribute (Check *check, const char *name, const char *value)
{
  g_assert_false (g_str_has_prefix (name, "on"));
  g_assert_cmpstr (name, !=, "style");
  if (g_str_equal (name, "id"))
    g_assert_true (g_hash_table_add (check->ids, g_strdup (value)));
  if (g_str_equal (name, "for"))
    g_ptr_array_add (check->label_fors, g_strdup (value));
  g_assert_null (strpbrk (value, "<>"));
}

/* @p: behind the element's name. Returns behind ">" */
static const char *
attributes (Check *check, const char *p)
{
  while (*p != '>' && *p != '/')
    {
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;
      gsize length;

      g_assert_true (g_ascii_isspace (*p));
      p += strspn (p, " \n");
      if (*p == '>' || *p == '/')
        break;
      length = strcspn (p, "=> /\n");
      name = g_strndup (p, length);
      p += length;
      if (*p == '=')
        {
          g_assert_cmpint (p[1], ==, '"');
          length = strcspn (p + 2, "\"");
          value = g_strndup (p + 2, length);
          p += length + 3;
        }
      attribute (check, name, value != NULL ? value : "");
    }
  return strchr (p, '>') + 1;
}

static const char *
element (Check *check, const char *p)
{
  gboolean closes = *p == '/';
  const char *start = p + closes;
  gsize length = strspn (start, "abcdefghijklmnopqrstuvwxyz123456");
  g_autofree char *name = g_strndup (start, length);
  const char *end;

  g_assert_cmpuint (length, >, 0);
  if (closes)
    {
      g_assert_cmpuint (check->open->len, >, 0);
      g_assert_cmpstr (name, ==, check->open->pdata[check->open->len - 1]);
      g_ptr_array_set_size (check->open, (int) check->open->len - 1);
      g_assert_cmpint (start[length], ==, '>');
      return start + length + 1;
    }
  end = attributes (check, start + length);
  g_assert_cmpstr (name, !=, "style");
  if (g_str_equal (name, "script"))
    g_assert_true (g_str_has_prefix (end, "</script>"));
  if (!g_strv_contains (void_elements, name))
    g_ptr_array_add (check->open, g_steal_pointer (&name));
  return end;
}

void
html_check (const char *html)
{
  Check check = { g_ptr_array_new_with_free_func (g_free), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                  g_ptr_array_new_with_free_func (g_free) };
  static const char doctype[] = "<!doctype html>\n";

  g_assert_true (g_str_has_prefix (html, doctype));
  for (const char *p = strchr (html + strlen (doctype), '<'); p != NULL; p = strchr (p, '<'))
    p = element (&check, p + 1);
  g_assert_cmpuint (check.open->len, ==, 0);
  for (guint i = 0; i < check.label_fors->len; i++)
    g_assert_true (g_hash_table_contains (check.ids, check.label_fors->pdata[i]));
  g_ptr_array_unref (check.open);
  g_hash_table_unref (check.ids);
  g_ptr_array_unref (check.label_fors);
}
