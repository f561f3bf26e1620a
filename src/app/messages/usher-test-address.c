/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-test-address.h"

#define GROUP "Test"
/* Both directions on worker threads; they must not read a file that is being written. */
static GMutex lock;

typedef struct {
  UsherChannel channel;
  char        *address;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_free (self->address);
  g_free (self);
}

static char *
state_file (void)
{
  return g_build_filename (g_get_user_state_dir (), "usher", "test-send.ini", NULL);
}

static GKeyFile *
read_state (const char *path)
{
  GKeyFile *state = g_key_file_new ();

  g_key_file_load_from_file (state, path, G_KEY_FILE_NONE, NULL);
  return state;
}

static void
run_load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_autofree char *path = state_file ();
  g_autoptr (GKeyFile) state = NULL;

  g_mutex_lock (&lock);
  state = read_state (path);
  g_mutex_unlock (&lock);
  g_task_return_pointer (task, g_key_file_get_string (state, GROUP, usher_channel_nick (job->channel), NULL), g_free);
}

static void
run_save (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  g_autofree char *path = state_file ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr (GKeyFile) state = NULL;

  g_mutex_lock (&lock);
  state = read_state (path);
  g_key_file_set_string (state, GROUP, usher_channel_nick (job->channel), job->address);
  text = g_key_file_to_data (state, NULL, NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0 || !g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL))
    g_info ("Where a test went could not be kept");
  g_mutex_unlock (&lock);
  g_task_return_boolean (task, TRUE);
}

static Job *
job_new (UsherChannel channel, const char *address)
{
  Job *job = g_new0 (Job, 1);

  job->channel = channel;
  job->address = g_strdup (address);
  return job;
}

void
usher_test_address_load_async (UsherChannel channel, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_task_data (task, job_new (channel, NULL), job_free);
  g_task_run_in_thread (task, run_load);
}

char *
usher_test_address_load_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
usher_test_address_save (UsherChannel channel, const char *address)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_return_if_fail (address != NULL);

  g_task_set_task_data (task, job_new (channel, address), job_free);
  g_task_run_in_thread (task, run_save);
}
