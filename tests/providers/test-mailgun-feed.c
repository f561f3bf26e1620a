/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking Mailgun afterwards: was it taken, what became of it, and is the account fine? */
#include "provider-fixture.h"
#include "usher-error.h"
#include "usher-mailgun.h"

#define NOW_SECONDS ((gint64) 1800000000)
#define NOW         (NOW_SECONDS * G_USEC_PER_SEC)

static UsherMailer *
mailer_new (UsherStandin *standin, const char *domain, const char *key)
{
  return g_object_new (USHER_TYPE_MAILGUN, "base-url", usher_standin_get_url (standin, USHER_STANDIN_MAILGUN), "domain",
                       domain, "api-key", key, "timeout", 1u, "retry-pause", 1u, NULL);
}

static UsherMailer *
mailer_for (UsherStandin *standin)
{
  return mailer_new (standin, USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY);
}

static void
use_api (UsherStandin *standin, gconstpointer no_logs)
{
  if (GPOINTER_TO_INT (no_logs))
    fixture_tell (standin, "/settings", "{\"no_logs\":true}");
}

/* The answer was lost, the message was not: found by our own variables, over several pages. */
static void
test_find (gconstpointer no_logs)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) other = fixture_batch (30);
  g_autoptr (UsherMailBatch) batch = fixture_batch (350);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autoptr (GHashTable) found = NULL;
  g_autoptr (GHashTable) none = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id = 350;

  use_api (standin, no_logs);
  first = usher_mailer_send (mailer, other, NULL);
  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "lost", 1, 0);
  second = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpint (((UsherSendResult *) g_ptr_array_index (second, 0))->outcome, ==, USHER_OUTCOME_UNKNOWN);
  found = usher_mailer_find_batch (mailer, batch->batch_id, g_get_real_time (), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (found), ==, 350);
  g_assert_nonnull (strstr (g_hash_table_lookup (found, &id), "@" USHER_STANDIN_MAILGUN_DOMAIN));
  none = usher_mailer_find_batch (mailer, "00000000-0000-4000-8000-000000000000", g_get_real_time (), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (none), ==, 0);
  usher_standin_assert_clean (standin);
}

static void
test_find_not_taken (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (2);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (GHashTable) found = NULL;

  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "reset", 1, 0);
  results = usher_mailer_send (mailer, batch, NULL);
  g_assert_cmpint (((UsherSendResult *) g_ptr_array_index (results, 0))->outcome, ==, USHER_OUTCOME_UNKNOWN);
  found = usher_mailer_find_batch (mailer, batch->batch_id, g_get_real_time (), NULL, NULL);
  g_assert_cmpuint (g_hash_table_size (found), ==, 0);
}

/* Reads all there is, as the engine does; counts the events by type. */
static guint
drain (UsherMailer *mailer, char **cursor, UsherInstant now, const char *type, GHashTable *ids)
{
  guint count = 0;

  for (int round = 0; round < 100; round++)
    {
      g_autofree char *next = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) page = usher_mailer_poll (mailer, *cursor, now, &next, NULL, &error);
      gboolean done;

      g_assert_no_error (error);
      for (guint i = 0; i < page->len; i++)
        {
          const UsherProviderEvent *event = g_ptr_array_index (page, i);

          if (ids != NULL)
            g_hash_table_add (ids, g_strdup (event->provider_event_id));
          count += g_str_equal (event->type, type);
        }
      done = page->len == 0 || g_strcmp0 (next, *cursor) == 0;
      g_free (*cursor);
      *cursor = g_steal_pointer (&next);
      if (done)
        return count;
    }
  g_assert_not_reached ();
}

static void
test_poll (gconstpointer no_logs)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (250);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *cursor = NULL;

  use_api (standin, no_logs);
  usher_standin_set_time (standin, NOW_SECONDS);
  g_assert_cmpuint (drain (mailer, &cursor, NOW, "accepted", ids), ==, 0);
  results = usher_mailer_send (mailer, batch, NULL);
  /* over three pages of the logs; each of them once in this round */
  g_assert_cmpuint (drain (mailer, &cursor, NOW + 10 * G_USEC_PER_SEC, "accepted", ids), ==, 250);
  g_assert_cmpuint (g_hash_table_size (ids), ==, 250);
  /* asked again at once: nothing, and no request */
  g_assert_cmpuint (drain (mailer, &cursor, NOW + 11 * G_USEC_PER_SEC, "accepted", ids), ==, 0);
  fixture_tell (standin, "/mailgun/events", "{\"event\":\"opened\",\"recipient\":\"person-7@example.org\",\"client-info\":{\"bot\":\"apple\"}}");
  g_assert_cmpuint (drain (mailer, &cursor, NOW + 20 * G_USEC_PER_SEC, "opened", ids), ==, 1);
  g_assert_cmpuint (g_hash_table_size (ids), ==, 251);
  usher_standin_assert_clean (standin);
}

/* An event that turns up when later ones were seen long ago is found by the thorough round. */
static void
test_poll_late_events (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *late = g_strdup_printf ("{\"event\":\"delivered\",\"at\":%" G_GINT64_FORMAT "}", NOW_SECONDS + 60);
  g_autofree char *cursor = NULL;
  guint found = 0;

  usher_standin_set_time (standin, NOW_SECONDS);
  results = usher_mailer_send (mailer, batch, NULL);
  for (int minute = 0; minute < 20; minute++)
    {
      UsherInstant now = NOW + minute * (gint64) USHER_MINUTE;

      usher_standin_set_time (standin, now / G_USEC_PER_SEC);
      if (minute == 5)
        fixture_tell (standin, "/mailgun/events", "{\"event\":\"clicked\"}");
      if (minute == 6)
        fixture_tell (standin, "/mailgun/events", late);
      found += drain (mailer, &cursor, now, "delivered", NULL);
    }
  g_assert_cmpuint (found, >, 0);
  usher_standin_assert_clean (standin);
}

/* The cursor is kept in the database; whatever is in there must not break the reading. */
static void
test_poll_odd_cursors (void)
{
  static const char * const cursors[] = {
    "", "nonsense", "1", "1 2 3", "9 1 2 3 4 5 1 1 0 token", "1 a b c d e 1 1 0 x", "1 0 0 0 0 0 1 0 0 no-such-page",
  };
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);

  for (guint i = 0; i < G_N_ELEMENTS (cursors); i++)
    {
      g_autofree char *next = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) page = usher_mailer_poll (mailer, cursors[i], g_get_real_time (), &next, NULL, &error);

      g_assert_true ((page != NULL) == (error == NULL));
      g_assert_true (page == NULL || next != NULL);
    }
}

/* A page that was to be read two weeks ago, before the machine was switched off, or one that is not known any more */
static void
test_poll_stale_page (void)
{
  static const gint64 ends[] = { NOW_SECONDS - 14 * 24 * 3600, NOW_SECONDS - 10 };
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GPtrArray) results = NULL;

  usher_standin_set_time (standin, NOW_SECONDS);
  results = usher_mailer_send (mailer, batch, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *cursor = g_strdup_printf ("1 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " 0 %" G_GINT64_FORMAT
                                                 " %" G_GINT64_FORMAT " 1 1 0 no-such-page",
                                                 ends[i] - 9, ends[i] - 9, ends[i] - 9, ends[i]);
      guint found = drain (mailer, &cursor, NOW + G_USEC_PER_SEC, "accepted", NULL);

      found += drain (mailer, &cursor, NOW + 60 * G_USEC_PER_SEC, "accepted", NULL);
      g_assert_cmpuint (found, >, 0);
    }
}

static void
test_poll_faults (void)
{
  static const char * const faults[] = { "garbage", "huge", "half", "reset", "500", "429", "hang" };

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (UsherStandin) standin = usher_standin_new ();
      g_autoptr (UsherMailer) mailer = mailer_for (standin);
      g_autofree char *next = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) page = NULL;

      usher_standin_inject (standin, USHER_STANDIN_MAILGUN, faults[i], 1, 0);
      page = usher_mailer_poll (mailer, NULL, g_get_real_time (), &next, NULL, &error);
      g_assert_null (page);
      g_assert_null (next);
      g_assert_error (error, USHER_ERROR, USHER_ERROR_LATER);
    }
}

static void
test_sending_key (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_new (standin, USHER_STANDIN_MAILGUN_DOMAIN, "key-wrong");
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (usher_mailer_poll (mailer, NULL, g_get_real_time (), &next, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_UNAUTHORIZED);
  g_assert_nonnull (strstr (error->message, "account key"));
}

typedef struct {
  const char *domain;
  const char *key;
  int         code;      /* -1: fine */
  const char *words;
} Check;

static const Check checks[] = {
  { USHER_STANDIN_MAILGUN_DOMAIN, USHER_STANDIN_MAILGUN_KEY, -1, "" },
  { USHER_STANDIN_MAILGUN_DOMAIN, "key-wrong", USHER_ERROR_UNAUTHORIZED, "key" },
  { USHER_STANDIN_MAILGUN_DOMAIN, "", USHER_ERROR_NOT_CONFIGURED, "key" },
  { "", USHER_STANDIN_MAILGUN_KEY, USHER_ERROR_NOT_CONFIGURED, "domain" },
  { "unknown.example.org", USHER_STANDIN_MAILGUN_KEY, USHER_ERROR_NOT_FOUND, "unknown.example.org" },
  { USHER_STANDIN_MAILGUN_UNVERIFIED, USHER_STANDIN_MAILGUN_KEY, USHER_ERROR_NOT_CONFIGURED,
    "TXT mx._domainkey." USHER_STANDIN_MAILGUN_UNVERIFIED },
  { USHER_STANDIN_MAILGUN_DISABLED, USHER_STANDIN_MAILGUN_KEY, USHER_ERROR_REFUSED, "disabled" },
};

static void
test_check (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr (UsherMailer) mailer = mailer_new (standin, checks[i].domain, checks[i].key);
      g_autoptr (GError) error = NULL;
      gboolean fine = usher_mailer_check (mailer, NULL, &error);

      g_assert_true (fine == (checks[i].code < 0));
      if (fine)
        continue;
      g_test_message ("%s", error->message);
      g_assert_error (error, USHER_ERROR, checks[i].code);
      g_assert_nonnull (strstr (error->message, checks[i].words));
    }
}

/* What suppressed people do to a message, seen through the feed */
static void
test_suppressed (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherMailer) mailer = mailer_for (standin);
  g_autoptr (UsherMailBatch) batch = fixture_batch (1);
  g_autoptr (GPtrArray) results = usher_mailer_send (mailer, batch, NULL);
  g_autofree char *cursor = NULL;

  fixture_tell (standin, "/mailgun/events",
                "{\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"suppress-bounce\","
                "\"delivery-status\":{\"code\":605,\"description\":\"Not delivering to previously bounced address\"}}");
  g_assert_cmpuint (drain (mailer, &cursor, g_get_real_time (), "bounced", NULL), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/mailgun-feed/find/logs", GINT_TO_POINTER (FALSE), test_find);
  g_test_add_data_func ("/mailgun-feed/find/events", GINT_TO_POINTER (TRUE), test_find);
  g_test_add_func ("/mailgun-feed/find/not-taken", test_find_not_taken);
  g_test_add_data_func ("/mailgun-feed/poll/logs", GINT_TO_POINTER (FALSE), test_poll);
  g_test_add_data_func ("/mailgun-feed/poll/events", GINT_TO_POINTER (TRUE), test_poll);
  g_test_add_func ("/mailgun-feed/poll/late-events", test_poll_late_events);
  g_test_add_func ("/mailgun-feed/poll/odd-cursors", test_poll_odd_cursors);
  g_test_add_func ("/mailgun-feed/poll/stale-page", test_poll_stale_page);
  g_test_add_func ("/mailgun-feed/poll/faults", test_poll_faults);
  g_test_add_func ("/mailgun-feed/sending-key", test_sending_key);
  g_test_add_func ("/mailgun-feed/suppressed", test_suppressed);
  g_test_add_func ("/mailgun-feed/check", test_check);
  return g_test_run ();
}
