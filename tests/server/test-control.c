/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The control API, spoken to in a running usherd with a clock that the test moves. Every answer is held against the description
 * that the program itself serves. */
#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#include "usher-api-client.h"
#include "usher-process.h"

#define START "2026-11-22T20:00:00Z"
/* In two weeks to the minute: 20:00Z is 21:00 in Berlin */
#define EVENT "{\"title\":\"Sp\xc3\xa4te Show\",\"description\":\"*Hello*\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"Europe/Berlin\"," \
              "\"duration_minutes\":90,\"channels\":{\"email\":true,\"sms\":true},\"custom_message\":\"Bring tea\"," \
              "\"registration\":{\"enabled\":true,\"max\":null}}"

typedef struct {
  char           *folder;
  UsherProcess   *process;
  UsherApiClient *api;
  char           *control;
  char           *token;
} Fixture;

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *data_dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *envp[] = { "CRON_SECRET=a-secret-for-cron-jobs", NULL };

  f->folder = g_dir_make_tmp ("usher-control-XXXXXX", &error);
  g_assert_no_error (error);
  data_dir = g_strconcat ("--data-dir=", f->folder, NULL);
  const char *argv[] = { g_getenv ("USHERD"), data_dir, "--public-listen=127.0.0.1:0", "--control-listen=127.0.0.1:0",
                         "--test-clock=" START, NULL };
  f->process = usher_process_start (argv, envp, "data", &error);
  g_assert_no_error (error);
  g_file_get_contents (usher_process_get (f->process, "token"), &f->token, NULL, &error);
  g_assert_no_error (error);
  g_strstrip (f->token);
  f->control = g_strdup (usher_process_get (f->process, "control"));
  f->api = usher_api_client_new (f->control, f->token);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  usher_api_client_free (f->api);
  g_assert_cmpint (usher_process_stop (f->process), ==, 0);
  usher_process_free (f->process);
  remove_folder (f->folder);
  g_free (f->folder);
  g_free (f->control);
  g_free (f->token);
}

static JsonNode *
call (Fixture *f, const char *method, const char *path, const char *body, guint status)
{
  return usher_api_call (f->api, method, path, body, status);
}

static void
test_event_life (Fixture *f, gconstpointer data)
{
  g_autofree char *etag = NULL;
  g_autofree char *etag2 = NULL;
  g_autoptr (JsonNode) created = usher_api_call_full (f->api, "POST", "/api/events/create", EVENT, 201, NULL, NULL, &etag);
  g_autoptr (JsonNode) settled = call (f, "POST", "/api/cron/notifications", NULL, 200);
  static const char * const intervals[] = { "P14D", "P7D", "P3D", "P1D", "PT12H", "PT1H", "PT15M", "PT0S" };
  static const char * const due[] = {
    "2026-11-22T20:00:00Z", "2026-11-29T20:00:00Z", "2026-12-03T20:00:00Z", "2026-12-05T20:00:00Z", "2026-12-06T08:00:00Z",
    "2026-12-06T19:00:00Z", "2026-12-06T19:45:00Z", "2026-12-06T20:00:00Z",
  };

  g_assert_cmpstr (usher_api_text (created, "slug"), ==, "spate-show");
  g_assert_cmpstr (usher_api_text (created, "starts_at"), ==, "2026-12-06T20:00:00Z");
  g_assert_cmpstr (usher_api_text (created, "status"), ==, "scheduled");
  g_assert_cmpuint (usher_api_length (created, "notifications"), ==, 8);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *interval = g_strdup_printf ("notifications.%u.interval", i);
      g_autofree char *due_at = g_strdup_printf ("notifications.%u.due_at", i);

      g_assert_cmpstr (usher_api_text (created, interval), ==, intervals[i]);
      g_assert_cmpstr (usher_api_text (created, due_at), ==, due[i]);
    }
  g_assert_true (g_str_has_prefix (usher_api_text (created, "registration.url"), usher_process_get (f->process, "public")));
  g_assert_true (g_str_has_suffix (usher_api_text (created, "registration.url"), "/register/spate-show"));
  g_assert_cmpfloat_with_epsilon (usher_api_number (created, "estimate.per_thousand.both"), 68.0, 1e-9);

  /* What was read can be written back: nothing changes */
  {
    g_autofree char *same = json_to_string (created, FALSE);
    g_autoptr (JsonNode) put = usher_api_call_full (f->api, "PUT", "/api/events/1", same, 200, "If-Match", etag, &etag2);

    g_assert_cmpstr (etag, ==, etag2);
  }
  /* What an edit would do: the deed still finds the version that was read. A step is cancelled, and put back. */
  {
    g_autoptr (JsonNode) plan = call (f, "POST", "/api/events/1/plan", "{\"starts_at\":\"2026-12-07T21:00\"}", 200);
    g_autofree char *path = g_strdup_printf ("/api/events/1/notifications/%s", usher_api_text (created, "notifications.3.id"));
    g_autofree char *restore = g_strconcat (path, "/restore", NULL);
    g_autoptr (JsonNode) gone = call (f, "DELETE", path, NULL, 200);
    g_autoptr (JsonNode) back = call (f, "POST", restore, NULL, 200);
    g_autoptr (JsonNode) today = call (f, "GET", "/api/today", NULL, 200);

    g_assert_cmpuint (usher_api_length (plan, "steps"), ==, 8);
    g_assert_cmpstr (usher_api_text (plan, "steps.0.state"), ==, "resent");
    g_assert_cmpstr (usher_api_text (plan, "steps.1.state"), ==, "moved");
    g_assert_cmpstr (usher_api_text (plan, "steps.1.due_at"), ==, "2026-11-30T20:00:00Z");
    g_assert_cmpstr (usher_api_text (gone, "status"), ==, "cancelled");
    g_assert_cmpstr (usher_api_text (back, "status"), ==, "scheduled");
    g_assert_cmpstr (usher_api_text (today, "events.0.title"), ==, "Sp\xc3\xa4te Show");
    g_assert_cmpstr (usher_api_text (today, "sent.0.notification.interval"), ==, "P14D");
  }
  {
    g_autoptr (JsonNode) moved = usher_api_call_full (f->api, "PUT", "/api/events/1", "{\"starts_at\":\"2026-12-07T21:00\"}", 200,
                                                      "If-Match", etag, NULL);
    g_autoptr (JsonNode) stale = usher_api_call_full (f->api, "PUT", "/api/events/1", "{\"title\":\"Other\"}", 412, "If-Match", etag, NULL);

    /* The first step left at the start (to nobody): it stands there as sent, and is planned again for the new day */
    g_assert_cmpuint (usher_api_length (moved, "notifications"), ==, 9);
    g_assert_cmpuint (usher_api_length (moved, "intervals"), ==, 8);
    g_assert_cmpstr (usher_api_text (moved, "notifications.0.status"), ==, "sent");
    g_assert_cmpstr (usher_api_text (moved, "notifications.1.due_at"), ==, "2026-11-23T20:00:00Z");
    g_assert_cmpstr (usher_api_text (moved, "notifications.2.due_at"), ==, "2026-11-30T20:00:00Z");
    g_assert_cmpstr (usher_api_text (moved, "title"), ==, "Sp\xc3\xa4te Show");
  }
  {
    g_autoptr (JsonNode) copy = call (f, "POST", "/api/events/1/duplicate", "{\"starts_at\":\"2026-12-20T21:00\"}", 201);
    g_autoptr (JsonNode) list = call (f, "GET", "/api/events?status=scheduled&search=SP%C3%84TE&limit=1", NULL, 200);
    g_autoptr (JsonNode) next = NULL;
    g_autofree char *path = g_strdup_printf ("/api/events?limit=1&after=%s", usher_api_text (list, "next"));

    g_assert_cmpstr (usher_api_text (copy, "slug"), ==, "spate-show-2");
    g_assert_cmpuint (usher_api_length (list, "items"), ==, 1);
    next = call (f, "GET", path, NULL, 200);
    g_assert_cmpstr (usher_api_text (next, "items.0.id"), ==, usher_api_text (copy, "id"));
    g_assert_null (usher_api_text (next, "next"));
  }
  {
    g_autoptr (JsonNode) cancelled = call (f, "DELETE", "/api/events/1", NULL, 200);
    g_autoptr (JsonNode) start = call (f, "POST", "/api/events/1/start", NULL, 409);

    g_assert_cmpstr (usher_api_text (cancelled, "status"), ==, "cancelled");
    g_assert_cmpstr (usher_api_text (cancelled, "notifications.3.status"), ==, "cancelled");
  }
}

static void
test_idempotency (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) first = usher_api_call_full (f->api, "POST", "/api/events/create", EVENT, 201, "Idempotency-Key", "k1", NULL);
  g_autoptr (JsonNode) again = usher_api_call_full (f->api, "POST", "/api/events/create", EVENT, 201, "Idempotency-Key", "k1", NULL);
  g_autoptr (JsonNode) other = usher_api_call_full (f->api, "POST", "/api/events/create",
    "{\"title\":\"Other\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"UTC\"}", 409, "Idempotency-Key", "k1", NULL);
  g_autoptr (JsonNode) list = call (f, "GET", "/api/events", NULL, 200);

  g_assert_cmpstr (usher_api_text (first, "id"), ==, usher_api_text (again, "id"));
  g_assert_cmpuint (usher_api_length (list, "items"), ==, 1);
}

static void
test_registrations (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) event = call (f, "POST", "/api/events/create", EVENT, 201);
  g_autoptr (JsonNode) ada = call (f, "POST", "/api/events/1/register",
    "{\"first_name\":\"Ada\",\"last_name\":\"=1+1\",\"email\":\"Ada@EXAMPLE.org\",\"phone\":\"+12015550101\",\"email_opt_in\":true,"
    "\"sms_opt_in\":true,\"time_zone\":\"Europe/London\",\"language\":\"en\"}", 201);
  g_autoptr (JsonNode) again = call (f, "POST", "/api/events/1/register", "{\"first_name\":\"Ada\",\"last_name\":\"L\",\"email\":\"ada@example.org\"}", 200);
  g_autoptr (JsonNode) bob = call (f, "POST", "/api/events/1/register", "{\"first_name\":\"Bob\",\"email\":\"bob@example.org\"}", 201);
  g_autoptr (JsonNode) page = call (f, "GET", "/api/events/1/registrations?limit=1", NULL, 200);
  g_autoptr (JsonNode) found = call (f, "GET", "/api/events/1/registrations?search=BOB", NULL, 200);
  g_autoptr (JsonNode) by_sms = call (f, "GET", "/api/events/1/registrations?channel=sms", NULL, 200);
  g_autoptr (JsonNode) none = NULL;
  g_autofree char *type = NULL;
  g_autofree char *csv = usher_api_get_text (f->api, "/api/events/1/registrations?format=csv", NULL, 200, &type);
  g_autofree char *csv2 = usher_api_get_text (f->api, "/api/events/1/registrations", "text/csv", 200, NULL);
  g_autofree char *csv3 = usher_api_get_text (f->api, "/api/events/1/registrations", "text/csv, application/json;q=0.5", 200, NULL);

  /* A repetition that says nothing of consent leaves the person's choice alone */
  {
    g_autoptr (JsonNode) no = call (f, "POST", "/api/events/1/register", "{\"first_name\":\"Bob\",\"email\":\"bob@example.org\",\"email_opt_in\":false}", 200);
    g_autoptr (JsonNode) still = call (f, "POST", "/api/events/1/register", "{\"first_name\":\"Bob\",\"email\":\"bob@example.org\"}", 200);
    g_autoptr (JsonNode) yes = call (f, "POST", "/api/events/1/register", "{\"first_name\":\"Bob\",\"email\":\"bob@example.org\",\"email_opt_in\":true}", 200);

    g_assert_false (usher_api_true (no, "email_opt_in"));
    g_assert_false (usher_api_true (still, "email_opt_in"));
    g_assert_true (usher_api_true (yes, "email_opt_in"));
    g_assert_true (usher_api_true (again, "sms_opt_in"));
  }
  g_assert_cmpstr (usher_api_text (ada, "email"), ==, "Ada@example.org");
  g_assert_cmpstr (usher_api_text (ada, "id"), ==, usher_api_text (again, "id"));
  g_assert_cmpint (usher_api_int (page, "total"), ==, 2);
  g_assert_cmpstr (usher_api_text (page, "next"), ==, "1");
  g_assert_cmpstr (usher_api_text (found, "items.0.first_name"), ==, "Bob");
  g_assert_cmpuint (usher_api_length (by_sms, "items"), <=, 1);
  g_assert_cmpstr (type, ==, "text/csv; charset=utf-8");
  g_assert_cmpstr (csv, ==, csv2);
  g_assert_cmpstr (csv, ==, csv3);
  g_assert_true (g_str_has_prefix (csv, "\xef\xbb\xbfid,first_name,"));
  g_assert_nonnull (strstr (csv, "'+12015550101"));
  none = call (f, "DELETE", "/api/events/1/registrations/2", NULL, 204);
  json_node_unref (none);
  none = call (f, "DELETE", "/api/events/1/registrations/2", NULL, 404);
  json_node_unref (none);
  none = call (f, "POST", "/api/events/1/registrations/1/resend", NULL, 204);
}

static void
test_notifications (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) event = call (f, "POST", "/api/events/create",
    "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"Europe/Berlin\",\"intervals\":[\"P1D\",\"PT1H\"]}", 201);
  g_autoptr (JsonNode) ada = call (f, "POST", "/api/events/1/register", "{\"first_name\":\"Ada\",\"email\":\"ada@example.org\"}", 201);
  g_autoptr (JsonNode) due = call (f, "POST", "/api/test/clock", "{\"now\":\"2026-11-22T20:00:10Z\"}", 200);
  g_autoptr (JsonNode) more = call (f, "POST", "/api/events/1/notifications/schedule", "{\"intervals\":[\"PT30M\",\"PT60M\"]}", 200);
  g_autoptr (JsonNode) all = call (f, "GET", "/api/events/1/notifications?kind=all", NULL, 200);
  g_autoptr (JsonNode) sent = usher_api_call_full (f->api, "POST", "/api/events/1/notifications/send", "{\"interval\":\"PT1H\"}", 202,
                                                   "Idempotency-Key", "s1", NULL);
  g_autoptr (JsonNode) again = usher_api_call_full (f->api, "POST", "/api/events/1/notifications/send", "{\"interval\":\"PT1H\"}", 202,
                                                    "Idempotency-Key", "s1", NULL);
  g_autoptr (JsonNode) test = call (f, "POST", "/api/events/1/notifications/test", "{\"channel\":\"email\",\"to\":\"me@example.org\",\"interval\":\"P1D\"}", 202);
  g_autoptr (JsonNode) ran = call (f, "POST", "/api/cron/notifications", NULL, 200);
  g_autoptr (JsonNode) outbox = call (f, "GET", "/api/outbox", NULL, 200);
  g_autoptr (JsonNode) one = NULL;
  g_autofree char *cancel = g_strdup_printf ("/api/events/1/notifications/%s", usher_api_text (more, "items.0.id"));
  g_autoptr (JsonNode) cancelled = call (f, "DELETE", cancel, NULL, 200);
  g_autoptr (JsonNode) gone = call (f, "DELETE", "/api/events/1/notifications/999", NULL, 404);
  g_autofree char *path = NULL;

  g_assert_cmpuint (usher_api_length (more, "items"), ==, 3);
  g_assert_cmpuint (usher_api_length (all, "items"), ==, 4);
  g_assert_cmpstr (usher_api_text (sent, "id"), ==, usher_api_text (again, "id"));
  g_assert_cmpstr (usher_api_text (cancelled, "status"), ==, "cancelled");

  /* confirmation, reminder sent by hand, test */
  g_assert_cmpuint (usher_api_length (outbox, "items"), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *status = g_strdup_printf ("items.%u.status", i);

      g_assert_cmpstr (usher_api_text (outbox, status), ==, "accepted");
    }
  path = g_strdup_printf ("/api/outbox/%s", usher_api_text (outbox, "items.0.id"));
  one = call (f, "GET", path, NULL, 200);
  g_assert_nonnull (strstr (usher_api_text (one, "html"), "<html"));

  /* A phone number needs no word about its channel */
  {
    g_autoptr (JsonNode) text = call (f, "POST", "/api/events/1/notifications/test", "{\"to\":\"+12015550123\"}", 202);
    g_autofree char *text_path = g_strdup_printf ("/api/outbox/%s", usher_api_text (text, "delivery_id"));
    g_autoptr (JsonNode) delivery = call (f, "GET", text_path, NULL, 200);

    g_assert_cmpstr (usher_api_text (delivery, "channel"), ==, "sms");
  }
}

static void
test_templates (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) list = call (f, "GET", "/api/templates", NULL, 200);
  g_autoptr (JsonNode) mine = call (f, "POST", "/api/templates",
    "{\"key\":\"confirmation\",\"channel\":\"sms\",\"name\":\"Mine\",\"text\":\"Hi {{first_name}}: {{event_title}}\"}", 201);
  g_autofree char *mine_path = g_strdup_printf ("/api/templates/%s", usher_api_text (mine, "id"));
  g_autoptr (JsonNode) edited = call (f, "PUT", mine_path, "{\"text\":\"Hello {{first_name}}\"}", 200);
  g_autoptr (JsonNode) wrong = call (f, "PUT", mine_path, "{\"text\":\"Hello\\n{{frist_name}}\"}", 422);
  g_autoptr (JsonNode) copy = call (f, "PUT", "/api/templates/default:reminder:sms", "{\"text\":\"{{event_title}} {{starts_in}}\"}", 200);
  g_autoptr (JsonNode) refused = call (f, "DELETE", "/api/templates/default:reminder:sms", NULL, 403);
  g_autoptr (JsonNode) deleted = call (f, "DELETE", mine_path, NULL, 204);
  g_autoptr (JsonNode) missing = call (f, "DELETE", mine_path, NULL, 404);
  g_autoptr (JsonNode) preview = call (f, "POST", "/api/templates/preview", "{\"key\":\"reminder-P1D\",\"channel\":\"email\"}", 200);
  g_autoptr (JsonNode) sms = call (f, "POST", "/api/templates/preview", "{\"key\":\"reminder-P1D\",\"channel\":\"sms\",\"text\":\"{{event_title}}!\"}", 200);

  g_assert_cmpuint (usher_api_length (list, "items"), ==, 24);
  g_assert_cmpstr (usher_api_text (edited, "text"), ==, "Hello {{first_name}}");
  g_assert_nonnull (strstr (usher_api_text (wrong, "detail"), "frist_name"));
  g_assert_nonnull (strstr (usher_api_text (wrong, "detail"), "2"));
  g_assert_false (usher_api_true (copy, "is_default"));
  g_assert_cmpstr (usher_api_text (copy, "key"), ==, "reminder");
  g_assert_nonnull (strstr (usher_api_text (preview, "html"), "</html>"));
  g_assert_cmpint (usher_api_int (sms, "segments"), ==, 1);
}

/* What is absent stays, null takes away; a new event uses the defaults; no secret is there to be read or written. */
static void
test_settings (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) first = call (f, "GET", "/api/settings", NULL, 200);
  g_autoptr (JsonNode) changed = call (f, "PUT", "/api/settings",
    "{\"sender_name\":\" Studio Nord \",\"sms_price\":0.05,\"quiet_enabled\":true,\"quiet_from\":\"23:30\","
    "\"default_channels\":{\"sms\":true},\"default_intervals\":[\"PT1H\",\"P1D\"],\"retention_days\":90}", 200);
  g_autoptr (JsonNode) again = call (f, "PUT", "/api/settings", "{\"sender_name\":null,\"default_country\":\"de\"}", 200);
  g_autoptr (JsonNode) event = call (f, "POST", "/api/events/create",
    "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T20:00\",\"time_zone\":\"Europe/Berlin\"}", 201);
  g_autoptr (JsonNode) written_back = NULL;
  g_autoptr (JsonNode) read = NULL;
  g_autofree char *text = json_to_string (again, FALSE);

  g_assert_cmpstr (usher_api_text (first, "quiet_from"), ==, "22:00");
  g_assert_cmpstr (usher_api_text (changed, "sender_name"), ==, "Studio Nord");
  g_assert_cmpstr (usher_api_text (changed, "quiet_from"), ==, "23:30");
  g_assert_cmpuint (usher_api_length (changed, "default_intervals"), ==, 2);
  g_assert_cmpstr (usher_api_text (again, "default_country"), ==, "DE");
  g_assert_cmpint (usher_api_int (again, "retention_days"), ==, 90);
  g_assert_null (strstr (text, "Studio Nord"));
  for (const char * const *word = (const char * const[]) { "api_key", "token\"", "secret", "signing", NULL }; *word; word++)
    g_assert_null (strstr (text, *word));
  written_back = call (f, "PUT", "/api/settings", text, 200);
  read = call (f, "GET", "/api/settings", NULL, 200);
  g_assert_true (json_node_equal (read, again));
  g_assert_true (json_object_get_boolean_member (json_object_get_object_member (json_node_get_object (event), "channels"), "sms"));
  g_assert_cmpuint (usher_api_length (event, "notifications"), ==, 2);   /* a day, an hour */
}

static void
test_stage_and_status (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) event = call (f, "POST", "/api/events/create", EVENT, 201);
  g_autoptr (JsonNode) live = call (f, "POST", "/api/events/1/start", "{}", 200);
  g_autoptr (JsonNode) again = call (f, "POST", "/api/events/1/start", NULL, 200);
  g_autoptr (JsonNode) later = call (f, "POST", "/api/test/clock", "{\"now\":\"2026-11-22T21:00:00Z\"}", 200);
  g_autoptr (JsonNode) ended = call (f, "POST", "/api/events/1/end", NULL, 200);
  g_autoptr (JsonNode) analytics = call (f, "GET", "/api/events/1/analytics", NULL, 200);
  g_autoptr (JsonNode) quick = call (f, "POST", "/api/events/quick-start", "{\"title\":\"Right now\"}", 201);
  g_autoptr (JsonNode) estimate = call (f, "GET", "/api/estimate?registrations=1000&notifications=8", NULL, 200);
  g_autoptr (JsonNode) of_event = call (f, "GET", "/api/estimate?event=1&registrations=1000&notifications=8", NULL, 200);
  g_autoptr (JsonNode) status = call (f, "GET", "/api/status", NULL, 200);

  g_assert_cmpstr (usher_api_text (live, "status"), ==, "live");
  g_assert_cmpstr (usher_api_text (live, "event_started_at"), ==, START);
  g_assert_cmpstr (usher_api_text (again, "event_started_at"), ==, START);
  g_assert_cmpstr (usher_api_text (ended, "status"), ==, "completed");
  g_assert_cmpint (usher_api_int (analytics, "duration_seconds"), ==, 3600);
  g_assert_cmpstr (usher_api_text (quick, "status"), ==, "live");
  g_assert_cmpfloat_with_epsilon (usher_api_number (estimate, "email"), 8.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (usher_api_number (estimate, "sms"), 60.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (usher_api_number (estimate, "both"), 68.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (usher_api_number (of_event, "email"), 8.0, 1e-9);
  g_assert_cmpstr (usher_api_text (status, "now"), ==, "2026-11-22T21:00:00Z");
  g_assert_cmpstr (usher_api_text (status, "mailer"), ==, "sandbox");
}

/* Each is answered with what is wrong, and nothing changes. */
static const struct {
  const char *method, *path, *body;
  guint       status;
  const char *field;      /* NULL: not looked at */
} wrong[] = {
  { "POST", "/api/events/create", "{}", 422, "title" },
  { "POST", "/api/events/create", "[]", 422, NULL },
  { "POST", "/api/events/create", "{\"title\":", 422, NULL },
  { "POST", "/api/events/create", "{\"title\":5}", 422, "title" },
  { "POST", "/api/events/create", "{\"title\":\"a\\u0000b\"}", 422, NULL },
  { "POST", "/api/events/create", "{\"title\":\"\\ud800\"}", 422, NULL },
  { "POST", "/api/events/create", "{\"titel\":\"Show\",\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"UTC\"}", 422, "titel" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"Mars/Olympus\"}", 422, "time_zone" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"../../etc/passwd\"}", 422, "time_zone" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2026-11-22T19:00\",\"time_zone\":\"UTC\"}", 422, "starts_at" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"tomorrow\",\"time_zone\":\"UTC\"}", 422, "starts_at" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2027-03-28T02:30\",\"time_zone\":\"Europe/Berlin\"}", 422, "starts_at" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"UTC\",\"duration_minutes\":0}", 422, "duration_minutes" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"UTC\",\"duration_minutes\":1e99}", 422, "duration_minutes" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"UTC\",\"intervals\":[\"P1Y\"]}", 422, "intervals" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"UTC\",\"intervals\":[3]}", 422, "intervals" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"UTC\",\"registration\":{\"max\":-1}}", 422, "registration.max" },
  { "POST", "/api/events/create", "{\"title\":\"Show\",\"starts_at\":\"2026-12-06T21:00\",\"time_zone\":\"UTC\",\"channels\":{\"fax\":true}}", 422, "channels.fax" },
  { "GET", "/api/events/0", NULL, 404, NULL },
  { "GET", "/api/events/abc", NULL, 404, NULL },
  { "GET", "/api/events/99999999999999999999", NULL, 404, NULL },
  { "GET", "/api/events/77", NULL, 404, NULL },
  { "PUT", "/api/events/77", "{}", 404, NULL },
  { "DELETE", "/api/events/77", NULL, 404, NULL },
  { "POST", "/api/events/77/start", NULL, 404, NULL },
  { "POST", "/api/events/77/end", NULL, 404, NULL },
  { "POST", "/api/events/1/end", NULL, 409, NULL },
  { "GET", "/api/events/77/notifications", NULL, 404, NULL },
  { "GET", "/api/events/77/registrations", NULL, 404, NULL },
  { "GET", "/api/events/77/analytics", NULL, 404, NULL },
  { "GET", "/api/events?limit=0", NULL, 422, "limit" },
  { "GET", "/api/events?limit=9999", NULL, 422, "limit" },
  { "GET", "/api/events?status=soon", NULL, 422, "status" },
  { "GET", "/api/events?from=yesterday", NULL, 422, "from" },
  { "PUT", "/api/events/1", "{\"time_zone\":\"Nowhere\"}", 422, "time_zone" },
  { "POST", "/api/events/1/register", "{\"first_name\":\"Ada\"}", 422, NULL },
  { "POST", "/api/events/1/register", "{\"first_name\":\"Ada\",\"email\":\"not an address\"}", 422, "email" },
  { "POST", "/api/events/1/register", "{\"first_name\":\"Ada\",\"phone\":\"12\",\"sms_opt_in\":true}", 422, "phone" },
  { "POST", "/api/events/1/register", "{\"first_name\":\"Ada\",\"email\":\"a@example.org\",\"email_opt_in\":\"yes\"}", 422, "email_opt_in" },
  { "POST", "/api/events/77/register", "{\"first_name\":\"Ada\",\"email\":\"a@example.org\"}", 404, NULL },
  { "POST", "/api/events/1/notifications/schedule", "{\"intervals\":[]}", 422, "intervals" },
  { "POST", "/api/events/1/notifications/schedule", "{\"intervals\":[\"soon\"]}", 422, "intervals" },
  { "POST", "/api/events/1/notifications/send", "{\"notification_id\":\"777\"}", 404, NULL },
  { "POST", "/api/events/1/notifications/send", "{\"notification_id\":\"-1\"}", 422, "notification_id" },
  { "POST", "/api/events/1/notifications/test", "{\"channel\":\"email\",\"to\":\"nobody\"}", 422, "to" },
  { "POST", "/api/events/1/notifications/test", "{\"channel\":\"pigeon\",\"to\":\"a@example.org\"}", 422, "channel" },
  { "POST", "/api/templates", "{\"key\":\"nonsense\",\"channel\":\"sms\",\"name\":\"x\",\"text\":\"x\"}", 422, "key" },
  { "POST", "/api/templates", "{\"key\":\"reminder\",\"channel\":\"sms\",\"name\":\"x\",\"text\":\"{{#first_name}}\"}", 422, "text" },
  { "PUT", "/api/templates/nope", "{\"text\":\"x\"}", 404, NULL },
  { "POST", "/api/templates/preview", "{\"key\":\"reminder\",\"channel\":\"sms\",\"event_id\":\"77\"}", 404, NULL },
  { "GET", "/api/estimate", NULL, 422, "registrations" },
  { "GET", "/api/estimate?registrations=-5&notifications=1", NULL, 422, "registrations" },
  { "GET", "/api/estimate?registrations=99999999999999&notifications=1", NULL, 422, "registrations" },
  { "GET", "/api/estimate?event_id=77", NULL, 404, NULL },
  { "GET", "/api/estimate?event=77", NULL, 404, NULL },
  { "GET", "/api/estimate?event=1&registrations=many", NULL, 422, "registrations" },
  { "GET", "/api/outbox?status=lost", NULL, 422, "status" },
  { "GET", "/api/outbox/5", NULL, 404, NULL },
  { "POST", "/api/events/quick-start", "{}", 422, "title" },
  { "PUT", "/api/settings", "{\"sender_address\":\"nobody\"}", 422, "sender_address" },
  { "PUT", "/api/settings", "{\"public_url\":\"javascript:alert(1)\"}", 422, "public_url" },
  { "PUT", "/api/settings", "{\"mailgun_base_url\":\"https://mail.example.org\"}", 422, "mailgun_base_url" },
  { "PUT", "/api/settings", "{\"mux_base_url\":\"https://mux.example.org\"}", 422, "mux_base_url" },
  { "PUT", "/api/settings", "{\"sms_price\":-1}", 422, "sms_price" },
  { "PUT", "/api/settings", "{\"sms_price\":\"cheap\"}", 422, "sms_price" },
  { "PUT", "/api/settings", "{\"quiet_from\":\"24:00\"}", 422, "quiet_from" },
  { "PUT", "/api/settings", "{\"quiet_to\":\"8\"}", 422, "quiet_to" },
  { "PUT", "/api/settings", "{\"retention_days\":99999}", 422, "retention_days" },
  { "PUT", "/api/settings", "{\"default_intervals\":[\"soon\"]}", 422, "default_intervals" },
  { "PUT", "/api/settings", "{\"default_channels\":{\"email\":false}}", 422, "default_channels" },
  { "PUT", "/api/settings", "{\"mailgun_api_key\":\"key-1\"}", 422, "mailgun_api_key" },
  { "POST", "/api/events/1/duplicate", "{}", 422, "starts_at" },
  { "POST", "/api/events/1/plan", "{\"title\":\"\"}", 422, "title" },
  { "POST", "/api/events/4711/plan", "{}", 404, NULL },
  { "POST", "/api/events/1/notifications/4711/restore", NULL, 404, NULL },
};

static void
test_wrong_input (Fixture *f, gconstpointer data)
{
  g_autoptr (JsonNode) event = call (f, "POST", "/api/events/create", EVENT, 201);
  /* The step of two weeks is due at once: let it leave, so that nothing moves by itself while we look */
  g_autoptr (JsonNode) settled = call (f, "POST", "/api/cron/notifications", NULL, 200);
  g_autoptr (JsonNode) before = call (f, "GET", "/api/events", NULL, 200);
  g_autofree char *before_text = json_to_string (before, FALSE);
  g_autofree char *after_text = NULL;
  g_autoptr (JsonNode) after = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (JsonNode) problem = NULL;

      g_test_message ("%s %s %s", wrong[i].method, wrong[i].path, wrong[i].body ? wrong[i].body : "");
      problem = call (f, wrong[i].method, wrong[i].path, wrong[i].body, wrong[i].status);
      if (wrong[i].field)
        g_assert_cmpstr (usher_api_text (problem, "field"), ==, wrong[i].field);
      g_assert_cmpuint (strlen (usher_api_text (problem, "title")), >, 0);
    }
  after = call (f, "GET", "/api/events", NULL, 200);
  after_text = json_to_string (after, FALSE);
  g_assert_true (g_str_equal (before_text, after_text));
}

static guint
status_of (Fixture *f, const char *method, const char *path, const char *authorization, const char *content_type, const char *body,
           const char *header, const char *value)
{
  g_autofree char *url = g_strconcat (f->control, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (authorization)
    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", authorization);
  if (header)
    soup_message_headers_replace (soup_message_get_request_headers (message), header, value);
  if (body)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, content_type, bytes);
    }
  answer = soup_session_send_and_read (session, message, NULL, &error);
  g_assert_no_error (error);
  return soup_message_get_status (message);
}

static void
test_who_may (Fixture *f, gconstpointer data)
{
  g_autofree char *good = g_strconcat ("Bearer ", f->token, NULL);
  g_autofree char *longer = g_strconcat (good, "x", NULL);
  g_autofree char *basic = g_strconcat ("Basic ", f->token, NULL);
  const char *cron = "Bearer a-secret-for-cron-jobs";

  g_assert_cmpuint (status_of (f, "GET", "/api/status", NULL, NULL, NULL, NULL, NULL), ==, 401);
  g_assert_cmpuint (status_of (f, "GET", "/api/status", longer, NULL, NULL, NULL, NULL), ==, 401);
  g_assert_cmpuint (status_of (f, "GET", "/api/status", basic, NULL, NULL, NULL, NULL), ==, 401);
  g_assert_cmpuint (status_of (f, "GET", "/api/nothing", NULL, NULL, NULL, NULL, NULL), ==, 401);
  g_assert_cmpuint (status_of (f, "GET", "/api/nothing", good, NULL, NULL, NULL, NULL), ==, 404);
  g_assert_cmpuint (status_of (f, "PATCH", "/api/status", good, NULL, NULL, NULL, NULL), ==, 405);
  g_assert_cmpuint (status_of (f, "GET", "/api/status", good, NULL, NULL, "Host", "evil.example"), >=, 400);
  g_assert_cmpuint (status_of (f, "GET", "/api/status", good, NULL, NULL, "Origin", "https://evil.example"), ==, 403);
  g_assert_cmpuint (status_of (f, "POST", "/api/events/create", good, "text/plain", EVENT, NULL, NULL), ==, 415);
  g_assert_cmpuint (status_of (f, "POST", "/api/events/create", good, "application/json; charset=utf-8", EVENT, NULL, NULL), ==, 201);
  /* The cron secret opens one door only */
  g_assert_cmpuint (status_of (f, "POST", "/api/cron/notifications", cron, NULL, NULL, NULL, NULL), ==, 200);
  g_assert_cmpuint (status_of (f, "GET", "/api/status", cron, NULL, NULL, NULL, NULL), ==, 401);
  /* And none of it is on the public one */
  g_free (f->control);
  f->control = g_strdup (usher_process_get (f->process, "public"));
  g_assert_cmpuint (status_of (f, "GET", "/api/status", good, NULL, NULL, NULL, NULL), ==, 404);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/control/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("event-life", test_event_life);
  ADD ("idempotency", test_idempotency);
  ADD ("registrations", test_registrations);
  ADD ("notifications", test_notifications);
  ADD ("settings", test_settings);
  ADD ("templates", test_templates);
  ADD ("stage-and-status", test_stage_and_status);
  ADD ("wrong-input", test_wrong_input);
  ADD ("who-may", test_who_may);
  return g_test_run ();
}
