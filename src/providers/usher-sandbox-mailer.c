/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sandbox-feed.h"
#include "usher-sandbox.h"

#define MAX_BATCH 1000   /* as Mailgun's, so that the sandbox shows what will happen there */

struct _UsherSandboxMailer {
  GObject      parent_instance;

  UsherOutbox *outbox;
  GArray      *waiting;   /* (element-type gint64): deliveries whose arrival was not reported yet */
};

enum {
  PROP_OUTBOX = 1,
};

static void usher_sandbox_mailer_iface_init (UsherMailerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherSandboxMailer, usher_sandbox_mailer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_MAILER, usher_sandbox_mailer_iface_init))

static const char *
sandbox_get_name (UsherMailer *mailer)
{
  return "sandbox";
}

static int
sandbox_get_max_batch (UsherMailer *mailer)
{
  return MAX_BATCH;
}

static GPtrArray *
sandbox_send (UsherMailer *mailer, const UsherMailBatch *batch, GCancellable *cancellable)
{
  UsherSandboxMailer *self = USHER_SANDBOX_MAILER (mailer);
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_send_result_free);
  g_autoptr (GError) error = NULL;
  gboolean recorded = usher_outbox_record_mail (self->outbox, batch, &error);

  for (guint i = 0; i < batch->recipients->len; i++)
    {
      const UsherMailRecipient *recipient = g_ptr_array_index (batch->recipients, i);
      /* A disk that failed while writing may have written: the outbox is asked before anything is sent again. */
      UsherSendResult *result =
        usher_send_result_new (recipient->delivery_id, recorded ? USHER_OUTCOME_ACCEPTED : USHER_OUTCOME_UNKNOWN);

      if (recorded)
        {
          result->provider_id = usher_sandbox_id (recipient->delivery_id);
          g_array_append_val (self->waiting, recipient->delivery_id);
        }
      else
        result->reason = g_strdup_printf ("The outbox could not be written: %s", error->message);
      g_ptr_array_add (results, result);
    }
  return results;
}

static GHashTable *
sandbox_find_batch (UsherMailer *mailer, const char *batch_id, UsherInstant since, GCancellable *cancellable, GError **error)
{
  return usher_outbox_find_sent (USHER_SANDBOX_MAILER (mailer)->outbox, batch_id, error);
}

static GPtrArray *
sandbox_poll (UsherMailer *mailer, const char *cursor, UsherInstant now, char **next_cursor, GCancellable *cancellable,
              GError **error)
{
  return usher_sandbox_feed_poll (USHER_SANDBOX_MAILER (mailer)->waiting, cursor, now, next_cursor);
}

static gboolean
sandbox_check (UsherMailer *mailer, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
usher_sandbox_mailer_iface_init (UsherMailerInterface *iface)
{
  iface->get_name = sandbox_get_name;
  iface->get_max_batch = sandbox_get_max_batch;
  iface->send = sandbox_send;
  iface->find_batch = sandbox_find_batch;
  iface->poll = sandbox_poll;
  iface->check = sandbox_check;
}

static void
usher_sandbox_mailer_finalize (GObject *object)
{
  UsherSandboxMailer *self = USHER_SANDBOX_MAILER (object);

  g_clear_object (&self->outbox);
  g_array_unref (self->waiting);
  G_OBJECT_CLASS (usher_sandbox_mailer_parent_class)->finalize (object);
}

static void
usher_sandbox_mailer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_OUTBOX)
    USHER_SANDBOX_MAILER (object)->outbox = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
usher_sandbox_mailer_class_init (UsherSandboxMailerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = usher_sandbox_mailer_finalize;
  object_class->set_property = usher_sandbox_mailer_set_property;
  g_object_class_install_property (object_class, PROP_OUTBOX,
                                   g_param_spec_object ("outbox", NULL, NULL, USHER_TYPE_OUTBOX,
                                                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
usher_sandbox_mailer_init (UsherSandboxMailer *self)
{
  self->waiting = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * usher_sandbox_mailer_new:
 * @outbox: where the messages go
 *
 * Returns: (transfer full): a mailer that keeps every message readable and sends none
 */
UsherMailer *
usher_sandbox_mailer_new (UsherOutbox *outbox)
{
  g_return_val_if_fail (USHER_IS_OUTBOX (outbox), NULL);
  return g_object_new (USHER_TYPE_SANDBOX_MAILER, "outbox", outbox, NULL);
}
