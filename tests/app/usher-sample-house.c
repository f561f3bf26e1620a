/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-sample-house.h"

#include "usher-time.h"

/* Names of history, in the scripts that people have; addresses that RFC 2606 keeps free, numbers kept for fiction. */
static const struct { const char *first, *last, *zone, *language; } people[] = {
  { "Ada", "Lovelace", "Europe/London", "en" },
  { "Emmy", "Noether", "Europe/Berlin", "de" },
  { "Srinivasa", "Ramanujan", "Asia/Kolkata", "en" },
  { "Sofja", "Kowalewskaja", "Europe/Stockholm", "en" },
  { "Katherine", "Johnson", "America/New_York", "en" },
  { "Maryam", "Mirzakhani", "America/Los_Angeles", "en" },
  { "Carl Friedrich", "Gauß", "Europe/Berlin", "de" },
  { "Hypatia", "", "Africa/Cairo", "en" },
  { "Évariste", "Galois", "Europe/Paris", "fr" },
  { "Kiyoshi", "Itō", "Asia/Tokyo", "ja" },
  { "Omar", "Khayyam", "Asia/Tehran", "en" },
  { "Émilie", "du Châtelet", "Europe/Paris", "fr" },
  { "Grace", "Hopper", "America/New_York", "en" },
  { "Alan", "Turing", "Europe/London", "en" },
  { "Mary", "Cartwright", "Europe/London", "en" },
  { "Ramón", "Verea", "Europe/Madrid", "es" },
  { "Sophie", "Germain", "Europe/Paris", "fr" },
  { "Hedy", "Lamarr", "Europe/Vienna", "de" },
  { "Nikola", "Tesla", "America/New_York", "en" },
  { "Chien-Shiung", "Wu", "America/New_York", "en" },
};

typedef struct {
  const char *title;
  const char *start;          /* wall time in Berlin */
  int         minutes;
  int         viewers;
  gboolean    sms;
  const char *description;
} Show;

static const Show past_shows[] = {
  { "Drawing the Lorenz Butterfly", "2026-10-27T20:00", 90, 64, TRUE, "We draw it **by hand**, then let the computer do it." },
  { "Live Coding: A Synth in an Evening", "2026-11-04T19:30", 120, 92, TRUE, "From a sine wave to a *playable* instrument." },
  { "Ask Me Anything: Small Telescopes", "2026-11-12T20:00", 60, 118, FALSE, "Bring your questions, and a blanket." },
  { "Paper Planes and Fluid Dynamics", "2026-11-19T18:00", 75, 87, TRUE, "Fold along with us." },
};

static const Show coming_shows[] = {
  { "An Evening of Strange Attractors", "2026-11-25T17:00", 90, 143, TRUE,
    "Live from the workshop: we draw the **Lorenz butterfly** by hand, then let the computer do it.\n\n- bring a pencil\n- questions are welcome all the time\n" },
  { "Workshop: Sound for Streamers", "2026-11-28T15:00", 120, 51, FALSE, "Microphones, rooms, and what to do without either." },
  { "Advent Special: Carols for Oscilloscope", "2026-12-06T20:00", 60, 76, TRUE, "Four songs, one beam." },
  { "Colour Grading Night", "2026-12-11T20:30", 90, 23, FALSE, "" },
  { "New Year’s Rehearsal", "2026-12-30T19:00", 45, 8, FALSE, "" },
};

#define WAIT(call_async, ...) \
  G_STMT_START { call_async (__VA_ARGS__, usher_app_callback, &pending); result = usher_app_await (&pending); } G_STMT_END

static gint64
schedule (UsherAppFixture *fixture, const Show *show)
{
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;
  UsherEngine *engine = usher_app_fixture_engine (fixture);

  g_set_str (&draft->title, show->title);
  g_set_str (&draft->description, show->description);
  g_set_str (&draft->starts_at, show->start);
  g_set_str (&draft->time_zone, "Europe/Berlin");
  draft->duration_minutes = show->minutes;
  draft->channels = USHER_CHANNELS_EMAIL | (show->sms ? USHER_CHANNELS_SMS : 0);
  WAIT (usher_engine_create_event_async, engine, draft, NULL, "app", NULL);
  event = usher_engine_create_event_finish (engine, result, &error);
  g_assert_no_error (error);
  return event->id;
}

static void
sign_up (UsherAppFixture *fixture, gint64 event_id, const Show *show, int count, int first)
{
  UsherEngine *engine = usher_app_fixture_engine (fixture);

  for (int i = first; i < first + count; i++)
    {
      g_autoptr (UsherRegistrationForm) form = usher_registration_form_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (UsherRegistration) registration = NULL;
      g_autoptr (GError) error = NULL;
      GAsyncResult *pending = NULL;
      gboolean created;
      int who = i % (int) G_N_ELEMENTS (people);

      g_set_str (&form->first_name, people[who].first);
      g_set_str (&form->last_name, people[who].last);
      g_free (form->email);
      form->email = g_strdup_printf ("viewer%d@example.org", i + 1);
      if (show->sms && i % 3 == 0)
        {
          g_free (form->phone);
          form->phone = g_strdup_printf ("+1201555%04d", 100 + i % 100);
          form->sms_opt_in = TRUE;
        }
      g_set_str (&form->time_zone, people[who].zone);
      g_set_str (&form->language, people[who].language);
      g_set_str (&form->source, "api");
      form->email_opt_in = TRUE;
      WAIT (usher_engine_register_async, engine, event_id, form, TRUE, "viewer", NULL);
      registration = usher_engine_register_finish (engine, result, &created, &error);
      g_assert_no_error (error);
    }
}

static UsherInstant
moment_of (const Show *show)
{
  g_autoptr (GTimeZone) zone = usher_time_zone_new ("Europe/Berlin", "zone", NULL);
  UsherInstant instant;

  g_assert_true (usher_time_from_wall (show->start, zone, &instant, NULL, "start", NULL));
  return instant;
}

/* Time passes up to @until, and what is due leaves at its moment. */
static void
let_time_pass (UsherAppFixture *fixture, UsherInstant until)
{
  UsherEngine *engine = usher_app_fixture_engine (fixture);
  UsherClock *clock = usher_engine_get_clock (engine);

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (UsherStatus) status = usher_engine_get_status (engine, &error);
      g_autoptr (GAsyncResult) result = NULL;
      GAsyncResult *pending = NULL;
      UsherInstant next;

      g_assert_no_error (error);
      next = status->next_due == USHER_NEVER ? until : MIN (MAX (status->next_due, usher_clock_now (clock)), until);
      usher_clock_set (clock, next);
      WAIT (usher_engine_run_due_async, engine, NULL);
      usher_engine_run_due_finish (engine, result, &error);
      g_assert_no_error (error);
      if (next >= until)
        return;
    }
}

static void
hold_show (UsherAppFixture *fixture, gint64 id, const Show *show)
{
  UsherEngine *engine = usher_app_fixture_engine (fixture);
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  let_time_pass (fixture, moment_of (show) + 2 * USHER_MINUTE);
  {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (UsherEvent) event = NULL;

    WAIT (usher_engine_start_event_async, engine, id, "app", NULL);
    event = usher_engine_start_event_finish (engine, result, &error);
    g_assert_no_error (error);
  }
  let_time_pass (fixture, moment_of (show) + (show->minutes + 4) * USHER_MINUTE);
  {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (UsherEvent) event = NULL;

    WAIT (usher_engine_end_event_async, engine, id, "app", NULL);
    event = usher_engine_end_event_finish (engine, result, &error);
    g_assert_no_error (error);
  }
}

static void
call_off (UsherAppFixture *fixture, gint64 id)
{
  UsherEngine *engine = usher_app_fixture_engine (fixture);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (UsherEvent) event = NULL;
  g_autoptr (GError) error = NULL;
  GAsyncResult *pending = NULL;

  WAIT (usher_engine_cancel_event_async, engine, id, 0, "app", NULL);
  event = usher_engine_cancel_event_finish (engine, result, &error);
  g_assert_no_error (error);
}

void
usher_sample_house_fill (UsherAppFixture *fixture, UsherSampleHouse *house)
{
  static const Show called_off = { "Open Rehearsal", "2026-11-21T18:00", 60, 12, FALSE, "" };
  gint64 ids[G_N_ELEMENTS (past_shows)];

  for (gsize i = 0; i < G_N_ELEMENTS (past_shows); i++)
    {
      const Show *show = &past_shows[i];

      ids[i] = schedule (fixture, show);
      sign_up (fixture, ids[i], show, show->viewers / 2, 0);
      let_time_pass (fixture, moment_of (show) - 2 * USHER_DAY);
      sign_up (fixture, ids[i], show, show->viewers - show->viewers / 2, show->viewers / 2);
      hold_show (fixture, ids[i], show);
    }
  house->past = ids[G_N_ELEMENTS (past_shows) - 1];

  house->cancelled = schedule (fixture, &called_off);
  sign_up (fixture, house->cancelled, &called_off, called_off.viewers, 0);
  call_off (fixture, house->cancelled);

  for (gsize i = 0; i < G_N_ELEMENTS (coming_shows); i++)
    {
      gint64 id = schedule (fixture, &coming_shows[i]);

      sign_up (fixture, id, &coming_shows[i], coming_shows[i].viewers, 0);
      if (i == 0)
        house->next = id;
      if (i == 2)
        house->later = id;
    }
  let_time_pass (fixture, USHER_SAMPLE_NOW);
}
