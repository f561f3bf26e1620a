/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-engine-fixture.h"

#include <string.h>

#include "usher-error.h"
#include "usher-registrar.h"

#define ANN   "ann@example.org"
#define PHONE "+4915112345678"
#define OTHER "+4915187654321"

static void
assert_error (GError **error, UsherErrorCode code, const char *field)
{
  g_assert_error (*error, USHER_ERROR, (int) code);
  g_assert_cmpstr (usher_error_get_field (*error), ==, field);
  g_clear_error (error);
}

/* From the page; must work. */
static void
repeat_page (UsherEngineFixture *f, gint64 event_id, const UsherRegistrationForm *form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherRegistration) r = usher_fixture_register (f, event_id, form, FALSE, NULL, &error);

  g_assert_no_error (error);
}

static UsherRegistration *
stored (UsherEngineFixture *f, gint64 id)
{
  g_autoptr (GError) error = NULL;
  UsherRegistration *r = usher_engine_get_registration (f->engine, 0, id, &error);

  g_assert_no_error (error);
  return r;
}

static void
unsubscribe (UsherEngineFixture *f, const char *token, UsherChannels channels, const char *method)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  usher_engine_unsubscribe_async (f->engine, token, channels, method, NULL, usher_await_callback, &result);
  g_assert_true (usher_engine_unsubscribe_finish (f->engine, usher_await (&result), &error));
  g_assert_no_error (error);
}

static gboolean
set_channels (UsherEngineFixture *f, const char *token, UsherChannels channels, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_set_channels_async (f->engine, token, channels, "Yes again.", NULL, usher_await_callback, &result);
  return usher_engine_set_channels_finish (f->engine, usher_await (&result), error);
}

/* --- a new one ----------------------------------------------------------------------------------------------------- */

static void
test_new (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Ann", "Ann@Example.ORG", "0151 12345678");
  g_autoptr (UsherRegistration) r = NULL;
  g_autofree char *deliveries = NULL;
  g_autofree char *consents = NULL;
  g_autoptr (GError) error = NULL;
  gboolean created = FALSE;

  g_set_str (&form->time_zone, "America/New_York");
  g_set_str (&form->language, "de-at");
  g_set_str (&form->ip_address, "192.0.2.7");
  form->sms_opt_in = FALSE;
  r = usher_fixture_register (f, event->id, form, TRUE, &created, &error);
  g_assert_no_error (error);
  g_assert_true (created);
  g_assert_cmpstr (r->email, ==, "Ann@example.org");
  g_assert_cmpstr (r->phone, ==, PHONE);   /* by the configuration's country */
  g_assert_cmpstr (r->time_zone, ==, "America/New_York");
  g_assert_cmpstr (r->language, ==, "de-AT");
  g_assert_cmpint (strlen (r->token), ==, 22);
  deliveries = usher_fixture_query_text (f, "SELECT group_concat(kind || ' ' || channel || ' ' || status || ' ' || edition) FROM delivery");
  g_assert_cmpstr (deliveries, ==, "confirmation email queued 0");
  consents = usher_fixture_query_text (f, "SELECT group_concat(channel || ' ' || act || ' ' || method || ' ' || consent_text || ' ' "
                                       "|| ip_address, ', ') FROM (SELECT * FROM consent ORDER BY id)");
  g_assert_cmpstr (consents, ==, "email given api Yes, write to me. 192.0.2.7, sms refused api Yes, text me. 192.0.2.7");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM audit WHERE action = 'registration.create' "
                                        "AND subject = 'registration 1' AND detail NOT LIKE '%@%'"), ==, 1);
}

/* Consent to a channel that the event does not use is kept, and nothing leaves there. */
static void
test_channels_of_event (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherRegistration) r = NULL;

  draft->channels = USHER_CHANNELS_EMAIL;
  event = usher_fixture_create (f, draft);
  r = usher_fixture_viewer (f, event->id, "Ann", ANN, PHONE);
  g_assert_true (r->sms_opt_in);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE channel = 'sms'"), ==, 0);
}

static void
test_refused (void)
{
  static const struct {
    const char *field;
    const char *name;
    const char *email;
    const char *phone;
  } rows[] = {
    { "first_name", "", ANN, NULL },
    { "email", "Ann", "ann", NULL },
    { "email", "Ann", NULL, NULL },
    { "phone", "Ann", NULL, "12" },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (int trusted = 0; trusted < 2; trusted++)
      {
        g_autoptr (UsherRegistrationForm) form = usher_fixture_form (rows[i].name, rows[i].email, rows[i].phone);
        g_autoptr (GError) error = NULL;

        g_assert_null (usher_fixture_register (f, event->id, form, trusted, NULL, &error));
        assert_error (&error, USHER_ERROR_INVALID, rows[i].field);
      }
  g_assert_cmpint (usher_fixture_query (f, "SELECT (SELECT count(*) FROM registration) + (SELECT count(*) FROM consent)"), ==, 0);
}

/* --- open, closed, full -------------------------------------------------------------------------------------------- */

static void
test_open (void)
{
  static const struct {
    const char *prepare;
    int         code;       /* -1: open */
  } rows[] = {
    { "UPDATE event SET status = 'scheduled'", -1 },
    { "UPDATE event SET status = 'live'", -1 },
    { "UPDATE event SET status = 'completed'", USHER_ERROR_CLOSED },
    { "UPDATE event SET status = 'cancelled'", USHER_ERROR_CLOSED },
    { "UPDATE event SET status = 'scheduled', registration_enabled = 0", USHER_ERROR_CLOSED },
    { "UPDATE event SET registration_enabled = 1, opens_at = 1793534400000000", -1 },
    { "UPDATE event SET opens_at = 1793534400000001", USHER_ERROR_CLOSED },
    { "UPDATE event SET opens_at = NULL, closes_at = 1793534400000000", USHER_ERROR_CLOSED },
    { "UPDATE event SET closes_at = 1793534400000001", -1 },
    { "UPDATE event SET closes_at = NULL, starts_at = 1793534400000000 - 3600000000", USHER_ERROR_CLOSED },   /* over */
    { "UPDATE event SET starts_at = 1793534400000000 - 3599000000", -1 },
    { "UPDATE event SET status = 'live', starts_at = 1793534400000000 - 9999000000", -1 },
    { "UPDATE event SET capacity = 100", -1 },
    { "UPDATE event SET capacity = (SELECT count(*) FROM registration)", USHER_ERROR_FULL },
  };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (int trusted = 0; trusted < 2; trusted++)
      {
        g_autofree char *address = g_strdup_printf ("v%u-%d@example.org", (guint) i, trusted);
        g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Vic", address, NULL);
        g_autoptr (UsherEvent) now = NULL;
        g_autoptr (UsherRegistration) r = NULL;
        g_autoptr (GError) asked = NULL;
        g_autoptr (GError) error = NULL;

        usher_fixture_execute (f, rows[i].prepare);
        now = usher_engine_get_event (f->engine, event->id, NULL);
        usher_engine_check_open (f->engine, now, &asked);
        r = usher_fixture_register (f, event->id, form, trusted, NULL, &error);
        if (rows[i].code < 0)
          {
            g_assert_no_error (asked);
            g_assert_no_error (error);
            continue;
          }
        /* The page asks the same rule, and gets the same words. */
        g_assert_error (asked, USHER_ERROR, rows[i].code);
        g_assert_error (error, USHER_ERROR, rows[i].code);
        g_assert_cmpstr (asked->message, ==, error->message);
      }
}

static void
test_capacity_at_once (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL;
  GAsyncResult *results[50] = { NULL };
  int taken = 0, full = 0;

  draft->capacity = 10;
  event = usher_fixture_create (f, draft);
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *address = g_strdup_printf ("v%u@example.org", (guint) i);
      g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Vic", address, NULL);

      usher_engine_register_async (f->engine, event->id, form, i % 2 == 0, "viewer", NULL, usher_await_callback, &results[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherRegistration) r = usher_engine_register_finish (f->engine, usher_await (&results[i]), NULL, &error);

      taken += r != NULL ? 1 : 0;
      full += g_error_matches (error, USHER_ERROR, USHER_ERROR_FULL) ? 1 : 0;
      g_object_unref (results[i]);
    }
  g_assert_cmpint (taken, ==, 10);
  g_assert_cmpint (full, ==, 40);
  g_assert_cmpint (usher_engine_count_registrations (f->engine, event->id, NULL), ==, 10);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery"), ==, 10);
}

/* The places of an event through a life: full, one given back, more made, fewer, and after a restart */
static void
test_places (void)
{
  enum { COME, FULL, LEAVE, GROW, SHRINK, RESTART, DISK };
  static const int steps[] = { COME, COME, FULL, FULL, LEAVE, COME, FULL, GROW, COME, FULL, RESTART, FULL, LEAVE, LEAVE, COME,
                               SHRINK, FULL, LEAVE, LEAVE, COME, FULL, DISK, FULL, LEAVE, COME, FULL };
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  int visitor = 0;

  usher_fixture_execute (f, "UPDATE event SET capacity = 2");
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *address = g_strdup_printf ("v%d@example.org", visitor++);
      g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Vic", address, NULL);
      g_autoptr (UsherEvent) now = usher_engine_get_event (f->engine, event->id, NULL);
      g_autoptr (UsherRegistration) r = NULL;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      switch (steps[i])
        {
        case COME:
          g_assert_true (usher_engine_check_open (f->engine, now, NULL));
          r = usher_fixture_register (f, event->id, form, FALSE, NULL, &error);
          g_assert_no_error (error);
          break;
        case FULL:
          g_assert_false (usher_engine_check_open (f->engine, now, NULL));
          g_assert_null (usher_fixture_register (f, event->id, form, TRUE, NULL, &error));
          g_assert_error (error, USHER_ERROR, USHER_ERROR_FULL);
          break;
        case LEAVE:
          usher_engine_remove_registration_async (f->engine, event->id, usher_fixture_query (f, "SELECT min(id) FROM registration"),
                                                  "app", NULL, usher_await_callback, &result);
          g_assert_true (usher_engine_remove_registration_finish (f->engine, usher_await (&result), &error));
          break;
        case GROW:
          usher_fixture_execute (f, "UPDATE event SET capacity = 3");
          break;
        case SHRINK:
          usher_fixture_execute (f, "UPDATE event SET capacity = 1");
          break;
        case RESTART:
          usher_engine_fixture_restart (f);
          break;
        case DISK:
          usher_places_forget (usher_engine_get_places (f->engine));
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

/* --- the same person from the page --------------------------------------------------------------------------------- */

/* A stranger who knows an address: the answer and the database are as if nobody were known. */
static void
test_stranger_learns_nothing (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", ANN, NULL);
  g_autoptr (UsherRegistrationForm) known = usher_fixture_form ("Mal", "ANN@example.org", OTHER);
  g_autoptr (UsherRegistrationForm) unknown = usher_fixture_form ("Mal", "bob@example.org", "+4915100000001");
  g_autoptr (UsherRegistration) first = NULL;
  g_autoptr (UsherRegistration) second = NULL;
  g_autoptr (UsherRegistration) after = NULL;
  g_autoptr (GError) error = NULL;
  gboolean created_first = FALSE, created_second = FALSE;

  first = usher_fixture_register (f, event->id, known, FALSE, &created_first, &error);
  g_assert_no_error (error);
  second = usher_fixture_register (f, event->id, unknown, FALSE, &created_second, &error);
  g_assert_no_error (error);
  g_assert_cmpint (created_first, ==, created_second);
  g_assert_cmpint (first->id, ==, second->id);
  g_assert_cmpstr (first->token, ==, "");
  g_assert_cmpstr (second->token, ==, "");
  g_assert_cmpstr (first->first_name, ==, "Mal");
  g_assert_cmpstr (first->phone, ==, OTHER);
  g_assert_cmpint (first->registered_at, ==, second->registered_at);

  after = stored (f, ann->id);
  g_assert_cmpstr (after->first_name, ==, "Ann");
  g_assert_cmpstr (after->email, ==, ANN);
  g_assert_null (after->phone);
  g_assert_false (after->sms_opt_in);
  g_assert_cmpstr (after->token, ==, ann->token);
  g_assert_cmpint (after->updated_at, ==, ann->updated_at);
  /* Nothing goes to the stranger's number with her link in it. */
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE registration_id = 1 AND channel = 'sms'"), ==, 0);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM consent WHERE registration_id = 1"), ==, 1);
}

/* Full is full for everybody: else a full event would tell who is registered. */
static void
test_stranger_full (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (UsherRegistration) ann = NULL;
  g_autoptr (UsherRegistration) corrected = NULL;
  g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Mal", ANN, NULL);
  g_autoptr (GError) error = NULL;
  gboolean created = TRUE;

  draft->capacity = 1;
  event = usher_fixture_create (f, draft);
  ann = usher_fixture_viewer (f, event->id, "Ann", ANN, NULL);
  g_assert_null (usher_fixture_register (f, event->id, form, FALSE, NULL, &error));
  assert_error (&error, USHER_ERROR_FULL, NULL);
  /* The streamer may correct an entry: it takes no further place. */
  corrected = usher_fixture_register (f, event->id, form, TRUE, &created, &error);
  g_assert_no_error (error);
  g_assert_false (created);
  g_assert_cmpint (corrected->id, ==, ann->id);
  g_assert_cmpstr (corrected->first_name, ==, "Mal");
}

/* An unticked box of a stranger withdraws nothing. */
static void
test_stranger_cannot_withdraw (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", ANN, PHONE);
  g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Mal", ANN, PHONE);
  g_autoptr (UsherRegistration) after = NULL;

  form->email_opt_in = form->sms_opt_in = FALSE;
  usher_engine_fixture_advance (f, USHER_DAY);
  repeat_page (f, event->id, form);
  after = stored (f, ann->id);
  g_assert_true (after->email_opt_in);
  g_assert_true (after->sms_opt_in);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery"), ==, 2);
}

/* The confirmation again: not while one waits, not within ten minutes, and not for ever. */
static void
test_repeats_are_limited (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Ann", ANN, NULL);

  repeat_page (f, event->id, form);
  usher_engine_fixture_advance (f, USHER_DAY);
  repeat_page (f, event->id, form);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery"), ==, 1);   /* one waits */

  usher_fixture_deliver_all (f);
  repeat_page (f, event->id, form);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery"), ==, 2);
  g_assert_cmpint (usher_fixture_query (f, "SELECT max(edition) FROM delivery"), ==, 1);
  usher_fixture_deliver_all (f);
  usher_engine_fixture_advance (f, USHER_RESEND_PAUSE - 1);
  repeat_page (f, event->id, form);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery"), ==, 2);   /* a moment too early */

  for (int i = 0; i < 3 * USHER_RESEND_MAX; i++)
    {
      usher_engine_fixture_advance (f, USHER_RESEND_PAUSE);
      repeat_page (f, event->id, form);
      usher_fixture_deliver_all (f);
    }
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery"), ==, 1 + USHER_RESEND_MAX);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM consent"), ==, 1);
}

/* Who unsubscribed and registers again agrees anew, for the address that was given and is known. */
static void
test_agrees_again (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", ANN, PHONE);
  g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Ann", ANN, OTHER);
  g_autoptr (UsherRegistration) after = NULL;

  usher_fixture_deliver_all (f);
  unsubscribe (f, ann->token, USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, "link");
  usher_engine_fixture_advance (f, USHER_HOUR);
  repeat_page (f, event->id, form);
  after = stored (f, ann->id);
  g_assert_true (after->email_opt_in);
  g_assert_false (after->sms_opt_in);
  g_assert_cmpstr (after->phone, ==, PHONE);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM suppression WHERE channel = 'email'"), ==, 0);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM suppression WHERE channel = 'sms'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM consent WHERE act = 'given' AND method = 'form'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE status = 'queued' AND channel = 'email'"), ==, 1);
}

/* Which reasons a new opt-in lifts, and that an import lifts none */
static void
test_lifting (void)
{
  static const struct {
    const char *insert;
    const char *source;
    gboolean    lifted;
  } rows[] = {
    { "UPDATE suppression SET reason = 'unsubscribe'", "page", TRUE },
    { "UPDATE suppression SET reason = 'bounce'", "page", FALSE },
    { "UPDATE suppression SET reason = 'complaint'", "page", FALSE },
    { "UPDATE suppression SET reason = 'stop'", "page", FALSE },
    { "UPDATE suppression SET reason = 'manual'", "page", FALSE },
    { "UPDATE suppression SET reason = 'unsubscribe'", "import", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (int trusted = 0; trusted < 2; trusted++)
      {
        g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
        g_autoptr (UsherEvent) event = usher_fixture_event (f);
        g_autoptr (UsherEvent) other = usher_fixture_event (f);
        g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", ANN, NULL);
        g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Ann", ANN, NULL);
        g_autoptr (UsherRegistration) r = NULL;
        g_autoptr (GError) error = NULL;

        unsubscribe (f, ann->token, USHER_CHANNELS_EMAIL, "one-click");
        usher_fixture_execute (f, rows[i].insert);
        g_set_str (&form->source, rows[i].source);
        r = usher_fixture_register (f, other->id, form, trusted, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM suppression"), ==, rows[i].lifted ? 0 : 1);
        g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE event_id = 2 AND status = 'queued'"), ==,
                         rows[i].lifted ? 1 : 0);
        /* The former event stays as she left it. */
        g_assert_cmpint (usher_fixture_query (f, "SELECT email_opt_in FROM registration WHERE event_id = 1"), ==, 0);
      }
}

/* --- the same person from the API ---------------------------------------------------------------------------------- */

static void
test_trusted_update (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", ANN, NULL);
  g_autoptr (UsherRegistrationForm) form = usher_fixture_form ("Anna", ANN, PHONE);
  g_autoptr (UsherRegistration) added = NULL;
  g_autoptr (UsherRegistration) same = NULL;
  g_autoptr (UsherRegistration) less = NULL;
  g_autoptr (GError) error = NULL;
  gboolean created = TRUE;

  added = usher_fixture_register (f, event->id, form, TRUE, &created, &error);
  g_assert_no_error (error);
  g_assert_false (created);
  g_assert_cmpint (added->id, ==, ann->id);
  g_assert_cmpstr (added->first_name, ==, "Anna");
  g_assert_cmpstr (added->phone, ==, PHONE);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE channel = 'sms' AND status = 'queued'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE channel = 'email'"), ==, 1);

  /* Once more is nothing. */
  same = usher_fixture_register (f, event->id, form, TRUE, &created, &error);
  g_assert_cmpint (same->updated_at, ==, added->updated_at);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM consent"), ==, 2);

  /* What is given is written: a withdrawn consent, with its record, and what waits goes nowhere. */
  form->sms_opt_in = FALSE;
  less = usher_fixture_register (f, event->id, form, TRUE, &created, &error);
  g_assert_false (less->sms_opt_in);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE channel = 'sms' AND status = 'cancelled'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM consent WHERE act = 'withdrawn' AND channel = 'sms'"), ==, 1);
}

/* A person without an e-mail is known by the number. */
static void
test_same_by_phone (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", NULL, PHONE);
  g_autoptr (UsherRegistration) again = usher_fixture_viewer (f, event->id, "Ann", NULL, "0151 / 123 456 78");
  g_autoptr (UsherRegistration) other = usher_fixture_viewer (f, event->id, "Bob", "bob@example.org", PHONE);

  g_assert_cmpint (ann->id, ==, again->id);
  g_assert_cmpint (ann->id, !=, other->id);
}

/* --- unsubscribe and back ------------------------------------------------------------------------------------------ */

static void
test_unsubscribe (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", ANN, PHONE);
  g_autoptr (UsherRegistration) bob = usher_fixture_viewer (f, event->id, "Bob", "bob@example.org", NULL);
  g_autoptr (UsherRegistration) after = NULL;
  g_autofree char *record = NULL;

  for (int i = 0; i < 2; i++)   /* scanners and impatient people click twice */
    unsubscribe (f, ann->token, USHER_CHANNELS_EMAIL, "one-click");
  after = stored (f, ann->id);
  g_assert_false (after->email_opt_in);
  g_assert_true (after->sms_opt_in);
  record = usher_fixture_query_text (f, "SELECT group_concat(channel || ' ' || method) FROM consent WHERE act = 'withdrawn'");
  g_assert_cmpstr (record, ==, "email one-click");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM suppression WHERE reason = 'unsubscribe' AND source = 'one-click'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE status = 'cancelled'"), ==, 1);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE status = 'queued'"), ==, 2);

  /* Nothing to guess. */
  unsubscribe (f, "AAAAAAAAAAAAAAAAAAAAAA", USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, "link");
  unsubscribe (f, "", USHER_CHANNELS_EMAIL, "link");
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM suppression"), ==, 1);
}

static void
test_set_channels (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", ANN, NULL);
  g_autoptr (UsherRegistration) back = NULL;
  g_autofree char *records = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (set_channels (f, ann->token, USHER_CHANNELS_NONE, &error));
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM suppression"), ==, 1);
  g_assert_true (set_channels (f, ann->token, USHER_CHANNELS_EMAIL, &error));
  g_assert_true (set_channels (f, ann->token, USHER_CHANNELS_EMAIL, &error));
  g_assert_no_error (error);
  back = stored (f, ann->id);
  g_assert_true (back->email_opt_in);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM suppression"), ==, 0);
  records = usher_fixture_query_text (f, "SELECT group_concat(act || ' ' || consent_text, ', ') FROM (SELECT * FROM consent ORDER BY id)");
  g_assert_cmpstr (records, ==, "given Yes, write to me., withdrawn , given Yes again.");

  g_assert_false (set_channels (f, ann->token, USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, &error));
  assert_error (&error, USHER_ERROR_INVALID, "sms_opt_in");
  g_assert_false (set_channels (f, "nobody", USHER_CHANNELS_EMAIL, &error));
  assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);
}

/* --- remove, resend ------------------------------------------------------------------------------------------------ */

static gboolean
remove_one (UsherEngineFixture *f, gint64 event_id, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_remove_registration_async (f->engine, event_id, id, "viewer", NULL, usher_await_callback, &result);
  return usher_engine_remove_registration_finish (f->engine, usher_await (&result), error);
}

static gboolean
resend (UsherEngineFixture *f, gint64 event_id, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  usher_engine_resend_confirmation_async (f->engine, event_id, id, "app", NULL, usher_await_callback, &result);
  return usher_engine_resend_confirmation_finish (f->engine, usher_await (&result), error);
}

static void
test_remove (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", ANN, PHONE);
  g_autoptr (GError) error = NULL;

  g_assert_false (remove_one (f, event->id + 1, ann->id, &error));
  assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);
  g_assert_true (remove_one (f, event->id, ann->id, &error));
  g_assert_no_error (error);
  g_assert_false (remove_one (f, 0, ann->id, &error));
  assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);

  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM registration"), ==, 0);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE status = 'cancelled' AND address = ''"), ==, 2);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM consent WHERE registration_id IS NULL"), ==, 4);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM consent WHERE act = 'withdrawn' AND method = 'link'"), ==, 2);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM audit WHERE detail LIKE '%@%' OR subject LIKE '%@%'"), ==, 0);
}

static void
test_resend (void)
{
  g_autoptr (UsherEngineFixture) f = usher_engine_fixture_new ();
  g_autoptr (UsherEvent) event = usher_fixture_event (f);
  g_autoptr (UsherRegistration) ann = usher_fixture_viewer (f, event->id, "Ann", ANN, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (resend (f, event->id, ann->id, &error));
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery"), ==, 1);   /* one waits still */
  usher_fixture_deliver_all (f);
  g_assert_true (resend (f, event->id, ann->id, &error));
  g_assert_no_error (error);
  g_assert_cmpint (usher_fixture_query (f, "SELECT count(*) FROM delivery WHERE edition = 1 AND status = 'queued'"), ==, 1);

  g_assert_false (resend (f, event->id + 1, ann->id, &error));
  assert_error (&error, USHER_ERROR_NOT_FOUND, NULL);
  unsubscribe (f, ann->token, USHER_CHANNELS_EMAIL, "link");
  g_assert_false (resend (f, event->id, ann->id, &error));
  assert_error (&error, USHER_ERROR_CONFLICT, NULL);
  usher_fixture_execute (f, "UPDATE event SET status = 'completed'");
  g_assert_false (resend (f, event->id, ann->id, &error));
  assert_error (&error, USHER_ERROR_CONFLICT, NULL);
}

static void
test_tokens (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 1000; i++)
    {
      char *token = usher_registrar_new_token ();

      g_assert_cmpint (strlen (token), ==, 22);
      g_assert_cmpint (strspn (token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), ==, 22);
      g_assert_true (g_hash_table_add (seen, token));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/registrar/new", test_new);
  g_test_add_func ("/engine/registrar/channels-of-event", test_channels_of_event);
  g_test_add_func ("/engine/registrar/refused", test_refused);
  g_test_add_func ("/engine/registrar/open", test_open);
  g_test_add_func ("/engine/registrar/capacity-at-once", test_capacity_at_once);
  g_test_add_func ("/engine/registrar/places", test_places);
  g_test_add_func ("/engine/registrar/stranger/learns-nothing", test_stranger_learns_nothing);
  g_test_add_func ("/engine/registrar/stranger/full", test_stranger_full);
  g_test_add_func ("/engine/registrar/stranger/cannot-withdraw", test_stranger_cannot_withdraw);
  g_test_add_func ("/engine/registrar/stranger/repeats-are-limited", test_repeats_are_limited);
  g_test_add_func ("/engine/registrar/agrees-again", test_agrees_again);
  g_test_add_func ("/engine/registrar/lifting", test_lifting);
  g_test_add_func ("/engine/registrar/trusted-update", test_trusted_update);
  g_test_add_func ("/engine/registrar/same-by-phone", test_same_by_phone);
  g_test_add_func ("/engine/registrar/unsubscribe", test_unsubscribe);
  g_test_add_func ("/engine/registrar/set-channels", test_set_channels);
  g_test_add_func ("/engine/registrar/remove", test_remove);
  g_test_add_func ("/engine/registrar/resend", test_resend);
  g_test_add_func ("/engine/registrar/tokens", test_tokens);
  return g_test_run ();
}
