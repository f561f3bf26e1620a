/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-closed.h"

#include "usher-error.h"
#include "usher-message.h"

#define WHY "The keyring is locked."

/* Nothing is sent, nothing is lost: everything is for later, and it is the account that is to blame. */
static void
assert_waits (const UsherSendResult *result, gint64 id)
{
  g_assert_cmpint (result->delivery_id, ==, id);
  g_assert_cmpint (result->outcome, ==, USHER_OUTCOME_LATER);
  g_assert_cmpint (result->blame, ==, USHER_BLAME_ACCOUNT);
  g_assert_cmpstr (result->reason, ==, WHY);
}

static void
assert_says_why (GError *error)
{
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
  g_assert_cmpstr (error->message, ==, WHY);
  g_error_free (error);
}

static void
test_mailer (void)
{
  g_autoptr (UsherMailer) mailer = USHER_MAILER (usher_closed_new ("mailgun", WHY));
  g_autoptr (UsherMailBatch) batch = usher_mail_batch_new ();
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *cursor = NULL;
  GError *error = NULL;

  batch->batch_id = g_strdup ("b");
  for (gint64 id = 1; id <= 3; id++)
    g_ptr_array_add (batch->recipients, usher_mail_recipient_new (id, "ada@example.org", NULL));
  g_assert_cmpstr (usher_mailer_get_name (mailer), ==, "mailgun");
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpuint (results->len, ==, 3);
  for (guint i = 0; i < results->len; i++)
    assert_waits (results->pdata[i], i + 1);
  g_assert_null (usher_mailer_find_batch (mailer, "b", 0, NULL, &error));
  assert_says_why (g_steal_pointer (&error));
  g_assert_null (usher_mailer_poll (mailer, NULL, 0, &cursor, NULL, &error));
  assert_says_why (g_steal_pointer (&error));
  g_assert_false (usher_mailer_check (mailer, NULL, &error));
  assert_says_why (g_steal_pointer (&error));
}

static void
test_texter (void)
{
  g_autoptr (UsherTexter) texter = USHER_TEXTER (usher_closed_new ("twilio", WHY));
  UsherTextMessage message = { .delivery_id = 7, .batch_id = (char *) "b", .body = (char *) "Hi", .to = (char *) "+12015550101" };
  g_autoptr (UsherSendResult) result = usher_texter_send (texter, &message, NULL);
  g_autofree char *id = NULL, *cursor = NULL;
  GError *error = NULL;

  g_assert_cmpstr (usher_texter_get_name (texter), ==, "twilio");
  assert_waits (result, 7);
  g_assert_false (usher_texter_find (texter, &message, &id, NULL, &error));
  assert_says_why (g_steal_pointer (&error));
  g_assert_null (usher_texter_fetch (texter, "SM1", NULL, &error));
  assert_says_why (g_steal_pointer (&error));
  g_assert_null (usher_texter_poll (texter, NULL, 0, &cursor, NULL, &error));
  assert_says_why (g_steal_pointer (&error));
}

static void
test_streamer (void)
{
  g_autoptr (UsherStreamer) streamer = USHER_STREAMER (usher_closed_new ("mux", WHY));
  GError *error = NULL;

  g_assert_cmpstr (usher_streamer_get_name (streamer), ==, "mux");
  g_assert_null (usher_streamer_create (streamer, "uid", "Show", NULL, &error));
  assert_says_why (g_steal_pointer (&error));
  g_assert_null (usher_streamer_find (streamer, "uid", NULL, &error));
  assert_says_why (g_steal_pointer (&error));
  g_assert_false (usher_streamer_complete (streamer, "id", NULL, &error));
  assert_says_why (g_steal_pointer (&error));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/closed/mailer", test_mailer);
  g_test_add_func ("/closed/texter", test_texter);
  g_test_add_func ("/closed/streamer", test_streamer);
  return g_test_run ();
}
