/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "usher-standin-private.h"

struct _StandinMux {
  JsonArray *streams;   /* oldest first */
};

static const char * const known_create[] = {
  "playback_policies", "playback_policy", "advanced_playback_policies", "new_asset_settings", "audio_only",
  "embedded_subtitles", "generated_subtitles", "test", "simulcast_targets", "latency_mode", "reconnect_window", "reconnect_slate_url",
  "use_slate_for_standard_latency", "max_continuous_duration", "passthrough", "meta", NULL,
};
static const char * const known_asset[] = {
  "playback_policies", "playback_policy", "advanced_playback_policies", "static_renditions", "video_quality", "passthrough",
  "meta", "master_access", "max_resolution_tier", "normalize_audio", NULL,
};
static const char * const latencies[] = { "standard", "reduced", "low", NULL };

StandinMux *
standin_mux_new (void)
{
  StandinMux *mux = g_new0 (StandinMux, 1);

  mux->streams = json_array_new ();
  return mux;
}

void
standin_mux_free (StandinMux *mux)
{
  json_array_unref (mux->streams);
  g_free (mux);
}

JsonNode *
standin_mux_streams (UsherStandin *self)
{
  g_autoptr (JsonNode) node = standin_array_node (json_array_ref (self->mux->streams));

  return json_node_copy (node);
}

JsonObject *
standin_mux_find (UsherStandin *self, const char *id)
{
  for (guint i = 0; id != NULL && i < json_array_get_length (self->mux->streams); i++)
    {
      JsonObject *stream = json_array_get_object_element (self->mux->streams, i);

      if (g_str_equal (standin_string (stream, "id"), id))
        return stream;
    }
  return NULL;
}

static void
refuse (StandinCall *call, guint status, const char *type, const char *message)
{
  JsonObject *answer = json_object_new ();
  JsonObject *error = json_object_new ();
  JsonArray *messages = json_array_new ();

  json_array_add_string_element (messages, message);
  json_object_set_string_member (error, "type", type);
  json_object_set_array_member (error, "messages", messages);
  json_object_set_object_member (answer, "error", error);
  standin_answer (call, status, standin_node (answer));
}

static void
unknown_members (StandinCall *call, JsonObject *object, const char * const *known)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains (known, name))
      standin_problem (call, "unknown member %s", name);
}

static JsonArray *
array_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* What is wrong with a stream's wishes, or NULL */
static const char *
judge (StandinCall *call)
{
  const char *latency = standin_string (call->json, "latency_mode");
  const char *passthrough = standin_string (call->json, "passthrough");
  gint64 window = standin_int (call->json, "reconnect_window", 0);
  JsonNode *asset = json_object_get_member (call->json, "new_asset_settings");

  unknown_members (call, call->json, known_create);
  if (asset != NULL && JSON_NODE_HOLDS_OBJECT (asset))
    unknown_members (call, json_node_get_object (asset), known_asset);
  if (call->standin->free_plan)
    return "Live streams are unavailable on the free plan";
  if (latency != NULL && !g_strv_contains (latencies, latency))
    return "Latency mode is invalid";
  if (passthrough != NULL && g_utf8_strlen (passthrough, -1) > 255)
    return "Passthrough is too long";
  if (window < 0 || window > 1800)
    return "Reconnect window is invalid";
  if (json_object_has_member (call->json, "test") && json_object_has_member (call->json, "max_continuous_duration"))
    return "Cannot use max continuous duration with test live streams";
  return NULL;
}

static void
copy_member (JsonObject *from, JsonObject *to, const char *name)
{
  if (json_object_has_member (from, name))
    json_object_set_member (to, name, json_node_copy (json_object_get_member (from, name)));
}

static JsonObject *
stream_new (UsherStandin *self, JsonObject *wanted)
{
  static const char * const kept[] = { "new_asset_settings", "passthrough", "meta", "test", "reconnect_window", "latency_mode" };
  JsonObject *stream = json_object_new ();
  JsonArray *playback_ids = json_array_new ();
  JsonArray *policies = array_of (wanted, "playback_policies");
  g_autofree char *id = standin_id (self, "ls", 40);
  g_autofree char *key = standin_id (self, "key-", 32);
  g_autofree char *created = g_strdup_printf ("%" G_GINT64_FORMAT, standin_now (self) / G_USEC_PER_SEC);

  json_object_set_string_member (stream, "id", id);
  json_object_set_string_member (stream, "stream_key", key);
  json_object_set_string_member (stream, "srt_passphrase", "passphrase");
  json_object_set_string_member (stream, "created_at", created);
  json_object_set_string_member (stream, "status", "idle");
  json_object_set_string_member (stream, "latency_mode", "standard");
  json_object_set_int_member (stream, "reconnect_window", 60);
  json_object_set_int_member (stream, "max_continuous_duration", 43200);
  if (policies == NULL)
    policies = array_of (wanted, "playback_policy");
  for (guint i = 0; policies != NULL && i < json_array_get_length (policies); i++)
    {
      g_autofree char *playback = standin_id (self, "pb", 40);

      json_array_add_element (playback_ids, standin_object ("id", playback, "policy", json_array_get_string_element (policies, i), NULL));
    }
  json_object_set_array_member (stream, "playback_ids", playback_ids);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    copy_member (wanted, stream, kept[i]);
  json_array_add_object_element (self->mux->streams, stream);
  return stream;
}

static void
answer_stream (StandinCall *call, guint status, JsonObject *stream)
{
  JsonObject *answer = json_object_new ();

  json_object_set_object_member (answer, "data", json_object_ref (stream));
  standin_answer (call, status, standin_node (answer));
}

static void
create (StandinCall *call)
{
  const char *wrong;

  if (call->json == NULL)
    {
      standin_problem (call, "content type %s", call->content_type != NULL ? call->content_type : "missing");
      refuse (call, 400, "invalid_parameters", "The body is not JSON");
      return;
    }
  wrong = judge (call);
  if (wrong != NULL)
    refuse (call, 400, "invalid_parameters", wrong);
  else
    answer_stream (call, 201, stream_new (call->standin, call->json));
}

static void
list (StandinCall *call)
{
  static const char * const known[] = { "limit", "page", "status", "stream_key", NULL };
  const char *limit_text = standin_field (call->query, "limit");
  const char *page_text = standin_field (call->query, "page");
  guint limit = limit_text != NULL ? (guint) atoi (limit_text) : 10;
  guint page = page_text != NULL ? (guint) atoi (page_text) : 1;
  guint total = json_array_get_length (call->standin->mux->streams);
  JsonObject *answer = json_object_new ();
  JsonArray *data = json_array_new ();

  standin_unknown (call, call->query, known, NULL);
  if (limit < 1 || limit > 100 || page < 1)
    standin_problem (call, "limit %u, page %u", limit, page);
  limit = CLAMP (limit, 1, 100);
  page = MAX (page, 1);
  for (guint i = (page - 1) * limit; i < total && i < page * limit; i++)
    json_array_add_object_element (data, json_object_ref (json_array_get_object_element (call->standin->mux->streams, total - 1 - i)));
  json_object_set_array_member (answer, "data", data);
  standin_answer (call, 200, standin_node (answer));
}

static void
end_broadcast (JsonObject *stream)
{
  JsonArray *recent = array_of (stream, "recent_asset_ids");
  const char *active = standin_string (stream, "active_asset_id");

  if (active == NULL)
    return;
  if (recent == NULL)
    {
      recent = json_array_new ();
      json_object_set_array_member (stream, "recent_asset_ids", recent);
    }
  json_array_add_string_element (recent, active);
  json_object_remove_member (stream, "active_asset_id");
}

gboolean
standin_mux_broadcast (UsherStandin *self, const char *id, gboolean active)
{
  JsonObject *stream = standin_mux_find (self, id);

  if (stream == NULL || g_str_equal (standin_string (stream, "status"), "disabled"))
    return FALSE;
  end_broadcast (stream);
  if (active)
    {
      g_autofree char *asset = standin_id (self, "as", 40);

      json_object_set_string_member (stream, "active_asset_id", asset);
    }
  json_object_set_string_member (stream, "status", active ? "active" : "idle");
  return TRUE;
}

static void
remove_stream (StandinCall *call, JsonObject *stream)
{
  JsonArray *streams = call->standin->mux->streams;

  for (guint i = 0; i < json_array_get_length (streams); i++)
    if (json_array_get_object_element (streams, i) == stream)
      {
        json_array_remove_element (streams, i);
        break;
      }
  standin_answer_text (call, 204, "application/json", "");
}

static void
act (StandinCall *call, JsonObject *stream, const char *action)
{
  if (g_str_equal (action, "complete"))
    standin_mux_broadcast (call->standin, standin_string (stream, "id"), FALSE);
  else if (g_str_equal (action, "disable"))
    {
      end_broadcast (stream);
      json_object_set_string_member (stream, "status", "disabled");
    }
  else if (g_str_equal (action, "enable"))
    json_object_set_string_member (stream, "status", "idle");
  else
    {
      standin_problem (call, "no such call");
      refuse (call, 404, "not_found", "Not found");
      return;
    }
  standin_answer_text (call, 200, "application/json", "{\"data\":{}}");
}

static void
patch (StandinCall *call, JsonObject *stream)
{
  static const char * const known[] = {
    "latency_mode", "reconnect_window", "max_continuous_duration", "passthrough", "meta", "reconnect_slate_url",
    "use_slate_for_standard_latency", "new_asset_settings", NULL,
  };

  if (call->json == NULL)
    {
      refuse (call, 400, "invalid_parameters", "The body is not JSON");
      return;
    }
  unknown_members (call, call->json, known);
  for (guint i = 0; known[i] != NULL; i++)
    copy_member (call->json, stream, known[i]);
  answer_stream (call, 200, stream);
}

void
standin_mux_handle (StandinCall *call)
{
  JsonObject *stream;

  if (standin_is (call, "POST", 3, "video", "v1", "live-streams"))
    create (call);
  else if (standin_is (call, "GET", 3, "video", "v1", "live-streams"))
    list (call);
  else if (call->n_segments < 4 || call->n_segments > 5 || !g_str_has_prefix (call->path, "/video/v1/live-streams/"))
    {
      standin_problem (call, "no such call");
      refuse (call, 404, "not_found", "Not found");
    }
  else if ((stream = standin_mux_find (call->standin, call->segments[3])) == NULL)
    refuse (call, 404, "not_found", "The requested resource either doesn't exist or you don't have access to it.");
  else if (call->n_segments == 5 && g_str_equal (call->method, "PUT"))
    act (call, stream, call->segments[4]);
  else if (call->n_segments == 4 && g_str_equal (call->method, "GET"))
    answer_stream (call, 200, stream);
  else if (call->n_segments == 4 && g_str_equal (call->method, "PATCH"))
    patch (call, stream);
  else if (call->n_segments == 4 && g_str_equal (call->method, "DELETE"))
    remove_stream (call, stream);
  else
    {
      standin_problem (call, "no such call");
      refuse (call, 405, "method_not_allowed", "Method not allowed");
    }
}
