/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "public-fixture.h"

#include <string.h>

#include "html-check.h"
#include "usher-public.h"

void
public_fixture_open_with (PublicFixture *fixture, const UsherEventDraft *draft)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherReply) page = NULL;

  memset (fixture, 0, sizeof *fixture);
  fixture->engine = usher_engine_fixture_new ();
  fixture->event = draft != NULL ? usher_fixture_create (fixture->engine, draft) : usher_fixture_event (fixture->engine);
  fixture->door = usher_door_new (USHER_DOOR_PUBLIC, usher_public_router_new (fixture->engine->engine), NULL);
  usher_door_listen (fixture->door, "127.0.0.1:0", &error);
  g_assert_no_error (error);
  fixture->url = usher_door_get_url (fixture->door);
  usher_engine_set_public_url (fixture->engine->engine, fixture->url);
  fixture->path = g_strdup_printf ("/register/%s", fixture->event->slug);
  page = public_fixture_get (fixture, fixture->path);
  fixture->form_token = public_fixture_find_token (page->body);
}

void
public_fixture_open (PublicFixture *fixture)
{
  public_fixture_open_with (fixture, NULL);
}

void
public_fixture_close (PublicFixture *fixture)
{
  usher_door_close (fixture->door);
  usher_run_pending ();
  g_clear_object (&fixture->door);
  g_clear_pointer (&fixture->event, usher_event_unref);
  g_clear_pointer (&fixture->engine, usher_engine_fixture_free);
  g_clear_pointer (&fixture->path, g_free);
  g_clear_pointer (&fixture->form_token, g_free);
}

UsherReply *
public_fixture_get (PublicFixture *fixture, const char *target)
{
  UsherReply *reply = usher_http_request (fixture->url, "GET", target, "Accept: text/html,*/*;q=0.8\r\n", NULL);

  if (g_strcmp0 (usher_reply_header (reply, "content-type"), "text/html; charset=utf-8") == 0)
    html_check (reply->body);
  return reply;
}

char *
public_fixture_find_token (const char *html)
{
  static const char begin[] = "name=\"form_token\" value=\"";
  const char *found = strstr (html, begin);

  return found != NULL ? g_strndup (found + strlen (begin), strcspn (found + strlen (begin), "\"")) : NULL;
}

gint64
public_fixture_count (PublicFixture *fixture)
{
  return usher_fixture_query (fixture->engine, "SELECT count(*) FROM registration");
}
