/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-deliveries.h"

#define N_STATUS (USHER_DELIVERY_SKIPPED + 1)

/* A delivery of batch "b" in a state, with its neighbour that nobody may touch */
static gint64
add_delivery (UsherConn *conn, gint64 event_id, gint64 notification_id, UsherDeliveryStatus status, const char *batch_id)
{
  static int number;
  g_autofree char *email = g_strdup_printf ("%d@x.org", ++number);
  g_autoptr (UsherDelivery) d = usher_delivery_new ();

  d->event_id = event_id;
  d->notification_id = notification_id;
  d->registration_id = test_add_registration (conn, event_id, email, NULL);
  g_set_str (&d->address, email);
  d->status = status;
  g_set_str (&d->batch_id, batch_id);
  g_set_str (&d->provider, "sandbox");
  d->attempts = 2;
  d->created_at = T0;
  d->claimed_at = T0;
  g_assert_true (usher_deliveries_insert (conn, d, NULL, NULL));
  return d->id;
}

typedef enum { ACCEPT, FAIL, SKIP, REQUEUE, UNKNOWN, RECOVER, CANCEL, CANCEL_EVENT, SKIP_ALL, N_MOVES } Move;

typedef struct {
  UsherConn *conn;
  gint64     event_id, notification_id, id, registration_id;
} Place;

static gboolean
make_move (const Place *p, Move move, gint64 id, GError **error)
{
  switch (move)
    {
    case ACCEPT:
      return usher_deliveries_accept (p->conn, "b", id, id != 0 ? "p-1" : NULL, 1, T0 + 9, error);
    case FAIL:
      return usher_deliveries_fail (p->conn, "b", id, "why", T0 + 9, error);
    case SKIP:
      return usher_deliveries_skip (p->conn, "b", id, "why", T0 + 9, error);
    case REQUEUE:
      return usher_deliveries_requeue (p->conn, "b", id, "why", T0 + 99, TRUE, error);
    case UNKNOWN:
      return usher_deliveries_unknown (p->conn, "b", id, "why", T0 + 99, error);
    case RECOVER:
      return usher_deliveries_recover (p->conn, T0 + 99, error) >= 0;
    case CANCEL:
      return usher_deliveries_cancel (p->conn, p->notification_id, id != 0 ? p->registration_id : 0, -1, "why", T0 + 9, error);
    case CANCEL_EVENT:
      return usher_deliveries_cancel_event (p->conn, p->event_id, USHER_NOTIFICATION_REMINDER, "why", T0 + 9, error);
    case SKIP_ALL:
      return usher_deliveries_skip_notification (p->conn, p->notification_id, "why", T0 + 9, error);
    case N_MOVES:
    default:
      g_assert_not_reached ();
    }
}

/* From each state (down) each move (across): the state after it, "-" where nothing may change. The columns: accept fail skip
 * requeue unknown recover cancel cancel-event skip-notification */
static const char * const moves[N_STATUS][N_MOVES] = {
  [USHER_DELIVERY_QUEUED]    = { "-", "-", "-", "-", "-", "-", "cancelled", "cancelled", "skipped" },
  [USHER_DELIVERY_CLAIMED]   = { "accepted", "failed", "skipped", "queued", "unknown", "unknown", "-", "-", "-" },
  [USHER_DELIVERY_ACCEPTED]  = { "-", "-", "-", "-", "-", "-", "-", "-", "-" },
  [USHER_DELIVERY_DELIVERED] = { "-", "-", "-", "-", "-", "-", "-", "-", "-" },
  [USHER_DELIVERY_FAILED]    = { "-", "-", "-", "-", "-", "-", "-", "-", "-" },
  [USHER_DELIVERY_UNKNOWN]   = { "accepted", "failed", "skipped", "queued", "unknown", "-", "-", "-", "-" },
  [USHER_DELIVERY_CANCELLED] = { "-", "-", "-", "-", "-", "-", "-", "-", "-" },
  [USHER_DELIVERY_SKIPPED]   = { "-", "-", "-", "-", "-", "-", "-", "-", "-" },
};

static void
check_move (Place *p, UsherDeliveryStatus from, Move move, gboolean by_id)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL, *after = NULL, *status = NULL, *others_before = NULL, *others_after = NULL;
  const char *expected = moves[from][move];

  test_exec (p->conn, "SAVEPOINT cell");
  p->id = add_delivery (p->conn, p->event_id, p->notification_id, from, "b");
  p->registration_id = test_int (p->conn, "SELECT registration_id FROM delivery WHERE id = %d", (int) p->id);
  before = test_text (p->conn, "SELECT * FROM delivery WHERE id = %d", (int) p->id);
  others_before = test_text (p->conn, "SELECT * FROM delivery WHERE id <> %d", (int) p->id);
  make_move (p, move, by_id ? p->id : 0, &error);
  g_assert_no_error (error);
  after = test_text (p->conn, "SELECT * FROM delivery WHERE id = %d", (int) p->id);
  others_after = test_text (p->conn, "SELECT * FROM delivery WHERE id <> %d", (int) p->id);
  status = test_text (p->conn, "SELECT status FROM delivery WHERE id = %d", (int) p->id);
  g_test_message ("from %s: move %d, %s", usher_delivery_status_nick (from), move, by_id ? "one" : "all");
  if (!g_str_equal (expected, "-"))
    g_assert_cmpstr (status, ==, expected);
  else if (move == ACCEPT && by_id)
    g_assert_cmpstr (status, ==, usher_delivery_status_nick (from));   /* the provider's id is kept all the same */
  else
    g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (others_after, ==, others_before);
  test_exec (p->conn, "ROLLBACK TO cell; RELEASE cell");
}

static void
test_moves (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  Place p = { .conn = db->conn };
  g_autoptr (UsherNotification) n = NULL, other = NULL;

  p.event_id = test_add_event (db->conn, "Show");
  n = test_add_reminder (db->conn, p.event_id, "PT1H");
  p.notification_id = n->id;
  /* Others of another event and batch, settled or at rest, in every state but "claimed", which recovery would find */
  other = test_add_reminder (db->conn, test_add_event (db->conn, "Other"), "PT1H");
  for (int status = 0; status < N_STATUS; status++)
    if (status != USHER_DELIVERY_CLAIMED)
      add_delivery (db->conn, other->event_id, other->id, (UsherDeliveryStatus) status, "other");
  for (int from = 0; from < N_STATUS; from++)
    for (int move = 0; move < N_MOVES; move++)
      {
        check_move (&p, (UsherDeliveryStatus) from, (Move) move, FALSE);
        check_move (&p, (UsherDeliveryStatus) from, (Move) move, TRUE);
      }
}

/* What each move writes */
static void
test_columns (void)
{
  static const struct {
    Move        move;
    const char *row;   /* batch, provider, provider id, reason, attempts, segments, next attempt, claimed, settled: after T0 */
  } cases[] = {
    { ACCEPT, "b|sandbox|p-1|NULL|2|1|0|0|9" },
    { FAIL, "b|sandbox|NULL|why|2|0|0|0|9" },
    { SKIP, "b|sandbox|NULL|why|2|0|0|0|9" },
    { REQUEUE, "NULL|NULL|NULL|why|2|0|99|NULL|NULL" },
    { UNKNOWN, "b|sandbox|NULL|why|2|0|99|0|NULL" },
    { RECOVER, "b|sandbox|NULL|Usher stopped before the provider answered|2|0|99|0|NULL" },
  };
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Place p = { db->conn, event_id, n->id, add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_CLAIMED, "b"), 0 };
      g_autofree char *row = NULL;

      g_assert_true (make_move (&p, cases[i].move, p.id, NULL));
      row = test_text (db->conn, "SELECT batch_id, provider, provider_id, reason, attempts, segments, next_attempt_at - %"
                       G_GINT64_FORMAT ", claimed_at - %" G_GINT64_FORMAT ", settled_at - %" G_GINT64_FORMAT
                       " FROM delivery WHERE id = %d", T0, T0, T0, (int) p.id);
      g_assert_cmpstr (row, ==, cases[i].row);
    }
}

static void
test_attempts (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");
  gint64 counted = add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_CLAIMED, "b");
  gint64 not_counted = add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_CLAIMED, "b");

  g_assert_true (usher_deliveries_requeue (db->conn, "b", counted, "refused for now", T0, TRUE, NULL));
  g_assert_true (usher_deliveries_requeue (db->conn, "b", not_counted, "too many requests", T0, FALSE, NULL));
  g_assert_cmpint (test_int (db->conn, "SELECT attempts FROM delivery WHERE id = %d", (int) counted), ==, 2);
  g_assert_cmpint (test_int (db->conn, "SELECT attempts FROM delivery WHERE id = %d", (int) not_counted), ==, 1);
}

/* An answer for a batch that a delivery is not (any more) part of is an error, and changes nothing. */
static void
test_wrong_batch (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");
  gint64 id = add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_CLAIMED, "newer");
  g_autofree char *before = test_dump (db->conn, "SELECT * FROM delivery");
  Place p = { db->conn, event_id, n->id, id, 0 };

  for (int move = ACCEPT; move <= UNKNOWN; move++)
    {
      g_autoptr (GError) error = NULL, nobody = NULL;
      g_autofree char *after = NULL;

      g_assert_false (make_move (&p, (Move) move, id, &error));
      g_assert_true (usher_error_is_not_found (error));
      g_assert_false (make_move (&p, (Move) move, 4711, &nobody));
      g_assert_true (usher_error_is_not_found (nobody));
      g_assert_true (make_move (&p, (Move) move, 0, NULL));   /* all of a batch that is empty */
      after = test_dump (db->conn, "SELECT * FROM delivery");
      g_assert_cmpstr (after, ==, before);
    }
}

/* One of a batch is told apart, the rest together. */
static void
test_partly (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");
  gint64 ids[3];
  g_autofree char *rows = NULL;

  for (int i = 0; i < 3; i++)
    ids[i] = add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_CLAIMED, "b");
  g_assert_true (usher_deliveries_fail (db->conn, "b", ids[1], "no such mailbox", T0, NULL));
  g_assert_true (usher_deliveries_accept (db->conn, "b", 0, NULL, 0, T0, NULL));
  rows = test_dump (db->conn, "SELECT status, reason FROM delivery ORDER BY id");
  g_assert_cmpstr (rows, ==, "accepted|NULL\nfailed|no such mailbox\naccepted|NULL");
}

static void
test_recovery (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");
  g_autoptr (GPtrArray) early = NULL, first = NULL, second = NULL;
  int queued, claimed, unknown;

  add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_CLAIMED, "one");
  add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_CLAIMED, "one");
  add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_ACCEPTED, "one");
  add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_CLAIMED, "two");
  add_delivery (db->conn, event_id, n->id, USHER_DELIVERY_QUEUED, NULL);
  g_assert_true (usher_deliveries_count_queue (db->conn, &queued, &claimed, &unknown, NULL));
  g_assert_cmpint (queued * 100 + claimed * 10 + unknown, ==, 130);
  g_assert_cmpint (usher_deliveries_next_unknown (db->conn, USHER_CHANNEL_EMAIL, NULL), ==, USHER_NEVER);
  g_assert_cmpint (usher_deliveries_recover (db->conn, T0 + 5, NULL), ==, 3);
  g_assert_cmpint (usher_deliveries_recover (db->conn, T0 + 5, NULL), ==, 0);
  g_assert_true (usher_deliveries_count_queue (db->conn, &queued, &claimed, &unknown, NULL));
  g_assert_cmpint (queued * 100 + claimed * 10 + unknown, ==, 103);

  g_assert_cmpint (usher_deliveries_next_unknown (db->conn, USHER_CHANNEL_EMAIL, NULL), ==, T0 + 5);
  g_assert_cmpint (usher_deliveries_next_unknown (db->conn, USHER_CHANNEL_SMS, NULL), ==, USHER_NEVER);
  early = usher_deliveries_unknown_batch (db->conn, USHER_CHANNEL_EMAIL, T0 + 4, NULL);
  g_assert_cmpuint (early->len, ==, 0);
  g_assert_true (usher_deliveries_unknown (db->conn, "two", 0, "still not known", T0 + 3, NULL));
  first = usher_deliveries_unknown_batch (db->conn, USHER_CHANNEL_EMAIL, T0 + 5, NULL);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpstr (((UsherDelivery *) first->pdata[0])->batch_id, ==, "two");
  g_assert_true (usher_deliveries_accept (db->conn, "two", 0, "p", 1, T0 + 5, NULL));
  second = usher_deliveries_unknown_batch (db->conn, USHER_CHANNEL_EMAIL, T0 + 5, NULL);
  g_assert_cmpuint (second->len, ==, 2);
}

static void
test_cancel_scope (void)
{
  static const struct {
    gboolean    notification, registration;
    int         channel;
    const char *left;     /* what stays queued: notification/registration/channel */
  } cases[] = {
    { TRUE, FALSE, -1, "2/1/email 2/1/sms 2/2/email 2/2/sms" },
    { TRUE, TRUE, -1, "1/2/email 1/2/sms 2/1/email 2/1/sms 2/2/email 2/2/sms" },
    { TRUE, TRUE, USHER_CHANNEL_SMS, "1/1/email 1/2/email 1/2/sms 2/1/email 2/1/sms 2/2/email 2/2/sms" },
    { FALSE, TRUE, -1, "1/2/email 1/2/sms 2/2/email 2/2/sms" },
    { FALSE, TRUE, USHER_CHANNEL_EMAIL, "1/1/sms 1/2/email 1/2/sms 2/1/sms 2/2/email 2/2/sms" },
    { TRUE, FALSE, USHER_CHANNEL_EMAIL, "1/1/sms 1/2/sms 2/1/email 2/1/sms 2/2/email 2/2/sms" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TestDb) db = test_db_new ();
      gint64 event_id = test_add_event (db->conn, "Show");
      gint64 r = test_add_registration (db->conn, event_id, "a@x.org", "+491");
      g_autoptr (UsherNotification) one = NULL, two = NULL;
      g_autofree char *left = NULL;

      test_add_registration (db->conn, event_id, "b@x.org", "+492");
      one = test_add_reminder (db->conn, event_id, "P1D");
      two = test_add_reminder (db->conn, event_id, "PT1H");
      test_fill (db->conn, one);
      test_fill (db->conn, two);
      g_assert_true (usher_deliveries_cancel (db->conn, cases[i].notification ? one->id : 0, cases[i].registration ? r : 0,
                                              cases[i].channel, "why", T0, NULL));
      left = test_dump (db->conn, "SELECT group_concat(notification_id || '/' || registration_id || '/' || channel, ' ' "
                        "ORDER BY notification_id, registration_id, channel) FROM delivery WHERE status = 'queued'");
      g_assert_cmpstr (left, ==, cases[i].left);
    }
}

static void
test_unfinished (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherNotification) n = test_add_reminder (db->conn, event_id, "PT1H");
  g_autoptr (GPtrArray) sms = NULL, some = NULL, mail = NULL;

  for (int i = 0; i < 4; i++)
    {
      g_autofree char *phone = g_strdup_printf ("+49%d", i);

      test_add_registration (db->conn, event_id, NULL, phone);
    }
  test_fill (db->conn, n);
  test_exec (db->conn, "UPDATE delivery SET status = 'accepted', provider_id = 'SM' || id, settled_at = 100 - id WHERE id <> 4");
  sms = usher_deliveries_unfinished (db->conn, USHER_CHANNEL_SMS, 0, 10, NULL);
  g_assert_cmpuint (sms->len, ==, 3);
  g_assert_cmpstr (((UsherDelivery *) sms->pdata[0])->provider_id, ==, "SM3");
  some = usher_deliveries_unfinished (db->conn, USHER_CHANNEL_SMS, 98, 1, NULL);
  g_assert_cmpuint (some->len, ==, 1);
  g_assert_cmpstr (((UsherDelivery *) some->pdata[0])->provider_id, ==, "SM2");
  mail = usher_deliveries_unfinished (db->conn, USHER_CHANNEL_EMAIL, 0, 10, NULL);
  g_assert_cmpuint (mail->len, ==, 0);
}

static void
test_list (void)
{
  static const struct {
    UsherDeliveryQuery  query;
    const char         *ids;
  } cases[] = {
    { { 0, -1, -1, NULL, 0, 100 }, "5 4 3 2 1" },
    { { 1, -1, -1, NULL, 0, 100 }, "4 3 2 1" },
    { { 2, -1, -1, NULL, 0, 100 }, "5" },
    { { 0, -1, -1, NULL, 0, 2 }, "5 4" },
    { { 0, -1, -1, NULL, 4, 2 }, "3 2" },
    { { 1, -1, -1, NULL, 3, 9 }, "2 1" },
    { { 0, USHER_CHANNEL_SMS, -1, NULL, 0, 9 }, "4 2" },
    { { 1, -1, USHER_DELIVERY_FAILED, NULL, 0, 9 }, "3" },
    { { 0, -1, -1, "ADA", 0, 9 }, "3 1" },
    { { 0, -1, -1, "0151 1", 0, 9 }, "2" },
    { { 0, -1, -1, "_", 0, 9 }, "1" },
    { { 0, -1, -1, "%", 0, 9 }, "" },
  };
  g_autoptr (TestDb) db = test_db_new ();

  test_add_event (db->conn, "One");
  test_add_event (db->conn, "Two");
  test_exec (db->conn, "INSERT INTO delivery (event_id, kind, channel, address, status, next_attempt_at, created_at) VALUES "
             "(1, 'test', 'email', 'Ada_1@x.org', 'queued', 1, 1), (1, 'test', 'sms', '+491511', 'queued', 1, 1), "
             "(1, 'test', 'email', 'ada@x.org', 'failed', 1, 1), (1, 'test', 'sms', '+492', 'queued', 1, 1), "
             "(2, 'test', 'email', 'eve@x.org', 'queued', 1, 1)");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) list = usher_deliveries_list (db->conn, &cases[i].query, NULL);
      g_autoptr (GString) ids = g_string_new (NULL);

      for (guint j = 0; j < list->len; j++)
        g_string_append_printf (ids, "%s%d", j > 0 ? " " : "", (int) ((UsherDelivery *) list->pdata[j])->id);
      g_test_message ("case %d", (int) i);
      g_assert_cmpstr (ids->str, ==, cases[i].ids);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settle/moves", test_moves);
  g_test_add_func ("/settle/columns", test_columns);
  g_test_add_func ("/settle/attempts", test_attempts);
  g_test_add_func ("/settle/wrong-batch", test_wrong_batch);
  g_test_add_func ("/settle/partly", test_partly);
  g_test_add_func ("/settle/recovery", test_recovery);
  g_test_add_func ("/settle/cancel-scope", test_cancel_scope);
  g_test_add_func ("/settle/unfinished", test_unfinished);
  g_test_add_func ("/settle/list", test_list);
  return g_test_run ();
}
