/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-demo.h"

#include "usher-commands.h"
#include "usher-queries.h"
#include "usher-time.h"

/* Names of history, addresses that RFC 2606 keeps free, numbers of the range that is kept for fiction. */
static const struct {
  const char *first_name, *last_name, *email, *phone, *time_zone, *language;
} guests[] = {
  { "Ada", "Lovelace", "ada@example.org", "+12015550101", "Europe/London", "en" },
  { "Emmy", "Noether", "emmy@example.org", NULL, "Europe/Berlin", "de" },
  { "Srinivasa", "Ramanujan", "srinivasa@example.com", "+12015550103", "Asia/Kolkata", "en" },
  { "Sofja", "Kowalewskaja", "sofja@example.net", NULL, "Europe/Stockholm", "en" },
  { "Katherine", "Johnson", "katherine@example.com", "+12015550105", "America/New_York", "en" },
  { "Maryam", "Mirzakhani", "maryam@example.org", NULL, "America/Los_Angeles", "en" },
  { "Carl Friedrich", "Gauß", "carl@example.net", NULL, NULL, "de" },
  { "Hypatia", "", "hypatia@example.org", NULL, "Africa/Cairo", "en" },
};

/* The start lies on a full five minutes, so that all eight reminders fit with their grace. */
#define START_STEP (5 * USHER_MINUTE)

typedef struct {
  UsherEvent *event;
  guint       pending;
} Fill;

static void
fill_free (Fill *fill)
{
  g_clear_pointer (&fill->event, usher_event_unref);
  g_free (fill);
}

static void
registered (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fill *fill = g_task_get_task_data (task);
  g_autoptr (UsherRegistration) registration = NULL;
  gboolean created;
  g_autoptr (GError) error = NULL;

  registration = usher_engine_register_finish (USHER_ENGINE (source), result, &created, &error);
  if (!registration)
    g_warning ("a sample registrant could not be made: %s", error->message);
  if (--fill->pending == 0)
    g_task_return_pointer (task, usher_event_ref (fill->event), (GDestroyNotify) usher_event_unref);
}

static void
register_guests (UsherEngine *engine, GTask *task)
{
  Fill *fill = g_task_get_task_data (task);

  fill->pending = G_N_ELEMENTS (guests);
  for (gsize i = 0; i < G_N_ELEMENTS (guests); i++)
    {
      g_autoptr (UsherRegistrationForm) form = usher_registration_form_new ();

      g_set_str (&form->first_name, guests[i].first_name);
      g_set_str (&form->last_name, guests[i].last_name);
      g_set_str (&form->email, guests[i].email);
      g_set_str (&form->phone, guests[i].phone);
      g_set_str (&form->time_zone, guests[i].time_zone);
      g_set_str (&form->language, guests[i].language);
      form->email_opt_in = TRUE;
      form->sms_opt_in = guests[i].phone != NULL;
      g_set_str (&form->source, "import");
      usher_engine_register_async (engine, fill->event->id, form, TRUE, "demo", NULL, registered, g_object_ref (task));
    }
}

static void
created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Fill *fill = g_task_get_task_data (task);
  GError *error = NULL;

  fill->event = usher_engine_create_event_finish (USHER_ENGINE (source), result, &error);
  if (!fill->event)
    g_task_return_error (task, error);
  else
    register_guests (USHER_ENGINE (source), task);
}

static UsherEventDraft *
make_draft (UsherEngine *engine)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  const char *name = g_time_zone_get_identifier (local);
  g_autoptr (GTimeZone) zone = usher_time_zone_new (name, "time_zone", NULL);
  UsherEventDraft *draft = usher_event_draft_new ();
  UsherInstant now = usher_clock_now (usher_engine_get_clock (engine));
  UsherInstant start = (now + 14 * USHER_DAY + START_STEP - 1) / START_STEP * START_STEP;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  g_set_str (&draft->title, "An Evening of Strange Attractors");
  g_set_str (&draft->description,
             "Live from the workshop: we draw the **Lorenz butterfly** by hand, then let the computer do it.\n\n"
             "- bring a pencil\n- questions are welcome all the time\n");
  /* "Etc/UTC" is what a machine without a zone of its own calls it; people say UTC */
  g_set_str (&draft->time_zone, zone && !g_str_has_prefix (name, "Etc/") ? name : "UTC");
  g_free (draft->starts_at);
  draft->starts_at = usher_time_to_wall (start, zone ? zone : utc);
  draft->duration_minutes = 90;
  draft->channels = USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS;
  g_set_str (&draft->custom_message, "Doors open ten minutes before.");
  return draft;
}

void
usher_demo_fill_async (UsherEngine *engine, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (engine, NULL, callback, user_data);
  UsherEventQuery query = { .status = USHER_EVENT_SCHEDULED, .from = USHER_NEVER, .to = USHER_NEVER, .limit = 1 };
  g_autoptr (UsherEventDraft) draft = NULL;
  g_autoptr (GPtrArray) events = NULL;
  GError *error = NULL;

  g_task_set_task_data (task, g_new0 (Fill, 1), (GDestroyNotify) fill_free);
  events = usher_engine_list_events (engine, &query, &error);
  if (!events)
    {
      g_task_return_error (task, error);
      return;
    }
  if (events->len > 0)
    {
      g_task_return_pointer (task, usher_event_ref (events->pdata[0]), (GDestroyNotify) usher_event_unref);
      return;
    }
  draft = make_draft (engine);
  usher_engine_create_event_async (engine, draft, NULL, "demo", NULL, created, g_steal_pointer (&task));
}

UsherEvent *
usher_demo_fill_finish (UsherEngine *engine, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, engine), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
