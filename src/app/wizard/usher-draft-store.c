/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-draft-store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "usher-error.h"

struct _UsherDraftStore {
  GObject      parent_instance;

  char        *folder;
  GThreadPool *pool;      /* one thread: in the order in which it was asked */
};

G_DEFINE_FINAL_TYPE (UsherDraftStore, usher_draft_store, G_TYPE_OBJECT)

typedef struct {
  char         *path;
  char         *text;       /* to write; after reading: what was read */
  UsherInstant  saved_at;
  gboolean      write;
  GTask        *answer;     /* (nullable): whom to answer */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->path);
  g_free (job->text);
  g_free (job);
}

/* --- on the thread ------------------------------------------------------------------------------------------------- */

static gboolean
fail (GError **error, int code)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));
  return FALSE;
}

static gboolean
write_file (const Job *job, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (job->path);

  if (!job->text)
    return g_unlink (job->path) == 0 || errno == ENOENT || fail (error, errno);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (error, errno);
  return g_file_set_contents_full (job->path, job->text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static gboolean
read_file (Job *job, GError **error)
{
  gsize length;
  GStatBuf info;

  if (g_stat (job->path, &info) != 0)
    return TRUE;
  if (!S_ISREG (info.st_mode) || info.st_size > USHER_DRAFT_MAX_BYTES)
    {
      usher_set_error (error, USHER_ERROR_CORRUPT, "The draft is damaged");
      return FALSE;
    }
  job->saved_at = (gint64) info.st_mtime * G_USEC_PER_SEC;
  if (!g_file_get_contents (job->path, &job->text, &length, error))
    return FALSE;
  if (strlen (job->text) == length && g_utf8_validate (job->text, (gssize) length, NULL))
    return TRUE;
  usher_set_error (error, USHER_ERROR_CORRUPT, "The draft is damaged");
  return FALSE;
}

static void
run (gpointer data, gpointer user_data)
{
  Job *job = data;
  g_autoptr (GTask) answer = g_steal_pointer (&job->answer);
  g_autoptr (GError) error = NULL;
  gboolean done = job->write ? write_file (job, &error) : read_file (job, &error);

  if (done && answer && !job->write)
    {
      g_task_return_pointer (answer, job, job_free);
      return;
    }
  if (answer && done)
    g_task_return_boolean (answer, TRUE);
  else if (answer)
    g_task_return_error (answer, g_steal_pointer (&error));
  else if (error)
    g_message ("A draft could not be kept: %s", error->message);
  job_free (job);
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_draft_store_finalize (GObject *object)
{
  UsherDraftStore *self = USHER_DRAFT_STORE (object);

  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_free (self->folder);
  G_OBJECT_CLASS (usher_draft_store_parent_class)->finalize (object);
}

static void
usher_draft_store_class_init (UsherDraftStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_draft_store_finalize;
}

static void
usher_draft_store_init (UsherDraftStore *self)
{
  self->pool = g_thread_pool_new_full (run, NULL, job_free, 1, FALSE, NULL);
}

UsherDraftStore *
usher_draft_store_new (const char *folder)
{
  UsherDraftStore *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (USHER_TYPE_DRAFT_STORE, NULL);
  self->folder = g_strdup (folder);
  return self;
}

/* Drafts of edits carry the ids of a database: another database has its own folder. */
static char *
choose_folder (const UsherOptions *options)
{
  g_autofree char *usual = g_build_filename (g_get_user_data_dir (), "usher", NULL);
  g_autofree char *hash = NULL;

  if (!options->data_dir || g_str_equal (options->data_dir, usual))
    return g_build_filename (g_get_user_state_dir (), "usher", "drafts", NULL);
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, options->data_dir, -1);
  hash[12] = '\0';
  return g_build_filename (g_get_user_state_dir (), "usher", "drafts", hash, NULL);
}

UsherDraftStore *
usher_draft_store_for (UsherClient *client)
{
  static const char key[] = "usher-draft-store";
  UsherDraftStore *store;

  g_return_val_if_fail (USHER_IS_CLIENT (client), NULL);

  store = g_object_get_data (G_OBJECT (client), key);
  if (!store)
    {
      g_autofree char *folder = choose_folder (usher_client_get_options (client));

      store = usher_draft_store_new (folder);
      g_object_set_data_full (G_OBJECT (client), key, store, g_object_unref);
    }
  return store;
}

static Job *
job_new (UsherDraftStore *self, const char *key, const char *text)
{
  Job *job = g_new0 (Job, 1);
  g_autofree char *name = g_strconcat (key, ".ini", NULL);

  job->path = g_build_filename (self->folder, name, NULL);
  job->text = g_strdup (text);
  job->saved_at = USHER_NEVER;
  return job;
}

void
usher_draft_store_save (UsherDraftStore *self, const char *key, const char *text)
{
  Job *job;

  g_return_if_fail (USHER_IS_DRAFT_STORE (self));
  g_return_if_fail (key != NULL && strchr (key, G_DIR_SEPARATOR) == NULL);

  job = job_new (self, key, text);
  job->write = TRUE;
  g_thread_pool_push (self->pool, job, NULL);
}

void
usher_draft_store_save_async (UsherDraftStore *self, const char *key, const char *text, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Job *job;

  g_return_if_fail (USHER_IS_DRAFT_STORE (self));
  g_return_if_fail (key != NULL && strchr (key, G_DIR_SEPARATOR) == NULL);

  job = job_new (self, key, text);
  job->write = TRUE;
  job->answer = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (job->answer, usher_draft_store_save_async);
  g_thread_pool_push (self->pool, job, NULL);
}

/**
 * usher_draft_store_save_finish:
 * @self: the store
 * @result: what the callback was given
 * @error: a #GFileError: the disk is full, the folder cannot be written
 *
 * Returns: whether it is on the disk
 */
gboolean
usher_draft_store_save_finish (UsherDraftStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (USHER_IS_DRAFT_STORE (self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_draft_store_save_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
usher_draft_store_load_async (UsherDraftStore *self, const char *key, GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Job *job;

  g_return_if_fail (USHER_IS_DRAFT_STORE (self));
  g_return_if_fail (key != NULL && strchr (key, G_DIR_SEPARATOR) == NULL);

  job = job_new (self, key, NULL);
  /* Without a source: the last hold of the store is never on its own thread. */
  job->answer = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (job->answer, usher_draft_store_load_async);
  g_thread_pool_push (self->pool, job, NULL);
}

/**
 * usher_draft_store_load_finish:
 * @self: the store
 * @result: what the callback was given
 * @saved_at: (out) (optional): when it was written; %USHER_NEVER: there is none
 * @error: %USHER_ERROR_CORRUPT for what is no text
 *
 * Returns: (transfer full) (nullable): the text; %NULL without error where there is none
 */
char *
usher_draft_store_load_finish (UsherDraftStore *self, GAsyncResult *result, UsherInstant *saved_at, GError **error)
{
  Job *job;
  char *text;

  g_return_val_if_fail (USHER_IS_DRAFT_STORE (self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, usher_draft_store_load_async), NULL);

  if (saved_at)
    *saved_at = USHER_NEVER;
  job = g_task_propagate_pointer (G_TASK (result), error);
  if (!job)
    return NULL;
  if (saved_at)
    *saved_at = job->saved_at;
  text = g_steal_pointer (&job->text);
  job_free (job);
  return text;
}
