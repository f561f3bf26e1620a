/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-commands.h"

#include "usher-command.h"
#include "usher-error.h"
#include "usher-table-misc.h"

#define DEFAULT_PREFIX "default:"

/* The user's own texts have numbers; 0 for everything else. */
static gint64
own_id (const char *id)
{
  guint64 number;

  if (id == NULL || !g_ascii_string_to_unsigned (id, 10, 1, G_MAXINT64, &number, NULL))
    return 0;
  return (gint64) number;
}

static gboolean
is_default_id (const char *id)
{
  return id != NULL && g_str_has_prefix (id, DEFAULT_PREFIX);
}

static gboolean
set_error_not_found (GError **error)
{
  usher_set_error (error, USHER_ERROR_NOT_FOUND, "There is no such template");
  return FALSE;
}

/* --- save ---------------------------------------------------------------------------------------------------------- */

/* An existing one keeps what message it is for: another key would leave its message without its text. */
static gboolean
check_same_message (UsherCommand *command, const UsherTemplateText *text, gint64 id, GError **error)
{
  g_autoptr (UsherTemplateText) there = usher_templates_get (command->conn, id, error);

  if (there == NULL)
    return FALSE;
  if (g_strcmp0 (there->key, text->key) == 0 && there->channel == text->channel)
    return TRUE;
  usher_set_error_invalid (error, g_strcmp0 (there->key, text->key) != 0 ? "key" : "channel",
                           "A template cannot become one for another message: make a new one");
  return FALSE;
}

static gboolean
put (UsherCommand *command, UsherTemplateText *text, GError **error)
{
  UsherTemplateText *stored;
  gint64 id;

  text->is_default = FALSE;
  text->updated_at = command->now;
  id = usher_templates_put (command->conn, text, error);
  if (id == 0 || !usher_command_audit (command, "template.save", 0, text->key, usher_channel_nick (text->channel), error))
    return FALSE;
  stored = usher_templates_get (command->conn, id, error);
  if (stored == NULL)
    return FALSE;
  usher_command_changed (command, "template", id);
  usher_command_set_output (command, stored, (GDestroyNotify) usher_template_text_free);
  return TRUE;
}

static gboolean
run_save (UsherCommand *command, GError **error)
{
  const UsherTemplateText *input = command->input;
  g_autoptr (UsherTemplateText) text = usher_template_text_copy (input);
  gint64 id = own_id (text->id);

  if (id != 0 && !check_same_message (command, text, id, error))
    return FALSE;
  if (id == 0)
    {
      g_set_str (&text->id, "");
      text->active = TRUE;
    }
  return put (command, text, error);
}

static gboolean
run_add (UsherCommand *command, GError **error)
{
  g_autoptr (UsherTemplateText) text = usher_template_text_copy (command->input);

  g_set_str (&text->id, "");
  return put (command, text, error);
}

static gboolean
check_text (const UsherTemplateText *text, GError **error)
{
  gboolean has_id = text->id != NULL && text->id[0] != '\0';

  if (has_id && !is_default_id (text->id) && own_id (text->id) == 0)
    return set_error_not_found (error);
  if (text->key == NULL || usher_default_template (text->key, text->channel) == NULL)
    {
      usher_set_error_invalid (error, "key", "There is no such message");
      return FALSE;
    }
  return usher_template_text_check (text, error);
}

/**
 * usher_engine_save_template_async:
 * @self: the engine
 * @text: copied. With the id of a default or without an id: an own copy is made and used from now on. With the id of an
 *   own one: it is written, and used or not as @text says (active)
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Errors: %USHER_ERROR_INVALID naming the part (and the variable and line), %USHER_ERROR_NOT_FOUND.
 */
void
usher_engine_save_template_async (UsherEngine *self, const UsherTemplateText *text, const char *actor,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (text != NULL);

  if (!check_text (text, &error))
    usher_command_refuse (self, g_steal_pointer (&error), usher_engine_save_template_async, cancellable, callback,
                          user_data);
  else
    usher_command_start (self, run_save, usher_template_text_copy (text), (GDestroyNotify) usher_template_text_free,
                         actor, usher_engine_save_template_async, cancellable, callback, user_data);
}

UsherTemplateText *
usher_engine_save_template_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer text = NULL;

  usher_command_finish (self, result, usher_engine_save_template_async, &text, error);
  return text;
}

/**
 * usher_engine_add_template_async:
 * @self: the engine
 * @text: copied; whatever id it has, another own one is made of it, in use or not as it says (active)
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Errors: %USHER_ERROR_INVALID naming the part (and the variable and line).
 */
void
usher_engine_add_template_async (UsherEngine *self, const UsherTemplateText *text, const char *actor,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (UsherTemplateText) copy = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (text != NULL);

  copy = usher_template_text_copy (text);
  g_set_str (&copy->id, "");
  if (!check_text (copy, &error))
    usher_command_refuse (self, g_steal_pointer (&error), usher_engine_add_template_async, cancellable, callback, user_data);
  else
    usher_command_start (self, run_add, g_steal_pointer (&copy), (GDestroyNotify) usher_template_text_free, actor,
                         usher_engine_add_template_async, cancellable, callback, user_data);
}

UsherTemplateText *
usher_engine_add_template_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  gpointer text = NULL;

  usher_command_finish (self, result, usher_engine_add_template_async, &text, error);
  return text;
}

/* --- delete -------------------------------------------------------------------------------------------------------- */

static gboolean
run_delete (UsherCommand *command, GError **error)
{
  gint64 id = own_id (command->input);
  g_autoptr (UsherTemplateText) text = usher_templates_get (command->conn, id, error);

  if (text == NULL)
    return FALSE;
  usher_command_changed (command, "template", id);
  return usher_templates_delete (command->conn, id, error) &&
         usher_command_audit (command, "template.delete", 0, text->key, usher_channel_nick (text->channel), error);
}

/**
 * usher_engine_delete_template_async:
 * @self: the engine
 * @id: an own one; its message goes back to the default text
 * @actor: for the audit trail
 * @cancellable: (nullable): before the command runs
 * @callback: called after the commit
 * @user_data: for @callback
 *
 * Errors: %USHER_ERROR_FORBIDDEN for a default, %USHER_ERROR_NOT_FOUND.
 */
void
usher_engine_delete_template_async (UsherEngine *self, const char *id, const char *actor, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (USHER_IS_ENGINE (self));
  g_return_if_fail (id != NULL);

  if (is_default_id (id))
    usher_set_error (&error, USHER_ERROR_FORBIDDEN, "The built-in templates cannot be deleted");
  else if (own_id (id) == 0)
    set_error_not_found (&error);
  if (error != NULL)
    usher_command_refuse (self, g_steal_pointer (&error), usher_engine_delete_template_async, cancellable, callback,
                          user_data);
  else
    usher_command_start (self, run_delete, g_strdup (id), g_free, actor, usher_engine_delete_template_async,
                         cancellable, callback, user_data);
}

gboolean
usher_engine_delete_template_finish (UsherEngine *self, GAsyncResult *result, GError **error)
{
  return usher_command_finish (self, result, usher_engine_delete_template_async, NULL, error);
}
