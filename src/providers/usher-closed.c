/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-closed.h"

#include "usher-error.h"

/* Seconds until a waiting message asks again; a start of the engine asks at once */
#define ASK_AGAIN 600
#define MAX_BATCH 1000

struct _UsherClosed {
  GObject     parent_instance;

  const char *name;
  char       *reason;
};

static void mailer_init (UsherMailerInterface *iface);
static void texter_init (UsherTexterInterface *iface);
static void streamer_init (UsherStreamerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherClosed, usher_closed, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_MAILER, mailer_init)
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_TEXTER, texter_init)
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_STREAMER, streamer_init))

static gboolean
refuse (gpointer self, GError **error)
{
  usher_set_error_literal (error, USHER_ERROR_NOT_CONFIGURED, USHER_CLOSED (self)->reason);
  return FALSE;
}

static UsherSendResult *
later (gpointer self, gint64 delivery_id)
{
  UsherSendResult *result = usher_send_result_new (delivery_id, USHER_OUTCOME_LATER);

  result->blame = USHER_BLAME_ACCOUNT;
  result->reason = g_strdup (USHER_CLOSED (self)->reason);
  result->retry_after = ASK_AGAIN;
  return result;
}

/* --- e-mail -------------------------------------------------------------------------------------------------------- */

static const char *
mailer_get_name (UsherMailer *self)
{
  return USHER_CLOSED (self)->name;
}

static int
mailer_get_max_batch (UsherMailer *self)
{
  return MAX_BATCH;
}

static GPtrArray *
mailer_send (UsherMailer *self, const UsherMailBatch *batch, GCancellable *cancellable)
{
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_send_result_free);

  for (guint i = 0; i < batch->recipients->len; i++)
    g_ptr_array_add (results, later (self, ((const UsherMailRecipient *) batch->recipients->pdata[i])->delivery_id));
  return results;
}

static GHashTable *
mailer_find_batch (UsherMailer *self, const char *batch_id, UsherInstant since, GCancellable *cancellable, GError **error)
{
  refuse (self, error);
  return NULL;
}

static GPtrArray *
mailer_poll (UsherMailer *self, const char *cursor, UsherInstant now, char **next_cursor, GCancellable *cancellable,
             GError **error)
{
  refuse (self, error);
  return NULL;
}

static gboolean
mailer_check (UsherMailer *self, GCancellable *cancellable, GError **error)
{
  return refuse (self, error);
}

static void
mailer_init (UsherMailerInterface *iface)
{
  iface->get_name = mailer_get_name;
  iface->get_max_batch = mailer_get_max_batch;
  iface->send = mailer_send;
  iface->find_batch = mailer_find_batch;
  iface->poll = mailer_poll;
  iface->check = mailer_check;
}

/* --- SMS ----------------------------------------------------------------------------------------------------------- */

static const char *
texter_get_name (UsherTexter *self)
{
  return USHER_CLOSED (self)->name;
}

static double
texter_get_rate (UsherTexter *self)
{
  return 0;
}

static UsherSendResult *
texter_send (UsherTexter *self, const UsherTextMessage *message, GCancellable *cancellable)
{
  return later (self, message->delivery_id);
}

static gboolean
texter_find (UsherTexter *self, const UsherTextMessage *message, char **provider_id, GCancellable *cancellable, GError **error)
{
  *provider_id = NULL;
  return refuse (self, error);
}

static GPtrArray *
texter_fetch (UsherTexter *self, const char *provider_id, GCancellable *cancellable, GError **error)
{
  refuse (self, error);
  return NULL;
}

static GPtrArray *
texter_poll (UsherTexter *self, const char *cursor, UsherInstant now, char **next_cursor, GCancellable *cancellable,
             GError **error)
{
  refuse (self, error);
  return NULL;
}

static gboolean
texter_check (UsherTexter *self, GCancellable *cancellable, GError **error)
{
  return refuse (self, error);
}

static void
texter_init (UsherTexterInterface *iface)
{
  iface->get_name = texter_get_name;
  iface->get_rate = texter_get_rate;
  iface->send = texter_send;
  iface->find = texter_find;
  iface->fetch = texter_fetch;
  iface->poll = texter_poll;
  iface->check = texter_check;
}

/* --- streams ------------------------------------------------------------------------------------------------------- */

static const char *
streamer_get_name (UsherStreamer *self)
{
  return USHER_CLOSED (self)->name;
}

static UsherStream *
streamer_create (UsherStreamer *self, const char *event_uid, const char *title, GCancellable *cancellable, GError **error)
{
  refuse (self, error);
  return NULL;
}

static UsherStream *
streamer_look (UsherStreamer *self, const char *id, GCancellable *cancellable, GError **error)
{
  refuse (self, error);
  return NULL;
}

static gboolean
streamer_do (UsherStreamer *self, const char *provider_id, GCancellable *cancellable, GError **error)
{
  return refuse (self, error);
}

static gboolean
streamer_check (UsherStreamer *self, GCancellable *cancellable, GError **error)
{
  return refuse (self, error);
}

static void
streamer_init (UsherStreamerInterface *iface)
{
  iface->get_name = streamer_get_name;
  iface->create = streamer_create;
  iface->find = streamer_look;
  iface->get = streamer_look;
  iface->enable = streamer_do;
  iface->complete = streamer_do;
  iface->disable = streamer_do;
  iface->remove = streamer_do;
  iface->check = streamer_check;
}

/* --- the object ---------------------------------------------------------------------------------------------------- */

static void
usher_closed_finalize (GObject *object)
{
  g_free (USHER_CLOSED (object)->reason);
  G_OBJECT_CLASS (usher_closed_parent_class)->finalize (object);
}

static void
usher_closed_class_init (UsherClosedClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_closed_finalize;
}

static void
usher_closed_init (UsherClosed *self)
{
}

/**
 * usher_closed_new:
 * @name: the provider's name; static
 * @reason: why it cannot be used, and what to do
 *
 * Returns: (transfer full): a mailer, texter and streamer in one
 */
UsherClosed *
usher_closed_new (const char *name, const char *reason)
{
  UsherClosed *self;

  g_return_val_if_fail (name != NULL && reason != NULL, NULL);

  self = g_object_new (USHER_TYPE_CLOSED, NULL);
  self->name = name;
  self->reason = g_strdup (reason);
  return self;
}
