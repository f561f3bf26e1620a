/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "usher-links.h"

#define BASE "https://show.example.org"

static void
test_links (void)
{
  g_autoptr (UsherEvent) event = usher_event_new ();
  g_autofree char *register_link = NULL;
  g_autofree char *watch = NULL;
  g_autofree char *personal = NULL;
  g_autofree char *calendar = NULL;
  g_autofree char *manage = NULL;

  g_set_str (&event->slug, "spate-show");
  register_link = usher_link_register (BASE, event);
  watch = usher_link_watch (BASE, event, NULL);
  personal = usher_link_watch (BASE, event, "abc_-9");
  calendar = usher_link_calendar (BASE, event);
  manage = usher_link_manage (BASE, "abc_-9");
  g_assert_cmpstr (register_link, ==, BASE "/register/spate-show");
  g_assert_cmpstr (watch, ==, BASE "/watch/spate-show");
  g_assert_cmpstr (personal, ==, BASE "/watch/spate-show?t=abc_-9");
  g_assert_cmpstr (calendar, ==, BASE "/events/spate-show.ics");
  g_assert_cmpstr (manage, ==, BASE "/manage/abc_-9");
}

static void
test_unsubscribe (void)
{
  static const struct {
    UsherChannels channels;
    const char   *link;
  } rows[] = {
    { USHER_CHANNELS_NONE, BASE "/unsubscribe/T" },
    { USHER_CHANNELS_EMAIL, BASE "/unsubscribe/T?channel=email" },
    { USHER_CHANNELS_SMS, BASE "/unsubscribe/T?channel=sms" },
    { USHER_CHANNELS_EMAIL | USHER_CHANNELS_SMS, BASE "/unsubscribe/T" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *link = usher_link_unsubscribe (BASE, "T", rows[i].channels);

      g_assert_cmpstr (link, ==, rows[i].link);
    }
}

/* A token that came from outside must not reach another page. */
static void
test_strange_tokens (void)
{
  g_autofree char *manage = usher_link_manage (BASE, "../admin?x=1#y");

  g_assert_cmpstr (manage, ==, BASE "/manage/..%2Fadmin%3Fx%3D1%23y");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/engine/links/all", test_links);
  g_test_add_func ("/engine/links/unsubscribe", test_unsubscribe);
  g_test_add_func ("/engine/links/strange-tokens", test_strange_tokens);
  return g_test_run ();
}
