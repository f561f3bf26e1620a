/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "provider-fixture.h"
#include "usher-error.h"
#include "usher-sandbox.h"

/* An outbox in memory, whose disk can be full */
#define TEST_TYPE_OUTBOX (test_outbox_get_type ())
G_DECLARE_FINAL_TYPE (TestOutbox, test_outbox, TEST, OUTBOX, GObject)

struct _TestOutbox {
  GObject  parent_instance;
  gboolean full;
  GArray  *delivery_ids;
  char    *batch_id;
};

static void test_outbox_iface_init (UsherOutboxInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestOutbox, test_outbox, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (USHER_TYPE_OUTBOX, test_outbox_iface_init))

static gboolean
record (TestOutbox *self, const char *batch_id, gint64 delivery_id, GError **error)
{
  if (self->full)
    {
      g_set_error (error, USHER_ERROR, USHER_ERROR_STORAGE, "The disk is full");
      return FALSE;
    }
  g_array_append_val (self->delivery_ids, delivery_id);
  g_free (self->batch_id);
  self->batch_id = g_strdup (batch_id);
  return TRUE;
}

static gboolean
record_mail (UsherOutbox *outbox, const UsherMailBatch *batch, GError **error)
{
  for (guint i = 0; i < batch->recipients->len; i++)
    {
      const UsherMailRecipient *recipient = g_ptr_array_index (batch->recipients, i);

      if (!record (TEST_OUTBOX (outbox), batch->batch_id, recipient->delivery_id, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
record_text (UsherOutbox *outbox, const UsherTextMessage *message, GError **error)
{
  return record (TEST_OUTBOX (outbox), message->batch_id, message->delivery_id, error);
}

static GHashTable *
find_batch (UsherOutbox *outbox, const char *batch_id, GError **error)
{
  TestOutbox *self = TEST_OUTBOX (outbox);
  GHashTable *found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);

  for (guint i = 0; g_strcmp0 (batch_id, self->batch_id) == 0 && i < self->delivery_ids->len; i++)
    g_hash_table_insert (found, g_memdup2 (&g_array_index (self->delivery_ids, gint64, i), sizeof (gint64)), g_strdup ("x"));
  return found;
}

static void
test_outbox_iface_init (UsherOutboxInterface *iface)
{
  iface->record_mail = record_mail;
  iface->record_text = record_text;
  iface->find_batch = find_batch;
}

static void
test_outbox_finalize (GObject *object)
{
  g_array_unref (TEST_OUTBOX (object)->delivery_ids);
  g_free (TEST_OUTBOX (object)->batch_id);
  G_OBJECT_CLASS (test_outbox_parent_class)->finalize (object);
}

static void
test_outbox_class_init (TestOutboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_outbox_finalize;
}

static void
test_outbox_init (TestOutbox *self)
{
  self->delivery_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
test_mailer (void)
{
  g_autoptr (TestOutbox) outbox = g_object_new (TEST_TYPE_OUTBOX, NULL);
  g_autoptr (UsherMailer) mailer = usher_sandbox_mailer_new (USHER_OUTBOX (outbox));
  g_autoptr (UsherMailBatch) batch = fixture_batch (700);
  g_autoptr (GPtrArray) results = usher_mailer_send (mailer, batch, NULL);
  g_autoptr (GHashTable) found = NULL;
  g_autofree char *cursor = NULL;
  guint delivered = 0;

  g_assert_cmpuint (results->len, ==, 700);
  for (guint i = 0; i < results->len; i++)
    {
      const UsherSendResult *result = g_ptr_array_index (results, i);

      g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_ACCEPTED);
      g_assert_cmpint (result->delivery_id, ==, i + 1);
    }
  found = usher_mailer_find_batch (mailer, batch->batch_id, 0, NULL, NULL);
  g_assert_cmpuint (g_hash_table_size (found), ==, 700);
  for (;;)
    {
      char *next = NULL;
      g_autoptr (GPtrArray) page = usher_mailer_poll (mailer, cursor, 5, &next, NULL, NULL);

      delivered += page->len;
      g_free (cursor);
      cursor = next;
      if (page->len == 0)
        break;
      g_assert_cmpstr (((UsherProviderEvent *) g_ptr_array_index (page, 0))->type, ==, "delivered");
    }
  g_assert_cmpuint (delivered, ==, 700);
  g_assert_true (usher_mailer_check (mailer, NULL, NULL));
}

static void
test_mailer_full_disk (void)
{
  g_autoptr (TestOutbox) outbox = g_object_new (TEST_TYPE_OUTBOX, NULL);
  g_autoptr (UsherMailer) mailer = usher_sandbox_mailer_new (USHER_OUTBOX (outbox));
  g_autoptr (UsherMailBatch) batch = fixture_batch (2);
  g_autoptr (GPtrArray) results = NULL;
  const UsherSendResult *result;

  outbox->full = TRUE;
  results = usher_mailer_send (mailer, batch, NULL);
  result = g_ptr_array_index (results, 1);
  g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_UNKNOWN);
  g_assert_nonnull (strstr (result->reason, "disk is full"));
}

static void
test_texter (void)
{
  g_autoptr (TestOutbox) outbox = g_object_new (TEST_TYPE_OUTBOX, NULL);
  g_autoptr (UsherTexter) texter = usher_sandbox_texter_new (USHER_OUTBOX (outbox));
  g_autoptr (UsherTextMessage) message = usher_text_message_new ();
  g_autoptr (UsherSendResult) result = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  message->delivery_id = 9;
  message->batch_id = g_strdup ("batch");
  message->to = g_strdup ("+4915112345678");
  message->body = g_strnfill (161, 'a');
  g_assert_true (usher_texter_find (texter, message, &id, NULL, NULL));
  g_assert_null (id);
  result = usher_texter_send (texter, message, NULL);
  g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_ACCEPTED);
  g_assert_cmpint (result->segments, ==, 2);
  g_assert_true (usher_texter_find (texter, message, &id, NULL, NULL));
  g_assert_cmpstr (id, ==, result->provider_id);
  events = usher_texter_fetch (texter, id, NULL, NULL);
  g_assert_cmpuint (events->len, ==, 1);
  g_assert_cmpint (((UsherProviderEvent *) g_ptr_array_index (events, 0))->delivery_id, ==, 9);
  g_assert_null (usher_texter_fetch (texter, "SM0123", NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
}

static void
test_manual (void)
{
  g_autoptr (UsherStreamer) streamer = usher_manual_streamer_new ("https://live.example.org/hls/stream.m3u8");
  g_autoptr (UsherStream) stream = usher_streamer_create (streamer, "uid-1", "Show", NULL, NULL);
  g_autoptr (UsherStream) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (usher_streamer_check (streamer, NULL, NULL));
  g_assert_cmpstr (stream->provider, ==, "manual");
  g_assert_cmpstr (stream->status, ==, "idle");
  g_assert_cmpstr (stream->playback_url, ==, "https://live.example.org/hls/stream.m3u8");
  g_assert_true (usher_streamer_complete (streamer, stream->provider_id, NULL, NULL));
  again = usher_streamer_find (streamer, "uid-1", NULL, NULL);
  g_assert_cmpstr (again->status, ==, "completed");
  g_assert_null (usher_streamer_find (streamer, "uid-2", NULL, &error));
  g_assert_no_error (error);
  g_assert_false (usher_streamer_disable (streamer, "a-mux-id", NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
}

static void
test_manual_addresses (void)
{
  static const char * const bad[] = { "live.example.org", "javascript:alert(1)", "file:///etc/passwd", "https://", "rtmp://x/y" };
  g_autoptr (UsherStreamer) none = usher_manual_streamer_new (NULL);

  g_assert_true (usher_streamer_check (none, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (UsherStreamer) streamer = usher_manual_streamer_new (bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_false (usher_streamer_check (streamer, NULL, &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/sandbox/mailer", test_mailer);
  g_test_add_func ("/sandbox/mailer-full-disk", test_mailer_full_disk);
  g_test_add_func ("/sandbox/texter", test_texter);
  g_test_add_func ("/sandbox/manual", test_manual);
  g_test_add_func ("/sandbox/manual-addresses", test_manual_addresses);
  return g_test_run ();
}
