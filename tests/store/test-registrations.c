/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store-fixture.h"
#include "usher-error.h"
#include "usher-table-events.h"
#include "usher-table-misc.h"
#include "usher-table-registrations.h"

static UsherRegistration *
make_full (gint64 event_id)
{
  UsherRegistration *r = usher_registration_new ();

  r->event_id = event_id;
  g_set_str (&r->token, "c2VjcmV0");
  g_set_str (&r->first_name, "Zoë");
  g_set_str (&r->last_name, "O'Neil");
  g_set_str (&r->email, "Zoe@Example.com");
  g_set_str (&r->phone, "+4915123456");
  r->email_opt_in = TRUE;
  r->sms_opt_in = FALSE;
  g_set_str (&r->time_zone, "Asia/Tokyo");
  g_set_str (&r->language, "ja");
  g_set_str (&r->source, "import");
  r->registered_at = T0 + 1;
  r->updated_at = T0 + 2;
  return r;
}

static void
assert_equal (const UsherRegistration *a, const UsherRegistration *b)
{
  g_assert_cmpint (a->id, ==, b->id);
  g_assert_cmpint (a->event_id, ==, b->event_id);
  g_assert_cmpstr (a->token, ==, b->token);
  g_assert_cmpstr (a->first_name, ==, b->first_name);
  g_assert_cmpstr (a->last_name, ==, b->last_name);
  g_assert_cmpstr (a->email, ==, b->email);
  g_assert_cmpstr (a->phone, ==, b->phone);
  g_assert_cmpint (a->email_opt_in, ==, b->email_opt_in);
  g_assert_cmpint (a->sms_opt_in, ==, b->sms_opt_in);
  g_assert_cmpstr (a->time_zone, ==, b->time_zone);
  g_assert_cmpstr (a->language, ==, b->language);
  g_assert_cmpstr (a->source, ==, b->source);
  g_assert_cmpint (a->registered_at, ==, b->registered_at);
  g_assert_cmpint (a->updated_at, ==, b->updated_at);
}

static void
test_round_trip (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherRegistration) r = make_full (event_id);
  g_autoptr (UsherRegistration) there = NULL, by_token = NULL, changed = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (usher_registrations_insert (db->conn, r, &error));
  there = usher_registrations_get (db->conn, r->id, NULL);
  by_token = usher_registrations_get_by_token (db->conn, "c2VjcmV0", NULL);
  assert_equal (there, r);
  assert_equal (by_token, r);

  g_set_str (&r->email, NULL);
  g_set_str (&r->time_zone, NULL);
  g_set_str (&r->language, NULL);
  g_set_str (&r->first_name, "");
  r->email_opt_in = FALSE;
  r->sms_opt_in = TRUE;
  r->updated_at = T0 + 9;
  g_assert_true (usher_registrations_update (db->conn, r, &error));
  changed = usher_registrations_get (db->conn, r->id, NULL);
  assert_equal (changed, r);
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM registration WHERE email_key IS NULL"), ==, 1);
}

static void
test_not_found (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  g_autoptr (UsherRegistration) r = make_full (test_add_event (db->conn, "Show"));
  GError *errors[5] = { NULL };

  r->id = 4711;
  g_assert_null (usher_registrations_get (db->conn, 4711, &errors[0]));
  g_assert_null (usher_registrations_get_by_token (db->conn, "wrong", &errors[1]));
  g_assert_false (usher_registrations_update (db->conn, r, &errors[2]));
  g_assert_false (usher_registrations_delete (db->conn, 4711, &errors[3]));
  r->event_id = 4711;
  g_assert_false (usher_registrations_insert (db->conn, r, &errors[4]));
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_assert_true (usher_error_is_not_found (errors[i]));
      g_clear_error (&errors[i]);
    }
}

static void
test_same (void)
{
  static const struct {
    const char *email, *phone;
    int         same;     /* the number of the registration below, 0: nobody */
  } cases[] = {
    { "ada@example.com", NULL, 1 },
    { "ADA@EXAMPLE.COM", "+4999", 1 },
    { "bob@example.com", "+4911", 0 },
    { NULL, "+4933", 3 },
    { NULL, "+4922", 0 },       /* somebody with an e-mail address has this number, too */
    { "ada@example.com", "+4933", 1 },
  };
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  gint64 other_event = test_add_event (db->conn, "Other");
  gint64 ids[4] = { 0 };

  ids[1] = test_add_registration (db->conn, event_id, "Ada@Example.com", NULL);
  ids[2] = test_add_registration (db->conn, event_id, "eve@example.com", "+4922");
  ids[3] = test_add_registration (db->conn, event_id, NULL, "+4933");
  test_add_registration (db->conn, other_event, "bob@example.com", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherRegistration) asked = usher_registration_new ();
      g_autoptr (UsherRegistration) same = NULL;
      g_autoptr (GError) error = NULL;

      asked->event_id = event_id;
      g_set_str (&asked->email, cases[i].email);
      g_set_str (&asked->phone, cases[i].phone);
      same = usher_registrations_find_same (db->conn, asked, &error);
      g_assert_no_error (error);
      g_assert_cmpint (same != NULL ? same->id : 0, ==, ids[cases[i].same]);
    }
}

/* The rule stands in the database, too: two at the same time cannot slip through. */
static void
test_twice (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  g_autoptr (UsherRegistration) r = make_full (event_id);
  g_autoptr (GError) error = NULL;

  g_assert_true (usher_registrations_insert (db->conn, r, &error));
  g_set_str (&r->token, "other");
  g_set_str (&r->email, "zoe@EXAMPLE.com");
  g_assert_false (usher_registrations_insert (db->conn, r, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  g_clear_error (&error);
  g_set_str (&r->email, NULL);
  g_assert_true (usher_registrations_insert (db->conn, r, &error));
  g_set_str (&r->token, "third");
  g_assert_false (usher_registrations_insert (db->conn, r, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_CONFLICT);
  g_clear_error (&error);
  /* neither address */
  g_set_str (&r->phone, NULL);
  g_assert_false (usher_registrations_insert (db->conn, r, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
}

static void
test_list (void)
{
  static const struct {
    const char    *search;
    UsherChannels  channels;
    int            after, limit;
    const char    *found;
  } cases[] = {
    { NULL, 0, 0, 100, "1 2 3 4" },
    { NULL, 0, 0, 2, "1 2" },
    { NULL, 0, 2, 2, "3 4" },
    { NULL, 0, 4, 2, "" },
    { NULL, USHER_CHANNELS_EMAIL, 0, 9, "1 2 4" },
    { NULL, USHER_CHANNELS_SMS, 0, 9, "2 3" },
    { NULL, USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, 0, 9, "2" },
    { "MÜLLER", 0, 0, 9, "1" },
    { "jörg mü", 0, 0, 9, "1" },
    { "example.com", 0, 0, 9, "1 2" },
    { "EXAMPLE.ORG", 0, 0, 9, "4" },
    { "0151 22", 0, 0, 9, "2" },
    { "+49 (151) 33", 0, 0, 9, "3" },
    { "151", USHER_CHANNELS_EMAIL, 0, 9, "2" },
    { "%", 0, 0, 9, "4" },
    { "_", 0, 0, 9, "2" },
    { "' OR 1=1 --", 0, 0, 9, "" },
  };
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");

  test_add_registration (db->conn, event_id, "jm@example.com", NULL);
  test_add_registration (db->conn, event_id, "ada_l@example.com", "+4915122222");
  test_add_registration (db->conn, event_id, NULL, "+4915133333");
  test_add_registration (db->conn, event_id, "x%y@example.org", NULL);
  test_add_registration (db->conn, test_add_event (db->conn, "Other"), "jm@example.com", NULL);
  test_exec (db->conn, "UPDATE registration SET first_name = 'Jörg', last_name = 'Müller' WHERE id = 1");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      UsherRegistrationQuery query = { event_id, cases[i].search, cases[i].channels, cases[i].after, cases[i].limit };
      g_autoptr (GPtrArray) list = usher_registrations_list (db->conn, &query, NULL);
      g_autoptr (GString) found = g_string_new (NULL);

      for (guint j = 0; j < list->len; j++)
        g_string_append_printf (found, "%s%d", j > 0 ? " " : "", (int) ((UsherRegistration *) list->pdata[j])->id);
      g_test_message ("case %d", (int) i);
      g_assert_cmpstr (found->str, ==, cases[i].found);
    }
  g_assert_cmpint (usher_registrations_count (db->conn, event_id, NULL), ==, 4);
  g_assert_cmpint (usher_events_count_registrations (db->conn, event_id, NULL), ==, 4);
  g_assert_cmpint (usher_registrations_count (db->conn, 4711, NULL), ==, 0);
}

static void
test_find_address (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 one = test_add_event (db->conn, "One"), two = test_add_event (db->conn, "Two");
  gint64 first = test_add_registration (db->conn, one, "Ada@example.com", "+491");
  gint64 second = test_add_registration (db->conn, two, "ada@EXAMPLE.com", NULL);
  g_autoptr (GArray) by_email = usher_registrations_find_address (db->conn, USHER_CHANNEL_EMAIL, "ADA@example.com", NULL);
  g_autoptr (GArray) by_phone = usher_registrations_find_address (db->conn, USHER_CHANNEL_SMS, "+491", NULL);
  g_autoptr (GArray) nobody = usher_registrations_find_address (db->conn, USHER_CHANNEL_SMS, "+492", NULL);

  g_assert_cmpuint (by_email->len, ==, 2);
  g_assert_cmpint (g_array_index (by_email, gint64, 0), ==, first);
  g_assert_cmpint (g_array_index (by_email, gint64, 1), ==, second);
  g_assert_cmpuint (by_phone->len, ==, 1);
  g_assert_cmpuint (nobody->len, ==, 0);
}

static void
test_consent (void)
{
  g_autoptr (TestDb) db = test_db_new ();
  gint64 event_id = test_add_event (db->conn, "Show");
  gint64 id = test_add_registration (db->conn, event_id, "Ada@example.com", NULL);
  g_autofree char *hash = usher_address_hash (USHER_CHANNEL_EMAIL, "ada@EXAMPLE.COM");
  g_autofree char *row = NULL;
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;
  UsherConsent full = {
    id, event_id, USHER_CHANNEL_EMAIL, "given", "Ada@example.com", "Yes, write to me", "en", "form",
    "https://example.com/register/show", "192.0.2.1", "Browser/1", T0,
  };
  UsherConsent bare = { .channel = USHER_CHANNEL_SMS, .act = "withdrawn", .address = "+491", .method = "stop", .at = T0 };
  UsherConsent wrong = { .channel = USHER_CHANNEL_SMS, .act = "guessed", .address = "+491", .method = "stop", .at = T0 };

  g_assert_true (usher_consents_insert (db->conn, &full, &error));
  g_assert_true (usher_consents_insert (db->conn, &bare, &error));
  g_assert_false (usher_consents_insert (db->conn, &wrong, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
  row = test_dump (db->conn, "SELECT * FROM consent WHERE id = 1");
  expected = g_strdup_printf ("1|1|1|email|given|%s|Yes, write to me|en|form|https://example.com/register/show|192.0.2.1|"
                              "Browser/1|%" G_GINT64_FORMAT, hash, T0);
  g_assert_cmpstr (row, ==, expected);
  g_assert_cmpint (test_int (db->conn, "SELECT count(*) FROM consent WHERE registration_id IS NULL AND event_id IS NULL"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/registrations/round-trip", test_round_trip);
  g_test_add_func ("/registrations/not-found", test_not_found);
  g_test_add_func ("/registrations/same", test_same);
  g_test_add_func ("/registrations/twice", test_twice);
  g_test_add_func ("/registrations/list", test_list);
  g_test_add_func ("/registrations/find-address", test_find_address);
  g_test_add_func ("/registrations/consent", test_consent);
  return g_test_run ();
}
