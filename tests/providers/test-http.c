/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one question of this file: may a request have reached the other side? */
#include "provider-fixture.h"
#include "usher-error.h"
#include "usher-http.h"
#include "usher-json-read.h"

#define DOMAIN_PATH "/v4/domains/" USHER_STANDIN_MAILGUN_DOMAIN

static UsherHttp *
client (UsherStandin *standin)
{
  UsherHttp *http = usher_http_new ("Mailgun", usher_standin_get_url (standin, USHER_STANDIN_MAILGUN), "api",
                                    USHER_STANDIN_MAILGUN_KEY, 1);

  usher_http_set_pause (http, 1);
  return http;
}

static void
test_answer (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherHttp) http = client (standin);

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (UsherHttpAnswer) answer = usher_http_send (http, "GET", DOMAIN_PATH, NULL, NULL, NULL);

      g_assert_no_error (answer->error);
      g_assert_cmpuint (answer->status, ==, 200);
      g_assert_true (answer->written);
      g_assert_cmpstr (answer->content_type, ==, "application/json");
      g_assert_cmpuint (answer->length, >, 0);
      g_assert_cmpint (answer->retry_after, ==, -1);
    }
  usher_standin_assert_clean (standin);
}

typedef struct {
  const char *base_url;
  const char *user;
  const char *password;
} Unusable;

/* None of these may send anything: the key would be seen on the way, or there is none. */
static const Unusable unusable[] = {
  { "http://api.example.org", "api", "key" },
  { "http://192.0.2.1", "api", "key" },
  { "http://127.0.0.1.example.org", "api", "key" },
  { "http://localhost.example.org", "api", "key" },
  { "http://api@10.0.0.1", "api", "key" },
  { "ftp://127.0.0.1", "api", "key" },
  { "api.mailgun.net", "api", "key" },
  { "https://", "api", "key" },
  { "", "api", "key" },
  { NULL, "api", "key" },
  { "http://127.0.0.1:1", "api", "" },
  { "http://127.0.0.1:1", "api", NULL },
  { "http://127.0.0.1:1", "", "key" },
};

static void
test_unusable (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (unusable); i++)
    {
      g_autoptr (UsherHttp) http =
        usher_http_new ("Mailgun", unusable[i].base_url, unusable[i].user, unusable[i].password, 1);
      g_autoptr (UsherHttpAnswer) answer = usher_http_send (http, "GET", "/", NULL, NULL, NULL);

      g_assert_error (answer->error, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
      g_assert_false (answer->written);
      g_assert_cmpuint (answer->status, ==, 0);
    }
}

static void
test_loopback_names (void)
{
  static const char * const hosts[] = { "127.0.0.1", "127.9.8.7", "[::1]", "localhost" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *dead = fixture_dead_url ();
      g_autofree char *url = g_strdup_printf ("http://%s%s", hosts[i], strrchr (dead, ':'));
      g_autoptr (UsherHttp) http = usher_http_new ("Mailgun", url, "api", "key", 1);
      g_autoptr (UsherHttpAnswer) answer = usher_http_send (http, "POST", "/", NULL, NULL, NULL);

      /* allowed, and then nobody there: nothing was written */
      g_assert_nonnull (answer->error);
      g_assert_true (answer->error->domain != USHER_ERROR);
      g_assert_false (answer->written);
    }
}

typedef struct {
  const char *fault;
  gboolean    error;
  guint       status;
} Fault;

static const Fault faults[] = {
  { "hang", TRUE, 0 }, { "reset", TRUE, 0 }, { "lost", TRUE, 0 }, { "half", TRUE, 0 }, { "huge", TRUE, 0 },
  { "garbage", FALSE, 200 }, { "500", FALSE, 500 }, { "429", FALSE, 429 }, { "401", FALSE, 401 },
};

static void
test_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (UsherStandin) standin = usher_standin_new ();
      g_autoptr (UsherHttp) http = client (standin);
      g_autoptr (UsherHttpAnswer) warm = usher_http_send (http, "GET", DOMAIN_PATH, NULL, NULL, NULL);
      g_autoptr (UsherHttpAnswer) answer = NULL;
      g_autoptr (UsherHttpAnswer) after = NULL;

      usher_standin_inject (standin, USHER_STANDIN_MAILGUN, faults[i].fault, 1, 0);
      answer = usher_http_send (http, "POST", DOMAIN_PATH, NULL, NULL, NULL);
      g_test_message ("%s: %s", faults[i].fault, answer->error != NULL ? answer->error->message : "answered");
      g_assert_true (answer->written);
      g_assert_cmpuint (answer->status, ==, faults[i].status);
      g_assert_true ((answer->error != NULL) == faults[i].error);
      /* a POST is never repeated on its own */
      g_assert_cmpuint (usher_standin_count (standin, USHER_STANDIN_MAILGUN, "POST", "/"), ==, 1);
      /* and what is left of the bad answer does not become the next one's */
      after = usher_http_send (http, "GET", DOMAIN_PATH, NULL, NULL, NULL);
      g_assert_cmpuint (after->status, ==, 200);
    }
}

static void
test_rate_limit_reset (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherHttp) http = client (standin);
  g_autoptr (UsherHttpAnswer) answer = NULL;

  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "429", 1, 0);
  answer = usher_http_send (http, "GET", DOMAIN_PATH, NULL, NULL, NULL);
  g_assert_cmpuint (answer->status, ==, 429);
  g_assert_cmpint (answer->retry_after, >, 60);
  g_assert_cmpint (answer->retry_after, <=, 91);
}

static void
test_safe_retry (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherHttp) http = client (standin);
  g_autoptr (UsherHttpAnswer) first = NULL;
  g_autoptr (UsherHttpAnswer) second = NULL;

  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "500", 2, 0);
  first = usher_http_send_safe (http, "GET", DOMAIN_PATH, NULL, NULL, NULL);
  g_assert_cmpuint (first->status, ==, 200);
  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "500", 3, 0);
  second = usher_http_send_safe (http, "GET", DOMAIN_PATH, NULL, NULL, NULL);
  g_assert_cmpuint (second->status, ==, 500);
  g_assert_cmpuint (usher_standin_count (standin, USHER_STANDIN_MAILGUN, "GET", "/"), ==, 6);
}

static void
test_cancel (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherHttp) http = client (standin);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (UsherHttpAnswer) running = NULL;
  g_autoptr (UsherHttpAnswer) before = NULL;

  usher_standin_inject (standin, USHER_STANDIN_MAILGUN, "hang", 1, 0);
  fixture_cancel_soon (cancellable);
  running = usher_http_send (http, "POST", DOMAIN_PATH, NULL, NULL, cancellable);
  g_assert_error (running->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (running->written);
  before = usher_http_send (http, "POST", DOMAIN_PATH, NULL, NULL, cancellable);
  g_assert_error (before->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (before->written);
}

static gpointer
send_in_thread (gpointer data)
{
  return usher_http_send (data, "GET", DOMAIN_PATH, NULL, NULL, NULL);
}

/* Made by one thread, used by a second and a third, freed by the first */
static void
test_threads (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherHttp) http = client (standin);

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (UsherHttpAnswer) answer = g_thread_join (g_thread_new ("worker", send_in_thread, http));

      g_assert_no_error (answer->error);
      g_assert_cmpuint (answer->status, ==, 200);
    }
}

typedef struct {
  guint          status;
  gboolean       written;
  gboolean       safe;
  UsherErrorCode code;
} Failure;

static const Failure failures[] = {
  { 0, FALSE, FALSE, USHER_ERROR_LATER },
  { 0, TRUE, FALSE, USHER_ERROR_UNKNOWN_OUTCOME },
  { 0, TRUE, TRUE, USHER_ERROR_LATER },
  { 200, TRUE, TRUE, USHER_ERROR_LATER },
  { 200, TRUE, FALSE, USHER_ERROR_UNKNOWN_OUTCOME },
  { 301, TRUE, FALSE, USHER_ERROR_REFUSED },
  { 400, TRUE, FALSE, USHER_ERROR_REFUSED },
  { 401, TRUE, FALSE, USHER_ERROR_UNAUTHORIZED },
  { 403, TRUE, FALSE, USHER_ERROR_UNAUTHORIZED },
  { 404, TRUE, FALSE, USHER_ERROR_NOT_FOUND },
  { 408, TRUE, FALSE, USHER_ERROR_UNKNOWN_OUTCOME },
  { 429, TRUE, FALSE, USHER_ERROR_LATER },
  { 500, TRUE, FALSE, USHER_ERROR_UNKNOWN_OUTCOME },
  { 503, TRUE, TRUE, USHER_ERROR_LATER },
};

static void
test_failures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      UsherHttpAnswer answer = { .status = failures[i].status, .written = failures[i].written, .retry_after = -1 };
      g_autoptr (GError) error = NULL;

      if (answer.status == 0)
        answer.error = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Timed out");
      usher_http_answer_fail (&answer, "Mux", "because", failures[i].safe, &error);
      g_assert_error (error, USHER_ERROR, (int) failures[i].code);
      g_clear_error (&answer.error);
    }
}

static void
test_json_of_others (void)
{
  static const char * const not_objects[] = {
    "", " ", "null", "[]", "\"text\"", "{", "{\"a\":}", "{\"a\":1}x", "\xff\xfe", "{\"a\":\"\xff\"}", "<html></html>",
  };
  static const char text[] = "{\"s\":\"x\",\"n\":1.5,\"i\":7,\"o\":{\"p\":{\"q\":\"deep\"}},\"a\":[1],\"z\":null}";
  g_autoptr (JsonObject) object = usher_json_read_object (text, strlen (text));

  for (guint i = 0; i < G_N_ELEMENTS (not_objects); i++)
    g_assert_null (usher_json_read_object (not_objects[i], strlen (not_objects[i])));
  g_assert_null (usher_json_read_object (NULL, 0));
  g_assert_nonnull (object);
  g_assert_cmpstr (usher_json_get_string (object, "s"), ==, "x");
  g_assert_null (usher_json_get_string (object, "n"));
  g_assert_null (usher_json_get_string (object, "z"));
  g_assert_null (usher_json_get_string (NULL, "s"));
  g_assert_cmpstr (usher_json_get_string_at (object, "o", "p", "q", NULL), ==, "deep");
  g_assert_null (usher_json_get_string_at (object, "s", "p", "q", NULL));
  g_assert_null (usher_json_get_object (object, "a"));
  g_assert_null (usher_json_get_array (object, "o"));
  g_assert_cmpfloat (usher_json_get_number (object, "n", 0), ==, 1.5);
  g_assert_cmpfloat (usher_json_get_number (object, "s", -1), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/http/answer", test_answer);
  g_test_add_func ("/http/unusable", test_unusable);
  g_test_add_func ("/http/loopback-names", test_loopback_names);
  g_test_add_func ("/http/faults", test_faults);
  g_test_add_func ("/http/rate-limit-reset", test_rate_limit_reset);
  g_test_add_func ("/http/safe-retry", test_safe_retry);
  g_test_add_func ("/http/cancel", test_cancel);
  g_test_add_func ("/http/threads", test_threads);
  g_test_add_func ("/http/failures", test_failures);
  g_test_add_func ("/http/json-of-others", test_json_of_others);
  return g_test_run ();
}
