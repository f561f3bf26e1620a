/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-csv.h"

#include <string.h>

/* What a spreadsheet takes for the beginning of a formula, or drops and then finds one behind it. The wide twins count,
 * too: some spreadsheets fold them. */
static const char formula_starts[] = "=+-@\t\r\n＝＋－＠";

static gboolean
starts_formula (const char *field)
{
  return field[0] != '\0' && g_utf8_strchr (formula_starts, -1, g_utf8_get_char (field)) != NULL;
}

/* The semicolon and the tab separate fields in the spreadsheets of other countries. */
static gboolean
needs_quotes (const char *field)
{
  gsize length = strlen (field);

  return length > 0 && (strpbrk (field, ",\";\t\r\n") != NULL || field[0] == ' ' || field[length - 1] == ' ');
}

static void
append_field (GString *csv, const char *field)
{
  g_autofree char *valid = g_utf8_make_valid (field, -1);
  gboolean formula = starts_formula (valid);
  gboolean quotes = needs_quotes (valid);

  if (quotes)
    g_string_append_c (csv, '"');
  if (formula)
    g_string_append_c (csv, '\'');
  for (const char *p = valid; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *p);
    }
  if (quotes)
    g_string_append_c (csv, '"');
}

/**
 * usher_csv_append_row:
 * @csv: the file so far; empty: the row is the first one, and a byte-order mark goes before it
 * @fields: (array zero-terminated=1): the row's fields, UTF-8
 *
 * RFC 4180, section 2, with the OWASP "CSV Injection" advice on formulas.
 */
void
usher_csv_append_row (GString *csv, const char * const *fields)
{
  g_return_if_fail (csv != NULL);
  g_return_if_fail (fields != NULL);

  if (csv->len == 0)
    g_string_append (csv, USHER_CSV_BOM);
  for (gsize i = 0; fields[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (csv, ',');
      append_field (csv, fields[i]);
    }
  g_string_append (csv, "\r\n");
}
