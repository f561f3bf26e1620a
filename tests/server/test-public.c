/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "html-check.h"
#include "public-fixture.h"
#include "usher-time.h"

/* Posts the registration form; more fields may follow: name, value, …, NULL */
#define post_form(f, ...) usher_http_post_form ((f)->url, (f)->path, "form_token", (f)->form_token, __VA_ARGS__)

static gboolean
has (const UsherReply *reply, const char *text)
{
  return strstr (reply->body, text) != NULL;
}

static void
assert_thanked (const UsherReply *reply, const PublicFixture *f)
{
  g_autofree char *thanks = g_strconcat (f->path, "/thanks", NULL);

  g_assert_cmpuint (reply->status, ==, 303);
  g_assert_cmpstr (usher_reply_header (reply, "location"), ==, thanks);
}

static void
test_form_page (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autoptr (UsherReply) page = NULL;

  public_fixture_open (&f);
  page = public_fixture_get (&f, f.path);
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_true (has (page, "<h1>Show</h1>"));
  g_assert_true (has (page, "datetime=\"2026-11-15T19:00:00Z\""));
  g_assert_true (has (page, "20:00"));
  g_assert_true (has (page, "Europe/Berlin"));
  g_assert_true (has (page, "name=\"email_opt_in\""));
  g_assert_true (has (page, "Message and data rates may apply"));
  g_assert_true (has (page, "Reply STOP to stop, HELP for help"));
  g_assert_false (has (page, "checked="));    /* nobody agrees by doing nothing */
  g_assert_null (usher_reply_header (page, "set-cookie"));
}

static void
test_registers (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autoptr (UsherReply) reply = NULL;
  g_autofree char *row = NULL;
  g_autofree char *consent = NULL;

  public_fixture_open (&f);
  reply = post_form (&f, "first_name", "Zoë", "last_name", "O'Neil & <Co>", "email", "zoe@example.org", "email_opt_in", "1",
                     "phone", "0151 23456789", "country", "DE", "sms_opt_in", "1", "time_zone", "America/New_York", NULL);
  assert_thanked (reply, &f);
  g_assert_cmpuint (reply->length, ==, 0);
  row = usher_fixture_query_text (f.engine, "SELECT first_name || '|' || last_name || '|' || email || '|' || phone || '|' || "
                                            "time_zone || '|' || source FROM registration");
  g_assert_cmpstr (row, ==, "Zoë|O'Neil & <Co>|zoe@example.org|+4915123456789|America/New_York|page");
  consent = usher_fixture_query_text (f.engine, "SELECT consent_text FROM consent WHERE channel = 'sms'");
  g_assert_nonnull (strstr (consent, "Message and data rates may apply"));
  g_assert_cmpint (usher_fixture_query (f.engine, "SELECT count(*) FROM consent WHERE ip_address = '127.0.0.1'"), ==, 2);
}

/* The words in the record are the words on the page. */
static void
test_consent_is_what_was_shown (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autoptr (UsherReply) page = NULL;
  g_autoptr (UsherReply) reply = NULL;
  g_autofree char *consent = NULL;

  public_fixture_open (&f);
  page = public_fixture_get (&f, f.path);
  reply = post_form (&f, "first_name", "Ann", "email", "ann@example.org", "email_opt_in", "1", NULL);
  assert_thanked (reply, &f);
  consent = usher_fixture_query_text (f.engine, "SELECT consent_text FROM consent WHERE channel = 'email'");
  g_assert_true (has (page, consent));
}

/* The words changed while the page was open: nobody agrees to what they did not see. */
static void
test_consent_that_changed_meanwhile (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autoptr (UsherReply) first = NULL;
  g_autoptr (UsherReply) second = NULL;

  public_fixture_open (&f);
  public_fixture_execute (&f, "UPDATE event SET title = 'Another Show'");
  first = post_form (&f, "first_name", "Ann", "email", "ann@example.org", "email_opt_in", "1", NULL);
  g_assert_cmpuint (first->status, ==, 422);
  g_assert_true (has (first, "about “Another Show”"));
  g_assert_cmpint (public_fixture_count (&f), ==, 0);
  g_clear_pointer (&f.form_token, g_free);
  f.form_token = public_fixture_find_token (first->body);
  second = post_form (&f, "first_name", "Ann", "email", "ann@example.org", "email_opt_in", "1", NULL);
  assert_thanked (second, &f);
}

static void
test_errors_are_shown_at_the_field (void)
{
  static const struct {
    const char *first_name, *email, *phone, *sms;
    const char *field;
  } cases[] = {
    { "", "ann@example.org", "", "", "error-first_name" },
    { "Ann", "ann@@example.org", "", "", "error-email" },
    { "Ann", "", "", "", "error-email" },
    { "Ann", "ann@example.org", "12", "", "error-phone" },
    { "Ann", "ann@example.org", "", "1", "error-sms_opt_in" },
  };
  g_auto (PublicFixture) f = { 0 };

  public_fixture_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = g_strdup_printf ("id=\"%s\"", cases[i].field);
      g_autofree char *describedby = g_strdup_printf ("aria-describedby=\"%s\"", cases[i].field);
      g_autoptr (UsherReply) reply = post_form (&f, "first_name", cases[i].first_name, "last_name", "\"><script>x</script>",
                                                "email", cases[i].email, "phone", cases[i].phone, "country", "AT",
                                                "sms_opt_in", cases[i].sms, "email_opt_in", "1", NULL);

      g_test_message ("%s", cases[i].field);
      g_assert_cmpuint (reply->status, ==, 422);
      html_check (reply->body);
      g_assert_true (has (reply, id) && has (reply, describedby));
      g_assert_true (has (reply, "&quot;&gt;&lt;script&gt;"));   /* what was typed is there, harmless */
      g_assert_true (has (reply, "value=\"AT\" selected"));
      g_assert_true (has (reply, "id=\"email_opt_in\" name=\"email_opt_in\" type=\"checkbox\" value=\"1\" checked"));
    }
  g_assert_cmpint (public_fixture_count (&f), ==, 0);
}

static void
test_same_person_again_looks_the_same (void)
{
  g_auto (PublicFixture) f = { 0 };

  public_fixture_open (&f);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (UsherReply) reply = post_form (&f, "first_name", "Ann", "email", "ann@example.org", "email_opt_in", "1", NULL);

      assert_thanked (reply, &f);
    }
  g_assert_cmpint (public_fixture_count (&f), ==, 1);
}

/* Programs that fill in forms are thanked, and nothing is stored. */
static void
test_honeypot (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autoptr (UsherReply) honey = NULL;

  public_fixture_open (&f);
  honey = post_form (&f, "first_name", "Bot", "email", "bot@example.org", "email_opt_in", "1", "website", "https://spam.example", NULL);
  assert_thanked (honey, &f);
  g_assert_cmpint (public_fixture_count (&f), ==, 0);
}

/* A page from before a restart of the program, or without a token: a person is asked once more and loses nothing. */
static void
test_stale_page (void)
{
  static const char * const tokens[] = { "", "nonsense", "1.2", "99999999999999999.abc", NULL };
  g_auto (PublicFixture) f = { 0 };
  g_autofree char *fresh = NULL;

  public_fixture_open (&f);
  for (gsize i = 0; tokens[i] != NULL; i++)
    {
      g_autoptr (UsherReply) reply = usher_http_post_form (f.url, f.path, "form_token", tokens[i], "first_name", "Ann", "email",
                                                           "ann@example.org", "email_opt_in", "1", NULL);

      g_assert_cmpuint (reply->status, ==, 422);
      g_assert_true (has (reply, "press Register once more"));
      g_assert_true (has (reply, "value=\"ann@example.org\""));
      g_clear_pointer (&fresh, g_free);
      fresh = public_fixture_find_token (reply->body);
    }
  {
    g_autoptr (UsherReply) reply = usher_http_post_form (f.url, f.path, "form_token", fresh, "first_name", "Ann", "email",
                                                         "ann@example.org", "email_opt_in", "1", NULL);

    assert_thanked (reply, &f);
  }
}

static void
test_hostile_forms (void)
{
#define URLENCODED "Content-Type: application/x-www-form-urlencoded\r\n"
  static const struct {
    const char *headers;
    const char *body;
    guint       status;
  } cases[] = {
    { URLENCODED, "first_name=%00&email=a@example.org", 400 },
    { URLENCODED, "first_name=%ff", 400 },
    { "Content-Type: application/json\r\n", "{\"first_name\":\"Ann\"}", 400 },
    { "", "first_name=Ann", 400 },
    { URLENCODED "Sec-Fetch-Site: cross-site\r\n", "first_name=Ann", 403 },
    { URLENCODED "Origin: https://evil.example\r\n", "first_name=Ann", 403 },
    { URLENCODED "Origin: null\r\n", "first_name=Ann", 422 },
    { URLENCODED "Sec-Fetch-Site: same-origin\r\n", "first_name=Ann", 422 },
  };
#undef URLENCODED
  g_auto (PublicFixture) f = { 0 };
  g_autofree char *long_body = g_strnfill (17 * 1024, 'a');
  g_autoptr (UsherReply) too_long = NULL;

  public_fixture_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherReply) reply = usher_http_request (f.url, "POST", f.path, cases[i].headers, cases[i].body);

      g_test_message ("%s %s", cases[i].headers, cases[i].body);
      g_assert_cmpuint (reply->status, ==, cases[i].status);
      html_check (reply->body);
    }
  too_long = usher_http_request (f.url, "POST", f.path, "Accept: text/html\r\n", long_body);
  g_assert_cmpuint (too_long->status, ==, 413);
  html_check (too_long->body);
  g_assert_cmpint (public_fixture_count (&f), ==, 0);
}

/* A whole venue behind one address gets in; a flood from one address does not. */
static void
test_registrations_of_one_address (void)
{
  g_auto (PublicFixture) f = { 0 };
  guint thanked = 0, refused = 0;

  public_fixture_open (&f);
  for (int i = 0; i < 520; i++)
    {
      g_autofree char *email = g_strdup_printf ("guest%d@example.org", i % 3);
      g_autoptr (UsherReply) reply = post_form (&f, "first_name", "Guest", "email", email, "email_opt_in", "1", NULL);

      if (reply->status == 303)
        thanked++;
      else
        {
          g_assert_cmpuint (reply->status, ==, 429);
          g_assert_nonnull (usher_reply_header (reply, "retry-after"));
          refused++;
        }
    }
  g_assert_cmpuint (thanked, >=, 500);
  g_assert_cmpuint (refused, >, 0);
}

static void
test_states (void)
{
  static const struct {
    const char *sql;
    const char *words;      /* of the registration page */
    const char *watch;      /* of the watch page */
    gboolean    form;
  } cases[] = {
    { "UPDATE event SET status = 'scheduled'", "name=\"first_name\"", "Not on yet", TRUE },
    { "UPDATE event SET status = 'completed', ended_at = starts_at", "The show is over", "The show is over", FALSE },
    { "UPDATE event SET status = 'cancelled'", "The show was cancelled", "The show was cancelled", FALSE },
    { "UPDATE event SET status = 'scheduled', registration_enabled = 0", "no registration", "Not on yet", FALSE },
    { "UPDATE event SET registration_enabled = 1, opens_at = starts_at - 1", "not open yet", "Not on yet", FALSE },
    { "UPDATE event SET opens_at = NULL, closes_at = 1", "Registration is closed", "Not on yet", FALSE },
    { "UPDATE event SET closes_at = NULL, capacity = 1", "name=\"first_name\"", "Not on yet", TRUE },
    { "INSERT INTO registration (event_id, token, first_name, last_name, source, registered_at, updated_at, email, email_key, email_opt_in, sms_opt_in) "
      "SELECT id, 'tokentokentokentokento', 'A', 'B', 'page', 0, 0, 'a@example.org', 'a@example.org', 0, 0 FROM event",
      "every place is taken", "Not on yet", FALSE },
  };
  g_auto (PublicFixture) f = { 0 };
  g_autofree char *watch_path = NULL;

  public_fixture_open (&f);
  watch_path = g_strdup_printf ("/watch/%s", f.event->slug);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherReply) page = NULL;
      g_autoptr (UsherReply) watch = NULL;
      g_autoptr (UsherReply) post = NULL;

      g_test_message ("%s", cases[i].sql);
      public_fixture_execute (&f, cases[i].sql);
      page = public_fixture_get (&f, f.path);
      g_assert_cmpuint (page->status, ==, 200);
      g_assert_true (has (page, cases[i].words));
      g_assert_cmpint (has (page, "<form"), ==, cases[i].form);
      watch = public_fixture_get (&f, watch_path);
      g_assert_true (has (watch, cases[i].watch));
      if (cases[i].form)
        continue;
      post = post_form (&f, "first_name", "Ann", "email", "ann@example.org", "email_opt_in", "1", NULL);
      g_assert_cmpuint (post->status, ==, 409);
      html_check (post->body);
    }
}

static void
test_watch_live (void)
{
  static const struct {
    const char *sql;
    gboolean    video;
    const char *media;
  } cases[] = {
    { "INSERT INTO stream (event_id, provider, provider_id, status, playback_url, created_at) SELECT id, 'manual', '', 'active', "
      "'https://tv.example:8443/live/show.m3u8', 0 FROM event", TRUE, "media-src https://tv.example:8443;" },
    { "UPDATE stream SET playback_url = 'https://tv.example/show'", FALSE, "media-src https://tv.example;" },
    { "UPDATE stream SET playback_url = 'javascript:alert(1)'", FALSE, NULL },
    { "UPDATE stream SET playback_url = ''", FALSE, NULL },
  };
  g_auto (PublicFixture) f = { 0 };
  g_autofree char *path = NULL;

  public_fixture_open (&f);
  public_fixture_execute (&f, "UPDATE event SET status = 'live', started_at = starts_at");
  path = g_strdup_printf ("/watch/%s", f.event->slug);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherReply) page = NULL;
      const char *policy;

      public_fixture_execute (&f, cases[i].sql);
      page = public_fixture_get (&f, path);
      policy = usher_reply_header (page, "content-security-policy");
      g_assert_true (has (page, "Live now"));
      g_assert_cmpint (has (page, "<video"), ==, cases[i].video);
      g_assert_false (has (page, "javascript:"));
      if (cases[i].media != NULL)
        g_assert_nonnull (strstr (policy, cases[i].media));
      else
        g_assert_null (strstr (policy, "media-src"));
    }
}

static void
test_thanks_reveals_nothing (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (UsherReply) page = NULL;
  g_autoptr (UsherReply) reply = NULL;

  public_fixture_open (&f);
  reply = post_form (&f, "first_name", "Ann", "email", "ann@example.org", "email_opt_in", "1", NULL);
  path = g_strconcat (f.path, "/thanks", NULL);
  page = public_fixture_get (&f, path);
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_false (has (page, "Ann"));
  g_assert_false (has (page, "example.org"));
  g_assert_true (has (page, "2 weeks before"));
  g_assert_true (has (page, "At the start"));
  g_assert_true (has (page, "/events/show.ics"));
  g_assert_true (has (page, "dates=20261115T190000Z/20261115T200000Z"));
  g_assert_cmpstr (usher_reply_header (page, "x-robots-tag"), ==, "noindex");
}

static void
test_hostile_event_texts (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
  g_autoptr (UsherReply) page = NULL;

  g_set_str (&draft->title, "</title><script>alert(1)</script>{{slug}}");
  g_set_str (&draft->description, "<img src=x onerror=alert(1)> [x](javascript:alert(1)) <style>*{}</style> {{body}}");
  public_fixture_open_with (&f, draft);
  page = public_fixture_get (&f, f.path);
  g_assert_false (has (page, "<script>"));
  g_assert_false (has (page, "onerror"));
  g_assert_false (has (page, "javascript:"));
  g_assert_false (has (page, "<style"));
  g_assert_true (has (page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
}

static void
test_channels_of_the_event (void)
{
  static const struct {
    UsherChannels channels;
    gboolean      email, sms;
  } cases[] = {
    { USHER_CHANNELS_EMAIL, TRUE, FALSE }, { USHER_CHANNELS_SMS, FALSE, TRUE },
    { USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (PublicFixture) f = { 0 };
      g_autoptr (UsherEventDraft) draft = usher_fixture_draft ();
      g_autoptr (UsherReply) page = NULL;

      draft->channels = cases[i].channels;
      public_fixture_open_with (&f, draft);
      page = public_fixture_get (&f, f.path);
      g_assert_cmpint (has (page, "name=\"email\""), ==, cases[i].email);
      g_assert_cmpint (has (page, "name=\"email_opt_in\""), ==, cases[i].email);
      g_assert_cmpint (has (page, "name=\"phone\""), ==, cases[i].sms);
      g_assert_cmpint (has (page, "name=\"sms_opt_in\""), ==, cases[i].sms);
    }
}

static void
test_calendar_file (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autoptr (UsherReply) file = NULL;
  g_autoptr (UsherReply) cancelled = NULL;

  public_fixture_open (&f);
  file = public_fixture_get (&f, "/events/show.ics");
  g_assert_cmpuint (file->status, ==, 200);
  g_assert_true (g_str_has_prefix (usher_reply_header (file, "content-type"), "text/calendar"));
  g_assert_cmpstr (usher_reply_header (file, "content-disposition"), ==, "attachment; filename=\"show.ics\"");
  g_assert_true (has (file, "METHOD:PUBLISH"));
  public_fixture_execute (&f, "UPDATE event SET status = 'cancelled'");
  cancelled = public_fixture_get (&f, "/events/show.ics");
  g_assert_true (has (cancelled, "METHOD:CANCEL"));
}

static void
test_small_routes (void)
{
  static const struct {
    const char *target;
    guint       status;
    const char *content_type;   /* begins with */
  } cases[] = {
    { "/healthz", 200, "text/plain" },         { "/robots.txt", 200, "text/plain" },
    { "/favicon.ico", 301, NULL },             { "/static/usher.css", 200, "text/css" },
    { "/static/usher.js", 200, "text/javascript" }, { "/static/usher.svg", 200, "image/svg+xml" },
    { "/static/register.html", 404, "text/html" }, { "/static/..%2fusher.css", 404, "text/html" },
    { "/", 404, "text/html" },                 { "/register/no-such-show", 404, "text/html" },
    { "/watch/no-such-show", 404, "text/html" }, { "/events/no-such-show.ics", 404, "text/html" },
    { "/register/no-such-show/thanks", 404, "text/html" }, { "/erased", 200, "text/html" },
    { "/api/events", 404, "text/html" },       { "/webhooks/mailgun", 405, "text/html" },
    { "/register/%F0%9F%8E%AD", 404, "text/html" },
  };
  g_auto (PublicFixture) f = { 0 };

  public_fixture_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherReply) reply = public_fixture_get (&f, cases[i].target);

      g_test_message ("%s", cases[i].target);
      g_assert_cmpuint (reply->status, ==, cases[i].status);
      if (cases[i].content_type != NULL)
        g_assert_true (g_str_has_prefix (usher_reply_header (reply, "content-type"), cases[i].content_type));
    }
}

static void
test_static_files_are_cached (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autoptr (UsherReply) first = NULL;
  g_autoptr (UsherReply) again = NULL;
  g_autofree char *header = NULL;

  public_fixture_open (&f);
  first = public_fixture_get (&f, "/static/usher.css");
  header = g_strdup_printf ("If-None-Match: %s\r\n", usher_reply_header (first, "etag"));
  again = usher_http_request (f.url, "GET", "/static/usher.css", header, NULL);
  g_assert_cmpuint (again->status, ==, 304);
  g_assert_cmpstr (usher_reply_header (again, "etag"), ==, usher_reply_header (first, "etag"));
  g_assert_cmpuint (first->length, <, 16 * 1024);
}

static void
test_strict_transport (void)
{
  g_auto (PublicFixture) f = { 0 };
  g_autoptr (UsherReply) plain = NULL;
  g_autoptr (UsherReply) secure = NULL;

  public_fixture_open (&f);
  plain = public_fixture_get (&f, f.path);
  g_assert_null (usher_reply_header (plain, "strict-transport-security"));
  usher_engine_set_public_url (f.engine->engine, "https://show.example");
  secure = public_fixture_get (&f, f.path);
  g_assert_nonnull (usher_reply_header (secure, "strict-transport-security"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/public/form-page", test_form_page);
  g_test_add_func ("/public/registers", test_registers);
  g_test_add_func ("/public/consent-is-what-was-shown", test_consent_is_what_was_shown);
  g_test_add_func ("/public/consent-that-changed-meanwhile", test_consent_that_changed_meanwhile);
  g_test_add_func ("/public/errors-are-shown-at-the-field", test_errors_are_shown_at_the_field);
  g_test_add_func ("/public/same-person-again-looks-the-same", test_same_person_again_looks_the_same);
  g_test_add_func ("/public/honeypot", test_honeypot);
  g_test_add_func ("/public/stale-page", test_stale_page);
  g_test_add_func ("/public/hostile-forms", test_hostile_forms);
  g_test_add_func ("/public/registrations-of-one-address", test_registrations_of_one_address);
  g_test_add_func ("/public/states", test_states);
  g_test_add_func ("/public/watch-live", test_watch_live);
  g_test_add_func ("/public/thanks-reveals-nothing", test_thanks_reveals_nothing);
  g_test_add_func ("/public/hostile-event-texts", test_hostile_event_texts);
  g_test_add_func ("/public/channels-of-the-event", test_channels_of_the_event);
  g_test_add_func ("/public/calendar-file", test_calendar_file);
  g_test_add_func ("/public/small-routes", test_small_routes);
  g_test_add_func ("/public/static-files-are-cached", test_static_files_are_cached);
  g_test_add_func ("/public/strict-transport", test_strict_transport);
  return g_test_run ();
}
