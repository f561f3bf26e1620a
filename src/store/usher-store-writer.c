/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-conn-private.h"
#include "usher-error.h"
#include "usher-store-private.h"

/* Groups past this many jobs gain nothing (measured: a commit is then a small part of the work). */
#define JOBS_IN_GROUP 50
/* Nor do the first of a group wait longer for the rest of it than this. */
#define GROUP_TIME_MAX (20 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  UsherStoreJob  run;
  gpointer       data;
  GDestroyNotify destroy;
  GCancellable  *cancellable;
  GTask         *task;      /* of an asynchronous write; else the caller waits for @done */
  GError        *error;
  gboolean       done;
} WriteJob;

struct _UsherWriter {
  GThread   *thread;
  UsherConn *conn;

  GMutex     mutex;         /* what follows */
  GCond      wake;          /* the writer: there is a job, or an end */
  GCond      finished;      /* those who wait: some jobs are done */
  GQueue     jobs;          /* of WriteJob */
  gboolean   stopping;
  GError    *refusal;       /* (nullable): nothing is written any more */
};

static void
write_job_free (gpointer data)
{
  WriteJob *job = data;

  if (job->destroy != NULL)
    job->destroy (job->data);
  g_clear_object (&job->cancellable);
  g_clear_error (&job->error);
  g_free (job);
}

/* On the caller's context, where the job's data is freed, too: the task owns the job. */
static gboolean
tell (gpointer user_data)
{
  GTask *task = user_data;
  WriteJob *job = g_task_get_task_data (task);

  if (job->error != NULL)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static void
finish_task (WriteJob *job)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_static_name (source, "usher-store-write");
  g_source_set_callback (source, tell, job->task, g_object_unref);
  g_source_attach (source, g_task_get_context (job->task));
}

/* Afterwards no job of the group may be touched: its caller has it back. */
static void
finish_group (UsherWriter *self, GPtrArray *group)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  for (guint i = 0; i < group->len; i++)
    {
      WriteJob *job = g_ptr_array_index (group, i);

      if (job->task != NULL)
        finish_task (job);
      else
        job->done = TRUE;
    }
  g_cond_broadcast (&self->finished);
}

/* The transaction is lost: no job of the group happened. A job that failed by itself keeps its own reason. */
static void
fail_group (GPtrArray *group, const GError *reason)
{
  for (guint i = 0; i < group->len; i++)
    {
      WriteJob *job = g_ptr_array_index (group, i);

      if (job->error == NULL)
        job->error = g_error_copy (reason);
    }
}

static void
undo_job (UsherConn *conn)
{
  if (usher_conn_in_transaction (conn))
    usher_conn_exec (conn, "ROLLBACK TO job; RELEASE job", NULL);
}

/* One job in its savepoint. */
static void
run_job (UsherConn *conn, WriteJob *job)
{
  if (g_cancellable_set_error_if_cancelled (job->cancellable, &job->error) ||
      !usher_conn_exec (conn, "SAVEPOINT job", &job->error))
    return;
  if (job->run (conn, job->data, &job->error) && job->error == NULL)
    {
      if (!usher_conn_exec (conn, "RELEASE job", &job->error))
        undo_job (conn);
      return;
    }
  if (job->error == NULL)
    usher_set_error (&job->error, USHER_ERROR_FAILED, "The change was refused without a reason");
  undo_job (conn);
}

/**
 * usher_store_rehearse:
 * @conn: the writer's connection, in a job
 * @job: (scope call): what to try
 * @data: handed to @job
 * @error: return location
 *
 * Runs @job in a savepoint that is always undone, so that what it would do can be told without a second set of rules. What
 * it wants to keep, it puts into @data.
 *
 * Returns: %FALSE where the job failed
 */
gboolean
usher_store_rehearse (UsherConn *conn, UsherStoreJob job, gpointer data, GError **error)
{
  gboolean good;

  g_return_val_if_fail (conn != NULL && job != NULL, FALSE);

  if (!usher_conn_exec (conn, "SAVEPOINT rehearsal", error))
    return FALSE;
  good = job (conn, data, error);
  if (usher_conn_in_transaction (conn) && !usher_conn_exec (conn, "ROLLBACK TO rehearsal; RELEASE rehearsal", good ? error : NULL))
    return FALSE;
  return good;
}

static WriteJob *
try_pop (UsherWriter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_queue_pop_head (&self->jobs);
}

/* Waits for a job. %NULL: the end, and nothing is left to do. */
static WriteJob *
pop (UsherWriter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  while (g_queue_is_empty (&self->jobs) && !self->stopping)
    g_cond_wait (&self->wake, &self->mutex);
  return g_queue_pop_head (&self->jobs);
}

/* Runs @first and those that wait behind it. Leaves the transaction open where all is well. */
static gboolean
run_group (UsherWriter *self, WriteJob *first, GPtrArray *group, GError **error)
{
  gint64 began = g_get_monotonic_time ();

  g_ptr_array_add (group, first);
  if (!usher_conn_exec (self->conn, "BEGIN IMMEDIATE", error))
    return FALSE;
  for (WriteJob *job = first; job != NULL;)
    {
      run_job (self->conn, job);
      if (!usher_conn_in_transaction (self->conn))
        {
          *error = job->error != NULL ? g_error_copy (job->error)
                   : g_error_new (USHER_ERROR, USHER_ERROR_FAILED, "A change ended the transaction");
          return FALSE;
        }
      job = group->len < JOBS_IN_GROUP && g_get_monotonic_time () - began < GROUP_TIME_MAX ? try_pop (self) : NULL;
      if (job != NULL)
        g_ptr_array_add (group, job);
    }
  return usher_conn_exec (self->conn, "COMMIT", error);
}

static gpointer
write_thread (gpointer data)
{
  UsherWriter *self = data;
  WriteJob *first;

  while ((first = pop (self)) != NULL)
    {
      g_autoptr (GPtrArray) group = g_ptr_array_sized_new (JOBS_IN_GROUP);
      g_autoptr (GError) error = NULL;

      if (!run_group (self, first, group, &error))
        {
          if (usher_conn_in_transaction (self->conn))
            usher_conn_exec (self->conn, "ROLLBACK", NULL);
          fail_group (group, error);
        }
      finish_group (self, group);
    }
  return NULL;
}

/**
 * usher_writer_new:
 * @conn: (transfer full): the writer's connection
 *
 * Returns: (transfer full): a running writer
 */
UsherWriter *
usher_writer_new (UsherConn *conn)
{
  UsherWriter *self = g_new0 (UsherWriter, 1);

  self->conn = conn;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->wake);
  g_cond_init (&self->finished);
  g_queue_init (&self->jobs);
  self->thread = g_thread_new ("usher-store", write_thread, self);
  return self;
}

/**
 * usher_writer_stop:
 * @self: a writer
 *
 * Takes no more jobs, lets it do those that are queued and waits for its end.
 *
 * Returns: (transfer full) (nullable): its connection; %NULL when it was stopped before
 */
UsherConn *
usher_writer_stop (UsherWriter *self)
{
  gboolean stopped_before;

  g_assert (g_thread_self () != self->thread);

  g_mutex_lock (&self->mutex);
  stopped_before = self->stopping;
  self->stopping = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->mutex);
  if (stopped_before)
    return NULL;
  g_thread_join (self->thread);
  return g_steal_pointer (&self->conn);
}

/**
 * usher_writer_free:
 * @self: (transfer full): a stopped writer
 */
void
usher_writer_free (UsherWriter *self)
{
  g_assert (self->conn == NULL && g_queue_is_empty (&self->jobs));

  g_clear_error (&self->refusal);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->wake);
  g_cond_clear (&self->finished);
  g_free (self);
}

static void
set_error_closed (GError **error)
{
  usher_set_error (error, USHER_ERROR_STORAGE, "The database is closed");
}

static gboolean
push_job (UsherWriter *self, WriteJob *job)
{
  if (self->stopping)
    {
      set_error_closed (&job->error);
      return FALSE;
    }
  if (self->refusal != NULL)
    {
      job->error = g_error_copy (self->refusal);
      return FALSE;
    }
  g_queue_push_tail (&self->jobs, job);
  g_cond_signal (&self->wake);
  return TRUE;
}

/**
 * usher_writer_refuse:
 * @self: a writer
 * @reason: (transfer full): what every job is told from now on
 *
 * Jobs that are queued already are still done. Any thread.
 */
void
usher_writer_refuse (UsherWriter *self, GError *reason)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  g_clear_error (&self->refusal);
  self->refusal = reason;
}

/**
 * usher_writer_push:
 * @self: a writer
 * @run: what to do
 * @data: handed to @run
 * @destroy: (nullable): frees @data
 * @cancellable: (nullable): to leave it out while it has not begun
 * @task: completed in its context after the commit, where @data is freed, too
 *
 * Queues a job. Any thread.
 */
void
usher_writer_push (UsherWriter *self, UsherStoreJob run, gpointer data, GDestroyNotify destroy, GCancellable *cancellable,
                   GTask *task)
{
  WriteJob *job = g_new0 (WriteJob, 1);

  job->run = run;
  job->data = data;
  job->destroy = destroy;
  job->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  job->task = g_object_ref (task);
  g_task_set_task_data (task, job, write_job_free);

  g_mutex_lock (&self->mutex);
  if (!push_job (self, job))
    finish_task (job);
  g_mutex_unlock (&self->mutex);
}

/**
 * usher_writer_run:
 * @self: a writer
 * @run: what to do
 * @data: handed to @run
 * @cancellable: (nullable): to leave it out while it has not begun
 * @error: return location
 *
 * Queues a job and waits for its commit. Any thread but the writer's.
 *
 * Returns: whether it is on the disk
 */
gboolean
usher_writer_run (UsherWriter *self, UsherStoreJob run, gpointer data, GCancellable *cancellable, GError **error)
{
  WriteJob job = { .run = run, .data = data, .cancellable = cancellable };

  /* A job that writes through the store would wait for itself. */
  g_assert (g_thread_self () != self->thread);

  g_mutex_lock (&self->mutex);
  if (push_job (self, &job))
    while (!job.done)
      g_cond_wait (&self->finished, &self->mutex);
  g_mutex_unlock (&self->mutex);

  if (job.error == NULL)
    return TRUE;
  g_propagate_error (error, job.error);
  return FALSE;
}
