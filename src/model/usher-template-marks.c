/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template.h"

#include <string.h>

#include "usher-template-escape.h"

/* Reads "NAME begin VALUE" behind a mark; returns where the value begins, or %NULL where it is none. */
static const char *
read_name (const char *text, const char **name)
{
  const char *begin = strchr (text, USHER_VALUE_BEGIN);
  g_autofree char *copy = begin != NULL ? g_strndup (text, (gsize) (begin - text)) : NULL;

  if (begin == NULL)
    return NULL;
  *name = g_intern_string (copy);
  return begin + 1;
}

/* Blanks at both ends go, and the ranges with them. */
static void
strip_text (GString *text, GArray *marks)
{
  gsize leading = strspn (text->str, " \t\r\n");

  g_string_erase (text, 0, (gssize) leading);
  while (text->len > 0 && g_ascii_isspace (text->str[text->len - 1]))
    g_string_truncate (text, text->len - 1);
  for (guint i = 0; i < marks->len; i++)
    {
      UsherTemplateMark *mark = &g_array_index (marks, UsherTemplateMark, i);
      gsize end = MIN (MAX (mark->offset + mark->length, leading) - leading, text->len);

      mark->offset = MIN (MAX (mark->offset, leading) - leading, text->len);
      mark->length = end - mark->offset;
    }
}

/**
 * usher_template_take_marks:
 * @marked: what usher_template_render_marked() made of plain text, or usher_sms_simplify() of that
 * @strip: without blanks at both ends
 * @marks: (element-type UsherTemplateMark): gets the ranges in the order of the text
 *
 * Returns: (transfer full): the text without marks: as the reader gets it
 */
char *
usher_template_take_marks (const char *marked, gboolean strip, GArray *marks)
{
  g_autoptr (GString) text = NULL;
  UsherTemplateMark mark = { 0 };

  g_return_val_if_fail (marked != NULL && marks != NULL, NULL);

  text = g_string_sized_new (strlen (marked));
  for (const char *p = marked; *p != '\0';)
    {
      const char *value = *p == USHER_VALUE_NAME ? read_name (p + 1, &mark.name) : NULL;

      if (value != NULL)
        {
          mark.offset = text->len;
          p = value;
          continue;
        }
      if (*p == USHER_VALUE_END)
        {
          mark.length = text->len - mark.offset;
          g_array_append_val (marks, mark);
        }
      else
        {
          g_string_append_c (text, *p);
        }
      p++;
    }
  if (strip)
    strip_text (text, marks);
  return g_string_free_and_steal (g_steal_pointer (&text));
}
