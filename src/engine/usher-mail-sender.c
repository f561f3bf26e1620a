/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sender.h"

#include "usher-engine-private.h"
#include "usher-table-deliveries.h"

/* Events of a moment may appear late in Mailgun's log; a doubled mail is worse than one that is minutes late. */
#define FIRST_LOOK 30      /* seconds */
#define BELIEVED   300
#define CLOCK_SLACK (10 * (gint64) USHER_MINUTE)

/* Those who may share one request */
typedef struct {
  char      *batch_id;
  GPtrArray *deliveries;
  GPtrArray *registrations;
} Group;

static void
group_free (gpointer data)
{
  Group *self = data;

  g_free (self->batch_id);
  g_ptr_array_unref (self->deliveries);
  g_ptr_array_unref (self->registrations);
  g_free (self);
}

static GPtrArray *
make_groups (const UsherClaim *claim, UsherComposer *composer)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < claim->deliveries->len; i++)
    {
      char *key = usher_composer_group_key (composer, claim->registrations->pdata[i]);
      Group *group = g_hash_table_lookup (by_key, key);

      if (group == NULL)
        {
          group = g_new0 (Group, 1);
          group->batch_id = groups->len == 0 ? g_strdup (claim->batch_id) : g_uuid_string_random ();
          group->deliveries = g_ptr_array_new ();
          group->registrations = g_ptr_array_new ();
          g_ptr_array_add (groups, group);
          g_hash_table_insert (by_key, g_steal_pointer (&key), group);
        }
      g_free (key);
      g_ptr_array_add (group->deliveries, claim->deliveries->pdata[i]);
      g_ptr_array_add (group->registrations, claim->registrations->pdata[i]);
    }
  return groups;
}

typedef struct {
  const char *claimed_as;
  GPtrArray  *groups;
} Split;

/* The id that travels with a request must be the one in the store, before it travels. */
static gboolean
split_job (UsherConn *conn, gpointer data, GError **error)
{
  const Split *split = data;

  for (guint i = 1; i < split->groups->len; i++)
    {
      const Group *group = split->groups->pdata[i];

      for (guint k = 0; k < group->deliveries->len; k++)
        {
          const UsherDelivery *d = group->deliveries->pdata[k];

          if (!usher_deliveries_move (conn, split->claimed_as, d->id, group->batch_id, error))
            return FALSE;
        }
    }
  return TRUE;
}

static void
fail_all (UsherSender *self, const UsherClaim *claim, const char *reason)
{
  g_autoptr (UsherSendResult) refused = usher_send_result_new (0, USHER_OUTCOME_REFUSED);
  g_autoptr (GPtrArray) results = NULL;

  refused->blame = USHER_BLAME_MESSAGE;
  refused->reason = g_strdup (reason);
  results = usher_sender_same_results (claim->deliveries, refused);
  usher_sender_settle (self, claim->batch_id, claim->deliveries, results);
}

static void
send_group (UsherSender *self, UsherComposer *composer, const Group *group)
{
  g_autoptr (UsherMailBatch) batch = NULL;
  g_autoptr (GPtrArray) results = NULL;
  gboolean trial;

  /* The circuit may have opened with the group before. */
  if (usher_sender_is_stopping (self) || !usher_circuit_allows (&self->circuit, usher_sender_now (self), &trial))
    {
      usher_sender_give_back (self, group->batch_id, group->deliveries, self->circuit.reason);
      return;
    }
  batch = usher_composer_make_mail (composer, group->batch_id, group->deliveries, group->registrations);
  results = usher_mailer_send (USHER_MAILER (self->provider), batch, self->cancellable);
  usher_sender_settle (self, group->batch_id, group->deliveries, results);
}

static void
mail_send (UsherSender *self, UsherClaim *claim)
{
  g_autofree char *public_url = usher_engine_dup_public_url (self->engine);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherComposer) composer = usher_claim_compose (claim, usher_engine_get_config (self->engine), public_url,
                                                            &error);
  g_autoptr (GPtrArray) groups = NULL;
  Split split = { .claimed_as = claim->batch_id };

  if (composer == NULL)
    {
      fail_all (self, claim, error->message);
      return;
    }
  split.groups = groups = make_groups (claim, composer);
  if (groups->len > 1
      && !usher_store_write (usher_engine_get_store (self->engine), split_job, &split, NULL, &error))
    {
      usher_sender_give_back (self, claim->batch_id, claim->deliveries, error->message);
      return;
    }
  for (guint i = 0; i < groups->len; i++)
    send_group (self, composer, groups->pdata[i]);
}

static int
mail_limit (UsherSender *self)
{
  return MAX (1, usher_mailer_get_max_batch (USHER_MAILER (self->provider)));
}

static GHashTable *
mail_ask (UsherSender *self, UsherClaim *claim, GError **error)
{
  return usher_mailer_find_batch (USHER_MAILER (self->provider), claim->batch_id, claim->at - CLOCK_SLACK,
                                  self->cancellable, error);
}

static GPtrArray *
mail_poll (UsherSender *self, const char *cursor, char **next_cursor, GError **error)
{
  return usher_mailer_poll (USHER_MAILER (self->provider), cursor, usher_sender_now (self), next_cursor,
                            self->cancellable, error);
}

static const UsherSenderKind mail_kind = {
  .channel = USHER_CHANNEL_EMAIL,
  .patience = { FIRST_LOOK, BELIEVED },
  .limit = mail_limit,
  .send = mail_send,
  .ask = mail_ask,
  .poll = mail_poll,
};

UsherSender *
usher_mail_sender_new (UsherEngine *engine, UsherMailer *mailer, UsherSenderReport report, gpointer data)
{
  return usher_sender_new (&mail_kind, engine, mailer, usher_mailer_get_name (mailer), report, data);
}
