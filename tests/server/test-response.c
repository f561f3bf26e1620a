/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-error.h"
#include "usher-response.h"

static char *
body_text (const UsherResponse *response)
{
  gsize size;
  const char *data = g_bytes_get_data (usher_response_get_body (response), &size);

  return g_strndup (data, size);
}

static void
test_error_statuses (void)
{
  static const struct {
    UsherErrorCode code;
    guint          status;
    gboolean       shows_text;
  } cases[] = {
    { USHER_ERROR_INVALID, 422, TRUE },       { USHER_ERROR_NOT_FOUND, 404, TRUE },
    { USHER_ERROR_CONFLICT, 409, TRUE },      { USHER_ERROR_STALE, 412, TRUE },
    { USHER_ERROR_FULL, 409, TRUE },          { USHER_ERROR_CLOSED, 409, TRUE },
    { USHER_ERROR_FORBIDDEN, 403, TRUE },     { USHER_ERROR_REFUSED, 502, TRUE },
    { USHER_ERROR_UNAUTHORIZED, 502, TRUE },  { USHER_ERROR_LATER, 503, TRUE },
    { USHER_ERROR_UNKNOWN_OUTCOME, 502, TRUE }, { USHER_ERROR_NOT_CONFIGURED, 503, TRUE },
    { USHER_ERROR_FAILED, 500, FALSE },       { USHER_ERROR_STORAGE, 500, FALSE },
    { USHER_ERROR_CORRUPT, 500, FALSE },      { USHER_ERROR_FROM_FUTURE, 500, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (USHER_ERROR, (int) cases[i].code, "table event_x is odd");
      g_autoptr (UsherResponse) response = NULL;
      g_autofree char *text = NULL;

      if (!cases[i].shows_text)
        g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*table event_x is odd*");
      response = usher_response_new_error (error);
      text = body_text (response);
      g_test_assert_expected_messages ();
      g_assert_cmpuint (usher_response_get_status (response), ==, cases[i].status);
      g_assert_cmpstr (usher_response_get_content_type (response), ==, "application/problem+json");
      g_assert_cmpint (strstr (text, "event_x") != NULL, ==, cases[i].shows_text);
    }
}

static void
test_error_of_another_domain (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "the disk is full");
  g_autoptr (UsherResponse) response = NULL;
  g_autofree char *text = NULL;

  g_test_expect_message (NULL, G_LOG_LEVEL_MESSAGE, "*the disk is full*");
  response = usher_response_new_error (error);
  g_test_assert_expected_messages ();
  text = body_text (response);
  g_assert_cmpuint (usher_response_get_status (response), ==, 500);
  g_assert_null (strstr (text, "disk"));
}

static void
test_problem_json (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherResponse) response = NULL;
  g_autofree char *text = NULL;

  usher_set_error_invalid (&error, "registration.max", "\"%s\" is\nno \\ number.", "x\x01");
  response = usher_response_new_error (error);
  text = body_text (response);
  g_assert_cmpstr (text, ==,
                   "{\"type\":\"about:blank\",\"status\":422,\"title\":\"Invalid input\","
                   "\"detail\":\"\\\"x\\u0001\\\" is\\u000ano \\\\ number.\",\"field\":\"registration.max\"}");
}

static void
test_headers (void)
{
  g_autoptr (UsherResponse) response = usher_response_new_redirect (303, "/there");

  g_assert_cmpstr (usher_response_get_header (response, "location"), ==, "/there");
  usher_response_add_header (response, "LOCATION", "/elsewhere");
  g_assert_cmpstr (usher_response_get_header (response, "Location"), ==, "/elsewhere");
  g_assert_null (usher_response_get_header (response, "X-Other"));
  g_assert_null (usher_response_get_body (response));
}

static void
test_headers_cannot_break_out (void)
{
  static const struct {
    const char *name;
    const char *value;
  } cases[] = {
    { "X-A", "a\r\nSet-Cookie: b" }, { "X-A", "a\nb" }, { "X-A", "a\rb" }, { "X-A", "\x7f" },
    { "X A", "a" }, { "X-A:", "a" }, { "", "a" }, { "X\r\nB", "a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (UsherResponse) response = usher_response_new (200, NULL, NULL);

      g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*assertion*");
      usher_response_add_header (response, cases[i].name, cases[i].value);
      g_test_assert_expected_messages ();
      g_assert_null (usher_response_get_header (response, cases[i].name));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/response/error-statuses", test_error_statuses);
  g_test_add_func ("/response/error-of-another-domain", test_error_of_another_domain);
  g_test_add_func ("/response/problem-json", test_problem_json);
  g_test_add_func ("/response/headers", test_headers);
  g_test_add_func ("/response/headers-cannot-break-out", test_headers_cannot_break_out);
  return g_test_run ();
}
