/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-record.h"

static char **
member (gpointer record, const UsherRecordString *string)
{
  return &G_STRUCT_MEMBER (char *, record, string->offset);
}

/**
 * usher_record_init_strings:
 * @record: a record whose strings were never set
 * @strings: (array length=n_strings): where its strings are
 * @n_strings: how many
 *
 * Sets each string to "", or %NULL where it is nullable.
 */
void
usher_record_init_strings (gpointer record, const UsherRecordString *strings, gsize n_strings)
{
  g_return_if_fail (record != NULL);
  for (gsize i = 0; i < n_strings; i++)
    *member (record, &strings[i]) = strings[i].nullable ? NULL : g_strdup ("");
}

/**
 * usher_record_copy_strings:
 * @record: a record that was copied byte by byte, so that its strings are still another one's
 * @strings: (array length=n_strings): where its strings are
 * @n_strings: how many
 *
 * Gives the record strings of its own.
 */
void
usher_record_copy_strings (gpointer record, const UsherRecordString *strings, gsize n_strings)
{
  g_return_if_fail (record != NULL);
  for (gsize i = 0; i < n_strings; i++)
    *member (record, &strings[i]) = g_strdup (*member (record, &strings[i]));
}

/**
 * usher_record_clear_strings:
 * @record: a record
 * @strings: (array length=n_strings): where its strings are
 * @n_strings: how many
 *
 * Frees the strings.
 */
void
usher_record_clear_strings (gpointer record, const UsherRecordString *strings, gsize n_strings)
{
  g_return_if_fail (record != NULL);
  for (gsize i = 0; i < n_strings; i++)
    g_clear_pointer (member (record, &strings[i]), g_free);
}
