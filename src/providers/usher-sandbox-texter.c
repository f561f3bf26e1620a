/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-error.h"
#include "usher-sandbox-feed.h"
#include "usher-sandbox.h"
#include "usher-sms.h"

struct _UsherSandboxTexter {
  GObject      parent_instance;

  UsherOutbox *outbox;
  GArray      *waiting;   /* (element-type gint64): deliveries whose arrival was not reported yet */
};

enum {
  PROP_OUTBOX = 1,
};

static void usher_sandbox_texter_iface_init (UsherTexterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherSandboxTexter, usher_sandbox_texter, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_TEXTER, usher_sandbox_texter_iface_init))

static const char *
sandbox_get_name (UsherTexter *texter)
{
  return "sandbox";
}

static double
sandbox_get_rate (UsherTexter *texter)
{
  return 0;
}

static UsherSendResult *
sandbox_send (UsherTexter *texter, const UsherTextMessage *message, GCancellable *cancellable)
{
  UsherSandboxTexter *self = USHER_SANDBOX_TEXTER (texter);
  g_autoptr (GError) error = NULL;
  UsherSendResult *result;

  if (!usher_outbox_record_text (self->outbox, message, &error))
    {
      result = usher_send_result_new (message->delivery_id, USHER_OUTCOME_UNKNOWN);
      result->reason = g_strdup_printf ("The outbox could not be written: %s", error->message);
      return result;
    }
  result = usher_send_result_new (message->delivery_id, USHER_OUTCOME_ACCEPTED);
  result->provider_id = usher_sandbox_id (message->delivery_id);
  result->segments = usher_sms_measure (message->body).segments;
  g_array_append_val (self->waiting, message->delivery_id);
  return result;
}

static gboolean
sandbox_find (UsherTexter *texter, const UsherTextMessage *message, char **provider_id, GCancellable *cancellable,
              GError **error)
{
  UsherSandboxTexter *self = USHER_SANDBOX_TEXTER (texter);
  g_autoptr (GHashTable) sent = NULL;

  *provider_id = NULL;
  if (message->batch_id == NULL)
    return TRUE;
  sent = usher_outbox_find_sent (self->outbox, message->batch_id, error);
  if (sent == NULL)
    return FALSE;
  if (g_hash_table_contains (sent, &message->delivery_id))
    *provider_id = usher_sandbox_id (message->delivery_id);
  return TRUE;
}

static GPtrArray *
sandbox_fetch (UsherTexter *texter, const char *provider_id, GCancellable *cancellable, GError **error)
{
  gint64 delivery_id = usher_sandbox_id_delivery (provider_id);
  GPtrArray *events;

  if (delivery_id == 0)
    {
      usher_set_error (error, USHER_ERROR_NOT_FOUND, "The sandbox does not know this message");
      return NULL;
    }
  events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_provider_event_free);
  g_ptr_array_add (events, usher_sandbox_delivered (delivery_id, USHER_NEVER));
  return events;
}

static GPtrArray *
sandbox_poll (UsherTexter *texter, const char *cursor, UsherInstant now, char **next_cursor, GCancellable *cancellable,
              GError **error)
{
  return usher_sandbox_feed_poll (USHER_SANDBOX_TEXTER (texter)->waiting, cursor, now, next_cursor);
}

static gboolean
sandbox_check (UsherTexter *texter, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
usher_sandbox_texter_iface_init (UsherTexterInterface *iface)
{
  iface->get_name = sandbox_get_name;
  iface->get_rate = sandbox_get_rate;
  iface->send = sandbox_send;
  iface->find = sandbox_find;
  iface->fetch = sandbox_fetch;
  iface->poll = sandbox_poll;
  iface->check = sandbox_check;
}

static void
usher_sandbox_texter_finalize (GObject *object)
{
  UsherSandboxTexter *self = USHER_SANDBOX_TEXTER (object);

  g_clear_object (&self->outbox);
  g_array_unref (self->waiting);
  G_OBJECT_CLASS (usher_sandbox_texter_parent_class)->finalize (object);
}

static void
usher_sandbox_texter_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_OUTBOX)
    USHER_SANDBOX_TEXTER (object)->outbox = g_value_dup_object (value);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
usher_sandbox_texter_class_init (UsherSandboxTexterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = usher_sandbox_texter_finalize;
  object_class->set_property = usher_sandbox_texter_set_property;
  g_object_class_install_property (object_class, PROP_OUTBOX,
                                   g_param_spec_object ("outbox", NULL, NULL, USHER_TYPE_OUTBOX,
                                                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
usher_sandbox_texter_init (UsherSandboxTexter *self)
{
  self->waiting = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * usher_sandbox_texter_new:
 * @outbox: where the messages go
 *
 * Returns: (transfer full): a texter that keeps every message readable and sends none
 */
UsherTexter *
usher_sandbox_texter_new (UsherOutbox *outbox)
{
  g_return_val_if_fail (USHER_IS_OUTBOX (outbox), NULL);
  return g_object_new (USHER_TYPE_SANDBOX_TEXTER, "outbox", outbox, NULL);
}
