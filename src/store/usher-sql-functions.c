/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-conn-private.h"

#include <string.h>

#include "usher-search.h"
#include "usher-table-misc.h"

static const char *
text_argument (sqlite3_value *value)
{
  return (const char *) sqlite3_value_text (value);
}

static void
result_taken (sqlite3_context *context, char *text)
{
  sqlite3_result_text (context, text, -1, g_free);
}

/* usher_contains(needle, text…): is the needle (made by usher_search_key()) in one of the texts? */
static void
sql_contains (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  const char *needle = n_arguments > 0 ? text_argument (arguments[0]) : NULL;
  gboolean found = needle == NULL || *needle == '\0';

  for (int i = 1; i < n_arguments && !found; i++)
    {
      const char *text = text_argument (arguments[i]);

      found = text != NULL && usher_search_matches (text, needle);
    }
  sqlite3_result_int (context, found);
}

/* usher_address_hash(channel, address): see usher_address_hash() */
static void
sql_address_hash (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  const char *nick = text_argument (arguments[0]);
  const char *address = text_argument (arguments[1]);
  UsherChannel channel;

  if (nick == NULL || address == NULL || !usher_channel_from_nick (nick, &channel))
    sqlite3_result_null (context);
  else
    result_taken (context, usher_address_hash (channel, address));
}

/* usher_suppressed_words(nick): why an address is not written to, for the streamer; NULL for NULL */
static void
sql_suppressed_words (sqlite3_context *context, int n_arguments, sqlite3_value **arguments)
{
  const char *words = usher_suppression_words (text_argument (arguments[0]));

  sqlite3_result_text (context, words, -1, SQLITE_STATIC);
}

/**
 * usher_sql_functions_register:
 * @db: a connection
 *
 * Returns: SQLite's result code
 */
int
usher_sql_functions_register (sqlite3 *db)
{
  static const struct {
    const char *name;
    int         n_arguments;
    void      (*call) (sqlite3_context *, int, sqlite3_value **);
  } functions[] = {
    { "usher_contains", -1, sql_contains },
    { "usher_address_hash", 2, sql_address_hash },
    { "usher_suppressed_words", 1, sql_suppressed_words },
  };
  int code = SQLITE_OK;

  for (gsize i = 0; i < G_N_ELEMENTS (functions) && code == SQLITE_OK; i++)
    code = sqlite3_create_function_v2 (db, functions[i].name, functions[i].n_arguments,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
                                       functions[i].call, NULL, NULL, NULL);
  return code;
}
