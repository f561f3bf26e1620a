/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "usher-error.h"
#include "usher-setting-rule.h"

/* What is kept of what was typed; NULL: it is refused */
static const struct {
  UsherSettingRule rule;
  const char      *typed;
  const char      *kept;
} cases[] = {
  { USHER_SETTING_LINE, "  Hafenstr. 1, 20457 Hamburg ", "Hafenstr. 1, 20457 Hamburg" },
  { USHER_SETTING_LINE, "two\nlines", NULL },
  { USHER_SETTING_LINE, "\xff", NULL },
  { USHER_SETTING_LINE, "   ", "" },
  { USHER_SETTING_NAME, "Studio  Nord", "Studio Nord" },
  { USHER_SETTING_NAME, "a\r\nBcc: b", NULL },
  { USHER_SETTING_NAME, "Nord\u202e", NULL },
  { USHER_SETTING_EMAIL, " show@EXAMPLE.com ", "show@example.com" },
  { USHER_SETTING_EMAIL, "nobody", NULL },
  { USHER_SETTING_URL, "https://live.example.org//", "https://live.example.org" },
  { USHER_SETTING_URL, "https://live.example.org/show/", "https://live.example.org/show" },
  { USHER_SETTING_URL, "https://live.example.org/?a=1", NULL },
  { USHER_SETTING_URL, "https://live.example.org/#top", NULL },
  { USHER_SETTING_URL, "https://me:secret@live.example.org", NULL },
  { USHER_SETTING_URL, "live.example.org", NULL },
  { USHER_SETTING_URL, "ftp://live.example.org", NULL },
  { USHER_SETTING_URL, "https://", NULL },
  { USHER_SETTING_URL, "https://a b", NULL },
  { USHER_SETTING_LINK, "https://example.org/privacy?lang=de#top", "https://example.org/privacy?lang=de#top" },
  { USHER_SETTING_LINK, "javascript:alert(1)", NULL },
  { USHER_SETTING_COUNTRY, "de", "DE" },
  { USHER_SETTING_COUNTRY, "Germany", NULL },
  { USHER_SETTING_COUNTRY, "D1", NULL },
  { USHER_SETTING_SENDER, "+1 (500) 555-0006", "+15005550006" },
  { USHER_SETTING_SENDER, "12345", "12345" },
  { USHER_SETTING_SENDER, "Studio Nord", "Studio Nord" },
  { USHER_SETTING_SENDER, "Studio Nord 1", NULL },
  { USHER_SETTING_SENDER, "01511234567", NULL },
  { USHER_SETTING_SENDER, "+123", NULL },
  { USHER_SETTING_SENDER, "+1234567890123456", NULL },
  { USHER_SETTING_SENDER, "Stüdio", NULL },
};

static void
test_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *kept = usher_setting_rule_check (cases[i].rule, cases[i].typed, "field", "The thing", &error);

      g_assert_cmpstr (kept, ==, cases[i].kept);
      if (cases[i].kept != NULL)
        {
          g_assert_no_error (error);
          continue;
        }
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpstr (usher_error_get_field (error), ==, "field");
      g_assert_true (g_str_has_prefix (error->message, "The thing"));
    }
}

/* Each has a limit: pasting a book changes nothing. */
static void
test_long (void)
{
  g_autofree char *much = g_strnfill (1000 * 1000, 'a');
  g_autofree char *url = g_strconcat ("https://", much, NULL);

  for (UsherSettingRule rule = USHER_SETTING_LINE; rule <= USHER_SETTING_SENDER; rule++)
    {
      g_autoptr (GError) error = NULL;
      gboolean address = rule == USHER_SETTING_URL || rule == USHER_SETTING_LINK;

      g_assert_null (usher_setting_rule_check (rule, address ? url : much, "field", "The thing", &error));
      g_assert_error (error, USHER_ERROR, USHER_ERROR_INVALID);
      g_assert_cmpuint (strlen (error->message), <, 200);
    }
}

static const struct {
  const char *host;
  UsherReach  reach;
} reaches[] = {
  { "show.example.com", USHER_REACH_WORLD },
  { "show.example.com:8443/a", USHER_REACH_WORLD },
  { "93.184.216.34", USHER_REACH_WORLD },
  { "[2a00:1450::1]:8080", USHER_REACH_WORLD },
  { "172.32.0.1", USHER_REACH_WORLD },
  { "1.2.3", USHER_REACH_WORLD },
  { "localhost:8080", USHER_REACH_COMPUTER },
  { "LOCALHOST", USHER_REACH_COMPUTER },
  { "show.localhost", USHER_REACH_COMPUTER },
  { "127.0.0.1:8080", USHER_REACH_COMPUTER },
  { "127.8.9.1", USHER_REACH_COMPUTER },
  { "[::1]:80", USHER_REACH_COMPUTER },
  { "0.0.0.0:80", USHER_REACH_COMPUTER },
  { "192.168.1.20:8080", USHER_REACH_NETWORK },
  { "10.0.0.1", USHER_REACH_NETWORK },
  { "172.16.0.1", USHER_REACH_NETWORK },
  { "172.31.255.1", USHER_REACH_NETWORK },
  { "169.254.1.1", USHER_REACH_NETWORK },
  { "100.64.1.1", USHER_REACH_NETWORK },
  { "[fe80::1]", USHER_REACH_NETWORK },
  { "[fd12::1]", USHER_REACH_NETWORK },
  { "studio.local", USHER_REACH_NETWORK },
  { "studio:8080", USHER_REACH_NETWORK },
};

static void
test_reach (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reaches); i++)
    {
      g_autofree char *url = g_strconcat ("http://", reaches[i].host, NULL);

      g_test_message ("%s", url);
      g_assert_cmpint (usher_web_address_reach (url), ==, reaches[i].reach);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setting-rule/rules", test_rules);
  g_test_add_func ("/setting-rule/long", test_long);
  g_test_add_func ("/setting-rule/reach", test_reach);
  return g_test_run ();
}
