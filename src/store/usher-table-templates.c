/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-statement.h"
#include "usher-table-misc.h"

#define COLUMNS "key, channel, name, subject, html, text, active, updated_at"

static UsherTemplateText *
read_row (UsherStatement *s)
{
  UsherTemplateText *text = usher_template_text_new ();

  usher_statement_column_text (s, &text->id);
  usher_statement_column_text (s, &text->key);
  usher_channel_from_nick (usher_statement_column_peek (s), &text->channel);
  usher_statement_column_text (s, &text->name);
  usher_statement_column_text (s, &text->subject);
  usher_statement_column_text (s, &text->html);
  usher_statement_column_text (s, &text->text);
  text->active = usher_statement_column_bool (s);
  text->updated_at = usher_statement_column_instant (s);
  text->is_default = FALSE;
  return text;
}

static gboolean
set_error_not_found (GError **error)
{
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such template");
  return FALSE;
}

/**
 * usher_templates_list:
 * @conn: a connection
 * @error: return location
 *
 * Returns: (transfer full) (element-type UsherTemplateText): the user's own texts, oldest first; %NULL on error
 */
GPtrArray *
usher_templates_list (UsherConn *conn, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_template_text_free);
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT id, " COLUMNS " FROM template ORDER BY id", error);
  UsherStep step;

  if (s == NULL)
    return NULL;
  while ((step = usher_statement_step (s, error)) == USHER_STEP_ROW)
    g_ptr_array_add (list, read_row (s));
  return step == USHER_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * usher_templates_get:
 * @conn: a connection
 * @id: the template
 * @error: return location
 *
 * Returns: (transfer full): the text; %NULL on error, %USHER_ERROR_NOT_FOUND
 */
UsherTemplateText *
usher_templates_get (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT id, " COLUMNS " FROM template WHERE id = ?", error);
  UsherStep step;

  if (s == NULL)
    return NULL;
  usher_statement_bind_int (s, id);
  step = usher_statement_step (s, error);
  if (step == USHER_STEP_ROW)
    return read_row (s);
  if (step == USHER_STEP_DONE)
    set_error_not_found (error);
  return NULL;
}

/**
 * usher_templates_get_active:
 * @conn: a connection
 * @key: which message
 * @channel: the channel
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the user's text that is used; %NULL without error: the built-in one is
 */
UsherTemplateText *
usher_templates_get_active (UsherConn *conn, const char *key, UsherChannel channel, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "SELECT id, " COLUMNS " FROM template "
                                                      "WHERE key = ? AND channel = ? AND active = 1", error);

  if (s == NULL)
    return NULL;
  usher_statement_bind_text (s, key);
  usher_statement_bind_text (s, usher_channel_nick (channel));
  return usher_statement_step (s, error) == USHER_STEP_ROW ? read_row (s) : NULL;
}

/* At most one text of a key and channel is used. */
static gboolean
make_room_for_active (UsherConn *conn, const UsherTemplateText *text, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;

  if (!text->active)
    return TRUE;
  s = usher_statement_new (conn, "UPDATE template SET active = 0 WHERE key = ? AND channel = ? AND active = 1", error);
  if (s == NULL)
    return FALSE;
  usher_statement_bind_text (s, text->key);
  usher_statement_bind_text (s, usher_channel_nick (text->channel));
  return usher_statement_run (s, error);
}

static gint64
get_id (const UsherTemplateText *text)
{
  guint64 id;

  if (text->id == NULL || !g_ascii_string_to_unsigned (text->id, 10, 1, G_MAXINT64, &id, NULL))
    return 0;
  return (gint64) id;
}

/**
 * usher_templates_put:
 * @conn: the writer's connection
 * @text: with the number of a stored text as its id: changes that; with any other id (a built-in's, none): makes a new one
 * @error: return location
 *
 * Where @text is active, the one that was used before no longer is.
 *
 * Returns: its id; 0 on error, %USHER_ERROR_NOT_FOUND
 */
gint64
usher_templates_put (UsherConn *conn, const UsherTemplateText *text, GError **error)
{
  g_autoptr (UsherStatement) s = NULL;
  gint64 id;

  g_return_val_if_fail (conn != NULL && text != NULL, 0);

  id = get_id (text);
  if (!make_room_for_active (conn, text, error))
    return 0;
  s = usher_statement_new (conn, id != 0
                           ? "UPDATE template SET (" COLUMNS ") = (?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?"
                           : "INSERT INTO template (" COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (s == NULL)
    return 0;
  usher_statement_bind_text (s, text->key);
  usher_statement_bind_text (s, usher_channel_nick (text->channel));
  usher_statement_bind_text (s, text->name);
  usher_statement_bind_text (s, text->subject != NULL ? text->subject : "");
  usher_statement_bind_text (s, text->html != NULL ? text->html : "");
  usher_statement_bind_text (s, text->text);
  usher_statement_bind_bool (s, text->active);
  usher_statement_bind_instant (s, text->updated_at);
  if (id != 0)
    usher_statement_bind_int (s, id);
  if (!usher_statement_run (s, error))
    return 0;
  if (id == 0)
    return usher_statement_inserted_id (s);
  return usher_statement_changes (s) > 0 || set_error_not_found (error) ? id : 0;
}

/**
 * usher_templates_delete:
 * @conn: the writer's connection
 * @id: one of the user's own
 * @error: return location
 *
 * Returns: %FALSE on error; %USHER_ERROR_NOT_FOUND
 */
gboolean
usher_templates_delete (UsherConn *conn, gint64 id, GError **error)
{
  g_autoptr (UsherStatement) s = usher_statement_new (conn, "DELETE FROM template WHERE id = ?", error);

  if (s == NULL)
    return FALSE;
  usher_statement_bind_int (s, id);
  if (!usher_statement_run (s, error))
    return FALSE;
  return usher_statement_changes (s) > 0 || set_error_not_found (error);
}
