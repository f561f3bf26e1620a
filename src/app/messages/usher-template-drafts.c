/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-template-drafts.h"

#include "usher-template.h"

#include <string.h>

/* Milliseconds without typing, after which it is written down */
#define WRITE_AFTER 800

struct _UsherTemplateDrafts {
  GObject     parent_instance;

  GHashTable *texts;          /* (element-type utf8 UsherTemplateText): by id */
  char       *path;           /* (nullable): there is no folder */
  guint       write_source;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (UsherTemplateDrafts, usher_template_drafts, G_TYPE_OBJECT)

/* --- the file ------------------------------------------------------------------------------------------------------ */

/* One writer at a time, and the last one wins. */
static GMutex lock;

static UsherTemplateText *
read_draft (GKeyFile *file, const char *id)
{
  g_autoptr (UsherTemplateText) text = usher_template_text_new ();
  g_autofree char *nick = g_key_file_get_string (file, id, "channel", NULL);

  if (!nick || !usher_channel_from_nick (nick, &text->channel))
    return NULL;
  g_set_str (&text->id, id);
  g_free (text->key);
  g_free (text->name);
  g_free (text->subject);
  g_free (text->html);
  g_free (text->text);
  text->key = g_key_file_get_string (file, id, "key", NULL);
  text->name = g_key_file_get_string (file, id, "name", NULL);
  text->subject = g_key_file_get_string (file, id, "subject", NULL);
  text->html = g_key_file_get_string (file, id, "html", NULL);
  text->text = g_key_file_get_string (file, id, "text", NULL);
  text->is_default = g_key_file_get_boolean (file, id, "default", NULL);
  text->active = g_key_file_get_boolean (file, id, "active", NULL);
  return text->key && text->name && text->subject && text->html && text->text ? g_steal_pointer (&text) : NULL;
}

static void
load (UsherTemplateDrafts *self, const char *data, gsize length)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) ids = NULL;

  if (!g_key_file_load_from_data (file, data, length, G_KEY_FILE_NONE, NULL))
    return;
  ids = g_key_file_get_groups (file, NULL);
  for (char **id = ids; *id; id++)
    {
      UsherTemplateText *text = g_hash_table_contains (self->texts, *id) ? NULL : read_draft (file, *id);

      if (!text)
        continue;
      g_hash_table_insert (self->texts, g_strdup (*id), text);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0, *id);
    }
}

static void
file_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UsherTemplateDrafts) self = user_data;
  g_autofree char *data = NULL;
  gsize length;

  if (g_file_load_contents_finish (G_FILE (source), result, &data, &length, NULL, NULL))
    load (self, data, length);
}

static char *
format_file (UsherTemplateDrafts *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GHashTableIter iter;
  gpointer id, value;

  g_hash_table_iter_init (&iter, self->texts);
  while (g_hash_table_iter_next (&iter, &id, &value))
    {
      const UsherTemplateText *text = value;

      g_key_file_set_string (file, id, "channel", usher_channel_nick (text->channel));
      g_key_file_set_string (file, id, "key", text->key);
      g_key_file_set_string (file, id, "name", text->name);
      g_key_file_set_string (file, id, "subject", text->subject);
      g_key_file_set_string (file, id, "html", text->html);
      g_key_file_set_string (file, id, "text", text->text);
      g_key_file_set_boolean (file, id, "default", text->is_default);
      g_key_file_set_boolean (file, id, "active", text->active);
    }
  return g_key_file_to_data (file, NULL, NULL);
}

typedef struct {
  char *path;
  char *data;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *self = data;

  g_free (self->path);
  g_free (self->data);
  g_free (self);
}

static void
run_write (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Writing *writing = data;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&lock);
  if (!g_file_set_contents_full (writing->path, writing->data, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_info ("Unsaved templates could not be kept: %s", error->message);
  g_mutex_unlock (&lock);
  g_task_return_boolean (task, TRUE);
}

static gboolean
write_now (gpointer data)
{
  UsherTemplateDrafts *self = data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Writing *writing = g_new0 (Writing, 1);

  self->write_source = 0;
  writing->path = g_strdup (self->path);
  writing->data = format_file (self);
  g_task_set_task_data (task, writing, writing_free);
  g_task_run_in_thread (task, run_write);
  return G_SOURCE_REMOVE;
}

static void
write_soon (UsherTemplateDrafts *self)
{
  g_clear_handle_id (&self->write_source, g_source_remove);
  if (self->path)
    self->write_source = g_timeout_add (WRITE_AFTER, write_now, self);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

/* The window closed right behind the last word: this is the last moment, and nobody waits for a frame any more. */
static void
usher_template_drafts_dispose (GObject *object)
{
  UsherTemplateDrafts *self = USHER_TEMPLATE_DRAFTS (object);

  if (self->write_source != 0)
    {
      g_autofree char *data = format_file (self);

      g_clear_handle_id (&self->write_source, g_source_remove);
      g_mutex_lock (&lock);
      g_file_set_contents_full (self->path, data, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
      g_mutex_unlock (&lock);
    }
  G_OBJECT_CLASS (usher_template_drafts_parent_class)->dispose (object);
}

static void
usher_template_drafts_finalize (GObject *object)
{
  UsherTemplateDrafts *self = USHER_TEMPLATE_DRAFTS (object);

  g_hash_table_unref (self->texts);
  g_free (self->path);
  G_OBJECT_CLASS (usher_template_drafts_parent_class)->finalize (object);
}

static void
usher_template_drafts_class_init (UsherTemplateDraftsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = usher_template_drafts_dispose;
  G_OBJECT_CLASS (klass)->finalize = usher_template_drafts_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", USHER_TYPE_TEMPLATE_DRAFTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_STRING);
}

static void
usher_template_drafts_init (UsherTemplateDrafts *self)
{
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) usher_template_text_free);
}

UsherTemplateDrafts *
usher_template_drafts_of (UsherClient *client)
{
  UsherTemplateDrafts *self;
  const char *folder;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  self = g_object_get_data (G_OBJECT (client), "usher-template-drafts");
  if (self)
    return self;
  self = g_object_new (USHER_TYPE_TEMPLATE_DRAFTS, NULL);
  g_object_set_data_full (G_OBJECT (client), "usher-template-drafts", self, g_object_unref);
  folder = usher_client_get_options (client)->data_dir;
  if (folder)
    {
      g_autoptr (GFile) file = NULL;

      self->path = g_build_filename (folder, "template-drafts.ini", NULL);
      file = g_file_new_for_path (self->path);
      g_file_load_contents_async (file, NULL, file_read, g_object_ref (self));
    }
  return self;
}

const UsherTemplateText *
usher_template_drafts_get (UsherTemplateDrafts *self, const char *id)
{
  g_return_val_if_fail (USHER_IS_TEMPLATE_DRAFTS (self), NULL);
  return g_hash_table_lookup (self->texts, id);
}

/**
 * usher_template_drafts_put:
 * @self: the drafts
 * @text: copied; one that is too long for a template is kept for now, but not written down
 */
void
usher_template_drafts_put (UsherTemplateDrafts *self, const UsherTemplateText *text)
{
  gboolean is_new;

  g_return_if_fail (USHER_IS_TEMPLATE_DRAFTS (self));
  g_return_if_fail (text != NULL);

  is_new = g_hash_table_insert (self->texts, g_strdup (text->id), usher_template_text_copy (text));
  if (strlen (text->html) + strlen (text->text) <= 2 * USHER_TEMPLATE_MAX_BYTES)
    write_soon (self);
  if (is_new)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0, text->id);
}

void
usher_template_drafts_remove (UsherTemplateDrafts *self, const char *id)
{
  g_autofree char *key = g_strdup (id);

  g_return_if_fail (USHER_IS_TEMPLATE_DRAFTS (self));
  g_return_if_fail (id != NULL);

  if (!g_hash_table_remove (self->texts, id))
    return;
  write_soon (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, key);
}
