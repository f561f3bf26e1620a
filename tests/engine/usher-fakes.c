/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-fakes.h"

#include <stdio.h>
#include <unistd.h>

#include "usher-error.h"

static void
taken_free (gpointer data)
{
  UsherTaken *self = data;

  g_free (self->batch_id);
  g_free (self->to);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->html);
  g_free (self->list_unsubscribe);
  g_free (self->tag);
  g_free (self->attachment);
  g_free (self->attachment_type);
  g_free (self->from);
  g_free (self);
}

static void
fake_init (UsherFake *self)
{
  g_mutex_init (&self->mutex);
  self->taken = g_ptr_array_new_with_free_func (taken_free);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_provider_event_free);
  self->max_batch = 1000;
  self->retry_after = -1;
}

static void
fake_clear (UsherFake *self)
{
  g_ptr_array_unref (self->taken);
  g_ptr_array_unref (self->events);
  g_free (self->ledger);
  g_mutex_clear (&self->mutex);
}

void
usher_fake_set_fault (UsherFake *self, UsherFault fault, int count)
{
  g_mutex_lock (&self->mutex);
  self->fault = fault;
  self->fault_count = count;
  g_mutex_unlock (&self->mutex);
}

void
usher_fake_add_event (UsherFake *self, UsherProviderEvent *event)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->events, event);
  g_mutex_unlock (&self->mutex);
}

int
usher_fake_count (UsherFake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return (int) self->taken->len;
}

int
usher_fake_requests (UsherFake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->requests;
}

gboolean
usher_fake_is_hanging (UsherFake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->hanging;
}

const UsherTaken *
usher_fake_nth (UsherFake *self, guint n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return n < self->taken->len ? self->taken->pdata[n] : NULL;
}

const UsherTaken *
usher_fake_last (UsherFake *self)
{
  return usher_fake_nth (self, (guint) usher_fake_count (self) - 1);
}

/* "BATCH DELIVERY" a line: a provider's memory that outlives our process */
static void
write_ledger (UsherFake *self, const UsherTaken *taken)
{
  FILE *file = self->ledger != NULL ? fopen (self->ledger, "a") : NULL;

  if (file == NULL)
    return;
  fprintf (file, "%s %" G_GINT64_FORMAT "\n", taken->batch_id, taken->delivery_id);
  fclose (file);
}

void
usher_fake_read_ledger (UsherFake *self, const char *path)
{
  g_autofree char *content = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &content, NULL, NULL))
    return;
  lines = g_strsplit (content, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], " ", 2);
      UsherTaken *taken = g_new0 (UsherTaken, 1);

      taken->batch_id = g_strdup (parts[0]);
      taken->delivery_id = g_ascii_strtoll (parts[1], NULL, 10);
      g_ptr_array_add (self->taken, taken);
    }
}

static void
take (UsherFake *self, UsherTaken *taken)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->taken, taken);
  write_ledger (self, taken);
  g_mutex_unlock (&self->mutex);
}

static UsherFault
next_fault (UsherFake *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  UsherFault fault = self->fault;

  self->requests++;
  if (fault == FAULT_NONE || self->fault_count == 0)
    return FAULT_NONE;
  if (self->fault_count > 0 && --self->fault_count == 0)
    self->fault = FAULT_NONE;
  return fault;
}

static gboolean
is_taken_by (UsherFault fault)
{
  return fault == FAULT_NONE || fault == FAULT_TAKEN || fault == FAULT_HANG || fault == FAULT_EXIT_AFTER;
}

static void
hang (UsherFake *self, GCancellable *cancellable)
{
  g_mutex_lock (&self->mutex);
  self->hanging = TRUE;
  g_mutex_unlock (&self->mutex);
  while (!g_cancellable_is_cancelled (cancellable))
    g_usleep (1000);
  g_mutex_lock (&self->mutex);
  self->hanging = FALSE;
  g_mutex_unlock (&self->mutex);
}

static void
set_result (UsherSendResult *r, UsherOutcome outcome, UsherBlame blame, const char *reason)
{
  r->outcome = outcome;
  r->blame = blame;
  g_set_str (&r->reason, reason);
}

static UsherSendResult *
make_result (UsherFake *self, UsherFault fault, gint64 delivery_id)
{
  UsherSendResult *r = usher_send_result_new (delivery_id, USHER_OUTCOME_ACCEPTED);

  switch (fault)
    {
    case FAULT_NONE:
      r->provider_id = g_strdup_printf ("fake-%" G_GINT64_FORMAT, delivery_id);
      break;
    case FAULT_REFUSE_ACCOUNT:
      set_result (r, USHER_OUTCOME_REFUSED, USHER_BLAME_ACCOUNT, "The provider refused the key. Check it in the settings.");
      break;
    case FAULT_REFUSE_RECIPIENT:
      set_result (r, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, "There is no such address.");
      break;
    case FAULT_STOPPED:
      set_result (r, USHER_OUTCOME_REFUSED, USHER_BLAME_RECIPIENT, "The person wrote STOP.");
      r->suppress = TRUE;
      break;
    case FAULT_LATER:
      set_result (r, USHER_OUTCOME_LATER, USHER_BLAME_SERVICE, "Too many requests.");
      r->retry_after = self->retry_after;
      break;
    case FAULT_UNREACHABLE:
      set_result (r, USHER_OUTCOME_LATER, USHER_BLAME_SERVICE, "The provider cannot be reached.");
      break;
    case FAULT_LATER_MESSAGE:
      set_result (r, USHER_OUTCOME_LATER, USHER_BLAME_RECIPIENT, "The mailbox is busy.");
      break;
    case FAULT_LOST:
    case FAULT_TAKEN:
    case FAULT_HANG:
      set_result (r, USHER_OUTCOME_UNKNOWN, USHER_BLAME_SERVICE, "No answer came.");
      break;
    case FAULT_EXIT_BEFORE:
    case FAULT_EXIT_AFTER:
    default:
      _exit (0);
    }
  return r;
}

static GHashTable *
find (UsherFake *self, const char *batch_id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GHashTable *found;

  self->questions++;
  if (self->mute)
    {
      g_set_error (error, USHER_ERROR, USHER_ERROR_LATER, "The provider cannot be reached.");
      return NULL;
    }
  found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  for (guint i = 0; i < self->taken->len; i++)
    {
      UsherTaken *taken = self->taken->pdata[i];

      if (!self->slow_memory && g_strcmp0 (taken->batch_id, batch_id) == 0)
        g_hash_table_insert (found, g_memdup2 (&taken->delivery_id, sizeof (gint64)),
                             g_strdup_printf ("fake-%" G_GINT64_FORMAT, taken->delivery_id));
    }
  self->slow_memory = FALSE;
  return found;
}

static GPtrArray *
poll_events (UsherFake *self, const char *cursor, char **next)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GPtrArray *page = self->events;

  self->polls++;
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_provider_event_free);
  *next = page->len > 0 || cursor == NULL
          ? g_strdup_printf ("%" G_GINT64_FORMAT, (cursor != NULL ? g_ascii_strtoll (cursor, NULL, 10) : 0) + page->len)
          : g_strdup (cursor);
  return page;
}

/* --- mailer -------------------------------------------------------------------------------------------------------- */

struct _UsherFakeMailer {
  GObject   parent_instance;
  UsherFake fake;
};

static const char *
mailer_get_name (UsherMailer *mailer)
{
  return "fake-mail";
}

static int
mailer_get_max_batch (UsherMailer *mailer)
{
  return USHER_FAKE_MAILER (mailer)->fake.max_batch;
}

static UsherTaken *
take_mail (const UsherMailBatch *batch, const UsherMailRecipient *recipient)
{
  UsherTaken *taken = g_new0 (UsherTaken, 1);

  taken->delivery_id = recipient->delivery_id;
  taken->batch_id = g_strdup (batch->batch_id);
  taken->to = g_strdup (recipient->address);
  taken->subject = usher_mail_batch_expand (batch->subject, recipient->variables);
  taken->text = usher_mail_batch_expand (batch->text, recipient->variables);
  taken->html = batch->html != NULL ? usher_mail_batch_expand (batch->html, recipient->variables) : NULL;
  taken->list_unsubscribe = batch->list_unsubscribe != NULL
                            ? usher_mail_batch_expand (batch->list_unsubscribe, recipient->variables) : NULL;
  taken->tag = g_strdup (batch->tag);
  taken->attachment = g_strdup (batch->attachment);
  taken->attachment_type = g_strdup (batch->attachment_type);
  taken->from = g_strdup_printf ("%s <%s>", batch->from_name, batch->from_address);
  return taken;
}

static GPtrArray *
mailer_send (UsherMailer *mailer, const UsherMailBatch *batch, GCancellable *cancellable)
{
  UsherFake *self = &USHER_FAKE_MAILER (mailer)->fake;
  UsherFault fault = next_fault (self);
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_send_result_free);

  for (guint i = 0; i < batch->recipients->len; i++)
    {
      const UsherMailRecipient *recipient = batch->recipients->pdata[i];

      if (is_taken_by (fault))
        take (self, take_mail (batch, recipient));
    }
  if (fault == FAULT_HANG)
    hang (self, cancellable);
  for (guint i = 0; i < batch->recipients->len; i++)
    g_ptr_array_add (results, make_result (self, fault, ((UsherMailRecipient *) batch->recipients->pdata[i])->delivery_id));
  return results;
}

static GHashTable *
mailer_find_batch (UsherMailer *mailer, const char *batch_id, UsherInstant since, GCancellable *cancellable, GError **error)
{
  return find (&USHER_FAKE_MAILER (mailer)->fake, batch_id, error);
}

static GPtrArray *
mailer_poll (UsherMailer *mailer, const char *cursor, UsherInstant now, char **next, GCancellable *cancellable,
             GError **error)
{
  return poll_events (&USHER_FAKE_MAILER (mailer)->fake, cursor, next);
}

static gboolean
mailer_check (UsherMailer *mailer, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
mailer_iface_init (UsherMailerInterface *iface)
{
  iface->get_name = mailer_get_name;
  iface->get_max_batch = mailer_get_max_batch;
  iface->send = mailer_send;
  iface->find_batch = mailer_find_batch;
  iface->poll = mailer_poll;
  iface->check = mailer_check;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherFakeMailer, usher_fake_mailer, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_MAILER, mailer_iface_init))

static void
usher_fake_mailer_finalize (GObject *object)
{
  fake_clear (&USHER_FAKE_MAILER (object)->fake);
  G_OBJECT_CLASS (usher_fake_mailer_parent_class)->finalize (object);
}

static void
usher_fake_mailer_class_init (UsherFakeMailerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_fake_mailer_finalize;
}

static void
usher_fake_mailer_init (UsherFakeMailer *self)
{
  fake_init (&self->fake);
}

UsherFakeMailer *
usher_fake_mailer_new (void)
{
  return g_object_new (USHER_TYPE_FAKE_MAILER, NULL);
}

UsherFake *
usher_fake_mailer_get (UsherFakeMailer *self)
{
  return &self->fake;
}

/* --- texter -------------------------------------------------------------------------------------------------------- */

struct _UsherFakeTexter {
  GObject   parent_instance;
  UsherFake fake;
};

static const char *
texter_get_name (UsherTexter *texter)
{
  return "fake-text";
}

static double
texter_get_rate (UsherTexter *texter)
{
  return USHER_FAKE_TEXTER (texter)->fake.rate;
}

static UsherSendResult *
texter_send (UsherTexter *texter, const UsherTextMessage *message, GCancellable *cancellable)
{
  UsherFake *self = &USHER_FAKE_TEXTER (texter)->fake;
  UsherFault fault = next_fault (self);

  if (is_taken_by (fault))
    {
      UsherTaken *taken = g_new0 (UsherTaken, 1);

      taken->delivery_id = message->delivery_id;
      taken->batch_id = g_strdup (message->batch_id);
      taken->to = g_strdup (message->to);
      taken->text = g_strdup (message->body);
      taken->valid_seconds = message->valid_seconds;
      take (self, taken);
    }
  if (fault == FAULT_HANG)
    hang (self, cancellable);
  return make_result (self, fault, message->delivery_id);
}

/* As Twilio: known by number and body, not by our id */
static gboolean
texter_find (UsherTexter *texter, const UsherTextMessage *message, char **provider_id, GCancellable *cancellable,
             GError **error)
{
  UsherFake *self = &USHER_FAKE_TEXTER (texter)->fake;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  *provider_id = NULL;
  self->questions++;
  if (self->mute)
    {
      g_set_error (error, USHER_ERROR, USHER_ERROR_LATER, "The provider cannot be reached.");
      return FALSE;
    }
  for (guint i = 0; i < self->taken->len && *provider_id == NULL; i++)
    {
      UsherTaken *taken = self->taken->pdata[i];

      g_autofree char *id = g_strdup_printf ("fake-%" G_GINT64_FORMAT, taken->delivery_id);
      gboolean marked = message->mark != NULL && strstr (taken->text, message->mark) != NULL;

      if (g_strcmp0 (taken->to, message->to) == 0 && (marked || g_strcmp0 (taken->text, message->body) == 0)
          && (message->others == NULL || !g_hash_table_contains (message->others, id)))
        *provider_id = g_steal_pointer (&id);
    }
  return TRUE;
}

static GPtrArray *
texter_fetch (UsherTexter *texter, const char *provider_id, GCancellable *cancellable, GError **error)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) usher_provider_event_free);
  UsherProviderEvent *event;

  /* Some never get a last word. */
  if (g_str_has_prefix (provider_id, "silent"))
    return events;
  event = usher_provider_event_new ("fake-text", "delivered");
  event->provider_event_id = g_strconcat (provider_id, ":delivered", NULL);
  event->provider_id = g_strdup (provider_id);
  event->segments = 2;
  event->price_micros = 15000;
  g_ptr_array_add (events, event);
  return events;
}

static GPtrArray *
texter_poll (UsherTexter *texter, const char *cursor, UsherInstant now, char **next, GCancellable *cancellable,
             GError **error)
{
  return poll_events (&USHER_FAKE_TEXTER (texter)->fake, cursor, next);
}

static gboolean
texter_check (UsherTexter *texter, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
texter_iface_init (UsherTexterInterface *iface)
{
  iface->get_name = texter_get_name;
  iface->get_rate = texter_get_rate;
  iface->send = texter_send;
  iface->find = texter_find;
  iface->fetch = texter_fetch;
  iface->poll = texter_poll;
  iface->check = texter_check;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (UsherFakeTexter, usher_fake_texter, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_TEXTER, texter_iface_init))

static void
usher_fake_texter_finalize (GObject *object)
{
  fake_clear (&USHER_FAKE_TEXTER (object)->fake);
  G_OBJECT_CLASS (usher_fake_texter_parent_class)->finalize (object);
}

static void
usher_fake_texter_class_init (UsherFakeTexterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = usher_fake_texter_finalize;
}

static void
usher_fake_texter_init (UsherFakeTexter *self)
{
  fake_init (&self->fake);
}

UsherFakeTexter *
usher_fake_texter_new (void)
{
  return g_object_new (USHER_TYPE_FAKE_TEXTER, NULL);
}

UsherFake *
usher_fake_texter_get (UsherFakeTexter *self)
{
  return &self->fake;
}
