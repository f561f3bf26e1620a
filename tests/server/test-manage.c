/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "html-check.h"
#include "public-fixture.h"

/* The pages about one person: manage, erase, unsubscribe. */

typedef struct {
  PublicFixture      public;
  UsherRegistration *viewer;
  char              *manage;        /* paths */
  char              *unsubscribe;
} Fixture;

static void
fixture_open (Fixture *f)
{
  public_fixture_open (&f->public);
  f->viewer = usher_fixture_viewer (f->public.engine, f->public.event->id, "Ann", "ann@example.org", "+4915123456789");
  f->manage = g_strdup_printf ("/manage/%s", f->viewer->token);
  f->unsubscribe = g_strdup_printf ("/unsubscribe/%s", f->viewer->token);
}

static void
fixture_close (Fixture *f)
{
  g_clear_pointer (&f->viewer, usher_registration_unref);
  g_clear_pointer (&f->manage, g_free);
  g_clear_pointer (&f->unsubscribe, g_free);
  public_fixture_close (&f->public);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_close)

static gboolean
has (const UsherReply *reply, const char *text)
{
  return strstr (reply->body, text) != NULL;
}

static char *
opt_ins (Fixture *f)
{
  return usher_fixture_query_text (f->public.engine, "SELECT email_opt_in || ' ' || sms_opt_in FROM registration");
}

static void
assert_opt_ins (Fixture *f, const char *expected)
{
  g_autofree char *now = opt_ins (f);

  g_assert_cmpstr (now, ==, expected);
}

static void
test_own_data (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (UsherReply) page = NULL;

  fixture_open (&f);
  page = public_fixture_get (&f.public, f.manage);
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_true (has (page, "Ann"));
  g_assert_true (has (page, "ann@example.org"));
  g_assert_true (has (page, "+4915123456789"));
  g_assert_cmpstr (usher_reply_header (page, "x-robots-tag"), ==, "noindex");
  g_assert_cmpstr (usher_reply_header (page, "cache-control"), ==, "no-store");
}

static void
test_channels (void)
{
  static const struct {
    const char *email, *sms;
    const char *after;
  } cases[] = {
    { "1", "", "1 0" }, { "", "", "0 0" }, { "", "1", "0 1" }, { "1", "1", "1 1" },
  };
  g_auto (Fixture) f = { 0 };

  fixture_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *saved = g_strconcat (f.manage, "?saved=1", NULL);
      g_autoptr (UsherReply) reply = usher_http_post_form (f.public.url, f.manage, "action", "channels", "email_opt_in", cases[i].email,
                                                           "sms_opt_in", cases[i].sms, NULL);

      g_assert_cmpuint (reply->status, ==, 303);
      g_assert_cmpstr (usher_reply_header (reply, "location"), ==, saved);
      assert_opt_ins (&f, cases[i].after);
    }
}

/* Deleting asks once, and takes everything with it. */
static void
test_erase (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (UsherReply) asked = NULL;
  g_autoptr (UsherReply) done = NULL;
  g_autoptr (UsherReply) gone = NULL;
  g_autoptr (UsherReply) again = NULL;

  fixture_open (&f);
  asked = usher_http_post_form (f.public.url, f.manage, "action", "erase", NULL);
  g_assert_cmpuint (asked->status, ==, 200);
  html_check (asked->body);
  g_assert_true (has (asked, "erase-confirmed"));
  g_assert_cmpint (public_fixture_count (&f.public), ==, 1);
  done = usher_http_post_form (f.public.url, f.manage, "action", "erase-confirmed", NULL);
  g_assert_cmpuint (done->status, ==, 303);
  g_assert_cmpstr (usher_reply_header (done, "location"), ==, "/erased");
  g_assert_cmpint (public_fixture_count (&f.public), ==, 0);
  gone = public_fixture_get (&f.public, f.manage);
  g_assert_cmpuint (gone->status, ==, 404);
  g_assert_false (has (gone, "Ann"));
  again = usher_http_post_form (f.public.url, f.manage, "action", "erase-confirmed", NULL);
  g_assert_cmpuint (again->status, ==, 404);
}

static void
test_wrong_manage_requests (void)
{
  static const struct {
    const char *headers;
    const char *body;
    guint       status;
  } cases[] = {
    { "Content-Type: application/x-www-form-urlencoded\r\n", "action=destroy", 400 },
    { "Content-Type: application/x-www-form-urlencoded\r\n", "", 400 },
    { "Content-Type: text/plain\r\n", "action=erase-confirmed", 400 },
    { "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: cross-site\r\n", "action=erase-confirmed", 403 },
  };
  g_auto (Fixture) f = { 0 };

  fixture_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherReply) reply = usher_http_request (f.public.url, "POST", f.manage, cases[i].headers, cases[i].body);

      g_assert_cmpuint (reply->status, ==, cases[i].status);
    }
  g_assert_cmpint (public_fixture_count (&f.public), ==, 1);
  assert_opt_ins (&f, "1 1");
}

static void
test_unsubscribe_by_get_changes_nothing (void)
{
  static const char * const queries[] = { "", "?channel=email", "?channel=sms", "?channel=%22%3E%3Cscript%3E", "?List-Unsubscribe=One-Click" };
  g_auto (Fixture) f = { 0 };

  fixture_open (&f);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *target = g_strconcat (f.unsubscribe, queries[i], NULL);
      g_autoptr (UsherReply) page = public_fixture_get (&f.public, target);
      g_autoptr (UsherReply) head = usher_http_request (f.public.url, "HEAD", target, NULL, NULL);

      g_assert_cmpuint (page->status, ==, 200);
      g_assert_cmpuint (head->status, ==, 200);
      g_assert_true (has (page, "<button"));
    }
  assert_opt_ins (&f, "1 1");
}

/* RFC 8058: both kinds of form, or none; no redirect; without any header that only browsers send */
static void
test_one_click (void)
{
  static const char multipart[] = "--X\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--X--\r\n";
  static const struct {
    const char *query;
    const char *headers;
    const char *body;
    const char *after;
    const char *method;     /* in the consent record */
  } cases[] = {
    { "?channel=email", "Content-Type: application/x-www-form-urlencoded\r\n", "List-Unsubscribe=One-Click", "0 1", "one-click" },
    { "?channel=email", "Content-Type: multipart/form-data; boundary=X\r\n", multipart, "0 1", "one-click" },
    { "?channel=email", NULL, NULL, "0 1", "link" },
    { "?channel=email", "Content-Type: application/octet-stream\r\n", "\xff", "0 1", "link" },
    { "", "Content-Type: application/x-www-form-urlencoded\r\n", "channel=sms", "1 0", "link" },
    { "", "Content-Type: application/x-www-form-urlencoded\r\n", "List-Unsubscribe=One-Click", "0 0", "one-click" },
    { "", "Content-Type: application/x-www-form-urlencoded\r\nOrigin: https://mail.example\r\nSec-Fetch-Site: cross-site\r\n",
      "List-Unsubscribe=One-Click", "0 0", "one-click" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Fixture) f = { 0 };
      g_autofree char *target = NULL;
      g_autofree char *method = NULL;

      fixture_open (&f);
      target = g_strconcat (f.unsubscribe, cases[i].query, NULL);
      for (int twice = 0; twice < 2; twice++)
        {
          g_autoptr (UsherReply) reply = usher_http_request (f.public.url, "POST", target, cases[i].headers, cases[i].body);

          g_assert_cmpuint (reply->status, ==, 200);
          g_assert_null (usher_reply_header (reply, "location"));
          html_check (reply->body);
          assert_opt_ins (&f, cases[i].after);
        }
      method = usher_fixture_query_text (f.public.engine, "SELECT method FROM consent WHERE act = 'withdrawn' ORDER BY id DESC LIMIT 1");
      g_assert_cmpstr (method, ==, cases[i].method);
    }
}

/* Whether a token is somebody's cannot be found out. */
static void
test_unknown_token_gets_the_same_answer (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (UsherReply) known = NULL;
  g_autoptr (UsherReply) unknown = NULL;
  g_autoptr (UsherReply) page = NULL;

  fixture_open (&f);
  unknown = usher_http_request (f.public.url, "POST", "/unsubscribe/AAAAAAAAAAAAAAAAAAAAAA?channel=email", NULL, NULL);
  known = usher_http_request (f.public.url, "POST", f.unsubscribe, "Content-Type: application/x-www-form-urlencoded\r\n", "channel=email");
  g_assert_cmpuint (unknown->status, ==, 200);
  g_assert_cmpstr (unknown->body, ==, known->body);
  page = public_fixture_get (&f.public, "/unsubscribe/%22%3E%3Cb%3E");
  g_assert_cmpuint (page->status, ==, 200);
  g_assert_false (has (page, "<b>"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/manage/own-data", test_own_data);
  g_test_add_func ("/manage/channels", test_channels);
  g_test_add_func ("/manage/erase", test_erase);
  g_test_add_func ("/manage/wrong-requests", test_wrong_manage_requests);
  g_test_add_func ("/unsubscribe/get-changes-nothing", test_unsubscribe_by_get_changes_nothing);
  g_test_add_func ("/unsubscribe/one-click", test_one_click);
  g_test_add_func ("/unsubscribe/unknown-token-gets-the-same-answer", test_unknown_token_gets_the_same_answer);
  return g_test_run ();
}
