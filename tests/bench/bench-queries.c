/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-queries FOLDER: how long the questions of the app's pages take with the store of make-store, each asked a few times (the
 * best and the worst). */

#include <string.h>

#include "usher-queries.h"

#define TIMES 5

typedef struct {
  UsherEngine *engine;
  gint64       event_id;
  int          rows;
} Ask;

typedef int (*Question) (Ask *ask, GError **error);

static int
length_of (GPtrArray *list)
{
  int length = list != NULL ? (int) list->len : -1;

  g_clear_pointer (&list, g_ptr_array_unref);
  return length;
}

static int
ask_overviews (Ask *ask, GError **error)
{
  UsherEventOverviewQuery query = { .group = USHER_EVENT_GROUP_UPCOMING, .limit = 100 };

  return length_of (usher_engine_list_event_overviews (ask->engine, &query, error));
}

static int
ask_all_overviews (Ask *ask, GError **error)
{
  UsherEventOverviewQuery query = { .limit = 5000 };

  return length_of (usher_engine_list_event_overviews (ask->engine, &query, error));
}

static int
ask_event_search (Ask *ask, GError **error)
{
  UsherEventOverviewQuery query = { .search = "SPÄTE", .newest_first = TRUE, .limit = 100 };

  return length_of (usher_engine_list_event_overviews (ask->engine, &query, error));
}

static int
ask_event_counts (Ask *ask, GError **error)
{
  UsherEventCounts counts;

  return usher_engine_count_events (ask->engine, NULL, &counts, error) ? counts.n[0] : -1;
}

static int
ask_window (Ask *ask, UsherRegistrationQuery query, GError **error)
{
  query.event_id = ask->event_id;
  query.limit = 100;
  return length_of (usher_engine_list_registrations (ask->engine, &query, error));
}

static int
ask_first_window (Ask *ask, GError **error)
{
  return ask_window (ask, (UsherRegistrationQuery) { .sort = USHER_REGISTRATIONS_BY_NAME }, error);
}

static int
ask_middle_by_name (Ask *ask, GError **error)
{
  return ask_window (ask, (UsherRegistrationQuery) { .sort = USHER_REGISTRATIONS_BY_NAME, .offset = ask->rows / 2 }, error);
}

static int
ask_middle_by_time (Ask *ask, GError **error)
{
  return ask_window (ask, (UsherRegistrationQuery) { .descending = TRUE, .offset = ask->rows / 2 }, error);
}

static int
ask_middle_by_email (Ask *ask, GError **error)
{
  return ask_window (ask, (UsherRegistrationQuery) { .sort = USHER_REGISTRATIONS_BY_EMAIL, .offset = ask->rows / 2 }, error);
}

static int
ask_silent (Ask *ask, GError **error)
{
  return ask_window (ask, (UsherRegistrationQuery) { .filter = USHER_REGISTRATIONS_SILENT, .sort = USHER_REGISTRATIONS_BY_NAME }, error);
}

static int
ask_middle_filtered (Ask *ask, GError **error)
{
  return ask_window (ask, (UsherRegistrationQuery) { .filter = USHER_REGISTRATIONS_EMAIL, .offset = ask->rows / 2 }, error);
}

static int
ask_search (Ask *ask, GError **error)
{
  return ask_window (ask, (UsherRegistrationQuery) { .search = "lovelace", .sort = USHER_REGISTRATIONS_BY_NAME }, error);
}

static int
ask_search_count (Ask *ask, GError **error)
{
  UsherRegistrationQuery query = { .event_id = ask->event_id, .search = "lovelace" };

  return usher_engine_count_registration_rows (ask->engine, &query, error);
}

static int
ask_count (Ask *ask, GError **error)
{
  return usher_engine_count_registrations (ask->engine, ask->event_id, error);
}

static int
ask_outbox_with (Ask *ask, UsherOutboxQuery query, GError **error)
{
  query.limit = 100;
  return length_of (usher_engine_list_outbox (ask->engine, &query, error));
}

static int
ask_outbox (Ask *ask, GError **error)
{
  return ask_outbox_with (ask, (UsherOutboxQuery) { 0 }, error);
}

static int
ask_outbox_middle (Ask *ask, GError **error)
{
  return ask_outbox_with (ask, (UsherOutboxQuery) { .offset = 500000 }, error);
}

static int
ask_outbox_event (Ask *ask, GError **error)
{
  return ask_outbox_with (ask, (UsherOutboxQuery) { .event_id = ask->event_id, .offset = ask->rows / 2 }, error);
}

static int
ask_outbox_failed (Ask *ask, GError **error)
{
  return ask_outbox_with (ask, (UsherOutboxQuery) { .group = USHER_DELIVERY_GROUP_FAILED }, error);
}

static int
ask_outbox_failed_sms (Ask *ask, GError **error)
{
  return ask_outbox_with (ask, (UsherOutboxQuery) { .group = USHER_DELIVERY_GROUP_WAITING, .channels = USHER_CHANNELS_SMS }, error);
}

static int
ask_outbox_count (Ask *ask, GError **error)
{
  UsherOutboxQuery query = { 0 };

  return usher_engine_count_outbox (ask->engine, &query, error);
}

static int
ask_outbox_search (Ask *ask, GError **error)
{
  return ask_outbox_with (ask, (UsherOutboxQuery) { .search = "viewer77" }, error);
}

static int
ask_today (Ask *ask, GError **error)
{
  g_autoptr (UsherToday) today = usher_engine_get_today (ask->engine, error);

  return today != NULL ? (int) (today->events->len + today->attention->len + today->sent->len) : -1;
}

static int
ask_notifications (Ask *ask, GError **error)
{
  return length_of (usher_engine_list_notifications (ask->engine, ask->event_id, TRUE, error));
}

static int
ask_results (Ask *ask, GError **error)
{
  return length_of (usher_engine_list_results (ask->engine, 0, 50, error));
}

static int
ask_reasons (Ask *ask, GError **error)
{
  return length_of (usher_engine_list_failure_reasons (ask->engine, ask->event_id * 9, USHER_DELIVERY_GROUP_FAILED, 10, error));
}

static int
ask_preview (Ask *ask, GError **error)
{
  g_autoptr (UsherPreview) preview = usher_engine_preview (ask->engine, NULL, "reminder-P1D", USHER_CHANNEL_EMAIL, ask->event_id, 0,
                                                           error);

  return preview != NULL ? (int) strlen (preview->html) : -1;
}

static int
ask_analytics (Ask *ask, GError **error)
{
  g_autoptr (UsherAnalytics) analytics = usher_engine_get_analytics (ask->engine, ask->event_id, error);

  return analytics != NULL ? analytics->registrations : -1;
}

static void
take (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* The event moves by an hour: what becomes of its steps, and how many are told? */
static int
ask_plan (Ask *ask, GError **error)
{
  g_autoptr (UsherEvent) event = usher_engine_get_event (ask->engine, ask->event_id, error);
  g_autoptr (UsherEventDraft) draft = usher_event_draft_new ();
  g_autoptr (UsherDraftPlan) plan = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_utc (g_get_real_time () / G_USEC_PER_SEC + 40 * 86400);

  g_set_str (&draft->title, event->title);
  g_set_str (&draft->time_zone, event->time_zone);
  g_free (draft->starts_at);
  draft->starts_at = g_date_time_format (start, "%Y-%m-%dT%H:%M");
  usher_engine_plan_draft_async (ask->engine, draft, ask->event_id, 0, NULL, take, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  plan = usher_engine_plan_draft_finish (ask->engine, result, error);
  return plan != NULL ? plan->readers.by_channel[USHER_CHANNEL_EMAIL] : -1;
}

static const struct {
  const char *words;
  Question    question;
} questions[] = {
  { "upcoming events", ask_overviews },
  { "all events", ask_all_overviews },
  { "events, searched", ask_event_search },
  { "events by group, counted", ask_event_counts },
  { "registrations, counted", ask_count },
  { "registrations by name, first", ask_first_window },
  { "registrations by name, middle", ask_middle_by_name },
  { "registrations by time, middle", ask_middle_by_time },
  { "registrations by e-mail, middle", ask_middle_by_email },
  { "registrations, unsubscribed", ask_silent },
  { "registrations with e-mail, middle", ask_middle_filtered },
  { "registrations, searched", ask_search },
  { "registrations, searched, counted", ask_search_count },
  { "outbox", ask_outbox },
  { "outbox, 500,000 deep", ask_outbox_middle },
  { "outbox of an event, middle", ask_outbox_event },
  { "outbox, failed", ask_outbox_failed },
  { "outbox, waiting SMS", ask_outbox_failed_sms },
  { "outbox, counted", ask_outbox_count },
  { "outbox, searched", ask_outbox_search },
  { "today", ask_today },
  { "notifications of an event", ask_notifications },
  { "analytics of an event", ask_analytics },
  { "results of 50 events", ask_results },
  { "reasons of failures", ask_reasons },
  { "preview", ask_preview },
  { "plan of a move", ask_plan },
};

static void
measure (Ask *ask, const char *words, Question question)
{
  gint64 best = G_MAXINT64, worst = 0;
  int rows = 0;

  for (int i = 0; i < TIMES; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 began = g_get_monotonic_time (), took;

      rows = question (ask, &error);
      took = g_get_monotonic_time () - began;
      if (error != NULL)
        g_error ("%s: %s", words, error->message);
      best = MIN (best, took);
      worst = MAX (worst, took);
    }
  g_print ("%-36s %9.2f ms %9.2f ms %8d\n", words, (double) best / 1000, (double) worst / 1000, rows);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherConfig) config = usher_config_new ();
  g_autoptr (UsherClock) clock = usher_clock_new ();
  g_autoptr (UsherStore) store = NULL;
  g_autoptr (UsherEngine) engine = NULL;
  gint64 began = g_get_monotonic_time ();
  UsherEventOverviewQuery all = { .limit = 5000 };
  g_autoptr (GPtrArray) events = NULL;
  Ask ask = { 0 };

  store = argc == 2 ? usher_store_open (argv[1], &error) : NULL;
  if (store == NULL)
    g_error ("%s", error != NULL ? error->message : "bench-queries FOLDER");
  g_print ("%-36s %9.2f ms\n", "opened", (double) (g_get_monotonic_time () - began) / 1000);
  engine = usher_engine_new (store, clock, config);
  events = usher_engine_list_event_overviews (engine, &all, &error);
  if (events == NULL || events->len == 0)
    g_error ("%s", error != NULL ? error->message : "There is no event in it");
  ask.engine = engine;
  ask.event_id = ((UsherEventOverview *) events->pdata[events->len - 1])->event->id;
  ask.rows = usher_engine_count_registrations (engine, ask.event_id, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (questions); i++)
    measure (&ask, questions[i].words, questions[i].question);
  usher_engine_stop (engine, 0);
  usher_store_close (store);
  return 0;
}
