/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-deliveries.h"

typedef struct {
  TestDb *db;
  gint64  event_id, notification_id, id;
  int     n_told;
} Fixture;

static gint64
add_accepted (UsherConn *conn, gint64 event_id, gint64 notification_id, const char *email, const char *provider_id)
{
  g_autoptr (UsherDelivery) d = usher_delivery_new ();

  d->event_id = event_id;
  d->notification_id = notification_id;
  d->registration_id = test_add_registration (conn, event_id, email, NULL);
  g_set_str (&d->address, email);
  d->status = USHER_DELIVERY_ACCEPTED;
  g_set_str (&d->batch_id, "b");
  g_set_str (&d->provider, "mailgun");
  g_set_str (&d->provider_id, provider_id);
  d->created_at = T0;
  d->settled_at = T0;
  g_assert_true (usher_deliveries_insert (conn, d, NULL, NULL));
  return d->id;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (UsherNotification) n = NULL;

  f->db = test_db_new ();
  f->event_id = test_add_event (f->db->conn, "Show");
  n = test_add_reminder (f->db->conn, f->event_id, "PT1H");
  f->notification_id = n->id;
  f->id = add_accepted (f->db->conn, f->event_id, n->id, "a@x.org", "<1@mg>");
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_db_free (f->db);
}

static UsherDelivery *
tell_full (Fixture *f, const UsherFeedback *feedback, gboolean expect_new)
{
  g_autoptr (GError) error = NULL;
  UsherDelivery *d = NULL;
  gboolean is_new;

  g_assert_true (usher_feedback_record (f->db->conn, feedback, &is_new, &d, &error));
  g_assert_no_error (error);
  g_assert_cmpint (is_new, ==, expect_new);
  return d;
}

/* @at: seconds after T0 */
static void
tell (Fixture *f, const char *type, int at)
{
  g_autofree char *event_id = g_strdup_printf ("e%d", ++f->n_told);
  UsherFeedback feedback = {
    .provider = "mailgun", .provider_event_id = event_id, .delivery_id = f->id, .type = type, .detail = "in their words",
    .price_micros = -1, .at = T0 + at * G_USEC_PER_SEC, .received_at = T0 + 100 * G_USEC_PER_SEC,
  };
  g_autoptr (UsherDelivery) d = tell_full (f, &feedback, TRUE);

  g_assert_cmpint (d->id, ==, f->id);
}

/* status, reason, delivered, opened, clicked: in seconds after T0 */
static char *
show (Fixture *f)
{
#define SECONDS(column) "iif(" column " IS NULL, '-', (" column " - 1790000000000000) / 1000000)"
  return test_text (f->db->conn, "SELECT status, reason IS NOT NULL, " SECONDS ("delivered_at") ", " SECONDS ("opened_at") ", "
                    SECONDS ("clicked_at") " FROM delivery WHERE id = %d", (int) f->id);
}

#define MAX_TOLD 5
static const struct {
  const char *told[MAX_TOLD];
  int         at[MAX_TOLD];
  const char *shows;
} journeys[] = {
  { { "accepted" }, { 1 }, "accepted|0|-|-|-" },
  { { "delivered" }, { 2 }, "delivered|0|2|-|-" },
  { { "accepted", "delivered" }, { 1, 2 }, "delivered|0|2|-|-" },
  { { "delivered", "opened", "clicked" }, { 2, 3, 4 }, "delivered|0|2|3|4" },
  { { "delivered", "opened", "opened" }, { 2, 5, 3 }, "delivered|0|2|3|-" },
  { { "clicked" }, { 4 }, "delivered|0|4|4|4" },
  { { "failed" }, { 2 }, "failed|1|-|-|-" },
  { { "accepted", "failed" }, { 1, 2 }, "failed|1|-|-|-" },
  { { "delivered", "bounced" }, { 2, 9 }, "failed|1|2|-|-" },
  { { "delivered", "complained" }, { 2, 9 }, "delivered|0|2|-|-" },
  { { "unsubscribed" }, { 9 }, "delivered|0|9|-|-" },
  { { "stopped" }, { 9 }, "accepted|0|-|-|-" },
  { { "delivered", "opened", "clicked", "complained", "unsubscribed" }, { 2, 3, 4, 5, 6 }, "delivered|0|2|3|4" },
};

/* In every order the same comes out. */
static void
permute (int order[MAX_TOLD], int n, int fixed, void (*visit) (const int *order, int n, gsize journey), gsize journey)
{
  if (fixed == n)
    visit (order, n, journey);
  for (int i = fixed; i < n; i++)
    {
      int swap = order[fixed];

      order[fixed] = order[i];
      order[i] = swap;
      permute (order, n, fixed + 1, visit, journey);
      order[i] = order[fixed];
      order[fixed] = swap;
    }
}

static Fixture *the_fixture;

static void
try_order (const int *order, int n, gsize journey)
{
  g_autofree char *shown = NULL;

  test_exec (the_fixture->db->conn, "SAVEPOINT journey");
  for (int i = 0; i < n; i++)
    tell (the_fixture, journeys[journey].told[order[i]], journeys[journey].at[order[i]]);
  shown = show (the_fixture);
  g_assert_cmpstr (shown, ==, journeys[journey].shows);
  test_exec (the_fixture->db->conn, "ROLLBACK TO journey; RELEASE journey");
}

static void
test_any_order (Fixture *f, gconstpointer data)
{
  the_fixture = f;
  for (gsize i = 0; i < G_N_ELEMENTS (journeys); i++)
    {
      int order[MAX_TOLD] = { 0, 1, 2, 3, 4 }, n = 0;

      while (n < MAX_TOLD && journeys[i].told[n] != NULL)
        n++;
      g_test_message ("journey %d", (int) i);
      permute (order, n, 0, try_order, i);
    }
}

/* Told before our own answer was stored: from every state it moves on, and never back. */
static void
test_from_every_state (Fixture *f, gconstpointer data)
{
  for (int status = USHER_DELIVERY_QUEUED; status <= USHER_DELIVERY_SKIPPED; status++)
    {
      g_autofree char *shown = NULL;

      test_exec (f->db->conn, "UPDATE delivery SET status = '%s', reason = NULL, delivered_at = NULL",
                 usher_delivery_status_nick ((UsherDeliveryStatus) status));
      tell (f, "accepted", 1);
      shown = show (f);
      if (status == USHER_DELIVERY_DELIVERED)
        g_assert_cmpstr (shown, ==, "delivered|0|-|-|-");
      else if (status == USHER_DELIVERY_FAILED)
        g_assert_cmpstr (shown, ==, "failed|0|-|-|-");
      else
        g_assert_cmpstr (shown, ==, "accepted|0|-|-|-");
    }
}

/* The answer to the request comes after the webhook: it changes nothing but what was not known. */
static void
test_quicker_than_answer (Fixture *f, gconstpointer data)
{
  g_autofree char *shown = NULL;
  g_autofree char *id = NULL;

  test_exec (f->db->conn, "UPDATE delivery SET status = 'claimed', provider_id = NULL, settled_at = NULL");
  tell (f, "delivered", 2);
  g_assert_true (usher_deliveries_accept (f->db->conn, "b", f->id, "<9@mg>", 1, T0, NULL));
  g_assert_true (usher_deliveries_accept (f->db->conn, "b", 0, NULL, 1, T0, NULL));
  g_assert_true (usher_deliveries_unknown (f->db->conn, "b", 0, "time-out", T0, NULL));
  g_assert_true (usher_deliveries_requeue (f->db->conn, "b", 0, "again", T0, TRUE, NULL));
  shown = show (f);
  g_assert_cmpstr (shown, ==, "delivered|0|2|-|-");
  id = test_dump (f->db->conn, "SELECT provider_id FROM delivery");
  g_assert_cmpstr (id, ==, "<9@mg>");
}

static void
test_replay (Fixture *f, gconstpointer data)
{
  UsherFeedback feedback = {
    .provider = "mailgun", .provider_event_id = "once", .delivery_id = f->id, .type = "opened", .price_micros = -1,
    .at = T0 + 5, .received_at = T0 + 6,
  };
  g_autoptr (UsherDelivery) first = tell_full (f, &feedback, TRUE);
  g_autofree char *before = test_dump (f->db->conn, "SELECT * FROM delivery; ");
  g_autoptr (UsherDelivery) again = NULL, other = NULL;
  g_autofree char *after = NULL;

  /* Even with other words in it */
  feedback.type = "failed";
  feedback.at = T0 + 1;
  again = tell_full (f, &feedback, FALSE);
  after = test_dump (f->db->conn, "SELECT * FROM delivery");
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (again->id, ==, first->id);
  g_assert_cmpint (test_int (f->db->conn, "SELECT count(*) FROM feedback"), ==, 1);

  /* The same number of another provider is another one. */
  feedback.provider = "twilio";
  other = tell_full (f, &feedback, TRUE);
  g_assert_null (other);     /* and the delivery is not one of theirs */
}

static void
test_machine (Fixture *f, gconstpointer data)
{
  UsherFeedback feedback = {
    .provider = "mailgun", .provider_event_id = "scanner", .delivery_id = f->id, .type = "clicked", .price_micros = -1,
    .machine = TRUE, .at = T0 + 5 * G_USEC_PER_SEC, .received_at = T0 + 6,
  };
  g_autoptr (UsherDelivery) d = tell_full (f, &feedback, TRUE);
  g_autofree char *shown = show (f);

  g_assert_cmpstr (shown, ==, "delivered|0|5|-|-");
  g_assert_cmpint (test_int (f->db->conn, "SELECT count(*) FROM feedback WHERE type = 'clicked'"), ==, 1);
}

static void
test_price (Fixture *f, gconstpointer data)
{
  UsherFeedback feedback = {
    .provider = "mailgun", .provider_event_id = "p1", .delivery_id = f->id, .type = "price", .price_micros = 7900,
    .segments = 3, .at = T0, .received_at = T0,
  };
  g_autoptr (UsherDelivery) d = tell_full (f, &feedback, TRUE);
  g_autoptr (UsherDelivery) later = NULL;

  g_assert_cmpint (d->price_micros, ==, 7900);
  g_assert_cmpint (d->segments, ==, 3);
  g_assert_cmpint (d->status, ==, USHER_DELIVERY_ACCEPTED);
  feedback.provider_event_id = "p2";
  feedback.type = "delivered";
  feedback.price_micros = -1;
  feedback.segments = 0;
  later = tell_full (f, &feedback, TRUE);
  g_assert_cmpint (later->price_micros, ==, 7900);
  g_assert_cmpint (later->segments, ==, 3);
}

/* Which delivery is meant */
static void
test_found (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *provider, *provider_id;
    int         id;          /* -1: that of the fixture */
    gboolean    found;
  } cases[] = {
    { "mailgun", "<1@mg>", 0, TRUE },
    { "mailgun", NULL, -1, TRUE },
    { "mailgun", "something else", -1, TRUE },     /* our own id counts */
    { "twilio", "<1@mg>", 0, FALSE },
    { "twilio", NULL, -1, FALSE },
    { "mailgun", "<2@mg>", 0, FALSE },             /* two share it */
    { "mailgun", "<3@mg>", 0, FALSE },
    { "mailgun", NULL, 4711, FALSE },
    { "mailgun", NULL, 0, FALSE },
  };

  add_accepted (f->db->conn, f->event_id, f->notification_id, "b@x.org", "<2@mg>");
  add_accepted (f->db->conn, f->event_id, f->notification_id, "c@x.org", "<2@mg>");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *event_id = g_strdup_printf ("f%d", (int) i);
      UsherFeedback feedback = {
        .provider = cases[i].provider, .provider_event_id = event_id, .delivery_id = cases[i].id < 0 ? f->id : cases[i].id,
        .provider_id = cases[i].provider_id, .type = "accepted", .price_micros = -1, .at = T0, .received_at = T0,
      };
      g_autoptr (UsherDelivery) d = tell_full (f, &feedback, TRUE);

      g_test_message ("case %d", (int) i);
      g_assert_cmpint (d != NULL ? d->id : 0, ==, cases[i].found ? f->id : 0);
    }
  /* All is kept, whoever it was about. */
  g_assert_cmpint (test_int (f->db->conn, "SELECT count(*) FROM feedback"), ==, (int) G_N_ELEMENTS (cases));
  g_assert_cmpint (test_int (f->db->conn, "SELECT count(*) FROM feedback WHERE delivery_id IS NULL AND event_id IS NULL"), ==, 6);
}

/* Another installation has used the same account, or this one before its database was replaced by a backup: its messages have
 * numbers like ours. Who takes their reports for ours loses a reminder that is still queued. */
static void
test_not_ours (Fixture *f, gconstpointer data)
{
  static const struct {
    const char *batch;          /* of the delivery; NULL: it is not claimed */
    int         attempts;
    const char *told_batch, *told_address;
    int         at;             /* seconds after it was made */
    gboolean    ours;
  } cases[] = {
    { "b", 1, "b", "a@x.org", 5, TRUE },
    { "b", 1, "b", NULL, 5, TRUE },
    { "b", 1, NULL, "A@X.ORG", 5, TRUE },
    { "b", 1, NULL, NULL, 5, TRUE },
    { "b", 1, "other", "a@x.org", 5, FALSE },
    { "b", 1, NULL, "stranger@x.org", 5, FALSE },
    { NULL, 0, "other", "a@x.org", 5, FALSE },             /* never claimed: nobody can know of it */
    { NULL, 0, NULL, NULL, 5, FALSE },
    { NULL, 1, "lost", "a@x.org", 5, TRUE },               /* a request that was believed to be lost had arrived */
    { NULL, 1, "lost", "stranger@x.org", 5, FALSE },
    { NULL, 1, "lost", "a@x.org", -3600, FALSE },          /* of before */
    { NULL, 1, "lost", "a@x.org", -60, TRUE },             /* their clock may be slow */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *event_id = g_strdup_printf ("n%d", (int) i), *status = NULL;
      UsherFeedback feedback = {
        .provider = "mailgun", .provider_event_id = event_id, .delivery_id = f->id, .type = "delivered", .price_micros = -1,
        .batch_id = cases[i].told_batch, .address = cases[i].told_address, .at = T0 + cases[i].at * (gint64) G_USEC_PER_SEC,
        .received_at = T0 + USHER_DAY,
      };
      g_autoptr (UsherDelivery) d = NULL;

      g_test_message ("case %d", (int) i);
      test_exec (f->db->conn, "UPDATE delivery SET status = 'queued', batch_id = nullif('%s', '-'), attempts = %d",
                 cases[i].batch != NULL ? cases[i].batch : "-", cases[i].attempts);
      d = tell_full (f, &feedback, TRUE);
      g_assert_cmpint (d != NULL, ==, cases[i].ours);
      status = test_text (f->db->conn, "SELECT status FROM delivery");
      g_assert_cmpstr (status, ==, cases[i].ours ? "delivered" : "queued");
    }
}

static void
test_unknown_type (Fixture *f, gconstpointer data)
{
  UsherFeedback feedback = { .provider = "mailgun", .provider_event_id = "x", .delivery_id = f->id, .type = "sneezed" };
  g_autoptr (GError) error = NULL;
  gboolean is_new;

  g_assert_false (usher_feedback_record (f->db->conn, &feedback, &is_new, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  g_assert_cmpint (test_int (f->db->conn, "SELECT count(*) FROM feedback"), ==, 0);
}

static void
test_columns (Fixture *f, gconstpointer data)
{
  UsherFeedback feedback = {
    .provider = "mailgun", .provider_event_id = "x", .delivery_id = f->id, .type = "failed", .detail = "550 no such user",
    .price_micros = -1, .at = 11, .received_at = 12,
  };
  g_autofree char *row = NULL, *expected = NULL;

  g_assert_true (usher_feedback_record (f->db->conn, &feedback, &(gboolean) { 0 }, NULL, NULL));
  row = test_dump (f->db->conn, "SELECT * FROM feedback");
  expected = g_strdup_printf ("mailgun|x|%d|%d|failed|550 no such user|11|12", (int) f->id, (int) f->event_id);
  g_assert_cmpstr (row, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add ("/feedback/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("any-order", test_any_order);
  ADD ("from-every-state", test_from_every_state);
  ADD ("quicker-than-answer", test_quicker_than_answer);
  ADD ("replay", test_replay);
  ADD ("machine", test_machine);
  ADD ("price", test_price);
  ADD ("found", test_found);
  ADD ("not-ours", test_not_ours);
  ADD ("unknown-type", test_unknown_type);
  ADD ("columns", test_columns);
  return g_test_run ();
}
