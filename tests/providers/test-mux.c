/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "provider-fixture.h"
#include "usher-error.h"
#include "usher-mux.h"

#define UID "8f14e45f-ceea-467f-a9d1-0c1d2e3f4a5b"

static UsherStreamer *
streamer_new (UsherStandin *standin, const char *secret)
{
  return g_object_new (USHER_TYPE_MUX, "base-url", usher_standin_get_url (standin, USHER_STANDIN_MUX), "token-id",
                       USHER_STANDIN_MUX_TOKEN_ID, "token-secret", secret, "timeout", 1u, "retry-pause", 1u, NULL);
}

static UsherStreamer *
streamer_for (UsherStandin *standin)
{
  return streamer_new (standin, USHER_STANDIN_MUX_TOKEN_SECRET);
}

static void
broadcast (UsherStandin *standin, const char *id, gboolean active)
{
  g_autofree char *body = g_strdup_printf ("{\"id\":\"%s\",\"active\":%s}", id, active ? "true" : "false");

  fixture_tell (standin, "/mux/broadcast", body);
}

static void
test_create (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherStreamer) streamer = streamer_for (standin);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStream) stream = usher_streamer_create (streamer, UID, "Späte Show", NULL, &error);
  g_autoptr (JsonArray) streams = fixture_list (standin, "/mux/streams");
  JsonObject *made = json_array_get_object_element (streams, 0);
  JsonObject *asset = json_object_get_object_member (made, "new_asset_settings");
  g_autofree char *playback = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (stream->provider, ==, "mux");
  g_assert_cmpstr (stream->provider_id, ==, json_object_get_string_member (made, "id"));
  g_assert_cmpstr (stream->stream_key, ==, json_object_get_string_member (made, "stream_key"));
  g_assert_cmpstr (stream->status, ==, "idle");
  g_assert_true (g_str_has_prefix (stream->ingest_url, "rtmps://"));
  playback = g_strdup_printf ("https://stream.mux.com/%s.m3u8", stream->playback_id);
  g_assert_cmpstr (stream->playback_url, ==, playback);
  g_assert_null (stream->asset_ids);
  g_assert_cmpint (stream->created_at, >, 0);
  g_assert_cmpstr (json_object_get_string_member (made, "passthrough"), ==, UID);
  g_assert_cmpstr (json_object_get_string_member (made, "latency_mode"), ==, "reduced");
  g_assert_cmpint (json_object_get_int_member (made, "reconnect_window"), ==, 60);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (made, "meta"), "title"), ==, "Späte Show");
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (asset, "playback_policies"), 0), ==, "public");
  usher_standin_assert_clean (standin);
}

typedef struct {
  const char    *fault;
  UsherErrorCode create;      /* for what must not happen twice */
  UsherErrorCode get;         /* for what may */
} Fault;

static const Fault faults[] = {
  { "hang", USHER_ERROR_UNKNOWN_OUTCOME, USHER_ERROR_LATER },
  { "reset", USHER_ERROR_UNKNOWN_OUTCOME, USHER_ERROR_LATER },
  { "lost", USHER_ERROR_UNKNOWN_OUTCOME, USHER_ERROR_LATER },
  { "half", USHER_ERROR_UNKNOWN_OUTCOME, USHER_ERROR_LATER },
  { "huge", USHER_ERROR_UNKNOWN_OUTCOME, USHER_ERROR_LATER },
  { "garbage", USHER_ERROR_UNKNOWN_OUTCOME, USHER_ERROR_LATER },
  { "500", USHER_ERROR_UNKNOWN_OUTCOME, USHER_ERROR_LATER },
  { "429", USHER_ERROR_LATER, USHER_ERROR_LATER },
  { "401", USHER_ERROR_UNAUTHORIZED, USHER_ERROR_UNAUTHORIZED },
  { "404", USHER_ERROR_NOT_FOUND, USHER_ERROR_NOT_FOUND },
};

static void
test_faults (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (UsherStandin) standin = usher_standin_new ();
      g_autoptr (UsherStreamer) streamer = streamer_for (standin);
      g_autoptr (GError) create_error = NULL;
      g_autoptr (GError) get_error = NULL;

      usher_standin_inject (standin, USHER_STANDIN_MUX, faults[i].fault, 4, 0);
      g_assert_null (usher_streamer_create (streamer, UID, "Show", NULL, &create_error));
      g_test_message ("%s: %s", faults[i].fault, create_error->message);
      g_assert_error (create_error, USHER_ERROR, (int) faults[i].create);
      g_assert_cmpuint (usher_standin_count (standin, USHER_STANDIN_MUX, "POST", "/"), ==, 1);
      g_assert_null (usher_streamer_get (streamer, "ls-1", NULL, &get_error));
      g_assert_error (get_error, USHER_ERROR, (int) faults[i].get);
    }
}

/* Created, but nobody told us: found again by the event's id, behind more than a page of others. */
static void
test_find (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherStreamer) streamer = streamer_for (standin);
  g_autoptr (GError) error = NULL;
  g_autoptr (UsherStream) none = usher_streamer_find (streamer, UID, NULL, &error);
  g_autoptr (UsherStream) found = NULL;

  g_assert_null (none);
  g_assert_no_error (error);
  usher_standin_inject (standin, USHER_STANDIN_MUX, "lost", 1, 0);
  g_assert_null (usher_streamer_create (streamer, UID, "Show", NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_UNKNOWN_OUTCOME);
  g_clear_error (&error);
  for (int i = 0; i < 120; i++)
    {
      g_autofree char *uid = g_strdup_printf ("other-%d", i);
      g_autoptr (UsherStream) other = usher_streamer_create (streamer, uid, "Other", NULL, NULL);

      g_assert_nonnull (other);
    }
  found = usher_streamer_find (streamer, UID, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);
  g_assert_cmpstr (found->provider, ==, "mux");
  g_assert_cmpuint (usher_standin_count (standin, USHER_STANDIN_MUX, "GET", "/video/v1/live-streams"), ==, 3);
  usher_standin_assert_clean (standin);
}

static void
test_life (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherStreamer) streamer = streamer_for (standin);
  g_autoptr (UsherStream) stream = usher_streamer_create (streamer, UID, "Show", NULL, NULL);
  g_autoptr (UsherStream) live = NULL;
  g_autoptr (UsherStream) twice = NULL;
  g_autoptr (UsherStream) off = NULL;
  g_autoptr (UsherStream) on = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) assets = NULL;

  broadcast (standin, stream->provider_id, TRUE);
  live = usher_streamer_get (streamer, stream->provider_id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (live->status, ==, "active");
  g_assert_nonnull (live->asset_ids);
  /* an encoder that came back makes a second recording */
  g_assert_true (usher_streamer_complete (streamer, stream->provider_id, NULL, &error));
  broadcast (standin, stream->provider_id, TRUE);
  twice = usher_streamer_get (streamer, stream->provider_id, NULL, &error);
  assets = g_strsplit (twice->asset_ids, " ", -1);
  g_assert_cmpuint (g_strv_length (assets), ==, 2);
  g_assert_cmpstr (assets[0], ==, live->asset_ids);
  g_assert_true (usher_streamer_disable (streamer, stream->provider_id, NULL, &error));
  off = usher_streamer_get (streamer, stream->provider_id, NULL, &error);
  g_assert_cmpstr (off->status, ==, "disabled");
  g_assert_cmpstr (off->asset_ids, ==, twice->asset_ids);
  g_assert_true (usher_streamer_enable (streamer, stream->provider_id, NULL, &error));
  on = usher_streamer_get (streamer, stream->provider_id, NULL, &error);
  g_assert_cmpstr (on->status, ==, "idle");
  g_assert_true (usher_streamer_remove (streamer, stream->provider_id, NULL, &error));
  g_assert_true (usher_streamer_remove (streamer, stream->provider_id, NULL, &error));   /* gone already is fine */
  g_assert_no_error (error);
  g_assert_false (usher_streamer_complete (streamer, stream->provider_id, NULL, &error));
  g_assert_error (error, USHER_ERROR, USHER_ERROR_NOT_FOUND);
  usher_standin_assert_clean (standin);
}

/* What may happen twice is tried again while the provider stumbles. */
static void
test_retry (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherStreamer) streamer = streamer_for (standin);
  g_autoptr (UsherStream) stream = usher_streamer_create (streamer, UID, "Show", NULL, NULL);
  g_autoptr (GError) error = NULL;

  usher_standin_inject (standin, USHER_STANDIN_MUX, "500", 1, 0);
  g_assert_true (usher_streamer_disable (streamer, stream->provider_id, NULL, &error));
  g_assert_no_error (error);
}

static void
test_titles (void)
{
  static const char * const titles[] = { "", "\"quoted\" \\ {json}", "\xff\xfe broken", "日本語 😀" };
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherStreamer) streamer = streamer_for (standin);
  g_autofree char *long_title = g_strnfill (2000, 'a');
  g_autoptr (UsherStream) last = NULL;
  g_autoptr (JsonArray) streams = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autoptr (UsherStream) stream = usher_streamer_create (streamer, UID, titles[i], NULL, NULL);

      g_assert_nonnull (stream);
    }
  last = usher_streamer_create (streamer, UID, long_title, NULL, NULL);
  streams = fixture_list (standin, "/mux/streams");
  g_assert_cmpuint (strlen (json_object_get_string_member (
                      json_object_get_object_member (json_array_get_object_element (streams, 4), "meta"), "title")), ==, 512);
  usher_standin_assert_clean (standin);
}

static void
test_cancelled (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherStreamer) streamer = streamer_for (standin);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) running = NULL;
  g_autoptr (GError) before = NULL;

  usher_standin_inject (standin, USHER_STANDIN_MUX, "hang", 1, 0);
  fixture_cancel_soon (cancellable);
  g_assert_null (usher_streamer_create (streamer, UID, "Show", cancellable, &running));
  g_assert_error (running, USHER_ERROR, USHER_ERROR_UNKNOWN_OUTCOME);
  g_assert_null (usher_streamer_create (streamer, UID, "Show", cancellable, &before));
  g_assert_error (before, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_check (void)
{
  g_autoptr (UsherStandin) standin = usher_standin_new ();
  g_autoptr (UsherStreamer) fine = streamer_for (standin);
  g_autoptr (UsherStreamer) bad_key = streamer_new (standin, "wrong");
  g_autoptr (UsherStreamer) no_key = streamer_new (standin, "");
  g_autoptr (UsherStreamer) bare = usher_mux_new ("http://api.mux.com", "id", "secret");
  g_autoptr (GError) plan = NULL;
  g_autoptr (GError) key = NULL;
  g_autoptr (GError) none = NULL;
  g_autoptr (GError) unsafe = NULL;
  g_autoptr (JsonArray) streams = NULL;

  g_assert_true (usher_streamer_check (fine, NULL, NULL));
  streams = fixture_list (standin, "/mux/streams");
  g_assert_cmpuint (json_array_get_length (streams), ==, 0);   /* the trial stream is gone again */
  g_assert_false (usher_streamer_check (bad_key, NULL, &key));
  g_assert_error (key, USHER_ERROR, USHER_ERROR_UNAUTHORIZED);
  g_assert_false (usher_streamer_check (no_key, NULL, &none));
  g_assert_error (none, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
  g_assert_false (usher_streamer_check (bare, NULL, &unsafe));
  g_assert_error (unsafe, USHER_ERROR, USHER_ERROR_NOT_CONFIGURED);
  fixture_tell (standin, "/settings", "{\"free_plan\":true}");
  g_assert_false (usher_streamer_check (fine, NULL, &plan));
  g_assert_error (plan, USHER_ERROR, USHER_ERROR_REFUSED);
  g_assert_nonnull (strstr (plan->message, "free plan"));
  usher_standin_assert_clean (standin);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/mux/create", test_create);
  g_test_add_func ("/mux/faults", test_faults);
  g_test_add_func ("/mux/find", test_find);
  g_test_add_func ("/mux/life", test_life);
  g_test_add_func ("/mux/retry", test_retry);
  g_test_add_func ("/mux/titles", test_titles);
  g_test_add_func ("/mux/cancelled", test_cancelled);
  g_test_add_func ("/mux/check", test_check);
  return g_test_run ();
}
